"""Who beats whom over many lucks: exploits against those who play the same without them, the bots among each other.

`python -m tests.workshop.rivals ninety 100` (20 minutes, two cores) lives 100 lucks that no room plays, and prints for
each exploit in how many of them it is behind, by value alone and by place, and in how many rooms drawn from them.

`python -m tests.workshop.rivals rooms ninety 1000 1030 FILE` lives rooms 1000 to 1029, each a line of FILE as soon as
it is over; it goes on where it was stopped. `python -m tests.workshop.rivals count FILE…` says what came of them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import numpy as np

from playbook.workshop import bots, score
from playbook.workshop.lived import Seasons, stages_of
from playbook.workshop.runs import figures_of
from playbook.workshop.session import Session, shipped
from sim.experiment.tasks import replication_seed
from sim.scenario import Scenario
from sim.scenario.file import team as shipped_team

FROM = 5000  # lucks of their own: neither a room's nor those of the search
Scores = Mapping[str, Mapping[str, float]]
Figures = dict[str, dict[str, float]]  # of everybody in one luck, by name


def order(scores: Scores) -> tuple[str, ...]:
    """Everybody by mean place over the four podiums, the first first; of two that are level by `profit`."""
    each = [score.places(scores, podium) for podium in score.PODIUMS]
    return tuple(sorted(scores, key=lambda name: (sum(one[name] for one in each), -scores[name]["profit"], name)))


def players(session: Session, team: Scenario) -> dict[str, Sequence]:
    """Name → decisions: the bots, and every exploit as somebody plays it who does all else as one of them: `stop`
    beside `rule`, `stop+` beside `near`."""
    found = {bot: bots.decisions(session, team, bot) for bot in bots.BOTS}
    found |= bots.exploits(session, team, bots.RULE)
    near = bots.exploits(session, team, bots.NEAR)
    return found | {f"{name}+": one for name, one in near.items() if name != "hoard"}


def lived(session: Session, team: Scenario, seed: int, who: Mapping[str, Sequence]) -> Figures:
    """Figures of the whole season of each, in one luck; what two of them share is lived once."""
    events = tuple(event for one in session.rounds if one.counts for event in one.events)
    seasons, last = Seasons(most=60), len(session.rounds) - 1
    staged = {
        name: stages_of(session, team, bots.standing(session, team, own), last, events) for name, own in who.items()
    }
    return {name: figures_of(seasons.reach(stages, seed).figures) for name, stages in staged.items()}


def rooms(session: Session, team: Scenario, numbers: Iterable[int]) -> list[list[Figures]]:
    """Figures of everybody in each luck of each of these rooms: one has its own seed, and judges in all its lucks."""
    who = players(session, team)
    return [
        [lived(session, team, replication_seed(FROM + room, luck), who) for luck in range(session.seasons)]
        for room in numbers
    ]


def podiums(room: Sequence[Figures]) -> dict[str, dict[str, float]]:
    """Name → podiums in a room."""
    return {name: score.podiums([row[name] for row in room]) for name in room[0]}


def worth(found: Sequence[Sequence[Figures]], name: str) -> np.ndarray:
    """Value of somebody in every luck of all rooms, (n,)."""
    return np.array([row[name]["value"] for room in found for row in room])


def same(name: str) -> str:
    """Who plays as an exploit does, without it."""
    return bots.NEAR if name.endswith("+") else bots.RULE


def behind(found: Sequence[Sequence[Figures]]) -> dict[str, tuple[float, float]]:
    """Exploit → share of rooms in which it is behind whoever plays the same without it: on the podium `profit`, and in
    the order of all four podiums among everybody. A room of one luck has the value of that luck as its profit."""
    out: dict[str, tuple[float, float]] = {}
    for name in (one for one in found[0][0] if one not in bots.BOTS):
        rows = []
        for scored in map(podiums, found):
            placed, steady = order(scored), same(name)
            less = scored[name]["profit"] < scored[steady]["profit"]
            rows.append((less, placed.index(name) > placed.index(steady)))
        by_value, by_place = np.mean(rows, axis=0)
        out[name] = float(by_value), float(by_place)
    return out


def drawn(lucks: Sequence[Figures], size: int, n: int) -> list[list[Figures]]:
    """`n` rooms of `size` different ones of these lucks."""
    draw = np.random.default_rng(5)
    return [[lucks[i] for i in draw.choice(len(lucks), size, replace=False)] for _ in range(n)]


def _one(name: str, number: int) -> Figures:
    own = shipped(name)
    team = shipped_team(own.team)
    return lived(own, team, replication_seed(own.seed, FROM + number), players(own, team))


def main(name: str, n: str) -> None:
    with Pool(2) as pool:
        lucks = list(pool.imap(partial(_one, name), range(100, 100 + int(n))))
    alone, together = behind([[one] for one in lucks]), behind(drawn(lucks, shipped(name).seasons, 400))
    print(f"{name}: behind in {n} lucks by value, by place; in 400 rooms by value, by place")
    for exploit, shares in alone.items():
        print(f"{exploit:11s}", *(f"{share:.3f}" for share in (*shares, *together[exploit])))


def part(name: str, first: str, last: str, file: str) -> None:
    """Rooms `first` to `last`, without the last, at the end of a file; those that it has are not lived again."""
    own, path = shipped(name), Path(file)
    team, there = shipped_team(own.team), {one["room"] for one in kept([file])} if path.exists() else set()
    for number in range(int(first), int(last)):
        if number in there:
            continue
        (found,) = rooms(own, team, [number])
        line = json.dumps({"session": name, "room": number, "podiums": podiums(found)})
        with path.open("a", encoding="utf-8") as out:
            out.write(line + "\n")


def kept(files: Iterable[str]) -> list[dict[str, Any]]:
    """What was lived so far: session, room and podiums of each."""
    return [json.loads(line) for file in files for line in Path(file).read_text("utf-8").splitlines() if line]


def ahead(scored: Sequence[Scores]) -> dict[str, tuple[int, int]]:
    """Exploit → in how many rooms it is not behind whoever plays the same without it: on the podium `profit`, and in
    the order of the two on all four."""
    out = {}
    for name in (one for one in scored[0] if one not in bots.BOTS):
        steady = same(name)
        value = sum(one[name]["profit"] >= one[steady]["profit"] for one in scored)
        place = sum(order({who: one[who] for who in (steady, name)})[0] == name for one in scored)
        out[name] = value, place
    return out


def count(*files: str) -> None:
    found = kept(files)
    for session in dict.fromkeys(one["session"] for one in found):
        scored = [one["podiums"] for one in found if one["session"] == session]
        print(f"{session}: {len(scored)} rooms; an exploit ahead of its steady player by value, by place")
        for exploit, (value, place) in ahead(scored).items():
            print(f"{exploit:11s} {value} {place}")


if __name__ == "__main__":
    command = {"rooms": part, "count": count}.get(sys.argv[1])
    command(*sys.argv[2:]) if command else main(*sys.argv[1:])
