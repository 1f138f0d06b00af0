"""What all replications of a scenario share: facts, rota, contact types, and the mechanisms that are switched on.

A mechanism is called only where its levers ask for something, where it always acts, or where one that acts needs a
quantity of its own; all others cost nothing.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

from sim.contract.channels import Channel, Quantity
from sim.contract.day import Day, State, Wiring
from sim.contract.facts import Facts, OrdersByHour
from sim.contract.links import Links
from sim.contract.mechanism import Mechanism, Own, Shifts, Term, bind, ids_of
from sim.contract.memory import opened
from sim.contract.people import Talent
from sim.contract.people import opening as first_crew
from sim.contract.phases import Phase
from sim.evidence import Parameters
from sim.floor import tape
from sim.floor.model import Rules, WorkTypes
from sim.mechanisms import MECHANISMS
from sim.scenario import Scenario
from sim.season.rota import Rota

What = TypeVar("What", Channel, Quantity)
How = TypeVar("How")
TALENT = "talent"
LOOPS = tuple(loop.id for one in MECHANISMS for loop in one.loops)  # ids of all that can be held


def switched_on(
    scenario: Scenario, mechanisms: Sequence[Mechanism] = MECHANISMS, also: frozenset[str] = frozenset()
) -> tuple[Mechanism, ...]:
    """The mechanisms that act in a season of `scenario`, in the order of `mechanisms`; those named in `also` among
    them, whatever their levers ask for."""
    owner = {quantity: one for one in mechanisms for quantity in one.shares}
    found = [one for one in mechanisms if one.name in also or one.switched_on(scenario)]
    for one in found:  # grows while it is gone through
        found += dict.fromkeys(owner[q] for q in one.needs if q in owner and owner[q] not in found)
    return tuple(one for one in mechanisms if one in found)


def parameter_ids(scenario: Scenario) -> tuple[str, ...]:
    """Ids of the parameters that a season of `scenario` reads, sorted."""
    ids = {name for one in switched_on(scenario) for name in one.parameter_ids()}
    return tuple(sorted(ids | set(ids_of(Talent, TALENT))))


def wire(mechanisms: Sequence[Mechanism], said: Mapping[Quantity, Any]) -> Wiring:
    """Who adds to what, owns what and bends what. ValueError where two own or bend the same."""
    adds: dict[Channel, list[tuple[str, Term]]] = {}
    for one in mechanisms:
        for channel, term in one.adds.items():
            adds.setdefault(channel, []).append((one.name, term))
    shares, bends = _owned(mechanisms, lambda one: one.shares), _owned(mechanisms, lambda one: one.bends)
    return Wiring(adds, shares, bends, said)


def _owned(
    mechanisms: Sequence[Mechanism], of: Callable[[Mechanism], Mapping[What, How]]
) -> dict[What, tuple[str, How]]:
    """Who owns what, and how it is made. ValueError where two own the same."""
    table: dict[What, tuple[str, How]] = {}
    for one in mechanisms:
        for what, how in of(one).items():
            if what in table:
                raise ValueError(f"{what.id}: both {table[what][0]} and {one.name} own it")
            table[what] = (one.name, how)
    return table


class Setup:
    """See the module's docstring. Never changed by a run.

    `also`: mechanisms that are called whatever their levers ask for: in a season that goes on, what one has built up
    fades by its own law and does not end with the levers that built it.
    """

    def __init__(
        self, scenario: Scenario, parameters: Parameters, engine: str = "auto", orders: OrdersByHour | None = None,
        mechanisms: Sequence[Mechanism] = MECHANISMS, also: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        self.scenario, self.engine, self.all_mechanisms = scenario, engine, tuple(mechanisms)
        self.facts = Facts(scenario, orders)
        self.mechanisms = switched_on(scenario, mechanisms, also)
        said = {q: getattr(one.plan(scenario), lever) for one in mechanisms for q, lever in one.says.items()}
        self.wiring = wire(self.mechanisms, said)
        self.acts = {
            phase: tuple((one.name, one.acts[phase]) for one in self.mechanisms if phase in one.acts) for phase in Phase
        }
        changes = [one.shifts(one.plan(scenario)) for one in mechanisms if one.shifts is not None]
        self.rota = Rota(self.facts, changes[0] if changes else Shifts())
        self.types: WorkTypes = tape.work_types(scenario)
        self._take(parameters)

    def with_parameters(self, parameters: Parameters) -> Setup:
        """The same setup under other parameters; rota and contact types are shared."""
        other = copy.copy(self)
        other._take(parameters)
        return other

    def _take(self, parameters: Parameters) -> None:
        known = self.scenario.known.values()  # an effect that is switched off stays so
        held = {row: value for row, value in known.items() if row not in parameters.neutralised}
        self.parameters = parameters = parameters.holding(held)
        self.talent: Talent = bind(Talent, TALENT, parameters)
        self.numbers = {
            one.name: bind(one.numbers, one.name, parameters) for one in self.mechanisms if one.numbers is not None
        }
        self.rules = self._rules()

    def _rules(self) -> Rules:
        said = self.scenario.floor
        rules = Rules(
            stretch=np.array(said.stretch),
            error_stretch=np.ones(len(said.stretch)),
            waiting_room=-1 if said.waiting_room is None else said.waiting_room,
            trunks=-1 if said.trunks is None else said.trunks,
            hand_back=said.shift_end == "hand_back",
            max_redials=said.max_redials,
            max_repeats=said.max_repeats,
            max_transfers=said.max_transfers,
        )
        for one in self.mechanisms:
            if one.floor is not None:
                rules = one.floor.rules(self.numbers.get(one.name), rules)
        return rules

    @property
    def days(self) -> int:
        return len(self.facts.days)

    def links(self, held: frozenset[str] = frozenset(), path: Links | None = None) -> Links:
        """Empty links of a season."""
        # of all mechanisms: a run in which one is switched off can be the path of a run in which it acts
        loops = [loop for one in self.all_mechanisms for loop in one.loops]
        return Links(loops, self.days, len(self.types), held, path)

    def day(
        self, state: State, seed: int, links: Links | None = None, before: Scenario | None = None, since: int = 0
    ) -> Day:
        """A day over `state`, on its first morning until it is moved on. `before`, `since`: see `Own`."""
        own: dict[str, Own[Any, Any, Any]] = {
            one.name: Own(
                one, one.plan(self.scenario), self.numbers.get(one.name), state.memory.get(one.name),
                None if before is None else one.plan(before), since, state.began.get(one.name, 0),
            )
            for one in self.mechanisms
        }  # fmt: skip
        links = self.links() if links is None else links
        return Day(self.facts, self.wiring, own, state, seed, links, self.talent)

    def opening(self, seed: int) -> State:
        """The first morning: everybody's tenure spread evenly, the usual orders on their way."""
        state = State(first_crew(self.scenario, self.talent.spread, seed), {}, cash=self.scenario.money.opening_cash)
        state.began = dict.fromkeys((one.name for one in self.mechanisms), 0)
        day = self.day(state, seed)
        for one in self.mechanisms:
            if one.memory is not None:
                state.memory[one.name] = opened(one.memory(day, day.own(one.name)), state.people)
        return state

    def go_on(self, state: State, seed: int, before: Scenario, since: int) -> None:
        """Make `state`, of the morning of `since`, ready to go on under this scenario instead of `before`.

        A mechanism that was never called opens its memory; one whose levers change may look at it anew. What is held
        is worked out anew. Nothing at all where both scenarios say the same.
        """
        if self.scenario.key == before.key:
            return
        state.held, state.stale = {}, True
        state.began = {one.name: since for one in self.mechanisms} | state.began
        day = self.day(state, seed, None, before, since)
        day.index = since
        for one in self.mechanisms:
            own = day.own(one.name)
            if one.memory is not None and one.name not in state.memory:
                own.mine = state.memory[one.name] = opened(one.memory(day, own), state.people)
        for one in self.mechanisms:
            own = day.own(one.name)
            if one.anew is not None and own.plan != own.before:
                own.mine = state.memory[one.name] = one.anew(day, own)
