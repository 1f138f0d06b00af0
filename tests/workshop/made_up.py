"""A room in every phase, with results that were made up: what pages are tried on."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from playbook.workshop import rules, view
from playbook.workshop.context import Context
from playbook.workshop.log import Event
from playbook.workshop.session import Session, read_session
from playbook.workshop.state import State, after
from sim.scenario.file import team

ROUGH = Path(__file__).with_name("rough.toml")
HOSTILE = '<script>"x"</script>{0}'  # as long as a nickname may be
NOW = 1_800_000_000.0
TEAMS = ("North", "南门队", "East & <b>Co</b>", "West")
NAMES = ("Ana", "小雨", "Ben", HOSTILE, "Chen", "Dora", "Ed", "Fei", "Gu", "Hao", "Ida", "Jo")
PHASES = ("lobby", "deciding", "voted", "decided", "held", "closed", "result", "last", "debrief", "over")
LEVER = "peak.temps"


@cache
def session() -> Session:
    """A session of two rounds with a question of its own."""
    data = read_session(ROUGH).model_dump()
    ask = {
        "id": "who", "ask": {"en": "Who answers first?", "zh": "谁先回复？"}, "right": 1,
        "options": [{"en": "Whoever is free", "zh": "谁有空谁回"}, {"en": "The newest", "zh": "新人先回"}],
        "because": {"en": "A queue of one.", "zh": "排成一队。"},
    }  # fmt: skip
    data["check"] = {"a": [ask], "b": [ask | {"id": "whom"}]}
    return Session.model_validate(data)


@cache
def room() -> rules.Room:
    return rules.Room(session(), team("flagship"))


def context(**given: Any) -> Context:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 21 21">'
    svg += '<path d="M0 0h7v7h-7zM14 0h7v7h-7zM0 14h7v7h-7zM9 9h3v3h-3z"/></svg>'
    base = Context("http://192.168.1.20:8900", "402913", svg, "csrf-token", session(), room().team, NOW + 60)
    return replace(base, **given)


def _night(level: float) -> dict[str, list[float]]:
    came = [round(40 + 260 * math.exp(-(((i - 5) / 4) ** 2))) for i in range(20)]
    kept = [round(n * min(1.0, level + 0.02 * abs(i - 5))) for i, n in enumerate(came)]
    waiting = [max(0, round((a - b) * 0.8)) for a, b in zip(came, kept, strict=True)]
    return {"minutes": [19 * 60 + 15 * i for i in range(20)], "came": came, "in_time": kept, "waiting": waiting}


def _team(level: float, number: int) -> dict[str, Any]:
    """Results of a team that does better the larger `level`, in 0 … 1."""
    figures = {
        "profit": 900_000 + 600_000 * level, "service_level": 0.55 + 0.4 * level, 
        "peak_service_level": 0.3 + 0.6 * level,
        "lost_orders": 4000 - 3000 * level, "quits": 6 - 4 * level,
    }  # fmt: skip
    return {
        "figures": figures, "round_figures": figures,
        "range": {name: [0.9 * x, x, min(1.08 * x, 1.0) if x <= 1 else 1.08 * x] for name, x in figures.items()},
        "days": {
            "profit": [12_000 + 9_000 * level + 4_000 * math.sin(day / 4) for day in range(28)],
            "service_level": [0.6 + 0.3 * level + 0.08 * math.sin(day / 3) for day in range(28)],
        },
        "night": _night(0.3 + 0.5 * level), "came": ["courier_strike@58"],
        "prevented": ["shop_closed@61"] if number == 0 else [],
        "podiums": {
            "profit": figures["profit"], "customers": figures["peak_service_level"], "people": 20 + 5 * level,
            "risk": 300_000 - 200_000 * level,
        },
        "broken": [],
    }  # fmt: skip


def results(state: State) -> dict[str, Any]:
    """As the runs would write them."""
    number = state.play.round
    teams = {str(i): _team(0.2 + 0.7 * i / max(len(state.teams) - 1, 1), i) for i in range(len(state.teams))}
    kpi = session().rounds[number].bet
    bets = {}
    for person in state.people.values():
        bet = state.play.bets.get((number, person.id))
        if bet is not None:
            truth = teams[str(person.team)]["round_figures"][kpi]
            inside = bet.low <= truth <= bet.high
            bets[person.id] = {"low": bet.low, "high": bet.high, "truth": truth, "inside": inside, "score": 0.2}
    bots = {name: _team(level, 9) for name, level in (("idle", 0.0), ("rule", 0.4), ("near", 0.95))}
    return {"round": number, "teams": teams, "bots": bots, "bets": bets}


def debrief(state: State) -> dict[str, Any]:
    rows: list[dict[str, Any]] = [
        {"round": 1, "path": LEVER, "before": 0.0, "chosen": 10.0, "value": [120_000, 180_000, 240_000]},
        {"round": 1, "path": "peak.night_crew", "before": 0.0, "chosen": 0.2, "value": [-20_000, 15_000, 60_000]},
        {"round": 0, "path": "hiring.extra", "before": 0.0, "chosen": 6.0, "value": [-90_000, -60_000, -20_000]},
    ]  # fmt: skip
    rows = [one | {"se": 9000.0} for one in rows]
    teams = {
        str(i): {"decisions": rows, "bets": {"covered": 3 + i, "of": 6, "score": 0.4}} for i in range(len(state.teams))
    }
    choice = {
        "better": len(state.teams) - 1, "worse": 0, "round": 1, "path": LEVER, "a": 20.0, "b": 0.0,
        "value": [150_000, 210_000, 260_000], "share": 0.62, "gap": [250_000, 340_000, 420_000],
    }  # fmt: skip
    return {
        "teams": teams,
        "room": choice,
        "learning": {"n": 11, "before": 0.46, "after": 0.63, "gain": [0.05, 0.17, 0.29]},
    }


def _step(state: State, part: str) -> Event:
    return rules.show(room(), state, NOW, next(one.id for one in session().steps if one.part == part))


def states(names: Sequence[str] = NAMES, teams: int = 4) -> Iterator[tuple[str, State]]:
    """(phase, state) one after the other: the same room as it goes on."""
    now = NOW
    called = [*TEAMS, *(f"Team {i}" for i in range(len(TEAMS), teams))][:teams]
    state = after(State(), Event("opened", now, "host", {"teams": called, "language": "en"}))

    def go(*events: Event) -> State:
        nonlocal state
        for event in events:
            state = after(state, event)
        return state

    for i, name in enumerate(names):
        go(rules.join(room(), state, f"p{i}", now, name, i % teams))
    yield "lobby", go(_step(state, "open"))
    for number in range(2):
        go(_step(state, "round"), rules.begin(room(), state, now))
        if number == 0:
            yield "deciding", state
        for i in range(len(names)):
            go(rules.bet(room(), state, f"p{i}", now, 0.4 + 0.03 * (i % 14), 0.6 + 0.03 * (i % 14)))
            choices = room().choices(state, state.people[f"p{i}"].team)
            mine = {path: values[i % len(values)] for path, values in choices.items()}
            go(rules.vote(room(), state, f"p{i}", now, mine))
        if number == 0:
            yield "voted", state
        for one in state.playing[:-1]:
            editor = state.editor(one)
            assert editor is not None
            chosen = {path: values[-1] for path, values in room().choices(state, one).items()}
            go(rules.decide(room(), state, editor.id, now, chosen))
        if number == 0:
            yield "decided", state
            yield "held", go(rules.pause(state, now + 30))
        go(*rules.close(room(), state, now))
        if number == 0:
            yield "closed", state
        go(rules.written("results", now, results(state)))
        if number == 0:
            yield "result", state
    yield "last", state
    change = "Two temps for packing, booked by October"
    go(rules.commit(room(), state, f"p{min(1, len(names) - 1)}", now, change, "小雨", "2026-12-01", "Parcels waiting"))
    go(rules.commit(room(), state, f"p{min(3, len(names) - 1)}", now, HOSTILE, HOSTILE, "2026-12-24", HOSTILE))
    go(rules.written("debriefed", now, debrief(state)))
    yield "debrief", go(_step(state, "debrief"))
    go(_step(state, "close"))
    yield "over", go(rules.end(state, now))


@cache
def all_states() -> dict[str, State]:
    return dict(states())


def of_person(phase: str, who: str = "p1") -> view.View:
    return view.of_person(room(), all_states()[phase], who)


def of_wall(phase: str, **given: Any) -> view.View:
    return replace(view.of_wall(room(), all_states()[phase]), **given)


def of_host(phase: str) -> view.View:
    return view.of_host(room(), all_states()[phase])
