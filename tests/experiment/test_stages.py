"""A season in stages: the same as a whole one, gone on from as often as one likes, and paired at every stage."""

from __future__ import annotations

import math
import pickle
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from playbook import practices
from playbook.lab.ranking import near_best
from sim.experiment.staged import Table
from sim.experiment.stages import Reached, Stage, checked, figures, play_on
from sim.experiment.tasks import Task, play, replication_seed
from sim.scenario import Scenario
from sim.scenario.file import team
from tests.season.shop import everything, small_shop

SEED = 5
LEVERS = {
    "peak.temps": 3, "peak.overtime_hours": 2.0, "training.pair_minutes": 60.0, "pay.commission": 0.02,
    "goals.minutes": 30.0, "supply.safety": 2.0, "leadership.coaching_hours": 1.0, "robot.share": 0.4,
    "compliance.review": 1.0, "improvement.hours": 4.0, "crm.coupon": 0.2, "workflow.standard": 1.0,
    "innovation.hours_week": 80.0,
}  # fmt: skip
PLANS = ("training", "incentives", "goals", "compliance", "risk", "adaptability", "innovation", "market", "culture")


def many_practices(shop: Scenario) -> Scenario:
    """A shop with the near-best levers of many practices, those that face something facing it."""
    for slug in PLANS:
        practice, _ = practices.load(slug)
        shop = near_best(practice, shop.with_fields(practice.faces))
    return shop


def lived(*stages: tuple[int, Scenario], seed: int = SEED) -> Reached:
    reached = None
    for until, scenario in stages:
        reached = play_on(Stage(until, scenario), seed, reached)
    assert reached is not None
    return reached


def whole(scenario: Scenario, *mornings: int, seed: int = SEED) -> Reached:
    return lived(*((until, scenario) for until in (*mornings, scenario.calendar.days)), seed=seed)


def same(a: Reached, b: Reached) -> bool:
    """Every daily count, every entry and every key figure, bit for bit."""
    x, y = figures(a), figures(b)
    days = all(np.array_equal(a.season.days[name], b.season.days[name]) for name in a.season.days)
    entries = all(np.array_equal(a.season.ledger[name], b.season.ledger[name]) for name in a.season.ledger)
    return days and entries and x.so_far == y.so_far and x.money == y.money


@pytest.fixture(scope="module")
def shop() -> Scenario:
    return small_shop()


@pytest.mark.parametrize("make", [small_shop, lambda: small_shop(**everything()), lambda: many_practices(small_shop())])
@pytest.mark.parametrize("mornings", [(1,), (7, 16), (5, 15, 18)])
def test_the_same_levers_in_all_stages_are_one_whole_season(make, mornings):
    scenario = make()
    found = whole(scenario, *mornings)
    assert same(whole(scenario), found)
    assert found.laws == ()


def test_a_season_in_stages_has_the_figures_of_an_experiments_replication(shop):
    key = replication_seed(1, 0)
    one, found = play(Task(shop, key, False, "auto")), figures(whole(shop, 10, seed=key))
    assert found.so_far == one.totals and found.money == one.money
    assert set(found.profiles) == set(one.profiles) == {15, 16}
    assert all(np.array_equal(found.days[name], values) for name, values in one.days.items())


def test_going_on_twice_gives_the_same_and_leaves_what_was_reached_as_it_was(shop):
    half = lived((10, shop))
    before = pickle.dumps(half.season.state)
    figures(half)
    changed = shop.with_levers({"peak.temps": 4})
    first, other, again = (play_on(Stage(28, one), SEED, half) for one in (shop, changed, shop))
    assert same(first, again) and not same(first, other)
    assert pickle.dumps(half.season.state) == before


def test_what_was_reached_goes_through_a_pickle(shop):
    half = lived((10, many_practices(shop)))
    there = pickle.loads(pickle.dumps(half))
    end = [play_on(Stage(28, shop), SEED, one) for one in (half, there)]
    assert same(*end)


def test_a_changed_stage_changes_nothing_before_it(shop):
    changed = shop.with_levers({"peak.overtime_hours": 4.0, "training.pair_minutes": 120.0, "pay.commission": 0.03})
    a, b = lived((14, shop), (28, shop)), lived((14, shop), (28, changed))
    for name, values in a.season.days.items():
        assert np.array_equal(values[:14], b.season.days[name][:14]), name
    for name, values in a.season.ledger.items():
        assert np.array_equal(values[:14], b.season.ledger[name][:14]), name
    assert figures(a).so_far["value"] != figures(b).so_far["value"]


@pytest.mark.parametrize("lever", LEVERS)
def test_levers_switched_on_in_the_middle_act_and_break_nothing(lever):
    base = small_shop(**{"people.late.count": 6})
    a, b = (lived((8, base), (18, now), (28, now)) for now in (base, base.with_levers({lever: LEVERS[lever]})))
    x, y = figures(a), figures(b)
    assert all(math.isfinite(value) for found in (y.so_far, y.stage) for value in found.values())
    assert b.laws == ()
    assert x.so_far != y.so_far


def test_what_was_learned_stays_when_its_lever_is_taken_back(shop):
    pairs = shop.with_levers({"training.pair_minutes": 300.0})
    never, once = lived((14, shop), (28, shop)), lived((14, pairs), (28, shop))
    at_14 = lived((14, pairs)).season.state.memory["training"]
    left = once.season.state.memory["training"]
    assert "training" not in never.season.state.memory
    assert at_14.lasting.max() > 0
    known = min(len(at_14.lasting), len(left.lasting))
    assert left.lasting[:known].sum() > 0.5 * at_14.lasting[:known].sum()
    assert len(left.lasting) == len(once.season.state.people)


def test_people_who_came_while_a_mechanism_was_off_are_known_to_it_later():
    base = small_shop(**{"hiring.extra": 3, "hiring.post_week": 0, "hiring.lead_days": 1, "hiring.training_days": 1})
    later = base.with_levers({"training.pair_minutes": 60.0, "pay.commission": 0.02, "remote.days_home": 2.0})
    found = lived((10, base), (20, later), (28, base))
    people = len(found.season.state.people)
    assert people > len(whole(small_shop(), 10).season.state.people)
    assert len(found.season.state.memory["training"].lasting) == people
    assert len(found.season.state.memory["remote"].home) == people
    assert found.laws == ()


def test_what_is_set_up_once_is_paid_on_the_morning_on_which_it_is_decided(shop):
    half, full = (shop.with_levers({"workflow.standard": share}) for share in (0.5, 1.0))
    written = {}
    for name, stages in {
        "at once": [(28, full)], "later": [(14, shop), (28, full)], "by halves": [(14, half), (28, full)],
        "never more": [(14, full), (28, half)],
    }.items():  # fmt: skip
        written[name] = lived(*stages).season.ledger["standards"]
    assert written["later"][:14].sum() == 0 and written["later"][14] == pytest.approx(written["at once"][0])
    assert written["by halves"][0] == pytest.approx(written["by halves"][14])
    assert written["by halves"].sum() == pytest.approx(written["at once"].sum())
    assert written["never more"][14:].sum() == 0


def came(reached: Reached) -> int:
    return int(reached.season.state.people.temp.sum())


def test_temps_who_are_decided_on_late_come_at_once_and_never_twice(shop):
    """The big day is day 16; temps asked for two weeks before it would have come on day 1."""
    early = {"peak.temps_days_before": 14}
    four, six = (shop.with_levers(early | {"peak.temps": n}) for n in (4, 6))
    assert came(lived((10, shop), (11, four))) == came(lived((10, four))) == 4
    assert came(lived((10, four), (28, six))) == 6
    assert came(lived((10, six), (28, four))) == 6
    sooner = shop.with_levers({"peak.temps": 4, "peak.temps_days_before": 2})
    assert came(lived((10, four), (28, sooner))) == 4
    assert came(lived((20, shop), (28, four))) == 0


def test_places_on_top_are_advertised_when_they_are_decided_and_each_has_a_seat_of_its_own():
    quick = {"hiring.lead_days": 1, "hiring.training_days": 1}
    none, two, five = (small_shop(**quick, **{"hiring.extra": n}) for n in (0, 2, 5))

    def seats(reached: Reached) -> list[tuple[int, int]]:
        people = reached.season.state.people
        new = people.generation == 1000
        return list(zip(people.group[new].tolist(), people.seat[new].tolist(), strict=True))

    late, by_steps = lived((8, none), (28, five)), lived((8, two), (28, five))
    assert len(seats(late)) == len(seats(by_steps)) == len(set(seats(by_steps))) == 5
    assert len(seats(lived((8, five), (28, two)))) == 5
    assert seats(lived((8, five), (28, five))) == seats(lived((28, five)))


def test_a_course_that_is_decided_on_after_its_week_is_held_from_that_morning(shop):
    course = shop.with_levers({"training.course_days": 2.0, "training.course_week": 0})
    at_once, late = lived((9, course)), lived((10, shop), (11, course), (28, course))
    assert at_once.season.state.memory["training"].lasting.max() > 0
    assert late.season.state.memory["training"].lasting.max() > 0
    twice = lived((9, course), (28, course.with_levers({"peak.temps": 1})))
    assert twice.season.state.memory["training"].course_from == 0


@pytest.mark.parametrize("lever, value", [("rank_prize", 1.0), ("commission", 0.02), ("quota_bonus", 0.5)])
def test_what_was_promised_is_paid_when_the_levers_of_pay_change_before_pay_day(shop, lever, value):
    promised = shop.with_levers({f"pay.{lever}": value, "pay.quota": 0.5})
    kept, broken = lived((28, promised)), lived((14, promised), (28, shop))
    paid, taken = (one.season.ledger["variable_pay"] for one in (kept, broken))
    assert not taken[:14].any() and not taken[15:].any()
    assert 0.25 * paid.sum() > taken[14] > 0.75 * paid.sum()  # both below 0: about half of the month's
    late = lived((14, shop), (28, promised)).season.ledger["variable_pay"]
    assert 0.25 * paid.sum() > late.sum() > 0.75 * paid.sum()


def test_preparation_is_paid_for_as_it_was_decided_when_the_lift_was_fixed(shop):
    """The big day is day 16 of a short season: its lift is fixed on the first morning."""
    careful = shop.with_levers({"projects.check": 1.0, "projects.start_weeks": 8.0})
    at_once, dropped, late = lived((28, careful)), lived((8, careful), (28, shop)), lived((8, shop), (28, careful))
    paid = [one.season.ledger["preparing"][16] for one in (at_once, dropped, late)]
    assert paid[0] < 0 and paid[1] == pytest.approx(paid[0], rel=0.05) and paid[2] == 0


def test_pages_are_cleared_from_the_morning_on_which_somebody_looks(shop):
    looks = shop.with_levers({"compliance.review": 1.0, "compliance.again": 1.0})
    cleared = [lived(*stages).season.days["pages_cleared"] for stages in ([(28, looks)], [(14, shop), (28, looks)])]
    assert not cleared[1][:14].any()
    assert cleared[1][14] < cleared[0][14] and 0 < cleared[1][27]


def test_incidents_that_have_begun_stay_when_levers_change_and_later_ones_are_met_by_the_new_ones(shop):
    faced = shop.with_levers({"incidents.chance": 6.0})
    ready = faced.with_levers({"risk.plans": 10, "risk.drills": 12.0, "adaptability.rights": 1.0})
    as_it_was, changed = lived((28, faced)), lived((12, faced), (28, ready))
    before, after = (one.season.state.memory["incidents"].incidents for one in (as_it_was, changed))
    assert [one for one in before if one.day < 12] == [one for one in after if one.day < 12]
    later = [[one for one in some if one.day >= 12] for some in (before, after)]
    assert later[0] and later[0] != later[1]


def test_the_stages_own_figures_add_up_to_the_seasons(shop):
    pays = shop.with_levers({"pay.commission": 0.02, "peak.temps": 2})
    some = [shop, pays, shop]
    reached, found, entries = None, [], 0.0
    for until, scenario in zip((9, 20, 28), some, strict=True):
        reached = play_on(Stage(until, scenario), SEED, reached)
        found.append(figures(reached))
        entries = sum(float(values.sum()) for values in reached.season.ledger.values())
        assert reached.season.state.cash == pytest.approx(shop.money.opening_cash + entries)
        assert found[-1].laws == ()
    last = found[-1]
    for name in ("profit", "revenue", "orders", "quits", "labour_cost"):
        assert sum(one.stage[name] for one in found) == pytest.approx(last.so_far[name])
    assert last.so_far["profit"] == pytest.approx(entries)
    assert last.so_far["value"] == pytest.approx(last.so_far["profit"] + last.so_far["end_state"])


def test_a_season_that_cannot_be_lived_is_refused(shop):
    other = shop.with_levers({"people.late.count": 9})
    with pytest.raises(ValueError, match="stage 2 has another shop than stage 1: people differ"):
        checked([Stage(10, shop), Stage(28, other)])
    with pytest.raises(ValueError, match="people differ"):
        play_on(Stage(28, other), SEED, lived((10, shop)))
    with pytest.raises(ValueError, match="stage 2 ends before day 10"):
        checked([Stage(10, shop), Stage(10, shop)])
    with pytest.raises(ValueError, match="stage 1 ends before day 29"):
        checked([Stage(29, shop)])
    with pytest.raises(ValueError, match="one stage at least"):
        checked([])
    with pytest.raises(ValueError, match="seed"):
        play_on(Stage(28, shop), SEED + 1, lived((10, shop)))


# ---- many seasons side by side


def three(shop: Scenario, third: Scenario) -> list[Stage]:
    return [Stage(8, shop), Stage(18, shop.with_levers({"pay.commission": 0.01})), Stage(28, third)]


def test_a_swapped_stage_is_played_from_there_on_and_no_further_back(shop):
    table, a, b = Table(1), three(shop, shop), three(shop, shop.with_levers({"peak.temps": 3}))
    assert list(table.play([a], range(2))) == [5, 4, 3, 2, 1, 0]
    assert list(table.play([a, b], range(2))) == [1, 0]
    assert table.played == 8
    alone = Table(1)
    list(alone.play([b], range(2)))
    found = [[some.figures(b, r).so_far for r in range(2)] for some in (alone, table)]
    assert found[0] == found[1]
    early = [table.figures(stages, 0).days["orders"][:18] for stages in (a, b)]
    assert np.array_equal(*early)


def test_a_paired_difference_is_that_of_each_replication(shop):
    table, a = Table(1), three(shop, shop)
    b = three(shop, shop.with_levers({"peak.break_minutes": 0.0, "pay.commission": 0.05}))
    list(table.play([a, b], range(3)))
    each = [table.figures(b, r).so_far["profit"] - table.figures(a, r).so_far["profit"] for r in range(3)]
    assert (table.values(b, "profit", range(3)) - table.values(a, "profit", range(3))).tolist() == each
    assert len(set(each)) == 3


def test_who_runs_the_stages_changes_nothing(shop):
    stages = three(shop, shop.with_levers({"peak.temps": 3}))

    def told(**who: Any) -> list[dict[str, float]]:
        table = Table(1, **who)
        list(table.play([stages], range(3)))
        return [table.figures(stages, r).so_far for r in range(3)]

    alone = told()
    with ThreadPoolExecutor(2) as executor:
        assert told(executor=executor) == alone
    assert told(workers=2) == alone


def test_a_stage_says_when_its_title_differs_that_it_is_another_shop(shop):
    with pytest.raises(ValueError, match="title"):
        checked([Stage(10, shop), Stage(28, shop.with_levers({"title": {"en": "Other", "zh": "别的"}}))])


def test_days_after_the_last_stage_hold_nothing(shop):
    found = figures(lived((10, shop)))
    assert found.until == 10 and not found.days["orders"][10:].any()
    assert found.profiles == {}
    assert found.so_far["orders"] == pytest.approx(found.days["orders"].sum())


def test_the_smallest_shipped_team_in_four_stages():
    starter = team("starter")
    assert same(whole(starter), whole(starter, 28, 49, 56))
