"""The play of a practice: in the page as Markdown, on paper as a script, and a sheet for those who take part.

The pages for paper are complete HTML files of their own, with no script and nothing from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from playbook.lab.paper import page
from playbook.language import Words as Tongue
from playbook.language import escape, md
from playbook.practices import Practice, Words

DONE = ("room", "remote", "wall")  # what everybody does
WATCHED = ("good", "stall", "next")  # what whoever leads the step watches and says
RULES = 3  # lines to write on under a step
PROMISES = 2  # rows to write them on


def people(tongue: Tongue, practice: Practice) -> str:
    """How many people a play is for: 3–6."""
    low, _, high = practice.people.partition("-")
    return tongue.t("units.range", low=low, high=high) if high else low


def minutes(practice: Practice) -> int:
    """How long the play takes."""
    return sum(step.minutes for step in practice.play)


def play(tongue: Tongue, practice: Practice, text: Words) -> str:
    """The play as Markdown: numbered steps with their script, checklist, pitfalls, follow-up."""
    lines = [md(_frame(tongue, practice)), f"{tongue.t('play.materials')} {md(text.materials)}"]
    for i, (title, words) in enumerate(_steps(tongue, practice, text), start=1):
        lines.append(f"**{i}. {md(title)}**\n\n> {md(tongue.t('play.quote', text=words.say))}")
        parts = (f"- **{tongue.t(f'play.{part}')}** {md(getattr(words, part))}" for part in (*DONE, *WATCHED))
        lines.append("\n".join(parts))
    for key, items in _lists(practice, text):
        box = "☐ " if key == "checklist" else ""
        lines.append(f"**{tongue.t(f'play.{key}')}**")
        lines.append("\n".join(f"- {box}{md(item)}" for item in items))
    return "\n\n".join([*lines, md(_follow_up(tongue, text))])


def play_page(tongue: Tongue, practice: Practice, text: Words) -> str:
    """The script for whoever leads the play: two sheets of A4 at the most."""
    t, gap = tongue.t, " " if tongue.language == "en" else ""
    out = [f"<h1>{escape(text.title)}</h1><p><b>{escape(_frame(tongue, practice))}</b></p>"]
    out.append(f"<p>{t('play.materials')}{gap}{escape(text.materials)}</p>")
    for i, (title, words) in enumerate(_steps(tongue, practice, text), start=1):
        said = escape(t("play.quote", text=words.say))
        done, watched = (
            "".join(f"<p><b>{t(f'play.{part}')}</b>{gap}{escape(getattr(words, part))}</p>" for part in parts)
            for parts in (DONE, WATCHED)
        )
        out.append(f"<section><h2>{i}. {escape(title)}</h2><blockquote>{said}</blockquote>")
        out.append(f"<div class='two'><div>{done}</div><div>{watched}</div></div></section>")
    lists = []
    for key, items in _lists(practice, text):
        entries = "".join(f"<li>{escape(item)}</li>" for item in items)
        lists.append(f"<div><h2>{t(f'play.{key}')}</h2><ul class='{key}'>{entries}</ul></div>")
    out.append(f"<section class='two'>{''.join(lists)}</section>")
    out.append(f"<section>{_promise(tongue)}<p>{escape(_follow_up(tongue, text))}</p></section>")
    return page(tongue.language, text.title, "".join(out))


def slip_page(tongue: Tongue, practice: Practice, text: Words) -> str:
    """A sheet for each who takes part: the steps with lines to write on, and a promise to take along."""
    t = tongue.t
    head = f"<h1>{escape(text.title)}</h1><p class='fields'><span>{t('play.name')}</span><span>{t('play.date')}</span>"
    out = [head + f"</p><p><b>{escape(text.promise)}</b></p>"]
    for i, (title, words) in enumerate(_steps(tongue, practice, text), start=1):
        lines = _promise(tongue) if i == len(practice.play) else "<p class='rule'></p>" * RULES
        out.append(f"<section><h2>{i}. {escape(title)}</h2><p>{escape(words.say)}</p>{lines}</section>")
    return page(tongue.language, f"{text.title}: {t('play.slip')}", "".join(out))


def _frame(tongue: Tongue, practice: Practice) -> str:
    prepare, who = practice.prepare_minutes, people(tongue, practice)
    return tongue.t("play.frame", minutes=minutes(practice), prepare=prepare, people=who)


def _steps(tongue: Tongue, practice: Practice, text: Words) -> Iterator[tuple[str, Any]]:
    """Title with minutes, and words, of each step."""
    for step in practice.play:
        words = text.play[step.id]
        yield f"{words.title} · {tongue.t('play.minutes', n=step.minutes)}", words


def _lists(practice: Practice, text: Words) -> Iterator[tuple[str, list[str]]]:
    """What stands under the steps: the key of its heading, and its lines."""
    if practice.checklist:
        yield "checklist", [text.checklist[name] for name in practice.checklist]
    yield "pitfalls", [text.pitfalls[name] for name in practice.pitfalls]


def _follow_up(tongue: Tongue, text: Words) -> str:
    follow = text.follow_up
    return tongue.t("play.follow_up", text=follow.text, owner=follow.owner, days=follow.days)


def _promise(tongue: Tongue) -> str:
    """A table to fill in by hand: who does what by when, and which number shows it."""
    heads = "".join(f"<th>{tongue.t(f'play.{key}')}</th>" for key in ("what", "who", "when", "number"))
    rows = "<tr><td></td><td></td><td></td><td></td></tr>" * PROMISES
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
