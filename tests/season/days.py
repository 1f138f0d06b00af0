"""A day of a season, to be looked at before it is played."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sim.contract.day import Day
from sim.contract.phases import Phase
from sim.season.setup import Setup


def morning(setup: Setup, index: int = 0, seed: int = 1) -> Day:
    """The morning of a day with the first crew: who comes has come, and what is held is worked out."""
    day = setup.day(setup.opening(seed), seed)
    day.index = index
    day.act(setup.acts[Phase.MORNING])
    day.refresh()
    return day


def remember(day: Day, mechanism: str, **changes: Any) -> None:
    """Put something into a mechanism's memory; what is held is worked out anew."""
    own = day.own(mechanism)
    own.mine = day.state.memory[mechanism] = replace(own.mine, **changes)
    again(day)


def again(day: Day) -> None:
    """Work out anew all that is known and held."""
    day.forget()
    day.touch()
    day.refresh()
