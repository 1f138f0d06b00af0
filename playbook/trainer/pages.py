"""The cells of a trainer's notebook: prose from the practice's words, code that is one expression each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from playbook import language as languages
from playbook import practices
from playbook.lab.plays import minutes, people
from playbook.language import Words as Tongue
from playbook.language import md
from playbook.practices import Practice, Words
from playbook.trainer.agenda import LONG, SHORT, agenda
from playbook.trainer.quiz import forms, key


class Cell(NamedTuple):
    """A cell that has not been run: its id, and Markdown or Python."""

    kind: Literal["prose", "code"]
    name: str
    source: str


def cells(slug: str, language: str) -> Iterator[Cell]:
    """The notebook of a practice's trainer, top to bottom. PracticeError for a practice that does not exist."""
    practice, text = practices.load(slug, language)
    tongue = languages.words(language)
    t = tongue.t
    yield Cell("prose", "head", _head(tongue, practice, text))
    yield Cell("code", "setup", f'from playbook.trainer import Lesson\n\nlesson = Lesson("{slug}", "{language}")')
    yield Cell("prose", "aims", f"## {t('trainer.aims')}\n\n" + "\n".join(f"- {md(aim)}" for aim in text.trainer.aims))
    yield Cell("prose", "agenda", _agendas(tongue, practice))
    yield Cell("prose", "numbers-words", f"## {t('trainer.numbers')}\n\n{md(t('trainer.numbers_prose'))}")
    yield Cell("code", "numbers", "lesson.numbers")
    yield Cell("code", "curve", "lesson.curve")
    yield Cell("prose", "rounds-words", f"### {t('trainer.rounds')}\n\n{md(t('trainer.rounds_prose'))}")
    yield Cell("code", "rounds", "lesson.rounds")
    yield Cell("prose", "mistakes", _mistakes(tongue, text))
    answers = [key(tongue, name, questions) for name, questions in forms(text)]
    yield Cell("prose", "quiz", "\n\n".join([f"## {t('trainer.key')}", md(t("trainer.key_prose")), *answers]))
    yield Cell("prose", "sheets-words", f"## {t('trainer.sheets')}\n\n{t('trainer.sheets_prose')}")
    yield Cell("code", "sheets", "lesson.sheets")


def title(slug: str, language: str) -> str:
    """What the notebook is called."""
    _, text = practices.load(slug, language)
    return languages.words(language).t("trainer.title", title=text.title)


def _head(tongue: Tongue, practice: Practice, text: Words) -> str:
    t = tongue.t
    other = next(one for one in practices.LANGUAGES if one != tongue.language)
    links = (
        f"[{t('page.other')}](../../{other}/trainers/{practice.slug}.ipynb)",
        f"[{t('trainer.participants')}](../{practice.slug}.ipynb)",
        f"[{t('page.start')}](../start.ipynb)",
    )
    frame = t("trainer.frame", minutes=practice.minutes, play=minutes(practice), people=people(tongue, practice))
    return "\n\n".join((f"# {md(t('trainer.title', title=text.title))}", " · ".join(links), md(frame)))


def _agendas(tongue: Tongue, practice: Practice) -> str:
    """Both lessons as tables: from which minute, how long, what one does."""
    t, out = tongue.t, [f"## {tongue.t('trainer.timing')}"]
    for total in (SHORT, LONG):
        out.append(f"### {t('trainer.lesson', n=total)}")
        rows = [f"| {t('trainer.from')} | {t('trainer.length')} | {t('trainer.what')} |", "|---|---|---|"]
        for slot in agenda(practice, total):
            length, said = t("play.minutes", n=slot.minutes), md(t(f"trainer.slot_{slot.part}"))
            rows.append(f"| {tongue.clock(slot.start)} | {length} | {said} |")
        out.append("\n".join(rows))
    return "\n\n".join(out)


def _mistakes(tongue: Tongue, text: Words) -> str:
    t = tongue.t
    rows = [f"| {t('trainer.heard')} | {t('trainer.answer')} |", "|---|---|"]
    rows += [f"| {md(one.heard)} | {md(one.answer)} |" for one in text.trainer.mistakes]
    return f"## {t('trainer.mistakes')}\n\n" + "\n".join(rows)
