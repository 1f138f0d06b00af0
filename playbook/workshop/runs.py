"""What a round comes to, for every team and for the bots: in the room's own luck, and in others.

Days that were lived in earlier rounds are remembered in this process, and who decided alike is lived once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from playbook.workshop import bots, score
from playbook.workshop.facts import opening
from playbook.workshop.lived import Settings, stages_of
from playbook.workshop.session import Session
from sim.experiment.results import Range
from sim.experiment.stages import Reached, Relay, Stages
from sim.experiment.tasks import EachDay, replication_seed
from sim.scenario import Scenario
from sim.units import SLOT_S

FIGURES = (
    "value", "profit", "end_state", "service_level", "peak_service_level", "mean_wait_s", "peak_wait_s", "csat",
    "late_parcels", "lost_orders", "wrong_answers", "quits", "headcount_end", "labour_cost", "overtime_hours", "orders",
    "incidents", "incidents_prevented", "cash_end",
)  # fmt: skip
RANGES = ("value", "profit", "service_level", "peak_service_level", "late_parcels", "quits", "csat")
NIGHT = {"waiting": "waiting", "in_time": "in_target", "came": "came"}  # as a page calls it → as a profile does
SLOT_MINUTES = SLOT_S / 60
DIGITS = 4  # of what is written into the room's log

_relay = Relay()


def results(
    session: Session, team: Scenario, settings: Mapping[int, Sequence[Settings]], number: int, events: Sequence[str],
    each_day: EachDay | None = None,
) -> dict[str, Any]:  # fmt: skip
    """What round `number` came to. `settings`: team → what stands after each round's decision; `events`: `id@day`.

    {"round", "teams": {team: found}, "bots": {name: found}}, all of it JSON. found: `figures` of the season so far and
    `round_figures` of the round's days in the room's luck, `range` of the former over all lucks (P10, mean, P90),
    `days` of the round, `night` (the opening, by 15 minutes, or None), events that `came` and were `prevented`,
    `podiums`, sentences on laws that were `broken`.
    """
    relay = _relay if each_day is None else Relay(each_day=each_day)
    rivals = {name: bots.standing(session, team, bots.decisions(session, team, name)) for name in bots.BOTS}

    def found(own: Sequence[Settings]) -> dict[str, Any]:
        return _found(relay, session, team, stages_of(session, team, own, number, events), number)

    return {
        "round": number,
        "teams": {str(one): found(own) for one, own in sorted(settings.items())},
        "bots": {name: found(own) for name, own in rivals.items()},
    }


def lucks(session: Session) -> Iterator[int]:
    """Seeds of the seasons that a room looks at: its own first."""
    return (replication_seed(session.seed, one) for one in range(session.lucks + 1))


def figures_of(reached: Reached) -> dict[str, float]:
    """Key figures so far, and how tired the team is tonight (0 to 1)."""
    return {**reached.figures, "tired": float(reached.days["fatigue"][-1])}


def _found(relay: Relay, session: Session, team: Scenario, stages: Stages, number: int) -> dict[str, Any]:
    own, *others = (relay.reach(stages, seed) for seed in lucks(session))
    round_ = session.rounds[number]
    all_figures = [figures_of(one) for one in (own, *others)]
    shown = dict.fromkeys((*FIGURES, round_.bet))
    of_round = own.stage_figures
    spans = {
        name: Range.of(np.array([one[name] for one in all_figures])) for name in dict.fromkeys((*RANGES, round_.bet))
    }
    came, prevented = _events(own)
    return {
        "figures": {name: _short(all_figures[0][name]) for name in shown},
        "round_figures": {name: _short(of_round[name]) for name in shown},
        "range": {name: [_short(x) for x in (one.p10, one.mean, one.p90)] for name, one in spans.items()},
        "days": {name: [_short(x) for x in own.days[name][own.begin :]] for name in _charted(round_.charts, own)},
        "night": _night(own, team),
        "came": came,
        "prevented": prevented,
        "podiums": {name: _short(x) for name, x in score.podiums(all_figures).items()},
        "broken": list(dict.fromkeys(law for one in (own, *others) for law in one.result.laws)),
    }


def _charted(names: Sequence[str], reached: Reached) -> list[str]:
    """Daily figures of a round's charts: what has none by day is left out."""
    return [name for name in dict.fromkeys((*names, "orders", "service_level", "cash")) if name in reached.days]


def _night(reached: Reached, team: Scenario) -> dict[str, list[float]] | None:
    """The 15-minute profile of the first day of a sale in the last stage."""
    days = [day for day in sorted(reached.result.profiles) if day >= reached.begin]
    opens = opening(team)
    day = -1 if opens is None else (opens[0] - team.calendar.start).days
    if day not in days:
        return None
    profile = reached.result.profiles[day]
    return {"minutes": [float(SLOT_MINUTES * slot) for slot in range(len(profile["came"]))]} | {
        name: [_short(x) for x in profile[kept]] for name, kept in NIGHT.items()
    }


def _events(reached: Reached) -> tuple[list[str], list[str]]:
    """Ids of the events that came and that were prevented in the last stage's days, in the room's own luck."""
    memory = reached.result.state.memory.get("incidents")
    if memory is None:
        return [], []
    span = range(reached.begin, reached.result.last)
    came = [one.event.id for one in memory.incidents if one.day in span]
    return came, [one.event.id for one in memory.prevented if one.day in span]


def _short(x: float) -> float:
    """To whole units of money and counts, and four digits of shares."""
    x = float(x)
    return round(x, 0 if abs(x) >= 1000 else DIGITS)
