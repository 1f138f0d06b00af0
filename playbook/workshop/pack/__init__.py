"""The facilitator's pack: everything of a session on paper, in one language, from the shop that is played.

`agenda.py` has the minutes, the words to say and what to bring, `told.py` the answers, `sheets.py` what is handed out;
`paper.py` lays it out for A4. The same document becomes a Word file by `playbook.documents`.
"""

from __future__ import annotations

import datetime as dt

from playbook.documents.blocks import Document, Section
from playbook.language import words
from playbook.workshop.answers import Answers
from playbook.workshop.pack.agenda import agenda, materials, wifi
from playbook.workshop.pack.made import Made
from playbook.workshop.pack.sheets import cards, decisions, key, questions, rubrics, slips
from playbook.workshop.pack.told import told
from playbook.workshop.session import Session
from sim.scenario import Scenario

PARTS = ("agenda", "materials", "wifi", "answers", "key", "cards", "slips", "decisions", "rubrics", "questions")


def pack_of(
    session: Session, team: Scenario, answers: Answers, language: str, made: dt.date, start: int | None = None,
    teams: int | None = None,
) -> Document:  # fmt: skip
    """The pack. `start`: minutes after midnight at which the session begins, None where minutes count from 0; `teams`:
    for how many there are decision sheets, by default as many as the session takes."""
    w = words(language)
    of = Made(session, team, answers, w, start, session.teams[1] if teams is None else teams)
    sections: tuple[Section, ...] = (
        agenda(of), materials(of), wifi(of), told(of), *key(of), cards(of), slips(of), decisions(of), rubrics(of),
        *questions(of),
    )  # fmt: skip
    (least, most), (few, many) = session.teams, session.people
    subtitle = w.t(
        "workshop_pack.made_for", team=w.pick(team.title), minutes=w.number(session.minutes), least=least, most=most,
        few=few, many=many,
    )  # fmt: skip
    return Document(
        language, w.t("workshop_pack.title", session=of.text(session.title)), subtitle, made, sections
    )  # fmt: skip
