"""The ranking: a figure, the first three as cards, then everything else that was found."""

from __future__ import annotations

from collections.abc import Iterable

import ipywidgets as W

from playbook import charts
from playbook.first.found import Found, Pair, Worth
from playbook.first.said import VALUE, VERDICTS, chance, needs, ordered, short, to_do, verdict, whole
from playbook.lab.access import Fold
from playbook.lab.base import Panel
from playbook.lab.first.cards import cards, outlay, paid_back
from playbook.lab.first.shared import Shared
from playbook.lab.page import bullets, sentence_of, table, unbroken
from playbook.language import escape

TOP = 3  # cards
IN_TABLE = ("profit", "end_state", "service_level", "quits")


class RankingSection(Panel):
    """See the module's docstring."""

    kind = "first_ranking"

    def __init__(self, page: Shared) -> None:
        self.page = page
        super().__init__(page.words, page.title)

    def build(self) -> list[W.Widget]:
        self.figure, self.cards, self.table, self.others, self.pairs, self.still = (W.HTML() for _ in range(6))
        self.folds = {
            self.table: Fold(self.t("first_page.all"), [self.table]),
            self.others: Fold(self.t("first_page.others"), [self.others]),
            self.still: Fold(self.t("first_page.still"), [self.still]),
        }
        self.page.listen(self.show)
        self.show()
        return [self.figure, self.cards, self.pairs, *self.folds.values()]

    def returned(self) -> None:
        self.page.look_again()

    def show(self) -> None:
        """What is known now; one line that says where to begin while nothing is."""
        answer = self.page.answer
        if answer is None or not answer.found.worths:
            self.figure.value = sentence_of(self.t("first_page.nothing_yet"), "pb-note")
            for part in (self.cards, self.pairs, *self.folds):
                part.value = ""
        else:
            found, worths = answer.found, ordered(answer.found.worths)
            self._figure(found, worths).update(self.figure)
            best = [one for one in worths if verdict(one) != "loses"]
            self.cards.value = cards(self.page, best[:TOP])
            self.table.value = self._table(worths)
            self.others.value = self._table(ordered(found.others)) if found.others else ""
            self.pairs.value = self._pairs(found)
            self.still.value = self._still(found)
        for part, fold in self.folds.items():
            fold.layout.display = None if part.value else "none"

    def _figure(self, found: Found, worths: list[Worth]) -> charts.Figure:
        words, t, kpis = self.words, self.t, self.page.kpis
        count = {one: sum(verdict(worth) == one for worth in worths) for one in VERDICTS}
        rows = [
            charts.Change(short(words, one.step.slug), one.change[VALUE], verdict(one), to_do(words, one.step))
            for one in worths
        ]
        heads = {one: t(f"first_page.group_{one}") for one in VERDICTS}
        n = max(one.n for one in worths)
        return charts.gains(
            words, rows, kpis.unit(VALUE), heads, digits=kpis.digits(VALUE),
            found=t("first_page.found", **{one: words.number(n) for one, n in count.items()}),
            title=t("first_page.shown"), note=t("first_page.note"),
            source=charts.source(words, words.pick(found.team.title), n, found.seed),
        )  # fmt: skip

    def _table(self, worths: list[Worth]) -> str:
        """One line a step, in the order of the figure."""
        words, t, kpis, page = self.words, self.t, self.page.kpis, self.page
        head = [
            t("first_page.what"), t("first_page.value"), t("first_page.this_season"), t("first_page.next_year"),
            t("first_page.answered"), t("first_page.quits"), t("first_page.outlay"), t("first_page.paid_back"),
            t("first_page.chance"), t("first_page.seasons"),
        ]  # fmt: skip
        rows = [
            [whole(words, one.step), unbroken(kpis.change_if_any(VALUE, one.change[VALUE])),
             *(unbroken(kpis.change_if_any(kpi, one.change[kpi])) for kpi in IN_TABLE), outlay(page, one),
             paid_back(page, one), chance(words, one), self._seasons(one)]
            for one in worths
        ]  # fmt: skip
        html = table(head, rows, safe=frozenset(range(1, 2 + len(IN_TABLE))))
        # Ten columns: where the page is too narrow for them, the table moves and not the page.
        name = escape(t("first_page.all"))
        return f'<div class="pb-first-table" tabindex="0" role="region" aria-label="{name}">{html}</div>'

    def _seasons(self, worth: Worth) -> str:
        n = self.words.number(worth.n)
        return self.t("first_page.left_behind", n=n) if worth.drops else n

    def _pairs(self, found: Found) -> str:
        """Steps that are worth more, or less, together than the sum of both; by more than luck."""
        steps = {one.step.name: one.step for one in (*found.worths, *found.others)}
        lines = []
        for pair in sorted(self._sure(found.pairs), key=lambda one: -abs(one.more.mean)):
            one, other = (whole(self.words, steps[name]) if name in steps else name for name in (pair.one, pair.other))
            key = "first_page.pair_more" if pair.more.mean > 0 else "first_page.pair_less"
            more = self.page.kpis.change(VALUE, pair.more)
            lines.append(self.t(key, one=one, other=other, more=more))
        return sentence_of(self.t("first_page.pairs"), "pb-big") + bullets(lines) if lines else ""

    @staticmethod
    def _sure(pairs: Iterable[Pair]) -> list[Pair]:
        """Those whose range, eight seasons in ten, lies on one side of zero."""
        return [one for one in pairs if one.more.p10 > 0 or one.more.p90 < 0]

    def _still(self, found: Found) -> str:
        """Steps that moved nothing, and what would have to be there first."""
        lines = []
        for step in found.still:
            first = needs(self.words, step)
            key = "first_page.still_needs" if first else "first_page.still_here"
            lines.append(self.t(key, step=whole(self.words, step), first=first))
        return bullets(lines) if lines else ""

    rules = """<style>
.pb-first-table { overflow-x: auto; }
.pb-app .pb-first-table th, .pb-app .pb-first-table td { font-size: 14px; }
.pb-app .pb-first-table tbody th { min-width: 15em; }
.pb-app .pb-first-table thead th { white-space: normal; vertical-align: bottom; min-width: 6em; }
@media (max-width: 620px) { .pb-app .pb-first-table tbody th { min-width: 0; } }
</style>"""
