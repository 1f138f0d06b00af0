"""The money of a season as a manager names it: profit by parts, orders lost by cause, and what is left for later."""

from __future__ import annotations

from collections.abc import Mapping

from sim.arrays import Floats
from sim.contract.mechanism import MoneyPart
from sim.season.clock import SeasonResult
from sim.season.end_state import EndState
from sim.season.setup import Setup

# Why would-be orders were not placed: the daily counts of each cause.
CAUSES: Mapping[str, tuple[str, ...]] = {
    "chat": ("lost_slow", "lost_unanswered"),  # no answer, or a slow one
    "score": ("lost_score",),  # shoppers who pass by a shop with a poor score
    "known": ("lost_known",),  # of customers who do not come back
    "delay": ("lost_delay",),  # while parcels run late
}
ORDERS, LOST, LATER = "orders", "lost.", "later."


def of_season(setup: Setup, result: SeasonResult, end: EndState) -> dict[str, float]:
    """Profit by `MoneyPart`; "orders" and "lost.<cause>", in orders; "later.<kind>" of the end state, in money."""
    span = slice(result.first, result.last)
    found = {part.value: 0.0 for part in MoneyPart}
    for account in (account for one in setup.all_mechanisms for account in one.accounts):
        found[account.part.value] += float(result.ledger[account.id][span].sum())
    found[ORDERS] = float(result.days["orders"][span].sum())
    for cause, counts in CAUSES.items():
        found[LOST + cause] = float(sum(result.days[count][span].sum() for count in counts))
    return found | {LATER + kind: worth for kind, worth in end.by_kind.items()}


def by_account(setup: Setup, result: SeasonResult) -> dict[str, Floats]:
    """What was booked day by day, (D,) each: income above, costs below 0. They add up to the profit.

    Accounts of mechanisms that are switched off are left out: nobody books on them.
    """
    return {account.id: result.ledger[account.id] for one in setup.mechanisms for account in one.accounts}
