"""The quiz: a sheet for learners, which knows no answers, and the key for the trainer."""

from __future__ import annotations

from collections.abc import Iterator

from playbook.lab.paper import page
from playbook.language import Words as Tongue
from playbook.language import escape, md
from playbook.practices import Question, Words

REASON_LINES = 2  # to write a reason on


def forms(text: Words) -> Iterator[tuple[str, tuple[Question, ...]]]:
    """Name and questions of each form."""
    yield "A", text.trainer.quiz.a
    yield "B", text.trainer.quiz.b


def letter(option: int) -> str:
    """The letter of an option, counted from 1."""
    return chr(64 + option)


def quiz_page(tongue: Tongue, text: Words) -> str:
    """Both forms as a page to print, a sheet each: questions and options, nothing else of the trainer's."""
    t, out = tongue.t, []
    reason = f"<p>{escape(t('trainer.because'))}</p>{'<p class=rule></p>' * REASON_LINES}"
    for name, questions in forms(text):
        head = f"<h1>{escape(text.title)}</h1><h2>{escape(t('trainer.quiz', form=name))}</h2>"
        fields = f"<p class='fields'><span>{t('play.name')}</span><span>{t('play.date')}</span></p>"
        asked = []
        for number, question in enumerate(questions, start=1):
            options = "".join(
                f"<p>☐ {letter(i)}&ensp;{escape(option)}</p>" for i, option in enumerate(question.options, start=1)
            )
            asked.append(f"<div class='ask'><b>{number}. {escape(question.question)}</b>{options}{reason}</div>")
        task = f"<p>{escape(t('trainer.tick'))}</p>"
        out.append(f"<div class='sheet'>{head}{fields}{task}{''.join(asked)}</div>")
    return page(tongue.language, f"{text.title}: {t('trainer.sheet')}", "".join(out))


def key(tongue: Tongue, name: str, questions: tuple[Question, ...]) -> str:
    """A form with its answers, as Markdown."""
    t = tongue.t
    out = [f"### {md(t('trainer.quiz', form=name))}"]
    for number, question in enumerate(questions, start=1):
        out.append(f"**{number}. {md(question.question)}** · *{md(t(f'trainer.asks_{question.asks}'))}*")
        rows = []
        for i, option in enumerate(question.options, start=1):
            said = f"{letter(i)}. {md(option)}"
            rows.append(f"- **{said}** ✓" if i == question.answer else f"- {said}")
        out += ["\n".join(rows), f"> {md(question.because)}"]
    return "\n\n".join(out)
