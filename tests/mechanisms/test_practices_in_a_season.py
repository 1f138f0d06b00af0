"""Practices of people and pay inside a season: neutral when unused, bounded when heaped, paid for, and fair to luck."""

from __future__ import annotations

import copy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim import experiment
from sim.contract.channels import AT_HOME, EFFORT, ERRORS, OUTPUT, QUITS, SLACK
from sim.contract.phases import Phase
from sim.evidence import parameters
from sim.floor.model import Cause
from sim.mechanisms import MECHANISMS
from sim.mechanisms.bounds import together
from sim.mechanisms.pay import PERIOD_DAYS
from sim.season.clock import run_season
from sim.season.setup import Setup
from tests.season import days
from tests.season.shop import small_shop
from tests.season.test_season import draws_of, tapes

BEST = {
    "hiring.tests": 3, "hiring.applicants": 20, "hiring.referral_share": 0.5, "training.mentor_share": 1.0,
    "training.course_days": 5.0, "training.course_week": 0, "training.pair_minutes": 120.0, "careers.steps": 6,
    "tools.assistance_share": 1.0, "pay.level": 1.3, "pay.piece_rate": 5.0, "pay.rank_prize": 1.0,
    "pay.team_bonus": 0.5, "pay.quota_bonus": 0.5,
    "appraisal.every_weeks": 2, "appraisal.reviews": 50, "appraisal.quality_weight": 1.0, "appraisal.self_focus": 0.0,
    "leadership.coaching_hours": 1.0, "leadership.attention_hours": 4.0, "leadership.goal": 0.8,
    "together.event_hours": 4.0, "together.event_budget": 200.0, "together.awards_share": 0.1, "remote.days_home": 2,
    "schedule.stable_share": 0.7, "schedule.swaps": 1.0,
}  # fmt: skip
LEVERS = {move.lever: move.value for one in MECHANISMS for move in one.moves}


def world(**levers) -> Setup:
    return Setup(small_shop(**levers), parameters())


morning = days.morning


def test_a_team_without_practices_is_left_alone():
    """Nothing is lost or gained where nothing is practised, but for what able colleagues and better offers do."""
    day = morning(world())
    assert day[OUTPUT][1] == pytest.approx(1)
    assert day[ERRORS] == pytest.approx(0)
    assert not day[AT_HOME].any() and not day[EFFORT].any()
    assert np.abs(day[OUTPUT][0]).max() < 0.05


@pytest.mark.parametrize("lever", ["training.pair_minutes", "pay.rank_prize", "leadership.goal", "hiring.extra"])
def test_a_changed_practice_leaves_every_draw_of_a_customer_as_it_was(lever, monkeypatch):
    before, after = tapes(monkeypatch), tapes(monkeypatch, **{lever: LEVERS[lever]})
    for one, two in zip(before[:21], after[:21], strict=True):
        a, b = draws_of(one), draws_of(two)
        both = a.keys() & b.keys()
        assert len(both) > 0.8 * len(a)
        assert all(a[key] == b[key] for key in both)
    assert (before[0].cause == Cause.ROOT).any()


def test_a_season_goes_on_from_a_saved_state_with_everything_that_practices_left():
    """Know-how, races and pay periods belong to the state: whole season = head + tail, to the last bit."""
    w = world(**BEST)
    saved = {}
    whole = run_season(w, 2, each_day=lambda d, state: saved.update({d: copy.deepcopy(state)}) if d == 17 else None)
    tail = run_season(w, 2, start=(17, saved[17]))
    for name in whole.days:
        assert np.array_equal(whole.days[name][17:], tail.days[name][17:]), name


def test_time_off_the_floor_is_taken_from_the_floor():
    """Partners who meet for two hours a week are away for two hours of forty."""
    w = world(**{"training.pair_minutes": 120.0})
    day = morning(w)
    assert day[OUTPUT][1][day.service] == pytest.approx(1 - 2 / 40)
    assert day[OUTPUT][1][~day.service] == pytest.approx(1)


def test_pay_by_results_is_booked_and_paid_to_the_last_yuan():
    """Pieces at one each: the account holds the answered contacts of the service floor."""
    w = world(**{"pay.piece_rate": 1.0})
    result = run_season(w, 4)
    paid = -result.ledger["variable_pay"].sum()
    assert 0 < paid <= result.days["answered"].sum()
    assert (result.ledger["variable_pay"] != 0).sum() == -(-w.days // PERIOD_DAYS)


def test_a_fine_takes_money_and_costs_people():
    """The fined feel paid less than elsewhere: their hazard rises by what a yuan taken weighs."""
    w = world(**{"pay.fine": 50.0})
    day = morning(w)
    calm = day[QUITS]
    days.remember(day, "pay", fined=np.full(len(day.people), 0.1))
    assert (day[QUITS] > calm).all()
    assert run_season(w, 4).ledger["variable_pay"].sum() > 0


def test_a_prize_for_the_best_moves_the_middle_and_not_the_slowest():
    """Who cannot win does not race."""
    w = world(**{"pay.rank_prize": 1.0, "people.late.count": 8, "demand.orders_day": 300.0})
    result = run_season(w, 1)
    assert result.days["effort_slow"][7:].mean() < result.days["effort"][7:].mean()


def test_people_on_top_come_when_the_pipeline_is_through():
    """Advertised in week 1, seen, tested, given notice elsewhere, taught: nobody starts before."""
    w = world(**{"hiring.extra": 3, "hiring.post_week": 1, "hiring.tests": 2, "hiring.applicants": 6,
                 "hiring.lead_days": 10, "hiring.training_days": 2})  # fmt: skip
    roster = run_season(w, 1).state.people
    top = roster.generation >= 1000
    assert top.sum() == 3
    assert (roster.hired[top] > 7 + 10).all() and (roster.ready[top] == roster.hired[top] + 2).all()


def test_better_chosen_people_are_abler():
    """Thirty candidates and three tests against the usual chat with three, same seats, same luck."""
    plain, choosy = (
        run_season(world(**{"hiring.extra": 30, "hiring.lead_days": 0} | more), 1).state.people
        for more in ({}, {"hiring.tests": 3, "hiring.applicants": 30})
    )
    gain = [np.log(roster.ability[roster.generation >= 1000]).mean() for roster in (plain, choosy)]
    assert gain[1] > gain[0] + 0.1


def test_a_small_team_knows_only_so_many_people():
    """Half of the places to friends of the team: two places are found, thirty are not."""
    share = []
    for places in (2, 30):
        levers = {"hiring.extra": places, "hiring.referral_share": 0.5}
        rosters = [run_season(world(**levers), seed).state for seed in range(1, 7)]
        share.append(np.concatenate([s.memory["hiring"].referred[s.people.generation >= 1000] for s in rosters]).mean())
    assert share[0] > 2 * share[1] > 0


def test_doubt_is_shared_by_both_arms_and_does_not_depend_on_the_workers():
    """The same replication of two plans lives in the same possible truth; two workers find what one finds."""
    shop = small_shop(**{"calendar.weeks": 2, "calendar.campaigns": []})
    one = experiment.run(shop, 3, 5, doubt=True)
    assert not np.array_equal(one.totals["profit"], experiment.run(shop, 3, 5).totals["profit"])
    again = experiment.run(shop, 3, 5, doubt=True, workers=2)
    assert np.array_equal(one.totals["profit"], again.totals["profit"])
    same = experiment.last(experiment.compare(shop, shop, 3, 5, doubt=True))
    assert (same.b.totals["profit"] == same.a.totals["profit"]).all()


def most_output(w: Setup, seed: int = 1) -> float:
    """The highest factor that practices, minutes and effort put on anybody's output in a season."""
    found = [0.0]

    def look(d: int, state) -> None:
        day = w.day(copy.deepcopy(state), seed)
        day.index = d
        days.again(day)
        day.act(w.acts[Phase.CREW])
        output = day[OUTPUT][0] - day[SLACK] + np.log(np.maximum(day[OUTPUT][1], 1e-9))
        found.append(float(np.exp(output.max())))

    run_season(w, seed, each_day=look)
    return max(found)


def test_all_practices_at_their_best_stay_within_the_one_bound():
    """Speed × minutes × effort raise output by at most 40 % together, wherever they come from, on every day."""
    busy = {"people.late.count": 8, "demand.orders_day": 300.0}
    best = most_output(world(**busy | BEST))
    assert 1.2 < best <= 1.4 + 1e-12
    assert most_output(world(**busy, **{"pay.piece_rate": 50.0})) <= 1.4 + 1e-12


def test_practices_cut_quits_by_at_most_the_bound():
    """And at most 70 % fewer leave, with everything that keeps people at its best."""
    day = morning(world(**BEST))
    days.remember(day, "together", morale=1.0)
    assert np.log(0.3) - 1e-12 <= day[QUITS].min() < -0.5


@given(arrays(float, (3, 5), elements=st.floats(-3, 3)))
def test_the_bound_keeps_shares_order_and_sign(parts):
    """Small effects count in full; a sum beyond the bound is bent, never turned; every part keeps its share."""
    transfer = world().numbers["transfer"]
    found = together(transfer, *parts)
    total, bent = transfer.shrinkage * (parts[0] + parts[1]) + parts[2], found.speed + found.minutes + found.effort
    assert (np.abs(bent) <= np.log(1.4) + 1e-12).all() and (bent * total >= -1e-15).all()
    assert found.speed * total == pytest.approx(transfer.shrinkage * parts[0] * bent, abs=1e-9)
    small = together(transfer, *(parts * 1e-4))
    assert small.effort == pytest.approx(parts[2] * 1e-4, rel=1e-5, abs=1e-12)


def test_temps_come_to_a_desk_that_also_packs_or_has_no_questions_before_the_sale():
    """Whoever asks for temps gets them, where anybody answers customers."""
    for shop in ({"people.late.skills": {"ask": 1.0, "call": 1.0, "mail": 1.0, "pack": 1.0},
                  "people.early.skills": {"ask": 1.0, "call": 1.0, "mail": 1.0, "pack": 1.0}},
                 {"work.ask.source": "parcel"}):  # fmt: skip
        result = run_season(world(**shop, **{"peak.temps": 3, "peak.temps_packing": 2}), 1)
        people = result.state.people
        assert people.temp.sum() == 5 and len(set(people.key.tolist())) == len(people)
        assert result.ledger["temps"].sum() < 0 and not result.laws


def test_two_campaigns_that_bring_temps_on_one_morning_bring_different_people():
    event = {"name": {"en": "Sale", "zh": "大促"}, "preset": "double-eleven-2019", "lift": 3.0}
    days = [event | {"day": day} for day in ("2026-11-05", "2026-11-11")]
    levers = {"calendar.campaigns": days, "peak.temps": 3, "peak.temps_days_before": 42}
    people = run_season(world(**levers), 1, stop=3).state.people
    assert people.temp.sum() == 6 and len(set(people.key.tolist())) == len(people)
