"""What a shop could do, as options for `sim.experiment.swings`: by name, or those that are worth most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from playbook import practices
from playbook.first.levels import next_value
from playbook.lab import ranking
from playbook.language import Words
from sim.scenario import Scenario
from sim.scenario.file import team_names

if TYPE_CHECKING:
    from sim.experiment.swings import Option

MOST = 4  # options that a question about advice is asked of
AS_IS = "as-is"  # the option of doing nothing


def as_is(team: Scenario) -> Option:
    """All stays as it is: worth 0, and the advice where every option loses."""
    from sim.experiment.swings import Option

    return Option(AS_IS, team, team)


def named(name: str, team: Scenario) -> Option:
    """ "peak-time": the practice near its best; "peak-time.breaks": that line of its check-up one level up.

    Raises KeyError for a practice or line that there is none of, ValueError where the team cannot have it or already
    stands at the top.
    """
    from sim.experiment.swings import Option

    slug, _, line = name.partition(".")
    if slug not in practices.names():
        raise KeyError(slug)
    practice, _ = practices.load(slug)
    if not line:
        return Option(name, ranking.facing(practice, team), ranking.plan_of(practice, team))
    row = {row.id: row for row in practice.rubric}[line]
    before = ranking.facing(practice, team)
    better = next_value(row, float(before.at(row.path)))
    if better is None:
        raise ValueError(f"{row.id} stands at its best level already")
    return Option(name, before, before.with_fields({row.path: better}))


def near_best(team: Scenario) -> list[Option]:
    """Every practice near its best, that the team can have."""
    from sim.experiment.swings import Option

    return [Option(one.slug, one.team, one.plan) for one in ranking.plans(team)]


def shipped_best(team: Scenario, most: int = MOST) -> list[Option]:
    """The near-best plans that are worth most for a shipped team; none where no results came with the playbook."""
    from sim.experiment.swings import Option

    if team.id not in team_names():
        return []
    gains = sorted(ranking.shipped_gains(team.id, team), key=lambda one: -one.mean)
    slugs = [one.slug for one in gains if one.mean > 0][:most]
    plans = {one.slug: one for one in ranking.plans(team)}
    return [Option(slug, plans[slug].team, plans[slug].plan) for slug in slugs]


def best_of(options: Sequence[Option], worth: Iterable[float], most: int = MOST) -> list[Option]:
    """Those of the highest mean worth above nothing, the first of them first."""
    ranked = sorted(zip(options, worth, strict=True), key=lambda pair: -pair[1])
    return [option for option, mean in ranked if mean > 0][:most]


def label(words: Words, name: str) -> str:
    """What a reader calls an option: its practice's title up to the colon, and the question of a line."""
    if name == AS_IS:
        return words.t("doubts.as_is")
    slug, _, line = name.partition(".")
    text = practices.load(slug, words.language)[1]
    title = text.title.partition(words.t("common.colon").strip())[0]
    return words.t("doubts.line", practice=title, question=text.rubric[line].question) if line else title
