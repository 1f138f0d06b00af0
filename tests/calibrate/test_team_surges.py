"""Hours with a flood of contacts: found by when contacts came, kept out of handle times, and said."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from sim.calibrate.contacts import Contacts
from sim.calibrate.team.counts import of_contacts
from sim.calibrate.team.days import sorted_days
from sim.calibrate.team.fit import fitted
from sim.calibrate.team.left_out import left_out
from sim.calibrate.team.report import report
from sim.calibrate.team.scenario import Wishes, team_of
from sim.calibrate.team.surges import Surges, measured_surges, usual_services
from sim.scenario.file import team
from tests.calibrate.made_month import made_month

DAY, HOUR = 9, 20
SHORT_S = 20.0


def flooded(contacts: Contacts, times: float = 4.0, day: int = DAY, hour: int = HOUR) -> Contacts:
    """The contacts of an hour `times` as often: the others who come ask one thing, are answered at once and in a few
    seconds, by somebody whom the file does not name."""
    mine = np.flatnonzero((contacts.day == day) & (contacts.arrival // 3600 == hour))
    rows = np.repeat(mine, round(times) - 1)
    more = contacts.rows(rows)
    n = len(rows)
    more = replace(
        more, answered=np.ones(n, bool), wait=np.zeros(n), service=np.full(n, SHORT_S), agent=np.full(n, -1),
        arrival=np.random.default_rng(3).uniform(hour * 3600, (hour + 1) * 3600, n),
    )  # fmt: skip
    names = ("day", "arrival", "kind", "priority", "wait", "answered", "service", "agent")
    both = {name: np.concatenate([getattr(contacts, name), getattr(more, name)]) for name in names}
    order = np.lexsort((both["arrival"], both["day"]))
    return replace(contacts, **{name: column[order] for name, column in both.items()})


def surges_of(contacts: Contacts) -> Surges:
    counts = of_contacts(contacts)
    return measured_surges(counts, sorted_days(counts))


@pytest.fixture(scope="module")
def usual() -> Contacts:
    return made_month(days=24, contacts=600, agents=11, seed=5).contacts


@pytest.fixture(scope="module")
def flood(usual: Contacts) -> Contacts:
    return flooded(usual)


def test_the_hour_of_a_flood_is_found_and_no_other(flood: Contacts):
    found = surges_of(flood)
    assert np.argwhere(found.hours).tolist() == [[DAY, HOUR]]
    inside = (flood.day == DAY) & (flood.arrival // 3600 == HOUR)
    assert (found.of(flood) == inside).all()


@pytest.mark.parametrize("cv", [0.05, 0.3])
def test_months_without_one_have_none(cv: float):
    """However far days differ, and in shops of any size."""
    for seed, contacts in enumerate((60, 300, 1500)):
        month = made_month(days=21, contacts=contacts, agents=max(4, contacts // 50), cv=cv, seed=20 + seed)
        assert not surges_of(month.contacts).hours.any()


def test_a_busy_day_is_no_flood(usual: Contacts):
    """All its hours are busy: what stands out is the day."""
    double = usual.rows(np.sort(np.append(np.arange(len(usual)), np.flatnonzero(usual.day == DAY))))
    assert not surges_of(double).hours.any()


def test_a_week_says_nothing(flood: Contacts):
    """No weekday is known twice."""
    assert not surges_of(flood.rows((flood.day >= DAY - 3) & (flood.day < DAY + 4))).hours.any()


def test_floods_found_hang_on_arrivals_alone(flood: Contacts):
    """Nothing of the day's result may choose what is scored apart."""
    other = replace(flood, wait=flood.wait[::-1], answered=np.ones(len(flood), bool), service=np.full(len(flood), 1.0))
    assert (surges_of(other).hours == surges_of(flood).hours).all()


def test_handle_times_and_the_spread_of_days_are_those_without_the_flood(usual: Contacts, flood: Contacts):
    clean, found = fitted(usual), fitted(flood)
    for with_flood, without in zip(found.laws.handle, clean.laws.handle, strict=True):
        assert with_flood.mean == pytest.approx(without.mean, rel=0.005)
    assert found.pace.day_spread == pytest.approx(clean.pace.day_spread, abs=0.003)
    # a check that could fail: with the flood among them they would not be
    services = [contacts.service[contacts.answered].mean() for contacts in (usual, flood)]
    assert services[1] < 0.99 * services[0]


def test_where_nobody_else_was_served_all_services_count(usual: Contacts):
    every = np.ones(len(usual), bool)
    assert usual_services(usual, every) is usual
    assert len(usual_services(usual, usual.day == 0)) == (usual.day != 0).sum()


def test_the_report_names_the_hour_and_says_both_scores(flood: Contacts, usual: Contacts):
    fit = fitted(flood)
    checked = left_out(fit, replications=2, folds=2)
    assert checked is not None and checked.surged.tolist() == [day == DAY for day in range(24)]
    wishes = Wishes(dt.date(2026, 11, 30), weeks=4)
    made = team_of(fit, team("starter"), wishes)
    said = {one.key: one for one in report(fit, checked, made)}
    date = str(flood.dates[DAY])
    for language in ("en", "zh"):
        assert f"{date} {HOUR}:00" in said["fit.surge"].text(language)
    assert {"fit.queue", "fit.queue_left", "fit.queue_surge", "fit.queue_perfect"} <= set(said)
    score = checked.score("abandonment", own_pace=False, without_surges=True)
    assert score is not None and score.days == 23
    plain = fitted(usual)
    quiet = {one.key for one in report(plain, left_out(plain, replications=2, folds=2), made)}
    assert "fit.queue_left" in quiet and not {"fit.surge", "fit.queue_surge"} & quiet
