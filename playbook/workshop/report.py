"""What is taken home from a room: a report for each person, and a deck for whoever led it.

One HTML file each, without a script, that fetches nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from playbook import practices
from playbook.lab.kpi import KpiWords
from playbook.language import Words
from playbook.workshop.context import Context
from playbook.workshop.facts import said
from playbook.workshop.pages import outcome, pictures, settings
from playbook.workshop.pages.frame import made, style
from playbook.workshop.pages.wall import Pane, chosen, closing, debriefed, resulted
from playbook.workshop.session import practices_of
from playbook.workshop.state import Bet
from playbook.workshop.view import View
from sim.evidence import register

GRADES = "LABCD"  # the best first


def report_page(words: Words, view: View, context: Context) -> str:
    """The report of the person whose `view` it is, in whatever phase the room is."""
    me = view.me
    if me is None:
        raise ValueError("a report needs a person's view")
    team, shop = view.teams[0], context.team
    found = ((view.debrief or {}).get("teams") or {}).get(str(me.team)) or {}
    room, names = (view.debrief or {}).get("room"), {one.number: one.name for one in view.teams}
    bets = list(_bets(words, view, context))
    return made(
        "report.html.j2", words, context, view=view, style=style(), wide=False,
        title=words.t("workshop_report.title", session=said(words, context.session.title, shop)), me=me, team=team.name,
        role=next((said(words, one.name, shop) for one in context.session.roles if one.id == me.role), ""), bets=bets,
        votes=list(_votes(words, view, context)), answers=list(_answers(words, view, context)),
        held=sum(one["inside"] for one in bets), podiums=outcome.podiums(words, context, view),
        decisions=pictures.decisions(words, context, outcome.decisions(found), team.name),
        choice=chosen(words, context, names, room) if room else None, commitment=view.commitment,
        practices=_practices(words, context),
    )  # fmt: skip


def deck(words: Words, view: View, context: Context) -> str:
    """All that the room found, a thing a page: every round that counts, the debrief, what people take home. `view`: the
    facilitator's or the wall's."""
    chapters = [
        (said(words, round_.title, context.team), list(_round(words, view, context, number)))
        for number, round_ in enumerate(context.session.rounds)
        if round_.counts and number in view.results
    ]
    chapters.append((words.t("workshop_report.debrief"), list(debriefed(words, view, context))))
    graded = Pane("evidence", "", "evidence", {"practices": _practices(words, context)})
    chapters.append((words.t("workshop_report.home"), [*closing(words, view), graded]))
    return made(
        "deck.html.j2", words, context, view=view, style=style(), wide=True,
        title=said(words, context.session.title, context.team), chapters=chapters,
        played=[one.name for one in view.teams if one.members],
    )  # fmt: skip


def _round(words: Words, view: View, context: Context, number: int) -> Iterator[Pane]:
    """A round that is over, as it stood on the wall then; its question was for the talk."""
    bets = view.results[number].get("bets") or {}
    then = replace(
        view, number=number, round=context.session.rounds[number], events=(),
        bets=tuple(Bet(one["low"], one["high"], 0.0) for one in bets.values()),
    )  # fmt: skip
    return (pane for pane in resulted(words, then, context) if pane.kind != "question")


def _practices(words: Words, context: Context) -> list[tuple[str, str]]:
    """The practices that were played, each with how many of its main effects have which grade, the best first."""
    found = []
    for slug in practices_of(context.session):
        practice, text = practices.load(slug, words.language)
        grades = Counter(register()[name].grade for name in practice.evidence)
        counted = (
            words.t("workshop_room.of_grade", n=grades[one], meaning=words.t(f"evidence.grade_{one}"), grade=one)
            for one in GRADES
            if grades[one]
        )
        found.append((text.title, words.t("common.semicolon").join(counted)))
    return found


def _votes(words: Words, view: View, context: Context) -> Iterator[dict[str, Any]]:
    """What the person would have set and what the team set, lever by lever of each round."""
    for one in view.chose:
        for path, value in (one.vote or {}).items():
            yield {
                "round": said(words, context.session.rounds[one.number].title, context.team),
                "lever": settings.label_of(words, path),
                "vote": settings.value_of(words, path, value),
                "team": settings.value_of(words, path, one.decision[path]) if path in (one.decision or {}) else "",
            }  # fmt: skip


def _answers(words: Words, view: View, context: Context) -> Iterator[dict[str, Any]]:
    """The person's answers; which ones are right, and why, once the session has ended."""
    for one in view.answers:
        options = [said(words, option, context.team) for option in one.asked.options]
        yield {
            "when": one.when, "ask": said(words, one.asked.ask, context.team), "picked": options[one.picked - 1],
            "right": options[one.right - 1] if one.right else "", "good": one.right == one.picked,
            "because": said(words, one.because, context.team) if one.because else "",
        }  # fmt: skip


def _bets(words: Words, view: View, context: Context) -> Iterator[dict[str, Any]]:
    """The person's own bets by round: what was said, and what came."""
    assert view.me is not None
    shown = KpiWords.of(words, context.team)
    for number, found in sorted(view.results.items()):
        one, round_ = (found.get("bets") or {}).get(view.me.id), context.session.rounds[number]
        if one is not None:
            yield {
                "round": said(words, round_.title, context.team), "kpi": shown.name(round_.bet),
                "inside": one["inside"],
                "range": shown.range(round_.bet, one["low"], one["high"]),
                "truth": shown.value(round_.bet, one["truth"]),
            }  # fmt: skip
