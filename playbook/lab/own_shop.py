"""What a shop made of five numbers has besides them, and why its season ends at a loss where it does."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from playbook import my_shop
from playbook.lab.kpi import KpiWords
from playbook.language import Words
from sim.scenario import Scenario

PROFIT, SALES = "profit", "sales"


def untyped(words: Words, shop: Scenario) -> str:
    """Who else works in the shop, role by role, and what else was taken over; "" for a sample."""
    if shop.id != my_shop.ID:
        return ""
    from sim.calibrate.team.scenario import FROM_FILES  # loads the model

    others = [group for group in shop.people if group.role != "service" and group.count]
    roles = [words.t("start.own_role", role=words.pick(group.title), n=words.number(group.count)) for group in others]
    people = words.number(sum(group.count for group in others))
    if shop.description == FROM_FILES:
        key = "start.files_rest" if others else "start.files_rest_none"
    else:
        key = "start.own_rest" if others else "start.own_rest_none"
    return words.t(key, n=people, roles=words.list(roles))


def at_a_loss(kpis: KpiWords, shop: Scenario, money: Mapping[str, np.ndarray]) -> str:
    """Which cost is the largest where the average season is at a loss; "" where it is not.

    `money`: an estimate's, (n,) each: profit by part (`sim.contract.mechanism.MoneyPart`) beside other figures; may be
    empty. What orders bring already has their goods, fees and parcels taken off: those come with every order.
    """
    from sim.contract.mechanism import MoneyPart  # loads the model: only where a season was played

    means = {part.value: float(money[part.value].mean()) for part in MoneyPart if part.value in money}
    if sum(means.values()) >= 0:
        return ""
    words, brought = kpis.words, means.pop(SALES)
    largest = min(means, key=means.__getitem__)
    return words.t(
        "start.own_loss" if brought > 0 else "start.own_loss_orders",
        brought=kpis.value(PROFIT, brought),
        cost=words.t(f"start.own_cost_{largest}", people=words.number(shop.headcount)),
        amount=kpis.value(PROFIT, -means[largest]),
    )
