"""The course of a courier that stops: one event struck by hand in one season, and what it does to the yard day by day.

Nothing else goes wrong in that season. Parcels, contacts and times are those of the season as it is played; who
carried what follows from the factor on what may leave, which is the event's own until somebody decides and that of
what stands by from then on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats
from sim.contract.day import State
from sim.contract.mechanism import bind
from sim.evidence import parameters
from sim.experiment.drawn_event import entry
from sim.experiment.tasks import EachDay, replication_seed, world_of
from sim.floor.model import Crew, DayLog, Tape
from sim.mechanisms.incidents import Incident, Incidents, natural_days, overlap, sized
from sim.scenario import Scenario
from sim.season.clock import run_season
from sim.shop.events import deck

EVENT = "courier_strike"
BEFORE, AFTER = 2, 16  # days shown before the courier stops, and played from then on
SEASONS = 21  # of which the one is shown whose stop is of middle length
LEFT_OVER = 1.15  # the pile has gone once no more wait than this times what waits without the stop


@dataclass(frozen=True)
class Course:
    """Days from `first` on, arrays of (D,): parcels ordered, sent, waiting in the evening, past the promise in the
    evening, sent late or cancelled for it, carried by what stood by; customers who ask where theirs is.

    `life` of the event, in days of the season; None where none was struck.
    """

    first: int
    day: int  # on whose morning the courier stops, or would
    orders: Floats
    sent: Floats
    waiting: Floats
    overdue: Floats
    late: Floats
    carried: Floats
    asking: Floats
    life: Incident | None

    def __len__(self) -> int:
        return len(self.orders)

    @property
    def stands_by(self) -> bool:
        """Whether something takes part of the courier's place once it is decided."""
        return self.life is not None and self.life.loss < 1

    def stretches(self) -> list[tuple[str, float, float]]:
        """What the days of the stop are, (kind, from, to) in days of the season: `unseen` until somebody here has seen
        it, `undecided` until somebody has decided; then something has `stood_in`, or it is `waited` out."""
        if self.life is None:
            return []
        life, then = self.life, "stood_in" if self.stands_by else "waited"
        seen, decided = min(life.seen, life.ends), min(life.decided, life.ends)
        found = [("unseen", life.begins, seen), ("undecided", seen, decided), (then, decided, life.ends)]
        return [one for one in found if one[2] > one[1]]

    def gone(self, calm: Course) -> int | None:
        """How many of the days have passed once the pile has gone; None where it has not."""
        if self.life is None:
            return 0
        over = (self.waiting <= LEFT_OVER * calm.waiting) & (self.first + np.arange(1, len(self) + 1) > self.life.ends)
        return int(np.argmax(over)) + 1 if over.any() else None


def day_of_stop(scenario: Scenario) -> int:
    """The day of the season, the first being 0, on which the courier stops: the one after the largest sale, or one in
    the middle of a season without a sale."""
    days, sales = scenario.calendar.days, scenario.calendar.campaigns
    if not sales:
        return days // 2
    largest = max(sales, key=lambda one: one.lift)
    return min((largest.day - scenario.calendar.start).days + 1, days - 1)


def middle_season(scenario: Scenario, seed: int = 1, seasons: int = SEASONS) -> int:
    """The replication, of the first `seasons`, in which the courier stops for the middle one of their lengths."""
    day = day_of_stop(scenario)
    numbers: Incidents = bind(Incidents, "incidents", parameters())
    lengths = [natural_days(numbers, deck()[EVENT], replication_seed(seed, n), day) for n in range(seasons)]
    return int(np.argsort(lengths, kind="stable")[(seasons - 1) // 2])


def course(
    scenario: Scenario, replication: int = 0, seed: int = 1, *, struck: bool = True, engine: str = "auto",
    each_day: EachDay | None = None,
) -> Course:  # fmt: skip
    """A replication of that seed with the courier stopped by hand, or as it is without it."""
    day = day_of_stop(scenario)
    hand = (entry(EVENT, day + 1),) if struck else ()
    plan = scenario.with_levers({"incidents.chance": 0.0, "incidents.surprises": 0.0, "incidents.by_hand": hand})
    world = world_of(plan, False, engine)
    asked: list[float] = []

    def morning(index: int, state: State) -> None:
        if each_day is not None:
            each_day(index, state)

    def floor(index: int, tape: Tape, crew: Crew, log: DayLog) -> None:
        fresh = np.isin(tape.kind, world.facts.parcel_types) & ~tape.queued & (tape.agent < 0)
        asked.append(float(np.count_nonzero(fresh & (tape.redials + tape.repeats + tape.transfers == 0))))

    first, last = max(0, day - BEFORE), min(day + AFTER, world.days)
    played = run_season(world, replication_seed(seed, replication), stop=last, each_day=morning, each_floor=floor)
    memory = played.state.memory.get("incidents")
    life = next((one for one in memory.incidents if one.event.id == EVENT), None) if struck and memory else None
    shown = slice(first, last)
    sent = played.days["shipped"][shown]
    numbers: Incidents = bind(Incidents, "incidents", parameters())
    carried = sent * np.array([0.0 if life is None else stood_in(life, n, numbers.size) for n in range(first, last)])
    days = {name: played.days[name][shown] for name in ("orders", "late")}
    return Course(
        first, day, **days, sent=sent, waiting=played.days["backlog_parcels"][shown],
        overdue=played.days["late_open"][shown], carried=carried, asking=np.array(asked[shown]), life=life,
    )  # fmt: skip


def leaving(life: Incident, day: int, size: float = 1.0) -> tuple[float, float]:
    """Shares of what is packed that leave on a day with the courier itself, and with what stands by."""
    value = life.event.touches["dispatch"]
    full, softer = (sized("dispatch", value, size * by) for by in (1.0, life.loss))
    turn = min(life.decided, life.ends)
    before, after = overlap(life.begins, turn, day), overlap(turn, life.ends, day)
    return 1 + (before + after) * (full - 1), after * (softer - full)


def stood_in(life: Incident, day: int, size: float = 1.0) -> float:
    """Share of the parcels that left on a day which what stands by carried."""
    own, other = leaving(life, day, size)
    return other / (own + other) if other else 0.0
