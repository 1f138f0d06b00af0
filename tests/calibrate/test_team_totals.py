"""Reports by interval: sums stay sums, and formulas turned round give back what made the waits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.calibrate.months import score
from sim.calibrate.team import inverted
from sim.calibrate.team.covering import A_DAY_S, covering
from sim.calibrate.team.inverted import Slot
from sim.calibrate.team.on_duty import on_duty
from sim.calibrate.team.totals import totals_of
from sim.calibrate.team.totals_fit import drawn, fitted_totals
from sim.calibrate.team.totals_left_out import totals_left_out
from sim.exports.contacts import EPOCH
from sim.exports.hours import hours_of
from sim.files.bad_input import BadInput
from sim.planning.erlang import erlang_a
from sim.units import SECONDS_PER_DAY
from tests.calibrate.made_month import WRAP_S, Month, made_month
from tests.calibrate.made_reports import report_of

SPREAD = 1.0


@pytest.fixture(scope="module")
def month() -> Month:
    return made_month(days=28, contacts=700, agents=12, seed=3)


@pytest.mark.parametrize("interval_s", [900, 1800, 3600])
def test_sums_stay_sums(month, interval_s):
    totals, contacts = totals_of([report_of(month, interval_s)]), month.contacts
    assert totals.interval_s == interval_s
    assert totals.counts.totals.tolist() == np.bincount(contacts.day).tolist()
    for k in range(len(totals.kinds)):
        mine = contacts.kind == k
        assert totals.abandoned[k].sum() == (~contacts.answered)[mine].sum()
        assert totals.wait_s[k].sum() == pytest.approx(contacts.wait[mine].sum())
        assert totals.handle_s[k].sum() == pytest.approx(
            contacts.service[mine & contacts.answered].sum() + WRAP_S[k] * contacts.answered[mine].sum()
        )


def test_a_report_that_is_there_twice_counts_once(month):
    report = report_of(month)
    assert totals_of([report, report]).offered.sum() == totals_of([report]).offered.sum()


def test_the_rarest_of_many_queues_are_counted_together(month):
    report = report_of(month)
    many = replace(report, queues=tuple(f"q{i:02d}" for i in range(20)), queue=np.arange(len(report)) % 20)
    totals = totals_of([many])
    assert len(totals.kinds) == 12
    assert totals.offered.sum() == report.offered.sum()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"dated": False}, "no dates"),
        ({"length_s": 7200.0}, "15, 30 or 60 minutes"),
        ({"offered": np.nan}, "no column counts contacts"),
    ],
)
def test_what_makes_no_team_is_one_sentence(month, change, says):
    report = report_of(month)
    columns = {k: np.full(len(report), v) if isinstance(v, float) else v for k, v in change.items()}
    with pytest.raises(BadInput, match=says):
        totals_of([replace(report, **columns)])


@settings(max_examples=40, deadline=None)
@given(
    n=st.integers(1, 30), load=st.floats(0.5, 1.3), handle=st.floats(60, 900), patience=st.floats(30, 1500),
    answered=st.booleans(),
)  # fmt: skip
@example(n=2, load=1.25, handle=92.0, patience=30.0, answered=True)  # one person alone would make few wait, too
def test_people_are_those_who_make_these_waits(n, load, handle, patience, answered):
    rate = load * n / handle
    slot = Slot(np.array([rate]), np.array([200.0]), 1800.0)
    queue = erlang_a(rate, 1 / handle, 1 / patience, n)
    wait = queue.wait_served * (1 - queue.abandoned) if answered else queue.wait
    seconds = wait * float(slot.contacts.sum())
    assert inverted.people(slot, seconds, handle, patience, answered) == pytest.approx(n, abs=1e-6)
    assert inverted.people(slot, 2 * seconds, handle, patience, answered) <= n


def test_where_nobody_waited_there_were_enough_people():
    slot = Slot(np.array([0.02]), np.array([20.0]), 1800.0)
    n = inverted.people(slot, 0.0, 300.0, 200.0, False)
    waits = [erlang_a(0.02, 1 / 300, 1 / 200, int(m)).delayed * float(slot.contacts.sum()) for m in (n, n - 1)]
    assert waits[0] <= inverted.LN2 < waits[1]


@pytest.mark.parametrize("patience", [60.0, 200.0, 900.0])
def test_patience_is_found_from_the_waits_of_the_answered(patience):
    """Expected figures of queues with whole numbers of people: the formulas turned round must give back the truth."""
    rates, people, handle, days = np.array([0.02, 0.04, 0.06]), (6, 11, 20), 300.0, 10
    queues = [erlang_a(rate, 1 / handle, 1 / patience, n) for rate, n in zip(rates, people, strict=True)]
    contacts = rates * 1800.0
    waits = np.array([q.wait_served * (1 - q.abandoned) for q in queues]) * contacts
    lost = np.array([q.abandoned for q in queues]) * contacts
    slots = inverted.slots_of(np.tile(contacts, (days, 1)), 1800.0)
    found = inverted.found(slots, np.tile(waits, (days, 1)), np.tile(lost, (days, 1)), handle)
    assert found is not None
    assert found.mean == pytest.approx(patience, rel=0.01)
    all_waits = float(sum(q.wait * c for q, c in zip(queues, contacts, strict=True))) * days
    assert found.seconds.sum() == pytest.approx(all_waits, rel=0.01)


@pytest.mark.parametrize("lost_waits", [True, False])
@pytest.mark.parametrize(("agents", "contacts", "seed"), [(12, 700, 3), (16, 900, 1), (30, 1900, 7)])
def test_a_made_report_gives_back_patience_and_people(agents, contacts, seed, lost_waits):
    made = made_month(days=28, contacts=contacts, agents=agents, seed=seed)
    fit = fitted_totals(totals_of([report_of(made, lost_waits=lost_waits)]), SPREAD)
    known = fit.usual.patience
    assert known is not None
    lost = made.contacts.rows(~made.contacts.answered)
    assert known.low <= made.contacts.wait.sum() / len(lost) <= known.high
    real = on_duty(28, made.duty, 48)[fit.days.usual].mean(axis=0)
    assert fit.usual.present.sum() == pytest.approx(real.sum(), rel=0.08)
    impatient, patient = (law.mean for law in fit.laws.patience if law is not None)
    assert impatient < 0.6 * patient  # of the truth, 150 and 400 s
    for k, (law, wrap, after) in enumerate(zip(fit.laws.handle, fit.laws.wrap, WRAP_S, strict=True)):
        mine = made.contacts.rows(made.contacts.answered & (made.contacts.kind == k))
        assert wrap is not None and wrap.mean == pytest.approx(after, rel=0.01)
        assert law.mean == pytest.approx(mine.service.mean(), rel=0.01)


def test_more_waiting_means_fewer_people_and_more_patience(month):
    report = report_of(month)
    before = fitted_totals(totals_of([report]), SPREAD).usual
    longer = replace(report, waited_s=2 * report.waited_s, asa_s=2 * report.asa_s)
    after = fitted_totals(totals_of([longer]), SPREAD).usual
    assert before.patience is not None and after.patience is not None
    assert after.patience.mean == pytest.approx(2 * before.patience.mean)
    assert after.present.sum() < before.present.sum()


def test_hours_that_take_longer_are_found_in_a_report(month):
    report = report_of(month)
    evening = report.start % SECONDS_PER_DAY >= 18 * 3600
    before = np.array(fitted_totals(totals_of([report]), SPREAD).laws.by_hour or 1.0)
    slow = fitted_totals(totals_of([replace(report, aht_s=report.aht_s * np.where(evening, 1.5, 1.0))]), SPREAD)
    factors = np.array(slow.laws.by_hour)
    assert np.ptp(before) < 0.1
    assert (factors[:, 18:22].mean(axis=1) / factors[:, 9:18].mean(axis=1)) == pytest.approx(1.5, abs=0.12)


def test_people_that_the_report_counts_are_taken(month):
    report = report_of(month)
    fit = fitted_totals(totals_of([replace(report, on_duty=np.full(len(report), 9.0))]), SPREAD)
    busy = fit.usual.present[20:40]
    assert fit.usual.known and (busy >= 8.5).all() and busy.mean() == pytest.approx(9.0, abs=0.5)


def test_a_roster_beside_the_report_gives_people_and_shifts(month):
    midnight = (month.contacts.dates[0] - EPOCH).days * SECONDS_PER_DAY
    windows = [
        (month.duty.agents[int(a)], midnight + day * SECONDS_PER_DAY + on, midnight + day * SECONDS_PER_DAY + off)
        for day, rows in month.duty.windows.items()
        for a, on, off in rows
    ]
    fit = fitted_totals(totals_of([report_of(month)]), SPREAD, hours_of(windows))
    real = on_duty(28, month.duty, 48)[fit.days.usual].mean(axis=0)
    assert not fit.inferred
    assert fit.usual.present == pytest.approx(real)
    assert fit.people.names == len(month.duty.agents)


def test_without_waits_or_people_nothing_can_be_said(month):
    report = report_of(month)
    nothing = np.full(len(report), np.nan)
    with pytest.raises(BadInput, match="people were on duty"):
        fitted_totals(totals_of([replace(report, asa_s=nothing, waited_s=nothing)]), SPREAD)
    with pytest.raises(BadInput, match="handle time"):
        fitted_totals(totals_of([replace(report, aht_s=nothing)]), SPREAD)


def test_days_left_out_are_played_by_the_others(month):
    fit = fitted_totals(totals_of([report_of(month)]), SPREAD)
    played = totals_left_out(fit, replications=3)
    assert played is not None and len(played) == fit.days.usual.sum()
    lost = score(list(played), "abandonment", 0)
    assert lost is not None
    real = fit.totals.abandoned[:, fit.days.usual].sum() / fit.totals.counts.totals[fit.days.usual].sum()
    assert lost.actual == pytest.approx(real)
    assert lost.correlation > 0.7  # busy days are worse, and the formulas know it
    assert lost.distance < 0.04


def test_means_of_few_are_drawn_to_the_whole():
    made = drawn(np.array([100.0, 300.0, 900.0]), np.array([1e6, 1e6, 0.0]), 200.0, SPREAD)
    assert made[:2] == pytest.approx([100.0, 300.0], rel=1e-3)
    assert made[2] == 200.0
    few = drawn(np.array([100.0, 300.0]), np.array([1e6, 20.0]), 101.0, SPREAD)
    assert 101.0 < few[1] < 300.0


@pytest.mark.parametrize(("first", "last"), [(18, 44), (20, 30), (0, 48), (40, 52)])
def test_shifts_cover_the_people_of_a_curve(first, last):
    curve = np.zeros(48)
    curve[np.arange(first, last) % 48] = 5.0
    patterns, number = covering(curve)
    there = number @ np.array([one.there(48) for one in patterns])
    assert (there[curve == 0] < 0.01).all()
    assert there.sum() == pytest.approx(curve.sum())
    assert max(one.seconds for one in patterns) <= A_DAY_S
