"""Practices two by two: what is shipped, and what a pair with nothing between them must show."""

import numpy as np
import pytest

from playbook import pairs, practices
from playbook.stories.shipped import results


@pytest.mark.parametrize("pair", pairs.PAIRS)
def test_a_field_that_both_move_is_the_firsts(pair: tuple[str, str]) -> None:
    start, first, second = pairs.plans(pair)
    assert first and second and not set(first) & set(second)
    for fields in (first, second, {**first, **second}):
        assert start.with_levers(dict(fields)).key != start.key


def test_what_is_shipped_adds_up() -> None:
    for row in results("pairs"):
        alone = sum(one["mean"] for one in row["alone"])
        assert row["both"]["mean"] - alone == pytest.approx(row["more"]["mean"], abs=1e-6)


def test_every_one_of_the_ten_practices_of_goods_market_and_tools_is_in_a_pair() -> None:
    named = {slug for pair in pairs.PAIRS for slug in pair}
    ten = {
        "supply", "budget", "data-decisions", "market", "customers", "crm", "innovation", "projects", "tools",
        "workflow",
    }  # fmt: skip
    assert ten <= named <= set(practices.names())


def test_a_change_and_no_change_have_nothing_between_them(monkeypatch: pytest.MonkeyPatch) -> None:
    start, first, _ = pairs.plans(("workflow", "customers"))
    monkeypatch.setattr(pairs, "plans", lambda pair: (start, first, {}))
    found = pairs.worth(("workflow", "customers"), 1)
    assert np.array_equal(found["both"], found["workflow"]) and not found["customers"].any()
