"""Studies of tests, apologies and suggestions: known answers of their parts, and misses that nothing hides."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.evidence import parameters
from sim.experiment import last
from sim.mechanisms.assistance import Assistance, gain, log_wrong
from sim.mechanisms.innovation import kept, seen
from sim.studies import base, v16_peeking, v17_apologies, v18_suggestions
from sim.studies.registry import STUDIES, words


def means(study: str, experiments: int, **changed: float) -> dict[str, float]:
    """Mean estimates, with some parameters at other values ("__" for ".")."""
    values = parameters().holding({name.replace("__", "."): value for name, value in changed.items()})
    found = last(base.run(STUDIES[study], experiments, 2, values))
    return {one.claim.id: one.mean for one in found.verdicts}


@settings(max_examples=15, deadline=None)
@given(nothing=st.floats(0.1, 0.95), seed=st.integers(0, 1000))
def test_the_share_of_ideas_without_an_effect_is_found(nothing, seed):
    """Those that have one have so large a one that no p-value of theirs lies above a half."""
    rng = np.random.default_rng(seed)
    effect = np.where(rng.random(40_000) < nothing, 0.0, 6.0)
    assert v16_peeking.null_share(rng.standard_normal(40_000) + effect) == pytest.approx(nothing, abs=0.02)


def test_the_share_of_false_finds_is_the_true_one_where_ideas_do_nothing_or_much():
    """Three ideas in four do nothing, the others six standard errors: at one look and at daily ones."""
    rng, ideas = np.random.default_rng(3), 100_000
    nothing = rng.random(ideas) < 0.75
    effects = np.where(nothing, 0.0, 6 * 2 / math.sqrt(v16_peeking.ORDERS))
    z = seen(effects, v16_peeking.ORDERS, rng.standard_normal((ideas, v16_peeking.DAYS)))
    share = v16_peeking.null_share(z[:, -1])
    for looks, kept_of_them in ((z[:, -1:], 0.05), (z, v16_peeking.kept_of_nothing())):
        found = kept(looks, v16_peeking.SURE)[0]
        claimed = v16_peeking.false_share(share, kept_of_them, found.mean())
        assert claimed == pytest.approx(nothing[found].mean(), abs=0.01)


def test_ideas_that_all_do_nothing_are_all_false_finds():
    found = means("V16", 10, innovation__spread=0.0, innovation__centre=0.0)
    assert found["null"] == pytest.approx(1.0, abs=0.03)
    assert found["once"] == pytest.approx(1.0, abs=0.1) and found["peeked"] == pytest.approx(1.0, abs=0.05)


def test_looking_every_day_finds_more_that_is_false():
    found = last(base.run(STUDIES["V16"], 20, 2)).estimates
    assert (found["peeked"] > found["once"] + 0.1).all()


def test_a_rider_s_later_rides_vary_as_said_and_fall_by_what_is_lost():
    rng = np.random.default_rng(1)
    few = np.array([v17_apologies.rides(rng, 1, 0.0) for _ in range(40_000)])
    assert few.mean() == pytest.approx(v17_apologies.RIDES, rel=0.03)
    poisson = 1 / v17_apologies.RIDES
    assert few.std() / few.mean() == pytest.approx(math.sqrt(v17_apologies.SPREAD**2 + poisson), rel=0.04)
    assert v17_apologies.rides(rng, 4_000_000, 0.25) == pytest.approx(0.75 * v17_apologies.RIDES, rel=0.004)


def test_money_undoes_no_more_than_the_harm_and_nothing_where_nothing_is_won_back():
    found = means("V17", 40)
    assert 0 < found["money"] < -found["later"]
    assert means("V17", 40, recovery__most=0.0)["money"] == pytest.approx(0.0, abs=0.002)
    assert found["later"] == pytest.approx(math.log1p(-parameters()["base.late"]), abs=0.003)


def test_whoever_was_failed_twice_is_neither_won_back_nor_hurt_by_an_apology():
    found = last(base.run(STUDIES["V17"], 40, 2)).verdicts
    repeated = next(one for one in found if one.claim.id == "repeated")
    assert repeated.mean == pytest.approx(0.0, abs=0.004) and repeated.low < 0 < repeated.high


def test_chats_get_shorter_by_what_the_assistant_adds_to_who_works_there():
    p, rng = parameters(), np.random.default_rng(5)
    staffs = [v18_suggestions.hired(p, rng) for _ in range(20)]
    gained = np.concatenate([(one.helped - one.skill)[one.access] for one in staffs])
    assert means("V18", 20)["length"] == pytest.approx(-gained.mean(), abs=0.008)
    assert all((one.helped == one.skill)[~one.access].all() for one in staffs)
    assert means("V18", 20, assistance__share=0.0)["length"] == pytest.approx(0.0, abs=0.008)


def test_without_suggestions_that_lead_down_nobody_s_customers_come_back_more():
    found = [means("V18", 40, assistance__careless=careless)["return"] for careless in (0.0, 0.6)]
    assert found[0] == pytest.approx(0.0, abs=0.006) and found[1] > 0.015


def test_the_floor_gives_the_best_no_more_chats_at_once():
    """All have about the same in hand, however quick: whoever has room gets the next one."""
    assert means("V18", 20)["at_once"] == pytest.approx(0.0, abs=0.01)


def test_those_above_the_practice_gain_nothing_and_err_more():
    numbers = replace(parameters().bind(Assistance, "assistance"), best=1.0, careless=0.5)
    assert gain(numbers, np.array([0.3]), 0.2)[0] == 0.0
    assert log_wrong(numbers, np.array([0.3, 0.1]), 0.2) == pytest.approx([0.05, 0.0])


@pytest.mark.parametrize(
    ("study", "claim"),
    [("V16", "peeked"), ("V17", "later"), ("V17", "repeated"), ("V18", "length"), ("V18", "at_once")],
)
def test_a_miss_is_told_with_its_reason_in_both_languages(study, claim):
    verdicts = {one.claim.id: one for one in last(base.run(STUDIES[study], 30, 2)).verdicts}
    assert not verdicts[claim].passed
    assert all(words()[study]["claims"][claim]["miss"][language] for language in ("en", "zh"))
