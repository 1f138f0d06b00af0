"""The check-up: a survey one may stop, ratings nobody sees before all are in, one store with the practices' pages."""

from __future__ import annotations

import math
import re
from pathlib import Path

import ipywidgets as W
import pytest

from playbook import practices
from playbook.first.ratings import levels_in_file, ratings_of, slugs
from playbook.lab.checkup import CheckupPage, timing
from playbook.lab.checkup.form import UNKNOWN
from playbook.lab.checkup.votes import lines, rows_of
from playbook.language import escape, words
from playbook.practices import LANGUAGES
from playbook.workspace import Workspace
from playbook.workspace.kept import Rating
from sim.scenario.file import team
from tests.playbook.lab_tools import figures, no_trouble, open_lab, texts, widgets_of

HOSTILE = '<script>alert("1")</script>'


def opened(folder: Path, language: str = "en", shop: str = "") -> CheckupPage:
    """The page with both sections built; the workspace is the one of `open_lab`."""
    page = CheckupPage(language, workspace=Workspace.open(folder / "workspace"))
    if shop:
        page.workspace.set_scenario(team(shop))
    page.survey.children, page.spread.children  # noqa: B018 - built when first asked for
    return page


def begin(page: CheckupPage, who: str = "") -> None:
    page.survey.name.value = who
    page.survey.start.click()


def rate(page: CheckupPage, level: int | None, note: str = "") -> None:
    """Every line of the practice that is shown."""
    for card in page.survey.form.cards.values():
        card.level.value, card.note.value = level, note


def rate_all(page: CheckupPage, level: int, who: str = "") -> None:
    """From the start to the end."""
    begin(page, who)
    for _ in slugs():
        rate(page, level)
        page.survey.onward.click()


def shown(page: CheckupPage) -> str:
    return texts(page.survey) + texts(page.spread)


def test_every_line_of_every_practice_is_asked_once_group_by_group(tmp_path: Path) -> None:
    page, met = opened(tmp_path), []
    begin(page)
    for slug in slugs():
        text = practices.load(slug)[1]
        said = texts(page.survey)
        for question in text.questions:
            assert escape(question) in said
        for row in text.rubric.values():
            for one in (row.question, row.anchors.one, row.anchors.three, row.anchors.five, row.look):
                assert escape(one) in said
        met += [(slug, row) for row in page.survey.form.cards]
        page.survey.onward.click()
    assert tuple(met) == lines()
    assert len(met) == sum(len(practices.load(slug)[0].rubric) for slug in practices.names())
    no_trouble(page.survey)


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_alone_rates_all_and_sees_where_the_team_stands(tmp_path: Path, language: str) -> None:
    page = opened(tmp_path, language)
    assert page.words.t("checkup.nothing") in texts(page.spread)
    rate_all(page, 2)
    assert page.words.t("checkup.done") in texts(page.survey)
    assert len(figures(texts(page.spread))) == 2 * len([one for one in page.spread.figures.values() if one.value])
    assert all(one.value for one in page.spread.figures.values())
    assert ratings_of(page.workspace) == {slug: {row.id: 2 for row in rows_of(slug)} for slug in slugs()}
    no_trouble(page.survey)
    no_trouble(page.spread)


def test_progress_counts_lines_and_minutes_down(tmp_path: Path) -> None:
    page, n = opened(tmp_path), len(lines())
    begin(page)
    whole = timing.minutes("en")
    assert page.words.t("checkup.progress", n=0, of=n, minutes=math.ceil(whole)) in page.survey.head.value
    first, slug = len(page.survey.form.cards), slugs()[0]
    rate(page, UNKNOWN)
    page.survey.onward.click()
    spent = timing.head_seconds(slug, "en") + sum(timing.line_seconds(slug, row.id, "en") for row in rows_of(slug))
    left = math.ceil(whole - spent / 60)
    assert page.words.t("checkup.progress", n=first, of=n, minutes=left) in page.survey.head.value


def test_words_are_counted_as_people_read_them() -> None:
    assert timing.pieces("3.5 hours a shift, nobody's counting: 40%.") == 7
    assert timing.pieces("每班3.5小时，没人数。") == 8


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_promise_is_as_long_as_there_is_to_read(language: str) -> None:
    """Not shorter than reading everything and choosing takes, nor more than a minute longer; what the notebook and the
    choice of the way say is the same."""
    said = [int(n) for n in re.findall(r"[0-9]+", words(language).t("checkup.promise"))]
    assert said == [math.ceil(timing.minutes(language, short)) for short in (True, False)]


def test_the_short_way_asks_one_line_each_and_then_all_of_the_low_ones(tmp_path: Path) -> None:
    page = opened(tmp_path)
    survey = page.survey
    survey.short.value = True
    begin(page)
    low = (slugs()[1], slugs()[4])
    for slug in slugs():
        assert [*survey.form.cards] == [rows_of(slug)[0].id]
        rate(page, 2 if slug in low else 4)
        survey.onward.click()
    assert survey.route == low and page.words.t("checkup.details", n=2, low=2) in texts(survey)
    for slug in low:
        assert [*survey.form.cards] == [row.id for row in rows_of(slug)]
        assert next(iter(survey.form.cards.values())).level.value == 2  # what was chosen stands there
        for card in [*survey.form.cards.values()][1:]:
            card.level.value = 3
        survey.onward.click()
    assert page.words.t("checkup.done") in texts(survey)
    found = ratings_of(page.workspace)
    for slug in slugs():
        first, *rest = (row.id for row in rows_of(slug))
        assert found[slug] == ({first: 2} | dict.fromkeys(rest, 3) if slug in low else {first: 4})
    no_trouble(survey)


def test_all_lines_of_a_practice_are_shown_below_what_is_chosen(tmp_path: Path) -> None:
    page = opened(tmp_path)
    survey, slug = page.survey, slugs()[0]
    survey.short.value = True
    begin(page)
    rate(page, 5)
    survey.more.click()
    first, *rest = survey.form.cards.values()
    assert first.level.value == 5 and [*survey.form.cards] == [row.id for row in rows_of(slug)]
    for card in rest:
        card.level.value = 1
    survey.onward.click()
    survey.stop.click()
    assert ratings_of(page.workspace)[slug] == {row.id: 5 if n == 0 else 1 for n, row in enumerate(rows_of(slug))}


def test_going_the_short_way_takes_nothing_away(tmp_path: Path) -> None:
    """Who has rated every line and goes the short way again keeps the lines that it does not ask."""
    page = opened(tmp_path)
    rate_all(page, 4)
    page.survey.short.value = True
    begin(page)
    rate(page, 3)
    page.survey.onward.click()
    page.survey.stop.click()
    first, *rest = (row.id for row in rows_of(slugs()[0]))
    assert ratings_of(page.workspace)[slugs()[0]] == {first: 3} | dict.fromkeys(rest, 4)


def test_nobody_sees_a_rating_before_all_are_in(tmp_path: Path) -> None:
    """Two of three are through: what every widget of the page and of a practice's page says is the same whatever they
    chose, and no figure is drawn; then all at once."""

    def said(folder: Path, level: int) -> tuple[CheckupPage, str]:
        page = opened(folder)
        page.survey.raters.value = 3
        for who in ("Ann", "Bo"):
            begin(page, who)
            for _ in slugs():
                rate(page, level, f"note {level}{level}{level}")
                page.survey.onward.click()
        begin(page, "Cy")
        page.survey.onward.click()
        page.survey.back.click()
        lab = open_lab(folder)
        sections = (page.survey, page.spread, lab.rubric)
        values = [
            str(getattr(one, name))
            for section in sections for one in widgets_of(section) for name in ("value", "description")
            if isinstance(one, W.HTML | W.RadioButtons | W.Text | W.Button) and hasattr(one, name)
        ]  # fmt: skip
        assert not any(figures(texts(one)) for one in sections) and ratings_of(page.workspace) == {}
        return page, "\n".join(values)

    page, low = said(tmp_path / "low", 1)
    assert low == said(tmp_path / "high", 5)[1]
    assert "Ann" not in page.survey.form.cards and "note 111" not in low
    page.survey.stop.click()
    assert page.survey.show.description == page.words.t("checkup.show_now", n=2, of=3)
    rate_all(page, 4, "Cy")
    assert escape(page.words.t("checkup.all_in", name="Cy")) in texts(page.survey)
    assert page.survey.show.description == page.words.t("checkup.show") and ratings_of(page.workspace) == {}
    page.survey.show.click()
    assert set(ratings_of(page.workspace)["goals"].values()) == {1}
    assert figures(texts(page.spread)) and "note 111" in texts(page.spread)


def test_a_name_does_not_open_what_it_chose(tmp_path: Path) -> None:
    """Who writes a colleague's name sees an empty form, also after Back and after taking the rest from the file."""
    page = opened(tmp_path, shop="starter")
    page.survey.raters.value = 2
    begin(page, "Ann")
    rate(page, 5, "mine")
    page.survey.onward.click()
    page.survey.stop.click()
    begin(page, " ann ")
    page.survey.take.click()
    page.survey.back.click()
    assert page.survey.at == 0 and all(one.level.value is None for one in page.survey.form.cards.values())
    assert all(one.note.value == "" for one in page.survey.form.cards.values())
    assert page.words.t("checkup.there") in texts(page.survey)
    assert set(page.votes.own("goals", "Ann").values()) and {
        x.level for x in page.votes.own("goals", "Ann").values()
    } == {5}


def test_somebody_stops_and_goes_on_where_they_were(tmp_path: Path) -> None:
    """On another page, made anew; what was chosen on the form that they left is kept, too."""
    page = opened(tmp_path)
    page.survey.raters.value = 2
    begin(page, "Ann")
    for _ in range(2):
        rate(page, 3)
        page.survey.onward.click()
    rate(page, 4)
    page.survey.stop.click()
    assert page.survey.form is None and page.survey.name.value == ""
    again = opened(tmp_path)
    begin(again, "Ann")
    assert slugs()[again.survey.at] == slugs()[3]
    assert {one.level for one in again.votes.own(slugs()[2], "Ann").values()} == {4}


def test_back_shows_what_was_just_chosen_and_a_line_may_be_changed(tmp_path: Path) -> None:
    page = opened(tmp_path)
    page.survey.raters.value = 2
    begin(page, "Ann")
    rate(page, 3, "seen in the chat log")
    page.survey.onward.click()
    page.survey.back.click()
    cards = list(page.survey.form.cards.values())
    assert {one.level.value for one in cards} == {3} and {one.note.value for one in cards} == {"seen in the chat log"}
    cards[0].level.value = UNKNOWN
    page.survey.onward.click()
    own = page.votes.own(slugs()[0], "Ann")
    assert [one.level for one in own.values()] == [None, *[3] * (len(own) - 1)]


def test_a_form_is_taken_from_the_browser_when_the_next_one_comes(tmp_path: Path) -> None:
    """A survey of all practices must not leave hundreds of widgets behind."""
    page = opened(tmp_path)
    begin(page)
    old = widgets_of(page.survey.form)
    page.survey.onward.click()
    assert all(one.comm is None for one in old if isinstance(one, W.RadioButtons | W.Text | W.HTML | W.VBox))


def test_a_practices_own_page_shows_the_same_ratings_and_the_other_way_round(tmp_path: Path) -> None:
    page = opened(tmp_path)
    page.survey.raters.value = 2
    at = slugs().index("peak-time")
    for who, level in (("Ann", 2), ("Bo", 4)):
        begin(page, who)
        page.survey.go(at)
        rate(page, level)
        page.survey.stop.click()
    lab = open_lab(tmp_path)
    assert lab.rubric.ballot.people() == ["Ann", "Bo"] and lab.rubric.levels() == {}
    lab.rubric.ballot.show.click()
    assert set(lab.rubric.levels().values()) == {2}
    page.spread.draw()
    assert page.words.t("checkup.talk_line", question=lab.text.rubric["first_day"].question, levels="2, 4") in texts(
        page.spread
    )
    lab.rubric.ballot.who.value = "Bo"
    lab.rubric.choices["first_day"].value = 1
    lab.rubric.ballot.hand_in.click()
    lab.rubric.ballot.replace.click()
    assert ratings_of(page.workspace)["peak-time"]["first_day"] == 1


def test_who_cannot_tell_any_line_of_a_practice_has_handed_in_all_the_same(tmp_path: Path) -> None:
    page = opened(tmp_path)
    page.survey.raters.value = 2
    begin(page, "Ann")
    page.survey.go(slugs().index("peak-time"))
    rate(page, UNKNOWN)
    page.survey.stop.click()
    ballot = open_lab(tmp_path).rubric.ballot
    assert ballot.people() == ["Ann"] and not any(ballot.ratings().values())


def test_a_note_stays_when_the_practices_page_rates_the_line_again(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path / "workspace")
    workspace.rate_all("peak-time", {"rubric.breaks": 2, "rubric.first_day": 3}, "Ann", {"rubric.breaks": "why"})
    workspace.rate_all("peak-time", {"rubric.breaks": 4}, "Ann")
    kept = workspace.ratings["peak-time"]
    assert (kept["rubric.breaks"]["Ann"].level, kept["rubric.breaks"]["Ann"].note) == (4, "why")
    assert kept["rubric.first_day"] == {}
    workspace.rate_all("peak-time", {"rubric.breaks": 4}, "Ann", {})
    assert workspace.ratings["peak-time"]["rubric.breaks"]["Ann"].note == ""


def test_one_alone_does_not_turn_over_what_others_rated_in_secret(tmp_path: Path) -> None:
    page = opened(tmp_path)
    page.survey.raters.value = 2
    begin(page, "Ann")
    rate(page, 5)
    page.survey.stop.click()
    page.survey.raters.value = 1
    begin(page)
    page.survey.go(0)
    rate(page, 1)
    page.survey.stop.click()
    assert ratings_of(page.workspace) == {} and not figures(texts(page.spread))


def test_the_file_fills_the_lines_that_are_open_and_no_other(tmp_path: Path) -> None:
    page = opened(tmp_path, shop="flagship")
    files = levels_in_file(team("flagship"))
    begin(page)
    mine = next(iter(page.survey.form.cards))
    page.survey.form.cards[mine].level.value = UNKNOWN
    page.survey.take.click()
    assert page.words.t("checkup.taken", n=len(lines()) - 1) in texts(page.survey)
    found = ratings_of(page.workspace)
    assert mine not in found[slugs()[0]]
    assert found | {slugs()[0]: {**found[slugs()[0]], mine: files[slugs()[0]][mine]}} == files
    page.survey.take.click()
    assert page.words.t("checkup.taken_none") in texts(page.survey)


def test_the_level_of_the_file_stands_beside_each_line_where_a_shop_is_chosen(tmp_path: Path) -> None:
    page = opened(tmp_path, shop="jd")
    begin(page)
    files, shop = levels_in_file(team("jd"))[slugs()[0]], page.words.pick(team("jd").title)
    said = [escape(page.words.t("checkup.file", shop=shop, level=level)) for level in files.values()]
    assert all(one in texts(page.survey) for one in said)
    other = opened(tmp_path / "none")
    begin(other)
    assert "In the file of" not in texts(other.survey) and other.survey.take.layout.display == "none"


def test_lines_with_the_widest_gap_come_first(tmp_path: Path) -> None:
    page = opened(tmp_path)
    for who, level in (("Ann", 1), ("Bo", 2)):
        for slug in ("goals", "risk"):
            page.workspace.rate_all(slug, {f"rubric.{row.id}": level for row in rows_of(slug)}, who)
    rows = [row.id for row in rows_of("risk")]
    page.workspace.rate_all("risk", {f"rubric.{row}": 5 if row == rows[-1] else 1 for row in rows}, "Bo")
    page.votes.reveal()
    page.spread.draw()
    said, text = page.spread.said.value, practices.load("risk")[1]
    assert said.index(escape(text.rubric[rows[-1]].question)) < said.index(escape(practices.load("goals")[1].title))
    assert said.count("<li>") == 3 and escape(text.rubric[rows[0]].question) not in said


def test_names_and_notes_stay_text(tmp_path: Path) -> None:
    page = opened(tmp_path)
    page.survey.raters.value = 2
    begin(page, HOSTILE)
    rate(page, 3, HOSTILE)
    page.survey.stop.click()
    page.survey.show.click()
    assert HOSTILE not in shown(page) and "<script" not in shown(page)
    assert escape(HOSTILE) in texts(page.survey) and escape(HOSTILE) in texts(page.spread)
    begin(page, HOSTILE)
    for _ in slugs()[1:]:
        rate(page, 2)
        page.survey.onward.click()
    assert escape(HOSTILE) in page.survey.said.value and "<script" not in shown(page)
    begin(page, HOSTILE)
    assert page.survey.who is None and "<script" not in shown(page)


def test_several_need_a_name_and_a_name_is_not_rated_over_in_silence(tmp_path: Path) -> None:
    page = opened(tmp_path)
    page.survey.raters.value = 2
    begin(page)
    assert page.survey.who is None and page.words.t("checkup.name_first") in texts(page.survey)
    rate_all(page, 3, "Ann")
    begin(page, "ANN")
    assert page.survey.who is None and page.words.t("checkup.again", name="Ann") in texts(page.survey)
    page.survey.start.click()
    assert page.survey.who == "Ann"


def test_another_group_begins_with_nothing_at_the_second_press(tmp_path: Path) -> None:
    page = opened(tmp_path)
    rate_all(page, 3)
    page.survey.new.click()
    assert ratings_of(page.workspace)
    page.survey.new.click()
    assert page.workspace.ratings == {} and page.workspace.groups == {}
    assert page.words.t("checkup.nothing") in texts(page.spread)


def test_a_rating_has_a_level_a_note_or_neither_within_bounds() -> None:
    assert Rating(level=None, note="asked Bo").note == "asked Bo"
    for wrong in ({"level": 0}, {"level": 6}, {"level": 3, "note": "x" * 2001}):
        with pytest.raises(ValueError):
            Rating(**wrong)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reader_without_a_kernel_sees_every_question(tmp_path: Path, language: str) -> None:
    told = opened(tmp_path, language).survey.told()
    for slug, row in lines():
        assert escape(practices.load(slug, language)[1].rubric[row].question) in told
