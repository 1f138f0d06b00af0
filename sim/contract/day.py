"""The day: what a mechanism sees of a season while it acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np

from sim import draws
from sim.arrays import Bools, Floats, Ints, Keys
from sim.contract.channels import CHANNELS, QUANTITIES, Channel, Quantity
from sim.contract.facts import Facts
from sim.contract.floor_day import DayCounts, DayCrew, Shift
from sim.contract.links import Links
from sim.contract.mechanism import Act, Bend, Loop, Own, Term
from sim.contract.memory import joined
from sim.contract.people import People, Talent
from sim.floor.model import Crew, Tape
from sim.shop.calendar import FloorDay
from sim.units import DAYS_PER_WEEK

T = TypeVar("T")
EVERYTHING: tuple[Channel | Quantity, ...] = (*CHANNELS, *QUANTITIES)
UNKNOWN = object()
HELD = tuple(one for one in EVERYTHING if one.held)


@dataclass
class State:
    """Everything that changes from day to day. A copy of it can be run on from that morning."""

    people: People
    memory: dict[str, Any]  # by mechanism
    began: dict[str, int] = field(default_factory=dict)  # by mechanism: the first day on which it was called
    held: dict[str, Any] = field(default_factory=dict)  # channels and quantities that are held, by id
    stale: bool = True  # whether what is held must be worked out anew
    carry: Tape | None = None  # contacts still open at midnight
    carry_crew: Crew | None = None
    undecided: Keys = field(default_factory=lambda: np.zeros(0, np.uint64))  # roots whose next try may end in an order
    handed_on: Keys = field(default_factory=lambda: np.zeros(0, np.uint64))  # their roots: began before a sale
    cash: float = 0.0
    waited_share: float = 0.0  # of live contacts, yesterday's until the evening's phase `people`, then today's


@dataclass(frozen=True)
class Wiring:
    """Who acts, adds, shares and bends in a season: made once for a scenario's mechanisms, by `sim.season.setup`."""

    adds: Mapping[Channel, Sequence[tuple[str, Term]]]
    shares: Mapping[Quantity, tuple[str, Term]]
    bends: Mapping[Channel, tuple[str, Bend]]
    said: Mapping[Quantity, Any]  # levers that others may know


class Day:
    """One season's day after day. `index` moves on; everything else is asked for by name."""

    def __init__(
        self, facts: Facts, wiring: Wiring, own: dict[str, Own[Any, Any, Any]], state: State, seed: int, links: Links,
        talent: Talent,
    ) -> None:  # fmt: skip
        self.facts, self.shop, self.seed, self.state, self.links = facts, facts.shop, seed, state, links
        self.talent, self._wiring, self._own = talent, wiring, own
        # With each mechanism's own part at hand: these are asked for thousands of times a season.
        self._terms = {
            channel: tuple((term, own[name]) for name, term in terms) for channel, terms in wiring.adds.items()
        }
        self._owned = {quantity: (share, own[name]) for quantity, (name, share) in wiring.shares.items()}
        self.index = 0
        self._shift: Shift | None = None
        self._crew: DayCrew | None = None
        self._read: DayCounts | None = None
        self.occupancy: Floats = np.zeros(0)  # (A,) once the floor has closed
        self._found: dict[str, Any] = {}  # by mechanism that screens contacts
        self.ledger: dict[str, Floats] = {}
        self.daily: dict[str, Floats] = {}
        self._known: dict[Any, Any] = {}  # until a phase ends
        self._roster: dict[tuple[str, int], Bools] = {}  # by name and day: until people come or go
        self._flat: dict[tuple[int, type, Any], Floats] = {}
        self._joining: list[tuple[str, People, Mapping[str, Any]]] = []
        self._leaving: list[tuple[Ints, int]] = []

    # ---- what there is to know

    @property
    def shop_day(self) -> FloorDay:
        return self.facts.days[self.index]

    @property
    def people(self) -> People:
        return self.state.people

    @property
    def service(self) -> Bools:
        """(n,) whether somebody belongs to the service floor."""
        return self._of_roster("service", lambda: self.facts.service[self.people.group])

    @property
    def staff(self) -> Bools:
        """(n,) of the service floor, on it by now, and no temp."""
        return self._of_roster("staff", lambda: self.service & self.on_floor & ~self.people.temp)

    @property
    def employed(self) -> Bools:
        """(n,) who is on the payroll today."""
        return self._of_roster("employed", lambda: self.people.employed(self.index))

    @property
    def on_floor(self) -> Bools:
        """(n,) of them, who is on the floor by now."""
        return self._of_roster("on_floor", lambda: self.people.on_floor(self.index))

    @property
    def shift(self) -> Shift:
        """Who works today. RuntimeError before the floor opens."""
        return _there(self._shift, "who works today", "the floor opens")

    @shift.setter
    def shift(self, shift: Shift) -> None:
        self._shift = shift

    @property
    def crew(self) -> DayCrew:
        """How fit they are for it. RuntimeError likewise."""
        return _there(self._crew, "today's crew", "the floor opens")

    @crew.setter
    def crew(self, crew: DayCrew) -> None:
        self._crew = crew

    @property
    def read(self) -> DayCounts:
        """What came of the floor day. RuntimeError before the floor closes."""
        return _there(self._read, "what came of the day", "the floor closes")

    @read.setter
    def read(self, read: DayCounts) -> None:
        self._read = read

    def __getitem__(self, what: Channel | Quantity) -> Any:
        """The bent sum of a channel, or a quantity; what nobody adds to or owns is neutral."""
        found = self._known.get(what, UNKNOWN)
        if found is UNKNOWN:
            if what.held:
                held = self.state.held.get(what.id)
                return self._work_out(what) if held is None else held
            found = self._known[what] = self._work_out(what)
        return found

    def used(self, what: Channel | Quantity) -> bool:
        """Whether anybody adds to a channel, or owns a quantity: else it is neutral."""
        return what in (self._wiring.adds if isinstance(what, Channel) else self._wiring.shares)

    def raw(self, channel: Channel, *arguments: Any) -> Any:
        """The combined terms of a channel before any bend; `arguments` go to each term."""
        terms = self._terms.get(channel, ())
        if channel.combine == "list":
            return [one for term, own in terms for one in term(self, own)]
        total: Any = None
        for term, own in terms:
            value = term(self, own, *arguments)
            if total is None:
                total = value
            else:
                total = total * value if channel.combine == "product" else total + value
        if total is None:
            total = 1.0 if channel.combine == "product" else 0.0
        if channel.per_person and getattr(total, "shape", ()) != (len(self.people),):
            return self._same(total)  # nobody adds, or a term is the same for all
        return total

    def terms(self, channel: Channel, *arguments: Any) -> dict[str, Any]:
        """What each mechanism adds to a channel, by its name; `arguments` go to each term."""
        return {own.mechanism.name: term(self, own, *arguments) for term, own in self._terms.get(channel, ())}

    def bent(self, channel: Channel, *arguments: Any) -> Any:
        """The combined terms of a channel after its bend, if it has one; `arguments` go to each term."""
        total = self.raw(channel, *arguments)
        if channel not in self._wiring.bends:
            return total
        name, bend = self._wiring.bends[channel]
        return bend(self, self._own[name], total)

    def found(self, own: Own[Any, Any, Any], otherwise: T) -> T:
        """What a mechanism found of today, as it screened contacts or asked first; `otherwise` before that."""
        found: T = self._found.get(own.mechanism.name, otherwise)
        return found

    def screened(self, name: str, found: Any) -> None:
        """Note what the named mechanism found of today: it is forgotten on the next morning."""
        self._found[name] = found

    def own(self, name: str) -> Own[Any, Any, Any]:
        """A mechanism's own part of this run."""
        return self._own[name]

    def keys(self, name: str, rows: Ints) -> Keys:
        """A key of today's draws on the named occasion, for each of the people at `rows`."""
        return draws.extend(draws.extend(self.people.key[rows], name), self.index)

    # ---- what can be done

    def touch(self) -> None:
        """What is held must be worked out anew."""
        self.state.stale = True

    def book(self, account: str, amount: float) -> None:
        """An entry of today: income above, costs below 0. KeyError for an account that no mechanism declares."""
        try:
            self.ledger[account][self.index] += amount
        except KeyError:
            raise KeyError(f"no mechanism declares the account {account!r}: it belongs into its `accounts`") from None
        self.state.cash += amount

    def note(self, count: str, value: float) -> None:
        """A figure of today. KeyError for a count that no mechanism declares."""
        try:
            self.daily[count][self.index] = value
        except KeyError:
            raise KeyError(f"no mechanism declares the count {count!r}: it belongs into its `counts`") from None

    def through(self, loop: Loop, value: Any, keys: Keys | None = None) -> Any:
        """`value` as it passes through a loop's link: recorded, and replaced by the path's where the loop is held.

        Links by person give `keys` (n,); people whom the path does not know get its mean of the day.
        """
        return self.links.through(loop, self.index, value, keys)

    def join(self, own: Own[Any, Any, Any], rows: People, **given: Any) -> None:
        """Put people on the roster when the phase ends; `given`: what the mechanism remembers of them."""
        if len(rows):
            self._joining.append((own.mechanism.name, rows, given))

    def let_go(self, rows: Ints, gone: int) -> None:
        """The people at `rows` are no longer there from day `gone` on."""
        if len(rows):
            self._leaving.append((rows, gone))

    # ---- how a season moves it on

    def act(self, acts: Sequence[tuple[str, Act]]) -> None:
        """Let mechanisms act in one phase: all see the state before it, what they return counts after it."""
        if not acts:
            return
        pending = [(name, act(self, self._own[name])) for name, act in acts]
        for name, memory in pending:
            if memory is not None:
                self._remember(name, memory)
        if self._joining or self._leaving:
            self._move_people()
        self._known.clear()

    def begin(self, index: int) -> None:
        """A new morning: of yesterday's floor nobody knows but by what they remember."""
        self.index, self._shift, self._crew, self._read = index, None, None, None
        self.occupancy, self._found = np.zeros(0), {}
        self.forget()

    def forget(self) -> None:
        """What was worked out no longer holds: something outside the mechanisms has changed."""
        self._known.clear()
        self._roster.clear()

    def refresh(self) -> None:
        """Work out anew what is held, where it is stale or a week has begun."""
        if not self.state.stale and self.index % DAYS_PER_WEEK:
            return
        self.state.held, self.state.stale = {}, False
        for what in HELD:
            self[what]

    def _work_out(self, what: Channel | Quantity) -> Any:
        owned = self._owned.get(what) if isinstance(what, Quantity) else None
        if owned is not None:
            value = owned[0](self, owned[1])
        else:
            value = self.bent(what) if isinstance(what, Channel) else self._neutral(what)
        if what.held:
            self.state.held[what.id] = value
        return value

    def _neutral(self, quantity: Quantity) -> Any:
        """A quantity that nobody works out: as a lever says it, or as it is while its owner is off."""
        if quantity in self._wiring.said:
            return self._wiring.said[quantity]
        return self._same(quantity.neutral) if quantity.per_person else quantity.neutral

    def _same(self, value: Any) -> Floats:
        """One number for everybody, (n,); kept, for most days ask for nothing but zeros and ones."""
        if isinstance(value, np.ndarray) and value.ndim:
            return np.full(len(self.people), value)
        key = (len(self.people), type(value), value)  # False, 0 and 0.0 are equal, and arrays of them are not alike
        if key not in self._flat:
            self._flat[key] = np.full(len(self.people), value)
            self._flat[key].setflags(write=False)
        return self._flat[key]

    def _of_roster(self, name: str, make: Callable[[], Bools]) -> Bools:
        """(n,) what hangs on the roster and the day alone. Read only: all of a day's acts are given the same array."""
        found = self._roster.get((name, self.index))
        if found is None:
            found = self._roster[name, self.index] = make()
            found.setflags(write=False)
        return found

    def _remember(self, name: str, memory: Any) -> None:
        self._own[name].mine = self.state.memory[name] = memory

    def _move_people(self) -> None:
        self._roster.clear()
        for leavers, gone in self._leaving:
            left = self.people.gone.copy()
            left[leavers] = gone
            self.people.gone = left
        for name, rows, given in sorted(self._joining, key=lambda one: one[0]):
            self.people.add(rows)
            for other, memory in self.state.memory.items():
                after = joined(memory, rows, given if other == name else {})
                if other in self._own:
                    self._remember(other, after)
                else:  # it was called in an earlier part of the season and knows these people when it is again
                    self.state.memory[other] = after
            self._pad(len(rows))
            self.touch()
        self._joining, self._leaving = [], []

    def _pad(self, n: int) -> None:
        """New people's held values are neutral until they are worked out."""
        for what in HELD:
            if what.per_person and what.id in self.state.held:
                neutral = what.neutral if isinstance(what, Quantity) else float(what.combine == "product")
                self.state.held[what.id] = np.concatenate([self.state.held[what.id], np.full(n, neutral)])


def _there(value: T | None, what: str, until: str) -> T:
    if value is None:
        raise RuntimeError(f"{what} is not known before {until}")
    return value
