"""The rubric: ratings that are secret until all are in, the team's level, and what one step up is worth."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from playbook.lab import Lab
from playbook.lab.prose import cells
from playbook.lab.rubric import RubricSection, rated
from playbook.language import escape
from playbook.practices import Practice, load
from tests.playbook.lab_tools import click, no_trouble, open_lab, texts


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return open_lab(tmp_path)


def hand_in(section: RubricSection, who: str = "", **levels: int) -> None:
    """One person rates and hands in."""
    section.ballot.who.value = who
    for row, level in levels.items():
        section.choices[row].value = level
    section.ballot.hand_in.click()


def hidden(widget: object) -> bool:
    return widget.layout.display == "none"


def test_nobody_sees_a_rating_before_all_are_in(tmp_path: Path) -> None:
    """Three rate in turn at one keyboard: names and how many, no number, no figure; then all at once."""
    section = open_lab(tmp_path).rubric
    ballot = section.ballot
    ballot.raters.value = 3
    for who, level in (("Ann", 2), ("Bo", 5)):
        hand_in(section, who, first_day=level)
        assert section.choices["first_day"].value == 0 and ballot.who.value == "", "the next one sees an empty form"
        assert section.levels() == {} and section.figure.value == ""
    assert "2 of 3" in ballot.state.value and "Ann and Bo" in ballot.state.value
    assert ballot.show.description == ballot.words.t("rubric.show_now", n=2, of=3)
    assert "Next, please" in ballot.said.value
    hand_in(section, "Cy", first_day=4)
    assert "Next, please" not in ballot.said.value and "Cy" in ballot.said.value
    assert ballot.show.description == ballot.words.t("rubric.show") and section.levels() == {}
    ballot.show.click()
    assert section.levels() == {"first_day": 4} and "<svg" in section.figure.value and hidden(ballot.show)
    again = open_lab(tmp_path).rubric
    assert again.ratings()["first_day"] == {"Ann": 2, "Bo": 5, "Cy": 4} and again.levels() == {"first_day": 4}
    no_trouble(again)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_anchor_is_read_once(tmp_path: Path, language: str) -> None:
    """In the cards of a page; in the table of a saved notebook, whose words say nothing of them."""
    lab = open_lab(tmp_path, language=language)
    prose = cells(lab.words, lab.practice, lab.text, "twin.ipynb")["rubric"]
    for row in lab.practice.rubric:
        for anchor in lab.text.rubric[row.id].anchors.model_dump().values():
            assert (prose + texts(lab.rubric)).count(escape(anchor)) == 1
            assert (prose + lab.rubric.told()).count(escape(anchor)) == 1


def test_a_name_is_not_rated_over_in_silence(tmp_path: Path) -> None:
    """The same name, however it is written, asks first; replacing leaves none of the old ratings."""
    section = open_lab(tmp_path).rubric
    section.ballot.raters.value = 2
    hand_in(section, "Ann", first_day=2, breaks=3)
    assert hidden(section.ballot.replace)
    hand_in(section, " ANN ", first_day=5)
    assert section.ballot.ratings()["first_day"] == {"Ann": 2} and not hidden(section.ballot.replace)
    assert section.ballot.words.t("rubric.again", name="Ann") in section.ballot.said.value
    section.ballot.replace.click()
    assert section.ballot.ratings()["first_day"] == {"Ann": 5} and section.ballot.ratings()["breaks"] == {}


def test_who_gives_no_name_is_counted_all_the_same(tmp_path: Path) -> None:
    section = open_lab(tmp_path).rubric
    section.ballot.raters.value = 2
    for _ in range(2):
        hand_in(section, first_day=3)
    assert len(section.ballot.people()) == 2


def test_one_alone_sees_the_result_at_once_and_may_rate_again(tmp_path: Path) -> None:
    section = open_lab(tmp_path).rubric
    hand_in(section, first_day=2)
    assert section.levels() == {"first_day": 2}
    hand_in(section, first_day=4)
    assert section.levels() == {"first_day": 4} and section.ballot.people() == [""]


def test_the_lower_of_two_middles_is_called_that(tmp_path: Path) -> None:
    """2 and 5 give 2, and the page says why; 3 and 3 need no word."""
    section = open_lab(tmp_path).rubric
    section.ballot.raters.value = 2
    hand_in(section, "Ann", first_day=2, breaks=3)
    hand_in(section, "Bo", first_day=5, breaks=3)
    section.ballot.show.click()
    said = section.ballot.words.t("rubric.even")
    assert section.levels()["first_day"] == 2 and said in section.middle.value
    section.ballot.who.value = "Ann"
    section.choices["breaks"].value = 3
    section.ballot.hand_in.click()
    section.ballot.replace.click()
    assert section.levels() == {"first_day": 5, "breaks": 3} and said not in section.middle.value


def test_another_group_begins_with_nothing(tmp_path: Path) -> None:
    """At the second press; a press on something else in between takes the first back."""
    lab = open_lab(tmp_path)
    ballot = lab.rubric.ballot
    ballot.raters.value = 2
    hand_in(lab.rubric, "Ann", first_day=2)
    ballot.new.click()
    ballot.hand_in.click()
    ballot.new.click()
    assert ballot.people() == ["Ann"]
    ballot.new.click()
    assert ballot.people() == [] and ballot.raters.value == 1 and lab.workspace.ratings == {}
    assert "Ann" not in texts(lab.rubric)


def test_a_name_is_text(tmp_path: Path) -> None:
    section = open_lab(tmp_path).rubric
    section.ballot.raters.value = 2
    hand_in(section, "<b>Ann", first_day=2)
    assert "&lt;b&gt;Ann" in section.ballot.said.value and "<b>Ann" not in texts(section)


def test_one_step_is_priced_in_cash_and_end_state_apart(lab: Lab) -> None:
    """Two amounts that must not be added in silence."""
    section = lab.rubric
    hand_in(section, staying_late=1, first_day=5)
    click(section.bar)
    price = section.found["staying_late"]
    assert "first_day" not in section.found, "there is no step above 5"
    before = lab.study.base.with_levers(rated(lab.study, {"staying_late": 1, "first_day": 5}))
    level_5 = next(row for row in lab.practice.rubric if row.id == "first_day").value(5)
    assert before.peak.overtime_hours == 3 and before.peak.temps_days_before == level_5
    # 0.75 hours less overtime on the stand-in: 30,000 an hour less cost, 0.3 of it in cash
    change = price.after.change(price.before, "cash_end")
    assert change.n == lab.study.effort.seasons
    shown = texts(section)
    assert lab.words.t("rubric.cash") in shown and lab.words.t("rubric.end") in shown
    assert lab.kpis.signed("cash_end", change.mean) in shown
    no_trouble(section)


def test_a_step_is_priced_with_what_it_needs(lab: Lab) -> None:
    """When temps begin, with some temps before and after: a day moves something, and the table says so."""
    section = lab.rubric
    hand_in(section, first_day=1)
    click(section.bar)
    price = section.found["first_day"]
    assert abs(price.after.change(price.before, "service_level").mean) > 0
    needed = next(row for row in lab.practice.rubric if row.id == "first_day").beside["peak.temps"]
    assert f"{needed:g}" in section.prices.value and lab.text.levers["temps"].label in section.prices.value
    no_trouble(section)


def test_a_step_without_effect_says_so_after_one_season(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """No row of noughts after a long wait: nobody is touched by when temps begin where there are none."""
    section = lab.rubric
    row = next(row for row in lab.practice.rubric if row.id == "first_day")
    monkeypatch.setitem(row.__dict__, "beside", {})
    hand_in(section, first_day=1)
    click(section.bar)
    assert lab.words.t("rubric.still") in section.prices.value
    assert section.found["first_day"].before.n == 1


@pytest.mark.parametrize(("beside", "wrong"), [({"peak.temps": 99}, "99"), ({"peak.tmps": 3}, "peak.tmps")])
def test_a_companion_that_no_lever_can_be_is_refused(beside: dict, wrong: str) -> None:
    """It names a lever's field, within its range."""
    practice = load("peak-time")[0].model_dump(mode="json", exclude_none=True)
    practice["rubric"][0]["beside"] = beside
    with pytest.raises(ValidationError, match=wrong):
        Practice.model_validate(practice)


def test_pricing_needs_ratings_on_the_table(lab: Lab) -> None:
    """Nothing rated, nothing to price; rated in secret, they must be shown first."""
    section = lab.rubric
    section.bar.button.click()
    assert lab.words.t("rubric.nothing") in texts(section)
    section.ballot.raters.value = 2
    hand_in(section, "Ann", first_day=2)
    section.bar.button.click()
    assert lab.words.t("rubric.first_show") in texts(section)
