"""The page of somebody in a team, on their telephone."""

from __future__ import annotations

from typing import Any

from playbook import practices
from playbook.lab.kpi import KpiWords
from playbook.language import Words
from playbook.workshop.context import Context
from playbook.workshop.facts import said
from playbook.workshop.pages import outcome, pictures, settings
from playbook.workshop.pages.frame import paragraphs, seen
from playbook.workshop.pages.natural import typed
from playbook.workshop.session import practices_of
from playbook.workshop.view import View


def person(words: Words, view: View, context: Context, refusal: str = "") -> str:
    """What somebody in the room sees. `refusal`: the sentence to an attempt that was not taken."""
    me = view.me
    if me is None:
        raise ValueError("a person's page needs a person's view")
    team, shop = view.teams[0], context.team
    editor = next((one.person for one in team.members if one.editor), None)
    facts: dict[str, Any] = {
        "me": me, "team": team, "refusal": refusal, "editor": editor, "mine": editor is not None and editor.id == me.id,
        "roles": {one.id: said(words, one.name, context.team) for one in context.session.roles},
        "cards": [(said(words, one.name, shop), paragraphs(words, one.card, context)) for one in view.cards],
        "asked": [
            (one.id, said(words, one.ask, shop), [said(words, option, shop) for option in one.options])
            for one in view.form
        ],
        "final": view.number + 1 >= len(context.session.rounds) and view.phase in ("result", "over"),
        "line": _line(words, view),
        "practices": [
            (slug, practices.load(slug, words.language)[1].title) for slug in practices_of(context.session)
        ],
    }  # fmt: skip
    if view.round is not None:
        facts |= _round(words, view, context)
    if view.phase in ("result", "over") and view.round is not None:
        facts |= _result(words, view, context)
    return seen("person.html.j2", words, view, context, **facts)


def _line(words: Words, view: View) -> str:
    """What is said beside "connected": whether anybody waits, and for whom."""
    lines = {
        "lobby": words.t("workshop.line_lobby"), "deciding": words.t("workshop.line_deciding"),
        "closed": words.t("workshop.line_closed"), "result": words.t("workshop.line_result"),
        "over": words.t("workshop.line_over"),
    }  # fmt: skip
    if view.waits:
        return words.t("workshop_wait.line")
    return words.t("workshop.line_held") if view.left is not None else lines[view.phase]


def _round(words: Words, view: View, context: Context) -> dict[str, Any]:
    """The round: its story, what is bet on, what may be set."""
    assert view.round is not None
    team, kpi, shown = view.teams[0], view.round.bet, KpiWords.of(words, context.team)
    how = typed(words, kpi, context.team.currency)
    voted = sum(one.voted for one in team.members)
    decision = team.decision.settings if team.decision else None
    return {
        "title": said(words, view.round.title, context.team), "story": paragraphs(words, view.round.story, context),
        "counts": view.round.counts, "kpi": shown.name(kpi), "typed": how,
        "bet": (how.shown(view.bet.low), how.shown(view.bet.high)) if view.bet else ("", ""),
        "bet_range": shown.range(kpi, view.bet.low, view.bet.high) if view.bet else "",
        "ballot": settings.rows(words, team, view.vote, "v"), "voted": voted,
        "decide": settings.rows(words, team, decision or _leading(team), "d"),
        "enough": voted >= team.needed, "by_clock": team.decision is not None and team.decision.who == "clock",
    }  # fmt: skip


def _leading(team: Any) -> dict[str, float] | None:
    """Lever by lever the setting with most votes, of two as many the one nearer to what stands; None before any."""
    if not team.votes:
        return None
    return {
        path: min(counts, key=lambda x: (-counts[x], abs(x - team.now[path]), x))
        for path, counts in team.votes.items()
        if counts
    }


def _result(words: Words, view: View, context: Context) -> dict[str, Any]:
    """What came of it for the reader's own team."""
    assert view.round is not None
    assert view.me is not None
    found = outcome.last(view)
    mine = outcome.of_team(found, view.me.team)
    shown = KpiWords.of(words, context.team)
    score = (found.get("bets") or {}).get(view.me.id) or {}
    return {
        "figures": outcome.figures(words, context, view, mine), "lucks": context.session.seasons,
        "hit": score.get("inside"), "bet_figure": pictures.my_bet(words, shown, view.round.bet, score),
        "podiums": outcome.podiums(words, context, view),
        "charts": pictures.days(words, context, view, mine, outcome.bots(words, found)),
        "came": outcome.happened(words, context, mine.get("came") or ()),
        "prevented": outcome.happened(words, context, mine.get("prevented") or ()),
        "question": paragraphs(words, view.round.question, context),
        "own_debrief": _debrief(words, context, view),
    }  # fmt: skip


def _debrief(words: Words, context: Context, view: View) -> dict[str, Any] | None:
    """The decisions of the reader's team by what they did, once the room has come to it."""
    assert view.me is not None
    found = ((view.debrief or {}).get("teams") or {}).get(str(view.me.team))
    if not found:
        return None
    picture = pictures.decisions(words, context, outcome.decisions(found), view.teams[0].name)
    bets = found.get("bets") or {}
    return {"figure": picture, "covered": bets.get("covered"), "of": bets.get("of")}
