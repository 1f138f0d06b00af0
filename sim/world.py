"""What a run is made of: the world that all replications share, and the state that changes from day to day."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sim import crew as crews
from sim.evidence import Parameters
from sim.floor import tape
from sim.floor.model import Crew, Floats, Rules, Tape, WorkTypes
from sim.market.customers import Contentment, Conversion
from sim.operations.fulfilment import Warehouse
from sim.organisation.preparation import Preparation
from sim.people import roster as rosters
from sim.people.attrition import Attrition
from sim.people.fatigue import Fatigue
from sim.people.incentives import Incentives
from sim.people.learning import Learning
from sim.people.roster import Roster, Talent
from sim.scenario import Scenario


@dataclass(frozen=True)
class Mechanisms:
    """All parameter classes of a run, filled from the register."""

    talent: Talent
    learning: Learning
    fatigue: Fatigue
    attrition: Attrition
    incentives: Incentives
    conversion: Conversion
    contentment: Contentment
    preparation: Preparation
    crowded_wrong: float  # factor on wrong answers for each further chat in hand, minus 1

    @classmethod
    def of(cls, p: Parameters) -> Mechanisms:
        return cls(
            p.bind(Talent, "talent"), p.bind(Learning, "learning"), p.bind(Fatigue, "fatigue"),
            p.bind(Attrition, "attrition"), p.bind(Incentives, "incentives"), p.bind(Conversion, "conversion"),
            p.bind(Contentment, "contentment"), p.bind(Preparation, "preparation"), p["concurrency.wrong"],
        )  # fmt: skip


class World:
    """What all replications of a scenario share: rota, kinds of work, rules, mechanisms. Never changed by a run."""

    def __init__(self, scenario: Scenario, parameters: Parameters, engine: str = "auto", orders: dict | None = None):
        self.scenario = scenario
        self.parameters = parameters
        self.engine = engine
        self.orders = orders
        self.mechanisms = Mechanisms.of(parameters)
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
        rules = scenario.floor
        stretch = np.array(rules.stretch)
        self.rules = Rules(
            stretch=stretch,
            error_stretch=1 + self.mechanisms.crowded_wrong * np.arange(len(stretch)),
            waiting_room=-1 if rules.waiting_room is None else rules.waiting_room,
            hand_back=rules.shift_end == "hand_back",
            max_redials=rules.max_redials,
            max_repeats=rules.max_repeats,
            max_transfers=rules.max_transfers,
        )
        self.people = crews.People(
            self.mechanisms.talent, self.mechanisms.learning, self.mechanisms.fatigue, self.mechanisms.incentives
        )
        asks = sum(work.rate for work in scenario.work if work.source == "order")
        self.self_serve = max(0.0, 1 - self.mechanisms.conversion.asked * asks)


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
    piece_share: Floats  # by roster row: pieces' part of a standard day's pay
    pieces: Floats  # by roster row: answered since the last pay day
    right: Floats
    realised: dict[str, float] = field(default_factory=dict)  # by campaign day: share of the lift that comes true


def opening(world: World, seed: int) -> State:
    """The first morning: the usual orders are on their way, nothing is left over but the scenario's backlog."""
    scenario = world.scenario
    roster = rosters.opening(scenario, world.mechanisms.talent, seed)
    n = len(roster)
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
        piece_share=np.zeros(n),
        pieces=np.zeros(n),
        right=np.zeros(n),
    )
