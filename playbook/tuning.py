"""`playbook build challenges`: how surely each player fails or passes each round, goals that part them, better players.

The table has a line for each round, player and sample: what the player reaches on the scale of the goal, and the margin
in standard errors of the weakest condition (`playbook.lab.judging`). A goal fits where the near-best player passes and
everybody else fails, by two standard errors or more in every sample; `--set` writes one from the middle of those that
fit. `--search` looks for a better near-best player.
"""

from __future__ import annotations

import argparse
import math
import re
import sys
import tomllib

import numpy as np

from playbook import practices
from playbook.better import search, tried
from playbook.lab.judging import SURE, judge, reached
from playbook.lab.study import Effort
from playbook.practices import FINAL, PLAYERS, Bound, Challenge
from playbook.rounds import PASSES, SAMPLES, Find, Table, played
from sim.files.atomic import write_atomic

TRIED = 240  # goals between the best who must fail and the near-best player


def options(commands: argparse._SubParsersAction) -> None:
    """Add `challenges` to the builder's commands."""
    command = commands.add_parser("challenges", help="play every round of the practices; set goals, search players")
    command.add_argument("--only", metavar="SLUG", help="one practice; all when absent")
    command.add_argument("--round", metavar="ID", help="one round of each, such as final")
    command.add_argument("--seasons", type=int, default=Effort().seasons, metavar="N", help="of each player and sample")
    command.add_argument("--workers", type=int, default=1, metavar="N")
    command.add_argument("--keep", metavar="FOLDER", help="keep replications there for the next call")
    command.add_argument("--set", action="store_true", help="write goals that part the players")
    command.add_argument("--search", action="store_true", help="look for a better near-best player of each round")
    command.set_defaults(tune=run)


def run(arguments: argparse.Namespace) -> int:
    """Do what `options` read; 0 where every goal fits (after `--set`: now), 1 where one does not, 2 for a bad name."""
    from sim.experiment.kept import Kept
    from sim.experiment.workers import one_pool

    slugs = practices.names()
    if arguments.only is not None and arguments.only not in slugs:
        print(f"no such practice: {arguments.only}; there are {', '.join(slugs)}", file=sys.stderr)
        return 2
    wrong, kept = 0, Kept(arguments.keep) if arguments.keep else None
    with one_pool(None, arguments.workers) as pool:
        for slug in [arguments.only] if arguments.only else slugs:
            table = Table(practices.load(slug)[0], arguments.seasons, executor=pool, keep=kept)
            for round_ in table.practice.rounds:
                if arguments.round in (None, round_.id):
                    wrong += not (_searched(table, round_) if arguments.search else _told(table, round_, arguments.set))
    return 1 if wrong else 0


# ------------------------------------------------------------------------------------------------------- goals


def _told(table: Table, round_: Challenge, write: bool) -> bool:
    """Print a round, with `write` set its goal; whether its goal fits in the end."""
    lines = list(played([round_], table.find))
    name = f"{table.practice.slug} {round_.id}"
    goal = round_.goal
    side = "at least" if goal.at_least is not None else "at most"
    print(f"{name}: {goal.kpi} {side} {goal.number:g} ({goal.of})")
    for one in lines:
        value = reached(goal, table.find(one.sample, round_.played(one.player)), table.find(one.sample, {}))
        verdict, mark = "passes" if one.verdict.passed else "fails", "" if one.right else "   <- wrong, or too close"
        print(f"  {one.sample.name:<11}{one.player:<7}{value:>14.6g}{one.verdict.margin:>8.1f} s.e.  {verdict}{mark}")
    if all(one.right for one in lines) and not write:
        return True
    fit = fitting(round_, table.find)
    if not fit:
        print(f"  no goal parts them: {blame(round_, table.find)}")
        return False
    number = readable(min(fit), max(fit))
    print(f"  goals that fit: {min(fit):.6g} to {max(fit):.6g}; {'set' if write else 'proposed'}: {number:g}")
    if write:
        file = practices.HERE / table.practice.slug / "practice.toml"
        text = with_goal(file.read_text(encoding="utf-8"), round_.id, number)
        write_atomic(file, text.encode())
        practices.load.cache_clear()
    return write


def fitting(round_: Challenge, find: Find) -> list[float]:
    """Goals, of many tried, that the near-best player surely reaches and nobody else does, in every sample."""
    there = {(s, p): reached(round_.goal, find(s, round_.played(p)), find(s, {})) for s in SAMPLES for p in PLAYERS}
    everything = [x for x in there.values() if math.isfinite(x)]
    return [x for x in np.linspace(min(everything), max(everything), TRIED).tolist() if _fits(round_, find, x)]


def _fits(round_: Challenge, find: Find, number: float) -> bool:
    bounds = _bounds(round_, number)
    for sample in SAMPLES:
        start = find(sample, {})
        for player in (PASSES, *(one for one in PLAYERS if one != PASSES)):  # the likeliest to rule a goal out first
            margin = judge(bounds, find(sample, round_.played(player)), start).margin
            if not (margin if player == PASSES else -margin) >= SURE:
                return False
    return True


def _bounds(round_: Challenge, number: float) -> tuple[Bound, ...]:
    """The round's conditions with another number in the goal."""
    side = "at_least" if round_.goal.at_least is not None else "at_most"
    return (round_.goal.model_copy(update={side: number}), *round_.bounds[1:])


def blame(round_: Challenge, find: Find) -> str:
    """Which player has to change for a goal to part them."""
    for sample in SAMPLES:
        budget = round_.bounds[1:]
        if budget and (over := judge(budget, find(sample, round_.played(PASSES)), find(sample, {}))).margin < SURE:
            return f"{PASSES} does not surely keep to the budget ({sample.name}: {over.margin:.1f} s.e.)"
    near = {sample: find(sample, round_.played(PASSES)) for sample in SAMPLES}
    side = -1 if round_.goal.at_least is None else 1
    for player in PLAYERS:
        for sample in SAMPLES:
            if player == PASSES:
                continue
            theirs, start = find(sample, round_.played(player)), find(sample, {})
            if round_.bounds[1:] and judge(round_.bounds[1:], theirs, start).margin <= -SURE:
                continue  # fails by the budget, whatever the goal
            ahead = side * near[sample].change(theirs, round_.goal.kpi).mean
            error = near[sample].change(theirs, round_.goal.kpi).half_width / 2  # about a standard error
            if not ahead > 2 * SURE * error:
                return f"{PASSES} is not surely better than {player} ({sample.name}: {ahead:.4g} ± {error:.2g})"
    return f"the samples ask for goals of their own: look for a {PASSES} that is further ahead"


def readable(low: float, high: float) -> float:
    """The number with the fewest digits near the middle between the two: in the inner half."""
    middle, quarter = (low + high) / 2, (high - low) / 4
    if low == high:
        return float(f"{middle:.4g}")
    for digits in range(-9, 12):
        number = round(middle, digits)
        if abs(number - middle) <= quarter and number != 0:
            return number
    return middle


def with_goal(text: str, round_id: str, number: float) -> str:
    """A practice.toml with another number in one round's goal; nothing else changes, comments stay.

    ValueError where the file has no such goal on a line of its own.
    """
    lines = text.split("\n")
    place = _goal_line(lines, round_id)
    lines[place], found = re.subn(r"(at_(?:least|most) = )[-+0-9.e_]+", rf"\g<1>{_toml(number)}", lines[place], count=1)
    changed = "\n".join(lines)
    if not found or tomllib.loads(changed).keys() != tomllib.loads(text).keys():
        raise ValueError(f"the goal of {round_id} stands in no line of its own")
    return changed


def _goal_line(lines: list[str], round_id: str) -> int:
    """The line of a round's goal: the last round has a table of its own, the others say their id."""
    heads = [i for i, line in enumerate(lines) if line.startswith("[")]
    for head, end in zip(heads, [*heads[1:], len(lines)], strict=True):
        block = lines[head:end]
        mine = block[0].startswith("[final]") if round_id == FINAL else f'id = "{round_id}"' in block
        if mine and (block[0].startswith(("[final]", "[[challenges]]"))):
            for i in range(head, end):
                if lines[i].startswith("goal = "):
                    return i
    raise ValueError(f"the goal of {round_id} stands in no line of its own")


def _toml(number: float) -> str:
    return f"{number:.12g}" if number != int(number) or abs(number) < 10 else str(int(number))


def _searched(table: Table, round_: Challenge) -> bool:
    """Print the best player found for a round; whether it keeps to the budget."""
    best = search(table, round_)
    said = ", ".join(f"{name} = {value:g}" for name, value in best.setting.items())
    now = tried(table, round_, round_.bots.near, table.n)
    print(f"{table.practice.slug} {round_.id}: near = {{ {said} }}")
    print(f"  {round_.goal.kpi} against the start: {_signed(round_, best.gain)}, now {_signed(round_, now.gain)}")
    if round_.budget:
        print(f"  budget kept by {best.room:.1f} s.e., now {now.room:.1f}")
    return best.room >= SURE


def _signed(round_: Challenge, gain: float) -> str:
    return f"{gain if round_.goal.at_least is not None else -gain:+.5g}"
