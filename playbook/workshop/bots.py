"""Rivals that need nobody: one leaves all as it is, one goes by a rule of thumb, one is near the best.

The last two set each lever as the players of the same names do in the practice that the lever belongs to; where a
session offers no such setting, the nearest that it does.
"""

from __future__ import annotations

from collections.abc import Mapping

from playbook import practices
from playbook.workshop.lived import Settings
from playbook.workshop.session import Round, Session, levers
from sim.scenario import Scenario

IDLE, RULE, NEAR = "idle", "rule", "near"
BOTS = (IDLE, RULE, NEAR)


def decisions(session: Session, team: Scenario, bot: str) -> tuple[Settings, ...]:
    """What a bot decides in each round: path → setting, only of what the round opens."""
    return tuple(_decision(session, one, team, bot) for one in session.rounds)


def _decision(session: Session, round_: Round, team: Scenario, bot: str) -> dict[str, float]:
    if bot == IDLE:
        return {}
    own = session.bots.get(bot, {}).get(round_.id, {})
    settings = {}
    for choice in round_.choices:
        now = float(round_.given.get(choice.path, team.at(choice.path)))
        wanted = own.get(choice.path, _of_practice(choice.path, bot, now))
        settings[choice.path] = min(choice.values_from(now), key=lambda value: abs(value - wanted))
    return settings


def _of_practice(path: str, bot: str, now: float) -> float:
    slug, name = levers()[path]
    final = practices.load(slug)[0].final
    players: Mapping[str, Mapping[str, float]] = {RULE: final.rule, NEAR: final.near}
    return players[bot].get(name, now)


def standing(session: Session, team: Scenario, decided: tuple[Settings, ...]) -> tuple[Settings, ...]:
    """What stands after each round, as `lived.stages_of` wants it."""
    rounds = session.rounds
    paths = (path for one in rounds for path in (*(choice.path for choice in one.choices), *one.given))
    now = {path: float(team.at(path)) for path in paths}
    out = []
    for one, settings in zip(rounds, decided, strict=True):
        after = now | one.given | dict(settings)
        out.append(after)
        now = after if one.counts else now
    return tuple(out)
