"""From a file of contacts to heads: near those that the true world asks for, in worlds that were made from known laws.

Both are the formulas' heads, by half hour, of a promise on four of five days. Types have half hours of their own there.
"""

from __future__ import annotations

import datetime as dt
import time

import numpy as np
import pytest

from playbook.planning.heads import doubted
from sim.calibrate.contacts import read_contacts
from sim.calibrate.team.fit import fitted
from sim.calibrate.team.scenario import Wishes, team_of
from sim.calibrate.team.settled import settled
from sim.calibrate.team.works import Rules
from sim.experiment.played_weeks import weeks
from sim.experiment.roster_week import Week
from sim.experiment.team_roster import hour_short
from sim.planning.heads import dealt, needs_of
from sim.planning.patience import ExponentialPatience
from sim.planning.promises import Answered, Line
from sim.scenario.file import team
from tests.calibrate.made_month import HANDLE_S, KINDS, PATIENCE_S, WRAP_S, Month, made_month, written

SURE, PROMISE, EACH = 0.8, Answered(0.8, 30.0), 900 / 16  # contacts a day for each of the people
WISHES = Wishes(dt.date(2026, 11, 30), weeks=4, rules=dict.fromkeys(KINDS, Rules("order", "phone", 30.0)))
NEAR, SECONDS = 0.05, 120.0


def found_in(path) -> np.ndarray:
    """People by half hour of a week, from the file alone, (T,)."""
    return people_of(week_in(path))


def week_in(path) -> Week:
    fit = fitted(read_contacts(path))
    *_, week = weeks(settled(team_of(fit, team("flagship"), WISHES), fit).scenario, "usual", replications=20)
    return week


def people_of(week: Week, load: float = 1.0) -> np.ndarray:
    """(T,) by the formulas; `load`: times as many contacts."""
    promises = (PROMISE,) * len(week.kinds)
    price, cv = hour_short(week, week.lines(promises)), week.scenario.demand.dispersion_cv
    needs = week.needs(promises, price, SURE, cv, load=load)
    return dealt(needs, week.serves, np.ones(len(week.groups))).sum(axis=0)


def true_heads(month: Month) -> np.ndarray:
    """The same by whoever knows the laws that the world was made from."""
    lines = [
        Line(
            month.rates[k].ravel(), 1800.0, HANDLE_S[k] / month.speeds.mean() + WRAP_S[k],
            ExponentialPatience(PATIENCE_S[k]), (PROMISE,),
        ) for k in range(len(KINDS))
    ]  # fmt: skip
    both = np.ones((1, len(KINDS)), dtype=bool)
    return dealt(needs_of(KINDS, lines, both, np.ones(len(KINDS)), SURE, month.cv), both, np.ones(1)).sum(axis=0)


def near(month: Month, folder) -> float:
    """Share of the half hours with customers in which the two are at most one person, or 5 %, apart."""
    true, found = true_heads(month), found_in(written(month, folder / "contacts.csv"))
    some = true > 0
    return float((np.abs(found - true) <= np.maximum(1.0, NEAR * true))[some].mean())


def test_heads_from_a_file_are_those_of_the_world(tmp_path):
    began = time.process_time()
    assert near(made_month(contacts=20 * EACH, agents=20, cv=0.05), tmp_path) >= 0.9
    assert time.process_time() - began < SECONDS


def test_the_check_could_fail(tmp_path):
    """A world with a third more work than the file has is seen."""
    month = made_month(contacts=20 * EACH, agents=20, cv=0.05, days=10)
    true, found = 1.33 * true_heads(month), found_in(written(month, tmp_path / "contacts.csv"))
    assert (np.abs(found - true) <= np.maximum(1.0, NEAR * true))[true > 0].mean() < 0.5


def test_the_range_holds_what_is_not_known_and_is_wider_where_days_differ_more(tmp_path):
    """It says eight of ten half hours; whole people make it hold a few more."""
    inside, off = [], []
    for cv in (0.05, 0.1):
        month = made_month(contacts=20 * EACH, agents=20, cv=cv, seed=11)
        week, true = week_in(written(month, tmp_path / f"{cv}.csv")), true_heads(month)
        low, high = (people_of(week, load) for load in doubted(week.scenario.demand.doubt))
        inside.append(((low <= true) & (true <= high))[true > 0].mean())
        off.append(week.scenario.demand.doubt)
    assert np.mean(inside) >= 0.8 and off[1] > 1.2 * off[0] > 0.03


def test_the_weeks_contacts_are_those_of_the_file(tmp_path):
    """Whatever luck the few seasons had that are played, and whoever tried again in them: half of a per cent a day."""
    month = made_month(contacts=20 * EACH, agents=20, cv=0.05)
    fit = fitted(read_contacts(written(month, tmp_path / "contacts.csv")))
    scenario = settled(team_of(fit, team("flagship"), WISHES), fit).scenario
    few, more = (list(weeks(scenario, "usual", replications=n))[-1] for n in (6, 12))
    counts = [sum(one.arrivals.sum() for one in week.lines((PROMISE,) * 2)) for week in (few, more)]
    assert counts[0] == pytest.approx(counts[1], rel=0.015)
    assert counts[1] == pytest.approx(fit.arrivals.rates.sum(), rel=0.015)


@pytest.mark.worlds
def test_the_range_holds_as_many_as_it_says_in_larger_teams(tmp_path):
    inside = []
    for seed in range(1, 6):
        month = made_month(contacts=60 * EACH, agents=60, cv=0.1, seed=seed)
        week, true = week_in(written(month, tmp_path / "contacts.csv")), true_heads(month)
        low, high = (people_of(week, load) for load in doubted(week.scenario.demand.doubt))
        inside.append(((low <= true) & (true <= high))[true > 0].mean())
    assert 0.75 <= np.mean(inside) <= 0.97


@pytest.mark.worlds
@pytest.mark.parametrize("seed", range(1, 21))
def test_twenty_worlds(seed, tmp_path):
    assert near(made_month(contacts=20 * EACH, agents=20, cv=0.05, seed=seed), tmp_path) >= 0.9


@pytest.mark.worlds
@pytest.mark.parametrize(("people", "least"), [(60, 0.88), (200, 0.86)])
def test_larger_teams(people, least, tmp_path):
    """On average: four Mondays leave the level of a Monday in doubt by half of what days differ, and one person or 5 %
    is little of so many."""
    found = [near(made_month(contacts=people * EACH, agents=people, cv=0.05, seed=s), tmp_path) for s in range(1, 6)]
    assert np.mean(found) >= least
