"""What all pages of a room have in common: the template, the words, the texts of the session, the clock."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from playbook import look
from playbook.charts import figure
from playbook.language import Words, languages
from playbook.workshop.context import Context
from playbook.workshop.facts import said
from playbook.workshop.rules import LONGEST_LINE, LONGEST_NAME
from playbook.workshop.view import View

ASSETS = Path(__file__).parent / "assets"
STYLES = ("colours.css", "room.css")


@cache
def _templates() -> jinja2.Environment:
    loader = jinja2.PackageLoader("playbook.workshop.pages")
    return jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


@cache
def assets() -> dict[str, bytes]:
    """The few files that pages need, by name: those of the folder, and the playbook's own colours."""
    colours = f"{look.RULES}\n{figure.RULES}\n".encode()
    return {path.name: path.read_bytes() for path in sorted(ASSETS.iterdir())} | {STYLES[0]: colours}


def style() -> str:
    """All rules, for a page that stands alone."""
    return "\n".join(assets()[name].decode() for name in STYLES)


def made(template: str, words: Words, context: Context | None, **facts: Any) -> str:
    """A whole page. Everything that is not marked as safe there is escaped."""
    given = {
        "t": words.t, "words": words, "language": words.language, "context": context, "view": None,
        "longest_name": LONGEST_NAME, "longest_line": LONGEST_LINE, "clock": None, "phase": "", "step": "",
    } | facts  # fmt: skip
    return _templates().get_template(template).render(given)


def seen(template: str, words: Words, view: View, context: Context, **facts: Any) -> str:
    """A page of somebody in the room: with clock, phase and step, by which it follows the room."""
    step = view.step.id if view.step else ""
    return made(
        template, words, context, view=view, clock=clock(words, view, context), phase=f"{view.number}-{view.phase}",
        step=step, **facts,
    )  # fmt: skip


def join(
    words: Words, title: str, teams: Sequence[str], error: str, context: Context, sizes: Sequence[int] = (),
    typed: Mapping[str, str] | None = None,
) -> str:  # fmt: skip
    """The door: code, nickname, team. `teams`: names in order of their numbers, `sizes`: people in each; the smallest
    is proposed, a full one cannot be chosen. `typed`: what somebody who was refused had typed."""
    typed, most = typed or {}, context.session.people[1]
    open_ = [i for i, n in enumerate(sizes) if n < most]
    asked = typed.get("team", "")
    chosen = int(asked) if asked.isdecimal() and int(asked) in open_ else min(open_, key=lambda i: sizes[i], default=0)
    rows = [(name, sizes[i] if sizes else None, i not in open_ if sizes else False) for i, name in enumerate(teams)]
    other = next(one for one in languages if one != words.language)
    facts = {"other": other, "other_name": words.t("page.other"), "chosen": chosen, "most": most, "typed": typed}
    return made("join.html.j2", words, context, title=title, teams=rows, error=error, **facts)


def message(words: Words, text: str) -> str:
    """One sentence, and the way back."""
    return made("message.html.j2", words, None, text=text)


def clock(words: Words, view: View, context: Context) -> dict[str, Any] | None:
    """What the clock shows: `ends` (0 while it is held) and `now` for the browser, `text` in whole minutes for one
    without a script."""
    if view.phase != "deciding" or (view.left is None and not view.ends):
        return None
    left = max(view.ends - context.now, 0.0) if view.left is None else view.left
    minutes = math.ceil(left / 60)
    held = view.left is not None
    text = words.t("workshop.clock_left", n=minutes) if minutes else words.t("workshop.clock_over")
    minute, second = divmod(math.ceil(left), 60)
    return {
        "ends": 0 if held else view.ends, "now": context.now, "held": held, "text": text,
        "shown": f"{minute}:{second:02d}" if held else text,
    }  # fmt: skip


def paragraphs(words: Words, text: Any, context: Context) -> list[str]:
    """A text of the session in this language, with the facts of its shop, paragraph by paragraph."""
    return [line.strip() for line in said(words, text, context.team).split("\n") if line.strip()]


def day_of(words: Words, context: Context, day: int) -> str:
    """A day of the season, counted from 0, as a date."""
    return words.date(context.team.calendar.start + dt.timedelta(days=day))
