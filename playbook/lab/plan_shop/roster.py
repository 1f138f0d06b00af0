"""Who works when: the cheapest roster that keeps the promise, as a table and a workbook, and one changed by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import ipywidgets as W

from playbook.command import say
from playbook.lab.access import Fold
from playbook.lab.page import bullets, sentence_of, table
from playbook.lab.paper import SHEET, TABLE, file_link
from playbook.lab.plan_shop.duty import Duty
from playbook.lab.plan_shop.making import MOST_WEEKS, Made, Wanted, changed, made_weeks, steps
from playbook.lab.plan_shop.said import day_texts, kept_line, week_text
from playbook.lab.plan_shop.section import STYLE, PlanSection
from playbook.lab.run import RunBar
from playbook.lab.upload import Sent, Upload
from playbook.language import escape

LAST = dt.timedelta(days=6)  # of a week, from its first day
OVERTIME = (0.0, 1.0, 2.0, 3.0)  # hours that a shift may be longer, as far as the law lets it
WIDE_GAP = 0.01  # of the cost: a search that was cut off so far from the best is said to be
MOST_LINES = 10  # on the page; the workbook has all of them
LARGEST_BYTES = 5_000_000


class RosterSection(PlanSection):
    """A button, the roster, what is short and what it costs; then a workbook out, and in again."""

    kind = "shop_roster"

    def build(self) -> list[W.Widget]:
        self.team, self.over, self.said, self.grid = (W.HTML() for _ in range(4))
        self.lines, self.codes, self.links = (W.HTML() for _ in range(3))
        self.weeks: tuple[Made, ...] = ()  # that were made
        self.found: Made | None = None  # the one in view
        self._filling = False
        self.people: Sent | None = None  # the reader's table of the people
        self.changed: Sent | None = None  # a workbook that came back
        texts = [(self.t("shop_roster.overtime_none"), 0.0)]
        texts += [(self.words.value(one, "hours"), one) for one in OVERTIME[1:]]
        self.overtime = W.Dropdown(options=texts, description=self.t("shop_roster.overtime"))
        self.new_shifts = W.Checkbox(value=False, description=self.t("new_shifts.tick"), indent=False)
        self.count = W.Dropdown(description=self.t("shop_roster.weeks"))
        self.which = W.Dropdown(description=self.t("shop_roster.which"))
        self.table = self._upload(".csv", self.take_people)
        self.example, self.people_said = W.HTML(), W.HTML()
        self.bar = RunBar(self.words, self.t("shop_roster.run"), self.run, "run.steps")
        self.duty = Duty(self.words)
        self.book = self._upload(".xlsx", self.take_changed)
        self.check = RunBar(self.words, self.t("shop_roster.check"), self.run_check, "run.steps")
        self.checked = W.HTML()
        self.on_change(self.overtime, lambda hours: self.moved())
        self.on_change(self.new_shifts, lambda chosen: self.moved())
        self.on_change(self.count, lambda weeks: None if self._filling else self.moved())
        self.on_change(self.which, lambda week: None if self._filling else self.show_week())
        self.shop.heads.asking.observe_change(self.guarded(self.moved))
        people = Fold(self.t("shop_roster.people"), [
            W.HTML(sentence_of(self.t("shop_roster.people_how"), "pb-note")), self.example, self.table,
            self.people_said,
        ])  # fmt: skip
        chosen = W.VBox([self.which])
        chosen.add_class("pb-asking")
        self.result = W.VBox([
            self.over, chosen, self.said, self.grid, self.links, Fold(self.t("shop_roster.codes"), [self.codes]),
            self.lines, self.duty,
            W.HTML(f'<p class="pb-big">{escape(self.t("shop_roster.again"))}</p>'),
            W.HTML(sentence_of(self.t("shop_roster.again_how"), "pb-note")), self.book, self.check,
            self.checked,
        ])  # fmt: skip
        asking = W.VBox([self.count, self.overtime, self.new_shifts])
        asking.add_class("pb-asking")
        self.moved()
        return [W.HTML(STYLE), self.team, asking, people, self.bar, self.result]

    def _upload(self, accept: str, came: Callable[[Sent], None]) -> Upload:
        return Upload(self.words, self.guarded(came), several=False, accept=accept, largest=LARGEST_BYTES)

    def arrived(self) -> None:
        self.shop.heads.refresh()

    def moved(self) -> None:
        """Something else is asked: the roster that stands here answers another question."""
        asking = self.shop.heads.asking
        self.bar.clear()
        self.check.clear()
        self.bar.ready(asking.possible, self.t("shop_heads.nobody"))
        self.weeks, self.found, self.result.layout.display, self.team.value = (), None, "none", self.about()
        self._offer_weeks()
        if asking.possible:
            week = week_text(self.words, asking.asked().scenario, asking.asked().which)
            self.bar.line.value = sentence_of(self.t("shop_roster.before", week=week), "pb-note")

    def _offer_weeks(self) -> None:
        """As many weeks in a row as the season has, from the chosen one on."""
        asking, before = self.shop.heads.asking, self.count.value or 1
        there = self.plan.weeks_in_a_row(self.plan.scenario, asking.which.value) if asking.possible else 1
        offered = tuple(
            (self.t("shop_roster.week_one" if n == 1 else "shop_roster.week_many", n=self.words.number(n)), n)
            for n in range(1, min(MOST_WEEKS, there) + 1)
        )
        if self.count.options != offered:
            self._filling = True  # nobody's choice
            try:
                self.count.options, self.count.value = offered, min(before, len(offered))
            finally:
                self._filling = False

    # ------------------------------------------------------------------------------------------------------ making

    def run(self) -> None:
        """Heads first where they are not known, then the rosters, one week after the other."""
        self.shop.heads.refresh()
        wanted = Wanted(
            self.shop.heads.asking.asked(), self.overtime.value, self.people, self.count.value, self.new_shifts.value
        )  # fmt: skip
        planned, made = steps(self.plan, wanted), list[tuple[Made, ...]]()

        def work() -> Iterator[int]:
            for n, weeks in enumerate(made_weeks(self.plan, wanted), start=1):
                made[:] = [weeks]
                yield min(n, planned - 1)

        def done() -> None:
            if heads := self.plan.known(wanted.asked):
                self.shop.heads.show(heads)
            if made and made[0] and wanted.asked == self.shop.heads.asking.asked():
                self.show(made[0])

        self.bar.go(work, lambda step: None, planned, done=done, reached=lambda step: step)

    # ----------------------------------------------------------------------------------------------------- showing

    def show(self, weeks: tuple[Made, ...]) -> None:
        """The weeks that were made, the first of them in view."""
        self.weeks, self.found = weeks, weeks[0]
        firsts = [one.case.week.date for one in weeks]
        self._filling = True
        try:
            self.which.options = [
                (self.t("shop_hiring.dates", first=self.words.date(one), last=self.words.date(one + LAST)), n)
                for n, one in enumerate(firsts)
            ]
            self.which.value = 0
        finally:
            self._filling = False
        self.which.layout.display = None if len(weeks) > 1 else "none"
        self.over.value = sentence_of(self._over(weeks), "pb-big") if len(weeks) > 1 else ""
        self.show_week()

    def _over(self, weeks: tuple[Made, ...]) -> str:
        """Of several weeks together."""
        from playbook.planning.roster import shared, spread

        found, number = shared([(one.roster, one.case.week.date) for one in weeks]), self.words.number
        facts = {"late": spread(found.late, number), "ends": spread(found.ends, number)}
        return self.t(
            "shop_roster.over", n=number(len(weeks)), pay=self.money(sum(one.roster.cost for one in weeks)),
            hours=number(sum(one.short.hours for one in weeks)), **facts, most=number(found.most),
        )  # fmt: skip

    def show_week(self) -> None:
        """The week in view with everything about it."""
        from playbook.planning.heads import by_day

        if not self.weeks:
            return
        self.found = made = self.weeks[self.which.value or 0]
        roster, case = made.roster, made.case
        self.days = day_texts(self.words, case.week.date, roster.grid.days)
        self.said.value = sentence_of(self._sum(made), "pb-big")
        self.grid.value = self._names(made)
        self.links.value = self._links(made)
        self.codes.value = self._codes(made)
        self.lines.value = bullets(self._sentences(made))
        self._example(made)
        people = by_day((made.heads.settled.people, roster.cover, made.short.people), roster.grid.days)
        self.duty.show(
            people, case.week.date, case.week.slot_minutes, self.t("shop_roster.week_title"), "", self.foot(made.heads)
        )
        self.check.ready(self.changed is not None, self.t("shop_roster.no_file"))
        self.checked.value, self.result.layout.display = "", None

    def _sum(self, made: Made) -> str:
        roster, number = made.roster, self.words.number
        facts = {
            "people": number(len(roster.people)), "shifts": number(int((roster.shifts >= 0).sum())),
            "pay": self.money(roster.cost), "hours": number(made.short.hours),
            "n": number(made.short.lost), "loss": self.money(made.short.loss),
        }  # fmt: skip
        return self.t("shop_roster.found_short" if made.short.hours >= 1 else "shop_roster.found", **facts)

    def _sentences(self, made: Made) -> list[str]:
        from playbook import roster_sheet
        from playbook.planning.roster import broken_lines, law_line

        language, first = self.words.language, made.case.week.date
        types = made.case.type_names(language)
        lines = [
            *self._against(made),
            kept_line(self.words, made.kept, types, self.days),
            *broken_lines(made.roster, made.case.desk, first, language),
        ]
        notes = roster_sheet.unmet_lines(made.roster, first, language)
        more = len(notes) - MOST_LINES
        lines += notes[:MOST_LINES] + ([self.t("shop_roster.more", n=self.words.number(more))] if more > 0 else [])
        if made.roster.gap > WIDE_GAP:
            lines.append(self.t("shop_roster.gap", share=self.words.percent(made.roster.gap)))
        return [*lines, law_line(made.case.desk, language)]

    def _against(self, made: Made) -> list[str]:
        """The roster against today's shifts: first the promise, then pay and loss of both; then its new shifts, and
        what would close its gap."""
        from playbook.planning.new_shifts import advice_lines, made_line
        from playbook.planning.roster import against_lines

        language = self.words.language
        lines = against_lines(made.case, made.needs, made.roster, made.against, self.money, language)
        if made.shifts is not None:
            lines.append(made_line(made.roster, made.shifts, language))
        if made.advice is not None:
            lines += advice_lines(made.case, made.advice, self.money, language)
            if made.advice.shifts:
                lines.append(self.t("new_shifts.option", tick=self.t("new_shifts.tick")))
        return lines

    def _names(self, made: Made) -> str:
        """Names by days; each code says its hours where a pointer rests on it, and its kind by colour and letter."""
        from playbook import roster_sheet

        roster, code = made.roster, roster_sheet.codes(made.roster.groups, self.words.language)
        first, language, days = made.case.week.date, self.words.language, range(roster.grid.days)
        names = ("", *(roster_sheet.day_name(first, day, language) for day in days))
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
        rows = []
        for i, person in enumerate(roster.people):
            cells = []
            for day in days:
                one = roster.pattern(i, day)
                if one is None:
                    cells.append(f'<td class="pb-free">{escape(self.t("shop_roster.off"))}</td>')
                else:
                    cells.append(f'<td class="pb-{one.kind}" title="{escape(one.name)}">{escape(code[one])}</td>')
            rows.append(f'<tr><th scope="row">{escape(person.name)}</th>{"".join(cells)}</tr>')
        body = f'<table class="pb-roster"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
        return f'<div class="pb-roster-box">{body}</div>'

    def _codes(self, made: Made) -> str:
        """What the codes that are used stand for."""
        from playbook import roster_sheet
        from sim.planning.roster.patterns import clock

        roster = made.roster
        used = {roster.pattern(i, day) for i in range(len(roster.people)) for day in range(roster.grid.days)}
        head = [self.t(f"shop_roster.code_{key}") for key in ("shift", "from", "to", "break", "hours")]
        rows = [
            [
                code, clock(roster.grid, one.start), clock(roster.grid, one.end),
                roster_sheet.breaks(roster.grid, one), self.words.number(one.hours, 0 if one.hours % 1 == 0 else 1),
            ]
            for one, code in roster_sheet.codes(roster.groups, self.words.language).items() if one in used
        ]  # fmt: skip
        return sentence_of(say("roster_codes_how", self.words.language), "pb-note") + table(head, rows)

    def _links(self, made: Made) -> str:
        from playbook import roster_sheet

        language = self.words.language
        groups, types = made.case.group_names(language), made.case.type_names(language)
        planned = [(one.roster, one.case.week.date) for one in self.weeks]
        said = [self._against(one) for one in self.weeks]
        content, first = roster_sheet.workbook_of(planned, language, groups, types, said), planned[0][1]
        name = f"{made.heads.asked.scenario.id}-{first}-{language}-roster.xlsx"
        return f"<p>{file_link(self.t('shop_roster.download'), name, content, SHEET)}</p>"

    def _example(self, made: Made) -> None:
        """The table of these people, to put names, leave and wishes into."""
        from sim.experiment.roster_people import people_bytes

        content = people_bytes(made.case.desk.people)
        link = file_link(self.t("shop_roster.people_example"), "people.csv", content, TABLE)
        self.example.value = f"<p>{link}</p>"

    # ------------------------------------------------------------------------------------------- what comes back

    def take_people(self, sent: Sent) -> None:
        """The reader's table of the people: it holds from the next roster on. It stays in memory."""
        self.people = sent
        self.people_said.value = sentence_of(self.t("shop_roster.people_taken", file=sent.name), "pb-good")

    def take_changed(self, sent: Sent) -> None:
        """A workbook that was changed by hand: it is checked at once, and again whenever the button is pressed."""
        self.changed = sent
        self.check.ready(True)
        self.check.press()

    def run_check(self) -> None:
        """Read the workbook and ask the simulated floor about it, week by week."""
        before, sent = self.weeks, self.changed
        if not before or sent is None:
            return
        after: list[Made] = []

        def work() -> Iterator[int]:
            for one in changed(self.plan, before, sent, self.words.language):
                after.append(one)
                yield len(after)

        def done() -> None:
            if len(after) == len(before) and before is self.weeks:
                self.checked.value = "".join(
                    self._titled(one, len(before)) + self._compared(one, other)
                    for one, other in zip(before, after, strict=True)
                )

        self.checked.value = ""
        self.check.go(work, lambda step: None, len(before), done=done, reached=lambda step: step)

    def _titled(self, made: Made, weeks: int) -> str:
        first = made.case.week.date
        days = self.t("shop_hiring.dates", first=self.words.date(first), last=self.words.date(first + LAST))
        return sentence_of(days, "pb-line") if weeks > 1 else ""

    def _compared(self, before: Made, after: Made) -> str:
        """What the changed roster comes to, against the one made here."""
        from playbook.planning.roster import broken_lines

        moved = int((before.roster.shifts != after.roster.shifts).sum())
        if not moved:
            return sentence_of(self.t("shop_roster.same"), "pb-good")
        language, types = self.words.language, after.case.type_names(self.words.language)
        number = self.words.number
        facts = {
            "n": number(moved), "pay": self.money(after.roster.cost), "before": self.money(before.roster.cost),
            "hours": number(after.short.hours), "hours_before": number(before.short.hours),
            "loss": self.money(after.short.loss), "loss_before": self.money(before.short.loss),
        }  # fmt: skip
        broken = broken_lines(after.roster, after.case.desk, after.case.week.date, language)
        rules = bullets(broken) if broken else sentence_of(self.t("shop_roster.rules_kept"))
        worse = bool(broken) or after.short.loss > before.short.loss
        return (
            sentence_of(self.t("shop_roster.compared", **facts), "pb-near" if worse else "pb-good")
            + sentence_of(kept_line(self.words, after.kept, types, self.days)) + rules
        )  # fmt: skip
