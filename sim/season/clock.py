"""The season on SimPy's clock: one day after the other, and the order in which the parts act.

A day: the morning brings newcomers and temps, yesterday's orders go to the packers as waves; demand makes contacts;
the floor plays the day second by second; the evening ships, counts, closes the books, tires and teaches people, and
lets some leave. SimPy keeps the slow clock; each floor day runs on its own (see `sim.floor`).

Loops that can be frozen are in `sim.season.loops`. Every run checks its own laws and returns those that broke.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import simpy

from sim import draws, floor
from sim.arrays import Floats
from sim.floor import invariants, tape
from sim.floor.model import Crew, DayLog
from sim.mechanisms import attrition as leaving
from sim.mechanisms import customers, demand
from sim.mechanisms import fatigue as tiredness
from sim.mechanisms.preparation import LEAD_DAYS, readiness, realised_lift
from sim.mechanisms.roster import NEVER
from sim.season import books
from sim.season import day_counts as desk
from sim.season import rota as crews
from sim.season.loops import Links
from sim.season.setup import State, World, opening
from sim.staff import joining, rewards, suggestions, terms, weeks
from sim.units import DAYS_PER_MONTH, DAYS_PER_WEEK, SECONDS_PER_HOUR, STANDARD_WEEK_HOURS

OPENING_HOURS = 4.0  # the window of the peak KPIs
NOBODY = np.zeros(0, dtype=np.int64)
THIRD = 3


@dataclass(frozen=True)
class SeasonResult:
    """One replication. `days`: daily KPI id → (D,); `ledger`: account → (D,); `profiles`: day → 15-minute arrays."""

    days: dict[str, Floats]
    ledger: dict[str, Floats]
    profiles: dict[int, dict[str, Floats]]
    links: Links
    state: State
    laws: tuple[str, ...]
    first: int  # the days played: from `first` to before `last`
    last: int


DAILY = (
    "orders", "contacts", "children", "answered", "wrong", "live_ended", "live_in_target", "live_lost", "live_wait_s",
    "window_ended", "window_in_target", "window_wait_s", "orders_lost", "contentment_sum", "contentment_n",
    "busy_s", "staffed_s", "overtime_hours", "shipped", "late", "late_open", "backlog_parcels", "unanswered",
    "headcount", "fatigue", "quits", "hires", "cash", "contentment", "effort", "effort_slow",
)  # fmt: skip


def run_season(
    world: World, seed: int, *, start: tuple[int, State] | None = None, stop: int | None = None,
    frozen: frozenset[str] = frozenset(), path: Links | None = None, keep: frozenset[int] = frozenset(),
    each_day: Callable[[int, State], None] | None = None,
) -> SeasonResult:  # fmt: skip
    """Play a season, or the days `start` … `stop` of one from a saved state.

    `frozen` names loops whose link follows `path`. `keep`: days whose 15-minute profile is kept; the state at each
    of them is not. `each_day` is called every morning before anything happens, with the day and the state: it may
    copy the state, which goes on changing, and what it raises ends the run. Seeds: two runs with one seed share every
    draw.
    """
    season = Season(world, seed, start, stop, frozen, path, keep, each_day)
    clock = simpy.Environment(initial_time=season.first)
    clock.process(season.live(clock))
    clock.run()
    return season.result()


class Season:
    """One run. Use `run_season`."""

    def __init__(self, world, seed, start, stop, frozen, path, keep, each_day):
        self.world, self.seed, self.frozen, self.path, self.keep = world, seed, frozen, path, keep
        self.each_day = each_day
        scenario = world.scenario
        self.first = start[0] if start else 0
        self.last = len(world.days) if stop is None else min(stop, len(world.days))
        self.state = copy.deepcopy(start[1]) if start else opening(world, seed)
        self.opening_cash = self.state.cash
        n = len(world.days)
        self.daily, self.booked = np.zeros((len(DAILY), n)), np.zeros((len(books.ACCOUNTS), n))
        self.links = Links.blank(n, len(scenario.work))
        self.profiles: dict[int, dict] = {}
        self.broken: list[str] = []
        self.abandoned, self.in_queue = np.zeros((2, len(scenario.work)))

    def live(self, clock: simpy.Environment):
        """The days, as a SimPy process."""
        while clock.now < self.last:
            day = self.world.days[int(clock.now)]
            if self.each_day is not None:
                self.each_day(day.index, self.state)
            self.morning(day.index)
            orders, log, crew, read = self.play(day)
            self.evening(day.index, orders, log, crew, read)
            yield clock.timeout(1)

    # ---- morning

    def morning(self, d: int) -> None:
        """People come and weeks act; a campaign whose preparation ends today is as ready as it is."""
        world, state = self.world, self.state
        joining.morning(world, state, self.seed, d)
        weeks.course(world, state, d)
        if d and d % DAYS_PER_WEEK == 0:
            weeks.week(world, state, self.seed, d)
        for big, event in world.rota.big.items():
            if d == max(0, big - LEAD_DAYS):
                self._prepare(event, d, big)
        if terms.stale(world, state, d):
            state.terms = terms.of_today(world, state, d)
            state.pace = terms.pace(world, state, d)

    def _prepare(self, event, d: int, big: int) -> None:
        """How much of a campaign's preparation the people on the payroll can do from today to the big day."""
        roster, scenario = self.state.roster, self.world.scenario
        here = roster.employed(d) & ~roster.temp
        weeks = (big - d) / DAYS_PER_WEEK
        hours: dict[str, float] = {}
        for group in roster.group[here]:
            role = scenario.people[group].role
            hours[role] = hours.get(role, 0.0) + weeks * STANDARD_WEEK_HOURS
        ready = readiness(self.world.mechanisms.preparation, dict(event.prep_hours), hours)
        self.state.realised[event.day.isoformat()] = realised_lift(self.world.mechanisms.preparation, ready)

    # ---- the day on the floor

    def play(self, day):
        """Demand meets the floor. Returns the self-served orders, the log, the crew and the day's counts."""
        world, state, d = self.world, self.state, day.index
        scenario = world.scenario
        loyalty = customers.loyalty_factor(
            world.mechanisms.contentment, state.memory, scenario.customers.csat_start,
            scenario.customers.returning_share, state.warehouse.days_late(d),
        )  # fmt: skip
        wanted = demand.expected_orders(scenario, day, world.orders, self.seed, loyalty, state.realised)
        asking = demand.questions(scenario, day, wanted, self._tomorrow(day, loyalty))
        keys, kinds, times = self._contacts(day, asking)
        in_hand = NOBODY
        if state.carry is not None:
            in_hand = state.carry_crew.ids[state.carry.agent[state.carry.agent >= 0]]
        drive = rewards.drive(world, state, d)
        state.helping = drive.helping
        form = terms.form(world, state, d, drive)
        crew = crews.of_day(world.rota, world.people, state.roster, day, in_hand, form)
        carry = state.carry if state.carry is None else tape.hand_over(state.carry, state.carry_crew, crew.crew)
        today = tape.build(world.types, keys, kinds, times, self.seed, day.length, self._head_start(keys), carry)
        floor_crew, types, rules = self._frozen_floor(d, crew.crew)
        log = floor.run_day(today, floor_crew, types, rules, engine=world.engine)
        found = invariants.check(today, floor_crew, types, rules, log, chance=invariants.MANY)
        self.broken += [f"day {d + 1}: {law}" for law in found]
        self.abandoned += np.bincount(log.kind[log.outcome == invariants.ABANDONED], minlength=len(types))
        self.in_queue += log.queue_area
        wrong = self._wrong_answers(d, log, crew, rules)
        new = desk.came_today(log, today)
        read = desk.read_day(
            log, new, world.types, world.human, world.presale, wrong, world.mechanisms.conversion,
            world.mechanisms.contentment, self._window(day), len(crew.person),
        )  # fmt: skip
        self._record_links(d, read)
        luck = draws.uniform(draws.key(self.seed, "self-serve", d), draws.Purpose.SIZE)
        state.carry, state.carry_crew = log.carry, crew.crew
        self_served = demand.poisson_at(luck, world.self_serve * wanted.total)
        if d in self.keep:
            self.profiles[d] = desk.profile(log, new, world.types, world.human, crew.crew.windows, day.length)
            placed = demand.order_times(self.seed, d, wanted, self_served + read.orders_won)
            self.profiles[d]["orders"] = desk.by_slot(placed, day.length)
        return self_served, log, crew, read

    def _head_start(self, keys) -> Floats | float:
        """Seconds by which each contact is served before its turn."""
        rules = self.world.scenario.floor
        if not rules.vip_share:
            return 0.0
        return np.where(draws.uniform(keys, draws.Purpose.VIP) < rules.vip_share, rules.vip_head_start_s, 0.0)

    def _tomorrow(self, day, loyalty: float):
        """Tomorrow's demand if some of its buyers ask today, as it looks this morning."""
        world = self.world
        if not demand.asked_early(world.scenario, day):
            return None
        return demand.expected_orders(
            world.scenario, world.days[day.index + 1], world.orders, self.seed, loyalty, self.state.realised
        )

    def _contacts(self, day, wanted):
        """Keys, kinds and times of the day's first contacts, and its pick waves."""
        world, warehouse, d = self.world, self.state.warehouse, day.index
        late_open = warehouse.late_open(d)
        self.links.late_open[d] = late_open
        if "late_contacts" in self.frozen:
            late_open = self.path.late_open[d]
        travelling, returned = warehouse.travelling(d), warehouse.returns(d)
        work, usual = world.scenario.work, world.usual(day.length)
        flows = [(k, work[k].rate * wanted.means, wanted.edges) for k in world.order_kinds]
        for k in (*world.parcel_kinds, *world.return_kinds):
            asking = returned if work[k].source == "return" else travelling
            late = 0.0 if work[k].source == "return" else (work[k].rate_late or 0.0) * late_open
            flows.append((k, usual.means * (work[k].rate * asking + late), usual.edges))
        keys, flow, times = tape.streams(self.seed, d, [(work[k].id, means, edges) for k, means, edges in flows])
        kinds = np.array([k for k, _, _ in flows], dtype=np.int64)[flow]
        for k in world.wave_kinds:
            waves = warehouse.cut_waves(work[k].batch)
            keys = np.concatenate([keys, draws.key(self.seed, "wave", d, np.arange(waves))])
            kinds = np.concatenate([kinds, np.full(waves, k)])
            times = np.concatenate([times, np.zeros(waves)])
        return keys, kinds, times

    def _frozen_floor(self, d: int, crew: Crew):
        """Crew, kinds and rules of the floor with the frozen links in them.

        Crowded hands that make no more errors than on the path: the path's factor goes into accuracy. Repeats at the
        path's rate: the floor's "wrong" then means "comes back", and the truth about answers is drawn in `desk`.
        """
        world = self.world
        types, rules = world.types, world.rules
        if "overload_errors" in self.frozen:
            wrong = (1 - crew.accuracy) * self.path.error_factor[d]
            crew = replace(crew, accuracy=1 - np.minimum(1.0, wrong))
            rules = replace(rules, error_stretch=np.ones_like(rules.error_stretch))
        if "repeat_contacts" in self.frozen:
            back = np.broadcast_to(self.path.repeat_share[d], crew.accuracy.shape)
            crew = replace(crew, accuracy=1 - back)
            rules = replace(rules, error_stretch=np.ones_like(rules.error_stretch))
            types = replace(types, repeat=np.ones_like(types.repeat))
        return crew, types, rules

    def _wrong_answers(self, d: int, log: DayLog, crew, rules) -> np.ndarray:
        """Which answers were wrong: those of the floor, unless a frozen link gives its "wrong" another meaning."""
        if not self.frozen & {"overload_errors", "repeat_contacts"}:
            return log.wrong
        crowded = "overload_errors" in self.frozen
        share = crew.wrong * (self.path.error_factor[d] if crowded else 1.0)
        return desk.wrong_answers(log, 1 - share, (rules if crowded else self.world.rules).error_stretch)

    def _window(self, day) -> tuple[float, float] | None:
        for instant in self.world.rota.openings.values():
            begin = instant - day.begins
            if begin < day.length and begin + OPENING_HOURS * SECONDS_PER_HOUR > 0:
                return begin, begin + OPENING_HOURS * SECONDS_PER_HOUR
        return None

    def _record_links(self, d: int, read: desk.Desk) -> None:
        if len(read.in_hand):
            self.links.error_factor[d] = _mean(self.world.rules.error_stretch[read.in_hand - 1])
        self.links.repeat_share[d] = read.back_of / np.maximum(read.served_of, 1)

    # ---- evening

    def evening(self, d: int, self_served: int, log: DayLog, crew, counts: desk.Desk) -> None:
        """Ship, pay, tire, teach, lose and replace people; close the day."""
        world, state, scenario = self.world, self.state, self.world.scenario
        orders = self_served + counts.orders_won
        batch = scenario.work[world.wave_kinds[0]].batch if len(world.wave_kinds) else 0
        parcels = counts.waves_done * batch if batch else state.warehouse.backlog()
        returned = state.warehouse.returns(d)
        late = state.warehouse.ship(d, min(parcels, state.warehouse.backlog()))
        state.warehouse.take_orders(d, orders)
        hires = int(((state.roster.hired == d) & ~state.roster.temp & (state.roster.generation > 0)).sum())
        occupancy = log.busy / np.maximum(log.staffed + log.overrun, 1.0)
        hours = crew.hours + log.overrun / SECONDS_PER_HOUR
        extra = crew.extra_hours + log.overrun / SECONDS_PER_HOUR
        payroll = self._pay(d, crew, counts, hours, extra)
        trade = books.Trade(orders, state.warehouse.shipped[d], returned, late, hires)
        moved = books.entries(scenario.money, trade, payroll, joining.hire_cost(world))
        state.cash += sum(moved.values())
        self.booked[:, d] = [moved[account] for account in books.ACCOUNTS]
        points = counts.contentment_sum + late * self._late_points()
        n = counts.contentment_n + late
        today = points / n if n else state.memory
        state.memory = customers.remembered(world.mechanisms.contentment, state.memory, today)
        state.waited_share = counts.live_waited / counts.live_ended if counts.live_ended else 0.0
        quits = self._people(d, crew, hours, occupancy)
        employed = state.roster.employed(d) & ~state.roster.temp
        effort, slow = self._effort(crew)
        self._note(
            d, orders=orders, contacts=counts.entered, children=counts.children, answered=counts.answered,
            wrong=counts.wrong, live_ended=counts.live_ended, live_in_target=counts.live_in_target,
            live_lost=counts.live_lost, live_wait_s=counts.live_wait_s, window_ended=counts.window_ended,
            window_in_target=counts.window_in_target, window_wait_s=counts.window_wait_s,
            orders_lost=counts.orders_lost, contentment_sum=points, contentment_n=n, busy_s=log.busy.sum(),
            staffed_s=log.staffed.sum() + log.overrun.sum(),
            overtime_hours=extra[~state.roster.temp[crew.person]].sum(),
            shipped=trade.shipped, late=late, late_open=state.warehouse.late_open(d + 1),
            backlog_parcels=state.warehouse.backlog(), unanswered=counts.unanswered, headcount=employed.sum(),
            fatigue=_mean(state.roster.fatigue[employed]), quits=quits, hires=hires,
            cash=state.cash, contentment=today, effort=effort, effort_slow=slow,
        )  # fmt: skip

    def _effort(self, crew) -> tuple[float, float]:
        """Mean effort of the service floor today, and of its slowest third; 1 where nobody is there."""
        floor = self.world.service[self.state.roster.group[crew.person]].nonzero()[0]
        if not len(floor):
            return 1.0, 1.0
        order = floor[self.state.pace[crew.person[floor]].argsort(kind="stable")]
        third = order[: max(1, len(order) // THIRD)]
        return _mean(crew.effort[floor]), _mean(crew.effort[third])

    def _note(self, d: int, **values: float) -> None:
        self.daily[:, d] = [values[name] for name in DAILY]

    def _late_points(self) -> float:
        contentment = self.world.mechanisms.contentment
        return max(1.0, contentment.best - contentment.late_loss)

    def _pay(self, d: int, crew, counts: desk.Desk, hours: Floats, extra: Floats) -> books.Payroll:
        """The day's pay, and what the day counts for at the next pay day."""
        world, state, scenario = self.world, self.state, self.world.scenario
        roster = state.roster
        monthly = world.month_pay[roster.group] * terms.pay_factor(world, state, d)
        employed = roster.employed(d) & ~roster.temp
        temp = roster.temp[crew.person]
        won = counts.asked * world.mechanisms.conversion.asked
        rewards.count(world, state, crew.person, hours, counts.done, won, counts.false)
        return books.Payroll(
            wages=books.wages_day(monthly[employed]),
            overtime=books.overtime_pay(scenario.money, monthly[crew.person[~temp]], extra[~temp]),
            temps=float(hours[temp].sum()) * scenario.peak.temp_pay_hour,
            variable=rewards.due(world, state, d),
            together=float(employed.sum()) * scenario.together.event_budget / DAYS_PER_MONTH,
            licences=suggestions.cost(world, state, d),
        )

    def _people(self, d: int, crew, hours: Floats, occupancy: Floats) -> int:
        """Fatigue, experience, leavers and their successors. Returns how many left."""
        world, state = self.world, self.state
        roster, mechanisms = state.roster, world.mechanisms
        today = tiredness.strain(
            mechanisms.fatigue, hours, occupancy, crew.breaks, world.night[roster.group[crew.person]]
        )
        keys = roster.key[crew.person]
        self.links.strain[d] = dict(zip(keys.tolist(), today.tolist(), strict=True))
        self.links.strain_mean[d] = _mean(today)
        if "overload_fatigue" in self.frozen:
            today = self.path.strain_of(d, keys)
        strain = np.zeros(len(roster))
        strain[crew.person] = today
        roster.fatigue = tiredness.tomorrow(mechanisms.fatigue, roster.fatigue, strain)
        roster.experience[crew.person] += hours * crew.presence * state.terms.pace[crew.person] / STANDARD_WEEK_HOURS
        self.links.fatigue[d] = dict(zip(roster.key.tolist(), roster.fatigue.tolist(), strict=True))
        self.links.fatigue_mean[d] = _mean(roster.fatigue)
        tired = self.path.fatigue_of(d, roster.key) if "fatigue_leavers" in self.frozen else roster.fatigue
        hazard = leaving.daily_hazard(mechanisms.attrition, roster.tenure_weeks(d), tired, state.terms.log_quits)
        luck = draws.uniform(draws.extend(roster.key, d), draws.Purpose.CHOICE_B)
        stays = roster.employed(d) & ~roster.temp & (state.standing.notice == NEVER)
        leavers = np.flatnonzero(stays & (luck < hazard))
        state.standing.notice[leavers] = d
        roster.gone[leavers] = d + 1 + round(mechanisms.reasons.notice_days)
        for person in leavers:
            joining.replace(world, state, self.seed, d, int(person))
        return len(leavers)

    def result(self) -> SeasonResult:
        scenario = self.world.scenario
        span = slice(self.first, self.last)
        days = dict(zip(DAILY, self.daily, strict=True))
        ledger = dict(zip(books.ACCOUNTS, self.booked, strict=True))
        moved = {name: values[span] for name, values in ledger.items()}
        broken = self.broken + invariants.patience(self.world.types, self.abandoned, self.in_queue, invariants.MANY)
        broken += list(books.law(self.opening_cash, moved, self.state.cash, days["orders"][span], scenario.money))
        children, roots = days["children"][span].sum(), days["contacts"][span].sum()
        ratio = children / max(roots - children, 1)
        if ratio >= 1:
            broken.append(f"collapse: each first contact made {ratio:.2f} more, 1 is the limit of what can be kept up")
        return SeasonResult(
            days, ledger, self.profiles, self.links, self.state, tuple(broken), self.first, self.last,
        )  # fmt: skip


def _mean(values: Floats) -> float:
    """The mean, 0 of nothing; `ndarray.mean` takes three times as long for a team."""
    return float(values.sum() / len(values)) if len(values) else 0.0
