"""What a plan plays beside its two teams: events that strike this shop, who would have earned what, whom to hire.

Few seasons of each, of the team with its steps, so that a document still takes no longer than its reader waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from playbook.documents.plan.decided import Applied, Decided
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.arrays import Floats
    from sim.experiment.hiring_plan import HiringPlan
    from sim.experiment.paid import Paid

CANDIDATES = 8  # events that the deck's own prices rank first are played; the dearest of them are told
STRUCK = 4  # seasons in which each of them strikes, on another day in each
PAID = 4  # seasons in which it is counted who is paid what
HIRING, ROUNDS = 4, 1  # seasons of the hiring plan, and times that they correct it
SUM = "value"
VARIABLE = ("piece_rate", "commission", "quota_bonus", "team_bonus", "rank_prize", "fine")
Told = Callable[[int, int], None]  # seasons so far, of all about


@dataclass(frozen=True)
class Beyond:
    """`struck`: event -> (n,) what it takes of profit and of what is left for next year, season by season; `paid`: None
    where no part of pay hangs on results; `hiring`: None where the workspace plans hires itself, or nobody takes chats
    or calls."""

    struck: Mapping[str, Floats] = field(default_factory=dict)
    paid: Paid | None = None
    hiring: HiringPlan | None = None


def varies(scenario: Scenario) -> bool:
    """Whether a part of pay hangs on results."""
    return any(getattr(scenario.pay, name) for name in VARIABLE)


def plans_hires(scenario: Scenario, decided: Decided) -> bool:
    """Whether the team's own plan says whom to hire."""
    plan = scenario.hiring
    return bool(plan.extra or plan.places) or "hiring" in decided.plan


def planned(what: Applied, decided: Decided) -> int:
    """Seasons, at most."""
    from sim.experiment.hiring_plan import seasons

    hires = 0 if plans_hires(what.planned, decided) else seasons(HIRING, ROUNDS)
    return CANDIDATES * STRUCK + PAID * varies(what.planned) + hires


def beyond(
    what: Applied, decided: Decided, seasons: int, workers: int = 1, told: Told | None = None, seed: int = 1,
    executor: Executor | None = None,
) -> Beyond:  # fmt: skip
    """See the module's docstring. Events strike in no more than `seasons`; `told` is called after each season and may
    raise to stop."""
    from sim.experiment.workers import one_pool

    done, of = 0, planned(what, decided)

    def step() -> None:
        nonlocal done
        done = min(done + 1, of)
        if told is not None:
            told(done, of)

    with one_pool(executor, workers) as pool:
        losses = _struck(what.planned, min(STRUCK, seasons), pool, step, seed)
        paid = _paid(what.planned, pool, step, seed) if varies(what.planned) else None
    hiring = None if plans_hires(what.planned, decided) else _hiring(what.planned, step, seed)
    return Beyond(losses, paid, hiring)


def days_of(scenario: Scenario, sale: bool, n: int) -> list[int]:
    """The days of the season, from 1, on which an event strikes, one a season: the sales in turn, or spread evenly."""
    from sim.experiment.struck import sales

    if sale:
        big = sales(scenario)
        return [big[r % len(big)] for r in range(n)] if big else []
    return [1 + int((r + 0.5) / n * scenario.calendar.days) for r in range(n)]


def _struck(scenario: Scenario, n: int, pool: Any, step: Callable[[], None], seed: int) -> dict[str, Floats]:
    """The likeliest dear events of the deck, each against the same season without it, in `n` seasons."""
    import numpy as np

    from playbook.documents.plan.dear_events import dearest
    from sim.experiment.struck import Strike, taken
    from sim.experiment.tasks import replication_seed
    from sim.experiment.workers import in_order

    events = [one.event for one in dearest(scenario, CANDIDATES)]
    strikes = [
        Strike(scenario, together, day, replication_seed(seed, r))
        for sale in (False, True)
        if (together := tuple(one.id for one in events if (one.when == "sale") == sale))
        for r, day in enumerate(days_of(scenario, sale, n))
    ]
    found: dict[str, list[float]] = {}
    with closing(in_order(taken, strikes, pool)) as seasons:
        for losses in seasons:
            for event, loss in losses.items():
                found.setdefault(event, []).append(loss)
                step()
    return {event: np.array(losses) for event, losses in found.items()}


def _paid(scenario: Scenario, pool: Any, step: Callable[[], None], seed: int) -> Paid:
    from sim.experiment.paid import paid

    with closing(paid(scenario, PAID, seed, executor=pool)) as seasons:
        for one in seasons:
            found = one
            step()
    return found


def _hiring(scenario: Scenario, step: Callable[[], None], seed: int) -> HiringPlan | None:
    """What the hiring plan says; None where nobody takes chats or calls."""
    from sim.experiment.hiring_plan import hiring_plans

    found: HiringPlan | None = None
    try:
        plans: Iterator[HiringPlan | None] = hiring_plans(scenario, replications=HIRING, seed=seed, rounds=ROUNDS)
        for one in plans:
            found = one or found
            if one is None:
                step()
    except ValueError:
        return None
    return found
