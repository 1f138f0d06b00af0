"""A mechanism: everything that it brings to a season, declared in one place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, get_type_hints

from sim.arrays import Bools, Floats, Keys
from sim.contract.channels import Channel, Quantity
from sim.contract.floor_day import DayCounts, Given
from sim.contract.phases import Phase
from sim.evidence import Parameters
from sim.floor.model import Comers, Crew, DayLog, Pools, Rules, Tape, WorkTypes
from sim.shop.types import Part

if TYPE_CHECKING:
    from sim.contract.day import Day

L = TypeVar("L")
N = TypeVar("N")
M = TypeVar("M")


@dataclass
class Own(Generic[L, N, M]):
    """A mechanism in one run: its levers, its numbers and its memory as it was before the phase.

    A season can go on under other levers: `before` are those that it was lived under until the morning of `since`; none
    in a season that begins. `began`: the first day on which the mechanism was called.
    """

    mechanism: Mechanism
    plan: L
    numbers: N
    mine: M
    before: L | None = None
    since: int = 0
    began: int = 0

    def more(self, lever: str, day: int) -> Any:
        """How much of a lever is decided on the morning of `day`: all of it on the first one, 0 on most."""
        if day != self.since:
            return 0
        now = getattr(self.plan, lever)
        return now if self.before is None else max(0, now - getattr(self.before, lever))


Act = Callable[["Day", Any], Any]  # (day, own) → the next memory, or None where nothing is to be remembered
# (day, own) → a term of a channel, or the value of a quantity; of channels that are asked with arguments (`Day.bent`),
# the terms take these, too: LEARNED the weeks, PREPARED and SOUND the campaign, those of INCIDENT_… the event and a day
Term = Callable[..., Any]
Law = Callable[[Mapping[str, Floats]], Sequence[str]]  # counts of the days played, (D,) each → sentences on what broke
Bend = Callable[["Day", Any, Any], Any]  # (day, own, sum) → bent


@dataclass(frozen=True)
class Screened:
    """Of a day's contacts, (n,) each, those that something other than people answers first."""

    taken: Bools  # first tries only
    back: Bools  # of them those that come to people all the same
    after: Floats  # so many seconds later
    undecided: Keys  # roots that come back and may still buy: their next try decides
    found: Any = None  # for the mechanism's own acts of today: `Day.found`


Pooling = Callable[["Day", Any, Tape, Crew], Pools | None]  # (day, own, tape, crew) → who takes whose contacts today
Screen = Callable[["Day", Any, Comers, WorkTypes], Screened]  # (day, own, who comes to people, types)


@dataclass(frozen=True)
class Count:
    """A daily figure, (D,)."""

    id: str
    what: str
    adds: Literal["sum", "mean", "last"] = "sum"  # how days make a season


class MoneyPart(StrEnum):
    """The parts of profit that a manager names: what `sim.experiment.money` splits a change into."""

    SALES = "sales"  # what orders bring: their value less goods, fees and shipping
    RETURNS = "returns"  # money back, handling, less the goods that come back
    COMPENSATION = "compensation"  # late fees, goodwill, cancellations
    PAY = "pay"  # of everybody who works, temps among them: the labour cost
    TEAM = "team"  # hiring, courses, events and tools
    ADVERTISING = "advertising"
    OTHER = "other"


@dataclass(frozen=True)
class Account:
    """A line of the ledger."""

    id: str
    what: str
    part: MoneyPart


@dataclass(frozen=True)
class Loop:
    """A link of a loop: where it is held at another run's path, the loop is cut. Use `Day.through`."""

    id: str
    what: str
    per: Literal["shop", "type", "person"] = "shop"
    start: float = 0.0  # the link's value on a day on which nothing passes through it


@dataclass(frozen=True)
class Move:
    """What a lever must do: with `lever` at `value`, `figure` goes `way`, because `why` (evidence ids or theory)."""

    lever: str
    value: Any
    figure: str
    way: Literal["up", "down"]
    why: str
    beside: Mapping[str, Any] = field(default_factory=dict)  # levers of both arms, so that there is something to move


@dataclass(frozen=True)
class Shifts:
    """How a plan changes shifts in the days around a campaign."""

    days_after: int = 0  # the window runs from the eve to so many days past the big day
    overtime_hours: float = 0.0
    break_minutes: float | None = None  # none: as the shift says
    opening_share: float = 0.0  # of the service floor, moved to the hours around the opening


@dataclass(frozen=True, eq=False)
class Mechanism:
    """What one module declares. See `sim.contract`."""

    name: str  # of the part of the scenario that holds its levers, and of its parameters where they stand alone
    what: str  # one line
    levers: type[Part] | None = None
    numbers: type | None = None  # a frozen class of floats bound to "name.field", or one of such classes by prefix
    memory: Callable[[Day, Any], Any] | None = None  # (day, own) → the team's memory on the first morning
    anew: Callable[[Day, Any], Any] | None = None  # (day, own) → its memory on a morning on which its levers change
    needs: tuple[Quantity, ...] = ()  # quantities of others without which it cannot act: their owners are called too
    reads: tuple[Quantity, ...] = ()  # quantities of others that are neutral while their owners are switched off
    always: bool = False  # else it is called only where one of `asks` is not at its default, or it is needed
    asks: tuple[str, ...] = ()  # its levers that ask for something; the others say how
    says: Mapping[Quantity, str] = field(default_factory=dict)  # levers that others may know, called or not
    acts: Mapping[Phase, Act] = field(default_factory=dict)
    adds: Mapping[Channel, Term] = field(default_factory=dict)
    shares: Mapping[Quantity, Term] = field(default_factory=dict)
    bends: Mapping[Channel, Bend] = field(default_factory=dict)
    counts: tuple[Count, ...] = ()
    accounts: tuple[Account, ...] = ()
    loops: tuple[Loop, ...] = ()
    law: Law | None = None  # what its counts must keep to, day by day
    leaves: Mapping[str, Term] = field(default_factory=dict)  # kind of end state → money for the year after
    shifts: Callable[[Any], Shifts] | None = None  # levers → what they change in the rota
    floor: Floorwork | None = None
    screens: Screen | None = None  # who of today's contacts comes to people
    pools: Pooling | None = None  # of the mechanisms switched on, one may split the floor
    moves: tuple[Move, ...] = ()

    def __post_init__(self) -> None:
        known = set(self.levers.model_fields) if self.levers else set()
        for lever in (
            *self.asks,
            *self.says.values(),
            *(move.lever.removeprefix(f"{self.name}.") for move in self.moves),
        ):
            if lever not in known:
                raise ValueError(f"{self.name} has no lever {lever}; it has {', '.join(sorted(known)) or 'none'}")

    def plan(self, scenario: Any) -> Any:
        return getattr(scenario, self.name) if self.levers else None

    def switched_on(self, scenario: Any) -> bool:
        """Whether its levers ask for anything."""
        if self.always or self.levers is None:
            return self.always
        plan, nothing = self.plan(scenario), self.levers()
        return any(getattr(plan, lever) != getattr(nothing, lever) for lever in self.asks)

    def parameter_ids(self) -> tuple[str, ...]:
        """Ids of the parameters that its numbers hold."""
        return ids_of(self.numbers, self.name) if self.numbers else ()


@dataclass(frozen=True)
class Floorwork:
    """What a mechanism changes on the floor: rules, crew and types before a day, the reading of answers after it."""

    rules: Callable[[Any, Rules], Rules]  # (numbers, rules) → the rules of every day
    before: Callable[[Day, Any, Given], Given]  # (day, own, (crew, types, rules)) → the same, changed
    wrong: Callable[[Day, Any, DayLog], Bools]  # (day, own, log) → which were wrong, (rows,); log.wrong: found before
    after: Callable[[Day, Any, DayCounts], None]  # (day, own, read): what passed through its links


def bind(numbers: type, prefix: str, p: Parameters) -> Any:
    """`numbers` filled from the register: a field that is a class of its own takes its own name as prefix."""
    hints = get_type_hints(numbers)
    return numbers(
        **{
            f.name: bind(hints[f.name], f.name, p) if is_dataclass(hints[f.name]) else p[f"{prefix}.{f.name}"]
            for f in fields(numbers)
        }
    )


def ids_of(numbers: type, prefix: str) -> tuple[str, ...]:
    hints = get_type_hints(numbers)
    found: list[str] = []
    for f in fields(numbers):
        found += ids_of(hints[f.name], f.name) if is_dataclass(hints[f.name]) else [f"{prefix}.{f.name}"]
    return tuple(found)
