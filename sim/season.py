"""The season on SimPy's clock: one day after the other, and the order in which the parts act.

A day: the morning brings newcomers and temps, yesterday's orders go to the packers as waves; demand makes contacts;
the floor plays the day second by second; the evening ships, counts, closes the books, tires and teaches people, and
lets some leave. SimPy keeps the slow clock; each floor day runs on its own (see `sim.floor`).

Loops that can be frozen are in `sim.links`. Every run checks its own laws and returns those that broke.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace

import numpy as np
import simpy

from sim import crew as crews
from sim import desk, draws, floor
from sim.floor import laws, tape
from sim.floor.model import Crew, DayLog, Floats, Outcome
from sim.governance import books
from sim.links import Links
from sim.market import customers, demand
from sim.organisation.preparation import LEAD_DAYS, readiness, realised_lift
from sim.people import attrition as leaving
from sim.people import fatigue as tiredness
from sim.people import incentives as pay
from sim.people import roster as rosters
from sim.people.roster import NEVER, Roster
from sim.units import DAYS_PER_WEEK, PAID_HOURS_PER_MONTH, SECONDS_PER_HOUR, STANDARD_WEEK_HOURS
from sim.world import State, World, opening

OPENING_HOURS = 4.0  # the window of the peak KPIs


@dataclass(frozen=True)
class SeasonResult:
    """One replication. `days`: daily KPI id → (D,); `ledger`: account → (D,); `profiles`: day → 15-minute arrays."""

    days: dict[str, Floats]
    ledger: dict[str, Floats]
    counts: dict[str, float]
    profiles: dict[int, dict[str, Floats]]
    links: Links
    state: State
    laws: tuple[str, ...]
    first: int


DAILY = (
    "orders", "contacts", "children", "answered", "wrong", "live_ended", "live_in_target", "live_lost", "live_wait_s",
    "window_ended", "window_in_target", "window_wait_s", "orders_lost", "contentment_sum", "contentment_n",
    "busy_s", "staffed_s", "overtime_hours", "shipped", "late", "late_open", "backlog_parcels", "unanswered",
    "headcount", "fatigue", "quits", "hires", "cash", "contentment",
)  # fmt: skip


def run_season(
    world: World, seed: int, *, start: tuple[int, State] | None = None, stop: int | None = None,
    frozen: frozenset[str] = frozenset(), path: Links | None = None, keep: frozenset[int] = frozenset(),
) -> SeasonResult:  # fmt: skip
    """Play a season, or the days `start` … `stop` of one from a saved state.

    `frozen` names loops whose link follows `path`. `keep`: days whose 15-minute profile is kept; the state at each
    of them is not. Seeds: two runs with one seed share every draw.
    """
    season = Season(world, seed, start, stop, frozen, path, keep)
    clock = simpy.Environment(initial_time=season.first)
    clock.process(season.live(clock))
    clock.run()
    return season.result()


class Season:
    """One run. Use `run_season`."""

    def __init__(self, world, seed, start, stop, frozen, path, keep):
        self.world, self.seed, self.frozen, self.path, self.keep = world, seed, frozen, path, keep
        scenario = world.scenario
        self.first = start[0] if start else 0
        self.last = len(world.days) if stop is None else min(stop, len(world.days))
        self.state = copy.deepcopy(start[1]) if start else opening(world, seed)
        self.opening_cash = self.state.cash
        n = len(world.days)
        self.days = {name: np.zeros(n) for name in DAILY}
        self.ledger = {name: np.zeros(n) for name in books.ACCOUNTS}
        self.links = Links.blank(n, len(scenario.work))
        self.profiles: dict[int, dict] = {}
        self.broken: list[str] = []

    def live(self, clock: simpy.Environment):
        """The days, as a SimPy process."""
        while clock.now < self.last:
            day = self.world.days[int(clock.now)]
            self.morning(day.index)
            orders, log, crew, read = self.play(day)
            self.evening(day.index, orders, log, crew, read)
            yield clock.timeout(1)

    # ---- morning

    def morning(self, d: int) -> None:
        """Temps arrive; a campaign whose preparation ends today is as ready as it is."""
        peak = self.world.scenario.peak
        for big, event in self.world.rota.big.items():
            if d == max(0, big - 1 - peak.temps_days_before):
                self._hire_temps(d, big + peak.days_after + 1)
            if d == max(0, big - LEAD_DAYS):
                self._prepare(event, d, big)

    def _hire_temps(self, d: int, gone: int) -> None:
        scenario, peak = self.world.scenario, self.world.scenario.peak
        speed = self.world.rota.skills.speed
        packs = speed[:, self.world.wave_kinds].max(axis=1, initial=0) > 0
        talks = speed[:, self.world.order_kinds].max(axis=1, initial=0) > 0
        for wanted, able in ((peak.temps, talks & ~packs), (peak.temps_packing, packs)):
            groups = [g for g in np.flatnonzero(able) if scenario.people[g].count] or list(np.flatnonzero(able))
            for position, group in enumerate(groups):
                seats = np.arange(position, wanted, len(groups)) // len(groups)
                if len(seats):
                    self._join(rosters.people(
                        scenario, self.world.mechanisms.talent, self.seed, int(group), seats, d, True, d, d, gone,
                        np.zeros(len(seats)),
                    ))  # fmt: skip

    def _join(self, rows: Roster) -> None:
        self.state.roster.add(rows)
        zeros = np.zeros(len(rows))
        for name in ("piece_share", "pieces", "right"):
            setattr(self.state, name, np.concatenate([getattr(self.state, name), zeros]))

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
        in_hand = set()
        if state.carry is not None:
            held = state.carry.agent[state.carry.agent >= 0]
            in_hand = set(state.carry_crew.ids[held].tolist())
        crew = crews.of_day(
            world.rota, world.people, state.roster, day, in_hand, state.piece_share, state.waited_share
        )  # fmt: skip
        carry = state.carry if state.carry is None else tape.hand_over(state.carry, state.carry_crew, crew.crew)
        vip = draws.uniform(keys, draws.Purpose.VIP) < scenario.floor.vip_share
        today = tape.build(
            world.types, keys, kinds, times, self.seed, day.length, np.where(vip, scenario.floor.vip_head_start_s, 0.0),
            carry,
        )  # fmt: skip
        floor_crew, types, rules = self._frozen_floor(d, crew.crew)
        log = floor.run_day(today, floor_crew, types, rules, engine=world.engine)
        self.broken += [f"day {d + 1}: {law}" for law in laws.check(today, floor_crew, types, rules, log)]
        error_stretch = rules.error_stretch if "overload_errors" in self.frozen else world.rules.error_stretch
        wrong_share = crew.wrong * (self.path.error_factor[d] if "overload_errors" in self.frozen else 1.0)
        wrong = desk.wrong_answers(log, 1 - wrong_share, error_stretch)
        new = desk.came_today(log, today)
        read = desk.read_day(
            log, new, world.types, world.human, world.presale, wrong, world.mechanisms.conversion,
            world.mechanisms.contentment, self._window(day),
        )  # fmt: skip
        self._record_links(d, log, wrong)
        luck = draws.uniform(draws.key(self.seed, "self-serve", d), draws.Purpose.SIZE)
        state.carry, state.carry_crew = log.carry, crew.crew
        self_served = demand.poisson_at(luck, world.self_serve * wanted.total)
        if d in self.keep:
            self.profiles[d] = desk.profile(log, new, world.types, world.human, crew.crew.windows, day.length)
            placed = demand.order_times(self.seed, d, wanted, self_served + read.orders_won)
            self.profiles[d]["orders"] = desk.by_slot(placed, day.length)
        return self_served, log, crew, (read, wrong)

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
        made = []
        for k in world.order_kinds:
            means = wanted.means * world.scenario.work[k].rate
            made.append((k, *tape.arrivals(self.seed, d, world.scenario.work[k].id, means, wanted.edges)))
        usual = demand.hourly(np.array(world.scenario.demand.hourly, float), day.length, 1.0)
        late_open = warehouse.late_open(d)
        self.links.late_open[d] = late_open
        if "late_contacts" in self.frozen:
            late_open = self.path.late_open[d]
        travelling, returned = warehouse.travelling(d), warehouse.returns(d)
        for k in (*world.parcel_kinds, *world.return_kinds):
            work = world.scenario.work[k]
            late = work.rate_late or 0.0
            total = work.rate * returned if work.source == "return" else work.rate * travelling + late * late_open
            made.append((k, *tape.arrivals(self.seed, d, work.id, usual.means * total, usual.edges)))
        for k in world.wave_kinds:
            waves = warehouse.cut_waves(world.scenario.work[k].batch)
            key = draws.key(self.seed, "wave", d, np.arange(waves))
            made.append((k, key, np.zeros(waves)))
        keys = np.concatenate([m[1] for m in made])
        kinds = np.concatenate([np.full(len(m[1]), m[0], dtype=np.int64) for m in made])
        return keys, kinds, np.concatenate([m[2] for m in made])

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

    def _window(self, day) -> tuple[float, float] | None:
        for instant in self.world.rota.openings.values():
            begin = instant - day.begins
            if begin < day.length and begin + OPENING_HOURS * SECONDS_PER_HOUR > 0:
                return begin, begin + OPENING_HOURS * SECONDS_PER_HOUR
        return None

    def _record_links(self, d: int, log: DayLog, wrong: np.ndarray) -> None:
        served = log.outcome == Outcome.SERVED
        human = served & self.world.human[log.kind]
        if human.any():
            self.links.error_factor[d] = self.world.rules.error_stretch[log.held[human] - 1].mean()
        answered = np.bincount(log.kind[served], minlength=len(self.world.types))
        back = np.bincount(log.kind[served & (log.child >= 0)], minlength=len(self.world.types))
        self.links.repeat_share[d] = back / np.maximum(answered, 1)

    # ---- evening

    def evening(self, d: int, self_served: int, log: DayLog, crew, read) -> None:
        """Ship, pay, tire, teach, lose and replace people; close the day."""
        world, state, scenario = self.world, self.state, self.world.scenario
        counts, wrong = read
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
        payroll = self._pay(d, crew, log, wrong, hours, extra)
        trade = books.Trade(orders, state.warehouse.shipped[d], returned, late, hires)
        moved = books.entries(scenario.money, trade, payroll, scenario.hiring.cost)
        state.cash += sum(moved.values())
        for account, amount in moved.items():
            self.ledger[account][d] = amount
        points = counts.contentment_sum + late * self._late_points()
        n = counts.contentment_n + late
        today = points / n if n else state.memory
        state.memory = customers.remembered(world.mechanisms.contentment, state.memory, today)
        state.waited_share = counts.live_waited / counts.live_ended if counts.live_ended else 0.0
        quits = self._people(d, crew, hours, occupancy)
        employed = state.roster.employed(d) & ~state.roster.temp
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
            fatigue=state.roster.fatigue[employed].mean() if employed.any() else 0.0, quits=quits, hires=hires,
            cash=state.cash, contentment=today,
        )  # fmt: skip

    def _note(self, d: int, **values: float) -> None:
        for name, value in values.items():
            self.days[name][d] = value

    def _late_points(self) -> float:
        contentment = self.world.mechanisms.contentment
        return max(1.0, contentment.best - contentment.late_loss)

    def _pay(self, d: int, crew, log: DayLog, wrong, hours: Floats, extra: Floats) -> books.Payroll:
        """The day's pay; pieces are paid on the last day of a week, to those above the gate."""
        world, state, scenario = self.world, self.state, self.world.scenario
        roster = state.roster
        monthly = world.rota.skills.pay_month[roster.group]
        employed = roster.employed(d) & ~roster.temp
        temp = roster.temp[crew.person]
        scheme, pieces = scenario.pay, 0.0
        if scheme.scheme == "piece_rate" and len(crew.person):
            served = np.flatnonzero((log.outcome == Outcome.SERVED) & world.human[log.kind])
            done = np.bincount(log.agent[served], minlength=len(crew.person)).astype(float)
            right = np.bincount(log.agent[served], weights=~wrong[served], minlength=len(crew.person))
            state.pieces[crew.person] += done
            state.right[crew.person] += right
            daily = monthly[crew.person] * hours / PAID_HOURS_PER_MONTH
            state.piece_share[crew.person] = np.where(daily > 0, scheme.piece_rate * done / np.maximum(daily, 1), 0)
            if (d + 1) % DAYS_PER_WEEK == 0 or d + 1 == len(world.days):
                share = state.right / np.maximum(state.pieces, 1)
                pieces = float(pay.piece_pay(state.pieces, share, scheme.piece_rate, scheme.quality_gate).sum())
                state.pieces[:], state.right[:] = 0.0, 0.0
        return books.Payroll(
            wages=books.wages_day(monthly[employed]),
            overtime=books.overtime_pay(scenario.money, monthly[crew.person[~temp]], extra[~temp]),
            temps=float(hours[temp].sum()) * scenario.peak.temp_pay_hour,
            pieces=pieces,
        )

    def _people(self, d: int, crew, hours: Floats, occupancy: Floats) -> int:
        """Fatigue, experience, leavers and their successors. Returns how many left."""
        world, state = self.world, self.state
        roster, mechanisms = state.roster, world.mechanisms
        today = tiredness.strain(mechanisms.fatigue, hours, occupancy, crew.breaks)
        keys = roster.key[crew.person]
        self.links.strain[d] = dict(zip(keys.tolist(), today.tolist(), strict=True))
        self.links.strain_mean[d] = today.mean() if len(today) else 0.0
        if "overload_fatigue" in self.frozen:
            today = self.path.strain_of(d, keys)
        strain = np.zeros(len(roster))
        strain[crew.person] = today
        roster.fatigue = tiredness.tomorrow(mechanisms.fatigue, roster.fatigue, strain)
        roster.experience[crew.person] += hours / STANDARD_WEEK_HOURS
        self.links.fatigue[d] = dict(zip(roster.key.tolist(), roster.fatigue.tolist(), strict=True))
        self.links.fatigue_mean[d] = roster.fatigue.mean() if len(roster) else 0.0
        tired = self.path.fatigue_of(d, roster.key) if "fatigue_leavers" in self.frozen else roster.fatigue
        hazard = leaving.daily_hazard(mechanisms.attrition, roster.tenure_weeks(d), tired)
        luck = draws.uniform(draws.extend(roster.key, d), draws.Purpose.CHOICE_B)
        leavers = np.flatnonzero(roster.employed(d) & ~roster.temp & (luck < hazard))
        roster.gone[leavers] = d + 1
        for person in leavers:
            self._replace(d, int(person))
        return len(leavers)

    def _replace(self, d: int, person: int) -> None:
        hiring, roster = self.world.scenario.hiring, self.state.roster
        if draws.uniform(int(draws.extend(roster.key[person], "replace")), draws.Purpose.CHOICE) >= hiring.replace:
            return
        first = d + 1 + hiring.lead_days
        experience = rosters.newcomer_experience(self.world.mechanisms.learning, hiring.training_days)
        self._join(rosters.people(
            self.world.scenario, self.world.mechanisms.talent, self.seed, int(roster.group[person]),
            roster.seat[[person]], int(roster.generation[person]) + 1, False, first, first + hiring.training_days,
            NEVER, np.array([experience]),
        ))  # fmt: skip

    def result(self) -> SeasonResult:
        scenario = self.world.scenario
        span = slice(self.first, self.last)
        ledger = {name: values[span] for name, values in self.ledger.items()}
        broken = self.broken + list(
            books.law(self.opening_cash, ledger, self.state.cash, self.days["orders"][span], scenario.money)
        )
        children, roots = self.days["children"][span].sum(), self.days["contacts"][span].sum()
        ratio = children / max(roots - children, 1)
        if ratio >= 1:
            broken.append(f"collapse: each first contact made {ratio:.2f} more, 1 is the limit of what can be kept up")
        return SeasonResult(
            self.days, self.ledger, {"child_ratio": float(ratio)}, self.profiles, self.links, self.state,
            tuple(broken), self.first,
        )  # fmt: skip

