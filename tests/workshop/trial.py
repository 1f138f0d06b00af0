"""A workshop small enough to be played hundreds of times: three rounds of a small shop's four weeks."""

from __future__ import annotations

from typing import Any

from playbook.workshop.session import Session
from tests.season.shop import small_shop

TEAM = small_shop()
BOTH = {"en": "x", "zh": "x"}
EVENT = "courier_strike@22"
OPENING = 16  # day of the sale, from 0


def question(name: str) -> dict[str, Any]:
    return {"id": name, "ask": BOTH, "options": [BOTH, BOTH], "right": 1, "because": BOTH}


def session(**changes: Any) -> Session:
    """`changes` replace parts of the session."""

    def round_(name: str, until: int, choices: dict[str, list[float]], **more: Any) -> dict[str, Any]:
        opened = [{"path": path, "values": values} for path, values in choices.items()]
        given = {"bet": "service_level", "question": BOTH, "charts": ["profit", "service_level"]} | more
        return {"id": name, "title": BOTH, "story": BOTH, "until": until, "minutes": 1, "choices": opened} | given

    rounds = [
        round_("try", 7, {"training.pair_minutes": [0, 30]}, counts=False),
        round_("ready", 7, {"training.pair_minutes": [0, 30], "hiring.extra": [0, 1, 4]}),
        round_("more", 14, {"training.pair_minutes": [0, 30], "budget.advertising": [0.7, 1, 1.3]}),
        round_(
            "night", 28, {"peak.temps": [0, 2, 40], "peak.temps_packing": [0, 2, 4], "peak.night_crew": [0, 0.5]},
            bet="peak_service_level", events=[EVENT],
        ),
    ]  # fmt: skip
    steps = [
        {"id": one["id"], "title": BOTH, "minutes": 1, "round": one["id"], "part": "round"}
        | dict.fromkeys(("say", "do", "wall"), BOTH)
        for one in rounds
    ]
    data: dict[str, Any] = {
        "id": "trial", "title": BOTH, "promise": BOTH, "team": "starter", "minutes": 4, "seed": 3, "lucks": 2,
        "roles": [{"id": "all", "name": BOTH, "card": BOTH}], "rounds": rounds, "steps": steps,
        "check": {"a": [question("a")], "b": [question("b")]},
    }  # fmt: skip
    return Session.model_validate(data | changes)


def decided(**night: float) -> tuple[dict[str, float], ...]:
    """One decision of each round; `night`: of the last, without its part."""
    return ({}, {"training.pair_minutes": 30.0}, {}, {f"peak.{name}": value for name, value in night.items()})
