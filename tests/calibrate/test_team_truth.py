"""Thirty days made on the floor from known laws, written, read, fitted: is what comes out what went in?"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from sim.calibrate.contacts import read_contacts
from sim.calibrate.duty import Duty
from sim.calibrate.line import passed_over
from sim.calibrate.skills import skills
from sim.calibrate.team.fit import Fit, fitted
from sim.calibrate.team.groups import GroupOf, People, rest_days_of
from sim.calibrate.team.heads import counts_of, on_duty_of, roster_of
from sim.calibrate.team.left_out import LeftOut, left_out
from sim.calibrate.team.measuring import with_few_pairs
from sim.calibrate.team.on_duty import on_duty
from sim.calibrate.team.report import report
from sim.calibrate.team.scenario import Team, Wishes, team_of
from sim.calibrate.team.settled import played, settled
from sim.calibrate.team.shifts import Pattern
from sim.calibrate.team.works import Rules, ids_of
from sim.scenario.file import read_scenario, team, write_scenario
from sim.shop.calendar import rests
from sim.shop.people import Shift
from tests.calibrate.made_month import HANDLE_S, KINDS, PATIENCE_S, WRAP_S, Month, made_month, written
from tests.sentences import HAN

RULES = {KINDS[0]: Rules("order", "chat", 30.0), KINDS[1]: Rules("parcel", "phone", 30.0)}
WISHES = Wishes(dt.date(2026, 11, 30), weeks=4, rules=RULES)


@pytest.fixture(scope="module")
def month() -> Month:
    return made_month()


@pytest.fixture(scope="module")
def fit(month: Month, tmp_path_factory) -> Fit:
    """From the file alone: nobody says when people were on duty."""
    return fitted(read_contacts(written(month, tmp_path_factory.mktemp("month") / "contacts.csv")))


@pytest.fixture(scope="module")
def checked(fit: Fit) -> LeftOut:
    found = left_out(fit, RULES, replications=4, folds=3)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def shop(fit: Fit) -> Team:
    return team_of(fit, team("flagship"), WISHES)


def test_handle_times_within_two_per_cent(fit: Fit, month: Month):
    """The truth is that of the people who took the contacts: the quick ones take more."""
    lived = month.contacts
    for k, law in enumerate(fit.laws.handle):
        mine = lived.answered & (lived.kind == k)
        true = HANDLE_S[k] * (1 / month.speeds[lived.agent[mine]]).mean()
        assert law.mean == pytest.approx(true, rel=0.02)
        assert law.family == "lognormal"


def test_patience_and_wrap_up_come_near(fit: Fit):
    for k in range(2):
        assert fit.laws.patience[k].mean == pytest.approx(PATIENCE_S[k], rel=0.12)
        assert fit.laws.wrap[k].mean == pytest.approx(WRAP_S[k], rel=0.2)


def test_arrivals(fit: Fit, month: Month):
    assert fit.arrivals.cv_interval[0] <= month.cv <= fit.arrivals.cv_interval[1]
    found, true = fit.arrivals.rates, month.rates.sum(axis=0)
    assert np.corrcoef(found[true > 0], true[true > 0])[0, 1] > 0.93
    assert not found[true == 0].any()


def test_hours_of_duty_without_a_roster(fit: Fit, month: Month):
    real = on_duty(len(month.contacts.dates), month.duty, 48).mean(axis=0)
    seen = on_duty(len(fit.contacts.dates), fit.duty, 48).mean(axis=0)
    assert np.abs(seen - real).sum() < 0.1 * real.sum()


def test_the_two_shifts_and_their_people_are_found(fit: Fit):
    """Eight people on each, who go to the table at two times; every day one in seven is off."""
    people = fit.people
    counts = counts_of(people, 0.0)
    of_shift: dict[tuple[str, str], int] = {}
    for group, count in zip(people.groups, counts, strict=True):
        shift = people.patterns[group.pattern].shift
        of_shift[shift.start, shift.end] = of_shift.get((shift.start, shift.end), 0) + int(count)
        assert 45 <= sum(minutes(b) - minutes(a) for a, b in shift.breaks) <= 75
    assert set(of_shift) == {("09:00", "18:00"), ("13:00", "22:00")}
    assert people.rest_days == 1 and all(abs(n - 8) <= 1 for n in of_shift.values())
    assert on_duty_of(people, counts, 0.0).sum() == pytest.approx(people.per_slot.sum(), rel=0.03)


def minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def people_with(per_weekday: list[float], contacts: list[float]) -> People:
    """Fourteen groups of one person, two days off each, on one shift."""
    windows = ((9 * 3600.0, 17 * 3600.0),)
    one = Pattern(Shift(start="09:00", end="17:00"), 35, windows)
    group = GroupOf({"a": 1.0}, 0, 5 / 7, 1)
    return People((group,) * 14, (one,), 2, 10 * one.there(48), np.array(per_weekday), np.array(contacts), 1, 14)


def test_days_off_lie_on_quiet_weekdays():
    """On Saturday and Sunday two fifths of the people are there: nobody else's day off is wasted on a busy day."""
    quiet = people_with([100, 100, 100, 100, 100, 40, 40], [10, 10, 10, 10, 10, 4, 4])
    even = people_with([100] * 7, [10] * 7)
    present = {}
    for name, people in (("quiet", quiet), ("even", even)):
        roster = roster_of(people, 0.0)
        days = [dt.date(2026, 9, 7) + dt.timedelta(days=d) for d in range(7)]
        present[name] = np.array([
            sum(not rests(seat, 2, day, start) for n, start in zip(roster.counts, roster.rest_from, strict=True)
                for seat in range(n)) for day in days
        ])  # fmt: skip
    assert np.ptp(present["even"]) <= 2
    assert present["quiet"][5:].mean() < 0.6 * present["quiet"][:5].mean()
    assert present["quiet"].sum() < present["even"].sum()  # so fewer people do


def test_speeds_of_people(fit: Fit, month: Month):
    assert np.corrcoef(np.log(fit.speeds.factor), np.log(month.speeds))[0, 1] > 0.9


def test_days_left_out_are_played_as_they_were(checked: LeftOut):
    """No further off than twice the luck of a day."""
    for name in ("abandonment", "mean_wait", "service_level"):
        score = checked.score(name)
        assert score.distance < 2 * score.luck, name
        assert score.correlation > 0.9, name
    assert checked.slot_error("abandonment") < 0.03
    assert checked.actual.contacts == pytest.approx(checked.played.contacts)


def test_a_wrong_law_is_seen_on_days_left_out(fit: Fit, month: Month):
    """The check could fail: half of the people gone, and what is played is far from what was."""
    half = Duty(fit.duty.agents, {day: w[w[:, 0] % 2 == 0] for day, w in fit.duty.windows.items() if day < 6})
    few = fit.contacts.rows(fit.contacts.day < 6)
    wrong = replace(fit, contacts=few, worked=few, duty=half)
    assert left_out(wrong, RULES, replications=2, folds=2).score("abandonment").bias > 0.1


def test_the_scenario_is_valid_and_comes_back_from_its_file(shop: Team, tmp_path):
    write_scenario(shop.scenario, tmp_path / "team.toml")
    assert read_scenario(tmp_path / "team.toml") == shop.scenario
    assert [work.id for work in shop.scenario.work] == [*ids_of(KINDS), "pack"]
    assert shop.scenario.money == team("flagship").money
    assert shop.scenario.calendar.start == WISHES.start and shop.scenario.calendar.weeks == 4


def test_a_season_of_the_settled_team_has_the_contacts_and_handle_times_of_the_file(shop: Team, fit: Fit):
    """In seasons that it was not settled in."""
    found = played(settled(shop, fit).scenario, ids_of(KINDS), seed=99, seasons=12)
    wanted = fit.arrivals.kind_rates.sum(axis=(1, 2)) / 7
    assert found.contacts == pytest.approx(wanted, rel=0.05)
    assert found.service == pytest.approx([law.mean for law in fit.laws.handle], rel=0.05)
    lost = fit.laws.gave_up / (fit.laws.gave_up + fit.laws.served)
    assert np.abs(found.lost - lost).max() < 0.06


def test_the_report_says_it_in_both_languages(fit: Fit, checked: LeftOut, shop: Team):
    said = report(fit, checked, shop)
    keys = [one.key for one in said]
    assert {"fit.read", "fit.level", "fit.forecast", "fit.queue", "fit.queue_wait", "fit.hours_seen"} <= set(keys)
    for one in said:
        assert HAN.search(one.text("zh")) and "{" not in one.text("en") + one.text("zh")
    together = shop.read + shop.bounded + shop.kept
    assert len(set(together)) == len(together)


def test_five_days_say_what_cannot_be_said(month: Month):
    few = fitted(month.contacts.rows(month.contacts.day < 5))
    made = team_of(few, team("starter"), WISHES)
    assert "fit.f_weekday" in made.bounded and "fit.f_weekday" not in made.read
    keys = [one.key for one in report(few, None, made)]
    assert "fit.few" in keys and "fit.days_differ_unknown" in keys and "fit.forecast_none" in keys
    assert "fit.queue" not in keys and "fit.level" not in keys


def test_pairs_that_waited_together_are_bounded(month: Month):
    day = month.contacts.rows(month.contacts.day == 0)
    assert with_few_pairs(day) is day
    rows = np.flatnonzero(day.answered)
    whole = len(passed_over(day, rows, day.start[rows], skills(day)[day.agent])[0])
    for most in (whole, whole // 10):
        few = with_few_pairs(day, most)
        rows = np.flatnonzero(few.answered)
        assert 0 < len(few) < len(day)
        assert len(passed_over(few, rows, few.start[rows], skills(day)[few.agent])[0]) <= most


@pytest.mark.parametrize("off", [1, 2, 3])
def test_a_campaign_set_apart_makes_no_days_off(off: int):
    """Of people who rest `off` days in seven nothing is known in the last week but its end: they rest no more."""
    dates = tuple(dt.date(2026, 10, 19) + dt.timedelta(days=d) for d in range(35))
    apart = np.array([22 <= day <= 30 for day in range(35)])
    rows = [(day, who) for who in range(7) for day in range(35) if (day + who) % 7 >= off and not apart[day]]
    day, agent = np.array(rows).T
    assert rest_days_of(day, agent, dates, apart) == off
