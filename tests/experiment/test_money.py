"""A change of profit in the parts that a manager names: they add up, and each price shows in its own."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.contract.mechanism import Account, MoneyPart
from sim.experiment import MoneyChange, compare, explain_money, last, run
from sim.experiment.money import CAUSES, LATER, LOST, PARTS, SALES, of_comparison, split
from sim.mechanisms import MECHANISMS
from tests.season.shop import small_shop

MONEY = st.floats(-1e7, 1e7)
COUNT = st.integers(0, 1_000_000).map(float)
TOTALS = {part.value: MONEY for part in MoneyPart} | {"orders": COUNT} | {LOST + cause: COUNT for cause in CAUSES}
LEDGERS = st.lists(st.fixed_dictionaries(TOTALS | {LATER + "people": MONEY}), min_size=1, max_size=4)


def side(rows: list[dict[str, float]]) -> dict[str, np.ndarray]:
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


@given(LEDGERS, LEDGERS)
def test_the_parts_add_up_to_the_change_of_profit_in_every_replication(a, b):
    """Whatever the books say, before and after small parts are folded; nothing of the year after is in it."""
    n = min(len(a), len(b))
    before, after = side(a[:n]), side(b[:n])
    found = split(before, after)
    profit = sum(after[part.value] - before[part.value] for part in MoneyPart)
    scale = max(1.0, *(np.abs(values).max() for values in found.parts.values()))
    for one in (found, found.folded()):
        assert sum(one.parts.values()) == pytest.approx(profit, abs=1e-9 * scale)
        assert one.change == pytest.approx(profit, abs=1e-9 * scale)
    assert found.later["people"] == pytest.approx(after[LATER + "people"] - before[LATER + "people"])
    assert set(found.parts) == set(PARTS) and set(found.folded().parts) <= set(PARTS)


def test_orders_are_priced_at_what_one_brought():
    """100 orders bring 2,000. Ten more are lost in chat, three fewer to the score; 15 more shoppers come; then an
    order brings 1 less."""
    nothing = dict.fromkeys([part.value for part in MoneyPart] + [LOST + cause for cause in CAUSES], np.zeros(1))
    a = nothing | {"sales": np.array([2000.0]), "orders": np.array([100.0]), "lost.score": np.array([3.0])}
    orders = 100 - 10 + 3 + 15
    b = nothing | {"orders": np.array([orders]), "lost.chat": np.array([10.0]), "sales": np.array([orders * 19.0])}
    found = {name: float(values[0]) for name, values in split(a, b).parts.items() if values[0]}
    assert found == pytest.approx({"chat": -200.0, "score": 60.0, "shoppers": 300.0, "worth": -108.0})


def test_a_shop_without_orders_has_a_change_all_the_same():
    a = dict.fromkeys([part.value for part in MoneyPart] + ["orders"] + [LOST + cause for cause in CAUSES], np.zeros(2))
    found = split(a, a | {"sales": np.array([5.0, 6.0]), "orders": np.array([1.0, 1.0])})
    assert found.parts["worth"].tolist() == [5.0, 6.0] == found.change.tolist()


def test_small_parts_are_named_other_and_the_largest_comes_first():
    parts = {name: np.zeros(2) for name in PARTS} | {"pay": np.array([-300.0, -500.0]), "returns": np.array([1.0, 2.0])}
    parts |= {"chat": np.array([40.0, 60.0]), "advertising": np.array([0.5, -0.5])}
    folded = MoneyChange(sum(parts.values()), parts, {"people": np.zeros(2), "customers": np.full(2, 7.0)}).folded()
    assert list(folded.parts) == ["pay", "chat", "other"] and list(folded.later) == ["customers"]
    assert folded.parts["other"].tolist() == [1.5, 1.5]


def test_an_account_without_a_part_fails():
    with pytest.raises(TypeError, match="part"):
        Account("coffee", "for the night shift")  # type: ignore[call-arg]
    assert {type(account.part) for one in MECHANISMS for account in one.accounts} == {MoneyPart}


BUSY = {"demand.orders_day": 400.0, "money.late_compensation": 4.0}  # the warehouse falls behind


@pytest.mark.parametrize(
    "field, factor, part",
    [
        ("money.late_compensation", 2.0, "compensation"),
        ("money.return_cost", 2.0, "returns"),
        ("money.ad_spend_day", 2.0, "advertising"),
        ("money.fixed_cost_day", 2.0, "other"),
        ("money.parcel_cost", 2.0, "worth"),
    ],
)
def test_a_dearer_price_shows_in_its_part_and_in_no_other(field, factor, part):
    """Whatever the season does, the same season at another price differs in one part."""
    base = small_shop(**BUSY)
    if not base.at(field):
        base = base.with_levers({field: 3.0})
    (found,) = explain_money(base, base.with_levers({field: base.at(field) * factor}), 1)
    assert found.parts[part][0] < 0
    assert found.change[0] == pytest.approx(found.parts[part][0])
    assert all(abs(values[0]) < 1e-6 for name, values in found.parts.items() if name != part)


def test_of_two_seasons_the_change_is_that_of_profit_and_the_end_state_stands_apart():
    """The figures that a comparison shows elsewhere, and the split after each pair."""
    a, b = small_shop(), small_shop(**{"people.late.count": 2})
    comparison = last(compare(a, b, 2))
    found = of_comparison(comparison)
    assert found.change == pytest.approx(comparison.b.totals["profit"] - comparison.a.totals["profit"])
    assert found.range("pay").mean == pytest.approx(-comparison.difference("labour_cost").mean) and found.n == 2
    assert sum(found.later.values()) == pytest.approx(
        comparison.b.totals["end_state"] - comparison.a.totals["end_state"]
    )
    assert found.parts["chat"].max() < 0, "one person less at the desk: sales lost in chat"
    step, whole = explain_money(a, b, 2)
    assert step.n == 1 and all(np.array_equal(whole.parts[name], found.parts[name]) for name in PARTS)


def test_what_orders_bring_is_their_value_less_goods_and_shipping():
    """The sales parts together are the change of the ledger's sales accounts."""
    a, b = (run(small_shop(**levers), 1) for levers in ({}, {"people.late.count": 2}))
    found = split(a.money, b.money)
    assert sum(found.parts[name] for name in SALES) == pytest.approx(b.money["sales"] - a.money["sales"])
