"""Minutes with the words to say, what to bring, and what to do where the network keeps telephones out."""

from __future__ import annotations

from itertools import accumulate

from playbook.documents.blocks import Bullets, Facts, Paragraph, Section, Table
from playbook.workshop.pack.made import Made

TALK = ("look", "debrief", "commit")  # parts of a session that are talk about what came out
MATERIALS, TIPS = 8, 8


def times(of: Made) -> list[tuple[float, float]]:
    """From and to of each step, in minutes: after midnight where the session has a start."""
    ends = list(accumulate(one.minutes for one in of.session.steps))
    first = 0 if of.start is None else of.start
    return [(first + end - one.minutes, first + end) for end, one in zip(ends, of.session.steps, strict=True)]


def agenda(of: Made) -> Section:
    """An overview, and each step with the words to say, what to do and what is on the wall."""
    steps, spans = of.session.steps, times(of)
    said = [of.t("from_to", start=of.words.clock(a), end=of.words.clock(b)) for a, b in spans]
    rows = tuple(
        (when, of.text(one.title), of.words.value(one.minutes, "minutes"))
        for when, one in zip(said, steps, strict=True)
    )
    talk = sum(one.minutes for one in steps if one.part in TALK)
    note = of.t("agenda_note", minutes=of.words.number(of.session.minutes), talk=of.words.number(talk))
    head = (of.t("when"), of.t("part"), of.words.t("trainer.length"))
    parts = tuple(
        Section(
            one.id, f"{when} · {of.text(one.title)}",
            (Facts(tuple((of.t(key), of.text(getattr(one, key))) for key in ("say", "do", "wall"))),),
        )
        for when, one in zip(said, steps, strict=True)
    )  # fmt: skip
    blocks = (Paragraph(of.text(of.session.promise)), Paragraph(note), Table(head, rows))
    return Section("agenda", of.t("agenda"), blocks, parts)


def materials(of: Made) -> Section:
    session = of.session
    counted = {
        "cards": of.words.number(of.teams * len(session.roles)),
        "slips": of.words.number(of.teams * session.people[1] * len(session.rounds)),
        "sheets": of.words.number(of.teams * len(session.rounds)),
    }
    items = tuple(of.t(f"material_{n}", **counted) for n in range(1, MATERIALS + 1))
    return Section("materials", of.t("materials"), (Bullets(items, boxes=True),))


def wifi(of: Made) -> Section:
    """One page: what to test, and what to do about it."""
    items = tuple(of.t(f"wifi_{n}") for n in range(1, TIPS + 1))
    return Section("wifi", of.t("wifi"), (Paragraph(of.t("wifi_note")), Bullets(items, numbered=True)))
