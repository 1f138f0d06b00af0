"""Channels and quantities: what mechanisms add to each other, and what they may know of each other.

A **channel** has many contributors and one reader: its terms are combined (added, multiplied or collected), bent once
where a bound is stated, and only then used, so that no order of practices matters. A **quantity** has one owner and any
number of readers. Both are asked for by `day[...]`. What is *held* is worked out anew every week and whenever somebody
comes, gives notice or calls `Day.touch`; everything else as often as a phase begins.

Shapes: n people by row of the roster, A people on the floor today, K contact types.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sim.contract.flows import BackOrders, Empty, Lot, Robot


@dataclass(frozen=True, eq=False)
class Channel:
    """Terms of many mechanisms as one."""

    id: str
    group: Literal["people", "market", "contacts", "money"]
    what: str
    combine: Literal["sum", "product", "list"] = "sum"
    held: bool = False
    per_person: bool = True  # a term is a number, or (n,)
    bound: Literal["output", "quits", ""] = ""


@dataclass(frozen=True, eq=False)
class Quantity:
    """Something of one mechanism that others may know. `neutral`: what it is while its owner is switched off."""

    id: str
    what: str
    neutral: Any = 0.0
    held: bool = False
    per_person: bool = False


# People: factors by person.
SPEED = Channel("speed", "people", "log speed that practices add", held=True, bound="output")
AVAILABILITY = Channel("availability", "people", "log of minutes that count, over the plan", held=True, bound="output")
EFFORT = Channel("effort", "people", "log effort that pay, prizes and promises call forth", bound="output")
SLACK = Channel("slack", "people", "log speed that is no practice: a notice given", held=True)
OFF_FLOOR = Channel(
    "off_floor", "people", "share of working time spent elsewhere, ≥ 0: it takes minutes, not speed", held=True
)
LEADING = Channel("leading", "people", "share of a lead's working time that the people led take", held=True)
ERRORS = Channel("errors", "people", "log factor on wrong answers", held=True)
ILLNESS = Channel("illness", "people", "log factor on the chance to be ill on a day", held=True)
QUITS = Channel("quits", "people", "log factor on the hazard of leaving", held=True, bound="quits")
WORTH = Channel("worth", "people", "log of pay as it is felt over what others would pay", held=True)
LEARNING = Channel("learning", "people", "weeks of experience that a week at work is worth", "product", held=True)
REWARD = Channel("reward", "people", "what a standard day's speed earns at the margin, in standard days' pay")
CARE_REWARD = Channel("care_reward", "people", "what one log point fewer wrong answers earns, in standard days' pay")
OWN_STAKE = Channel("own_stake", "people", "reward of one's own that makes people keep their help to themselves")
PAY_SHARE = Channel("pay_share", "people", "share of a month's pay that is added to it")
SPEED_TODAY = Channel("speed_today", "people", "factor on speed from today's shift, (A,)", "product", per_person=False)
WRONG_TODAY = Channel("wrong_today", "people", "share of wrong answers with one contact in hand, (A,)", "product",
                      per_person=False)  # fmt: skip
PARCEL_TIME = Channel(
    "parcel_time", "people", "seconds that each parcel takes longer at the packing table today", per_person=False
)
LEARNED = Channel("learned", "people", "log speed learned that is left after so many weeks", bound="output")
QUITS_AFTER = Channel("quits_after", "people", "log factor on leaving in the year after the season")

LEAVER = Channel("leaver", "people", "money that it costs when somebody leaves and the place is filled again")

# Market, money, contacts.
TRAFFIC = Channel("traffic", "market", "factor on would-be orders", "product", per_person=False)
LOYALTY = Channel("loyalty", "market", "factor on orders of known customers", "product", per_person=False)
SPENDING = Channel("spending", "money", "factor on advertising", "product", per_person=False)
PRICES = Channel("prices", "money", "factor on what an order is sold at", "product", per_person=False)
DISPATCH = Channel("dispatch", "market", "factor on the packed parcels that can leave", "product", per_person=False)
ASKING = Channel("asking", "contacts", "factor on contacts of parcels on their way", "product", per_person=False)
# Asked with an event and the day it may come on; the terms of practices that the event does not name are left out.
INCIDENT_CHANCE = Channel("incident_chance", "market", "factor on the chance of an event", "product", per_person=False)
INCIDENT_SEEN = Channel("incident_seen", "market", "factor on the days until it is seen", "product", per_person=False)
INCIDENT_DECIDED = Channel(
    "incident_decided", "market", "factor on the days from there until it is decided", "product", per_person=False
)
INCIDENT_LENGTH = Channel(
    "incident_length", "market", "factor on what is left of it by then", "product", per_person=False
)
INCIDENT_LOSS = Channel("incident_loss", "market", "factor on its size from then on", "product", per_person=False)
PREPARED = Channel(
    "prepared", "market", "factor on what the hours of preparation get done", "product", per_person=False
)
SOUND = Channel(
    "sound", "market", "factor on a campaign's lift from what is right and done in time", "product", per_person=False
)
FLOWS = Channel("flows", "contacts", "contacts and waves that reach the floor today", "list", per_person=False)

CHANNELS = (
    SPEED, AVAILABILITY, EFFORT, SLACK, OFF_FLOOR, LEADING, ERRORS, ILLNESS, QUITS, WORTH, LEARNING, REWARD,
    CARE_REWARD, OWN_STAKE, PAY_SHARE, SPEED_TODAY, WRONG_TODAY, PARCEL_TIME, LEARNED, QUITS_AFTER, LEAVER, TRAFFIC,
    LOYALTY, SPENDING, PRICES, PREPARED, SOUND, DISPATCH, ASKING, INCIDENT_CHANCE, INCIDENT_SEEN, INCIDENT_DECIDED,
    INCIDENT_LENGTH, INCIDENT_LOSS, FLOWS,
)  # fmt: skip

# Quantities of people, by row of the roster.
EXPERIENCE = Quantity("experience", "full-time weeks of experience", per_person=True)
TRAINED = Quantity("trained", "weeks of experience that so many classroom days are worth: a function of days")
EXPERIENCED = Quantity("experienced", "who is there, no temp, past the mentoring weeks", False, per_person=True)
SPEED_AT = Quantity("speed_at", "share of full speed after so many weeks: a function of weeks")
RAMP = Quantity("ramp", "share of full speed by experience, in (0, 1]", 1.0, per_person=True)
WRONG_SHARE = Quantity("wrong_share", "share of wrong answers by experience", per_person=True)
WRONG_USUAL = Quantity("wrong_usual", "share of wrong answers of an experienced person")
FATIGUE = Quantity("fatigue", "tiredness in [0, 1]", per_person=True)
EXHAUSTION = Quantity("exhaustion", "tiredness remembered over weeks, beyond the usual, in [0, 1]", per_person=True)
RESTED = Quantity("rested", "tiredness and exhaustion, (n,) each, after so many days of rest: a function of days")
TAUGHT = Quantity("taught", "log speed that people were taught and still know", per_person=True)
SECOND = Quantity("second", "(n, K) speed in another team's work, 0 = none", None)
MATCH = Quantity("match", "who takes what, how quickly and how surely by contact type", None, held=True)
AT_HOME = Quantity("at_home", "share of the week at home", held=True, per_person=True)
ASSISTED = Quantity("assisted", "1: works with suggestions; 0: without", held=True, per_person=True)
USUAL_OUTPUT = Quantity("usual_output", "log speed and share of the shift on the floor, at usual effort", held=True)
OUTPUT = Quantity("output", "log speed and share of the shift on the floor, from all that people and practices do")
PACE = Quantity("pace", "speed at usual effort over the service floor's mean", 1.0, held=True, per_person=True)
NOTICE_DAYS = Quantity("notice_days", "days between a notice and the last day", 0)
NOTICE = Quantity("notice", "day on which notice was given; NEVER", None, per_person=True)
HAZARD = Quantity("hazard", "chance of leaving on a day: a function of tenure in weeks, weariness and log factor")
STAYING = Quantity("staying", "chance to be here in each week of the year after: a function of rows")
PAY_LEVEL = Quantity("pay_level", "factor on everybody's pay; 1 is the market's", 1.0)
CARE = Quantity("care", "log care: fewer wrong answers, at the price of speed", per_person=True)
HELPING = Quantity("helping", "factor on what people pass on to each other", 1.0)
RESPONSE = Quantity("response", "how people answer to stakes: elasticity, most effort, day's luck")
DONE = Quantity("done", "contacts answered since the last pay day", per_person=True)
WORKED = Quantity("worked", "standard days' work since the season began", per_person=True)
RUSH = Quantity("rush", "share of contacts that had to wait, remembered over weeks")
LEADS = Quantity("leads", "who leads the service floor, bool", False, per_person=True)
LEAD_QUALITY = Quantity("lead_quality", "mean quality of its leads, SDs")
SPAN = Quantity("span", "people for each lead")
LEAD_PAY = Quantity("lead_pay", "share of pay added for a lead")
QUALITY_WEIGHT = Quantity("quality_weight", "weight of right answers against their number in what counts")
ON_CALL = Quantity("on_call", "who came because somebody called, bool", False, per_person=True)
CLASSROOM = Quantity("classroom", "days in the classroom before the floor", 0)
TURN = Quantity("turn", "who is taken first of those who wait: types, keys, kinds → types, seconds of head start", None)

# Quantities of the market and the warehouse.
LEVEL = Quantity("level", "the season's own level of demand, mean 1", 1.0)
LIFTS = Quantity("lifts", "the luck of each campaign's lift − 1 by its day, mean 1", {})
FORESEEN = Quantity("foreseen", "factor on the plan of each campaign from what is known beforehand, by its day", {})
PRICE = Quantity("price", "what an order is sold at today, as a share of its usual value", 1.0)
ADVERTISING = Quantity("advertising", "today's advertising over a usual day's", 1.0)
MORE_QUESTIONS = Quantity("more_questions", "questions before the sale for a would-be order, over a usual day's", 1.0)
SCORE_FACTOR = Quantity("score_factor", "factor on new customers' orders from the shop's score", 1.0)
FORGIVEN = Quantity("forgiven", "share of what failures do to customers that is undone")
AVOIDED = Quantity("avoided", "wrong parcels that did not leave today, of those that usual days have")
MISFITS = Quantity("misfits", "parcels sent back today because of wrong advice", Lot())
REALISED = Quantity("realised", "share of each campaign's lift that comes true, by its day", {})
DRAWN = Quantity("drawn", "factor on would-be orders that the day's demand was drawn with", 1.0)
WANTED = Quantity("wanted", "would-be orders of the day by slot")
QUESTIONS = Quantity("questions", "would-be orders by when their buyers ask: a function of a type's own hours")
ORDER_TIMES = Quantity("order_times", "when so many orders of the day are placed: a function of their number")
ORDERS = Quantity("orders", "orders of the day")
ASKED_ORDERS = Quantity("asked_orders", "share of answered questions that ends in an order")
ORDER_CHANCE = Quantity("order_chance", "chance of an order: a function of answered, waited, target")
SLOWNESS = Quantity("slowness", "how useless an answer was for coming late: a function of waited, target")
CSAT = Quantity("csat", "points of a contact: a function of answered, waited, target, wrong")
BEST_CSAT = Quantity("best_csat", "points of a right answer without a wait")
ROBOT = Quantity("robot", "what a robot answered today, and what came of it", Robot())
EMPTY = Quantity("empty", "would-be orders whose buyers find no goods, over those that find some", Empty())
BACK_ORDERS = Quantity("back_orders", "what comes today of orders that waited for their goods", BackOrders())
PARCELS = Quantity("parcels", "what the warehouse did today: shipped, late, returned, and what is left")
INCIDENTS = Quantity("incidents", "what happens in the season, by its beginning", ())
DAYS_LATE = Quantity("days_late", "mean delay of waiting parcels past the promise, days")

QUANTITIES = tuple(value for value in globals().values() if isinstance(value, Quantity))
