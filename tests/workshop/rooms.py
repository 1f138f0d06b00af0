"""Rooms for tests: a session of four short rounds, a clock that is set by hand, and a model that answers at once."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from playbook.workshop.asks import Request
from playbook.workshop.live import LiveRoom
from playbook.workshop.session import Session, read_session
from playbook.workshop.simulating import Here, Model
from playbook.workshop.store import Store, path_of
from sim.scenario.file import team

ROUGH = Path(__file__).with_name("rough.toml")
MORNING = 1_800_000_000.0  # unix seconds


class Clock:
    """Stands until it is set."""

    def __init__(self) -> None:
        self.now = MORNING

    def __call__(self) -> float:
        return self.now


@cache
def session(people: int = 6, **changes: Any) -> Session:
    """Four rounds, the first to learn on, with questions before and after."""
    data = read_session(ROUGH).model_dump()
    ready, night = data["rounds"]
    data["rounds"] = [
        {**ready, "id": "learn", "counts": False, "until": 14},
        {**ready, "events": ("courier_strike@20",)},
        {**night, "id": "eve", "until": 70},
        night,
    ]
    step = data["steps"][0]
    data["steps"] = [{**step, "id": one["id"], "round": one["id"], "minutes": 5.0} for one in data["rounds"]]
    data["minutes"], data["people"] = 20.0, (1, people)
    text = {"en": "Why?", "zh": "为什么？"}
    asked = {"ask": text, "options": (text, text, text), "right": 2, "because": {"en": "BECAUSE", "zh": "因为"}}
    data["check"] = {form: [{**asked, "id": f"{form}{i}"} for i in range(2)] for form in "ab"}
    return Session.model_validate(data | changes)


def results(session: Any, team: Any, settings: Any, number: int, events: Any) -> dict[str, Any]:
    """Every team's figures are a sum of its settings; what only the team itself may see is its detail."""
    teams = {
        str(one): {
            "figures": {"profit": sum(map(sum, (x.values() for x in rounds)))},
            "detail": f"detail of {one}",
            "round_figures": {session.rounds[number].bet: 0.5},
        }
        for one, rounds in settings.items()
    }
    return {"teams": teams, "number": number, "events": list(events)}


def debrief(session: Any, team: Any, settings: Any, events: Any) -> dict[str, Any]:
    return {"teams": {str(one): {"decisions": [f"decision of {one}"]} for one in settings}, "room": {}}


def broken(*given: Any) -> dict[str, Any]:
    raise RuntimeError("the model broke off")


STAND_IN = Model(results, debrief)


def open_room(folder: Path, teams: int = 3, name: str = "room", **given: Any) -> LiveRoom:
    """A new room in `folder`, or the one that is there under this name."""
    path = path_of(folder, name)
    path.parent.mkdir(exist_ok=True)
    there = path.exists()
    store = Store(path)
    options = {"model": STAND_IN, "executor": Here(), "clock": Clock()} | given
    if there:
        return LiveRoom(store, **options)
    return LiveRoom.new(store, session(), team("flagship"), [f"T{i}" for i in range(teams)], "en", **options)


def enter(live: LiveRoom, sizes: tuple[int, ...]) -> list[list[str]]:
    """People for each team; their ids."""
    found = []
    for number, size in enumerate(sizes):
        tokens = [live.join(f"P{number}{i}", number) for i in range(size)]
        live.flush()
        found.append([live.who(token) or "" for token in tokens])
    return found


def bet(live: LiveRoom, who: str, low: float = 0.5, high: float = 0.9) -> None:
    live.ask(who, Request("bet", {"low": str(low), "high": str(high)}))


def vote(live: LiveRoom, who: str, **settings: float) -> None:
    live.ask(who, Request("vote", {name.replace("__", "."): str(x) for name, x in settings.items()}))
