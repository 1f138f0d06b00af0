"""A session in another shop than the one that it was written for: its days follow that shop's season, amounts of people
its size, and each card says what is true there.

Amounts are written for the people whom the session's own team has. In a team with half as many agents half as many
places are granted; somebody is still somebody there, and a lever of which nothing is left to choose is not opened.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

from playbook.language import MISSING, placeholders, words
from playbook.workshop.facts import FACTS, packers
from playbook.workshop.moved import moved
from playbook.workshop.session import Choice, Role, Round, Session, fitted
from sim.files.bad_input import bad
from sim.files.messages import phrase
from sim.scenario import Scenario
from sim.scenario.file import team as shipped_team


def _agents(team: Scenario) -> int:
    return sum(one.count for one in team.people if one.role == "service")


def _packers(team: Scenario) -> int:
    return sum(one.count for one in packers(team))


# Levers that count people → whose number they go by.
COUNTED: Mapping[str, Callable[[Scenario], int]] = {
    "adaptability.pool": _agents,
    "adaptability.pool_packing": _packers,
    "hiring.extra": _agents,
    "peak.temps": _agents,
    "peak.temps_packing": _packers,
}

WHOLE = {"peak_service_level": "service_level", "peak_wait_s": "mean_wait_s"}  # of an opening → of all days


def suited(session: Session, team: Scenario) -> Session:
    """`session` as `team` can play it; the same one in its own shop.

    BadInput, saying why, where rounds cannot be told apart in the team's season, one has nothing to choose, or no card
    is true of the team.
    """
    found = moved(session, team)
    rounds = tuple(_sized(_told(one, found.begins(n), team), session, team) for n, one in enumerate(found.rounds))
    roles = tuple(own for one in found.roles if (own := _true(one, team)) is not None)
    if not roles:
        raise bad(f"{session.id}.toml", phrase("workshop.no_card"))
    if (rounds, roles) == (found.rounds, found.roles):
        return found
    return found.model_copy(update={"rounds": rounds, "roles": roles})


def played(session: Session, team: Scenario, path: Path | str = "") -> Session:
    """`session` as `team` plays it, once everything in it can be played in its own shop. BadInput, naming what cannot
    and the file (`path`)."""
    return fitted(suited(fitted(session, shipped_team(session.team), path), team), team, path)


def people(session: Session, team: Scenario, path: str, amount: float) -> float:
    """`amount` of a lever as the session has it, in the size of `team`: whole people where the lever counts them,
    within the widest bounds that a practice gives it; anything else as it is."""
    if path not in COUNTED:
        return amount
    own, other = COUNTED[path](shipped_team(session.team)), COUNTED[path](team)
    if own == other or not own or not amount:
        return amount
    wanted = max(math.floor(amount * other / own + 0.5), 1 if other else 0)
    low, high = bounds()[path]
    return float(min(max(wanted, low), high))


@cache
def bounds() -> Mapping[str, tuple[float, float]]:
    """Path of each lever of a practice → least and most that any practice lets it be set to."""
    from playbook import practices

    found: dict[str, tuple[float, float]] = {}
    for slug in practices.in_order():
        for lever in practices.load(slug)[0].levers:
            low, high = found.get(lever.path, (math.inf, -math.inf))
            found[lever.path] = min(low, lever.low), max(high, lever.high)
    return found


def _sized(round_: Round, session: Session, team: Scenario) -> Round:
    """The round with amounts of people in the team's size."""
    given = {path: people(session, team, path, value) for path, value in round_.given.items()}
    opened = [_of(one, (people(session, team, one.path, x) for x in one.values)) for one in round_.choices]
    kept = tuple(
        new
        for old, new in zip(round_.choices, opened, strict=True)
        if new == old or len(new.values_from(given.get(new.path, float(team.at(new.path))))) > 1
    )
    if not kept:
        raise bad(f"{session.id}.toml", phrase("workshop.no_choices", round=round_.id))
    return round_.model_copy(update={"given": given, "choices": kept})


def _told(round_: Round, first: int, team: Scenario) -> Round:
    """The round, which bets on all of its days where it was to bet on an opening and no sale opens in it."""
    opens = (first <= (one.day - team.calendar.start).days < round_.until for one in team.calendar.campaigns)
    if round_.bet not in WHOLE or any(opens):
        return round_
    return round_.model_copy(update={"bet": WHOLE[round_.bet]})


def _of(choice: Choice, values: Iterable[float]) -> Choice:
    return choice.model_copy(update={"values": tuple(dict.fromkeys(values))})


def _true(role: Role, team: Scenario) -> Role | None:
    """The role with the first of its cards of which the team has every fact; None where it has of neither."""
    for card in (role.card, role.otherwise):
        if card is not None and not any(_missing(name, team) for name in placeholders(card.en)):
            return role if card is role.card else role.model_copy(update={"card": card})
    return None


def _missing(name: str, team: Scenario) -> bool:
    return name in FACTS and FACTS[name](team, words("en")) == MISSING
