"""People by type: drawn to the whole where few are seen, recovered where many are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.calibrate.contacts import Contacts
from sim.calibrate.laws import Law, measured_law, needed
from sim.calibrate.order import first_come, measured_order, set_order
from sim.calibrate.patience import measured_patience
from sim.calibrate.people import law_of_patience
from sim.calibrate.pooling import MOST_PRIOR, Ratios, pooled
from sim.calibrate.replay import GivenDay, play
from sim.calibrate.segments import LEVELS, Segments, measured_segments
from sim.calibrate.survival import SurvivalCurve, kaplan_meier
from sim.calibrate.turns import Aside, drawn_aside, measured_aside, measured_rung, met_a_line
from sim.calibrate.work import Work, measured_work, own_share
from tests.calibrate.made_days import known, made_day

counts = st.lists(st.integers(0, 300), min_size=2, max_size=8)


# ------------------------------------------------------------------------------------------- drawing to the whole


@given(counts, st.data())
def test_a_ratio_lies_between_its_own_and_that_of_the_whole(seen, data):
    expected = [data.draw(st.floats(0.1, 300.0)) for _ in seen]
    found = pooled(np.array(seen, dtype=float), np.array(expected))
    own = np.array(seen) / np.array(expected)
    assert (found.mean >= np.minimum(own, 1.0) - 1e-9).all() and (found.mean <= np.maximum(own, 1.0) + 1e-9).all()


def test_the_spread_of_groups_is_recovered_and_the_small_ones_give_way():
    """300 groups with a true variance of 1/4; then groups that differ by luck alone."""
    chance = np.random.default_rng(1)
    expected = chance.uniform(5.0, 60.0, 300)
    truth = chance.gamma(4.0, 0.25, 300)
    found = pooled(chance.poisson(expected * truth).astype(float), expected)
    assert found.prior == pytest.approx(4.0, rel=0.3)
    own = found.seen / found.expected
    assert np.abs(found.mean - truth).mean() < np.abs(own - truth).mean()
    same = pooled(chance.poisson(expected).astype(float), expected)
    assert same.prior > 100 and np.abs(same.mean - 1.0).max() < 0.2


def test_drawn_ratios_have_the_mean_and_the_doubt_of_their_law():
    """A gamma with shape prior + seen: its mean is the estimate and its coefficient of variation 1 ÷ √shape."""
    ratios = Ratios(2.0, np.array([0.0, 98.0]), np.array([0.0, 48.0]))
    u = (np.arange(4000) + 0.5) / 4000
    drawn = np.array([ratios.draw(np.array([x, x])) for x in u])
    assert drawn.mean(axis=0) == pytest.approx(ratios.mean, rel=0.01)
    assert drawn.std(axis=0) / drawn.mean(axis=0) == pytest.approx([2**-0.5, 0.1], rel=0.02)


def test_the_sum_of_hazards_is_the_number_of_ends():
    """Of the curve's own durations, whatever was cut short (Nelson–Aalen)."""
    chance = np.random.default_rng(2)
    seconds, ended = np.ceil(chance.exponential(60.0, 400)), chance.random(400) < 0.4
    curve = kaplan_meier(seconds, ended, tail=0.0)
    assert curve.hazard(seconds).sum() == pytest.approx(ended.sum())


@settings(max_examples=20)
@given(st.integers(0, 10**6))
def test_patience_of_two_types_is_told_apart(seed):
    """Means of 150 and 600 s, waits cut short by answers: the hazard of one is about four times that of the other."""
    chance = np.random.default_rng(seed)
    kind = chance.integers(0, 2, 1500)
    patience, answer = chance.exponential(np.where(kind == 0, 150.0, 600.0)), chance.exponential(150.0, 1500)
    seconds, ended = np.minimum(patience, answer), patience < answer
    curve = kaplan_meier(seconds, ended, tail=300.0, least=10)
    law = measured_law(curve, seconds, ended, kind * LEVELS, np.zeros(1500, dtype=np.int64), 2)
    assert law.ratio[0] / law.ratio[LEVELS] == pytest.approx(4.0, rel=0.35)
    u = chance.random(4000)
    assert law.draw(u, np.full(4000, law.ratio[0])).mean() < 0.5 * law.draw(u, np.full(4000, law.ratio[LEVELS])).mean()


def test_days_that_differ_are_found_to_differ():
    """20 days whose callers are more or less patient by 30 %: the drawn ratios scatter by about as much."""
    chance = np.random.default_rng(3)
    day = np.repeat(np.arange(20), 400)
    factor = chance.gamma(1 / 0.3**2, 0.3**2, 20)
    seconds, answer = chance.exponential(200.0 / factor[day]), chance.exponential(200.0, len(day))
    ended = seconds < answer
    seconds = np.minimum(seconds, answer)
    law = measured_law(kaplan_meier(seconds, ended, 200.0, 10), seconds, ended, day * 0, day, 1)
    assert law.days**-0.5 == pytest.approx(0.3, rel=0.4)
    drawn = [law.draw_ratio(chance.random(needed(1)))[0] for _ in range(400)]
    assert np.std(drawn) == pytest.approx(0.3, rel=0.4)


def test_a_law_without_types_is_its_curve():
    law, u = Law(SurvivalCurve(40.0), kinds=2), np.array([0.1, 0.5, 0.9])
    assert (law.ratio == 1.0).all() and (law.draw_ratio(np.full(needed(2), 0.3)) == 1.0).all()
    assert law.draw(u, np.ones(3)) == pytest.approx(SurvivalCurve(40.0).draw(u))
    assert law.days == MOST_PRIOR


# --------------------------------------------------------------------------------------------------- the order


def lived(head_start: float, seed: int = 3, aside: float = 0.0, kinds: int = 1) -> Contacts:
    """A busy day with a third of urgent contacts, lived with this head start."""
    made = made_day(seed, contacts=900, agents=4, patience=SurvivalCurve(400.0), priority=0.3, kinds=kinds)
    people = known(made.day, Law(SurvivalCurve(400.0), kinds=kinds), Law(SurvivalCurve(10.0), kinds=kinds), head_start)
    blank = replace(made.day, service=np.where(np.isnan(made.day.service), 120.0, made.day.service))
    blank = replace(blank, wait=np.zeros(900), answered=np.ones(900, dtype=bool))
    if aside:
        people = replace(people, aside=Aside(np.array([False, True]), np.array([0.0, 1.0]), np.array([0.0, aside])))
    day, _, _, laws = play(GivenDay(blank, made.windows, people, doubt=False), 1, 0)
    assert not laws
    return day


@pytest.mark.parametrize("seconds", [0.0, 60.0, 150.0])
def test_the_head_start_is_read_from_whom_agents_take(seconds):
    day = lived(seconds)
    found = measured_order(day, day.priority, LEVELS, np.ones((len(day), 1), dtype=bool))
    assert found.ahead[2] - found.ahead[0] == pytest.approx(seconds, abs=15.0)
    assert found.in_turn > 0.95 and found.choices > 200


def test_with_too_few_choices_first_come_is_first_served():
    day = lived(90.0).rows(np.arange(15))
    found = measured_order(day, day.priority, LEVELS, np.ones((len(day), 1), dtype=bool))
    assert (found.ahead == first_come(LEVELS).ahead).all() and not found.choices


def test_an_order_set_by_hand_puts_the_urgent_ahead_and_leaves_no_doubt():
    order = set_order(2 * LEVELS, 90.0)
    assert order.ahead[[0, 1, 2, 9]].tolist() == [0.0, 0.0, 90.0, 90.0]
    assert (order.draw(np.ones(2 * LEVELS)) == order.ahead).all()


def test_priorities_that_show_only_while_waiting_are_found_and_filled_in():
    day = lived(90.0)
    at_once = day.wait <= 0
    hidden = replace(day, priority=np.where(at_once, 0, day.priority))
    seen, unseen = measured_segments(day), measured_segments(hidden)
    assert not seen.hidden.any() and unseen.hidden.all()
    drawn = unseen.draw(hidden, np.random.default_rng(1).random(len(day))) % LEVELS
    assert (drawn[~at_once] == day.priority[~at_once]).all()
    share = (day.priority[~at_once] == 2).mean()
    assert (drawn[at_once] == 2).mean() == pytest.approx(share, abs=0.1)
    assert (seen.draw(day, np.full(len(day), 0.5)) == seen.of(day)).all()


def test_contacts_that_agents_ring_are_found_and_do_not_wait():
    """Of the second type nine in ten are rung: hardly one of them waits, and the share is found again."""
    day = lived(0.0, aside=0.9, kinds=2)
    serves = np.ones((len(day), 2), dtype=bool)
    rung = measured_rung(day, serves)
    found = measured_aside(day, serves, rung)
    assert rung.tolist() == [False, True] and found.unseen[0] < 0.1 < 0.85 < found.unseen[1]
    assert (day.wait[day.kind == 1] > 0).mean() < 0.2 < (day.wait[day.kind == 0] > 0).mean()
    met = met_a_line(day, serves)
    aside = drawn_aside(day, met, found, np.full(len(day), 0.5))
    assert not aside[day.wait > 0].any() and aside[(day.kind == 1) & (day.wait <= 0)].all()


@pytest.mark.parametrize(("busy", "unseen"), [(False, 0.5), (True, 1.0)])
def test_who_is_at_once_with_nobody_in_line_is_aside_as_often_as_bayes_says(busy, unseen):
    """Half of a type does not stand in the line, as those show who meet one.

    Where the other half is answered at once as well while nobody waits, half of those at once are aside; where it
    always has to wait, all are.
    """
    n = 400
    day = made_day(1, contacts=2 * n, agents=2).day
    first, aside = np.tile([True, False], n), np.repeat(np.arange(n) // 2 % 2 == 0, 2)
    line = np.repeat(np.arange(n) % 2 == 1, 2)  # in every second pair the first contact waits: the second meets a line
    wait = np.where(first, 60.0 * line, np.where(aside, 0.0, 40.0 * (line | busy)))
    made = replace(
        day, kinds=("ordinary", "half"), arrival=np.repeat(np.arange(n) * 1000.0, 2) + np.tile([0.0, 10.0], n),
        wait=wait, answered=np.ones(2 * n, dtype=bool), agent=np.tile([0, 1], n), kind=(~first).astype(int),
        service=np.full(2 * n, 5.0),
    )  # fmt: skip
    found = measured_aside(made, np.ones((2 * n, 2), dtype=bool), np.zeros(2, dtype=bool))
    assert found.unseen[1] == pytest.approx(unseen, abs=0.05)


# ---------------------------------------------------------------------------------------------------- the work


def test_a_type_with_many_services_is_drawn_from_its_own():
    few, many = np.array([100.0, 120.0]), np.random.default_rng(1).normal(500.0, 50.0, 400)
    own = own_share((few, many, np.empty(0)))
    assert own[2] == 0.0 < own[0] < own[1] and own[1] > 0.99
    drawn = Work((few, np.sort(many), np.empty(0)), own).draw(np.full(2000, 1), np.random.default_rng(2).random(2000))
    assert drawn.mean() == pytest.approx(500.0, rel=0.02)


def test_types_that_do_not_differ_share_all_services():
    chance = np.random.default_rng(5)
    same = np.ones(40)
    day = made_day(1, contacts=80, agents=2, kinds=2).day
    alternating = replace(day, kind=np.arange(80) % 2, service=np.repeat(chance.exponential(100.0, 40), 2))
    found = measured_work(replace(alternating, answered=np.ones(80, dtype=bool)))
    assert (found.own == 0.0).all()
    assert set(found.draw(np.zeros(40, dtype=int), chance.random(40))) <= set(alternating.service)
    assert (own_share((same, same + 1.0)) == 1.0).all()  # no doubt inside: each type is itself


def test_few_hang_ups_stay_near_the_whole():
    """A type with two waits has nearly everybody's patience, although both hung up at once."""
    made = made_day(2, contacts=700, agents=4, patience=SurvivalCurve(300.0), kinds=2)
    kind = np.zeros(700, dtype=np.int64)
    gone = np.flatnonzero(~made.day.answered)[:2]
    kind[gone] = 1
    day = replace(made.day, kind=kind, wait=np.where(kind == 1, 1.0, made.day.wait))
    law, _ = law_of_patience(day, measured_patience(day), measured_segments(day))
    own = 2 / law.types.expected[1]
    assert own > 20 and law.types.mean[1] < 0.5 * own
    assert isinstance(measured_segments(day), Segments)
