"""The facilitator's console: what to say next, who has decided, and what can be done about it."""

from __future__ import annotations

from typing import Any

from playbook.language import Words
from playbook.workshop.context import Context
from playbook.workshop.facts import said
from playbook.workshop.pages import moving, outcome, settings
from playbook.workshop.pages.frame import day_of, paragraphs, seen
from playbook.workshop.pages.wall import commitments
from playbook.workshop.rules import left_out
from playbook.workshop.session import Round, Step
from playbook.workshop.view import TeamView, View
from sim.shop.events import deck
from sim.units import DAYS_PER_WEEK

EXTRA_S = 60  # a press of "a minute more"


def host(words: Words, view: View, context: Context, refusal: str = "") -> str:
    """The console. `refusal`: the sentence to an attempt that was not taken."""
    session = context.session
    steps = list(session.steps)
    at = next((i for i, one in enumerate(steps) if view.step and one.id == view.step.id), None)
    following = steps[0] if at is None else steps[at + 1] if at + 1 < len(steps) else None
    upcoming = _upcoming(view, context)
    skipped = left_out(session, view.results, following.id, steps[at].id if at is not None else "") if following else ()
    playing, final = [team for team in view.teams if team.members], view.number + 1 >= len(session.rounds)
    facts: dict[str, Any] = {
        "refusal": refusal, "phase_text": words.t(f"workshop.phase_{view.phase}"),
        "now": _step(words, context, steps[at]) if at is not None else None,
        "following": _step(words, context, following) if following else None,
        "place": at, "steps": [(one.id, said(words, one.title, context.team), one.minutes) for one in steps],
        "elapsed": sum(one.minutes for one in steps[:at]) if at is not None else 0,
        "teams": [_team(words, context, view, one) for one in sorted(view.teams, key=lambda t: t.number)],
        "unplayed": words.list(_unplayed(words, view, context, at)) if at is not None else "",
        "skipped": words.list(said(words, session.rounds[i].title, context.team) for i in skipped),
        "upcoming": said(words, upcoming.title, context.team) if upcoming else "",
        "begins": upcoming is not None and (at is None or following is None or upcoming.id in (
            steps[at].round, following.round)),
        "decided": sum(team.decided for team in playing), "playing": len(playing),
        "begun": [(i, said(words, one.title, context.team)) for i, one in enumerate(session.rounds[: view.number + 1])],
        "injects": _injects(words, view, context), "extra": EXTRA_S,
        "round_title": said(words, view.round.title, context.team) if view.round else "",
        "lines": commitments(words, view),
        "silent": [
            (team.name, one.person.name)
            for team in view.teams if view.phase == "deciding" for one in team.members if one.silent
        ],
        "injected": outcome.happened(words, context, view.injected),
        "line": words.t("workshop.line_deciding"), "people": sum(len(team.members) for team in view.teams),
        "evening": bool(moving.known(view)) and view.phase in ("result", "over"),
        "final": final, "debriefs": (
            final and view.phase == "result" and not view.debrief and at is not None and steps[at].part == "debrief"
        ),
    }  # fmt: skip
    return seen("host.html.j2", words, view, context, **facts)


def _step(words: Words, context: Context, step: Step) -> dict[str, Any]:
    """A step of the agenda in this language."""
    return {
        "id": step.id, "title": said(words, step.title, context.team), "minutes": step.minutes,
        "say": paragraphs(words, step.say, context), "do": paragraphs(words, step.do, context),
        "wall": paragraphs(words, step.wall, context),
    }  # fmt: skip


def _unplayed(words: Words, view: View, context: Context, at: int) -> list[str]:
    """Rounds that the step `at` needs and that are not played: those of the steps before it, and its own to begin."""
    numbers = {one.id: i for i, one in enumerate(context.session.rounds)}
    missing = list(left_out(context.session, view.results, context.session.steps[at].id, ""))
    own = context.session.steps[at].round
    if own and numbers[own] > view.number:
        missing.append(numbers[own])
    return [said(words, context.session.rounds[i].title, context.team) for i in dict.fromkeys(missing)]


def _upcoming(view: View, context: Context) -> Round | None:
    """The round that "begin" begins; None where none can begin now."""
    number, rounds = view.number + 1, context.session.rounds
    return rounds[number] if view.phase in ("lobby", "result") and number < len(rounds) else None


def _team(words: Words, context: Context, view: View, team: TeamView) -> dict[str, Any]:
    """A team as the facilitator sees it."""
    decision = team.decision.settings if team.decision else None
    found = outcome.of_team(outcome.last(view), team.number) if view.phase in ("result", "over") else {}
    return {
        "view": team, "bet": sum(one.bet for one in team.members), "voted": sum(one.voted for one in team.members),
        "rows": settings.rows(words, team, decision, f"t{team.number}"),
        "editor": next((one.person.name for one in team.members if one.editor), ""),
        "figures": outcome.figures(words, context, view, found),
        "roles": {one.id: said(words, one.name, context.team) for one in context.session.roles},
    }  # fmt: skip


def _injects(words: Words, view: View, context: Context) -> list[tuple[str, list[tuple[str, str]]]]:
    """Events of the deck on days that are not lived yet, counted from 1: by day, (what the form sends,
    name)."""
    session, team = context.session, context.team
    number = view.number if view.phase == "deciding" else view.number + 1
    if view.phase in ("closed", "over") or number >= len(session.rounds):
        return []
    first, last = session.begins(number) + 1, session.rounds[-1].until
    opens = [(one.day - team.calendar.start).days + 1 for one in team.calendar.campaigns]
    days = sorted({day for day in (first, first + DAYS_PER_WEEK, (first + last) // 2, *opens) if first <= day <= last})
    named = sorted((said(words, one.name, context.team), name) for name, one in deck().items())
    return [
        (words.t("workshop.inject_day", day=day_of(words, context, day - 1), n=day),
         [(f"{event}@{day}", text) for text, event in named])
        for day in days
    ]  # fmt: skip
