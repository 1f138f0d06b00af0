"""Plans to test with: seasons of a team with what a workspace has decided, played once."""

from __future__ import annotations

import datetime as dt
from functools import cache

from playbook import practices
from playbook.documents.plan import Applied, Decided, Played, applied, play
from playbook.workspace import PlanEntry, Promise
from sim.scenario.file import team

SEASONS = 2
MADE = dt.date(2026, 8, 1)
HOSTILE = '<b>{profit} & "x" =SUM(A1)\u202e\x07 李娜 💥</b>'


def entry(slug: str, owner: str = "Li Na", **more) -> PlanEntry:
    """A step with the levers of a practice's near-best player and a promise."""
    practice, texts = practices.load(slug)
    near = practice.final.near
    promise = Promise(
        change={"profit": (-5.0, 100.0, 250.0), "service_level": (0.01, 0.02, 0.03)}, outlay=1200.0, hours=12.5, n=8,
        seed=1, team="a", plan="b",
    )  # fmt: skip
    given = {
        "owner": owner, "date": dt.date(2026, 9, 7), "change": texts.commit.change,
        "number_to_watch": texts.commit.number, "wrong_if": "below 70 % for two weeks", "promise": promise,
        "levers": {practice.lever(name).path: practice.lever(name).clip(x) for name, x in near.items()},
    }  # fmt: skip
    return PlanEntry(**(given | more))


@cache
def full() -> Decided:
    """A workspace in which everything is decided, with a hostile owner among the others."""
    plan = {slug: entry(slug) for slug in practices.in_order()}
    plan["risk"] = entry("risk", owner=HOSTILE, change=HOSTILE, number_to_watch=HOSTILE, note=HOSTILE, wrong_if="")
    ratings = {"hiring": {"early": (1, 2, 4)}, "goals": {"known": (5,)}}
    return Decided(plan, ratings, {"hiring": {"extra": 3.0}})


def decided(kind: str) -> Decided:
    return full() if kind == "full" else Decided()


@cache
def seasons(name: str, kind: str) -> tuple[Applied, Decided, Played]:
    """A shipped team with an empty or a full workspace, its seasons played."""
    found = applied(team(name), decided(kind))
    return found, decided(kind), play(found, SEASONS)
