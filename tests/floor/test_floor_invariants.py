"""The invariants hold in every world that can be made up, and each of them notices when it is broken."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given as given_that
from hypothesis import settings

from sim.floor import Outcome, invariants
from sim.floor import tape as tape_module
from sim.floor.reference import run_day
from tests.floor.builders import CHAT, PHONE, TICKET, alike, kind, poisson, rules, work_types
from tests.floor.worlds import DAY, tape_of, worlds


@settings(deadline=None, derandomize=True, max_examples=40)
@given_that(worlds())
def test_laws_hold_in_every_world_over_three_days_with_carry(world):
    people, types, rule = world["crew"], world["types"], world["rules"]
    carry = None
    for number in range(3):
        tape = tape_of(world, number=number, carry=carry)
        log = run_day(tape, people, types, rule)
        assert invariants.check(tape, people, types, rule, log) == ()
        carry = log.carry


# every law can be broken

TYPES = work_types(
    kind(PHONE, work=3.0, patience=2.0, wrap_mean=0.5, redial=0.6, redial_after=5.0, repeat=0.5, repeat_after=20.0),
    kind(CHAT, work=4.0, patience=9.0, transfer=0.3, transfer_to=0),
    kind(TICKET, work=5.0),
)
PEOPLE = alike(5, 3, chats=2, accuracy=0.7)
RULES = rules([1.0, 1.3])
TAPE = poisson(TYPES, [0.8, 0.8, 0.1], DAY)


@pytest.fixture(scope="module")
def day():
    log = run_day(TAPE, PEOPLE, TYPES, RULES)
    assert invariants.check(TAPE, PEOPLE, TYPES, RULES, log) == ()
    assert set(log.outcome.tolist()) >= {0, 1, 2, 5} and len(log.carry)
    return log


def _set(log, field, row, value):
    column = getattr(log, field).copy()
    column[row] = value
    return replace(log, **{field: column})


def _first(log, outcome):
    return int(np.flatnonzero(log.outcome == outcome)[0])


BREAKS = {
    "lost contact": lambda log: (_set(log, "outcome", _first(log, Outcome.SERVED), Outcome.PENDING), "flow"),
    "lost carry": lambda log: (replace(log, carry=_without_one(log.carry)), "flow"),
    "outcome without end": lambda log: (_set(log, "end", _first(log, Outcome.SERVED), np.nan), "flow"),
    "orphan": lambda log: (_set(log, "child", int(np.flatnonzero(log.child >= 0)[0]), -1), "children"),
    "changeling": lambda log: (_set(log, "root", int(log.child.max()), 7), "children"),
    "redial of a served one": lambda log: (
        _set(log, "outcome", int(np.flatnonzero(log.child == np.flatnonzero(log.cause == 1)[0])[0]), Outcome.SERVED),
        "children",
    ),
    "miscounted redial": lambda log: (_set(log, "redials", int(np.flatnonzero(log.cause == 1)[0]), 0), "children"),
    "wait not in the clock": lambda log: (_set(log, "waited", 3, log.waited[3] + 1), "Little's law"),
    "clock runs fast": lambda log: (replace(log, queue_area=log.queue_area * (1 + 1e-5)), "Little's law"),
    "hands counted twice": lambda log: (replace(log, service_area=log.service_area * 2), "Little's law"),
    "work nobody did": lambda log: (_set(log, "handled", (0, 0), log.handled[0, 0] + 1), "work"),
    "busy beyond duty": lambda log: (_set(log, "busy", 0, log.staffed[0] + 1), "work"),
    "too many at once": lambda log: (_set(log, "held", _first(log, Outcome.SERVED), 3), "work"),
    "negative wait": lambda log: (_set(log, "waited", 0, -1.0), "waits"),
    "taken before it came": lambda log: (_set(log, "start", 1, log.enter[1] - 1), "waits"),
    "too few abandon": lambda log: (_half_abandon(log), "patience"),
}


@pytest.mark.parametrize("breach", BREAKS)
def test_a_breach_is_named(day, breach):
    broken, word = BREAKS[breach](day)
    found = invariants.check(TAPE, PEOPLE, TYPES, RULES, broken)
    assert any(sentence.startswith(word) for sentence in found), found


def test_skill_is_checked_against_the_crew(day):
    unskilled = replace(PEOPLE, speed=np.where(np.arange(3) == 2, 0.0, PEOPLE.speed))
    assert any("without the skill" in sentence for sentence in invariants.check(TAPE, unskilled, TYPES, RULES, day))


@pytest.mark.parametrize("expected", [0.01, 0.3, 5.0, 400.0])
def test_score_of_chance_counts_is_about_standard(expected):
    """Poisson counts: a score beyond 4.5 is as rare as it should be, also where the expectation is tiny."""
    counts = np.random.default_rng(5).poisson(expected, 200_000)
    scores = np.array([invariants.abandonment_score(c, expected) for c in range(counts.max() + 1)])[counts]
    assert (np.abs(scores) > 4.5).sum() <= 8
    assert (np.abs(scores) > 3).mean() < 0.01
    assert invariants.abandonment_score(expected * 2 + 40, expected) > 4.5


def test_many_days_together_find_what_one_day_cannot():
    """A tenth too few give up: luck on a day with fifty of them, none over a season of a hundred such days."""
    kinds = len(TYPES)
    mean = np.where(TYPES.patience_family == invariants.EXPONENTIAL, TYPES.patience_mean, 1.0)
    for days, by_chance in ((1, True), (100, False)):
        count, area = np.full(kinds, 45 * days), 50.0 * days * mean
        assert (invariants.patience(TYPES, count, area, invariants.CHANCE) == []) == by_chance


def _without_one(carry):
    return tape_module.rows(carry, slice(1, None))


def _half_abandon(log):
    """Half of those who gave up were answered instead, by the agents' counts too."""
    rows = np.flatnonzero((log.outcome == Outcome.ABANDONED) & (log.kind == 0))[::2]
    outcome = log.outcome.copy()
    outcome[rows] = Outcome.BALKED
    return replace(log, outcome=outcome)
