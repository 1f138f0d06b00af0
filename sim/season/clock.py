"""The season on SimPy's clock: one day after the other, in the order of its phases.

SimPy keeps the slow clock; each floor day runs on its own (see `sim.floor`). The season knows the order of a day and
the floor; what happens in a phase is the business of the mechanisms that act in it. Every run checks its own laws and
returns those that broke.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace

import numpy as np
import simpy

from sim import draws, floor
from sim.arrays import Floats, Ints, Keys
from sim.contract.channels import ASKED_ORDERS, CSAT, EFFORT, FLOWS, ORDER_CHANCE, ORDER_TIMES, PACE, SLOWNESS, TURN
from sim.contract.day import State
from sim.contract.floor_day import DayCounts, Given
from sim.contract.flows import Flow
from sim.contract.links import Links
from sim.contract.mechanism import Count
from sim.contract.phases import Phase
from sim.floor import invariants, tape
from sim.floor import screen as screens
from sim.floor.model import Comers, Crew, DayLog, Tape, WorkTypes
from sim.floor.pools import joined, split
from sim.scenario import Scenario
from sim.season import books, day_counts, rota
from sim.season.day_counts import Answers
from sim.season.pace import at_pace
from sim.season.setup import Setup
from sim.units import DAYS_PER_WEEK, SECONDS_PER_HOUR, STANDARD_SHIFT_HOURS

OPENING_HOURS = 4.0  # the window of the peak KPIs
NOBODY: Ints = np.zeros(0, dtype=np.int64)
THIRD = 3
EachFloor = Callable[[int, Tape, Crew, DayLog], None]  # day, what it began with, who was there, what became of it

COUNTS = (
    Count("contacts", "contacts that came, further tries included"),
    Count("children", "of them redials, repeats, transfers and messages"),
    Count("kept_off", "contacts that a robot answered first, beyond today's robot"),
    Count("answered", "contacts answered"),
    Count("wrong", "of them wrong"),
    Count("live_ended", "chats and calls that ended"),
    Count("live_in_target", "of them answered in target"),
    Count("live_lost", "of them given up or turned away"),
    Count("messages", "of them that left a message after a wait"),
    Count("live_wait_s", "their waiting, seconds"),
    Count("window_ended", "chats and calls of a campaign's opening hours"),
    Count("window_in_target", "of them answered in target"),
    Count("window_wait_s", "their waiting, seconds"),
    Count("busy_s", "seconds with a contact in hand"),
    Count("staffed_s", "seconds on duty"),
    Count("unanswered", "contacts still open tonight", "last"),
    Count("handed_on", "contacts that went on to another desk"),
    Count("cases", "contacts answered by desks that others hand on to"),
    Count("cases_in_target", "of them within their target"),
    Count("case_wait_s", "their waiting, seconds"),
    Count("headcount", "people on the payroll, temps aside", "last"),
    Count("effort", "mean effort of the service floor, 1 = usual", "mean"),
    Count("effort_slow", "the same of its slowest third", "mean"),
    Count("desk_answered", "contacts that the service floor's people answered"),
    Count("desk_days", "standard days that they worked"),
    Count("cash", "money tonight", "last"),
)


@dataclass(frozen=True)
class SeasonResult:
    """One replication. `days`: daily count → (D,); `ledger`: account → (D,); `profiles`: day → 15-minute arrays."""

    days: dict[str, Floats]
    ledger: dict[str, Floats]
    profiles: dict[int, dict[str, Floats]]
    links: Links
    state: State
    laws: tuple[str, ...]
    seed: int
    first: int  # the days played: from `first` to before `last`
    last: int


def run_season(
    setup: Setup, seed: int, *, start: tuple[int, State] | None = None, stop: int | None = None,
    frozen: frozenset[str] = frozenset(), path: Links | None = None, keep: frozenset[int] = frozenset(),
    each_day: Callable[[int, State], None] | None = None, each_floor: EachFloor | None = None,
    before: Scenario | None = None,
) -> SeasonResult:  # fmt: skip
    """Play a season, or the days `start` … `stop` of one from a saved state.

    `before`: the scenario that the days before `start` were lived under, where its levers are others (`Setup.go_on`);
    without it, the state is taken for one of this setup.

    `frozen` names loops whose link is held at `path`. `keep`: days whose 15-minute profile is kept; the state at each
    of them is not. `each_day` is called every morning before anything happens, with the day and the state: it may
    copy the state, which goes on changing, and what it raises ends the run. `each_floor` is shown every floor day as it
    was played. Seeds: two runs with one seed share every
    draw.
    """
    season = Season(setup, seed, start, stop, setup.links(frozen, path), keep, each_day, each_floor, before)
    clock = simpy.Environment(initial_time=season.first)
    clock.process(season.live(clock))
    clock.run()
    return season.result()


class Season:
    """One run. Use `run_season`."""

    def __init__(
        self, setup: Setup, seed: int, start: tuple[int, State] | None, stop: int | None, links: Links,
        keep: frozenset[int], each_day: Callable[[int, State], None] | None, each_floor: EachFloor | None,
        before: Scenario | None = None,
    ) -> None:  # fmt: skip
        self.setup, self.seed, self.keep, self.each_day, self.each_floor = setup, seed, keep, each_day, each_floor
        self.first = start[0] if start else 0
        self.last = setup.days if stop is None else min(stop, setup.days)
        self.state = copy.deepcopy(start[1]) if start else setup.opening(seed)
        self.opening_cash = self.state.cash
        if start and before is not None and before.key != setup.scenario.key:
            setup.go_on(self.state, seed, before, self.first)
            self.day = setup.day(self.state, seed, links, before, self.first)
        else:
            self.day = setup.day(self.state, seed, links)
        everything = setup.all_mechanisms
        counts = [*COUNTS, *(count for one in everything for count in one.counts)]
        self.day.daily = {count.id: np.zeros(setup.days) for count in counts}
        self.day.ledger = {account.id: np.zeros(setup.days) for one in everything for account in one.accounts}
        self.floorwork = [
            (self.day.own(one.name), one.floor) for one in setup.mechanisms if one.floor is not None
        ]  # fmt: skip
        self.screens = [(self.day.own(one.name), one.screens) for one in setup.mechanisms if one.screens is not None]
        self.pooling = [(self.day.own(one.name), one.pools) for one in setup.mechanisms if one.pools is not None]
        self.profiles: dict[int, dict[str, Floats]] = {}
        self.broken: list[str] = []
        self.abandoned, self.in_queue = np.zeros((2, len(setup.types)))

    def live(self, clock: simpy.Environment) -> Generator[simpy.Event, None, None]:
        """The days, as a SimPy process."""
        while clock.now < self.last:
            self.day.begin(int(clock.now))
            if self.each_day is not None:
                self.each_day(self.day.index, self.state)
            self.play()
            yield clock.timeout(1)

    def play(self) -> None:
        """One day, phase by phase."""
        day, acts = self.day, self.setup.acts
        day.act(acts[Phase.MORNING])
        if day.index and day.index % DAYS_PER_WEEK == 0:
            day.act(acts[Phase.WEEK])
        day.refresh()
        day.act(acts[Phase.DEMAND])
        contacts = self._contacts()
        day.act(acts[Phase.CREW])
        self._floor(*contacts)
        for phase in (Phase.FLOOR, Phase.SHIP, Phase.PAY):
            day.act(acts[phase])
        read = day.read
        self.state.waited_share = read.live_waited / read.live_ended if read.live_ended else 0.0
        for phase in (Phase.PEOPLE, Phase.LEAVE, Phase.CLOSE):
            day.act(acts[phase])
        self._note()

    # ---- the floor

    def _contacts(self) -> tuple[Keys, Ints, Floats]:
        """Keys, types and times of the day's first contacts, and its pick waves."""
        d, flows = self.day.index, sorted(self.day[FLOWS], key=lambda one: one.type)
        streams = [one for one in flows if isinstance(one, Flow)]
        work = self.day.shop.work
        keys, flow, times = tape.streams(self.seed, d, [(work[one.type].id, one.means, one.edges) for one in streams])
        types = np.array([one.type for one in streams], dtype=np.int64)[flow]
        for waves in (one for one in flows if not isinstance(one, Flow)):
            keys = np.concatenate([keys, draws.key(self.seed, "wave", d, np.arange(waves.count))])
            types = np.concatenate([types, np.full(waves.count, waves.type)])
            times = np.concatenate([times, np.zeros(waves.count)])
        return keys, types, times

    def _floor(self, keys: Keys, kinds: Ints, times: Floats) -> None:
        """Contacts meet people; what came of it stands in `day.read`, `day.shift` and `day.occupancy`."""
        setup, state, day = self.setup, self.state, self.day
        carry, before = state.carry, state.carry_crew
        in_hand = NOBODY if carry is None or before is None else before.ids[carry.agent[carry.agent >= 0]]
        day.shift, spans = rota.on_duty(setup.rota, day, in_hand)
        day.crew = rota.of_day(day, spans)
        own_crew, length = day.crew.crew, day.shop_day.length
        if carry is not None and before is not None:
            carry = tape.hand_over(carry, before, own_crew)
        types = at_pace(setup.types, day.facts.human, day.shop.floor.pace_cv, self.seed, day.index)
        types, ahead = self._in_turn(types, keys, kinds)
        come = Comers(keys, kinds, times, ahead, np.zeros(len(keys), bool))
        for own, screen in self.screens:
            found = screen(day, own, come, types)
            come = screens.without(come, found.taken, found.back, found.after)
            if len(found.undecided):
                state.undecided = np.sort(np.concatenate((state.undecided, found.undecided)))
            day.screened(own.mechanism.name, found.found)
            day.note("kept_off", day.daily["kept_off"][day.index] + np.count_nonzero(found.taken))
        today = tape.build(
            types, come.root, come.kind, come.enter, self.seed, length, come.head_start, carry, come.again
        )
        on: Given = own_crew, types, setup.rules
        for own, work in self.floorwork:
            on = work.before(day, own, on)
        pools = next((of(day, own, today, on[0]) for own, of in self.pooling), None)
        played = (today, *on) if pools is None else (*split(today, on[0], on[1], pools), on[2])
        log = floor.run_day(*played, engine=setup.engine)
        laws = invariants.check(*played, log, chance=invariants.MANY)
        self.broken += [f"day {day.index + 1}: {law}" for law in laws]
        if pools is not None:
            log = joined(log, types, pools)
        if self.each_floor is not None:
            self.each_floor(day.index, today, on[0], log)
        self.abandoned += np.bincount(log.kind[log.outcome == invariants.ABANDONED], minlength=len(setup.types))
        self.in_queue += log.queue_area
        for own, work in self.floorwork:  # each adds to what those before it found
            wrong = work.wrong(day, own, log)
            log = log if wrong is log.wrong else replace(log, wrong=wrong)
        new = day_counts.came_today(log, today)
        unsold, state.handed_on = day_counts.before_sale(log, day.facts.presale, state.handed_on)
        undecided, state.undecided = day_counts.undecided(log, unsold, state.undecided)
        answers = Answers(day[ORDER_CHANCE], day[CSAT], day[SLOWNESS], day[ASKED_ORDERS])
        agents = len(day.shift.person)
        read = day_counts.read_day(
            log, new, setup.types, day.facts, log.wrong, unsold, undecided, answers, self._window(), agents, kinds
        )
        for own, work in self.floorwork:
            work.after(day, own, read)
        day.read, state.carry, state.carry_crew = read, log.carry, own_crew
        day.shift = replace(day.shift, overrun=log.overrun / SECONDS_PER_HOUR)
        day.occupancy = log.busy / np.maximum(log.staffed + log.overrun, 1.0)
        self._busy = float(log.busy.sum()), float(log.staffed.sum() + log.overrun.sum())
        if day.index in self.keep:
            profile = day_counts.profile(log, new, setup.types, day.facts.human, own_crew.windows, length)
            self.profiles[day.index] = profile

    def _in_turn(self, types: WorkTypes, keys: Keys, kinds: Ints) -> tuple[WorkTypes, Floats | float]:
        """The types, and the head start of each contact, as people take those who wait."""
        turn = self.day[TURN]
        if turn is None:
            return types, self._head_start(keys)
        types, ahead = turn(types, keys, kinds)
        return types, ahead + self._head_start(keys)

    def _head_start(self, keys: Keys) -> Floats | float:
        """Seconds by which each contact is served before its turn."""
        rules = self.day.shop.floor
        if not rules.vip_share:
            return 0.0
        return np.where(draws.uniform(keys, draws.Purpose.VIP) < rules.vip_share, rules.vip_head_start_s, 0.0)

    def _window(self) -> tuple[float, float] | None:
        """The opening hours of a campaign, in seconds of this day."""
        today = self.day.shop_day
        for instant in self.day.facts.openings.values():
            begin = instant - today.begins
            if begin < today.length and begin + OPENING_HOURS * SECONDS_PER_HOUR > 0:
                return begin, begin + OPENING_HOURS * SECONDS_PER_HOUR
        return None

    # ---- evening

    def _note(self) -> None:
        """The day's counts of the floor and the team."""
        day, read = self.day, self.day.read
        for name in COUNTED:
            day.note(name, getattr(read, name))
        day.note("contacts", read.entered)
        busy, staffed = self._busy
        day.note("busy_s", busy)
        day.note("staffed_s", staffed)
        day.note("headcount", int(np.count_nonzero(day.employed & ~day.people.temp)))
        effort, slow = self._effort()
        desk = day.facts.service[day.people.group[day.shift.person]]
        day.note("desk_answered", float(read.done[desk].sum()))
        day.note("desk_days", float(day.shift.worked[desk].sum()) / STANDARD_SHIFT_HOURS)
        day.note("effort", effort)
        day.note("effort_slow", slow)
        day.note("cash", self.state.cash)
        if day.index in self.profiles:
            placed = day[ORDER_TIMES](int(day.daily["orders"][day.index]))
            self.profiles[day.index]["orders"] = day_counts.by_slot(placed, day.shop_day.length)

    def _effort(self) -> tuple[float, float]:
        """Mean effort of the service floor today, and of its slowest third; 1 where nobody is there."""
        person, effort = self.day.shift.person, self.day.crew.effort
        if not self.day.used(EFFORT):
            return 1.0, 1.0
        floor = self.day.facts.service[self.day.people.group[person]].nonzero()[0]
        if not len(floor):
            return 1.0, 1.0
        order = floor[self.day[PACE][person[floor]].argsort(kind="stable")]
        third = order[: max(1, len(order) // THIRD)]
        return _mean(effort[floor]), _mean(effort[third])

    def result(self) -> SeasonResult:
        span, shop, days = slice(self.first, self.last), self.day.shop, self.day.daily
        moved = {name: values[span] for name, values in self.day.ledger.items()}
        broken = self.broken + invariants.patience(self.setup.types, self.abandoned, self.in_queue, invariants.MANY)
        played = {name: values[span] for name, values in days.items()}
        broken += [sentence for one in self.setup.mechanisms if one.law is not None for sentence in one.law(played)]
        broken += list(books.law(self.opening_cash, moved, self.state.cash, days["orders"][span], shop.money))
        children, came = days["children"][span].sum(), days["contacts"][span].sum()
        ratio = children / max(came - children + days["kept_off"][span].sum(), 1)
        if ratio >= 1:
            broken.append(f"collapse: each first contact made {ratio:.2f} more, 1 is the limit of what can be kept up")
        return SeasonResult(
            days, self.day.ledger, self.profiles, self.day.links, self.state, tuple(broken), self.seed, self.first,
            self.last,
        )  # fmt: skip


# of the floor day's counts, those that are noted under the same name
COUNTED = tuple(count.id for count in COUNTS if count.id in DayCounts.__dataclass_fields__)


def _mean(values: Floats) -> float:
    """The mean, 0 of nothing; `ndarray.mean` takes three times as long for a team."""
    return float(values.sum() / len(values)) if len(values) else 0.0
