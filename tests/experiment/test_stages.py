"""A season whose levers change on given mornings."""

from __future__ import annotations

import pickle
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pytest

from playbook import practices
from playbook.lab.ranking import near_best
from sim.experiment import stages as of_stages
from sim.experiment.stages import Relay, Stage, checked, play_on, side_by_side, swapped
from sim.experiment.tasks import Task, play, replication_seed, world_of
from sim.scenario.file import team
from sim.season.clock import run_season
from tests.season.shop import small_shop

SEED = replication_seed(1, 0)
SHOP = small_shop()
# levers of many kinds of mechanism: on the floor, by person, in a queue of hires, in the till
MANY = {
    "peak.temps": 4, "peak.overtime_hours": 1.0, "training.pair_minutes": 60, "hiring.extra": 2,
    "hiring.post_week": 0, "robot.share": 0.4, "goals.minutes": 20, "pay.commission": 0.01, "crm.messages": 2,
    "communication.brief_minutes": 10, "leadership.coaching_hours": 1.0, "incidents.chance": 5.0, "risk.plans": 10,
}  # fmt: skip
BUSY = SHOP.with_levers(MANY)


def in_four(scenario) -> tuple[Stage, ...]:
    return tuple(Stage(day, scenario) for day in (3, 7, 16, 28))


@pytest.mark.parametrize("shop", [SHOP, BUSY, near_best(practices.load("training")[0], team("starter"))])
def test_a_season_in_stages_that_change_nothing_is_the_season_itself(shop):
    last = shop.calendar.days
    whole = run_season(world_of(shop), SEED)
    reached = Relay().reach([Stage(day, shop) for day in (3, 7, 16, last)], SEED)
    for name, values in whole.days.items():
        np.testing.assert_array_equal(reached.result.days[name], values, err_msg=name)
    for name, values in whole.ledger.items():
        np.testing.assert_array_equal(reached.result.ledger[name], values, err_msg=name)
    assert reached.figures == play(Task(shop, SEED, False, "auto")).totals
    assert not reached.result.laws


def test_what_comes_later_changes_nothing_before_it_and_the_place_can_be_gone_on_from_again():
    relay = Relay()
    here = relay.reach([Stage(7, SHOP)], SEED)
    before = pickle.dumps(here.result.days)
    calm, busy, again = (play_on(Stage(28, shop), SEED, here) for shop in (SHOP, BUSY, SHOP))
    assert pickle.dumps(here.result.days) == before
    assert calm.figures == again.figures != busy.figures
    for name, values in calm.result.days.items():
        np.testing.assert_array_equal(values[:7], busy.result.days[name][:7])
    assert not busy.result.laws


def test_money_is_kept_over_all_stages():
    """The till's change is what was booked, whoever acted when."""
    reached = Relay().reach([Stage(7, SHOP), Stage(16, BUSY), Stage(28, SHOP)], SEED)
    booked = sum(float(values.sum()) for values in reached.result.ledger.values())
    assert reached.result.state.cash - SHOP.money.opening_cash == pytest.approx(booked, abs=1e-6)
    assert not reached.result.laws


@pytest.mark.parametrize(
    "lever, value, figure, way",
    [
        ("peak.temps", 4, "labour_cost", 1),  # who is there is paid
        ("peak.overtime_hours", 2.0, "overtime_hours", 1),
        ("robot.share", 0.8, "contacts", -1),
        ("pay.commission", 0.02, "variable_pay", 1),
    ],
)
def test_a_lever_that_moves_on_a_later_morning_acts_from_then_on(lever, value, figure, way):
    shop = SHOP
    moved = shop.with_levers({lever: value})
    relay = Relay()
    still, late, early = (
        relay.reach([Stage(7, first), Stage(28, then)], SEED).figures[figure]
        for first, then in ((shop, shop), (shop, moved), (moved, moved))
    )
    assert way * (late - still) > 0
    assert way * (early - still) > 0


def test_what_people_learned_stays_when_its_lever_goes_back():
    """Pairs that worked together for two weeks know more than those who never did, weeks after it has ended."""
    shop, pairs = SHOP, SHOP.with_levers({"training.pair_minutes": 240})
    relay = Relay()
    never = relay.reach([Stage(14, shop), Stage(28, shop)], SEED)
    once = relay.reach([Stage(14, pairs), Stage(28, shop)], SEED)
    assert "training" in once.acting and "training" not in never.acting
    assert not once.result.laws
    assert once.figures["end_state"] > never.figures["end_state"]


def test_a_place_reached_goes_to_another_process():
    here = Relay().reach([Stage(7, BUSY)], SEED)
    there = pickle.loads(pickle.dumps(here))
    assert play_on(Stage(28, SHOP), SEED, there).figures == play_on(Stage(28, SHOP), SEED, here).figures


def test_seasons_that_begin_alike_are_played_once(monkeypatch):
    played = []

    def noted(stage, *rest):
        played.append(stage)
        return play_on(stage, *rest)

    monkeypatch.setattr(of_stages, "play_on", noted)
    relay = Relay()
    for last in (SHOP, BUSY, SHOP):
        relay.reach([Stage(7, SHOP), Stage(16, SHOP), Stage(28, last)], SEED)
    assert [(one.until, one.scenario is BUSY) for one in played] == [(7, False), (16, False), (28, False), (28, True)]


def test_side_by_side_is_the_same_whoever_plays():
    seasons = {"calm": in_four(SHOP), "busy": (*in_four(SHOP)[:2], Stage(28, BUSY))}
    alone = list(side_by_side(seasons, 2, seed=3))
    with ProcessPoolExecutor(2) as pool:
        together = list(side_by_side(seasons, 2, seed=3, executor=pool))
    assert alone == together
    assert alone[0] != alone[1] and alone[0]["calm"] != alone[0]["busy"]


def test_a_decision_taken_back_lasts_until_it_is_taken_anew():
    three = SHOP.with_levers({"peak.temps": 3})
    five = SHOP.with_levers({"peak.temps": 5})
    season = (Stage(7, SHOP), Stage(14, three), Stage(21, three), Stage(28, five))
    assert [one.scenario.at("peak.temps") for one in swapped(season, 1, "peak.temps", 0)] == [0, 0, 0, 5]
    assert [one.scenario.at("peak.temps") for one in swapped(season, 3, "peak.temps", 3)] == [0, 3, 3, 3]


@pytest.mark.parametrize(
    "stages, said",
    [
        ([], "at least one"),
        ([Stage(7, SHOP), Stage(7, SHOP)], "later and later"),
        ([Stage(0, SHOP)], "later and later"),
        ([Stage(29, SHOP)], "28 days"),
        ([Stage(7, SHOP), Stage(28, SHOP.with_levers({"demand.orders_day": 99.0}))], "one shop"),
    ],
)
def test_stages_that_cannot_be_are_refused(stages, said):
    with pytest.raises(ValueError, match=said):
        checked(stages)


def test_an_event_of_a_later_stage_comes_and_is_prevented_by_what_was_decided_before_it():
    struck = SHOP.with_levers({"incidents.by_hand": ("break_in@20",)})
    ready = struck.with_levers({"compliance.confirmed": 1.0, "compliance.course": 1.0})
    relay = Relay()
    came, kept_out, late = (
        relay.reach(stages, SEED).figures
        for stages in (
            [Stage(10, SHOP), Stage(28, struck)],
            [Stage(10, SHOP), Stage(28, ready)],
            [Stage(24, struck), Stage(28, ready)],  # after it came
        )
    )
    assert (came["incidents"], came["incidents_prevented"]) == (1, 0)
    assert (kept_out["incidents"], kept_out["incidents_prevented"]) == (0, 1)
    assert late["incidents"] == 1


def test_what_is_paid_once_is_paid_on_the_morning_from_which_it_is_wanted():
    robot = SHOP.with_levers({"robot.share": 0.3})
    more = robot.with_levers({"robot.share": 0.5})
    reached = Relay().reach([Stage(7, SHOP), Stage(14, robot), Stage(28, more)], SEED)
    paid = -reached.result.ledger["robot_upkeep"]
    assert paid[:7].sum() == 0 and paid[7] > 0
    assert paid[14] == pytest.approx(paid[13])  # not again for more of it
    first = -Relay().reach([Stage(28, robot)], SEED).result.ledger["robot_upkeep"]
    assert first[0] == pytest.approx(paid[7])


def test_ideas_that_were_kept_stay_kept():
    busy = SHOP.with_levers({"innovation.hours_week": 120, "innovation.sure": 0.6})
    reached = Relay().reach([Stage(14, busy), Stage(28, SHOP)], SEED)
    whole = Relay().reach([Stage(28, busy)], SEED)
    there, then = (one.result.state.memory["innovation"].shipped for one in (reached, whole))
    assert there == tuple(one for one in then if one.day < 14)
    assert then[len(there) :]
