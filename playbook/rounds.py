"""The rounds of a practice, played by everybody in several samples of seasons: who passes, and how surely.

A round is worth playing when whoever leaves it as it is fails, the rule of thumb fails and the near-best player passes,
and when that hangs neither on the seasons that the page happens to show nor on effects that nobody knows exactly. So
each player is judged three times: in the page's seasons, in as many others, and in seasons that live with effects drawn
from their ranges.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from playbook.lab.judging import Verdict, judge
from playbook.lab.seasons import SEED, Seasons
from playbook.lab.study import LazyModel, Study
from playbook.practices import PLAYERS, Challenge, Practice
from sim.scenario import Scenario

OTHER_SEED = 7
PASSES = "near"  # the one player who must pass


@dataclass(frozen=True)
class Sample:
    """Which seasons: their seed, and whether each draws its effects from their ranges."""

    name: str
    seed: int = SEED
    doubt: bool = False

    def key(self, scenario: Scenario) -> str:
        """The name under which the seasons of a scenario are shipped."""
        from sim.evidence import parameters
        from sim.experiment.keys import result_key

        facts: dict[str, Any] = {"doubt": _ranges(scenario)} if self.doubt else {}
        return result_key(scenario, parameters(), seed=self.seed, **facts)

    def run(self, scenario: Scenario, n: int, **options: Any) -> Seasons:
        """`n` seasons; options as in `sim.experiment.replicate`."""
        from sim import experiment

        return Seasons.of(experiment.run(scenario, n, self.seed, doubt=self.doubt, **options))


USUAL = Sample("page")
SAMPLES = (USUAL, Sample("other luck", OTHER_SEED), Sample("doubt", doubt=True))

Find = Callable[[Sample, Mapping[str, float]], Seasons]  # a sample and levers that differ from the start -> seasons


@dataclass(frozen=True)
class Played:
    """How one player did in a round, in one sample."""

    round: Challenge
    player: str
    sample: Sample
    verdict: Verdict

    @property
    def right(self) -> bool:
        """Whether the player passes or fails as it should, and surely so."""
        return self.verdict.sure and self.verdict.passed == (self.player == PASSES)


def played(rounds: Iterable[Challenge], find: Find) -> Iterator[Played]:
    """Every player in these rounds and every sample, round by round."""
    for round_ in rounds:
        for sample in SAMPLES:
            start = find(sample, {})
            for player in PLAYERS:
                yield Played(round_, player, sample, judge(round_.bounds, find(sample, round_.played(player)), start))


def settings(practice: Practice) -> Iterator[dict[str, float]]:
    """The levers of every player of every round, and of the start; some stand more than once."""
    yield {}
    for round_ in practice.rounds:
        yield from (round_.played(player) for player in PLAYERS)


def judged_by(practice: Practice) -> tuple[str, ...]:
    """The key figures that any round is about."""
    return tuple(dict.fromkeys(bound.kpi for round_ in practice.rounds for bound in round_.bounds))


class Table:
    """Seasons of a practice's settings, each played once for each sample."""

    def __init__(self, practice: Practice, n: int, **how: Any) -> None:
        from sim.scenario.file import team

        self.practice, self.n, self.how = practice, n, how
        self.study = Study(practice, team(practice.team), LazyModel(), baselines=None)
        self._found: dict[tuple[str, str], Seasons] = {}

    def find(self, sample: Sample, changes: Mapping[str, float], n: int = 0) -> Seasons:
        """So many seasons of a setting, or the table's number."""
        n = n or self.n
        place = (sample.name, self.study.key(changes))
        known = self._found.get(place)
        if known is None or known.n < n:
            self._found[place] = known = sample.run(self.study.scenario(changes), n, **self.how).only(())
        return known.first(n)


def _ranges(scenario: Scenario) -> str:
    """A digest of the ranges that doubt draws this scenario's effects from."""
    from sim.evidence import parameter_table
    from sim.season.setup import parameter_ids

    table = parameter_table()
    rows = [(name, table[name].low, table[name].high, table[name].distribution) for name in parameter_ids(scenario)]
    return hashlib.sha256(repr(sorted(rows)).encode()).hexdigest()
