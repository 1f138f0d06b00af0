"""What a round comes to, for every team and for the bots: in the room's own luck, and in others with what they decided.

Days that were lived in earlier rounds are remembered in this process, and who decided alike is lived once. Bots do not
wait for anybody: `ahead` lives their round while the room still decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from playbook.workshop import bots, score
from playbook.workshop.lived import Lived, Seasons, Settings, lucks, stages_of
from playbook.workshop.session import Round, Session
from sim.arrays import Floats
from sim.experiment.results import Range
from sim.experiment.stages import Figures, Staged
from sim.scenario import Scenario
from sim.units import DAYS_PER_WEEK, SLOT_S

FIGURES = (
    "value", "profit", "end_state", "service_level", "peak_service_level", "mean_wait_s", "csat", "score",
    "late_parcels", "lost_orders", "wrong_answers", "quits", "labour_cost", "overtime_hours", "orders", "cash_end",
)  # fmt: skip
NIGHT = {"waiting": "waiting", "in_time": "in_target", "came": "came"}  # as a page calls it → as a profile does
SLOT_MINUTES = SLOT_S / 60
BEFORE, AFTER = 60.0, 240.0  # minutes of the opening that are shown, before and after it
OPENING = ("peak_service_level", "peak_wait_s")  # of a sale's first hours: without one, those of the worst day
WHOLE, DIGITS = 1000, 4  # from here on whole numbers; digits of what is smaller

_seasons = Seasons()  # of this process


def results(
    session: Session, team: Scenario, settings: Mapping[int, Sequence[Settings]], number: int, events: Sequence[str]
) -> dict[str, Any]:
    """What round `number` came to. `settings`: team → what stands after each round's decision; `events`: `id@day`.

    {"round", "teams": {team: found}, "bots": {name: found}}, all of it JSON. found: `figures` of the season so far and
    `round_figures` of the round's days in the room's luck (those of an opening only where a sale opened in them),
    `range` of the former over all lucks (P10, mean, P90), `days` of the round's charts on its days, `night` (the
    opening, by 15 minutes, or None), `evening` (the same by the minute, see `evening.py`), events of the round that
    `came` and were `prevented` (`id@day`), `podiums`, sentences on laws that were `broken`.
    """
    rivals = {name: bots.standing(session, team, bots.decisions(session, team, name)) for name in bots.BOTS}

    def found(own: Sequence[Settings]) -> dict[str, Any]:
        return _found(session, stages_of(session, team, own, number, events), number)

    return {
        "round": number,
        "teams": {str(one): found(own) for one, own in sorted(settings.items())},
        "bots": {name: found(own) for name, own in rivals.items()},
    }


def ahead(session: Session, team: Scenario, number: int, events: Sequence[str]) -> None:
    """Live the bots' season to the end of round `number`, so that `results` finds it lived."""
    results(session, team, {}, number, events)


def figures_of(figures: Figures) -> dict[str, float]:
    """Key figures so far, and what podiums need beside them."""
    tired, people = figures.days["fatigue"][: figures.until], figures.days["headcount"]
    more = tired[-DAYS_PER_WEEK:].mean() - tired[:DAYS_PER_WEEK].mean()
    return {**figures.so_far, "people_first": float(people[0]), "tired_more": float(more)}


def _found(session: Session, stages: Staged, number: int) -> dict[str, Any]:
    lived = [_seasons.reach(stages, seed) for seed in lucks(session)]
    own, round_ = lived[0], session.rounds[number]
    opened, opened_here = _openings(own, 0), _openings(own, own.begin)
    figures = [_true(figures_of(one.figures), opened) for one in lived]
    shown = _true(dict.fromkeys((*FIGURES, round_.bet)), opened)
    return {
        "figures": {name: _short(figures[0][name]) for name in shown},
        "round_figures": {name: _short(own.figures.stage[name]) for name in _true(shown, opened_here)},
        "range": {name: _span(np.array([one[name] for one in figures])) for name in shown},
        "days": {name: [_short(x) for x in line] for name, line in _days(own, round_).items()},
        "night": _night(own),
        "evening": None if own.evening is None else own.evening.told(),
        "came": list(own.came),
        "prevented": list(own.prevented),
        "podiums": {name: _short(x) for name, x in score.podiums(figures).items()},
        "broken": list(dict.fromkeys(law for one in lived for law in one.figures.laws)),
    }


def _openings(lived: Lived, first: int) -> list[int]:
    """Days on which a sale opened, from `first` on."""
    return sorted(day for day in lived.reached.world().facts.openings if first <= day < lived.figures.until)


def _true(figures: Mapping[str, Any], openings: Sequence[int]) -> dict[str, Any]:
    """Figures without those of an opening where there was none."""
    return {name: x for name, x in figures.items() if openings or name not in OPENING}


def _days(lived: Lived, round_: Round) -> dict[str, Floats]:
    """The round's charts day by day, on its own days; what has no figure by day is left out."""
    known = {**lived.figures.days, "profit": np.sum(list(lived.figures.ledger.values()), axis=0)}
    return {name: known[name][lived.begin : lived.figures.until] for name in round_.charts if name in known}


def _night(lived: Lived) -> dict[str, list[float]] | None:
    """The hours around the first opening of a sale in the round, by 15 minutes."""
    if not (openings := _openings(lived, lived.begin)):
        return None
    facts, day = lived.reached.world().facts, openings[0]
    opens = (facts.openings[day] - facts.days[day].begins) / 60
    profile = lived.figures.profiles[day]
    minutes = SLOT_MINUTES * np.arange(len(profile["came"]))
    near = (minutes >= opens - BEFORE) & (minutes < opens + AFTER)
    lines = {name: [_short(x) for x in profile[kept][near]] for name, kept in NIGHT.items()}
    return {"minutes": minutes[near].tolist(), **lines}


def _span(values: Floats) -> list[float]:
    found = Range.of(values)
    return [_short(x) for x in (found.p10, found.mean, found.p90)]


def _short(x: float) -> float:
    x = float(x)
    return float(round(x)) if abs(x) >= WHOLE else round(x, DIGITS)
