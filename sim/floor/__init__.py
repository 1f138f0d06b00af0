"""The work floor: contacts, parcels and tasks meet people, second by second.

`run_day` plays one day. The engines give the same log; `reference` (SimPy) is the definition of correct. Engines are
loaded when a day is played: whoever only asks what a contact is waits for none of them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

from sim.floor.model import Cause, Channel, Crew, DayLog, Family, Outcome, Routing, Rules, Tape, WorkTypes

Engine = Callable[[Tape, Crew, WorkTypes, Rules], DayLog]

__all__ = [
    "Cause", "Channel", "Crew", "DayLog", "Engine", "Family", "Outcome", "Routing", "Rules", "Tape", "WorkTypes",
    "engines", "run_day",
]  # fmt: skip


@cache
def engines() -> dict[str, Engine]:
    """The engines that can run here: "simpy" always, "plain" (the fast loop, not compiled), "compiled" with numba."""
    from sim.floor import reference

    found: dict[str, Engine] = {"simpy": reference.run_day}
    try:
        from sim.floor import compiled
    except ImportError:
        return found
    found["plain"] = partial(compiled.run_day, engine="plain")
    if compiled.available():
        found["compiled"] = partial(compiled.run_day, engine="compiled")
    return found


def run_day(tape: Tape, crew: Crew, types: WorkTypes, rules: Rules, engine: str = "auto") -> DayLog:
    """Play one floor day; "auto" takes the fastest engine there is. Raises KeyError for an unknown engine."""
    if engine == "simpy":  # without loading the others
        from sim.floor import reference

        return reference.run_day(tape, crew, types, rules)
    found = engines()
    if engine == "auto":
        engine = next(name for name in ("compiled", "plain", "simpy") if name in found)
    return found[engine](tape, crew, types, rules)
