"""A shop's night: left to the opening where hardly anybody comes, staffed where many do or somebody is there today."""

from __future__ import annotations

import numpy as np
import pytest

from playbook.planning.case import WeekCase
from playbook.planning.heads import offers, strays_lines
from playbook.planning.roster import Against, against_lines, today
from sim.experiment.played_weeks import weeks
from sim.experiment.team_roster import desk_of
from sim.planning.heads import dealt
from sim.planning.kept import Kept
from sim.planning.promises import Answered
from sim.planning.roster.plan import judged
from sim.scenario.file import team

NIGHT = slice(2, 5)  # hours in which nobody of the starter shop works


def case_of(name: str, night: float | None = None) -> WeekCase:
    """`night`: weight of each of the night's hours; None: as the shop has them."""
    scenario = team(name)
    if night is not None:
        hourly = list(scenario.demand.hourly)
        hourly[NIGHT] = [night] * 3
        scenario = scenario.with_fields({"demand.hourly": hourly})
    *_, week = weeks(scenario, "usual", replications=3)
    return WeekCase(week, desk_of(week), (Answered(0.8, 60.0),) * len(week.kinds), 0.8)


def people_of(case: WeekCase) -> np.ndarray:
    return dealt(case.needs, case.desk.serves, case.pay_hour)


def at_night(slots: np.ndarray) -> np.ndarray:
    return slots.reshape(7, 48)[:, 2 * NIGHT.start : 2 * NIGHT.stop]


@pytest.fixture(scope="module")
def quiet() -> WeekCase:
    return case_of("starter", 0.05)


def money(value: float) -> str:
    return f"{value:.0f} CNY"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_stray_contact_asks_for_nobody_and_is_said_with_its_count(quiet, language):
    first, left = quiet.week.first_came.sum(axis=0), quiet.strays.left
    assert at_night(first).sum() > 0 and at_night(left).all() and not at_night(people_of(quiet).sum(axis=0)).any()
    assert quiet.strays.contacts == pytest.approx(first[left].sum())
    (line,) = strays_lines(quiet, money, language)
    count = quiet.strays.contacts
    for said in (f"{count:.0f}" if count >= 10 else f"{count:.1f}", money(quiet.strays.loss), money(quiet.strays.pay)):
        assert said in line


def test_the_promise_counts_no_contact_that_is_left_and_all_others(quiet):
    cover = people_of(quiet)
    whole, counted = (week.play(cover, quiet.promises)[1] for week in (quiet.week.leaving(None), quiet.week))
    left = quiet.strays.left
    assert whole[..., left].sum() > 0 == counted[..., left].sum()
    assert (whole[..., ~left] == counted[..., ~left]).all()


def test_people_come_back_where_many_come_at_night(quiet):
    busy = case_of("starter", 12.0)
    assert at_night(people_of(busy).sum(axis=0)).min() >= 1 and not at_night(busy.strays.left).any()


def test_a_shop_with_people_at_night_is_unchanged():
    case = case_of("jd")
    assert (
        (people_of(case).sum(axis=0) > 0).all() and not case.strays.left.any() and strays_lines(case, money, "en") == []
    )


def test_the_row_that_was_asked_is_the_people_that_were_found(quiet):
    people = people_of(quiet) + 1
    found = list(offers(quiet, people, (0.5, 0.95)))
    assert [one.sure for one in found] == [0.5, 0.8, 0.95] and [one.asked for one in found] == [False, True, False]
    assert found[1].hours == people.sum() / 2
    assert found[0].hours <= found[1].hours <= found[2].hours and found[0].gave_up >= found[2].gave_up


def test_todays_shifts_are_whole_people_with_the_same_hours(quiet):
    whole = today(quiet.week)
    from playbook.planning.heads import rostered

    assert whole.min() >= 0 and np.abs(whole.sum(axis=1) - rostered(quiet.week).sum(axis=1)).max() <= 0.5 + 1e-6


@pytest.mark.parametrize(("share", "now", "first", "last"), [
    (0.9, 0.9, "Both keep", None), (0.9, 0.2, "This roster keeps", None), (0.2, 0.9, "Today's shifts keep", None),
    (0.2, 0.1, "Neither", "does not keep the promise"),
])  # fmt: skip
def test_a_roster_is_praised_for_money_only_after_what_it_keeps(quiet, share, now, first, last):
    desk = quiet.desk
    roster = judged(np.zeros((len(desk.people), 7), int), quiet.needs, desk.groups, desk.people, desk.grid)
    kinds = len(quiet.promises)
    kept, others = (Kept(*(np.full(kinds, one),) * 3, np.full((kinds, 7), one), 20) for one in (share, now))
    lines = against_lines(quiet, quiet.needs, roster, Against(kept, others), money, "en")
    assert lines[0].startswith(first) and f"{100 * share:.0f} %" in lines[0] and f"{100 * now:.0f} %" in lines[0]
    assert "CNY" in lines[1] and (last is None or last in lines[1])
