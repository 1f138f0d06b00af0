"""The contract: order within a phase does not matter, nobody reads what it has not declared, neutral costs nothing."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
import pytest

from sim.contract.channels import CHANNELS, QUANTITIES, Channel, Quantity
from sim.contract.day import Day, State
from sim.contract.mechanism import Floorwork, Mechanism, Own
from sim.evidence import parameters
from sim.mechanisms import MECHANISMS
from sim.scenario import Scenario
from sim.season import kpi, plan
from sim.season.clock import COUNTS, SeasonResult, run_season
from sim.season.setup import LOOPS, Setup, switched_on, wire
from sim.shop.facts import Shop
from tests.season.shop import everything, small_shop


def everything_on(mechanisms=MECHANISMS) -> Setup:
    # with money in the till: where cash runs through zero, the last digit of its sums is a large share of it
    setup = Setup(small_shop(**everything(), **{"money.opening_cash": 1e6}), parameters(), mechanisms=mechanisms)
    assert len(setup.mechanisms) == len(mechanisms), "every mechanism has a move that switches it on"
    return setup


def assert_same(one: SeasonResult, two: SeasonResult) -> None:
    for a, b in ((one.days, two.days), (one.ledger, two.ledger)):
        assert a.keys() == b.keys()
        for name in a:
            assert a[name] == pytest.approx(b[name], rel=1e-12, abs=1e-12), name


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_mechanisms_changes_nothing(seed):
    """Shuffled within each phase and channel: the same season."""
    base = run_season(everything_on(), seed)
    assert not base.laws
    for turn in range(2):
        shuffled = random.Random(turn).sample(MECHANISMS, len(MECHANISMS))
        setup = everything_on(tuple(shuffled))
        other = run_season(setup, seed)
        assert_same(base, other)
        assert kpi.end_state(setup, other).total == pytest.approx(kpi.end_state(everything_on(), base).total)


def wrapped(one: Mechanism, around: Callable[[str, Callable], Callable]) -> Mechanism:
    """The mechanism with `around` about each of its functions."""
    tables = ("acts", "adds", "shares", "bends", "leaves")
    changes: dict[str, Any] = {
        table: {what: around(one.name, f) for what, f in getattr(one, table).items()} for table in tables
    }
    if one.memory is not None:
        changes["memory"] = around(one.name, one.memory)
    if one.screens is not None:
        changes["screens"] = around(one.name, one.screens)
    if one.pools is not None:
        changes["pools"] = around(one.name, one.pools)
    if one.floor is not None:
        floor = one.floor
        changes["floor"] = Floorwork(
            *(around(one.name, f) for f in (floor.rules, floor.before, floor.wrong, floor.after))
        )
    return replace(one, **changes)


def test_nobody_reads_what_it_has_not_declared_and_declares_nothing_that_it_does_not_read(monkeypatch):
    reading: list[str] = []
    seen: Counter[tuple[str, Quantity | Channel]] = Counter()

    def around(name: str, f: Callable) -> Callable:
        def called(*arguments: Any) -> Any:
            own = next((one for one in arguments if isinstance(one, Own)), None)
            before = own.mine if own else None
            reading.append(name)
            try:
                return f(*arguments)
            finally:
                reading.pop()
                assert own is None or own.mine is before, f"{name} changed its memory before the phase was over"

        return called

    ask = Day.__getitem__

    def asked(day: Day, what: Channel | Quantity) -> Any:
        if reading:
            seen[reading[-1], what] += 1
        return ask(day, what)

    class Guarded(dict):
        """Memories, which nobody may look up while a mechanism is at work: it has its own, and quantities."""

        def __getitem__(self, name: str) -> Any:
            assert not reading, f"{reading[-1]} looks into the memory of {name}"
            return super().__getitem__(name)

    def guard(_: int, state: State) -> None:
        state.memory = Guarded(state.memory)

    used, own_of = Day.used, Day.own

    def asked_used(day: Day, what: Channel | Quantity) -> bool:
        if reading:
            seen[reading[-1], what] += 1
        return used(day, what)

    def asked_own(day: Day, name: str) -> Own:
        assert not reading, f"{reading[-1]} looks into {name}"
        return own_of(day, name)

    monkeypatch.setattr(Day, "__getitem__", asked)
    monkeypatch.setattr(Day, "used", asked_used)
    monkeypatch.setattr(Day, "own", asked_own)
    watched = tuple(wrapped(one, around) for one in MECHANISMS)
    setup = everything_on(watched)
    kpi.end_state(setup, run_season(setup, 1, each_day=guard))
    for one in watched:
        read = {what for (name, what) in seen if name == one.name and isinstance(what, Quantity)}
        declared = {*one.needs, *one.reads}
        own = {*one.shares, *one.says}
        assert read - own <= declared, f"{one.name} reads {[q.id for q in read - own - declared]} undeclared"
        unused = declared - read - NOT_READ_BY_ITSELF.get(one.name, set())
        assert not unused, f"{one.name} declares {[q.id for q in unused]} and does not read it"


# what a mechanism needs another to do with its terms, although it does not look at it
NOT_READ_BY_ITSELF = {
    one.name: {q for q in one.needs if q.id == "leads"} for one in MECHANISMS if one.name in ("appraisal", "leadership")
}


def test_a_mechanism_that_is_switched_off_is_not_called():
    """At neutral levers a season runs with a mechanism whose every function fails."""

    def fails(name: str, f: Callable) -> Callable:
        def refuse(*arguments: Any) -> Any:
            raise AssertionError(f"{name} was called")

        return refuse

    shop = small_shop()
    on = {one.name for one in switched_on(shop)}
    traps = tuple(one if one.name in on else wrapped(one, fails) for one in MECHANISMS)
    assert len(on) < len(MECHANISMS)
    assert_same(run_season(Setup(shop, parameters()), 1), run_season(Setup(shop, parameters(), mechanisms=traps), 1))


def test_no_memory_is_changed_in_place(monkeypatch):
    """Every array that is remembered is locked; the season is the same."""
    remember = Day._remember

    def locked(day: Day, name: str, memory: Any) -> None:
        for value in (getattr(memory, f.name) for f in fields(memory) if is_dataclass(memory)):
            if isinstance(value, np.ndarray):
                value.setflags(write=False)
        remember(day, name, memory)

    base = run_season(everything_on(), 3)
    monkeypatch.setattr(Day, "_remember", locked)
    assert_same(base, run_season(everything_on(), 3))


def test_every_quantity_has_one_owner_and_every_channel_somebody_who_adds():
    owned = Counter(q for one in MECHANISMS for q in (*one.shares, *one.says))
    assert set(owned) == set(QUANTITIES) and set(owned.values()) == {1}
    assert {channel for one in MECHANISMS for channel in one.adds} == set(CHANNELS)
    assert len({x.id for x in (*CHANNELS, *QUANTITIES)}) == len(CHANNELS) + len(QUANTITIES)


def test_two_owners_of_one_quantity_are_refused():
    twice = (MECHANISMS[0], replace(MECHANISMS[0], name="again"))
    with pytest.raises(ValueError, match="both demand and again own it"):
        wire(twice, {})


def test_names_counts_and_accounts_are_declared_once():
    for ids in (
        [one.name for one in MECHANISMS],
        [count.id for one in MECHANISMS for count in one.counts] + [count.id for count in COUNTS],
        [account.id for one in MECHANISMS for account in one.accounts],
        [loop.id for one in MECHANISMS for loop in one.loops],
    ):
        assert len(set(ids)) == len(ids), ids


def test_every_part_of_a_scenario_is_a_fact_or_a_mechanisms_levers():
    levers = {one.name for one in MECHANISMS if one.levers is not None}
    assert set(Scenario.model_fields) - set(Shop.model_fields) == levers
    for one in MECHANISMS:
        if one.levers is not None:
            assert type(one.plan(small_shop())) is one.levers
            assert set(one.asks) <= set(one.levers.model_fields)


def test_levers_that_say_how_leave_their_mechanism_switched_off():
    assert "tools" not in {one.name for one in switched_on(small_shop(**{"tools.assistance_cost": 50.0}))}
    needed = switched_on(small_shop(**{"together.awards_share": 0.1}))
    assert "pay" in {one.name for one in needed}, "praise counts contacts, which pay remembers"


def test_the_plan_shows_every_phase_channel_and_mechanism():
    text = "\n".join(plan.lines(everything_on()))
    assert all(f"- {channel.id} " in text for channel in CHANNELS)
    assert "switched off" not in text and "within the bound on output" in text
    assert "switched off" in "\n".join(plan.lines(Setup(small_shop(), parameters())))


def test_a_loop_cannot_be_held_at_no_path():
    with pytest.raises(RuntimeError, match="held at no path"):
        run_season(Setup(small_shop(), parameters()), 1, frozen=frozenset({"late_contacts"}))


def test_a_held_loop_follows_its_path_and_the_others_go_on():
    """Late parcels that make contacts, held at a run without any: fewer contacts, and as many late parcels."""
    crowded = Setup(small_shop(**{"people.stock.count": 1, "demand.orders_day": 300.0}), parameters())
    calm = run_season(Setup(small_shop(**{"people.stock.count": 9, "demand.orders_day": 300.0}), parameters()), 1)
    free = run_season(crowded, 1)
    held = run_season(crowded, 1, frozen=frozenset({"late_contacts"}), path=calm.links)
    assert free.days["late"].sum() > 0 == calm.days["late"].sum()
    assert held.days["contacts"].sum() < free.days["contacts"].sum() and held.days["late"].sum() > 0


def test_any_loop_of_everything_can_be_held_at_a_neutral_season():
    """A path in which a mechanism was switched off holds its links at what they are on a day without it."""
    path = run_season(Setup(small_shop(), parameters()), 1).links
    for loop in LOOPS:
        assert not run_season(everything_on(), 1, frozen=frozenset({loop}), path=path, stop=10).laws, loop


def test_an_unknown_loop_is_refused():
    setup = Setup(small_shop(), parameters())
    with pytest.raises(ValueError, match="no mechanism has the loop no_such_loop"):
        run_season(setup, 1, frozen=frozenset({"no_such_loop"}), path=setup.links())


TRUTHS = {"assumptions neutral": parameters(True), **{f"doubt {seed}": parameters().drawn(seed) for seed in range(3)}}


@pytest.mark.parametrize("truth", TRUTHS)
def test_with_everything_on_no_truth_gives_what_is_no_number(truth):
    setup = Setup(small_shop(**everything()), TRUTHS[truth])
    season = run_season(setup, 1)
    values = [*season.days.values(), *season.ledger.values(), list(kpi.totals(setup, season).values())]
    assert not season.laws and all(np.isfinite(one).all() for one in values)


def test_what_is_not_declared_is_named():
    day = Setup(small_shop(), parameters()).day(everything_on().opening(1), 1)
    with pytest.raises(KeyError, match="no mechanism declares the account 'gifts'"):
        day.book("gifts", 1.0)
    with pytest.raises(KeyError, match="no mechanism declares the count 'smiles'"):
        day.note("smiles", 1.0)
    with pytest.raises(KeyError, match=r"data/parameters.csv has no row pay.luck"):
        parameters()["pay.luck"]
    with pytest.raises(ValueError, match="demand has no lever wish"):
        replace(MECHANISMS[0], asks=("wish",))


@pytest.mark.parametrize("one", [one for one in MECHANISMS if not one.always], ids=lambda one: one.name)
def test_every_default_is_nothing_of_it(one):
    """Forced to act although its levers ask for nothing, a mechanism changes nothing."""
    forced = tuple(replace(other, always=True) if other is one else other for other in MECHANISMS)
    shop = small_shop()
    assert_same(run_season(Setup(shop, parameters()), 1), run_season(Setup(shop, parameters(), mechanisms=forced), 1))
