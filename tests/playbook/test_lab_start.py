"""The start page: a team, its season with ranges, what its big day brings and costs, and the way on."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import numpy as np
import pytest

from playbook import practices
from playbook.lab.big_day import calm
from playbook.lab.explained import Why
from playbook.lab.kpi import KpiWords
from playbook.lab.ranking import TOTALS, Gain, facing, plan_of, plans, ranked, shipped_gains
from playbook.lab.seasons import Seasons, key_of
from playbook.lab.start import Start
from playbook.money import label
from playbook.practices.groups import groups
from playbook.workspace import PlanEntry, Workspace
from sim.experiment.money import PARTS
from sim.scenario.file import team, team_names
from tests.playbook import fake_experiment
from tests.playbook.lab_tools import QUICK, click, every, figures, no_trouble, texts


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
    wanted = (scenario for one in plans(team(name)) for scenario in (one.plan, one.team))
    seasons = {key_of(one): Seasons.of(fake_experiment.run(one, n)).only((), TOTALS) for one in wanted}
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
        assert page.words.pick(team(name).title) in page.sentence.value
        no_trouble(page)


def test_the_shipped_season_shows_at_once_and_played_again_it_comes_to_the_same(tmp_path: Path) -> None:
    """A figure before any click, of as many seasons as every page shows; a click plays these and no others."""
    page = open_start(tmp_path, baselines=ship(tmp_path / "shipped", "flagship"))
    assert figures(texts(page)) and page.words.t("start.shipped", n=QUICK.seasons) in texts(page)
    said = page.sentence.value
    click(page.bar)
    assert page.known(page.team).n == QUICK.seasons
    played = fake_experiment.run(team("flagship"), QUICK.seasons).totals["profit"]
    assert page.known(page.team).totals["profit"] == pytest.approx(played, rel=1e-6)
    assert page.sentence.value == said


def test_a_result_of_another_team_file_is_not_shown(tmp_path: Path) -> None:
    """Somebody has edited the team: the shipped result no longer belongs to it."""
    folder = ship(tmp_path / "shipped", "flagship")
    text = (folder / "flagship.json").read_text()
    (folder / "flagship.json").write_text(text.replace(key_of(team("flagship")), "another"))
    page = open_start(tmp_path, baselines=folder)
    assert not figures(texts(page)) and page.big_day.bar.layout.display is None


def test_an_explanation_against_another_calm_season_is_not_shown(tmp_path: Path) -> None:
    """What "calm" means has changed: the seasons still belong to the team, the explanation does not."""
    folder = ship(tmp_path / "shipped", "flagship")
    text = (folder / "flagship.json").read_text()
    (folder / "flagship.json").write_text(text.replace(key_of(calm(team("flagship"))), "another"))
    page = open_start(tmp_path, baselines=folder)
    assert page.known(page.team) is not None and page.big_day.bar.layout.display is None


def test_an_explanation_of_an_older_form_is_not_shown(tmp_path: Path) -> None:
    """It was split otherwise: the page offers to reckon anew."""
    folder = ship(tmp_path / "shipped", "flagship")
    data = json.loads((folder / "flagship.json").read_text())
    del data["why"][0]["later"]
    (folder / "flagship.json").write_text(json.dumps(data))
    page = open_start(tmp_path, baselines=folder)
    assert page.known(page.team) is not None and page.big_day.bar.layout.display is None
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
    """Every practice with its gain, apart for this season and the next, in its group; nothing to press."""
    page = open_start(tmp_path, language, baselines=ship(tmp_path / "shipped", "flagship"))
    shown = page.map.value
    links = re.findall(r'href="([a-z-]+)\.ipynb"', shown)
    assert links == [slug for group in groups() for slug in group.written] and page.gains.layout.display == "none"
    assert page.words.t("ranking.profit") in shown and page.words.t("ranking.next_year") in shown
    gains = shipped_gains(page.now, page.team, page.baselines)
    best = gains[0]
    assert page.words.t(f"ranking.{best.verdict}") in shown
    kpis = KpiWords(page.words, page.team.currency)
    assert kpis.signed("profit", best.plan.change(best.team, "profit").mean) in shown
    no_trouble(page)


def test_a_team_of_ones_own_is_ranked_when_asked(tmp_path: Path) -> None:
    """No shipped plans: a button, then the same table."""
    page = open_start(tmp_path)
    worth = page.words.t("ranking.profit")
    assert len(re.findall(r"href=", page.map.value)) == len(practices.names()) and page.gains.layout.display is None
    assert worth not in page.map.value
    click(page.gains)
    assert page.map.value.count(worth) == len(practices.names())
    page.choice.value = "starter"
    assert worth not in page.map.value
    no_trouble(page)


def test_sure_gains_come_first_and_luck_says_so() -> None:
    """A small sure gain before a large unsure one, also where this season pays for the next; a sure loss last."""
    luck = np.array([-50.0, 80.0, -70.0, 60.0])

    def plan(extra: object, now: object = 0.0) -> Seasons:
        return Seasons({kpi: 1000 + luck + extra + (now if kpi == "profit" else 0.0) for kpi in TOTALS})

    found = {"sure": plan(5.0), "luck": plan(luck), "bad": plan(-5.0), "none": plan(0.0), "sown": plan(9.0, -20.0)}
    found["dear"] = plan(luck - 1, -200.0)  # costs surely, and nobody knows whether it comes back
    gains = ranked(Gain(slug, one, plan(0.0)) for slug, one in found.items())
    assert [(one.slug, one.verdict) for one in gains] == [
        ("sown", "later"), ("sure", "gains"), ("luck", "luck"), ("dear", "unsure"), ("none", "same"), ("bad", "loses"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", team_names())
def test_every_team_can_have_every_plan(name: str) -> None:
    """And it differs from the team by what the practice gives and by its levers alone."""
    found = {one.slug: one for one in plans(team(name))}
    assert set(found) == set(practices.names())
    for slug, planned in found.items():
        plan = planned.plan
        practice, _ = practices.load(slug)
        paths = {lever.path: plan.at(lever.path) for lever in practice.levers}
        assert planned.team == team(name).with_levers(practice.faces)
        assert planned.team.with_levers(practice.given | paths) == plan
        assert all(plan.at(practice.lever(x).path) == practice.lever(x).clip(v) for x, v in practice.final.near.items())


def test_what_a_practice_faces_is_on_both_sides_of_its_plan() -> None:
    """Else a plan would be charged with what happens to the team with it or without."""
    practice, _ = practices.load("market")
    given = practice.model_copy(update={"faces": {"demand.orders_day": 300}})
    shop = team("starter")
    assert facing(practice, shop) == shop
    assert facing(given, shop).at("demand.orders_day") == plan_of(given, shop).at("demand.orders_day") == 300


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
    assert 'href="/zh/hiring"' in texts(page)


def test_without_a_shipped_explanation_one_can_be_computed(tmp_path: Path) -> None:
    """A team of one's own: the button does it."""
    page = open_start(tmp_path)
    click(page.big_day.bar)
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
    """A sample that is looked at is the shop of every page, and the reader's own is one click away."""
    own = team("starter").with_levers({"demand.orders_day": 77.0})
    Workspace.open(tmp_path / "workspace").set_scenario(own)
    page = open_start(tmp_path)
    assert page.team == own and page.choice.value == "mine"
    page.choice.value = "flagship"
    kept = Workspace.open(tmp_path / "workspace")
    assert kept.scenario == team("flagship") and kept.own == own
    again = open_start(tmp_path)
    again.choice.value = "mine"
    assert again.team == own and Workspace.open(tmp_path / "workspace").scenario == own


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


# ------------------------------------------------------------------------------------------ a shop of one's own

NUMBERS = {"orders": "640", "basket": "120", "margin": "50", "people": "6", "ask": "30"}


def type_in(page: Start, **numbers: str) -> None:
    page.choice.value = "mine"
    for name, text in (NUMBERS | numbers).items():
        page.form.fields[name].value = text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_five_numbers_make_the_shop_of_every_page(tmp_path: Path, language: str) -> None:
    """Typed, made, run, named above its result, and chosen in the workspace."""
    page = open_start(tmp_path, language)
    assert page.form.layout.display == "none"
    type_in(page)
    assert page.form.layout.display is None
    page.form.name.value = "Tea <& Co"
    page.form.button.click()
    assert page.bar.wait(60)
    kept = Workspace.open(tmp_path / "workspace")
    assert kept.scenario == kept.own == page.team and page.team.demand.orders_day == 640
    assert page.known(page.team).n == QUICK.seasons
    assert "Tea &lt;&amp; Co" in page.about.value and "Tea &lt;&amp; Co" in page.sentence.value
    assert page.choice.options[0][1] == "Tea <& Co"
    no_trouble(page)
    again = open_start(tmp_path, language)
    assert again.choice.value == "mine" and again.form.fields["people"].value == "6"


def test_until_the_numbers_are_right_the_page_stays_with_its_shop(tmp_path: Path) -> None:
    page = open_start(tmp_path)
    before = page.team
    type_in(page, people="many")
    page.form.button.click()
    assert page.team == before and Workspace.open(tmp_path / "workspace").scenario is None
    assert page.form.wrong["people"].value.count('role="alert"') == 1
    page.choice.value = "jd"
    assert page.form.layout.display == "none" and page.team == team("jd")


def test_a_card_says_what_a_manager_knows_a_shop_by(tmp_path: Path) -> None:
    """People, orders, what it sells and where, its big day; the first card is the reader's own."""
    options = open_start(tmp_path, "zh").choice.options
    assert [value for value, _, _ in options] == ["mine", *team_names()]
    for value, title, lines in options[1:]:
        shop = team(value)
        assert title and str(shop.headcount) in lines[0] and f"{shop.demand.orders_day:,.0f}" in lines[0]
        assert len(lines) == 3 and shop.calendar.campaigns[0].name.zh in lines[2]


def test_a_value_that_is_no_card_changes_nothing(tmp_path: Path) -> None:
    page = open_start(tmp_path)
    page.choice.value = "../../etc"
    assert page.choice.value == "flagship" and Workspace.open(tmp_path / "workspace").scenario is None


def test_a_season_is_drawn_as_it_comes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each simulation tells its own result while it runs, dashed over the band; nothing of that stays at the end."""
    page = open_start(tmp_path)
    told, drawn = [], []
    page.plays.observe(lambda change: told.append(change.new), "value")
    page.figure.observe(lambda change: drawn.append(change.new), "value")
    click(page.bar)
    profits = fake_experiment.run(page.team, QUICK.seasons).totals["profit"]
    kpis = KpiWords(page.words, page.team.currency)
    assert all(any(kpis.value("profit", x) in line for line in told) for x in profits)
    assert page.words.t("start.live_key", n=2)[:7] in drawn[1] and page.plays.value == ""
    assert page.words.t("start.live_key", n=2)[:7] not in page.figure.value
    assert f"{QUICK.seasons} seasons" in page.bar.line.value


def test_another_card_while_a_season_runs_leaves_nothing_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stopped run must not draw its shop over the new one's page."""
    page = open_start(tmp_path)
    monkeypatch.setattr(fake_experiment, "pause", 0.05)
    page.bar.button.click()
    assert every(lambda: page.sentence.value != "")
    page.choice.value = "jd"
    assert page.bar.wait(30)
    assert page.words.pick(team("flagship").title) not in texts(page).replace(str(page.choice.options), "")
    assert page.sentence.value == "" and page.plays.value == "" and page.bar.line.value == ""


# ---------------------------------------------------------------------------------------------- what is kept


def test_the_next_client_finds_nothing_of_the_last(tmp_path: Path) -> None:
    """Saved under a name, started clean with one question, opened again."""
    page = open_start(tmp_path)
    type_in(page)
    page.form.name.value = "Acme"
    page.form.button.click()
    assert page.bar.wait(60)
    entry = PlanEntry(owner="Ann", date=dt.date(2026, 11, 20), change="Hire", number_to_watch="queue")
    page.workspace.commit("peak-time", entry)
    page.refresh()
    keeping = page.keeping
    keeping.name.value = "client A"
    keeping.save_as.click()
    keeping.reset.click()
    assert page.workspace.plan and keeping.asking.layout.display is None
    keeping.no.click()
    assert page.workspace.plan and keeping.asking.layout.display == "none"
    keeping.reset.click()
    keeping.yes.click()
    shown = texts(page) + str(page.choice.options) + page.form.name.value + page.form.fields["orders"].value
    assert page.workspace.plan == {} and not any(name in shown for name in ("Acme", "Ann", "640"))
    assert page.choice.value == "flagship"
    keeping.take.click()
    keeping.yes.click()
    assert page.choice.value == "mine" and "Acme" in page.about.value and "Ann" in texts(page)
    no_trouble(page)


def test_a_save_of_that_name_is_replaced_only_after_a_yes(tmp_path: Path) -> None:
    page = open_start(tmp_path)
    keeping = page.keeping
    for name in ("<b>Acme", " <b>acme "):
        keeping.name.value = name
        keeping.save_as.click()
    assert "&lt;b&gt;acme" in keeping.question.value and "<b>ac" not in texts(page).lower()
    keeping.yes.click()
    assert len(keeping.saves.all()) == 1 and "pb-good" in keeping.said.value
    keeping.delete.click()
    keeping.yes.click()
    assert keeping.saves.all() == () and keeping.shelf.layout.display == "none"
    keeping.name.value = " "
    keeping.save_as.click()
    assert "pb-error" in keeping.said.value


def test_everything_is_deleted_after_a_yes(tmp_path: Path) -> None:
    page = open_start(tmp_path)
    page.choice.value = "jd"
    page.keeping.name.value = "A"
    page.keeping.save_as.click()
    page.keeping.delete_all.click()
    page.keeping.yes.click()
    assert not (tmp_path / "workspace").exists() and page.choice.value == "flagship"
    page.choice.value = "jd"
    assert page.workspace.scenario == team("jd")
