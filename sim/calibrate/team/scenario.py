"""From a fit to a scenario: what the files say goes in, everything else stays as a sample has it.

The desk of the sample goes, with its chats, calls and tickets, and the file's types and people take its place. Who
packs and who leads stays, and so does money. Contacts in a file hold those that came again; a scenario makes them
itself, so its rates are of first contacts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.arrays import Floats
from sim.calibrate.team.arrivals import LEAST_DAYS, Arrivals
from sim.calibrate.team.doubt import doubt
from sim.calibrate.team.fit import Findings
from sim.calibrate.team.groups import People
from sim.calibrate.team.heads import roster_of
from sim.calibrate.team.own_times import Ways, own_times
from sim.calibrate.team.stages import sources_of
from sim.calibrate.team.works import MOST_WORK, Rules, ids_of, redial_of, repeat_of, works_of
from sim.contract.mechanism import bind
from sim.contract.people import Talent
from sim.evidence import parameters
from sim.mechanisms.learning import Learning, speed, wrong_share
from sim.scenario import Scenario
from sim.shop.campaigns import campaign_names
from sim.shop.facts import Campaign
from sim.shop.people import Group
from sim.shop.types import MOST_CHATS, Text
from sim.shop.work import Work
from sim.units import DAYS_PER_WEEK, HOURS_PER_DAY

SPEEDS = (0.1, 3.0)  # of a skill in a scenario file
SURE_CV = 1.0  # the most spread of a day that a scenario holds
ROOM = 0.999  # of the questions that an order can stand for
MY_SHOP = Text(en="My shop", zh="我的店")
FROM_FILES = Text(en="My shop, from its own files.", zh="我的店，来自自己的数据。")


@dataclass(frozen=True)
class Wishes:
    """What a person decides: when the plan begins, what it is called, and what the types of the file are."""

    start: dt.date
    weeks: int = 12
    id: str = "my-shop"
    title: Text = MY_SHOP
    description: Text = FROM_FILES
    rules: Mapping[str, Rules] = field(default_factory=dict)
    campaigns: tuple[Campaign, ...] = ()
    holidays: tuple[dt.date, ...] = ()


@dataclass(frozen=True)
class Team:
    """`read`: what now comes from the file; `bounded`: what it helped to choose; `kept`: what is the sample's. Keys of
    words."""

    scenario: Scenario
    base: str
    read: tuple[str, ...]
    bounded: tuple[str, ...]
    kept: tuple[str, ...]


def team_of(fit: Findings, base: Scenario, wishes: Wishes, orders: Arrivals | None = None) -> Team:
    """The calibrated team. `orders`: arrivals of the shop's orders where a file has them: how many a day. Weekdays,
    hours and spread are those of the contacts.

    ValueError for more types than a scenario holds; pydantic.ValidationError where the model cannot have such a shop.
    """
    kinds = fit.kinds
    if len(kinds) > MOST_WORK:
        raise ValueError(f"{len(kinds)} types of contacts, and a scenario holds {MOST_WORK}")
    talent, learning = bind(Talent, "talent", parameters()), bind(Learning, "learning", parameters())
    shape = fit.arrivals  # the desk lives by when people ask, which is not when they order
    orders_day = float(orders.level.mean()) if orders is not None else base.demand.orders_day
    samples: dict[str, Work] = {work.source: work for work in reversed(base.work) if work.channel in ("chat", "phone")}
    rules, wrong = _rules(fit, wishes.rules), _wrong(base, learning)
    rates = _rates(fit, rules, orders_day, samples, wrong)
    works = _when(works_of(kinds, fit.laws, rates, rules, fit.beside, samples, wrong), fit, base)
    waves = tuple(work for work in base.work if work.source == "wave")
    shifts, desk = _desk(fit.people, base, kinds, talent, learning)
    others = tuple(_without(group, {work.id for work in waves}) for group in base.people if not _at_desk(base, group))
    used = {group.shift for group in others}
    changed: dict[str, Any] = {
        "id": wishes.id, "title": wishes.title, "description": wishes.description,
        "calendar": {
            "start": wishes.start, "weeks": wishes.weeks,
            "campaigns": tuple(one for one in wishes.campaigns if one.preset in campaign_names()),
            "holidays": wishes.holidays,
        },
        "demand": {
            "orders_day": round(orders_day, 2), "weekday": _round(shape.level / shape.level.mean()),
            "hourly": _round(_hours(shape)), "dispersion_cv": _cv(shape, base),
            "doubt": round(doubt(fit, [work.redial for work in works], base.demand.dispersion_cv), 4),
        },
        "work": (*works, *waves),
        "floor": _floor(fit, base),
        "shifts": {name: shift for name, shift in base.shifts.items() if name in used} | shifts,
        "people": (*desk, *others),
        "fulfilment": _fulfilment(fit, base),
        "customers": _customers(fit, base, works, wishes.campaigns),
    }  # fmt: skip
    data = {name: getattr(base, name) for name in type(base).model_fields} | changed
    scenario = Scenario.model_validate({name: _plain(value) for name, value in data.items()})
    return Team(scenario, base.id, *_sources(fit, orders, any(work.hourly or work.weekday for work in works)))


def _when(works: tuple[Work, ...], fit: Findings, base: Scenario) -> tuple[Work, ...]:
    """Each with hours and weekdays of its own where the file shows them."""
    rules = _fulfilment(fit, base)
    ways = Ways(rules["transit_days"], rules["return_after_days"])
    found = own_times(fit.arrivals, [work.source for work in works], ways)
    return tuple(
        work.model_copy(update={"hourly": own.hourly, "weekday": own.weekday})
        for work, own in zip(works, found, strict=True)
    )


def _rules(fit: Findings, said: Mapping[str, Rules]) -> dict[str, Rules]:
    """What a person said of a type, else what the files show, else what its name says: asked before the sale or after,
    and who has several in hand chats."""
    made = {}
    for kind, source in zip(fit.kinds, sources_of(fit.kinds, fit.beside.lags), strict=True):
        made[kind] = said.get(kind) or Rules(
            source=source or Rules().source, channel="chat" if fit.parallel else Rules().channel
        )
    return made


def _wrong(base: Scenario, learning: Learning) -> float:
    """Share of the desk's answers that are wrong, with one contact in hand."""
    desk = [base.people[i] for i in base.desk]
    weeks = np.linspace(min(g.tenure_weeks[0] for g in desk), max(g.tenure_weeks[1] for g in desk), 50)
    return float(np.mean(wrong_share(learning, weeks)))


def _rates(
    fit: Findings, rules: Mapping[str, Rules], orders_day: float, samples: Mapping[str, Work], wrong: float
) -> Floats:  # fmt: skip
    """(K,) first contacts per order or parcel."""
    contacts = fit.arrivals.kind_rates.sum(axis=(1, 2)) / DAYS_PER_WEEK
    served, lost = fit.laws.served.astype(float), fit.laws.gave_up.astype(float)
    total = np.maximum(served + lost, 1.0)
    made = np.empty(len(contacts))
    for k, kind in enumerate(fit.kinds):
        rule = rules.get(kind, Rules())
        sample = samples.get(rule.source)
        redial, repeat = redial_of(fit.beside, k, sample)[0], repeat_of(fit.beside, k, sample, wrong)[0]
        more = redial * lost[k] / total[k] + repeat * wrong * served[k] / total[k]
        more += float(fit.beside.handed_on.received[k]) if fit.beside.handed_on is not None else 0.0
        # parcels shipped a day are as many as orders; each makes its contacts spread over the days of its way
        made[k] = float(f"{contacts[k] * max(1 - more, 0.0) / orders_day:.6g}")
    return made


def _desk(
    people: People, base: Scenario, kinds: tuple[str, ...], talent: Talent, learning: Learning
) -> tuple[dict[str, Any], tuple[Group, ...]]:
    """Shifts and groups of the file's people."""
    sample = [base.people[i] for i in base.desk]
    pay = float(np.average([g.pay_month for g in sample], weights=[max(g.count, 1) for g in sample]))
    tenure = min(g.tenure_weeks[0] for g in sample), max(g.tenure_weeks[1] for g in sample)
    # a file's people are as quick as they are; a scenario slows down who is new
    ramp = float(np.mean(speed(learning, np.linspace(*tenure, 50))))
    slug = dict(zip(kinds, ids_of(kinds), strict=True))
    roster = roster_of(people, talent.absence)
    shifts: dict[str, Any] = {}
    groups = []
    for i, (group, count) in enumerate(zip(people.groups, roster.counts, strict=True)):
        if not count:
            continue
        shift = people.patterns[group.pattern].shift
        shifts[f"desk_{group.pattern + 1}"] = shift
        skills = {slug[kind]: float(f"{np.clip(v / ramp, *SPEEDS):.4g}") for kind, v in group.skills.items()}
        name = f"{shift.start}–{shift.end}"
        groups.append(
            Group(
                id=f"desk_{i + 1}", role="service", title=Text(en=f"Service {name}", zh=f"客服 {name}"),
                count=int(count), shift=f"desk_{group.pattern + 1}", rest_days=people.rest_days,
                rest_from=roster.rest_from[i], skills=skills,
                chats=min(people.at_once, MOST_CHATS), pay_month=round(pay, 2), tenure_weeks=tenure,
            )
        )  # fmt: skip
    missing = set(slug.values()) - {skill for group in groups for skill in group.skills}
    if missing:  # a rare type that only a part of a person serves: whoever is at the desk takes it
        groups = [
            group.model_copy(update={"skills": group.skills | dict.fromkeys(missing, max(group.skills.values()))})
            for group in groups
        ]
    return shifts, tuple(groups)


def _floor(fit: Findings, base: Scenario) -> dict[str, Any]:
    """Several at once, and head starts of the urgent where the file shows that they are taken earlier."""
    stretch = base.floor.stretch
    if fit.beside.holding is not None:
        known = fit.beside.holding.stretch.tolist()
        beyond = [known[-1] * more / stretch[len(known) - 1] for more in stretch[len(known) :]]
        stretch = _round(np.array([*known, *beyond]))
    made = {
        **base.floor.model_dump(),
        "stretch": stretch,
        "vip_share": 0.0,
        "pace_cv": round(min(fit.day_spread, 1.0), 4),
    }
    share, start = fit.head_start
    if share:
        made |= {"vip_share": round(share, 4), "vip_head_start_s": round(start, 1)}
    return made


def _fulfilment(fit: Findings, base: Scenario) -> dict[str, Any]:
    """How long parcels are asked about, where the files show it."""
    lags, rules = fit.beside.lags, base.fulfilment.model_dump()
    return rules if lags is None or lags.transit_days is None else rules | {"transit_days": lags.transit_days}


def _customers(
    fit: Findings, base: Scenario, works: tuple[Work, ...], campaigns: tuple[Campaign, ...]
) -> dict[str, Any]:
    """Who asks first follows from the rates; where more ask than can end in orders, fewer of them buy."""
    asks = sum(work.rate for work in works if work.source == "order")
    more = max((one.ask_more for one in campaigns), default=1.0)
    asked = base.customers.asked_buy
    if fit.beside.conversion is not None:
        asked = float(f"{fit.beside.conversion.drawn_to(asked):.4g}")
    if asks * more * asked > ROOM:
        asked = float(f"{ROOM / (asks * more):.4g}")
    return {**base.customers.model_dump(), "ask_first": None, "asked_buy": asked}


def _without(group: Group, kept: set[str]) -> Group:
    return group.model_copy(update={"skills": {k: v for k, v in group.skills.items() if k in kept}})


def _at_desk(base: Scenario, group: Group) -> bool:
    return group in [base.people[i] for i in base.desk]


def _hours(shape: Arrivals) -> Floats:
    """(24,) weights of the hours of a mean day."""
    rates = shape.rates.sum(axis=0)
    per_hour = rates.reshape(HOURS_PER_DAY, -1).sum(axis=1)
    return np.asarray(100.0 * per_hour / per_hour.sum())


def _cv(shape: Arrivals, base: Scenario) -> float:
    return base.demand.dispersion_cv if np.isnan(shape.cv) else round(min(shape.cv, SURE_CV), 4)


def _round(values: Floats) -> tuple[float, ...]:
    return tuple(float(f"{value:.6g}") for value in values)


def _plain(value: Any) -> Any:
    """Parts as tables, so that all is checked anew."""
    if hasattr(value, "model_dump"):
        return value.model_dump()
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, tuple):
        return tuple(_plain(one) for one in value)
    return value


def _sources(
    fit: Findings, orders: Arrivals | None, own_times: bool
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    read = ["fit.f_hours", "fit.f_questions", "fit.f_handle", "fit.f_speed"]
    bounded = ["fit.f_heads", "fit.f_rest"]
    kept = ["fit.f_tickets", "fit.f_returning", "fit.f_returns", "fit.f_money", "fit.f_pay", "fit.f_tenure",
            "fit.f_others", "fit.f_levers"]  # fmt: skip
    beside = fit.beside
    seen = {
        "fit.f_orders": orders is not None,
        "fit.f_day_spread": not np.isnan(fit.arrivals.cv),
        "fit.f_patience": any(law is not None for law in fit.laws.patience),
        "fit.f_wrap": any(law is not None for law in fit.laws.wrap),
        "fit.f_redial": beside.again is not None and beside.again.redial is not None,
        "fit.f_repeat": beside.again is not None and beside.again.back is not None,
        "fit.f_asked_buy": beside.conversion is not None,
        "fit.f_before_after": any(sources_of(fit.kinds, beside.lags)),
        "fit.f_transit": beside.lags is not None and beside.lags.transit_days is not None,
    }
    if own_times:
        read.insert(1, "fit.f_own_times")
    if beside.handed_on is not None:
        read.append("fit.f_handed_on")
    for name, known in seen.items():
        (read if known else kept).append(name)
    (bounded if fit.inferred else read).append("fit.f_shifts")
    # under a week a weekday is one day's luck, or was not seen at all
    (read if fit.arrivals.days >= LEAST_DAYS else bounded).insert(0, "fit.f_weekday")
    if beside.holding is not None:
        read.append("fit.f_holdings")
        (read if beside.holding.services else kept).append("fit.f_stretch")
    return tuple(read), tuple(bounded), tuple(kept)
