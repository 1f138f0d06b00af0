"""What would turn the advice: made-up linear models with closed answers, directions, and the small shop itself."""

from __future__ import annotations

from contextlib import closing

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.evidence import parameter_table
from sim.experiment.results import Replication, last
from sim.experiment.swings import Fact, Option, Swing, Swings, clear, swings, worth_knowing
from tests.season.shop import small_shop

N = 6
MARGIN = Fact("margin", 0.8, 1.2, {"money.gross_margin": (0.32, 0.48)})
LUCK = np.random.default_rng(3).normal(0, 100, N)


def made(low, base, high, noise: float = 0.0, luck=LUCK) -> Swing:
    """Options a, b, … with these worths at the three points; all share their luck, each has noise of its own."""
    own = np.random.default_rng(5).normal(0, 1, (len(base), N)) * noise
    names = tuple("abcdefg"[: len(base)])
    points = [np.array(point, float)[:, None] + luck + own for point in (low, base, high)]
    return Swing(MARGIN, names, names[int(np.argmax(points[1].mean(axis=1)))], points[1], points[0], points[2])


def test_a_switch_at_one_end_is_worth_its_weight_times_what_it_gains():
    """a is always 10, b is 8 + 5x: at the high end b is 3 better, with weight 0.3."""
    swing = made((10, 3), (10, 8), (10, 13))
    found = worth_knowing(swing)
    assert (swing.first, swing.best("low"), swing.turned("low"), swing.turned("high")) == ("a", "a", "", "b")
    assert found.clear and found.mean == pytest.approx(0.3 * 3)
    assert found.low == pytest.approx(found.mean) == found.high  # luck that all share leaves no doubt


def test_knowing_is_held_against_the_one_option_that_is_best_on_average():
    """b's mean over the three points is above a's, so without knowing b would be taken: knowing avoids its low end."""
    swing = made((10, 6), (10, 9), (10, 30))
    before = max(10, 0.3 * 6 + 0.4 * 9 + 0.3 * 30)
    after = 0.3 * 10 + 0.4 * 10 + 0.3 * 30
    assert worth_knowing(swing).mean == pytest.approx(after - before)


def test_a_fact_that_moves_all_options_alike_is_worth_nothing():
    swing = made((3, 2), (10, 9), (40, 39), noise=0.1)
    found = worth_knowing(swing)
    assert swing.width == pytest.approx(37) and not swing.turns
    assert (found.mean, found.low, found.clear) == (0, 0, False)


def test_doing_nothing_is_an_option_that_a_loss_turns_to():
    swing = made((-4, 0), (6, 0), (9, 0), luck=np.zeros(N))
    assert swing.turned("low") == "b"
    assert worth_knowing(swing).mean == pytest.approx(0.3 * 4)


def test_a_switch_within_luck_is_no_switch():
    """b is one ahead at the high end and a hundred times noisier than that."""
    swing = made((10, 3), (10, 8), (10, 11), noise=100.0)
    end = {"high": swing.high, "low": swing.low}
    ahead = {name: float((worth[1] - worth[0]).mean()) for name, worth in end.items()}
    assert not swing.turns and worth_knowing(swing).mean == 0
    assert worth_knowing(swing).high > 0 or max(ahead.values()) < 0


def test_more_of_a_gap_is_worth_more():
    worth = [worth_knowing(made((10, 3), (10, 8), (10, 10 + gap))).mean for gap in (1, 2, 5)]
    assert worth == sorted(worth) and len(set(worth)) == 3


@given(arrays(float, (3, 3, 5), elements=st.floats(-1e6, 1e6)))
def test_knowing_never_costs(points):
    names = ("a", "b", "c")
    first = names[int(points[1].mean(axis=1).argmax())]
    found = worth_knowing(Swing(MARGIN, names, first, points[1], points[0], points[2]), draws_of=50)
    assert 0 <= found.low <= found.high and found.mean >= 0


def test_two_seasons_decide_nothing():
    assert not clear(np.array([5.0, 5.0])) and clear(np.array([5.0, 5.0, 5.0])) and not clear(-np.ones(4))


def test_a_fact_is_fields_or_a_parameter():
    for facts in ({}, {"fields": {"money.gross_margin": (0.3, 0.5)}, "parameter": "talent.absence"}):
        with pytest.raises(ValueError, match="odd"):
            Fact("odd", 1, 2, **facts)


# ------------------------------------------------------------------------------------------------- whole seasons

TEAM = small_shop()
OPTIONS = (
    Option("packers", TEAM, TEAM.with_levers({"peak.temps_packing": 4})),
    Option("early", TEAM, TEAM.with_levers({"peak.temps": 2, "peak.temps_days_before": 5})),
    Option("nothing", TEAM, TEAM),
)


class Linear:
    """Seasons of a made-up shop: value = 100 × margin × packers + 30 × temps + luck of the season, of no option's."""

    def __init__(self) -> None:
        self.seasons: list[tuple[str, int]] = []

    def __call__(self, task) -> Replication:
        shop, held = task.scenario, dict(task.holding)
        self.seasons.append((shop.key, task.seed, *task.holding))
        value = 100 * shop.money.gross_margin * shop.peak.temps_packing + shop.peak.temps * 30
        value += held.get("talent.absence", 0.0) * 1e4 * shop.peak.temps + task.seed % 1000
        return Replication({"value": value}, {}, {}, ())


FACTS = (
    Fact("margin", 0.5, 1.5, {"money.gross_margin": (0.1, 0.6)}),
    Fact("absence", 0.001, 0.02, parameter="talent.absence"),
    Fact("same", 1, 1, {"money.order_value": (150.0, 150.0)}),
)


def test_the_made_up_shop_turns_where_its_formula_says():
    play = Linear()
    found: Swings = last(swings(OPTIONS, FACTS, 4, play=play))
    swing = {one.fact.id: one for one in found.swings}
    assert found.first == "packers" and found.base["packers"].mean == pytest.approx(160)
    assert swing["margin"].range("low", "packers").mean == pytest.approx(40)
    assert (swing["margin"].turned("low"), swing["margin"].turned("high")) == ("early", "")
    assert swing["absence"].turned("high") == "early" and swing["absence"].range("high", "early").mean > 400
    assert [one.fact.id for one in found.swings] == ["margin", "absence"]  # by what they do to the first
    assert [fact.id for fact in found.still] == ["same"]
    (best, knowing), (other, less) = found.worth_finding_out()
    assert knowing.mean >= less.mean > 0 and {best.fact.id, other.fact.id} == {"margin", "absence"}
    # 0.3 × (60 − 40) without a field that both weigh differently
    assert {best.fact.id: knowing.mean, other.fact.id: less.mean}["margin"] == pytest.approx(0.3 * 20)


def test_no_season_is_played_twice_and_the_plan_of_work_is_kept():
    play = Linear()
    steps = list(swings(OPTIONS, FACTS, 5, play=play))
    assert len(play.seasons) == len(set(play.seasons)) == steps[-1].played == steps[-1].planned
    assert [one.played for one in steps] == [*range(1, steps[-1].played + 1), steps[-1].played]
    assert steps[-1].stage == "done" and all(one.n == 5 for one in steps[-1].swings)


def test_only_the_widest_are_played_on():
    found: Swings = last(swings(OPTIONS, FACTS, 5, widest=1, play=Linear()))
    by_id = {one.fact.id: one for one in found.swings}
    assert by_id["absence"].n == 5 and by_id["margin"].n == 2  # absence reaches further: it moves what lies behind
    assert not by_id["margin"].turns


def test_a_field_that_a_plan_changes_is_decided_and_not_found_out():
    fact = Fact("hands", 1, 9, {"peak.temps_packing": (1, 9)})
    found: Swings = last(swings(OPTIONS, (fact,), 3, play=Linear()))
    (swing,) = found.swings
    assert swing.range("high", "packers").mean == pytest.approx(100 * 0.4 * (4 - 9))
    assert swing.range("high", "early").mean == pytest.approx(60)


def test_it_can_be_closed_and_refuses_what_cannot_be():
    play = Linear()
    with closing(swings(OPTIONS, FACTS, 4, play=play)) as steps:
        next(steps)
    assert len(play.seasons) == 1
    for options, facts, n in (((), FACTS, 4), (OPTIONS * 2, FACTS, 4), (OPTIONS, FACTS, 1)):
        with pytest.raises(ValueError):
            next(swings(options, facts, n, play=play))
    with pytest.raises(KeyError):
        next(swings(OPTIONS, (Fact("odd", 0, 1, parameter="no.such"),), 4, play=play))


def test_real_seasons_are_the_same_whoever_plays_them_and_a_richer_margin_is_worth_more():
    facts = (Fact("margin", 0.3, 0.5, {"money.gross_margin": (0.3, 0.5)}),)
    options = (Option("more", TEAM, TEAM.with_levers({"peak.temps_packing": 4})), Option("nothing", TEAM, TEAM))
    alone, shared = (last(swings(options, facts, 2, workers=workers)) for workers in (1, 2))
    assert alone.base == shared.base
    assert all(np.array_equal(getattr(alone.swings[0], end), getattr(shared.swings[0], end)) for end in ("low", "high"))
    assert not alone.laws and alone.played == 3 * 2 * 2
    assert alone.swings[0].range("low", "nothing").mean == 0
    from sim import experiment

    rich = {"money.gross_margin": 0.5}
    other = experiment.compare(TEAM.with_levers(rich), options[0].plan.with_levers(rich), 2)
    assert alone.swings[0].range("high", "more") == last(other).difference("value")


def test_doubts_quantiles_are_those_of_its_draws():
    row = parameter_table()["talent.absence"]
    ends = [row.quantile(u) for u in (0.0, 0.1, 0.5, 0.9, 1.0)]
    assert ends == sorted(ends) and (ends[0], ends[-1]) == pytest.approx((row.low, row.high))
    mode = (row.value - row.low) / (row.high - row.low)
    assert row.quantile(mode) == pytest.approx(row.value)
    fixed = parameter_table()["attrition.cap_month"]
    assert fixed.quantile(0.1) == fixed.value
