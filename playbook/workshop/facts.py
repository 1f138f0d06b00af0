"""Texts of a session with the facts of the shop that is played."""

from __future__ import annotations

from playbook.language import Words, placeholders
from sim.files.messages import fill
from sim.scenario import Scenario


def filled(text: str, scenario: Scenario, words: Words) -> str:
    """`text` with {agents}, {orders_day} and the like filled."""
    known = {"agents": words.number(scenario.headcount), "orders_day": words.number(scenario.demand.orders_day)}
    return fill(text, lambda name: known[name]) if placeholders(text) else text
