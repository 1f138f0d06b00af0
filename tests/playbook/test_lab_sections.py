"""The sections of a practice page, driven as a reader would, on a stand-in model whose answers are known."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from playbook import charts
from playbook.lab import Lab
from playbook.lab.commit import LONGEST
from playbook.lab.explained import Loops, Why
from playbook.lab.lever import knee_of, on_the_same_luck
from playbook.lab.prose import facts_of, situation_of
from playbook.lab.seasons import SEED, Seasons
from playbook.language import escape, words
from playbook.money import label
from playbook.practices import load, names
from playbook.practices.numbers import name_of
from sim.evidence import parameter_table, register
from sim.scenario.file import team
from tests.playbook import fake_experiment
from tests.playbook.lab_tools import QUICK, click, figures, no_trouble, open_lab, texts, widgets_of

LANGUAGES = ("en", "zh")
SECTIONS = ("bet", "run", "lever", "why", "challenges", "rubric", "my_data", "play", "evidence", "commit")
PRACTICES = ("peak-time", "demo-practice")


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return open_lab(tmp_path)


# -------------------------------------------------------------------------------------------------------- the bet


def test_run_is_closed_until_a_bet_is_recorded(tmp_path: Path) -> None:
    """No result before a prediction, in any section."""
    lab = open_lab(tmp_path, bet=False)
    bars = [lab.run.bar, lab.lever.bar, lab.why.bar, lab.challenges.rounds["same_payroll"].bar, lab.evidence.bar]
    assert all(bar.button.disabled for bar in bars)
    assert figures(texts(lab.run)) == [] and figures(texts(lab.lever)) == []
    lab.bet.low.value, lab.bet.high.value = 0.4, 0.6
    press(lab.bet, "Record my bet")
    assert not any(bar.button.disabled for bar in bars)
    kept = lab.workspace.bet("peak-time")
    assert (kept.kpi, kept.low, kept.high) == ("peak_service_level", 0.4, 0.6)


def test_a_bet_survives_closing_the_browser(tmp_path: Path) -> None:
    """The next visit finds the bet and goes on."""
    first = open_lab(tmp_path, bet=False)
    first.bet.low.value, first.bet.high.value = 0.2, 0.3
    first.bet.record()
    again = open_lab(tmp_path, bet=False)
    assert (again.bet.low.value, again.bet.high.value) == (0.2, 0.3)
    assert not again.run.bar.button.disabled


def test_a_bet_upside_down_is_explained_and_not_recorded(tmp_path: Path) -> None:
    """From 60 % to 40 % is no range."""
    lab = open_lab(tmp_path, bet=False)
    lab.bet.low.value, lab.bet.high.value = 0.6, 0.4
    lab.bet.record()
    assert lab.workspace.bet("peak-time") is None and lab.run.bar.button.disabled
    assert "first number must be below" in texts(lab.bet)


def test_another_team_tells_the_situation_anew(lab: Lab) -> None:
    """The starter shop has eight people, and every section computes with them."""
    lab.bet.team.value = "starter"
    assert lab.study.base.id == lab.team("starter").id
    assert f"{lab.team('starter').headcount} people" in texts(lab.bet)
    no_trouble(lab.bet)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_without_a_sale_on_the_calendar_no_practice_speaks_of_its_size(language: str) -> None:
    """A shop made of its own files may have none ahead; "– will be 1 times as many" tells nobody anything."""
    tongue, shop = words(language), team("flagship")
    without = shop.model_copy(update={"calendar": shop.calendar.model_copy(update={"campaigns": ()})})
    for slug in names():
        text = load(slug, language)[1]
        told = situation_of(tongue, text, without)
        assert not any("–" in line or "1倍" in line or "1 times" in line for line in told), (slug, told)
        assert "".join(told) != "".join(situation_of(tongue, text, shop)) or not any(
            "{day}" in s for s in text.situation
        )
    peak = situation_of(tongue, load("peak-time", language)[1], without)
    assert tongue.t("bet.no_sale", **{k: facts_of(tongue, without)[k] for k in ("people", "orders")}) in peak


# -------------------------------------------------------------------------------------------------------- the run


def test_the_answer_comes_with_range_bet_and_figure(lab: Lab) -> None:
    """One sentence with P10, mean and P90, one figure, the key figures."""
    click(lab.run.bar)
    result = lab.study.known().range("peak_service_level")
    shown = texts(lab.run)
    for x in (result.p10, result.mean, result.p90):
        assert lab.kpis.value("peak_service_level", x) in shown
    assert len(set(figures(shown))) == 1
    assert "The average lies in your range" in shown
    no_trouble(lab.run)


def test_which_seasons_a_figure_shows_stands_under_its_other_numbers(lab: Lab) -> None:
    """Team, how many, and the seed with which they can be played again."""
    click(lab.run.bar)
    lab.lever.slider.value = lab.practice.main.high
    assert lab.lever.week.runner.wait()
    source = charts.source(lab.words, lab.words.pick(lab.study.base.title), lab.study.effort.seasons, SEED)
    for fold in (lab.run.more, lab.lever.more):
        assert texts(fold).count(source) == 1


def test_a_plan_has_one_figure_on_the_whole_page(lab: Lab) -> None:
    """The start: in the answer, asked for twice, on the lever's curve, in a challenge and under the evidence."""
    click(lab.run.bar)
    click(lab.run.bar)
    asked = lab.study.effort.seasons
    known = lab.study.known()
    assert known.n == asked
    mine = lab.challenges.show("final")
    for bar in (lab.lever.bar, mine.bar, lab.evidence.bar):
        click(bar)
    assert lab.study.known() is known
    assert lab.lever.curve()[lab.lever.setting].n == asked
    said = lab.kpis.value("late_parcels", known.range("late_parcels").mean)
    for section in (lab.run, lab.lever, mine):
        assert said in texts(section)


def test_a_model_that_fails_says_so_in_a_sentence(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever breaks below, the page stays readable."""
    monkeypatch.setattr(fake_experiment, "broken", True)
    click(lab.run.bar)
    shown = texts(lab.run)
    assert 'role="alert"' in shown and "the floor fell through &lt;b&gt;here&lt;/b&gt;" in shown
    assert "Traceback" not in shown and not lab.run.bar.button.disabled


# ------------------------------------------------------------------------------------------------------ the lever


@pytest.mark.parametrize("slug", PRACTICES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_lever_draws_at_both_ends_and_ten_settings_between(tmp_path: Path, slug: str, language: str) -> None:
    """Nothing a reader can set breaks the page."""
    lab = open_lab(tmp_path, slug, language, effort=replace(QUICK, seasons=1))
    settle = random.Random(f"{slug} {language}")
    last = lab.challenges.show("final")
    for lever in lab.practice.levers:
        for value in [lever.low, lever.high, *(settle.uniform(lever.low, lever.high) for _ in range(10))]:
            last.sliders[lever.id].value = lever.clip(value)
            click(last.bar)
            assert len(figures(texts(last))) >= 1
            no_trouble(last)
    for value in [*(settle.uniform(0, 60) for _ in range(10)), lab.practice.main.high, lab.practice.main.low]:
        lab.lever.slider.value = lab.practice.main.clip(value)
        assert lab.lever.week.runner.wait()
        assert len(figures(texts(lab.lever))) >= 1
        no_trouble(lab.lever)


def test_moving_the_slider_changes_figure_and_sentence(lab: Lab) -> None:
    """The reader lets go, and both say the new setting."""
    section = lab.lever
    click(section.bar)
    seen = []
    for value in (3, 20):
        section.slider.value = value
        assert section.week.runner.wait()
        seen.append((section.sentence.value, section.figure.value))
    (sentence, figure), (other_sentence, other_figure) = seen
    assert sentence != other_sentence and "20" in other_sentence
    label = lab.text.levers[lab.practice.main.id].label
    assert figure != other_figure and f"{label} = 20" in figures(other_figure)[0]


def test_the_curve_shows_after_one_season_of_each_setting(lab: Lab) -> None:
    """First a rough curve, then the same one finer."""
    section, ns = lab.lever, []
    section.draw = lambda: ns.append({x: s.n for x, s in section.curve().items()})
    click(section.bar)
    settings = len(section.lever.points(lab.study.effort.points))
    assert ns[settings - 1] == {x: 1 for x in ns[settings - 1]} and len(ns[settings - 1]) == settings
    assert set(ns[-1].values()) == {lab.study.effort.seasons}


def test_the_knee_brings_nine_tenths_of_the_gain() -> None:
    """Gains of 0, 5, 9, 9.5, 10: the third setting; then it falls again."""
    curve = dict(zip(range(7), (0, 5, 9, 9.5, 10, 8, 2), strict=True))
    assert knee_of(curve, 0) == (2, 4)
    assert knee_of({x: -y for x, y in curve.items()}, 0, "lower") == (2, 4)
    assert knee_of(dict(zip(range(4), (5, 4, 3, 2), strict=True)), 0) is None
    # from a start at the high end the way to the best goes down
    assert knee_of(dict(zip(range(4), (10, 9.5, 4, 0), strict=True)), 3) == (1, 0)


def test_the_knee_is_said_with_what_it_brings(lab: Lab) -> None:
    """On the stand-in the best number of temps lies inside the range, and no smaller one comes near it: to say that it
    brings 90% of what it brings itself would be a riddle."""
    section = lab.lever
    click(section.bar)
    curve = section.curve()
    knee, best = section._knee(curve, "profit")
    assert 0 < knee == best < lab.practice.main.high
    said = section.knee_sentence(curve)
    assert f"{section._value(best)} is best" in said and "possible gain" not in said
    assert said in texts(section)
    high = section.lever.high
    more = Seasons({kpi: x + 1 for kpi, x in curve[best].totals.items()})
    said = section.knee_sentence({**curve, high: more})
    assert f"{section._value(best)} brings 90% of the possible gain" in said and section._value(high) in said


def test_a_setting_that_was_hardly_played_says_nothing_about_the_knee(lab: Lab) -> None:
    """While a curve is being drawn anew, its lucky first seasons stand beside settings that are well known."""
    section = lab.lever
    click(section.bar)
    curve = section.curve()
    lucky = curve[section.lever.high].first(1)
    lucky = Seasons({kpi: x + 1e9 for kpi, x in lucky.totals.items()})
    assert section._knee({**curve, 0.5: lucky}, "profit") == section._knee(curve, "profit") is not None
    assert section.knee_sentence({**curve, 0.5: lucky}) == section.knee_sentence(curve) != ""
    assert section.knee_sentence({x: seasons.first(1) for x, seasons in curve.items()}) == ""


def test_the_curve_can_show_another_key_figure(lab: Lab) -> None:
    """Service instead of profit."""
    click(lab.lever.bar)
    before = figures(lab.lever.figure.value)
    lab.lever.shown.value = "quits"
    assert figures(lab.lever.figure.value) != before
    assert lab.kpis.name("quits") in figures(lab.lever.figure.value)[0]


# -------------------------------------------------------------------------------------------------------- the why


@pytest.mark.parametrize("slug", PRACTICES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_why_is_told_in_money_that_adds_up(tmp_path: Path, slug: str, language: str) -> None:
    """The parts are the change of profit, season by season; the sentence names the largest; no loop is computed."""
    lab = open_lab(tmp_path, slug, language=language)
    click(lab.why.bar)
    why = lab.why.why
    assert sum(why.parts.values()) == pytest.approx(why.change)
    largest = max(why.parts, key=lambda name: abs(why.parts[name].mean()))
    mean = float(why.parts[largest].mean())
    said = texts(lab.why.sentence)
    assert (
        escape(label(lab.words, largest, mean)).lower() in said.lower()
        and escape(lab.kpis.signed("profit", mean)) in said
    )
    (figure,) = set(figures(lab.why.figure.value))
    assert escape(label(lab.words, largest, mean)) in figure and lab.words.t("money.figure") in figure
    assert why.loops is None and lab.words.t("why.picture_plain") in lab.why.loops.value
    no_trouble(lab.why)


def test_the_causal_picture_is_there_before_anything_is_explained(lab: Lab) -> None:
    """Every part that the practice draws, no amounts, and how each loop feeds itself."""
    shown = lab.why.loops.value
    assert all(escape(lab.text.nodes[node.id]) in shown for node in lab.practice.nodes)
    assert all(escape(loop.story) in shown for loop in lab.text.loops.values())
    assert "¥" not in figures(shown)[0]


def test_what_is_left_for_next_year_stands_apart_and_is_not_in_the_sum(lab: Lab) -> None:
    """A shipped explanation whose end state is larger than its cash."""
    n = np.ones(4)
    why = Why(-300 * n, {"pay": -500 * n, "chat": 200 * n}, {"people": 9000 * n})
    lab.why.show(why)
    said, figure = texts(lab.why.sentence) + texts(lab.why.note), lab.why.figure.value
    assert "−¥300" in said and label(lab.words, "later_people", 9000).lower() in said.lower()
    assert "Together −¥300. Apart from it: " in figure and "8,700" not in said + figure


def test_a_loop_that_carries_much_is_drawn_and_told(lab: Lab) -> None:
    """More than a tenth of the change, in every season: the causal picture with its weights, and its story."""
    change = np.array([100.0, 110.0, 90.0, 105.0])
    parts = {"direct": 0.7 * change, **{name: 0.0 * change for name in lab.practice.loops}}
    parts["late_contacts"] = 0.3 * change
    loops = Loops("profit", change, parts)
    assert loops.carry and not Loops("profit", change, parts | {"late_contacts": 0.05 * change}).carry
    lab.why.show(Why(change, {"chat": change}, {}, loops))
    text = lab.text.loops["late_contacts"]
    assert len(figures(lab.why.loops.value)) == 2 and escape(text.story) in lab.why.loops.value
    assert escape(text.name) in lab.why.loops.value


def test_why_explains_what_the_reader_moved(lab: Lab) -> None:
    """The example until the lever has moved, the reader's own setting from then on."""
    main = lab.practice.main
    assert lab.why.changes() == lab.practice.why
    lab.lever.slider.value = 7
    assert lab.why.changes() == {main.id: 7}
    assert f"{lab.text.levers[main.id].label}: 7 instead of 0" in texts(lab.why)


def test_a_challenge_does_not_wipe_the_explanation(lab: Lab) -> None:
    """Section 5 keeps what it said while section 6 plays on."""
    click(lab.why.bar)
    said = lab.why.sentence.value
    round_ = lab.challenges.show("final")
    round_.sliders[lab.practice.main.id].value = 3
    click(round_.bar)
    assert lab.why.sentence.value == said
    assert lab.study.chosen[lab.practice.main.id] == 3


def test_a_curve_compares_its_settings_on_the_same_luck() -> None:
    """Twenty seasons of the start and eight of the others: eight of each are shown."""
    curve = {0: seasons(profit=range(20)), 1: seasons(profit=range(8)), 2: seasons(profit=range(3))}
    assert {x: s.n for x, s in on_the_same_luck(curve, 8).items()} == {0: 8, 1: 8, 2: 3}
    assert {x: s.n for x, s in on_the_same_luck(curve, 30).items()} == {0: 3, 1: 3, 2: 3}
    assert on_the_same_luck({}, 8) == {}


# ------------------------------------------------------------------------------------------------- the challenges


@pytest.mark.parametrize("slug", PRACTICES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_round_can_be_checked_hinted_and_compared(tmp_path: Path, slug: str, language: str) -> None:
    """Three challenges and the last round, with the three other players."""
    lab = open_lab(tmp_path, slug, language)
    for name in [*(x.id for x in lab.practice.challenges), "final"]:
        lab.challenges.choice.value = name
        round_ = lab.challenges.rounds[name]
        assert round_.compare.button.disabled, "the others' settings would give the answer away"
        click(round_.bar)
        click(round_.compare)
        for player in ("naive", "rule", "near"):
            assert lab.words.t(f"challenge.player_{player}") in texts(round_)
        no_trouble(round_)


# -------------------------------------------------------------------------------------------- evidence and commit


def test_evidence_only_says_what_it_changed(lab: Lab) -> None:
    """With and without assumptions and under doubt, side by side, and which were switched off."""
    click(lab.evidence.bar)
    shown = texts(lab.evidence)
    assert all(lab.words.t(f"evidence.with_{truth}") in shown for truth in ("usual", "evidence", "doubt"))
    named = name_of(parameter_table()["fatigue.per_overtime_hour"], "en")
    assert named in lab.evidence.result.value
    no_trouble(lab.evidence)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_evidence_table_holds_every_row_of_the_practice(tmp_path: Path, language: str) -> None:
    """Finding, grade and source of each."""
    lab = open_lab(tmp_path, language=language)
    shown = texts(lab.evidence)
    for name in lab.practice.evidence:
        assert escape(lab.text.evidence[name]) in shown
    assert shown.count("https://doi.org/") == sum(bool(register()[name].doi) for name in lab.practice.evidence)
    for limit in lab.text.limits:
        assert escape(limit) in shown


def test_a_commitment_goes_into_the_plan_with_its_settings(lab: Lab) -> None:
    """Change, owner, date, number, and the levers the reader had moved."""
    lab.lever.slider.value = 9
    assert lab.lever.week.runner.wait()
    section = lab.commit
    section.change.value, section.owner.value = "Hire <i>nine</i>", "Ann"
    section.save()
    entry = lab.workspace.plan["peak-time"]
    assert (entry.owner, entry.change, dict(entry.levers)) == ("Ann", "Hire <i>nine</i>", {lab.practice.main.path: 9})
    assert "Hire &lt;i&gt;nine&lt;/i&gt;" in texts(section) and "<i>nine" not in texts(section)
    section.withdraw()
    assert "peak-time" not in lab.workspace.plan


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["change", "owner", "number"])
def test_a_field_of_a_commitment_that_is_too_long_is_named_as_the_page_names_it(
    tmp_path: Path, name: str, language: str
) -> None:
    lab = open_lab(tmp_path, language=language)
    lab.commit.owner.value = "Ann"
    getattr(lab.commit, name).value = "长" * (LONGEST[name] + 1)
    lab.commit.save()
    said = texts(lab.commit.said)
    assert lab.words.t(f"commit.{name}") in said and "number_to_watch" not in said and lab.workspace.plan == {}
    getattr(lab.commit, name).value = "长" * LONGEST[name]
    lab.commit.save()
    assert len(lab.workspace.plan) == 1


def test_a_commitment_without_an_owner_is_not_taken(lab: Lab) -> None:
    """The missing field is named."""
    lab.commit.owner.value = "  "
    lab.commit.save()
    assert "peak-time" not in lab.workspace.plan
    assert lab.words.t("commit.owner") in texts(lab.commit)


# ------------------------------------------------------------------------------------------------------ all of it


@pytest.mark.parametrize("slug", PRACTICES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("bet", [False, True])
def test_every_section_opens_without_trouble(tmp_path: Path, slug: str, language: str, bet: bool) -> None:
    """A second practice with other levers needs no widget code of its own; its text is escaped."""
    lab = open_lab(tmp_path, slug, language, bet=bet)
    for name in SECTIONS:
        section = getattr(lab, name)
        no_trouble(section)
        assert "<b>& more" not in texts(section)


@pytest.mark.parametrize("bet", [False, True])
def test_what_a_notebook_saves_does_not_depend_on_the_workspace(tmp_path: Path, bet: bool) -> None:
    """An executed notebook compares equal whoever runs it."""
    plain, own = open_lab(tmp_path / "a", bet=False), open_lab(tmp_path / "b", bet=bet)
    own.commit.owner.value = "Ann"
    own.commit.save()
    for name in SECTIONS:
        one, two = (getattr(lab, name)._repr_mimebundle_() for lab in (plain, own))
        assert one["text/plain"] == two["text/plain"] and "\n" not in one["text/plain"]
        assert set(one) == set(two)


def test_a_chinese_page_speaks_chinese(tmp_path: Path) -> None:
    """No English sentence slips into the Chinese interface, before or after a run."""
    lab = open_lab(tmp_path, language="zh")
    for bar in (lab.run.bar, lab.lever.bar, lab.why.bar):
        click(bar)
    lab.rubric.choices["breaks"].value = 2
    lab.rubric.ballot.hand_in.click()
    click(lab.rubric.bar)
    allowed = {"JupyterLab", "hour", "orders", "order_time", "CSV", "doi"}
    for name in SECTIONS:
        if name != "evidence":  # sources keep the language they were published in
            shown = re.sub(r"<style>.*?</style>|href=.*?>", ">", texts(getattr(lab, name)), flags=re.DOTALL)
            labels = [w.description for w in widgets_of(getattr(lab, name)) if getattr(w, "description", "")]
            spoken = " ".join([re.sub(r"<[^>]*>", " ", shown), *labels])
            assert set(re.findall(r"[A-Za-z_]{4,}", spoken)) <= allowed, name


def press(section, label: str) -> None:
    (button,) = [w for w in widgets_of(section) if getattr(w, "description", "") == label]
    button.click()


def seasons(**totals: list[float]) -> Seasons:
    import numpy as np

    return Seasons({kpi: np.array(values, float) for kpi, values in totals.items()})
