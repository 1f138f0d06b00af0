"""The opening of the big sale, minute by minute: one evening of one replication, under any plan.

Where a plan acts only shortly before the sale, the days before are those of the base, kept on the mornings of
`sim.experiment.peak_week`: a changed plan then costs three days of play. Any other plan plays its season up to there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats, Ints
from sim.contract.day import State
from sim.experiment.peak_week import heads_of, window
from sim.experiment.tasks import EachDay, replication_seed, world_of
from sim.floor.minutes import Minutes, joined, kept, minutes
from sim.floor.model import Channel, Crew, DayLog, Outcome, Tape
from sim.scenario import Scenario
from sim.season.clock import SeasonResult, run_season
from sim.season.setup import Setup
from sim.units import SECONDS_PER_HOUR, SLOT_S

MINUTE_S = 60.0
SERVED = int(Outcome.SERVED)


@dataclass(frozen=True)
class Night:
    """Some hours around an opening. Times are POSIX seconds; chats and calls that reach people, (M,) minutes each."""

    begins: float
    opening: float
    minutes: Minutes
    kept: Ints  # of those who came in each minute, how many were answered in time, whenever that was
    parcels: Ints  # ordered and not yet packed, at each minute's end
    laws: tuple[str, ...]  # that broke on the days played

    @property
    def opens(self) -> int:
        """The minute of the night in which the sale opens."""
        return round((self.opening - self.begins) / MINUTE_S)


def night(
    base: Scenario, changed: Scenario, hours: tuple[float, float], replication: int = 0, seed: int = 1, *,
    evidence_only: bool = False, engine: str = "auto", each_day: EachDay | None = None,
) -> Night | None:  # fmt: skip
    """The `hours` (before, after) around the opening of the largest campaign, in a replication of `changed`.

    The same evening as in `replicate` of that seed. None without a campaign, or if the season ends before the evening
    does. `base`: the plan whose mornings may be used, and are kept for the next call.
    """
    if not base.calendar.campaigns:
        return None
    world = world_of(changed, evidence_only, engine)
    span = _span(world, hours)
    if span is None:
        return None
    begins, opening, ends = span
    days = [d for d in world.facts.days if d.begins < ends and d.begins + d.length > begins]
    watch = _Watch(world, begins, ends, each_day)
    start, week = None, window(base, changed)
    if week is not None and week.exact and week.start <= days[0].index:
        start = week.start, heads_of(base, seed, evidence_only, engine).head(replication, each_day).mornings[week.start]
    result = run_season(
        world, replication_seed(seed, replication), start=start, stop=days[-1].index + 1,
        keep=frozenset(d.index for d in days), each_day=watch.morning, each_floor=watch.floor,
    )  # fmt: skip
    parcels = np.concatenate([watch.parcels(result, d.index) for d in days])
    return Night(begins, opening, joined(watch.parts), watch.kept, parcels, result.laws)


def _span(world: Setup, hours: tuple[float, float]) -> tuple[float, float, float] | None:
    """Begin, opening and end of the night; none where it reaches beyond the season."""
    big = max(world.facts.big, key=lambda index: world.facts.big[index].lift)
    opening, days = world.facts.openings[big], world.facts.days
    begins, ends = opening - hours[0] * SECONDS_PER_HOUR, opening + hours[1] * SECONDS_PER_HOUR
    inside = days[0].begins <= begins and ends <= days[-1].begins + days[-1].length
    return (begins, opening, ends) if inside else None


class _Watch:
    """Looks on as a run plays the days that a night has a part in."""

    def __init__(self, world: Setup, begins: float, ends: float, each_day: EachDay | None) -> None:
        self.world, self.types, self.each_day = world, world.types, each_day
        self.edges: Floats = begins + MINUTE_S * np.arange(round((ends - begins) / MINUTE_S) + 1, dtype=np.float64)
        self.shown = world.facts.human & (self.types.channel != Channel.DEFERRED)
        self.parts: list[Minutes] = []
        self.kept = np.zeros(len(self.edges) - 1, np.int64)
        self.backlog: dict[int, int] = {}  # day → parcels that wait in the morning
        self.packed: dict[int, Floats] = {}  # day → seconds at which its waves were done

    def morning(self, day: int, state: State) -> None:
        self.backlog[day] = state.memory["fulfilment"].warehouse.backlog()
        if self.each_day is not None:
            self.each_day(day, state)

    def floor(self, day: int, tape: Tape, crew: Crew, log: DayLog) -> None:
        edges = self._of(day)
        if not len(edges):
            return
        self.parts.append(minutes(log, tape, crew, self.types, self.shown, edges))
        self.kept += kept(log, self.types, self.shown, self.edges - self.world.facts.days[day].begins)
        self.packed[day] = np.sort(log.end[~self.world.facts.human[log.kind] & (log.outcome == SERVED)])

    def parcels(self, result: SeasonResult, day: int) -> Ints:
        """Parcels ordered and not packed at the end of each of the day's minutes."""
        books, batch, at = result.days, self.world.facts.batch, self._of(day)[1:]
        came, placed = self.backlog[day], result.profiles[day]["orders"]
        shipped = int(books["shipped"][day])
        cancelled = came + int(books["orders"][day]) - shipped - int(books["backlog_parcels"][day])
        slots = SLOT_S * np.arange(len(placed) + 1)
        ordered = np.interp(at, slots, np.concatenate([[0.0], np.cumsum(placed)]))
        done = np.minimum(np.searchsorted(self.packed[day], at) * batch, shipped) if batch else shipped
        return np.rint(came - cancelled + ordered - done).astype(np.int64)

    def _of(self, day: int) -> Floats:
        """The night's edges inside a day, on its clock; none where less than a minute is."""
        today = self.world.facts.days[day]
        mine = self.edges[(self.edges >= today.begins) & (self.edges <= today.begins + today.length)]
        return mine - today.begins if len(mine) > 1 else mine[:0]
