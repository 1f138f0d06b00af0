"""Pods, owners and decisions: by hand, against queueing theory, and in a season."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import draws
from sim.contract.mechanism import bind
from sim.evidence import parameters
from sim.floor.model import Crew
from sim.mechanisms.roles import (
    Roles,
    campaigned,
    coverage,
    decision_hours,
    late_share,
    lost_asking,
    names,
    owned,
    pod_of,
    quicker,
    waits,
    weights,
)
from sim.planning.erlang import erlang_c
from sim.season import kpi
from sim.season.clock import run_season
from sim.season.setup import Setup
from tests.season.shop import small_shop

NUMBERS: Roles = bind(Roles, "roles", parameters())


# ---- pods


def test_a_chain_stays_in_its_pod_and_pods_have_equal_shares():
    roots = draws.key(3, "contact", np.arange(30_000))
    pod = pod_of(roots, 3)
    assert np.bincount(pod, minlength=4)[1:] == pytest.approx([10_000] * 3, rel=0.03)
    assert (pod_of(roots[::-1], 3)[::-1] == pod).all()


def test_people_on_duty_are_counted_by_pod_and_hour():
    hour = 3600.0
    windows = np.array([(0, 0.0, 2 * hour), (1, hour, 1.5 * hour), (2, 0.5 * hour, 3 * hour)])
    crew = Crew(np.arange(3), np.ones((3, 1)), np.ones((3, 1)), np.ones((3, 1), int), np.ones(3, int), windows)
    there = coverage(crew, np.array([1, 1, 2]), 2, 3 * hour)
    assert there.tolist() == [[1.0, 1.5, 0.0], [0.5, 1.0, 1.0]]


@given(least=st.floats(0, 5), enter=st.floats(-4000, 90_000), pod=st.integers(1, 2))
def test_a_contact_is_a_pods_where_enough_of_its_people_are_on_duty(least, enter, pod):
    there = np.arange(48).reshape(2, 24) / 10
    hour = min(max(int(enter // 3600), 0), 23)
    assert owned(np.array([pod]), np.array([enter]), there, least)[0] == (there[pod - 1, hour] >= least)


def test_each_doubling_of_pods_makes_as_much_quicker_and_one_pool_nothing():
    assert quicker(NUMBERS, 1) == 1.0
    assert quicker(NUMBERS, 2) ** 2 == pytest.approx(quicker(NUMBERS, 4))
    assert quicker(replace(NUMBERS, quicker=0.0), 8) == 1.0


def test_without_ownership_one_pool_loses_least():
    p = parameters().holding({"roles.quicker": 0.0})
    lost = [
        sum(kpi.totals(setup := Setup(small_shop(**{"roles.pods": pods}), p), run_season(setup, seed))["lost_orders"]
            for seed in range(4))
        for pods in (1, 2, 4)
    ]  # fmt: skip
    assert lost[0] < lost[1] < lost[2]


def test_pods_that_never_have_enough_people_cost_their_meetings_and_nothing_else():
    one = run_season(Setup(small_shop(), parameters()), 1)
    none = run_season(Setup(small_shop(**{"roles.pods": 3, "roles.least": 9.0}), parameters()), 1)
    for name, values in one.days.items():
        if name not in ("roles_hours", "cash"):
            np.testing.assert_array_equal(none.days[name], values, err_msg=name)
    for name, values in one.ledger.items():
        if name != "pods":
            np.testing.assert_array_equal(none.ledger[name], values, err_msg=name)
    setup = Setup(small_shop(), parameters())
    hour = setup.facts.pay_hour[setup.facts.service].mean()
    assert none.ledger["pods"] == pytest.approx(-3 * NUMBERS.pod_hours / 7 * hour)
    assert none.days["roles_hours"] == pytest.approx(3 * NUMBERS.pod_hours / 7)


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
def test_a_season_of_pods_keeps_all_laws_in_both_engines(engine):
    setup = Setup(small_shop(**{"roles.pods": 2, "roles.least": 1.0}), parameters(), engine=engine)
    season = run_season(setup, 2)
    assert not season.laws
    other = run_season(Setup(small_shop(**{"roles.pods": 2, "roles.least": 1.0}), parameters()), 2)
    assert season.days["answered"].tolist() == other.days["answered"].tolist()


# ---- owners


@given(tasks=st.integers(1, 200))
def test_the_heaviest_tasks_are_named_first_and_cover_more_than_their_number(tasks):
    weight = weights(tasks)
    assert weight.sum() == pytest.approx(1.0)
    assert (np.diff(weight) < 0).all()
    for named in range(tasks + 1):
        share = named / tasks
        assert names(tasks, share).sum() == named
        assert weight @ names(tasks, share) == pytest.approx(share * (2 - share))


def test_tasks_lie_as_often_and_as_long_as_they_should():
    many = [waits(NUMBERS, seed, "2026-11-11", 60) for seed in range(400)]
    days, twins = (np.concatenate(part) for part in zip(*many, strict=True))
    orphans = days > 0
    assert orphans.mean() == pytest.approx(NUMBERS.orphans, rel=0.06)
    assert twins.mean() == pytest.approx(NUMBERS.twins, rel=0.06)
    assert not (orphans & twins).any()
    assert days[orphans].mean() == pytest.approx(NUMBERS.wait_days, rel=0.06)
    spread = math.log1p(NUMBERS.wait_cv**2)
    z = (math.log(NUMBERS.slack_days / NUMBERS.wait_days) + spread / 2) / math.sqrt(spread)
    late = 0.5 * math.erfc(z / math.sqrt(2))
    assert (days[orphans] > NUMBERS.slack_days).mean() == pytest.approx(late, rel=0.06)
    assert np.mean([late_share(NUMBERS, days, 0.0) for days, _ in many]) == pytest.approx(
        NUMBERS.orphans * late, rel=0.08
    )


@given(seed=st.integers(0, 10**6), named=st.floats(0, 1), hours=st.floats(1, 2000))
def test_naming_more_owners_never_makes_more_late_or_twice(seed, named, hours):
    none, some = (campaigned(NUMBERS, share, seed, "2026-11-11", hours) for share in (0.0, named))
    assert none.late == none.late_usual == some.late_usual
    assert some.late <= none.late and some.twice <= none.twice == some.twice_usual
    everybody = campaigned(NUMBERS, 1.0, seed, "2026-11-11", hours)
    assert everybody.late == everybody.twice == 0.0
    assert none.in_time == 0 <= some.in_time <= everybody.in_time


def test_owners_are_booked_with_what_is_done_twice_no_more():
    shop = small_shop(**{"roles.named": 0.5})
    setup = Setup(shop, parameters())
    season = run_season(setup, 4)
    assert not season.laws
    (big,) = setup.facts.big
    event = setup.facts.big[big]
    found = campaigned(NUMBERS, 0.5, 4, event.day.isoformat(), 50.0)
    assert found.tasks == 6
    design = setup.facts.pay_hour[[one.role for one in shop.people].index("visual_design")]
    service = setup.facts.pay_hour[0]
    hour = (40 * design + 10 * service) / 50
    saved = 50 * (1 - (1 + found.twice) / (1 + found.twice_usual))
    assert season.ledger["owners"][big] == pytest.approx((saved - 0.5 * 6 * NUMBERS.name_hours) * hour)
    assert season.ledger["owners"].sum() == season.ledger["owners"][big]
    assert season.days["roles_hours"].sum() == pytest.approx(0.5 * 6 * NUMBERS.name_hours)
    assert season.days["tasks_in_time"].sum() == found.in_time


def test_what_has_an_owner_in_time_sells():
    p = parameters().holding({"roles.orphans": 0.9, "roles.wait_days": 20.0})
    orders = [
        sum(run_season(Setup(small_shop(**{"roles.named": named}), p), seed).days["orders"].sum() for seed in range(3))
        for named in (0.0, 1.0)
    ]
    assert orders[1] > orders[0]


# ---- decisions


@given(asked=st.floats(0.1, 11.0))
def test_a_question_takes_as_long_as_a_visit_to_a_single_server(asked):
    queue = erlang_c(asked, 12.0, 1)
    assert decision_hours(asked, 12.0) == pytest.approx(queue.wait + 1 / 12.0)


def test_time_lost_to_asking_by_hand():
    """Ten people, 0.6 questions an hour each, 12 answers an hour: a sixth of an hour each, of which 0.4 is lost."""
    numbers = replace(NUMBERS, asks_hour=0.6, answer_minutes=5.0, idle=0.4)
    assert lost_asking(numbers, 10, 0.0) == pytest.approx(0.6 / 6 * 0.4)
    assert lost_asking(numbers, 10, 0.5) == pytest.approx(0.3 / 9 * 0.4)
    assert lost_asking(numbers, 10, 1.0) == 0.0


@given(span=st.floats(2, 60), alone=st.floats(0, 1))
def test_the_first_questions_given_away_shorten_the_wait_of_the_others_most(span, alone):
    lost = [lost_asking(NUMBERS, span, share) for share in (0.0, alone / 2, alone)]
    assert lost[0] >= lost[1] >= lost[2] >= 0
    if NUMBERS.asks_hour * span <= NUMBERS.full * 60 / NUMBERS.answer_minutes:  # below a full lead
        assert lost[0] - lost[1] >= lost[1] - lost[2] - 1e-12


def test_a_lead_of_any_span_answers_no_more_than_there_is_time():
    assert lost_asking(NUMBERS, 60, 0.0) * 60 == pytest.approx(lost_asking(NUMBERS, 40, 0.0) * 40)
