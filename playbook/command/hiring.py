"""`playbook hiring`: how many to hire and when the advert goes out, beside what else helps, each with its price."""

from __future__ import annotations

import argparse
import datetime as dt
import re
import sys
from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING

from playbook.command import say, tables
from playbook.command.hiring_document import document, heads_document
from playbook.command.planning import SHARE, number
from playbook.command.runs import before_json, load
from playbook.command.targets import targets
from playbook.command.team_file import date_reader
from playbook.command.working import Progress
from playbook.planning.standard import HEADS_WEEKS, HIRING_ROUNDS, SEASONS

if TYPE_CHECKING:
    from playbook.planning.two_ways import Heads
    from sim.experiment.hiring_plan import HiringPlan
    from sim.scenario import Scenario

SURE = 0.8  # of the seasons
LEAD = re.compile(r"(\d{1,3})([dw]?)")
MOST_LEAD, MOST_AFTER = 365, 21  # days, that a scenario can hold
QUESTIONS = 30  # to the simulated floor about heads: about so many are shown as steps
MOST_NOTES = 3  # of a kind, on the terminal
KEPT_WELL = 0.005  # of a share: shown in whole per cents


def options(command: argparse.ArgumentParser, language: str, teams: str) -> None:
    command.add_argument("team", metavar="TEAM", help=say("help_file", language, teams=teams))
    fraction = number(0.05, 0.995, language)
    command.add_argument(
        "--promise", type=fraction, default=SHARE, metavar="P", help=say("help_promise", language, default=SHARE)
    )
    command.add_argument("--within", type=number(0, 86400, language), metavar="S", help=say("help_within", language))
    command.add_argument(
        "--sure", type=fraction, default=SURE, metavar="P", help=say("help_hiring_sure", language, default=SURE)
    )
    command.add_argument("--lead", type=_lead(language), metavar="4w", help=say("help_hiring_lead", language))
    command.add_argument(
        "--from", dest="start", type=date_reader(language), metavar="DATE", help=say("help_hiring_from", language)
    )
    command.add_argument("--until", type=date_reader(language), metavar="DATE", help=say("help_hiring_until", language))
    command.add_argument(
        "--after", type=number(0, MOST_AFTER, language), metavar="D", help=say("help_hiring_after", language)
    )
    command.add_argument("--no-floor", action="store_true", help=say("help_no_floor", language))
    command.add_argument("--json", metavar="OUT", help=say("help_json", language))


def _lead(language: str) -> Callable[[str], int]:
    def read(text: str) -> int:
        found = LEAD.fullmatch(text.strip().lower())
        days = int(found[1]) * (7 if found[2] == "w" else 1) if found else -1
        if not 0 <= days <= MOST_LEAD:
            raise argparse.ArgumentTypeError(say("hiring_lead_bad", language, text=text))
        return days

    return read


def run(arguments: argparse.Namespace) -> int:
    """Print the plan: what is missing when, what to do, what else there is, what other promises cost."""
    language = arguments.language
    target = targets(arguments)["json"]
    plan = _planned(arguments, _team(arguments))
    beside = _heads(arguments, plan)
    with before_json(target, lambda: document(plan, arguments) | {"heads": heads_document(beside)}, language):
        print("\n".join(Said(plan, language, beside).lines()))
    if target is not None:
        print(say("written", language, path=arguments.json), file=sys.stderr)
    return 0


def _team(arguments: argparse.Namespace) -> Scenario:
    from sim.experiment.hiring_span import between
    from sim.scenario.file import BadInput

    team = load(arguments.team, arguments.language)
    after = None if arguments.after is None else round(arguments.after)
    try:
        return between(team, arguments.start, arguments.until, arguments.lead, after)
    except ValueError as error:
        start, end = arguments.start or team.calendar.start, arguments.until or team.calendar.end
        raise BadInput(say("hiring_span_bad", arguments.language, start=start, end=end)) from error


def _planned(arguments: argparse.Namespace, team: Scenario) -> HiringPlan:
    from sim.experiment.hiring_plan import hiring_plans, seasons
    from sim.scenario.file import BadInput

    rounds = 0 if arguments.no_floor else HIRING_ROUNDS
    planned, played, found = seasons(arguments.replications, rounds), 0, None
    progress = Progress(arguments.language, key="hiring_playing")
    try:
        runs = hiring_plans(
            team, arguments.promise, arguments.within, arguments.sure, arguments.replications, arguments.seed, rounds
        )
        with closing(runs):
            for one in runs:
                found = one or found
                played += one is None
                progress.show(min(max(played, 1), planned), planned)
    except ValueError as error:
        raise BadInput(say("planning_no_desk", arguments.language)) from error
    finally:
        progress.close()
    assert found is not None
    return found


def _heads(arguments: argparse.Namespace, plan: HiringPlan) -> Heads | None:
    """What `playbook heads` says of the campaign's week; None where the season has none."""
    from playbook.planning.two_ways import campaign_heads

    progress, found = Progress(arguments.language, key="hiring_heads_progress"), None
    seasons = arguments.replications  # as many weeks as that command takes of itself, fewer where fewer are asked for
    weeks = max(seasons, min(HEADS_WEEKS, seasons * HEADS_WEEKS // SEASONS))
    planned = weeks + (0 if arguments.no_floor else QUESTIONS)
    try:
        runs = campaign_heads(
            plan.need.scenario, plan.promise, arguments.within, plan.sure, weeks, arguments.seed,
            not arguments.no_floor,
        )  # fmt: skip
        for n, one in enumerate(runs, start=1):
            found = one
            progress.show(min(n, planned), planned)
    finally:
        progress.close()
    return found


class Said:
    """A plan in sentences; `beside`: what heads by the half hour say of the campaign's week."""

    def __init__(self, plan: HiringPlan, language: str, beside: Heads | None = None) -> None:
        self.plan, self.language, self.scenario, self.beside = plan, language, plan.need.scenario, beside

    def say(self, key: str, **facts: object) -> str:
        return say(f"hiring_{key}", self.language, **facts)

    @property
    def unit(self) -> str:
        """Of money, as the heads of tables have it."""
        return tables.unit_label("money", self.scenario.currency, self.language)

    def money(self, value: float) -> str:
        return tables.money_amount(value, self.scenario.currency, self.language)

    def join(self, parts: list[str]) -> str:
        return say("replay_comma", self.language).join(parts)

    def lines(self) -> list[str]:
        plan, calendar = self.plan, self.scenario.calendar
        title = getattr(self.scenario.title, self.language)
        out = [self.say("title", team=title, start=calendar.start, end=calendar.end, n=len(plan.need.played.came))]
        out += [self.say("promise", share=percent(plan.promise), sure=percent(plan.sure), within=self._within()), ""]
        out += [self.periods(), ""]
        out += [*self.doing(), *self.verdict(), *self.warnings(), *self.other_way(), ""]
        if plan.missing.any():
            out += [self.say("ways", period=self.period(plan.worst[1])), self.ways(), ""]
        out += [self.say("frontier"), self.frontier()]
        return out

    def _within(self) -> str:
        times = sorted({f"{one:g}" for one in self.plan.need.within}, key=float)
        return "/".join(times)

    def period(self, p: int) -> str:
        one = self.plan.need.periods[p]
        if one.campaign is not None:
            name = getattr(self.scenario.calendar.campaigns[one.campaign].name, self.language)
            return self.say("campaign", name=name, first=_day(one.first), last=_day(one.last))
        return self.say("days", first=_day(one.first), last=_day(one.last))

    def periods(self) -> str:
        """People needed, there and missing, and what the plan adds, by period; the set that misses most."""
        plan = self.plan
        rows = [[self.say(f"head_{key}") for key in ("period", "wanted", "there", "missing", "plan", "kept")]]
        kept = self._kept()
        for p in range(len(plan.need.periods)):
            s = int(plan.missing[:, p].argmax())
            people = [plan.wanted[s, p], plan.need.there[s, p], plan.missing[s, p], plan.mix.gives[s, p]]
            rows.append([self.period(p), *(f"{one:.1f}" for one in people), kept[p]])
        return tables.aligned(rows)

    def _kept(self) -> list[str]:
        """Share kept today and with the plan, on average, in the set of types that does worst."""
        plan = self.plan
        before = plan.need.kept(plan.need.played) if plan.verdict is None else plan.verdict.before
        now = before.mean(axis=0).min(axis=0)
        if plan.verdict is None:
            return [f"{percent(one)} %" for one in now]
        then = plan.verdict.after.mean(axis=0).min(axis=0)
        return [f"{percent(a)} → {percent(b)} %" for a, b in zip(now, then, strict=True)]

    def doing(self) -> list[str]:
        """What to do, one sentence each."""
        from sim.experiment.hiring_options import STEP_HOURS

        plan, out = self.plan, []
        for one in plan.hired:
            groups = {group.id: getattr(group.title, self.language) for group in self.scenario.people}
            people = self.join([f"{groups[name]} {count}" for name, count in one.people.items()])
            start = one.start
            facts = {"count": one.count, "people": people, "advert": start.advert, "comes": start.comes}
            facts |= {"floor": start.on_floor, "sure": percent(plan.sure), "surely": one.surely}
            facts["period"] = self.period(one.period)
            out.append(self.say("hire", **facts, cost=self.money(one.cost)))
        for n, way in zip(plan.mix.units.tolist(), plan.options, strict=True):
            if not n or way.kind == "hire":
                continue
            facts = {"count": f"{n:g}", "cost": self.money(n * way.cost), "hours": f"{n * STEP_HOURS:g}"}
            if way.work:
                work = next(one for one in self.scenario.work if one.id == way.work)
                now = getattr(work, way.kind)
                facts |= {
                    "type": getattr(work.title, self.language),
                    "now": percent(now),
                    "then": percent(now + n / 100),
                }
            out.append(self.say(f"do_{way.kind}", **facts))
        if not out:
            out.append(self.say("nothing" if not plan.missing.any() else "nothing_helps"))
        elif plan.verdict is None:
            out.append(self.say("sum", cost=self.money(plan.mix.cost)))
        return out

    def verdict(self) -> list[str]:
        plan, verdict = self.plan, self.plan.verdict
        if verdict is None:
            return []
        out, cost, profit = [], verdict.cost, verdict.profit
        if plan.mix.cost:
            out.append(
                self.say("cost", cost=self.money(cost.mean), low=self.money(cost.p10), high=self.money(cost.p90))
            )
            key = "profit_up" if profit.mean > 0 else "profit_down"
            out.append(self.say(key, money=self.money(abs(profit.mean)), half=self.money(profit.half_width)))
        if not plan.open.all():
            found = verdict.chance(plan.promise)
            weak = int((found.min(axis=0) + plan.open).argmin())  # of the others nobody promises it
            s = int(found[:, weak].argmin())
            low, high = (percent(float(one[s, weak])) for one in verdict.chance_range(plan.promise))
            facts = {"n": len(verdict.after), "chance": percent(float(found[s, weak])), "low": low, "high": high}
            out.append(self.say("chance", period=self.period(weak), **facts, sure=percent(plan.sure)))
        return out

    def warnings(self) -> list[str]:
        """What begins too late, and what stays open."""
        plan, out = self.plan, []
        for one in plan.late:
            facts = {"period": self.period(one.period), "due": one.due, "start": self.scenario.calendar.start}
            out.append(self.say("late", **facts, wanted=one.wanted, brings=one.brings))
        for key, lines in self._open().items():
            out += lines[:MOST_NOTES]
            if len(lines) > MOST_NOTES:
                out.append(self.say(f"{key}_more", count=len(lines) - MOST_NOTES))
        return out

    def other_way(self) -> list[str]:
        """Why `playbook heads` has another number of the same campaign, and who comes while nobody is on duty."""
        from playbook.planning.two_ways import sale_of
        from sim.shop.sale_nights import FELT, nights_said

        beside, sale = self.beside, sale_of(self.plan)
        if beside is None or sale is None:
            return []
        last, people = beside.week.date + dt.timedelta(days=beside.week.days - 1), beside.people
        period = self.plan.need.periods[sale.period]
        days = self.say("days", first=_day(period.first), last=_day(period.last))
        facts = {"first": _day(beside.week.date), "last": _day(last), "period": days}
        facts |= {"hours": f"{beside.hours:,.0f}", "people": f"{people:.1f}", "share": percent(sale.alone)}
        if sale.people is None:
            out = [self.say("heads_never", **facts)]
        else:
            out = [
                self.say("heads_more" if people > sale.people else "heads_fewer", **facts, here=f"{sale.people:.1f}")
            ]
        if sale.alone >= FELT:
            out.append(self.say("alone", **facts))
        nights = nights_said(self.scenario.calendar, self.scenario.demand)
        return out if nights is None else [*out, say("planning_said", self.language, text=nights.text(self.language))]

    def _open(self) -> dict[str, list[str]]:
        """Sentences about the periods in which the promise is not kept, by why."""
        plan = self.plan
        found: dict[str, list[str]] = {"reach": [], "short": []}
        for p in range(len(plan.need.periods)):
            low, short = float(plan.reach[:, p].min()), float(plan.mix.short[:, p].max())
            if low < plan.promise - KEPT_WELL:
                found["reach"].append(self.say("reach", period=self.period(p), share=percent(low)))
            elif short > 0:
                found["short"].append(self.say("short", period=self.period(p), people=f"{short:.1f}"))
        return found

    def ways(self) -> str:
        rows = [[self.say(f"way_{key}", unit=self.unit) for key in ("name", "most", "people", "cost", "each")]]
        for one in self.plan.alone:
            people = [f"{one.most:.1f}", f"{one.people:.1f}"] if one.kind != "hire" else ["–", f"{one.people:.1f}"]
            money = (
                [tables.number(value, "money", 0) for value in (one.cost, one.each)] if one.people > 0 else ["–"] * 2
            )
            rows.append([self.say(f"kind_{one.kind}"), *people, *money])
        return tables.aligned(rows)

    def frontier(self) -> str:
        kinds = list(dict.fromkeys(one.kind for one in self.plan.options))
        heads = [self.say("front_promise"), self.say("front_cost", unit=self.unit)]
        rows = [[*heads, *(self.say(f"unit_{kind}") for kind in kinds), self.say("front_open")]]
        for offer in self.plan.offers:
            left = int(offer.open.sum())
            if offer.open.all():
                rows.append([f"{percent(offer.promise)} %", *["–"] * (1 + len(kinds)), self.say("front_none")])
                continue
            cells = []
            for kind in kinds:
                mine = [n for n, one in zip(offer.mix.units, self.plan.options, strict=True) if one.kind == kind]
                cells.append(self._cell(kind, mine))
            kept = self.say("front_not", count=left) if left else self.say("front_all")
            rows.append([f"{percent(offer.promise)} %", tables.number(offer.cost, "money", 0), *cells, kept])
        return tables.aligned(rows)

    def _cell(self, kind: str, units: list[float]) -> str:
        from sim.experiment.hiring_options import STEP_HOURS

        if kind == "overtime":
            return f"{sum(units) * STEP_HOURS:g}"
        return f"{max([0.0, *units]):g} %" if kind in ("outsourced", "robot") else f"{sum(units):g}"


def percent(share: float) -> str:
    return f"{100 * share:.0f}"


def _day(date: dt.date) -> str:
    return f"{date.month}-{date.day:02d}"
