"""Who works when: the cheapest roster that keeps the promise, as a table and a workbook, and one changed by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import ipywidgets as W

from playbook.lab.access import Fold
from playbook.lab.jobs import checkpoint
from playbook.lab.page import bullets, sentence_of, table
from playbook.lab.paper import SHEET, TABLE, file_link
from playbook.lab.plan_shop.duty import Duty
from playbook.lab.plan_shop.plan import Asked, Heads
from playbook.lab.plan_shop.said import day_texts, kept_line, week_text
from playbook.lab.plan_shop.section import STYLE, PlanSection
from playbook.lab.run import RunBar
from playbook.lab.upload import Sent, Upload
from playbook.language import escape

if TYPE_CHECKING:
    from playbook.planning.case import WeekCase
    from playbook.planning.heads import Short
    from sim.planning.kept import Kept
    from sim.planning.roster.result import Needs, Roster

ROSTERS = 4  # after the first one, each with what the simulated floor said of the one before
OVERTIME = (0.0, 1.0, 2.0, 3.0)  # hours that a shift may be longer, as far as the law lets it
WIDE_GAP = 0.01  # of the cost: a search that was cut off so far from the best is said to be
MOST_LINES = 10  # on the page; the workbook has all of them
LARGEST_BYTES = 5_000_000


@dataclass(frozen=True)
class Made:
    """A roster for the heads that were found, and how often the promises are kept in weeks that nothing was settled on.
    `needs`: what it is measured by."""

    heads: Heads
    case: WeekCase
    needs: Needs
    roster: Roster
    short: Short
    kept: Kept


class RosterSection(PlanSection):
    """A button, the roster, what is short and what it costs; then a workbook out, and in again."""

    kind = "shop_roster"

    def build(self) -> list[W.Widget]:
        self.team, self.said, self.grid, self.lines, self.codes, self.links = (W.HTML() for _ in range(6))
        self.found: Made | None = None
        self.people: Sent | None = None  # the reader's table of the people
        self.changed: Sent | None = None  # a workbook that came back
        texts = [(self.t("shop_roster.overtime_none"), 0.0)]
        texts += [(self.words.value(one, "hours"), one) for one in OVERTIME[1:]]
        self.overtime = W.Dropdown(options=texts, description=self.t("shop_roster.overtime"))
        self.table = self._upload(".csv", self.take_people)
        self.example, self.people_said = W.HTML(), W.HTML()
        self.bar = RunBar(self.words, self.t("shop_roster.run"), self.run, "run.steps")
        self.duty = Duty(self.words)
        self.book = self._upload(".xlsx", self.take_changed)
        self.check = RunBar(self.words, self.t("shop_roster.check"), self.run_check, "run.steps")
        self.checked = W.HTML()
        self.on_change(self.overtime, lambda hours: self.moved())
        self.shop.heads.asking.observe_change(self.guarded(self.moved))
        people = Fold(self.t("shop_roster.people"), [
            W.HTML(sentence_of(self.t("shop_roster.people_how"), "pb-note")), self.example, self.table,
            self.people_said,
        ])  # fmt: skip
        self.result = W.VBox([
            self.said, self.grid, self.links, Fold(self.t("shop_roster.codes"), [self.codes]), self.lines, self.duty,
            W.HTML(f'<p class="pb-big">{escape(self.t("shop_roster.again"))}</p>'),
            W.HTML(sentence_of(self.t("shop_roster.again_how"), "pb-note")), self.book, self.check,
            self.checked,
        ])  # fmt: skip
        asking = W.VBox([self.overtime])
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
        self.found, self.result.layout.display, self.team.value = None, "none", self.about()
        if asking.possible:
            week = week_text(self.words, asking.asked().scenario, asking.asked().which)
            self.bar.line.value = sentence_of(self.t("shop_roster.before", week=week), "pb-note")

    # ------------------------------------------------------------------------------------------------------ making

    def run(self) -> None:
        """Heads first where they are not known, then the roster."""
        self.shop.heads.refresh()
        asked, overtime, people = self.shop.heads.asking.asked(), self.overtime.value, self.people
        first = self.plan.steps(asked)
        made: list[Made] = []

        def work() -> Iterator[int]:
            yield from self.plan.find(asked)
            for n, one in enumerate(self._make(asked, overtime, people), start=1):
                made[:] = [one]
                yield first + n

        def done() -> None:
            if heads := self.plan.known(asked):
                self.shop.heads.show(heads)
            if made and asked == self.shop.heads.asking.asked():
                self.show(made[0])

        self.bar.go(work, lambda step: None, first + ROSTERS + 1, done=done, reached=lambda step: step)

    def _make(self, asked: Asked, overtime: float, people: Sent | None) -> Iterator[Made]:
        """Rosters that come nearer; the last one is judged on weeks of other luck."""
        from playbook.planning.roster import made
        from sim.experiment.roster_heads import hearing
        from sim.experiment.roster_people import read_people
        from sim.experiment.team_roster import desk_of
        from sim.planning.settled import like

        heads = self.plan.known(asked)
        assert heads is not None
        week, case = heads.case.week, heads.case
        desk, wishes = desk_of(week, overtime, cyclic=asked.which == "usual"), ()
        if people is not None:
            found, wishes = read_people(people.name, desk.people, week.date, desk.grid.days, people.data)
            desk = replace(desk, people=found)
        case = case.at(desk, wishes)
        needs = like(case.needs, desk.serves, heads.settled.people)
        for roster in made(case, needs, hearing(case.judge(), checkpoint), ROSTERS):
            yield self._judged(heads, case, needs, roster)

    def _judged(self, heads: Heads, case: WeekCase, needs: Needs, roster: Roster) -> Made:
        from playbook.planning.heads import short_of

        fresh = self.plan.week(heads.asked.which, fresh=True)
        kept = fresh.kept(roster.cover, heads.asked.promises, heads.asked.shrinkage)
        return Made(heads, case, needs, roster, short_of(case, needs, roster.cover), kept)

    # ----------------------------------------------------------------------------------------------------- showing

    def show(self, made: Made) -> None:
        """The roster with everything about it."""
        from playbook.planning.heads import by_day

        self.found = made
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
        now = made.heads.beside
        lines = [
            kept_line(self.words, made.kept, types, self.days),
            self.t("shop_roster.today", now=self.money(now.short.loss), loss=self.money(made.short.loss)),
            *broken_lines(made.roster, made.case.desk, first, language),
        ]
        notes = roster_sheet.unmet_lines(made.roster, first, language)
        more = len(notes) - MOST_LINES
        lines += notes[:MOST_LINES] + ([self.t("shop_roster.more", n=self.words.number(more))] if more > 0 else [])
        if made.roster.gap > WIDE_GAP:
            lines.append(self.t("shop_roster.gap", share=self.words.percent(made.roster.gap)))
        return [*lines, law_line(made.case.desk, language)]

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
        return table(head, rows)

    def _links(self, made: Made) -> str:
        from playbook import roster_sheet

        language, first = self.words.language, made.case.week.date
        groups, types = made.case.group_names(language), made.case.type_names(language)
        content = roster_sheet.workbook(made.roster, first, language, groups, types)
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
        """Read the workbook and ask the simulated floor about it."""
        from playbook import roster_sheet
        from playbook.planning.roster import checked

        before, changed = self.found, self.changed
        if before is None or changed is None:
            return
        after: list[Made] = []

        def work() -> Iterator[int]:
            desk = before.case.desk
            shifts = roster_sheet.read(
                changed.name, desk.people, desk.groups, desk.grid, self.words.language, before.case.week.date,
                content=changed.data,
            )  # fmt: skip
            yield 1
            roster = checked(desk, before.needs, shifts)
            after.append(self._judged(before.heads, before.case, before.needs, roster))
            yield 2

        def done() -> None:
            if after and before is self.found:
                self.checked.value = self._compared(before, after[0])

        self.checked.value = ""
        self.check.go(work, lambda step: None, 2, done=done, reached=lambda step: step)

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
