"""Every round of every practice is worth playing: judged from what is shipped, in all samples of seasons."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from playbook import practices
from playbook.lab.seasons import Seasons, shipped
from playbook.lab.study import Effort, LazyModel, Study
from playbook.practices import PLAYERS
from playbook.rounds import SAMPLES, Played, Sample, played
from sim.scenario.file import team


def verdicts(slug: str) -> list[Played]:
    """From the shipped seasons; whether these are what the model plays today is seen by test_shipped."""
    practice, _ = practices.load(slug)
    study = Study(practice, team(practice.team), LazyModel(), baselines=None)
    known = shipped(f"practice-{slug}")["seasons"]

    def find(sample: Sample, changes: Mapping[str, float]) -> Seasons:
        return Seasons.from_json(known[sample.key(study.scenario(changes))])

    return list(played(practice.rounds, find))


@pytest.mark.parametrize("slug", practices.names())
def test_doing_nothing_and_the_rule_of_thumb_fail_and_the_near_best_passes(slug: str) -> None:
    """By two standard errors, in the page's seasons, in others and under doubt. `playbook build challenges` has the
    margins, `--set` new goals and `--search` better players."""
    wrong = [
        f"{one.round.id}, {one.sample.name}: {one.player} {'passes' if one.verdict.passed else 'fails'} "
        f"by {one.verdict.margin:.1f} s.e."
        for one in verdicts(slug)
        if not one.right
    ]
    assert wrong == []


def test_the_shipped_verdicts_are_of_every_player_in_every_sample() -> None:
    """Four rounds, four players, three samples, each over as many seasons as a page shows."""
    practice, _ = practices.load("peak-time")
    found = verdicts("peak-time")
    assert len(found) == len(practice.rounds) * len(PLAYERS) * len(SAMPLES)
    data = shipped("practice-peak-time")["seasons"]
    assert all(len(next(iter(one["totals"].values()))) == Effort().seasons for one in data.values())
