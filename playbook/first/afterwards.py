"""After the season: what the plan promised, what came, and whether luck explains the difference.

The team is played with the plan and without it, on seasons that the plan was not chosen on. What came is one season:
its figures speak of the whole plan. A step has a say of its own only in a figure that no other step promises to change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from playbook import practices
from playbook.first.came import Came
from playbook.lab.ranking import facing
from playbook.workspace.kept import PlanEntry
from sim.files.bad_input import BadInput
from sim.files.messages import phrase
from sim.files.validation import complaint
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.experiment import Comparison
    from sim.experiment.hindsight import Hindsight, Place

SEASONS, SEED = 100, 20_011  # the plan's promises were made on other seasons: those of the pages' own seed
Verdict = Literal["as_promised", "better", "worse", "higher", "lower", "cannot_tell"]


@dataclass(frozen=True)
class Figure:
    """A key figure that came. `better` as in data/kpis.toml."""

    kpi: str
    better: str
    found: Hindsight

    @property
    def verdict(self) -> Verdict:
        """Luck explains it, or not and which way; if it does, whether the figure can tell the plan at all."""
        if self.found.place.side != "within":
            return _way(self.found.place, self.better)
        return "as_promised" if self.found.tells else "cannot_tell"


@dataclass(frozen=True)
class Own:
    """A figure that one step alone promised to change: the promise (P10, mean, P90) beside what came less the seasons
    without the plan; `place`: of what came among those seasons moved by the promise."""

    kpi: str
    promised: tuple[float, float, float]
    came: tuple[float, float, float]
    verdict: Verdict
    place: Place


@dataclass(frozen=True)
class StepSaid:
    """A step of the plan: `shared` are figures that came and that other steps promised to change as well, with those
    steps: by them nobody can tell the steps apart."""

    slug: str
    entry: PlanEntry
    own: tuple[Own, ...]
    shared: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Afterwards:
    """All figures, in the order given. `telling`: the one of them by which seasons with and without the plan differ
    most, chosen without a look at what came; None where none can tell."""

    came: Came
    n: int
    figures: tuple[Figure, ...]
    steps: tuple[StepSaid, ...]
    telling: Figure | None

    @property
    def beyond(self) -> int:
        """Figures that luck does not explain: of ten, one is to be expected by luck alone."""
        return sum(one.found.place.side != "within" for one in self.figures)


def both_ways(team: Scenario, plan: Mapping[str, PlanEntry], demand: float | None = None) -> tuple[Scenario, Scenario]:
    """The team without the plan and with it, both with what the plan's practices face and at the demand that came.

    A later step's lever takes the place of an earlier one's. BadInput for an empty plan, for one that changes nothing,
    and where a step's levers do not fit the team.
    """
    if not plan:
        raise BadInput(phrase("afterwards.no_plan"))
    for slug in plan:
        if slug in practices.names():
            team = facing(practices.load(slug)[0], team)
    if demand is not None:
        team = team.with_levers({"demand.orders_day": demand})
    planned = team
    for slug, entry in plan.items():
        try:
            planned = planned.with_levers(entry.levers) if entry.levers else planned
        except KeyError as error:
            raise BadInput(phrase("afterwards.no_field", step=slug, field=error.args[0])) from None
        except ValueError as error:
            raise BadInput(phrase("afterwards.no_value", step=slug, text=_text(error))) from None
    if planned.calendar.days != team.calendar.days:
        raise BadInput(phrase("afterwards.other_days"))
    if planned == team:
        raise BadInput(phrase("afterwards.no_levers"))
    return team, planned


def _text(error: ValueError) -> Any:
    from pydantic import ValidationError

    return complaint(Scenario, error) if isinstance(error, ValidationError) else str(error)


def played(
    team: Scenario, plan: Mapping[str, PlanEntry], came: Came, seasons: int = SEASONS, *, seed: int = SEED,
    compare: Callable[..., Iterator[Comparison]] | None = None, **options: Any,
) -> Iterator[Comparison]:  # fmt: skip
    """Seasons without the plan (`a`) and with it (`b`), one more each; `options` as in `sim.experiment.replicate`.
    BadInput as `both_ways`."""
    if compare is None:
        from sim.experiment import compare
    return compare(*both_ways(team, plan, came.demand), seasons, seed, **options)


def looked_back(comparison: Comparison, plan: Mapping[str, PlanEntry], came: Came) -> Afterwards:
    """What the seasons of `played` say of what came. ValueError for fewer than `hindsight.FEWEST` of them."""
    from sim.experiment.hindsight import look_back
    from sim.season.kpi import definitions

    without, with_plan = comparison.a.totals, comparison.b.totals
    figures = tuple(
        Figure(kpi, definitions()[kpi]["better"], look_back(value, with_plan[kpi], without[kpi]))
        for kpi, value in came.figures.items()
    )
    most = max(figures, key=lambda one: abs(one.found.beats - 0.5))
    return Afterwards(
        came, comparison.b.n, figures, _steps(plan, came, without), most if most.found.tells else None
    )  # fmt: skip


def _steps(plan: Mapping[str, PlanEntry], came: Came, without: Mapping[str, Any]) -> tuple[StepSaid, ...]:
    moved = {slug: _moved(entry) & came.figures.keys() for slug, entry in plan.items()}
    found = []
    for slug, entry in plan.items():
        shared, own = {}, []
        for kpi in came.figures:
            if kpi in moved[slug]:
                others = tuple(other for other in plan if other != slug and kpi in moved[other])
                if others:
                    shared[kpi] = others
                else:
                    own.append(_own(kpi, entry, came.figures[kpi], without[kpi]))
        found.append(StepSaid(slug, entry, tuple(own), shared))
    return tuple(found)


def _moved(entry: PlanEntry) -> set[str]:
    """Figures that a step promised to change: of the others it said that they stay."""
    return {kpi for kpi, change in entry.promise.change.items() if any(change)} if entry.promise else set()


def _own(kpi: str, entry: PlanEntry, value: float, without: Any) -> Own:
    from sim.experiment import Range
    from sim.experiment.hindsight import SAME, beats, place
    from sim.season.kpi import definitions

    assert entry.promise is not None
    promised = entry.promise.change[kpi]
    there, change = place(value, without + promised[1]), Range.of(value - without)
    verdict: Verdict = "as_promised"
    if there.side != "within":
        verdict = _way(there, definitions()[kpi]["better"])
    elif SAME[0] <= beats(without + promised[1], without) <= SAME[1]:
        verdict = "cannot_tell"
    return Own(kpi, promised, (change.p10, change.mean, change.p90), verdict, there)


def _way(place: Place, better: str) -> Verdict:
    """Which way a figure lies beyond luck."""
    above = place.side == "above"
    if better == "none":
        return "higher" if above else "lower"
    return "better" if above == (better == "higher") else "worse"
