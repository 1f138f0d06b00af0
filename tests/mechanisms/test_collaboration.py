"""Questions that go on to another desk: how many, how long they lie there, and who has settled them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import floor
from sim.contract.mechanism import bind
from sim.evidence import parameters
from sim.floor.model import Channel, Outcome
from sim.mechanisms.collaboration import (
    Collaboration,
    answered_at_once,
    closed_unsettled,
    on_days,
    settled,
    slower,
)
from sim.planning import queueing
from sim.season.clock import run_season
from sim.season.setup import Setup
from sim.studies.floors import crew, kind, roots, rules, work_types
from tests.season.shop import small_shop

NUMBERS: Collaboration = bind(Collaboration, "collaboration", parameters())
CALL, MAIL = 1, 2
# calls go on to somebody who works by day and rests at weekends
APART = {
    "people.late.skills": {"ask": 1.0, "call": 1.0},
    "people.early.rest_from": "sat",
    "people.early.count": 1,
    "work.call.transfer": 0.5,
}
share = st.floats(0, 1)


def play(each_floor=None, known=None, **levers):
    setup = Setup(small_shop(**APART | levers), parameters().holding(known or {}))
    season = run_season(setup, 1, each_floor=each_floor)
    assert not season.laws
    return season


def test_what_is_asked_most_is_shown_first():
    """Half of the states answer three quarters of the questions that need one, all of them all."""
    assert answered_at_once(NUMBERS, 0.5) == pytest.approx(0.75 * NUMBERS.states)
    assert answered_at_once(NUMBERS, 1.0) == pytest.approx(NUMBERS.states)


def test_joint_hours_halve_what_a_liaison_does_not_know():
    assert settled(NUMBERS, 0.0) == NUMBERS.known
    assert settled(NUMBERS, NUMBERS.half_hours) == pytest.approx((1 + NUMBERS.known) / 2)
    assert settled(NUMBERS, 2 * NUMBERS.half_hours) == pytest.approx((3 + NUMBERS.known) / 4)


@given(target=share, in_time=share)
def test_a_target_within_reach_closes_nothing_and_one_beyond_it_a_part_of_the_gap(target, in_time):
    assert closed_unsettled(NUMBERS, target, in_time) == NUMBERS.closing * max(0.0, target - in_time)
    assert 0 <= closed_unsettled(NUMBERS, target, in_time) <= target


@given(view=share, handle=st.floats(1, 3600))
def test_a_contact_takes_as_many_seconds_longer_as_are_looked(view, handle):
    assert handle / slower(NUMBERS, view, handle) == pytest.approx(handle + view * NUMBERS.look_s)


def test_a_week_of_a_liaison_goes_round():
    assert on_days(6, 2) == (5, 6)
    assert on_days(7, 3) == (6, 0, 1)
    assert sorted(on_days(3, 7)) == list(range(7))
    assert on_days(4, 0) == ()


@pytest.mark.parametrize("view", [0.0, 1.0])
def test_two_desks_that_are_always_open_are_a_network_with_product_form(view):
    """One person each, exponential work of mean 1; half of 0.7 a unit go on, fewer with a view. Days of 20 000."""
    goes_on, horizon, arrivals = 0.9, 20_000.0, 0.7
    share = goes_on * (1 - answered_at_once(NUMBERS, view))
    law = queueing.jackson((arrivals, 0.0), [[0.0, share], [0.0, 0.0]], (1.0, 1.0), (1, 1))
    desk = Channel.DEFERRED
    types = work_types(kind(desk, work=1.0, transfer=share, transfer_to=1), kind(desk, work=1.0))
    stays = []
    for seed in range(12):
        tape = roots(types, [([arrivals * horizon], [0.0, horizon]), ([0.0], [0.0, horizon])], horizon, seed, 0)
        log = floor.run_day(tape, crew(np.eye(2)), types, rules())
        over = ~np.isnan(log.end)
        own = [float((log.end - log.enter)[over & (log.kind == k)].mean()) for k in range(2)]
        stays.append([*own, own[0] + np.count_nonzero(log.kind == 1) / len(tape) * own[1]])
    mean, error = np.mean(stays, axis=0), np.std(stays, axis=0, ddof=1) / len(stays) ** 0.5
    expected = [1 / (1 - arrivals), 1 / (1 - arrivals * share), law.cycle_time]
    assert law.cycle_time == pytest.approx(expected[0] + share * expected[1])
    assert np.all(np.abs(mean - expected) < 4 * error) and np.all(error < 0.05 * np.array(expected))


def test_where_nothing_goes_on_the_other_desk_has_its_own_questions_only():
    """Returns are the mail's own: those of a season without hand-overs are those that came."""
    came: list[int] = []
    season = play(
        lambda day, tape, crew, log: came.append(np.count_nonzero((tape.kind == MAIL) & (log.enter[: len(tape)] >= 0)
                                                                 & ~tape.queued & (tape.agent < 0))),
        **{"work.call.transfer": 0.0},
    )  # fmt: skip
    assert not season.days["handed_on"].any()
    assert 0 < season.days["cases"].sum() <= sum(came)
    all_seen = play(known={"collaboration.states": 1.0}, **{"collaboration.view": 1.0})
    assert not all_seen.days["handed_on"].any()


def test_a_view_spares_a_share_of_hand_overs_and_is_paid_in_hours():
    usual, seen = play(), play(**{"collaboration.view": 0.5})
    assert usual.days["handed_on"].sum() > 100
    still, at_once = (seen.days[name].sum() for name in ("handed_on", "seen_at_once"))
    share = answered_at_once(NUMBERS, 0.5)
    assert at_once / (still + at_once) == pytest.approx(share, abs=4 * (share * (1 - share) / (still + at_once)) ** 0.5)
    assert still + at_once == pytest.approx(usual.days["handed_on"].sum(), rel=0.1)
    facts = Setup(small_shop(), parameters()).facts
    weeks = 4
    hours = 0.5 * (NUMBERS.setup_hours + weeks * NUMBERS.upkeep_hours)
    assert seen.ledger["shared_view"].sum() == pytest.approx(-hours * facts.pay_hour[facts.service].mean())


def test_hours_come_back_only_where_the_other_desk_is_not_service_itself():
    """In the small shop service works on the mail: what it no longer has to do is its own time on the floor."""
    assert not play(**{"collaboration.view": 0.5}).ledger["hours_back"].any()
    desk = {"people.design.skills": {"mail": 1.0}, "people.early.skills": {"ask": 1.0, "call": 1.0}}
    season = play(**desk | {"collaboration.view": 0.5, "collaboration.liaison_days": 7})
    facts = Setup(small_shop(), parameters()).facts
    less = season.days["seen_at_once"] + season.days["liaison_settled"]
    hours = less * 200.0 / 3600  # the mail's handle time
    assert season.days["liaison_settled"].sum() > 0
    assert season.ledger["hours_back"] == pytest.approx(hours * facts.pay_hour[-1] * NUMBERS.used)


def able(**levers) -> list[int]:
    """How many people could work on the mail, by day."""
    found: list[int] = []
    play(lambda day, tape, crew, log: found.append(np.count_nonzero(crew.speed[:, MAIL])), **levers)
    return found


def test_a_liaison_is_one_person_on_the_days_named():
    """The season begins on a Monday."""
    usual, more = able(), able(**{"collaboration.liaison_days": 2, "collaboration.first_day": 6})
    extra = np.array(more) - np.array(usual)
    at_weekend = np.arange(len(extra)) % 7 >= 5
    assert usual[5] == usual[6] == 0, "the other desk rests"
    assert extra[at_weekend].tolist() == [1] * np.count_nonzero(at_weekend)
    assert set(extra[~at_weekend]) <= {0}


def test_whoever_goes_to_and_fro_errs_more():
    """By half, on the days of a liaison; nobody else does. Of the people who chat, in the order of the crew."""
    right: dict[float, list[np.ndarray]] = {}
    for interrupted in (0.0, 0.5):
        found = right[interrupted] = []
        play(
            lambda day, tape, crew, log, found=found: found.append(1 - crew.accuracy[:, CALL]),
            known={"collaboration.interrupted": interrupted, "concurrency.wrong": 0.0, "collaboration.back": 0.0},
            **{"collaboration.liaison_days": 7, "work.call.repeat": 0.0, "work.ask.repeat": 0.0},
        )
    first = right[0.5][0] / right[0.0][0]
    assert sorted(first) == pytest.approx([1.0] * (len(first) - 1) + [1.5])


def test_who_waited_at_the_other_desk_is_counted_as_the_floor_says():
    waits: list[float] = []

    def add(day, tape, crew, log):
        waits.extend(log.waited[(log.kind == MAIL) & (log.outcome == Outcome.SERVED)].tolist())

    days = play(add).days
    assert days["cases"].sum() == len(waits)
    assert days["case_wait_s"].sum() == pytest.approx(sum(waits))
    assert days["cases_in_target"].sum() == np.count_nonzero(np.array(waits) <= 14400.0)


def test_a_liaison_who_knows_everything_settles_everything_and_one_who_knows_nothing_settles_nothing():
    every_day = {"collaboration.liaison_days": 7}
    all_known = play(known={"collaboration.known": 1.0}, **every_day).days
    assert all_known["liaison_settled"].sum() > 0 == all_known["unsettled"].sum()
    nothing = play(known={"collaboration.known": 0.0}, **every_day).days
    assert nothing["unsettled"].sum() > 0 == nothing["liaison_settled"].sum()


def test_what_nobody_has_settled_counts_as_a_wrong_answer_and_comes_back():
    usual, closed = play(), play(**{"collaboration.target": 1.0})
    assert closed.days["unsettled"].sum() > 50
    assert closed.days["wrong"].sum() > usual.days["wrong"].sum() + 0.5 * closed.days["unsettled"].sum()
    assert closed.days["children"].sum() > usual.days["children"].sum()


def test_reviews_and_hand_overs_are_paid():
    facts = Setup(small_shop(), parameters()).facts
    pay = facts.pay_hour[facts.service].mean()  # of both sides: the mail is service's own
    season = play(**{"collaboration.review_hours": 2.0, "collaboration.liaison_days": 1})
    weeks = 4
    hours = weeks * (2.0 * 3 + NUMBERS.brief_hours * 2)
    assert season.ledger["liaisons"].sum() == pytest.approx(-hours * pay)
