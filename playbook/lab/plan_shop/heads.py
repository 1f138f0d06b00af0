"""Heads: the people that a promise takes by the half hour, against those on the roster."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ipywidgets as W

from playbook.command import say
from playbook.lab.access import Fold
from playbook.lab.page import bullets, sentence_of, table
from playbook.lab.paper import SHEET, file_link
from playbook.lab.plan_shop.asking import SURES, Asking
from playbook.lab.plan_shop.duty import Duty
from playbook.lab.plan_shop.plan import Heads
from playbook.lab.plan_shop.said import day_texts, kept_line, nights_line, promise_text, week_text
from playbook.lab.plan_shop.section import STYLE, PlanSection
from playbook.lab.run import RunBar


class HeadsSection(PlanSection):
    """Controls, a button, the week and one of its days as pictures, sentences, and the numbers behind them."""

    kind = "shop_heads"

    def build(self) -> list[W.Widget]:
        self.team, self.said, self.lines, self.numbers = (W.HTML() for _ in range(4))
        self.asking = Asking(self.words, self.plan)
        self.bar = RunBar(self.words, self.t("shop_heads.run"), self.run, "run.steps")
        self.duty = Duty(self.words)
        self.fold = Fold(self.t("shop_heads.numbers"), [self.numbers])
        self.result = W.VBox([self.said, self.duty, self.lines, self.fold])
        self.asking.observe_change(self.guarded(self.moved))
        self.moved()
        return [W.HTML(STYLE), self.team, self.asking, self.bar, self.result]

    def arrived(self) -> None:
        self.refresh()

    def returned(self) -> None:
        self.guarded(self.refresh)()

    def refresh(self) -> None:
        """Another page, or the section above, may have chosen another shop."""
        self.asking.show()

    def moved(self) -> None:
        """Something else is asked now: what stands here is of another question, unless it was answered before."""
        self.team.value = self.about()
        self.bar.clear()
        possible = self.asking.possible
        self.bar.ready(possible, self.t("shop_heads.nobody"))
        known = self.plan.known(self.asking.asked()) if possible else None
        if known:
            self.show(known)
        else:
            self.result.layout.display = "none"
            if possible:
                self.bar.line.value = sentence_of(self.t("shop_heads.before", n=self.plan.plays), "pb-note")

    def run(self) -> None:
        """Find the heads of what is asked."""
        self.refresh()
        asked = self.asking.asked()

        def work() -> Iterator[int]:
            yield from self.plan.find(asked)

        def done() -> None:
            if (known := self.plan.known(asked)) and self.asking.asked() == asked:
                self.show(known)

        self.bar.go(work, lambda step: None, self.plan.steps(asked) or 1, done=done, reached=lambda step: step)

    # ---------------------------------------------------------------------------------------------------- showing

    def show(self, found: Heads) -> None:
        """Everything about these heads, with the worst day in view."""
        self.found = found
        days, week = found.case.desk.grid.days, found.case.week
        self.days = day_texts(self.words, week.date, days)
        promised = [
            f"{name}{self.t('common.colon')}{promise_text(self.words, one)}"
            for name, one in zip(self._types(found), found.asked.promises, strict=True)
        ]
        self.duty.show(
            found.beside.by_day(days), week.date, week.slot_minutes, self.t("shop_heads.week_title"),
            self.words.list(promised), self.foot(found),
        )  # fmt: skip
        self.said.value = sentence_of(self._finding(found), "pb-big")
        self.sentences = self._sentences(found)
        self.lines.value = bullets(self.sentences)
        self.numbers.value = self._table(found) + self._offers(found)
        self.result.layout.display = None

    def _types(self, found: Heads) -> list[str]:
        return found.case.type_names(self.words.language)

    def _finding(self, found: Heads) -> str:
        one = found.beside
        facts = {
            "week": week_text(self.words, found.asked.scenario, found.asked.which),
            "hours": self.words.number(one.hours),
            "now": self.words.number(float(one.rostered.sum()) * one.slot_hours),
            "short": self.words.number(one.short.hours),
        }
        return self.t("shop_heads.found_short" if one.short.hours >= 1 else "shop_heads.found", **facts)

    def _sentences(self, found: Heads) -> list[str]:
        from playbook.planning.heads import strays_lines

        one, t, number = found.beside, self.t, self.words.number
        lines = [kept_line(self.words, found.kept, self._types(found), self.days)]
        if found.settled.fails.any():
            lines.insert(0, t("shop_heads.open", share=self.words.percent(found.asked.sure)))
        if one.short.hours >= 1:
            key = "shop_heads.price_pays" if one.short.loss > one.short.closing else "shop_heads.price_costs"
            lost = number(one.short.lost)
            lines.append(t(key, n=lost, loss=self.money(one.short.loss), closing=self.money(one.short.closing)))
        if len(found.asked.promises) > 1 and one.apart > one.hours:
            lines.append(t("shop_heads.once", apart=number(one.apart), hours=number(one.hours)))
        lines += strays_lines(found.case, self.money, self.words.language)
        lines.append(self._range(found))
        lines += self._doubt(found)
        if found.asked.which == "peak":
            lines += nights_line(self.words, found.asked.scenario)
        lines += self._hiring(found)
        lines.append(t("shop_heads.lost_said", share=self.words.percent(found.asked.shrinkage)))
        helpers = found.case.helper_names(self.words.language)
        return [*lines, t("shop_heads.helpers", people=self.words.list(helpers))] if helpers else lines

    def _range(self, found: Heads) -> str:
        """What quiet and busy days would take, and that a sale's own size comes on top."""
        from playbook.planning.heads import day_range

        one, number = day_range(found.case, found.settled.people), self.words.number
        if not one.cv:
            return self.t("shop_heads.alike")
        low, high = (number(hours) for hours in one.hours)
        facts = {"cv": self.words.percent(one.cv), "low": low, "high": high, "hours": number(found.beside.hours)}
        text = self.t("shop_heads.range", **facts, share=self.words.percent(found.asked.sure))
        return text + self.t("shop_heads.range_sale") if found.asked.which == "peak" else text

    def _doubt(self, found: Heads) -> list[str]:
        """What the files leave open."""
        from playbook.planning.heads import doubt_range

        one, number = doubt_range(found.case, found.settled.people), self.words.number
        if not one.off:
            return []
        low, high = (number(hours) for hours in one.hours)
        facts = {"off": self.words.percent(one.off), "low": low, "high": high, "hours": number(found.beside.hours)}
        return [self.t("shop_heads.doubt", **facts)]

    def _hiring(self, found: Heads) -> list[str]:
        """Why hiring, below, has another number of the same days."""
        from playbook.planning.two_ways import heads_of, hours_of_one, shifts_of

        other, anew = shifts_of(found.case), heads_of(found.case, found.settled.people)
        if other is None:
            return []
        number = self.words.number
        facts = {"hours": number(anew.hours), "people": number(anew.people, 1)}
        if other.hours is None:
            return [self.t("shop_heads.hiring_never", **facts, share=self.words.percent(other.alone))]
        there = other.hours / hours_of_one(found.case.scenario, found.case.week.desk, found.case.week.days)
        key = "shop_heads.hiring_fewer" if there < anew.people else "shop_heads.hiring_more"
        return [self.t(key, **facts, other=number(there, 1))]

    def _times(self, found: Heads) -> list[str]:
        minutes = found.case.week.slot_minutes
        return [self.words.clock(slot * minutes) for slot in range(found.case.week.slots)]

    def _table(self, found: Heads) -> str:
        """People needed by half hour and day, in half hours that need somebody, and the workbook."""
        needed, there, short = found.beside.by_day(len(self.days))
        times = self._times(found)
        rows = [
            [time, *(self.words.number(int(people)) for people in needed[:, slot])]
            for slot, time in enumerate(times) if needed[:, slot].any()
        ]  # fmt: skip
        return self._link(found, (needed, there, short)) + table(
            [self.t("shop_heads.from"), *self.days], rows, self.t("duty.needed")
        )

    def _link(self, found: Heads, people: tuple[Any, Any, Any]) -> str:
        from playbook.heads_sheet import workbook

        names = [self.t(f"duty.{key}") for key in ("needed", "there", "short")]
        sheets = list(zip(names, people, strict=True))
        notes = say("roster_notes_sheet", self.words.language), [self._finding(found), *self.sentences]
        content = workbook(sheets, self.t("shop_heads.from"), self._times(found), self.days, notes)
        name = f"{found.asked.scenario.id}-{found.case.week.date}-{self.words.language}.xlsx"
        return f"<p>{file_link(self.t('shop_heads.download'), name, content, SHEET)}</p>"

    def _offers(self, found: Heads) -> str:
        """What a surer promise costs; the row that was asked is the people that were found."""
        from playbook.planning.heads import offers

        head = [self.t(f"shop_heads.offer_{key}") for key in ("sure", "hours", "pay", "gave_up", "loss", "total")]
        rows = [
            [
                ("* " if one.asked else "") + self.words.percent(one.sure), self.words.number(one.hours),
                self.money(one.pay), self.words.number(one.gave_up), self.money(one.loss), self.money(one.total),
            ]
            for one in offers(found.case, found.settled.people, SURES)
        ]  # fmt: skip
        return table(head, rows, self.t("shop_heads.offers", share=self.words.percent(found.asked.sure)))
