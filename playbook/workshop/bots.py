"""Rivals that need nobody: one leaves all as it is, one goes by a rule of thumb, one is near the best; and those that
try to win by what no shop can do for long.

The rule of thumb takes the middle of what is offered, as anybody could who is steady and looks nothing up. The best
known are data beside the session (`data/bots`, written by `playbook build bots`); where there are none, each lever is
set as the best player of the practice that it belongs to would, or as near to it as the session offers.

The last ones are no rivals in a room. Each does all else as the steady player, or as the best one: a session in which
it beats whoever plays the same without it is a session to change. Some move levers that no round opens, so that a
session whose author opens them later is tried as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from playbook import practices
from playbook.workshop.lived import Settings
from playbook.workshop.session import Choice, Round, Session, levers
from playbook.workshop.suited import people
from sim.evidence import DATA
from sim.files.toml_file import read_toml
from sim.scenario import Scenario

IDLE, RULE, NEAR = "idle", "rule", "near"
BOTS = (IDLE, RULE, NEAR)
FOLDER = DATA / "bots"
Known = Mapping[str, Mapping[str, float]]  # round → path → setting

LATE_IS_CHEAP = ("hiring.post_week",)  # of all other levers the lowest setting costs least
TRAINING = ("training.pair_minutes", "training.course_days", "tools.assistance_to_new", "leadership.coaching_hours")
HANDS = ("peak.temps", "peak.temps_packing", "hiring.extra")  # people on top, whose work overtime is to do
OVERTIME = {"peak.overtime_hours": 4.0, "peak.days_after": 21.0}  # the most that the model lets anybody do
OUT = {"hiring.replace": 0.0, "appraisal.every_weeks": 1.0, "appraisal.reviews": 20.0, "appraisal.ranked_out": 0.5}


def decisions(session: Session, team: Scenario, bot: str) -> tuple[Settings, ...]:
    """What one of BOTS decides in each round: path → setting, only of what the round opens."""
    if bot == IDLE:
        return ({},) * len(session.rounds)
    known = {
        round_: {path: people(session, team, path, value) for path, value in settings.items()}
        for round_, settings in known_of(session.id).items()
    }
    return tuple(_decision(one, team, bot, known.get(one.id, {})) for one in session.rounds)


def exploits(session: Session, team: Scenario, bot: str = NEAR) -> dict[str, tuple[Settings, ...]]:
    """Name → decisions of those who try to win by what no shop can do for long. Everything else they do as `bot`.

    stop      everything stopped in the last round
    fire      in the last round nobody replaced, half of the team forced into the lowest grade
    untrained no training, ever
    overtime  overtime without end in place of people on top
    hoard     nothing that costs anything, ever
    """
    own = decisions(session, team, bot)
    cheap = tuple({one.path: cheapest(one) for one in round_.choices} for round_ in session.rounds)

    def without(paths: Sequence[str], more: Settings) -> tuple[Settings, ...]:
        return tuple({**one, **{path: 0.0 for path in paths if path in one}, **more} for one in own)

    return {
        "stop": (*own[:-1], cheap[-1]),
        "fire": (*own[:-1], {**own[-1], **OUT}),
        "untrained": without(TRAINING, {"hiring.training_days": 0.0}),
        "overtime": without(HANDS, OVERTIME),
        "hoard": cheap,
    }


def cheapest(choice: Choice) -> float:
    """The setting of a lever that costs least money while the season lasts."""
    return max(choice.values) if choice.path in LATE_IS_CHEAP else min(choice.values)


def standing(session: Session, team: Scenario, decided: Sequence[Settings]) -> tuple[Settings, ...]:
    """What stands after each round, as `lived.stages_of` wants it, from what was decided in each."""
    rounds = session.rounds
    paths = [path for one in rounds for path in (*(choice.path for choice in one.choices), *one.given)]
    now = {path: float(team.at(path)) for path in paths}
    out = []
    for one, settings in zip(rounds, decided, strict=True):
        after = {**now, **one.given, **settings}
        out.append(after)
        now = after if one.counts else now
    return tuple(out)


@lru_cache(maxsize=16)
def known_of(name: str) -> Known:
    """The best decisions known for a shipped session; {} of one that was not searched."""
    path = FOLDER / f"{name}.toml"
    return read_toml(path) if path.is_file() else {}


def _decision(round_: Round, team: Scenario, bot: str, known: Mapping[str, float]) -> dict[str, float]:
    settings = {}
    for choice in round_.choices:
        if bot == RULE:
            settings[choice.path] = sorted(choice.values)[len(choice.values) // 2]
            continue
        now = float(round_.given.get(choice.path, team.at(choice.path)))
        wanted = known[choice.path] if choice.path in known else _of_practice(choice.path, now)
        settings[choice.path] = nearest(choice.values_from(now), wanted)
    return settings


def nearest(values: Sequence[float], wanted: float) -> float:
    """The value that is nearest, of two the lower."""
    return min(values, key=lambda value: (abs(value - wanted), value))


def _of_practice(path: str, now: float) -> float:
    """As the best player of the practice sets it; `now` where that one leaves it."""
    slug, name = levers()[path]
    return float(practices.load(slug)[0].final.near.get(name, now))
