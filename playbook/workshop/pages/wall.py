"""What hangs on the wall for everybody: one thing at a time, turned by the facilitator's step.

Where a step has several things to show, each has an address of its own on the page (`#night`); the row of names at
its foot and the arrow keys turn them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from playbook.charts.scales import Span, signed_range
from playbook.lab.kpi import KpiWords
from playbook.language import Words
from playbook.workshop.context import Context
from playbook.workshop.facts import said
from playbook.workshop.pages import moving, multiples, outcome, pictures, settings
from playbook.workshop.pages.frame import day_of, paragraphs, seen
from playbook.workshop.view import View

ON_A_PANE = 3  # teams of whom a screen has room for all that they decided


@dataclass(frozen=True)
class Pane:
    """One thing on the wall: its address, what it is called, the template's part (`kind`) and what that needs."""

    id: str
    tab: str
    kind: str
    given: Mapping[str, Any] = field(default_factory=dict)


def wall(words: Words, view: View, context: Context) -> str:
    """The wall. Of a decision it shows nothing before the round is closed."""
    title = said(words, context.session.title, context.team)
    return seen("wall.html.j2", words, view, context, panes=list(_panes(words, view, context)),
                session_title=title, line=words.t("workshop.line_deciding"))  # fmt: skip


def _panes(words: Words, view: View, context: Context) -> Iterator[Pane]:
    part = view.step.part if view.step else "open"
    if view.phase == "lobby":
        yield Pane("room", words.t("workshop.tab_join"), "check" if part == "check" else "join")
        return
    if view.phase in ("deciding", "closed"):
        yield _now(words, view, context)
        return
    found = []
    if part == "break":
        title = said(words, view.step.title, context.team)
        found = [Pane("break", title, "break", {"title": title})]
    elif part == "debrief" and (found := list(debriefed(words, view, context))):
        found += [one for one in resulted(words, view, context) if one.kind == "podiums"]
    elif part in ("commit", "close"):
        found = list(closing(words, view))
    if not found:
        found = list(resulted(words, view, context))
        if part in ("look", "debrief"):  # the reveal first, the bets were talked about as the round ended
            found.sort(key=lambda one: one.id in ("bets", "night"))
    yield from found


def _now(words: Words, view: View, context: Context) -> Pane:
    """The round that is decided, or lived."""
    assert view.round is not None
    shown = KpiWords.of(words, context.team)
    given = {
        "title": said(words, view.round.title, context.team), "story": paragraphs(words, view.round.story, context),
        "kpi": shown.name(view.round.bet), "counts": view.round.counts,
        "until": day_of(words, context, view.round.until - 1),
    }  # fmt: skip
    return Pane("room", given["title"], "deciding" if view.phase == "deciding" else "running", given)


def resulted(words: Words, view: View, context: Context) -> Iterator[Pane]:
    """What came of the round, for everybody."""
    if view.round is None:
        return
    if figure := moving.evenings(words, view):  # first: it runs as the results come
        yield Pane("night", words.t("workshop.tab_night"), "figure", {"figure": figure})
    if figure := pictures.bets(words, context, view):
        yield Pane("bets", words.t("workshop.tab_bets"), "figure", {"figure": figure})
    if not moving.known(view) and (figure := multiples.nights(words, view)):
        yield Pane("night", words.t("workshop.tab_night"), "figure", {"figure": figure})
    if podiums := outcome.podiums(words, context, view):
        yield Pane("podiums", words.t("workshop.tab_podiums"), "podiums", {"podiums": podiums})
    if figure := multiples.frontier(words, context, view):
        yield Pane("frontier", words.t("workshop.tab_frontier"), "figure", {"figure": figure})
    came = {
        team.name: outcome.happened(
            words, context, outcome.of_team(outcome.last(view), team.number).get("prevented") or ()
        )
        for team in view.teams
    }
    question = paragraphs(words, view.round.question, context)
    given = {
        "question": question, "came": outcome.happened(words, context, view.events),
        "prevented": {name: events for name, events in came.items() if events},
    }  # fmt: skip
    yield Pane("question", words.t("workshop.tab_question"), "question", given)


def debriefed(words: Words, view: View, context: Context) -> Iterator[Pane]:
    """Which decisions made the difference."""
    found = view.debrief or {}
    teams = {team.number: team.name for team in sorted(view.teams, key=lambda one: one.number)}
    by_team = {number: found.get("teams", {}).get(str(number)) or {} for number in teams}
    if any(outcome.decisions(one) for one in by_team.values()):
        yield from _timelines(words, context, teams, by_team)
    for number, name in teams.items():
        if figure := pictures.decisions(words, context, outcome.decisions(by_team[number]), name):
            yield Pane(f"team-{number}", name, "figure", {"figure": figure})
    if room := found.get("room"):
        yield Pane("choice", words.t("workshop.tab_choice"), "choice", chosen(words, context, teams, room))
    scored = [(teams[n], one["bets"]) for n, one in by_team.items() if (one.get("bets") or {}).get("of")]
    if scored:
        yield Pane("predictions", words.t("workshop.tab_predictions"), "predictions", {"scored": scored})
    yield from _learning(words, view)


def _timelines(words: Words, context: Context, teams: Mapping[int, str], found: Mapping[int, Any]) -> Iterator[Pane]:
    """What teams decided, as many of them on a pane as fit on a screen."""
    numbers, tab = list(teams), words.t("workshop.tab_timeline")
    parts = [numbers[i : i + ON_A_PANE] for i in range(0, len(numbers), ON_A_PANE)]
    for i, part in enumerate(parts, 1):
        given = _timeline(words, context, {number: teams[number] for number in part}, found)
        named = tab if len(parts) == 1 else f"{tab} {i}/{len(parts)}"
        yield Pane("timeline" if i == 1 else f"timeline-{i}", named, "timeline", given)


def _timeline(words: Words, context: Context, teams: Mapping[int, str], found: Mapping[int, Any]) -> dict[str, Any]:
    """Team by team and round by round, what was changed."""
    counted = [i for i, one in enumerate(context.session.rounds) if one.counts]

    def changes(number: int, i: int) -> list[tuple[str, str]]:
        return [
            (
                settings.label_of(words, one["path"]),
                pictures.change_of(words, one["path"], one["before"], one["chosen"]),
            )
            for one in outcome.decisions(found[number])
            if one.get("round") == i
        ]

    rows = [(name, [changes(number, i) for i in counted]) for number, name in teams.items()]
    return {"rounds": [said(words, context.session.rounds[i].title, context.team) for i in counted], "rows": rows}


def chosen(words: Words, context: Context, teams: Mapping[int, str], room: Mapping[str, Any]) -> dict[str, Any]:
    """The one choice that made most of the difference between two teams."""
    currency, path = context.team.currency, room["path"]
    value, gap, number = Span.of(room.get("value")), Span.of(room.get("gap")), room.get("round", 0)
    rounds = context.session.rounds
    given = {
        "lever": settings.label_of(words, path), "better": teams.get(room.get("better"), ""),
        "worse": teams.get(room.get("worse"), ""), "a": settings.value_of(words, path, room["a"]),
        "b": settings.value_of(words, path, room["b"]),
        "round": said(words, rounds[number].title, context.team) if 0 <= number < len(rounds) else "",
        "share": words.percent(room["share"]) if outcome.real(room.get("share")) else "",
    }  # fmt: skip
    for name, span in (("value", value), ("gap", gap)):
        given[name] = words.value(span.mid, currency, 0) if span.known else ""
        given[f"{name}_range"] = words.range(span.low, span.high, currency, 0) if span.known else ""
    given["lucks"] = words.number(context.session.seasons)
    return given


def _learning(words: Words, view: View) -> Iterator[Pane]:
    """How many questions were answered right before and after, and the range of the difference."""
    found = (view.debrief or {}).get("learning") or {}
    gain = Span.of(found.get("gain"))
    if not (found.get("n") and gain.known and outcome.real(found.get("before")) and outcome.real(found.get("after"))):
        return
    given = {
        "n": words.number(found["n"]), "before": words.percent(found["before"]), "after": words.percent(found["after"]),
        "gain": words.signed(gain.mid, "share", 0), "range": signed_range(words, gain.low, gain.high, "share", 0),
    }  # fmt: skip
    yield Pane("learning", words.t("workshop.tab_learning"), "learning", given)


def closing(words: Words, view: View) -> Iterator[Pane]:
    """What people take home, and what the room learned."""
    yield from _commitments(words, view)
    yield from _learning(words, view)


def _commitments(words: Words, view: View) -> Iterator[Pane]:
    """What people take home."""
    yield Pane("commitments", words.t("workshop.tab_commitments"), "commitments", {"lines": commitments(words, view)})


def commitments(words: Words, view: View) -> list[dict[str, str]]:
    """What everybody committed to, the date as this language writes it."""
    import datetime as dt

    return [{**one, "date": words.date(dt.date.fromisoformat(one["date"]), year=True)} for one in view.commitments]
