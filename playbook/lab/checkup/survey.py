"""The survey: all practices one after the other, group by group; each person alone, with a stop whenever they like."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import ipywidgets as W

from playbook import practices
from playbook.first.ratings import levels_in_file, sections, slugs
from playbook.lab.base import Panel, radio
from playbook.lab.checkup import timing
from playbook.lab.checkup.form import Form
from playbook.lab.checkup.keys import Keys
from playbook.lab.checkup.votes import Line, lines, rows_of
from playbook.lab.links import page_link
from playbook.lab.page import bullets, notices, sentence_of
from playbook.lab.page import table as html_table
from playbook.language import escape
from playbook.workspace.kept import MOST_RATERS, Rating, rater_name

if TYPE_CHECKING:
    from playbook.lab.checkup import CheckupPage

LOW = 2  # a practice whose first line is rated so low, or lower, is gone through whole after the short way

RULES = """<style>
.pb-ck-head { font-size: 20px; font-weight: 650; margin: 14px 0 2px; }
.pb-app.pb-checkup_survey [data-turn]:focus { outline: none !important; }
.pb-checkup_survey .widget-html, .pb-checkup_survey .pb-card { scroll-margin-top: 12px; }
.pb-checkup_survey .pb-card ul { list-style: none; padding: 0; margin: 4px 0; }
.pb-checkup_survey .pb-card .widget-radio > .widget-label { display: none; }
.pb-checkup_survey .pb-card .widget-html p { margin: 4px 0; }
.pb-ck-bar { height: 6px; background: var(--pb-line); border-radius: 3px; margin: 4px 0 8px; max-width: 860px; }
.pb-ck-bar > span { display: block; height: 6px; background: var(--pb-accent); border-radius: 3px; }
.pb-checkup_survey .widget-radio-box input { width: 18px; height: 18px; }
.pb-checkup_survey .widget-radio-box label { padding: 6px 4px 6px 0; }
</style>"""


class SurveySection(Panel):
    """See the module's docstring. `who`: the person at the keyboard, None while nobody rates."""

    kind = "checkup_survey"
    rules = RULES

    def __init__(self, page: CheckupPage) -> None:
        self.page, self.votes = page, page.votes
        self.who: str | None = None
        self.route: tuple[str, ...] = slugs()  # practices on the way
        self.at = 0  # position on it
        self.whole: set[str] = set()  # practices of which every line is asked, on the short way
        self.drafts: dict[str, dict[str, Rating]] = {}  # of this person, by practice: so that Back shows them again
        self.form: Form | None = None
        self._sure = ""  # what was pressed once and waits for a second press
        self._filling = False
        super().__init__(page.words, page.title)

    def build(self) -> list[W.Widget]:
        t, wide = self.t, W.Layout(width="auto")
        self.raters = W.Dropdown(options=range(1, MOST_RATERS + 1), description=t("rubric.raters"), layout=wide)
        self.name = W.Text(description=t("rubric.who"))
        every, first = (math.ceil(timing.minutes(self.words.language, short)) for short in (False, True))
        ways = [(t("checkup.every", minutes=every, n=len(lines())), False),
                (t("checkup.short", minutes=first, n=len(slugs())), True)]  # fmt: skip
        self.short = radio(ways, t("checkup.way"))
        self.start = self.button("checkup.start", self.begin, "primary")
        self.show = self.button("checkup.show", self.reveal)
        self.new = self.button("rubric.new_group", self.begin_anew)
        self.said, self.state = W.HTML(), W.HTML()
        self.desk = W.VBox([self.raters, self.name, self.short, W.HBox([self.start, self.show, self.new])])
        self.head, self.slot = W.HTML(), W.VBox()
        self.back = self.button("checkup.back", lambda: self.step(-1))
        self.onward = self.button("checkup.next", lambda: self.step(1), "primary")
        self.onward.add_class("pb-onward")
        self.stop = self.button("checkup.stop", self.leave)
        self.take = self.button("checkup.take", self.take_file)
        self.more = self.button("checkup.more", self.all_lines)
        self.rating = W.VBox(
            [W.HBox([self.take]), self.slot, W.HBox([self.more]), W.HBox([self.back, self.onward, self.stop])]
        )
        self.turning = Keys()
        self.on_change(self.raters, self._set_raters)
        self.refresh()
        note = notices(self.words, self.page.workspace, self.page.trouble)
        return [W.HTML(note + self._links()), self.desk, self.state, self.head, self.said, self.rating, self.turning]

    def _links(self) -> str:
        team, t = self.page.team, self.t
        key = "checkup.links" if team else "checkup.links_none"
        shop = {"shop": self.words.pick(team.title)} if team else {}
        said = escape(t(key, start="#", **shop))
        start = f'<a href="{escape(page_link(self.words.language, "start"))}">'
        return f'<p class="pb-note">{said.replace("](#)", "</a>").replace("[", start)}</p>'

    def arrived(self) -> None:
        """Somebody may have rated on a practice's page since this one was made ready."""
        self.refresh()

    def returned(self) -> None:
        self.guarded(self.refresh)()

    # ------------------------------------------------------------------------------------------------- beginning

    def begin(self) -> None:
        """Go on where this person stopped; who has been everywhere is asked before they begin again."""
        name = "" if self.votes.raters == 1 else rater_name(self.name.value)
        if self.votes.raters > 1 and not name:
            self._say("checkup.name_first", "pb-near")
            return
        name = self.votes.named_like(name)
        done = self.votes.progress().get(name, frozenset())
        if len(done) == len(slugs()) and self._sure != name + "!" and name:
            self._say("checkup.again", "pb-near", name=name)
            self._sure = name + "!"
            return
        self.who, self.drafts, self.route, self.whole = name, {}, slugs(), set()
        self._say("")
        self.go(next((at for at, slug in enumerate(self.route) if slug not in done), 0))
        self.refresh()

    def leave(self) -> None:
        """Stop here: what is chosen is kept, and nothing of it stays on the screen."""
        self._keep()
        who = self.who
        self._clear()
        if who:
            self._say("checkup.stopped_named", "pb-good", name=who)
        else:
            self._say("checkup.stopped", "pb-good")
        self.turning.turn += 1

    def _clear(self) -> None:
        """The next person sees an empty form."""
        self.who, self.drafts, self.name.value = None, {}, ""
        self._put(None)
        self.head.value = ""
        self.refresh()

    # ------------------------------------------------------------------------------------------------- rating

    def go(self, at: int) -> None:
        """Show the practice at this position."""
        self.at, slug = at, self.route[at]
        practice, text = practices.load(slug, self.words.language)
        team = self.page.team
        shop = self.words.pick(team.title) if team else ""
        if self.votes.raters == 1 and slug not in self.drafts and (own := self.votes.own(slug, "")):
            self.drafts[slug] = own  # nobody else is there to see them
        drafts = self.drafts.get(slug, {})
        rows = self._rows(slug)
        self._put(Form(self.words, text, rows, drafts, self._files().get(slug, {}), shop))
        self._head()
        self.back.layout.display = None if at else "none"
        self.more.layout.display = None if len(rows) < len(practice.rubric) else "none"
        last = at + 1 == len(self.route)
        self.onward.description = self.t("checkup.finish" if last else "checkup.next")
        self.turning.turn += 1

    def _rows(self, slug: str) -> tuple[practices.Row, ...]:
        """The lines that are asked: the first one on the short way, unless somebody asked for all of the practice."""
        rows = rows_of(slug)
        return rows[:1] if self.short.value and slug not in self.whole else rows

    def all_lines(self) -> None:
        """The other lines of the practice that is shown, below what is chosen already."""
        slug = self.route[self.at]
        if self.form:
            self.drafts[slug] = self.drafts.get(slug, {}) | self.form.ratings()
        self.whole.add(slug)
        self.go(self.at)

    def _head(self) -> None:
        slug, t = self.route[self.at], self.t
        text = practices.load(slug, self.words.language)[1]
        group = next(one for one, written in sections() if slug in written)
        asked = [(one, row.id) for one in self.route for row in self._rows(one)]
        open_ones = self._open(asked)
        left, done = len(open_ones), len(asked) - len(open_ones)
        facts = {"n": done, "of": len(asked), "minutes": self._minutes(open_ones)}
        filled = f'<span style="width:{100 * done / len(asked):.0f}%"></span>'
        how_far = t("checkup.progress", **facts) if left else t("checkup.progress_all", of=len(asked))
        place = t("checkup.place", group=self.words.pick(group.title), n=self.at + 1, of=len(self.route))
        there = slug not in self.drafts and slug in self.votes.progress().get(self.who or "", ())
        self.head.value = "".join((
            sentence_of(how_far, "pb-note"), f'<div class="pb-ck-bar" aria-hidden="true">{filled}</div>',
            f'<h3 class="pb-ck-head" tabindex="-1" data-turn="{self.turning.turn + 1}">{escape(text.title)}</h3>',
            sentence_of(place, "pb-note"), sentence_of(t("checkup.there"), "pb-near") if there else "",
            sentence_of(t("checkup.talk"), "pb-line"), bullets(text.questions),
        ))  # fmt: skip

    def _open(self, asked: list[Line]) -> list[Line]:
        """Of these lines those that this person has neither rated nor could not tell."""
        kept = self.votes.kept()
        return [line for line in asked if self.who not in kept.get(line, {})]

    def _minutes(self, left: list[Line]) -> int:
        """To read these lines with what stands above them, and to choose."""
        language = self.words.language
        seconds = sum(timing.line_seconds(slug, row, language) for slug, row in left)
        seconds += sum(timing.head_seconds(slug, language) for slug in dict.fromkeys(slug for slug, _ in left))
        return math.ceil(seconds / 60)

    def _files(self) -> dict[str, dict[str, int]]:
        return levels_in_file(self.page.team) if self.page.team else {}

    def _put(self, form: Form | None) -> None:
        old, self.form = self.form, form
        self.slot.children = [form] if form else []
        if old is not None:
            old.close_all()

    def _keep(self) -> None:
        """Hand in what is chosen on this form; an untouched one changes nothing."""
        slug = self.route[self.at]
        given = self.form.ratings() if self.form else {}
        if self.who is not None and given and _said(given) != _said(self.drafts.get(slug, {})):
            asked = {row.id for row in self._rows(slug)}
            given |= {row: one for row, one in self.votes.own(slug, self.who).items() if row not in asked}
            self.votes.hand_in(slug, given, self.who)
            self.drafts[slug] = given
            self.page.changed()

    def step(self, by: int) -> None:
        """Keep this practice and show the next one, or the one before."""
        self._keep()
        self._say("")
        if self.at + by < len(self.route):
            self.go(self.at + by)
        else:
            self._finish()

    def _finish(self) -> None:
        """The last practice is done: all in, or back to the first that is still open."""
        done = self.votes.progress().get(self.who or "", frozenset())
        left = [at for at, slug in enumerate(slugs()) if slug not in done]
        if left:
            self.route = slugs()
            self.go(left[0])
            self._say("checkup.open", "pb-near", n=len(left))
            return
        if low := self._low():
            self.route, self.whole = low, self.whole | set(low)
            self.go(0)
            self._say("checkup.details", "pb-near", n=len(low), low=LOW)
            return
        who, alone = self.who, self.votes.raters == 1
        missing = max(self.votes.raters - len(self.votes.complete()), 0)
        self._clear()
        key = "checkup.done" if alone else "checkup.next_person" if missing else "checkup.all_in"
        self._say(key, "pb-good", **({} if alone else {"name": who}))
        self.turning.turn += 1

    def _low(self) -> tuple[str, ...]:
        """Practices that the short way found low: their other lines matter."""
        if not self.short.value:
            return ()
        found = []
        for slug in slugs():
            own = self.votes.own(slug, self.who or "")
            levels = [one.level for one in own.values() if one.level is not None]
            if slug not in self.whole and levels and min(levels) <= LOW and len(own) < len(rows_of(slug)):
                found.append(slug)
        return tuple(found)

    def take_file(self) -> None:
        """Every line that this person left open gets the level at which the team's file stands; said, not hidden."""
        if self.who is None or self.form is None:
            return
        files, here = self._files(), self.route[self.at]
        n = self.form.fill(files[here])
        self._keep()
        for slug in slugs():
            own = self.votes.own(slug, self.who)
            new = {row.id: Rating(level=files[slug][row.id]) for row in rows_of(slug) if row.id not in own}
            if slug != here and new:
                self.votes.hand_in(slug, own | new, self.who)
                if slug in self.drafts or not own:  # what was handed in another time is not shown again
                    self.drafts[slug] = own | new
                n += len(new)
        self._head()
        self._say("checkup.taken" if n else "checkup.taken_none", "pb-good", n=n)
        self.page.changed()

    # ------------------------------------------------------------------------------------------------- the table

    def reveal(self) -> None:
        """All cards on the table."""
        self.votes.reveal()
        self._say("checkup.shown", "pb-good")
        self.refresh()
        self.page.changed()

    def begin_anew(self) -> None:
        """Another group: all ratings of all practices go, at the second press."""
        if self._sure != "new":
            self._say("checkup.new_ask", "pb-near")
            self._sure = "new"
            return
        self.votes.begin_anew()
        self._clear()
        self._say("")
        self.page.changed()

    def refresh(self) -> None:
        """Show how far the group is: who is how far, never what they chose."""
        votes, t = self.votes, self.t
        progress, raters = votes.progress(), votes.raters
        self._filling = True
        try:
            self.raters.value = raters
        finally:
            self._filling = False
        alone, rates = raters == 1, self.who is not None
        self.name.layout.display = "none" if alone else None
        self.desk.layout.display = "none" if rates else None
        self.rating.layout.display = None if rates else "none"
        self.take.layout.display = None if self.page.team else "none"
        self.start.description = t("checkup.go_on" if alone and progress.get("") else "checkup.start")
        facts = {"n": len(votes.complete()), "of": raters}
        self.show.description = t("checkup.show") if votes.all_in() else t("checkup.show_now", **facts)
        self.show.layout.display = None if votes.hidden() else "none"
        self.new.layout.display = None if progress else "none"
        far = [
            t("checkup.far", name=who or t("rubric.no_name", n=1), n=len(done), of=len(slugs()))
            for who, done in progress.items()
        ]  # fmt: skip
        secret = [sentence_of(t("checkup.secret"), "pb-note")] if votes.hidden() else []
        self.state.value = "" if rates else (bullets(far) if far else "") + "".join(secret)

    def _set_raters(self, raters: int) -> None:
        if not self._filling:
            self.votes.set_raters(raters)
            self.refresh()

    def _say(self, key: str, kind: str = "pb-note", **facts: object) -> None:
        self._sure = ""
        said = sentence_of(self.t(key, **facts), kind) if key else ""
        turn = self.turning.turn + 1  # where the form goes, the focus comes here
        mark = "" if self.who is not None else f' tabindex="-1" data-turn="{turn}" data-block="center"'
        self.said.value = f'<div role="status"{mark}>{said}</div>'

    # ------------------------------------------------------------------------------------------ saved notebooks

    def told(self) -> str:
        """The lines, for a reader without a kernel; what one sees at each level stands on the practices' pages."""
        rows = []
        for slug in slugs():
            text = practices.load(slug, self.words.language)[1]
            rows += [[text.title, text.rubric[row.id].question] for row in rows_of(slug)]
        return html_table([self.t("checkup.practice"), self.t("rubric.row")], rows)


def _said(ratings: Mapping[str, Rating]) -> dict[str, tuple[int | None, str]]:
    """What was chosen and written, whenever that was."""
    return {row: (one.level, one.note) for row, one in ratings.items()}
