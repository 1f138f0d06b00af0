"""What came of a round, in words: figures with their ranges, podiums, events, bets. Parts that are missing are left
out: a room that is short of a number still sees the others."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from playbook.lab.kpi import KpiWords, kpis
from playbook.language import Words
from playbook.workshop.bots import BOTS
from playbook.workshop.context import Context
from playbook.workshop.facts import said
from playbook.workshop.pages.frame import day_of
from playbook.workshop.score import PODIUMS, places
from playbook.workshop.view import View
from sim.shop.events import deck

MONEY = ("profit", "risk")  # podiums that go by money; the others by a share
SHOWN = ("profit", "peak_service_level", "service_level", "lost_orders", "quits")  # after those of the round itself
MOST = 6


@dataclass(frozen=True)
class Figure:
    """A key figure of a season: its name, what this room lived, the range over all lucks ("" without one), what is said
    of that, and of luck where what was lived lies outside of it."""

    name: str
    value: str
    range: str
    luck: str = ""
    said: str = ""


@dataclass(frozen=True)
class Place:
    """A team on a podium; `mine` marks the reader's."""

    place: int
    name: str
    value: str
    mine: bool


@dataclass(frozen=True)
class Podium:
    """One of the four: what it goes by, and the teams from the first on."""

    id: str
    title: str
    says: str
    places: tuple[Place, ...]

    @property
    def mine(self) -> Place | None:
        return next((one for one in self.places if one.mine), None)


def last(view: View) -> Mapping[str, Any]:
    """The results of the round that is on now; empty while there are none."""
    return view.results.get(view.number) or {}


def of_team(found: Mapping[str, Any], team: int) -> Mapping[str, Any]:
    """A team's part of a round's results."""
    return (found.get("teams") or {}).get(str(team)) or {}


def figures(words: Words, context: Context, view: View, found: Mapping[str, Any]) -> list[Figure]:
    """A team's key figures: first those that the round is about."""
    shown, names = KpiWords.of(words, context.team), [*SHOWN]
    if view.round is not None:
        names = [view.round.bet, *view.round.charts, *SHOWN]
    values, ranges = found.get("figures") or {}, found.get("range") or {}
    rows = []
    for name in dict.fromkeys(names):
        if name not in values or name not in kpis() or not real(values[name]):
            continue
        ends = ranges.get(name)
        reach = shown.range(name, ends[0], ends[2]) if ends and all(map(real, ends)) else ""
        luck = _luck(words, shown.better(name), values[name], ends) if reach else ""
        called = shown.name(name)
        if name == "profit":  # a podium has another one
            called = words.t("workshop_luck.lived", name=called)
        reached = _reached(words, values[name], ends, reach) if reach else ""
        rows.append(Figure(called, shown.value(name, values[name]), reach, luck, reached))
    return rows[:MOST]


def _reached(words: Words, x: float, ends: Sequence[float], reach: str) -> str:
    """Where what is lived lies beside the range over all lucks."""
    if x > ends[2]:
        return words.t("workshop_luck.above", range=reach)
    return words.t("workshop_luck.below", range=reach) if x < ends[0] else words.t("workshop_luck.within", range=reach)


def _luck(words: Words, better: str, x: float, ends: Sequence[float]) -> str:
    """What is lived lies among the lucks of its own range: outside of P10 to P90 in two of ten rooms."""
    if not better or ends[0] <= x <= ends[2]:
        return ""
    good = (x > ends[2]) == (better == "higher")
    return words.t("workshop_room.luck_good") if good else words.t("workshop_room.luck_bad")


def podiums(words: Words, context: Context, view: View) -> list[Podium]:
    """The four, each with all teams that have a number on it."""
    found = last(view)
    me = view.me.team if view.me else None
    out = []
    for name in PODIUMS:
        known = [
            (team.number, team.name, value)
            for team in view.teams
            if real(value := (of_team(found, team.number).get("podiums") or {}).get(name))
        ]
        known.sort(key=lambda one: (-one[2], one[0]))
        digits = 0 if name in MONEY else 2  # as it is read: teams with the same figure beside them share a place
        place = places({str(number): {name: round(value, digits)} for number, _, value in known}, name)
        rows = tuple(
            Place(place[str(number)], team, podium_value(words, context, name, value), number == me)
            for number, team, value in known
        )
        if rows:
            out.append(Podium(name, words.t(f"workshop.podium_{name}"), words.t(f"workshop.podium_{name}_by"), rows))
    return out


def podium_value(words: Words, context: Context, name: str, x: float) -> str:
    """What stands beside a team on a podium."""
    return words.money(x, context.team.currency, digits=0) if name in MONEY else words.percent(x)


def decisions(found: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """A team's decisions of the debrief that name their lever, the largest effect first."""
    return [one for one in found.get("decisions") or () if isinstance(one, Mapping) and "path" in one]


def happened(words: Words, context: Context, ids: Sequence[str]) -> list[str]:
    """Events of the deck as they read: courier stops (8 Nov)."""
    return [event_of(words, context, one) for one in ids]


def event_of(words: Words, context: Context, one: str) -> str:
    """An event with its day, where it has one (counted from 1): courier stops, 8 Nov."""
    name, _, day = one.partition("@")
    name_of = said(words, deck()[name].name, context.team) if name in deck() else name
    if not day.isdigit():
        return name_of
    return words.t("workshop.event_on", event=name_of, day=day_of(words, context, int(day) - 1))


def bots(words: Words, found: Mapping[str, Any]) -> dict[str, tuple[str, Mapping[str, Any]]]:
    """The players that are not people: id → name and results."""
    given = found.get("bots") or {}
    return {name: (words.t(f"workshop.bot_{name}"), given[name]) for name in BOTS if given.get(name)}


def inside(view: View) -> tuple[int, int]:
    """How many bets of the round held what came, and of how many."""
    given = [one for one in (last(view).get("bets") or {}).values() if one]
    return sum(bool(one.get("inside")) for one in given), len(given)


def truths(view: View) -> list[tuple[str, float]]:
    """What the round's key figure came to, team by team: (name, value)."""
    kpi = view.round.bet if view.round else ""
    found = []
    for team in sorted(view.teams, key=lambda one: one.number):
        results = of_team(last(view), team.number)
        for part in ("round_figures", "figures"):
            value = (results.get(part) or {}).get(kpi)
            if real(value):
                found.append((team.name, float(value)))
                break
    return found


def real(x: Any) -> bool:
    """Whether it is a number that can be shown."""
    return isinstance(x, int | float) and not isinstance(x, bool) and math.isfinite(x)
