"""A changing day against independent solutions of its forward equations, under each rule for the end of a shift."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.planning import queueing as q
from tests.planning import courses
from tests.planning.reference import poisson_tail

CLOSE = {"rel": 1e-7, "abs": 1e-9}
COLUMNS = ("in_system", "queue", "all_busy", "arrivals", "abandoned", "served", "busy_time", "delayed")
RULES = ("finish", "hand_back", "first_free")


def agree(found: q.Course, rows, columns=COLUMNS) -> None:
    wanted = np.array(rows)[:, 2:]
    for i, name in enumerate(columns[: wanted.shape[1]]):
        assert getattr(found, name) == pytest.approx(wanted[:, i], **CLOSE), name


def test_a_wave_on_a_constant_team():
    """The queue is longest an hour after the arrivals are most."""
    rows = courses.SINUSOID
    found = q.course(lambda t: 12 + 8 * math.sin(2 * math.pi * t / 12), 2, 1, [(0, 6)], [r[0] for r in rows])
    agree(found, rows)
    assert found.queue[3] > found.queue[2]


SPIKE_STAFF = [(0, 8), (2, 5), (7, 3), (9, 6), (18, 7), (22, 4)]


def spike(rule: str, times) -> q.Course:
    return q.course(lambda t: 10 + 60 * math.exp(-1.5 * t), 4, 3, SPIKE_STAFF, times, shift_end=rule)


@pytest.mark.parametrize(
    ("rule", "rows"), [("hand_back", courses.SPIKE_HAND_BACK), ("first_free", courses.SPIKE_FIRST_FREE)]
)
def test_a_midnight_spike(rule, rows):
    """What becomes of the work in hand at the end of a shift changes who hangs up."""
    agree(spike(rule, [r[0] for r in rows]), rows)


def test_colleagues_who_go_on_working_lose_fewer_customers():
    """Where only those who go finish, the others take the next; where all wait until enough have gone, more hang up."""
    lost = {rule: spike(rule, [24.0]).abandoned[0] for rule in RULES}
    assert lost["finish"] < lost["first_free"] < lost["hand_back"]


@pytest.mark.parametrize(
    ("patience", "quality", "rows"),
    [
        (0.2, 0, courses.MODIFIED_LOAD_PATIENT),
        (0.2, 1, courses.MODIFIED_LOAD_ROOMY),
        pytest.param(5.0, 0, courses.MODIFIED_LOAD_HASTY, marks=pytest.mark.theory),
    ],
)
def test_staffing_by_modified_offered_load(patience, quality, rows):
    """A hundred agents, staffed every half hour by the infinite-server mean: the delay probability stays level."""

    def load(t):
        return 100 + 10 * (math.sin(t) - math.cos(t))

    loads = [(0.5 * i, load(0.5 * i + 0.25)) for i in range(48)]
    staff = [(t, math.ceil(m + quality * math.sqrt(m))) for t, m in loads]
    start = [math.exp(n * math.log(90) - 90 - math.lgamma(n + 1)) for n in range(180)]
    found = q.course(
        lambda t: 100 + 20 * math.sin(t), 1, patience, staff, [r[0] for r in rows], shift_end="hand_back", start=start
    )
    agree(found, rows)


@pytest.mark.parametrize("row", courses.EQUAL_RATES)
def test_equal_rates_make_a_poisson_number(row):
    """With one rate of service and of impatience the number present is Poisson, whatever the staff."""
    t, mean, *pairs = row
    assert 100 * (1 - math.exp(-t)) + 10 * (math.sin(t) - math.cos(t) + math.exp(-t)) == pytest.approx(mean, abs=1e-9)
    for staff, busy in zip(pairs[::2], pairs[1::2], strict=True):
        assert poisson_tail(mean, int(staff)) == pytest.approx(busy, rel=1e-7)


def test_the_equations_know_it_too():
    """The same system by the forward equations; the staff changes and the law of the number does not."""
    staff, times = [(0, 80), (2, 99), (4, 88)], [1.0, 2.0, 4.0, 6.0]
    found = q.course(lambda t: 100 + 20 * math.sin(t), 1, 1, staff, times, shift_end="hand_back")
    means = [row[1] for row in courses.EQUAL_RATES[:4]]
    assert found.in_system == pytest.approx(means, **CLOSE)
    # just before a change the old staff is still there
    wanted = [poisson_tail(m, n) for m, n in zip(means, (80, 80, 99, 88), strict=True)]
    assert found.all_busy == pytest.approx(wanted, **CLOSE)


RATES = (100, 150, 150, 180, 200, 150, 150, 150, 120, 100, 80, 70, 60)
AGENTS = (4, 6, 8, 8, 8, 7, 8, 8, 6, 6, 4, 4, 4)


def call_centre(busyness: float, times) -> q.Course:
    """The ContactCenters example CallCC: 13 hours, then the calls in the system are finished."""
    rates = [*((float(h), busyness * rate) for h, rate in enumerate(RATES)), (13.0, 0.0)]
    staff = [(float(h), n) for h, n in enumerate(AGENTS)]
    return q.course(rates, 36, 3.6, staff, times, balking=0.1, shift_end="first_free")


def test_a_call_centre_with_hours_and_balking():
    rows = courses.CALL_CENTRE
    found = call_centre(1.0, [r[0] for r in rows])
    agree(found, rows, ("in_system", "queue", "all_busy", "arrivals", "lost", "balked", "served", "queue_time"))


@pytest.mark.theory
def test_a_call_centre_with_busy_days_and_quiet_ones():
    """Averaged over the day's busyness 3.65 % are lost, nearly twice the 1.95 % of an average day."""
    from scipy.special import roots_genlaguerre

    node, weight = roots_genlaguerre(24, 9)
    days = [(w / weight.sum(), call_centre(x / 10, [17.0])) for x, w in zip(node, weight, strict=True) if w > 1e-14]
    lost = sum(share * day.lost[0] for share, day in days) / 1660
    waited = sum(share * 3600 * day.queue_time[0] for share, day in days) / 1660
    assert (lost, waited) == pytest.approx(courses.CALL_CENTRE_BUSYNESS, rel=2e-7)


def test_published_days_from_empty():
    """ContactCenters MMC and MMCAb, 480 minutes from empty: occupancy 0.695 ± 0.0015 and 0.675 ± 0.0015; 58.6 ± 0.95
    hang up, those after closing time included."""
    rates = [(0.0, 4.2), (480.0, 0.0)]
    patient, hasty = (q.course(rates, 0.5, theta, [(0, 12)], [480.0, 600.0]) for theta in (0.0, 1.0))
    assert patient.busy_time[0] / (12 * 480) == pytest.approx(0.696934349, rel=1e-8)
    assert hasty.busy_time[0] / (12 * 480) == pytest.approx(0.676558, rel=1e-6)
    assert hasty.abandoned[1] == pytest.approx(59.263218, rel=1e-8)


@pytest.mark.parametrize("rule", RULES)
def test_nobody_gets_lost(rule):
    """Arrivals = lost + served + still there, also when the team goes home and when a mob is waiting at the door."""
    found = q.course(
        lambda t: 30.0, 1.0, 0.5, [(0, 20), (2, 3), (4, 0), (5, 10)], [1, 2, 3, 4, 5, 6], shift_end=rule,
        balking=0.2, start=[0.0] * 40 + [1.0],
    )  # fmt: skip
    assert found.arrivals + 40 == pytest.approx(found.lost + found.served + found.in_system, rel=1e-8)
    assert (found.queue >= 0).all() and (found.all_busy <= 1 + 1e-9).all()
    assert found.arrivals == pytest.approx(30 * found.times, rel=1e-9)


def test_steps_and_a_function_are_one_day():
    """A constant rate as a step is solved by other means than as a function."""
    day = {"service_rate": 1.0, "patience_rate": 0.3, "staff": [(0, 6), (2, 3), (3, 5)], "times": [1.0, 2.5, 6.0]}
    for rule in RULES:
        one, other = (q.course(rate, shift_end=rule, **day) for rate in ([(0, 4.5)], lambda t: 4.5))
        for name in COLUMNS:
            assert getattr(one, name) == pytest.approx(getattr(other, name), **CLOSE), (rule, name)


def test_who_goes_takes_the_customer_along():
    """One customer, two agents, one of them goes: with chance a half the other has nobody in hand, and is not busy."""
    common = {"staff": [(0, 2), (1, 1)], "times": [1.0, 1.5], "start": [0.0, 1.0]}
    stays = math.exp(-1.5)  # the customer is still there
    named = q.course([], 1.0, 0.0, **common)
    assert named.in_system[1] == pytest.approx(stays) and named.all_busy[1] == pytest.approx(0.5 * stays)
    assert q.course([], 1.0, 0.0, shift_end="first_free", **common).all_busy[1] == pytest.approx(stays)
    # three in hand and one agent stays: the other two go on at their pace, and nobody waits
    three = q.course([], 2.0, 0.0, [(0, 3), (1, 1)], [3.0], start=[0.0, 0.0, 0.0, 1.0])
    assert three.in_system[0] == pytest.approx(3 * math.exp(-6)) and three.queue[0] == 0.0


def test_a_long_calm_day_reaches_the_long_run():
    found = q.course([(0, 8.0)], 1.0, 0.25, [(0, 10)], [60.0])
    assert found.all_busy[0] == pytest.approx(q.erlang_a(8, 1, 0.25, 10).delayed, rel=1e-6)


def test_a_day_that_is_far_too_much_has_finite_answers():
    """A thousand times the capacity, and nobody ever hangs up."""
    found = q.course([(0, 1000.0)], 1.0, 0.0, [(0, 1)], [1.0])
    assert found.queue[0] == pytest.approx(1000 - 1 - 1, abs=0.01)
    assert found.all_busy[0] <= 1.0 and found.abandoned[0] == 0.0


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"shift_end": "vanish"}, "first_free"),
        ({"staff": [(2, 5), (0, 3)]}, "staff: sorted"),
        ({"staff": [(0, 2.5)]}, "whole number"),
        ({"times": [3.0, 1.0]}, "sorted"),
        ({"balking": 2.0}, "between 0 and 1"),
        ({"arrival_rate": [(3.0, 1.0), (2.0, 1.0)]}, "arrival rates: sorted"),
        ({"arrival_rate": [(0.0, -1.0)]}, "not negative"),
        ({"start": [0.0]}, "not all 0"),
    ],
)
def test_nonsense_is_refused(change, word):
    day = {"arrival_rate": lambda t: 1.0, "service_rate": 1.0, "patience_rate": 1.0, "staff": [(0, 1)], "times": [1.0]}
    with pytest.raises(ValueError, match=word):
        q.course(**(day | change))
