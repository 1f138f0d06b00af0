"""The start page: a team, its season with ranges, what its big day brings and costs, and the way on."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import numpy as np
import pytest

from playbook import practices
from playbook.lab.explained import Why
from playbook.lab.kpi import KpiWords
from playbook.lab.ranking import TOTALS, plans, ranked
from playbook.lab.seasons import Seasons, key_of
from playbook.lab.start import Start, calm
from playbook.money import label
from playbook.workspace import PlanEntry, Workspace
from sim.experiment.money import PARTS
from sim.scenario.file import team, team_names
from tests.playbook import fake_experiment
from tests.playbook.lab_tools import QUICK, click, figures, no_trouble, texts


def open_start(folder: Path, language: str = "en", baselines: Path | None = None) -> Start:
    workspace = Workspace.open(folder / "workspace")
    options = {"experiment": fake_experiment, "effort": QUICK, "workspace": workspace}
    return Start(language, baselines=baselines or folder / "none", **options)


def ship(folder: Path, name: str, n: int = 6) -> Path:
    """A shipped result of a team, made by the stand-in."""
    folder.mkdir(exist_ok=True)
    estimate = fake_experiment.run(team(name), n)
    parts = {part: np.zeros(4) for part in PARTS} | {"shoppers": np.full(4, 90_000.0), "returns": np.full(4, -30_000.0)}
    parts |= {"compensation": np.array([-5000.0, -5100, -4900, -5000]), "chat": np.array([-400.0, 200, -300, -300])}
    pair = {"from": key_of(calm(team(name))), "to": key_of(team(name))}
    why = pair | Why(sum(parts.values()), parts, {}).to_json()
    seasons = {key_of(plan): Seasons.of(fake_experiment.run(plan, n)).only((), TOTALS) for _, plan in plans(team(name))}
    seasons[key_of(team(name))] = Seasons.of(estimate)
    data = {"seasons": {key: one.to_json() for key, one in seasons.items()}, "why": [why]}
    (folder / f"{name}.json").write_text(json.dumps(data), encoding="utf-8")
    return folder


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_team_runs(tmp_path: Path, language: str) -> None:
    """Three teams, each to a figure, a strip and a sentence."""
    page = open_start(tmp_path, language)
    for name in team_names():
        page.choice.value = name
        click(page.bar)
        assert len(set(figures(texts(page)))) == 1
        assert page.words.pick(team(name).title) in figures(texts(page))[0]
        no_trouble(page)


def test_the_shipped_season_shows_at_once_and_own_ones_are_added(tmp_path: Path) -> None:
    """A figure before any click; then six shipped seasons and four of one's own."""
    page = open_start(tmp_path, baselines=ship(tmp_path / "shipped", "flagship"))
    assert figures(texts(page)) and "6 seasons" in texts(page)
    click(page.bar)
    assert page.known(page.team).n == 10
    both = fake_experiment.run(team("flagship"), 10).totals["profit"]
    assert page.known(page.team).totals["profit"] == pytest.approx(both, rel=1e-6)


def test_a_result_of_another_team_file_is_not_shown(tmp_path: Path) -> None:
    """Somebody has edited the team: the shipped result no longer belongs to it."""
    folder = ship(tmp_path / "shipped", "flagship")
    text = (folder / "flagship.json").read_text()
    (folder / "flagship.json").write_text(text.replace(key_of(team("flagship")), "another"))
    page = open_start(tmp_path, baselines=folder)
    assert not figures(texts(page)) and page.shipped_why(page.team) is None


def test_an_explanation_against_another_calm_season_is_not_shown(tmp_path: Path) -> None:
    """What "calm" means has changed: the seasons still belong to the team, the explanation does not."""
    folder = ship(tmp_path / "shipped", "flagship")
    text = (folder / "flagship.json").read_text()
    (folder / "flagship.json").write_text(text.replace(key_of(calm(team("flagship"))), "another"))
    page = open_start(tmp_path, baselines=folder)
    assert page.known(page.team) is not None and page.shipped_why(page.team) is None


def test_an_explanation_of_an_older_form_is_not_shown(tmp_path: Path) -> None:
    """It was split otherwise: the page offers to reckon anew."""
    folder = ship(tmp_path / "shipped", "flagship")
    data = json.loads((folder / "flagship.json").read_text())
    del data["why"][0]["later"]
    (folder / "flagship.json").write_text(json.dumps(data))
    page = open_start(tmp_path, baselines=folder)
    assert page.known(page.team) is not None and page.shipped_why(page.team) is None
    no_trouble(page)


@pytest.mark.parametrize("damage", ["", "{", "[1, 2]", "{}", '{"seasons": [], "why": []}'])
def test_a_damaged_shipped_file_only_means_no_head_start(tmp_path: Path, damage: str) -> None:
    """The page opens all the same."""
    folder = ship(tmp_path / "shipped", "flagship")
    (folder / "flagship.json").write_text(damage)
    page = open_start(tmp_path, baselines=folder)
    no_trouble(page)
    click(page.bar)
    assert figures(texts(page))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_helps_most_is_there_before_anything_runs(tmp_path: Path, language: str) -> None:
    """Every practice with its gain, apart for this season and the next; nothing to press."""
    page = open_start(tmp_path, language, baselines=ship(tmp_path / "shipped", "flagship"))
    shown = page.ranking.value
    links = re.findall(r'href="([a-z-]+)\.ipynb"', shown)
    assert sorted(links) == sorted(practices.names()) and page.gains.layout.display == "none"
    assert page.words.t("ranking.profit") in shown and page.words.t("ranking.next_year") in shown
    gains = ranked(page.shipped_plans(page.team), page.known(page.team))
    assert [one.slug for one in gains] == links
    best = gains[0]
    assert page.words.t(f"ranking.{best.verdict}") in shown
    kpis = KpiWords(page.words, page.team.currency)
    assert kpis.signed("profit", best.plan.change(best.team, "profit").mean) in shown
    no_trouble(page)


def test_a_team_of_ones_own_is_ranked_when_asked(tmp_path: Path) -> None:
    """No shipped plans: a button, then the same table."""
    page = open_start(tmp_path)
    assert page.ranking.value == "" and page.gains.layout.display is None
    click(page.gains)
    assert len(re.findall(r"href=", page.ranking.value)) == len(practices.names())
    page.choice.value = "starter"
    assert page.ranking.value == ""
    no_trouble(page)


def test_sure_gains_come_first_and_luck_says_so() -> None:
    """A small sure gain before a large unsure one, also where this season pays for the next; a sure loss last."""
    luck = np.array([-50.0, 80.0, -70.0, 60.0])

    def plan(extra: object, now: object = 0.0) -> Seasons:
        return Seasons({kpi: 1000 + luck + extra + (now if kpi == "profit" else 0.0) for kpi in TOTALS})

    found = {"sure": plan(5.0), "luck": plan(luck), "bad": plan(-5.0), "none": plan(0.0), "sown": plan(9.0, -20.0)}
    gains = ranked(found, plan(0.0))
    assert [(one.slug, one.verdict) for one in gains] == [
        ("sown", "later"), ("sure", "gains"), ("luck", "luck"), ("none", "same"), ("bad", "loses"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", team_names())
def test_every_team_can_have_every_plan(name: str) -> None:
    """And it differs from the team by levers of that practice alone."""
    found = dict(plans(team(name)))
    assert set(found) == set(practices.names())
    for slug, plan in found.items():
        practice, _ = practices.load(slug)
        paths = {lever.path: plan.at(lever.path) for lever in practice.levers}
        assert team(name).with_levers(paths) == plan
        assert all(plan.at(practice.lever(x).path) == practice.lever(x).clip(v) for x, v in practice.final.near.items())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_the_big_day_brings_and_costs_is_told(tmp_path: Path, language: str) -> None:
    """The two largest parts, and what the team could have kept."""
    folder = ship(tmp_path / "shipped", "flagship")
    page = open_start(tmp_path, language, baselines=folder)
    shown, kpis = texts(page), KpiWords(page.words)
    head, rest = shown.split(page.words.t("start.calm"), 1)
    for part, mean in {"shoppers": 90_000, "returns": -30_000}.items():
        assert label(page.words, part, mean).lower() in head.lower() and kpis.signed("profit", mean) in head
    for part in ("compensation", "chat"):
        assert label(page.words, part, -1).lower() in rest.lower()
    assert page.words.t("money.figure") in figures(shown)[-1]


def test_links_lead_through_the_app_in_the_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The app has its own addresses."""
    monkeypatch.setenv("VOILA_BASE_URL", "/")
    folder = ship(tmp_path / "shipped", "flagship")
    why = {"change": [9.0], "parts": {"compensation": [9.0]}, "later": {}, "loops": None}
    (folder / "practice-hiring.json").write_text(json.dumps({"seasons": {}, "why": [why]}), encoding="utf-8")
    page = open_start(tmp_path, "zh", baselines=folder)
    assert 'href="/voila/render/zh/hiring.ipynb"' in texts(page)


def test_without_a_shipped_explanation_one_can_be_computed(tmp_path: Path) -> None:
    """A team of one's own: the button does it."""
    page = open_start(tmp_path)
    click(page.causes)
    assert page.words.t("start.calm") in texts(page)
    no_trouble(page)


def test_a_calm_season_has_no_sales_event() -> None:
    """What the sales events are measured against."""
    assert all(event.lift == 1 for event in calm(team("flagship")).calendar.campaigns)
    quiet = team("starter").with_levers({"calendar.campaigns": ()})
    assert calm(quiet).demand.orders_day == pytest.approx(0.8 * quiet.demand.orders_day)


def test_the_chosen_team_is_there_next_time(tmp_path: Path) -> None:
    """Close the browser, come back."""
    open_start(tmp_path).choice.value = "starter"
    assert open_start(tmp_path).choice.value == "starter"


def test_a_team_of_ones_own_is_offered_and_not_overwritten(tmp_path: Path) -> None:
    """Looking at a shipped team must not lose the reader's."""
    own = team("starter").with_levers({"demand.orders_day": 77.0})
    Workspace.open(tmp_path / "workspace").set_scenario(own)
    page = open_start(tmp_path)
    assert page.team == own
    page.choice.value = "flagship"
    assert Workspace.open(tmp_path / "workspace").scenario == own


def test_the_page_reads_the_workspace_again_when_a_browser_opens_it(tmp_path: Path) -> None:
    """The app keeps a page ready from before; what was committed since then shows."""
    page = open_start(tmp_path)
    entry = PlanEntry(owner="Ann", date=dt.date(2026, 11, 20), change="Hire <nine>", number_to_watch="queue")
    Workspace.open(tmp_path / "workspace").commit("peak-time", entry)
    assert "Ann" not in texts(page)
    page.refresh()
    assert "Hire &lt;nine&gt;" in texts(page) and "Ann" in texts(page)


@pytest.mark.parametrize("name", ["starter", "crossborder"])
def test_reading_again_leaves_the_choice_where_it_is(tmp_path: Path, name: str) -> None:
    """A page drawn a second time must not choose for the reader."""
    page = open_start(tmp_path)
    page.choice.value = name
    page.refresh()
    assert page.choice.value == name and page.workspace.scenario == team(name)


def test_a_damaged_workspace_is_reported(tmp_path: Path) -> None:
    """The reader learns which file was kept aside."""
    (tmp_path / "workspace").mkdir()
    (tmp_path / "workspace" / "plan.json").write_text("{")
    assert "plan.json" in texts(open_start(tmp_path))


def test_a_damaged_team_is_reported_in_the_language_of_the_page(tmp_path: Path) -> None:
    (tmp_path / "workspace").mkdir()
    (tmp_path / "workspace" / "scenario.toml").write_text("id = 3\n")
    assert "scenario.toml：id 现在是3，请改为" in texts(open_start(tmp_path, "zh"))


def test_a_failing_model_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence, and the button lives."""
    page = open_start(tmp_path)
    monkeypatch.setattr(fake_experiment, "broken", True)
    click(page.bar)
    assert 'role="alert"' in texts(page) and not page.bar.button.disabled
