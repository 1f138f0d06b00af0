"""`playbook goal`: the cheapest set of levers that keeps a promise as surely as asked, decided by fresh seasons."""

from __future__ import annotations

import argparse
import contextlib
import re
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from playbook.command import say, tables
from playbook.command.runs import before_json, kept_in, load, not_writable, pool_of, report_kept
from playbook.command.targets import targets
from playbook.command.working import Progress
from playbook.planning.standard import GOAL_LEVERS

if TYPE_CHECKING:
    from playbook.first.ladders import Ladder
    from sim.experiment.goal import Sought
    from sim.experiment.goal_parts import Chosen, Promise, Trial
    from sim.scenario import Scenario

SEASONS, LEAST = 40, 10
_LINES = {
    "base": "goal_base",
    "single": "goal_single",
    "set": "goal_together",
    "trim": "goal_trim",
    "fresh": "goal_fresh",
}
WORD = re.compile(r"\s*([A-Za-z_]\w*)\s*(>=|<=|≥|≤)\s*([-+]?[\d.,]+(?:[eE][-+]?\d+)?)\s*([%％]?)\s*")


def options(command: argparse.ArgumentParser, language: str, teams: str, whole_number: Callable) -> None:
    """Everything but the seasons of the search, the seed, the workers and --keep, which others have, too."""
    command.add_argument("team", metavar="TEAM", help=say("help_file", language, teams=teams))
    command.add_argument("--promise", required=True, metavar="FIGURE>=X", help=say("help_goal_promise", language))
    command.add_argument(
        "--sure", type=_sure(language), default=0.9, metavar="P", help=say("help_goal_sure", language, default=0.9)
    )
    command.add_argument(
        "--with", dest="practices", action="append", default=[], metavar="SLUG",
        help=say("help_goal_with", language, most=GOAL_LEVERS),
    )  # fmt: skip
    command.add_argument(
        "--fresh", type=whole_number(LEAST, 100_000, language), default=2000, metavar="N",
        help=say("help_goal_fresh", language, default=2000),
    )  # fmt: skip
    command.add_argument("--json", metavar="OUT", help=say("help_json", language))
    command.add_argument("-o", "--out", metavar="TEAM.toml", help=say("help_goal_out", language))


def _sure(language: str) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            value = float(text[:-1]) / 100 if text.endswith("%") else float(text)
        except ValueError:
            value = 0.0
        if not 0.5 <= value <= 0.99:
            raise argparse.ArgumentTypeError(say("goal_not_sure", language, text=text))
        return value

    return read


def promise_of(text: str, sure: float, language: str) -> tuple[Promise, dict]:
    """The promise that `text` makes, with the definition of its figure. Raises BadInput."""
    from sim.experiment.goal_parts import Promise
    from sim.files.bad_input import BadInput, nearest
    from sim.season.kpi import definitions

    found = WORD.fullmatch(text)
    if found is None:
        raise BadInput(say("goal_no_promise", language, text=text[:100]))
    kpi, sign, number, percent = found.groups()
    seasonal = {name: entry for name, entry in definitions().items() if entry.get("scope", "season") == "season"}
    if kpi not in seasonal:
        near = nearest(kpi, list(seasonal))
        if near is not None:
            raise BadInput(say("goal_near_figure", language, name=kpi[:100], near=near))
        raise BadInput(say("goal_no_figure", language, name=kpi[:100], figures=", ".join(seasonal)))
    entry = seasonal[kpi]
    try:
        value = float(number.replace(",", ""))
    except ValueError:
        raise BadInput(say("goal_no_promise", language, text=text[:100])) from None
    if percent and entry["unit"] != "share":
        raise BadInput(say("goal_no_share", language, name=kpi, text=text[:100]))
    value = value / 100 if percent else value
    if entry["unit"] == "share" and not 0 <= value <= 1:
        raise BadInput(say("goal_share", language, name=kpi, text=text[:100]))
    return Promise(kpi, value, sign in (">=", "≥"), sure), entry


def run(arguments: argparse.Namespace) -> int:
    """Seek and print; 0 also where no set keeps the promise: that is an answer."""
    from sim.experiment.goal import seek_team
    from sim.files.bad_input import BadInput
    from sim.scenario.file import write_scenario

    language, written = arguments.language, targets(arguments)
    promise, entry = promise_of(arguments.promise, arguments.sure, language)
    base = load(arguments.team, language)
    levers = _ladders(arguments, base, promise.kpi)
    if arguments.replications < LEAST:
        raise BadInput(say("goal_too_few", language, n=arguments.replications, least=LEAST))
    kept = kept_in(arguments.keep)
    with pool_of(arguments) as pool:
        steps = seek_team(
            base, [one.option for one in levers], promise, seed=arguments.seed, seasons=arguments.replications,
            fresh=arguments.fresh, executor=pool, keep=kept,
        )  # fmt: skip
        found = _last(steps, language)
    report_kept(kept, language)
    told = _Told(language, base, levers, promise, entry, found)
    changed = told.scenario(found.fresh.chosen)
    if written["out"] is not None:
        try:
            write_scenario(changed, written["out"])
        except OSError as error:
            raise not_writable(arguments.out, language, error, "--out") from error
    with before_json(written["json"], lambda: told.document(arguments), language):
        print("\n".join(told.lines(arguments.seed)))
    for path in (arguments.out, arguments.json):
        if path is not None:
            print(say("written", language, path=path), file=sys.stderr)
    return 0


def _ladders(arguments: argparse.Namespace, base: Scenario, kpi: str) -> tuple[Ladder, ...]:
    from playbook import practices
    from playbook.first.ladders import ladders
    from sim.files.bad_input import BadInput, nearest

    language = arguments.language
    for slug in arguments.practices:
        if slug not in practices.names():
            near = nearest(slug, practices.names())
            known = near or ", ".join(practices.in_order())
            raise BadInput(say("goal_no_practice", language, name=slug[:100], known=known))
    found = ladders(base, kpi, arguments.practices)
    if not found:
        raise BadInput(say("goal_no_levers", language, name=kpi, known=", ".join(practices.in_order())))
    return found


def _last(steps: Any, language: str) -> Sought:
    """The end of the search, with how far it is."""
    progress, shown, now = Progress(language, key="goal_single"), "", 0
    found: Any = None
    with contextlib.closing(steps):
        try:
            for found in steps:
                if found.stage not in _LINES:
                    break
                if (found.stage, found.now) == (shown, now):
                    continue  # the team as it is beside the fresh seasons
                now = found.now
                if found.stage != shown:
                    progress.close()
                    shown, progress = found.stage, Progress(language, key=_LINES[found.stage])
                facts = {"part": found.part, "parts": found.parts, "played": found.played}
                if shown == "single":
                    progress.show((found.part - 1) * found.of + found.now, found.parts * found.of, **facts)
                elif shown in ("base", "fresh") or progress.live or found.now == found.of:
                    progress.show(found.now, found.of, **facts)
        finally:
            progress.close()
    return found


class _Told:
    """What came out, as lines and as a document."""

    def __init__(
        self, language: str, base: Scenario, levers: tuple[Ladder, ...], promise: Promise, entry: dict, found: Sought
    ) -> None:
        from playbook import language as languages
        from playbook.lab.kpi import KpiWords

        self.language, self.words = language, languages.words(language)
        self.base, self.levers, self.promise, self.entry, self.found = base, levers, promise, entry, found
        self.kpis = KpiWords.of(self.words, base)

    def scenario(self, chosen: Chosen) -> Scenario:
        from sim.experiment.goal_parts import fields

        changes = fields([one.option for one in self.levers], chosen)
        return self.base.with_levers(dict(changes)) if changes else self.base

    def say(self, key: str, **facts: Any) -> str:
        return say(key, self.language, **facts)

    def figure(self, x: float) -> str:
        return self.kpis.value(self.promise.kpi, x) if abs(x) < float("inf") else "–"

    def share(self, x: float) -> str:
        return self.words.percent(x, 1)

    def lines(self, seed: int) -> list[str]:
        found, fresh = self.found, self.found.fresh
        sure, kept = self.words.percent(self.promise.sure, 0), self.words.number
        title = getattr(self.base.title, self.language)
        facts = {"name": self.entry["name"][self.language], "number": self.figure(self.promise.number), "sure": sure}
        side = "goal_at_least" if self.promise.at_least else "goal_at_most"
        now = {"share": self.share(found.base.share), "n": found.base.n, "level": self.figure(found.base.level)}
        told = [self.say(side, team=title, seed=seed, **facts), self.say("goal_now", sure=sure, **now), ""]
        if fresh.size:
            told += [self.say("goal_set" if fresh.feasible else "goal_nearest"), "", self.changes(fresh.chosen), ""]
            told.append(self.cost(fresh))
        elif fresh.feasible:
            told.append(self.say("goal_nothing"))
        else:
            told.append(self.say("goal_no_help"))
        low, high = (self.share(x) for x in fresh.interval)
        facts = {"share": self.share(fresh.share), "n": kept(fresh.n), "low": low, "high": high, "sure": sure}
        told.append(self.say("goal_kept" if fresh.feasible else "goal_missed", level=self.figure(fresh.level), **facts))
        sets = len({one.chosen for one in found.sets})
        facts = {"singles": len(found.singles), "levers": len(self.levers), "sets": sets, "aims": len(found.aims)}
        told += ["", self.say("goal_tried", played=kept(found.played), **facts)]
        if found.singles:
            told += ["", self.singles()]
        return told

    def changes(self, chosen: Chosen) -> str:
        head = [self.say(f"goal_{name}") for name in ("lever", "practice", "from", "to")]
        rows = [
            [one.label(self.words), one.practice(self.words), one.shown(self.words, one.before),
             one.shown(self.words, one.values[place])]
            for one, place in zip(self.levers, chosen, strict=True) if place is not None
        ]  # fmt: skip
        return tables.aligned([head, *rows], left=frozenset({0, 1}))

    def cost(self, fresh: Trial) -> str:
        gain = fresh.gain
        key = "goal_costs" if gain.mean < 0 else "goal_brings"
        mean, half = self.kpis.size("value", gain.mean), self.kpis.size("value", gain.half_width)
        low, high = self.kpis.signed("value", gain.p10), self.kpis.signed("value", gain.p90)
        return self.say(key, mean=mean, half=half, low=low, high=high, n=gain.n)

    def singles(self) -> str:
        """The best rung of each lever alone: what of the figure it reaches as surely as asked, and what it changes."""
        head = [self.say(f"goal_{name}") for name in ("alone", "to", "reaches", "value")]
        best: dict[int, tuple[int, Trial]] = {}
        for (i, place), trial in self.found.singles.items():
            if i not in best or trial.reached > best[i][1].reached:
                best[i] = place, trial
        rows = []
        for i, (place, trial) in sorted(best.items(), key=lambda pair: -pair[1][1].reached):
            one = self.levers[i]
            worth = self.kpis.signed("value", trial.gain.mean)
            setting = one.shown(self.words, one.values[place])
            rows.append([one.label(self.words), setting, self.figure(trial.level), worth])
        return tables.aligned([head, *rows], left=frozenset({0}))

    def document(self, arguments: argparse.Namespace) -> dict:
        """What --json writes; money in the team's currency, shares as fractions. No clock, no host."""
        found, promise = self.found, self.promise
        return {
            "format": "playbook goal 1",
            "promise": {"kpi": promise.kpi, "number": promise.number, "at_least": promise.at_least,
                        "sure": promise.sure},
            "seed": arguments.seed,
            "seasons": arguments.replications,
            "fresh": arguments.fresh,
            "feasible": found.feasible,
            "levers": [{"name": one.name, "path": one.lever.path, "from": one.before, "settings": one.values}
                       for one in self.levers],
            "base": self._trial(found.base),
            "set": self._trial(found.fresh),
            "singles": [self._trial(one) for one in found.singles.values()],
            "sets": [self._trial(one) for one in found.sets],
            "aims": found.aims,
            "played": found.played,
            "team": self.base.model_dump(mode="json"),
        }  # fmt: skip

    def _trial(self, trial: Trial) -> dict:
        changed = zip(self.levers, trial.chosen, strict=True)
        low, high = trial.interval
        gain = trial.gain
        return {
            "levers": {one.lever.path: one.values[place] for one, place in changed if place is not None},
            "seasons": trial.n, "kept": trial.kept, "share": trial.share, "low": low, "high": high,
            "level": trial.level,
            "value": {"mean": gain.mean, "half_width": gain.half_width, "p10": gain.p10, "p90": gain.p90, "n": gain.n},
        }  # fmt: skip
