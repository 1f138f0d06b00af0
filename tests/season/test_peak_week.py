"""The peak week ahead of the season: the same days bit for bit, labelled where it is only a first idea."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.contract.flows import Lot
from sim.evidence import parameters
from sim.experiment import last, peak_week, replication_seed
from sim.experiment.peak_week import PeakWeeks, Window, first_effect, owed, peak_weeks, prepare_peak_weeks, window
from sim.mechanisms.fulfilment import Warehouse
from sim.scenario import Scenario
from sim.season import kpi
from sim.season.clock import SeasonResult, run_season
from sim.season.setup import Setup
from tests.season.shop import small_shop

BIG = 16  # small_shop's big day
WEEK = slice(BIG - 1, BIG + 6)
SEED = 3


def season(shop) -> SeasonResult:
    return _season(shop.model_dump_json())


@lru_cache(maxsize=4)
def _season(shop: str) -> SeasonResult:
    return run_season(Setup(Scenario.model_validate_json(shop), parameters()), replication_seed(SEED, 0))


def weeks(base, changed, n: int = 1, **options) -> PeakWeeks:
    return last(peak_weeks(base, changed, n, SEED, **options))


def same(one: SeasonResult, other: SeasonResult, days: slice) -> None:
    for kept in ("days", "ledger"):
        for name, values in getattr(one, kept).items():
            assert np.array_equal(values[days], getattr(other, kept)[name][days]), name


@pytest.mark.parametrize("morning", [BIG - 15, BIG - 9, BIG - 2, BIG - 1])
def test_an_unchanged_plan_runs_on_as_the_whole_season_did(morning):
    """From the first morning kept, the last one, and two between."""
    shop = small_shop(**{"peak.temps": 2, "peak.overtime_hours": 1.0})
    whole = season(shop)
    list(prepare_peak_weeks(shop, 1, SEED))
    heads = peak_week.heads_of(shop, SEED, False, "auto")
    again = run_season(
        Setup(shop, parameters()), replication_seed(SEED, 0), start=(morning, heads.head(0, None).mornings[morning]),
        stop=WEEK.stop,
    )  # fmt: skip
    same(again, whole, slice(morning, WEEK.stop))


LEVERS = {
    "temps": {"peak.temps": 3, "peak.temps_days_before": 3},
    "temps two weeks early": {"peak.temps": 3, "peak.temps_days_before": 14},
    "temps on the eve": {"peak.temps_packing": 2, "peak.temps_days_before": 0},
    "overtime": {"peak.overtime_hours": 2.0},
    "short breaks": {"peak.break_minutes": 15.0},
    "a night crew": {"peak.night_crew": 0.6},
    "a longer window": {"peak.overtime_hours": 1.0, "peak.days_after": 5},
    "everything": {
        "peak.temps": 2, "peak.temps_packing": 1, "peak.temps_days_before": 8, "peak.overtime_hours": 1.0,
        "peak.night_crew": 0.3, "peak.temp_pay_hour": 40.0,
    },
}  # fmt: skip


@pytest.mark.parametrize("change", LEVERS)
def test_preparations_give_the_days_of_the_whole_season_exactly(change):
    """Nothing differs before the run begins, and from there on everything is as in the season."""
    base, changed = small_shop(), small_shop(**LEVERS[change])
    before, after = season(base), season(changed)
    found = weeks(base, changed)
    assert found.window.exact and found.window.end == WEEK.stop
    same(before, after, slice(0, found.window.start))
    for side, whole in ((found.pair.a, before), (found.pair.b, after)):
        for name, values in kpi.by_day(whole).items():
            assert np.array_equal(side.days[name][0], values[WEEK]), name


SHOPS = (
    {},
    {"calendar.campaigns.0.preset": "618"},
    {"calendar.campaigns.0.preset": "black-friday", "timezone": "America/Los_Angeles"},
    {"timezone": "America/Los_Angeles", "shifts.early.timezone": "Asia/Shanghai", "shifts.late.timezone": "Asia/Tokyo"},
)
PLANS = st.fixed_dictionaries(
    {
        "peak.temps": st.integers(0, 3),
        "peak.temps_packing": st.integers(0, 2),
        "peak.temps_days_before": st.integers(0, 14),
        "peak.temp_pay_hour": st.sampled_from([20.0, 25.0]),
        "peak.overtime_hours": st.sampled_from([0.0, 1.5]),
        "peak.break_minutes": st.sampled_from([20.0, 60.0]),
        "peak.night_crew": st.sampled_from([0.0, 0.5]),
        "peak.days_after": st.integers(0, 7),
    }
)


@settings(max_examples=6)
@given(st.sampled_from(SHOPS), PLANS, PLANS)
def test_no_two_plans_differ_before_the_run_begins(shop, one, other):
    """Any plan against any other, in shops whose sale opens in the evening or whose people live a day ahead."""
    base, changed = small_shop(**shop, **one), small_shop(**shop, **other)
    span = window(base, changed)
    assert span is not None and span.exact
    before, after = season(base), season(changed)
    same(before, after, slice(0, span.start))
    found = weeks(base, changed).pair.b.days
    for name, values in kpi.by_day(after).items():
        assert np.array_equal(found[name][0], values[WEEK]), name


@pytest.mark.parametrize(
    "base, change, expected",
    [
        ({}, {}, Window(15, 15, 22, True)),
        ({}, {"peak.overtime_hours": 1.0}, Window(14, 15, 22, True)),
        ({}, {"peak.temps": 1, "peak.temps_days_before": 5}, Window(10, 15, 22, True)),
        ({"peak.temps": 1}, {"peak.temps": 1, "peak.temps_days_before": 5}, Window(10, 15, 22, True)),
        ({"peak.temps_days_before": 14}, {"peak.temps_days_before": 2}, Window(15, 15, 22, True)),
        ({"peak.temps": 1}, {"peak.temps": 1, "peak.temps_days_before": 15}, None),
        ({}, {"money.parcel_cost": 9.0}, Window(1, 15, 22, False)),
        ({}, {"demand.orders_day": 200.0, "peak.temps": 1}, Window(1, 15, 22, False)),
        ({}, {"people.late.count": 4}, None),
        ({}, {"fulfilment.ship_within_days": 4}, None),
        ({"calendar.campaigns": []}, {"calendar.campaigns": [], "peak.temps": 1}, None),
    ],
    ids=["nothing", "overtime", "temps", "temps earlier", "early, but nobody comes", "earlier than what is kept",
         "a price all season", "demand all season", "one more person", "another promise", "no campaign"],
)  # fmt: skip
def test_a_run_begins_where_the_change_can_act(base, change, expected):
    assert window(small_shop(**base), small_shop(**change)) == expected


def test_the_larger_of_two_campaigns_is_the_peak():
    """Temps come for both: a run for the second cannot tell what they did at the first."""
    first = small_shop().calendar.campaigns[0].model_dump()
    second = first | {"day": first["day"].replace(month=12, day=20), "lift": 7.0}
    two = {"calendar.weeks": 10, "calendar.campaigns": [first, second]}
    assert window(small_shop(**two), small_shop(**two)) == Window(54, 54, 61, True)
    assert first_effect(small_shop(**two), small_shop(**two, **{"peak.temps": 1})) == BIG - 1
    assert window(small_shop(**two), small_shop(**two, **{"peak.temps": 1})) is None


def test_shares_are_of_the_week_and_sums_begin_with_the_change():
    """What temps cost while they learn is in the profit of the week they come for."""
    base, changed = small_shop(), small_shop(**{"peak.temps": 3, "peak.temps_days_before": 8})
    before, after = season(base), season(changed)
    found = weeks(base, changed)
    live = [w.days["live_in_target"][WEEK].sum() / w.days["live_ended"][WEEK].sum() for w in (before, after)]
    assert found.difference("service_level").mean == pytest.approx(live[1] - live[0])
    for name, account in (("orders", "orders"), ("overtime_hours", "overtime_hours")):
        sums = [whole.days[account][: WEEK.stop].sum() for whole in (before, after)]
        assert found.difference(name).mean == pytest.approx(sums[1] - sums[0]), name
    temps = after.ledger["temps"]
    assert temps[BIG - 9 : BIG - 1].sum() < 0 == before.ledger["temps"].sum()
    assert found.difference("labour_cost").mean == pytest.approx(-temps[: WEEK.stop].sum(), rel=0.05)


def test_parcels_still_cost_what_is_owed_on_them():
    """10 wait, 4 of them late; 20 were shipped yesterday: 60 for shipping, 8 for lateness, 3 returns of 46 each."""
    shop = small_shop(**{"money.late_compensation": 2.0, "money.return_cost": 6.0, "money.order_value": 100.0})
    warehouse = Warehouse(shop.fulfilment)
    warehouse.take_orders(2, 4)
    warehouse.take_orders(8, 6)
    warehouse.shipped = {8: Lot(20), 1: Lot(99)}
    assert owed(shop, warehouse, 9) == pytest.approx(10 * 6 + 4 * 2 + 30 * 0.1 * (100 * 0.4 + 6))


def test_shipping_sooner_is_no_loss():
    """More packers, the same orders: the week's profit counts what the others still owe."""
    short = {"people.stock.count": 1, "people.early.skills": {"ask": 1.0, "call": 1.0, "mail": 1.0}}
    found = weeks(small_shop(**short), small_shop(**short, **{"peak.temps_packing": 3}), 4)
    cash = found.difference("cash_end").mean
    assert found.difference("backlog_end").mean < 0
    assert found.difference("profit").mean > cash


@pytest.fixture
def played(monkeypatch) -> list[str]:
    """What was run, "head" for a base from the first day, "week" for a changed plan from a morning."""
    seen: list[str] = []
    peak_week.heads_of.cache_clear()

    def record(*arguments, start=None, **options):
        seen.append("week" if start else "head")
        return run_season(*arguments, start=start, **options)

    monkeypatch.setattr(peak_week, "run_season", record)
    return seen


def test_the_base_is_played_once_for_any_number_of_changes(played):
    base = small_shop()
    assert list(prepare_peak_weeks(base, 2, SEED)) == [1, 2]
    for temps in (1, 2):
        weeks(base, small_shop(**{"peak.temps": temps}), 2)
    assert played == ["head"] * 2 + ["week"] * 4


def test_only_the_last_bases_are_kept(played):
    bases = [small_shop(**{"peak.temps": n}) for n in range(3)]
    for base in (*bases, bases[2], bases[0]):
        list(prepare_peak_weeks(base, 1, SEED))
    assert played == ["head"] * 4, "the first was dropped for the third, the third was still there"


def test_a_run_is_given_up_on_the_day_and_taken_up_where_it_was(played):
    """Somebody moves the slider again while the second pair runs; nothing half-done stays behind."""
    base, changed, lived = small_shop(), small_shop(**{"peak.temps": 2}), []

    def fed_up(day: int, state: object) -> None:
        lived.append(day)
        if len(lived) == 40:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        weeks(base, changed, 3, each_day=fed_up)
    assert len(lived) == 40 and played == ["head", "week", "head"]
    again = weeks(base, changed, 3)
    assert played[3:] == ["week", "head", "week", "head", "week"]
    peak_week.heads_of.cache_clear()
    assert np.array_equal(again.pair.b.totals["profit"], weeks(base, changed, 3).pair.b.totals["profit"])
