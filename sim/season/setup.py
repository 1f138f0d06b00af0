"""What a run is made of: the world that all replications share, and the state that changes from day to day."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field

import numpy as np

from sim.arrays import Floats
from sim.evidence import Parameters, parameters
from sim.floor import tape
from sim.floor.model import Crew, Rules, Tape, WorkTypes
from sim.mechanisms import demand
from sim.mechanisms import roster as rosters
from sim.mechanisms.appraisal import Appraisal
from sim.mechanisms.assistance import Assistance
from sim.mechanisms.attrition import Attrition, Reasons
from sim.mechanisms.contest import Contest
from sim.mechanisms.customers import Contentment, Conversion
from sim.mechanisms.fatigue import Fatigue
from sim.mechanisms.fulfilment import Warehouse
from sim.mechanisms.hiring import Recruitment
from sim.mechanisms.incentives import Incentives
from sim.mechanisms.know_how import KnowHow
from sim.mechanisms.leadership import Leadership
from sim.mechanisms.learning import Learning
from sim.mechanisms.motivation import Motivation
from sim.mechanisms.preparation import Preparation
from sim.mechanisms.quota import Quota
from sim.mechanisms.remote import Remote
from sim.mechanisms.roster import Roster, Talent
from sim.mechanisms.schedules import Schedules
from sim.mechanisms.selection import Selection
from sim.mechanisms.stock import Transfer
from sim.mechanisms.team_pay import TeamPay
from sim.scenario import Scenario
from sim.season import rota as crews
from sim.shop.calendar import night_share
from sim.staff.standing import Standing
from sim.staff.terms import Terms
from sim.units import PAID_HOURS_PER_MONTH, STANDARD_SHIFT_HOURS

HOME_CHANNELS = ("chat", "ticket")  # work that can be done at home


@dataclass(frozen=True)
class Mechanisms:
    """All parameter classes of a run, filled from the register."""

    talent: Talent
    learning: Learning
    fatigue: Fatigue
    attrition: Attrition
    incentives: Incentives
    transfer: Transfer
    recruitment: Recruitment
    know_how: KnowHow
    assistance: Assistance
    reasons: Reasons
    selection: Selection
    leadership: Leadership
    motivation: Motivation
    appraisal: Appraisal
    quota: Quota
    contest: Contest
    team_pay: TeamPay
    remote: Remote
    schedules: Schedules
    conversion: Conversion
    contentment: Contentment
    preparation: Preparation
    crowded_wrong: float  # factor on wrong answers for each further chat in hand, minus 1

    @classmethod
    def of(cls, p: Parameters) -> Mechanisms:
        return cls(
            p.bind(Talent, "talent"), p.bind(Learning, "learning"), p.bind(Fatigue, "fatigue"),
            p.bind(Attrition, "attrition"), p.bind(Incentives, "incentives"), p.bind(Transfer, "transfer"),
            p.bind(Recruitment, "hiring"), p.bind(KnowHow, "know_how"), p.bind(Assistance, "assistance"),
            p.bind(Reasons, "quits"), p.bind(Selection, "selection"), p.bind(Leadership, "leadership"),
            p.bind(Motivation, "motivation"), p.bind(Appraisal, "appraisal"), p.bind(Quota, "quota"),
            p.bind(Contest, "contest"),
            p.bind(TeamPay, "team_pay"), p.bind(Remote, "remote"), p.bind(Schedules, "schedules"),
            p.bind(Conversion, "conversion"), p.bind(Contentment, "contentment"), p.bind(Preparation, "preparation"),
            p["concurrency.wrong"],
        )  # fmt: skip


class World:
    """What all replications of a scenario share: rota, kinds of work, rules, mechanisms. Never changed by a run."""

    def __init__(self, scenario: Scenario, parameters: Parameters, engine: str = "auto", orders: dict | None = None):
        self.scenario = scenario
        self.engine = engine
        self.orders = orders
        self.rota = crews.Rota(scenario)
        self.days = self.rota.days
        self.types: WorkTypes = tape.work_types(scenario)
        source = np.array([work.source for work in scenario.work])
        self.human = source != "wave"
        self.presale = source == "order"
        self.parcel_kinds = np.flatnonzero(source == "parcel")
        self.order_kinds = np.flatnonzero(self.presale)
        self.return_kinds = np.flatnonzero(source == "return")
        self.wave_kinds = np.flatnonzero(source == "wave")
        self._usual: dict[float, demand.DayDemand] = {}
        self._take(parameters)

    def with_parameters(self, parameters: Parameters) -> World:
        """The same world under other parameters; rota and kinds of work are shared."""
        other = copy.copy(self)
        other._take(parameters)
        return other

    def _take(self, parameters: Parameters) -> None:
        """Everything that hangs on parameters."""
        self.parameters, self.mechanisms = parameters, Mechanisms.of(parameters)
        m, rules = self.mechanisms, self.scenario.floor
        stretch = np.array(rules.stretch)
        self.rules = Rules(
            stretch=stretch,
            error_stretch=1 + m.crowded_wrong * np.arange(len(stretch)),
            waiting_room=-1 if rules.waiting_room is None else rules.waiting_room,
            hand_back=rules.shift_end == "hand_back",
            max_redials=rules.max_redials,
            max_repeats=rules.max_repeats,
            max_transfers=rules.max_transfers,
        )
        self.people = crews.People(m.talent, m.learning, m.fatigue, m.incentives)
        asks = sum(work.rate for work in self.scenario.work if work.source == "order")
        self.self_serve = max(0.0, 1 - m.conversion.asked * asks)
        self._people()

    def _people(self) -> None:
        """What the practices of people and pay need to know of the groups (G,) and of a usual contact."""
        scenario, skills = self.scenario, self.rota.skills
        human = skills.speed[:, self.human]
        at_home = np.array([work.channel in HOME_CHANNELS for work in scenario.work])
        self.service = np.array([group.role == "service" for group in scenario.people]) & (human > 0).any(axis=1)
        self.can_be_home = self.service & (skills.speed[:, at_home] > 0).any(axis=1)
        self.night = np.array([night_share(scenario.shifts[group.shift]) for group in scenario.people])
        self.rest_days = np.array([group.rest_days for group in scenario.people], float)
        self.month_pay = skills.pay_month * scenario.pay.level
        self.day_pay = self.month_pay * STANDARD_SHIFT_HOURS / PAID_HOURS_PER_MONTH
        self.second_speed = np.where(skills.speed > 0, 0.0, skills.speed.max(axis=0))  # (G, K): others' work
        # Contacts of a usual day by kind: orders ask before, parcels on their way and returns ask after.
        shop, orders = scenario.fulfilment, scenario.demand.orders_day
        source = {"order": orders, "parcel": orders * shop.transit_days, "return": orders * shop.return_share}
        usual = np.array([work.rate * source.get(work.source, 0.0) for work in scenario.work])
        share = usual / max(usual.sum(), 1.0)
        self.orders_per_contact = self.mechanisms.conversion.asked * float(share[self.presale].sum())
        self.found = float(share @ self.types.repeat)  # wrong answers that come back are found
        pay, talks = scenario.pay, scenario.appraisal.every_weeks
        self.has_stakes = bool(
            pay.piece_rate
            or pay.commission
            or pay.quota_bonus
            or pay.team_bonus
            or pay.rank_prize
            or pay.fine
            or talks
            or scenario.careers.promised
        )

    def usual(self, length: float) -> demand.DayDemand:
        """One order, spread over the hours of a usual day of `length` seconds."""
        if length not in self._usual:
            self._usual[length] = demand.hourly(np.array(self.scenario.demand.hourly, float), length, 1.0)
        return self._usual[length]


@dataclass
class State:
    """Everything that changes from day to day. A copy of it can be run on from that morning."""

    roster: Roster
    warehouse: Warehouse
    carry: Tape | None
    carry_crew: Crew | None
    memory: float  # contentment as customers remember it
    cash: float
    waited_share: float  # of yesterday's live contacts
    standing: Standing  # by row of the roster
    usual: Floats  # (G,) contacts of a standard day, remembered
    morale: float = 0.0  # in [−1, 1]
    rush: float = 0.0  # share of contacts that had to wait, remembered over weeks
    race: Floats = field(default_factory=lambda: np.zeros(0))  # effort for the prize, by roster row
    post_race: Floats = field(default_factory=lambda: np.zeros(0))  # effort for a promised post, likewise
    helping: float = 1.0  # factor on what colleagues pass on to each other
    pace: Floats = field(default_factory=lambda: np.ones(0))  # speed over the service floor's mean, by roster row
    terms: Terms | None = None  # of today, by roster row
    realised: dict[str, float] = field(default_factory=dict)  # by campaign day: share of the lift that comes true


def opening(world: World, seed: int) -> State:
    """The first morning: the usual orders are on their way, nothing is left over but the scenario's backlog."""
    scenario = world.scenario
    roster = rosters.opening(scenario, world.mechanisms.talent, seed)
    warehouse = Warehouse(scenario.fulfilment)
    usual = round(scenario.demand.orders_day)
    back = max(scenario.fulfilment.return_after_days, scenario.fulfilment.transit_days)
    warehouse.shipped = {-i: usual for i in range(1, back + 1)}
    return State(
        roster=roster,
        warehouse=warehouse,
        carry=None,
        carry_crew=None,
        memory=scenario.customers.csat_start,
        cash=scenario.money.opening_cash,
        waited_share=0.0,
        standing=Standing.of(roster.key),
        usual=np.zeros(len(scenario.people)),
    )


def parameter_ids(scenario: Scenario) -> tuple[str, ...]:
    """Ids of the parameters that a season of `scenario` reads, sorted."""
    return tuple(sorted(parameters()))
