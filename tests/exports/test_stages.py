"""Names of contact types as a hint for before and after the sale."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from sim.exports.contacts import contacts_of
from sim.exports.stages import AFTER, BEFORE, said_of_types, stage_of


@pytest.mark.parametrize(
    ("name", "stage"),
    [
        ("售前", BEFORE), ("天猫售前咨询组", BEFORE), ("Pre-Sale", BEFORE), ("pre_sales", BEFORE), ("Sales", BEFORE),
        ("售后", AFTER), ("物流查询", AFTER), ("退换货", AFTER), ("Shipping", AFTER), ("returns & refunds", AFTER),
        ("After-Sales", AFTER), ("post sales", AFTER), ("Where is my order?", AFTER),
        ("售前售后", None), ("咨询", None), ("sales and returns", None), ("salesforce", None),
        ("Support 2", None), ("", None),
    ],
)  # fmt: skip
def test_names_that_say_it_are_understood_and_others_say_nothing(name, stage):
    found = stage_of(name)
    assert (found and found[0]) == stage


def test_the_quality_report_says_it_with_the_words_of_the_list_and_not_the_name():
    kinds = ["售后-张三"] * 3 + ["Pre-sale"] * 2 + ["其它"]
    made = contacts_of(1e9 + np.arange(6.0), np.zeros(6), np.ones(6, bool), np.ones(6), kind=kinds, agent=["A"] * 6)
    before, after = said_of_types(made)
    assert (before.key, before.count) == ("contacts.named_before", 2)
    assert (after.key, after.count) == ("contacts.named_after", 3)
    for language in ("en", "zh"):
        assert "张三" not in after.text(language) and "售后" in after.text(language)
        assert "pre sale" in before.text(language)
    assert made.dates[0] == dt.date(2001, 9, 9)
