"""Hiring: whom to look for by when, what else there is, at what price, and how surely the promise then holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import ipywidgets as W
import numpy as np

from playbook import charts
from playbook.charts.duty import people_text
from playbook.lab.access import Fold
from playbook.lab.page import bullets, sentence_of, table
from playbook.lab.plan_shop.said import nights_line
from playbook.lab.plan_shop.section import STYLE, PlanSection
from playbook.lab.run import RunBar
from playbook.lab.seasons import SEED
from playbook.planning.standard import HIRING_ROUNDS, SEASONS
from sim.scenario import Scenario

if TYPE_CHECKING:
    from playbook.lab.plan_shop.plan import Heads
    from sim.experiment.hiring_plan import Alone, Hired, HiringPlan
    from sim.planning.hiring.mix import Kind

PROMISES = ((0.8, None), (0.8, 60.0), (0.9, 180.0), (0.9, None))  # share, seconds (none: each type's own time)
SURE, SURES = 0.8, (0.5, 0.8, 0.9)  # of the seasons
FAR_ALONE, FAR_MORE = 0.05, 1.5  # of the customers, while nobody is on duty; people of those that other shifts take
SHARES = ("outsourced", "robot")  # ways whose unit is a hundredth of a type's contacts


@dataclass(frozen=True)
class Question:
    scenario: Scenario
    promise: float
    within: float | None
    sure: float


class HiringSection(PlanSection):
    """A button; people by week and the calendar of adverts, what each way costs, and what a higher promise costs."""

    kind = "shop_hiring"

    def build(self) -> list[W.Widget]:
        self.team, self.said, self.weeks, self.lines, self.ways, self.frontier, self.mix = (
            W.HTML() for _ in range(7)
        )  # fmt: skip
        self.found: HiringPlan | None = None
        self.asked: Question | None = None
        options = [(self._promise(*one), one) for one in PROMISES]
        self.promise = W.Dropdown(options=options, description=self.t("shop_heads.promise"))
        sures = [(self.t("shop_hiring.sure_of", share=self.words.percent(one)), one) for one in SURES]
        self.sure = W.Dropdown(options=sures, value=SURE, description=self.t("shop_heads.sure"))
        self.bar = RunBar(self.words, self.t("shop_hiring.run"), self.run)
        for one in (self.promise, self.sure):
            self.on_change(one, lambda value: self.moved())
        self.shop.heads.asking.observe_change(self.guarded(self.refresh))
        asking = W.VBox([self.promise, self.sure])
        asking.add_class("pb-asking")
        self.result = W.VBox([
            self.said, self.weeks, self.lines, Fold(self.t("shop_hiring.mix"), [self.mix]), self.ways, self.frontier,
        ])  # fmt: skip
        self.moved()
        return [W.HTML(STYLE), self.team, asking, self.bar, self.result]

    def arrived(self) -> None:
        self.refresh()

    def returned(self) -> None:
        self.guarded(self.refresh)()

    def refresh(self) -> None:
        """Another shop may have been chosen."""
        if self.asked is None or self.asked.scenario != self.plan.scenario:
            self.moved()

    def moved(self) -> None:
        """Another question: what stands here answers an older one."""
        self.asked, self.team.value = self._question(), self.about()
        self.bar.clear()
        self.result.layout.display = "none"
        possible = bool(self.plan.kinds(self.asked.scenario))
        self.bar.ready(possible, self.t("shop_heads.nobody"))
        if possible:
            before = self.t("shop_hiring.before", n=self.words.number(SEASONS * (3 + HIRING_ROUNDS)))
            self.bar.line.value = sentence_of(before, "pb-note")

    def _question(self) -> Question:
        return Question(self.plan.scenario, *self.promise.value, self.sure.value)

    def _promise(self, share: float, within: float | None) -> str:
        shown = self.words.percent(share)
        if within is None:
            return self.t("shop_hiring.own", share=shown)
        return self.t("shop_heads.answered", share=shown, time=self.words.duration(within))

    def run(self) -> None:
        """Plan, play, correct; the last plan is judged on seasons of other luck."""
        self.refresh()
        asked = self._question()
        made: list[HiringPlan] = []

        def work() -> Iterator[None]:
            from sim.experiment.hiring_plan import hiring_plans

            for one in hiring_plans(
                asked.scenario, asked.promise, asked.within, asked.sure, SEASONS, SEED, rounds=HIRING_ROUNDS
            ):
                if one is not None:
                    made[:] = [one]
                else:
                    yield

        def done() -> None:
            if made and made[0].verdict is not None and asked == self._question():
                self.show(made[0])

        self.bar.go(work, lambda step: None, SEASONS * (2 + HIRING_ROUNDS), done=done)

    # ----------------------------------------------------------------------------------------------------- showing

    def show(self, plan: HiringPlan) -> None:
        """Everything about this plan."""
        self.found = plan
        first = "".join(sentence_of(one, "pb-near") for one in self._beforehand(plan))
        self.said.value = sentence_of(self._finding(plan), "pb-big") + first + self._kept(plan)
        self._draw_weeks(plan)
        self.lines.value = bullets(self._sentences(plan))
        self.mix.value = self._table(plan)
        self._draw_ways(plan)
        self._draw_frontier(plan)
        self.result.layout.display = None

    def _draw_weeks(self, plan: HiringPlan) -> None:
        """People by week, of the set of types that misses most."""
        s, _ = plan.worst
        days = plan.need.scenario.calendar.days
        needed, there, planned = np.zeros(days), np.zeros(days), np.zeros(days)
        for p, period in enumerate(plan.need.periods):
            at = list(period.days)
            needed[at], there[at] = plan.wanted[s, p], plan.need.there[s, p]
            planned[at] = plan.need.there[s, p] + plan.mix.gives[s, p]
        start = plan.need.scenario.calendar.start
        adverts = [
            charts.Advert(one.start.week * 7, one.start.first, one.start.ready, self._people(one.count))
            for one in plan.hired
        ]
        marks = [charts.Mark(one.day, self.words.pick(one.name)) for one in plan.need.scenario.calendar.campaigns]
        charts.headcount(
            self.words, needed, there, planned, start, adverts=adverts, marks=marks,
            title=self.t("shop_hiring.weeks_title"), note=self.t("shop_hiring.weeks_note"), source=self._foot(plan),
        ).update(self.weeks)  # fmt: skip

    def _draw_ways(self, plan: HiringPlan) -> None:
        """What one person more costs by each way."""
        rows = [
            charts.Dot(
                self._way(one.kind), one.each, "result" if plan.units(one.kind) else "bot",
                note=self.t("shop_hiring.most", people=people_text(self.words, one.most)),
            )
            for one in plan.alone if one.people
        ]  # fmt: skip
        if not rows:
            self.ways.value = ""
            return
        charts.dots(
            self.words, rows, plan.need.scenario.currency, title=self.t("shop_hiring.ways_title"),
            note=self.t("shop_hiring.ways_note"), source=self._foot(plan),
        ).update(self.ways)  # fmt: skip

    def _draw_frontier(self, plan: HiringPlan) -> None:
        """What a higher promise costs over the season."""
        if len(plan.offers) < 2:
            self.frontier.value = ""
            return
        open_ = [self.words.percent(one.promise) for one in plan.offers if one.open.any()]
        if len(open_) == len(plan.offers):  # the cost of what keeps nothing is no price of a promise
            self.frontier.value = sentence_of(self.t("shop_hiring.unmet_all", low=open_[0], high=open_[-1]), "pb-note")
            return
        note = self.t("shop_hiring.unmet", promises=self.words.list(open_)) if open_ else ""
        charts.lever_curve(
            self.words, self.t("shop_hiring.promise_axis"), "share", [one.promise for one in plan.offers],
            self.t("shop_hiring.cost_axis"), plan.need.scenario.currency, [one.cost for one in plan.offers],
            current=plan.promise, kpi_digits=0, better="lower", title=self.t("shop_hiring.frontier_title"), note=note,
            source=self._foot(plan),
        ).update(self.frontier)  # fmt: skip

    def _foot(self, plan: HiringPlan) -> str:
        return charts.source(self.words, self.words.pick(plan.need.scenario.title), SEASONS, SEED)

    # ------------------------------------------------------------------------------------------------------- words

    def _people(self, count: int) -> str:
        return self.t("shop_hiring.people_one" if count == 1 else "shop_hiring.people", n=self.words.number(count))

    def _way(self, kind: Kind) -> str:
        return self.t(f"shop_hiring.way_{kind}")

    def _range(self, spread: object) -> str:
        """Money with the range that eight in ten seasons lie in."""
        currency = self.plan.scenario.currency
        return charts.Span.of(spread).text(self.words, currency, 0)

    def _finding(self, plan: HiringPlan) -> str:
        assert plan.verdict is not None
        s, p = plan.worst
        missing = float(plan.missing[s, p])
        if missing < 0.05:
            return self.t("shop_hiring.found_enough", promise=self._promise(plan.promise, self._question().within))
        period = plan.need.periods[p]
        hires = sum(one.count for one in plan.hired)
        facts = {
            "people": people_text(self.words, missing), "first": self.words.date(period.first),
            "last": self.words.date(period.last), "cost": self._range(plan.verdict.cost),
        }  # fmt: skip
        if float(plan.mix.short.max()) >= 0.05:
            return self.t("shop_hiring.found_open", **facts)
        if not hires:
            return self.t("shop_hiring.found_none", **facts)
        advert = self.words.date(plan.hired[0].start.advert)
        return self.t("shop_hiring.found", **facts, hires=self._people(hires), advert=advert)

    def _beforehand(self, plan: HiringPlan) -> list[str]:
        """What whoever reads the number first has to know: that other shifts take far fewer people, and that what pays
        by formulas loses money when it is played."""
        assert plan.verdict is not None
        said = [self.t("shop_hiring.first_shifts")] if self._shifts_first(plan) else []
        if plan.verdict.profit.p90 < 0:
            said.append(self.t("shop_hiring.loses", profit=self._signed(plan.verdict.profit)))
        return said

    def _shifts_first(self, plan: HiringPlan) -> bool:
        """Whether today's shifts are so much at other hours than customers that no number of people for them is one to
        hire by: many come while nobody is on duty, or the same customers take far fewer people in other shifts."""
        from playbook.planning.two_ways import heads_of, sale_of

        sale, found = sale_of(plan), self._same_heads(plan)
        if sale is None or float(plan.missing[plan.worst]) < 0.05:
            return False
        if sale.people is None or sale.alone >= FAR_ALONE:
            return True
        return found is not None and sale.people > FAR_MORE * heads_of(found.case, found.settled.people).people

    def _sentences(self, plan: HiringPlan) -> list[str]:
        assert plan.verdict is not None
        t = self.t
        lines = [self._hired_line(plan, one) for one in plan.hired]
        lines += [
            t(
                "shop_hiring.late", day=self._period(plan, one.period), due=self.words.date(one.due),
                wanted=self.words.number(one.wanted), brings=self.words.number(one.brings),
            )
            for one in plan.late
        ]  # fmt: skip
        reachable = plan.reach >= plan.promise
        if not reachable.all():
            weeks = [self._dates(plan, q) for q in range(reachable.shape[1]) if not reachable[:, q].all()]
            lines.append(t("shop_hiring.reach", periods=self.words.list(weeks)))
        lines.append(
            t("shop_hiring.money", cost=self._range(plan.verdict.cost), profit=self._signed(plan.verdict.profit))
        )
        if plan.mix.short.any():
            lines.append(t("shop_hiring.short", people=people_text(self.words, float(plan.mix.short.max()))))
        lines += self._other_way(plan)
        idle = [self._way(one.kind) for one in plan.alone if not one.people]
        return [*lines, t("shop_hiring.idle", ways=self.words.list(idle))] if idle else lines

    def _other_way(self, plan: HiringPlan) -> list[str]:
        """Why the people that it takes, above, are another number, and who comes while nobody is on duty."""
        from playbook.planning.two_ways import heads_of, sale_of
        from sim.shop.sale_nights import FELT

        sale, found, number = sale_of(plan), self._same_heads(plan), self.words.number
        if sale is None:
            return []
        facts = {"days": self._dates(plan, sale.period), "share": self.words.percent(sale.alone)}
        if sale.people is not None:
            facts["here"] = number(sale.people, 1)
        key = "heads_never" if sale.people is None else "heads_ask"
        if found is not None:
            anew = heads_of(found.case, found.settled.people)
            facts |= {"hours": number(anew.hours), "people": number(anew.people, 1)}
            if sale.people is not None:
                key = "heads_more" if anew.people > sale.people else "heads_fewer"
        elif sale.people is None:
            key = "heads_ask_never"
        lines = [self.t(f"shop_hiring.{key}", **facts)]
        if sale.alone >= FELT:
            lines.append(self.t("shop_hiring.alone", **facts))
        return lines + nights_line(self.words, plan.need.scenario)

    def _same_heads(self, plan: HiringPlan) -> Heads | None:
        """Heads that were found for the same promise in the campaign's week of this shop."""
        from sim.planning.promises import Answered

        found, within = self.plan.heads, self._question().within
        if found is None or found.asked.scenario != plan.need.scenario or found.asked.which != "peak":
            return None
        times = [plan.need.scenario.work[k].target_s if within is None else within for k in found.case.week.kinds]
        same = found.asked.promises == tuple(Answered(plan.promise, one) for one in times)
        return found if same and found.asked.sure == plan.sure else None

    def _signed(self, spread: object) -> str:
        span, currency = charts.Span.of(spread), self.plan.scenario.currency
        low, high = (self.words.signed(one, currency, 0) for one in (span.low, span.high))
        return self.t("lab.change", mean=self.words.signed(span.mid, currency, 0), low=low, high=high)

    def _kept(self, plan: HiringPlan) -> str:
        """What the weakest weeks keep in seasons of other luck, and whether that is the promise."""
        assert plan.verdict is not None
        percent = self.words.percent
        before, after = (one.mean(axis=0) for one in (plan.verdict.before, plan.verdict.after))
        able = np.where(plan.reach >= plan.promise, after, after + 1.0)  # where nobody can keep it, last
        s, p = (int(i) for i in np.unravel_index(int(np.argmin(able)), after.shape))
        chance, runs = float(plan.verdict.chance(plan.promise)[s, p]), plan.verdict.after[:, s, p]
        least, most = (percent(float(one[s, p])) for one in plan.verdict.chance_range(plan.promise))
        said = self.t(
            "shop_hiring.kept", least=least, most=most,
            period=self._dates(plan, p), before=percent(float(before[s, p])),
            after=percent(float(after[s, p])), low=percent(float(runs.min())), high=percent(float(runs.max())),
            n=self.words.number(len(runs)), chance=percent(chance),
        )  # fmt: skip
        return sentence_of(said, "pb-good" if chance >= plan.sure else "pb-near")

    def _hired_line(self, plan: HiringPlan, one: Hired) -> str:
        titles = {group.id: self.words.pick(group.title) for group in plan.need.scenario.people}
        people: dict[str, int] = {}  # groups of one name, as those of a roster's shift, are one line
        for group, n in one.people.items():
            people[titles[group]] = people.get(titles[group], 0) + n
        groups = [self.t("shop_hiring.of", n=self.words.number(n), group=title) for title, n in people.items()]
        dates = {name: self._date(getattr(one.start, name)) for name in ("advert", "comes", "on_floor")}
        return self.t(
            "shop_hiring.hired", people=self._people(one.count), groups=self.t("common.semicolon").join(groups),
            **dates,
            surely=self.words.number(one.surely), sure=self.words.percent(plan.sure), cost=self.money(float(one.cost)),
        )  # fmt: skip

    def _date(self, day: dt.date) -> str:
        return self.words.date(day)

    def _dates(self, plan: HiringPlan, p: int) -> str:
        one = plan.need.periods[p]
        return self.t("shop_hiring.dates", first=self._date(one.first), last=self._date(one.last))

    def _period(self, plan: HiringPlan, p: int) -> str:
        """The campaign of a period by name, or its dates."""
        campaign = plan.need.periods[p].campaign
        if campaign is None:
            return self._dates(plan, p)
        return self.words.pick(plan.need.scenario.calendar.campaigns[campaign].name)

    def _table(self, plan: HiringPlan) -> str:
        """The mix: how much of each way, what it costs, and what each would do alone."""
        head = [self.t(f"shop_hiring.col_{key}") for key in ("way", "much", "cost", "each", "most")]
        rows = [self._row(plan, one) for one in plan.alone]
        return table(head, rows, self.t("shop_hiring.mix_caption"))

    def _row(self, plan: HiringPlan, one: Alone) -> list[str]:
        mine = [(n, way) for n, way in zip(plan.mix.units.tolist(), plan.options, strict=True) if way.kind == one.kind]
        cost = sum(n * way.cost for n, way in mine)
        units = sum(n for n, _ in mine)
        if one.kind in SHARES:
            titles = {work.id: self.words.pick(work.title) for work in plan.need.scenario.work}
            much = self.words.list(
                self.t("shop_hiring.share", type=titles[way.work], share=self.words.percent(n / 100))
                for n, way in mine
                if n
            )
        else:
            key = "overtime" if one.kind == "overtime" else "people_one" if units == 1 else "people"
            shown = self.words.number(units / 2, 1) if one.kind == "overtime" else self.words.number(units)
            much = self.t(f"shop_hiring.{key}", n=shown) if units else ""
        return [
            self._way(one.kind), much or self.t("shop_hiring.nothing"), self.money(float(cost)),
            self.money(one.each) if one.people else self.t("shop_hiring.nothing"), people_text(self.words, one.most),
        ]  # fmt: skip
