"""The answers: what the levers of each round do in this shop, and what comes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from playbook import practices
from playbook.documents.blocks import Block, Cell, Number, Paragraph, Section, Table
from playbook.workshop.answers import Answer
from playbook.workshop.pack.made import Made
from playbook.workshop.session import Round
from sim.experiment.results import Range
from sim.shop.events import deck

MONEY = ("value", "profit", "end_state")


def told(of: Made) -> Section:
    """How it was computed, and a table for each round."""
    n, seed = of.words.number(of.answers.n), of.answers.seed
    blocks = (Paragraph(of.t("answers_how", n=n, seed=seed)), Paragraph(of.t("answers_pair"), small=True))
    parts = tuple(Section(one.id, of.text(one.title), tuple(_round(of, one))) for one in of.session.rounds)
    return Section("answers", of.t("answers"), blocks, parts)


def _round(of: Made, one: Round) -> Iterator[Block]:
    kpis = tuple(dict.fromkeys((*MONEY, one.bet)))
    for path, value in one.given.items():
        yield Paragraph(of.t("given", lever=of.lever(path), value=of.setting(path, value)))
    for choice in one.choices:
        head = (of.lever(choice.path), *(of.kpi(kpi) for kpi in kpis))
        yield Table(head, tuple(tuple(_row(of, answer, kpis)) for answer in of.answers.of(one.id, choice.path)))
        ahead = tuple(_ahead(of, one.id, choice.path, kpi) for kpi in dict.fromkeys(("value", one.bet)))
        yield Paragraph(" ".join(filter(None, ahead)) or of.t("answers_even"))
    yield from (Paragraph(text) for text in _events(of, one.events))
    yield Paragraph(of.t("question_after", text=of.text(one.question)))


def _row(of: Made, answer: Answer, kpis: Iterable[str]) -> Iterator[Cell]:
    yield of.setting(answer.path, answer.value)
    for kpi in kpis:
        yield of.t("answers_stands") if answer.change is None else _change(of, kpi, answer.change[kpi])


def _ahead(of: Made, round: str, path: str, kpi: str) -> str:
    """What nothing beats clearly; "" where the settings are not apart."""
    if not of.answers.clear(round, path, kpi):
        return ""
    settings = (of.setting(path, value) for value in of.answers.leading(round, path, kpi))
    return of.t("answers_ahead", kpi=of.kpi(kpi), value=of.words.list(settings))


def _change(of: Made, kpi: str, change: Range) -> Number:
    mean, low, high = (
        float(round(x)) if kpi in MONEY else x for x in (change.mean, change.p10, change.p90)
    )  # nobody tells seasons apart by cents
    return Number(mean, of.unit(kpi), f"run:{kpi}", low, high, of.t("answers_of"), of.team.currency, True)


def _events(of: Made, events: Iterable[str]) -> Iterator[str]:
    """What comes in a round, and which practices keep it out or damp it."""
    start = of.team.calendar.start
    for entry in events:
        name, _, day = entry.partition("@")
        event = deck()[name]
        date = of.words.date(start + dt.timedelta(days=int(day) - 1))
        text = of.t("comes", date=date, event=of.text(event.name), what=of.text(event.what))
        gap = " " if of.words.language == "en" else ""
        for key, slugs in (("prevented", event.prevented_by), ("damped", event.damped_by)):
            if slugs:
                titles = of.words.list(practices.load(slug, of.words.language)[1].title for slug in slugs)
                text += gap + of.t(key, practices=titles)
        yield text
