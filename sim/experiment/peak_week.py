"""The peak week, long before the season: what a changed plan does around the big day, from a morning of today's plan.

Most preparations for a campaign act shortly before it and leave every earlier day as it was. So the base plan is
played once up to the end of its peak week, its state kept on the mornings of the last two weeks before, and a changed
plan is run on from the last morning on which the two are still the same. What it gives are the days of the whole
season, bit for bit, for a fraction of the work. A change that acts all season long is run on from the first morning
kept, as if it began there, and `Window.exact` says so; one that would have shaped the people or the warehouse by then
has no peak week, only a season.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from sim.contract.day import State
from sim.evidence import parameters
from sim.experiment.results import Comparison, Gathering, Range, Replication
from sim.experiment.tasks import EachDay, cached_by_key, replication_seed, world_of
from sim.mechanisms.fulfilment import owed
from sim.scenario import Scenario
from sim.season import kpi
from sim.season.clock import SeasonResult, run_season
from sim.season.setup import Setup
from sim.shop.facts import Campaign

REACH = 14  # days before the eve whose mornings are kept
AFTER = 5  # days past the big day that belong to the peak week: a week from the eve on
TEMPS = frozenset({"temps", "temps_packing", "temps_days_before", "temp_pay_hour", "days_after"})
SHIFTS = frozenset({"overtime_hours", "break_minutes", "night_crew", "days_after"})
BEFORE_EVE = 1  # a shift or an opening crew of the eve may begin the day before, by its own clock
LIVE = frozenset({"demand", "work", "floor", "shifts", "money"})  # parts of a scenario that no state remembers
SUMS = frozenset({"money", "count", "hours"})  # units of key figures that add up over days


@dataclass(frozen=True)
class Window:
    """Days as indices: the run begins on the morning of `start`; the peak week goes from `first` to before `end`."""

    start: int
    first: int
    end: int
    exact: bool  # whether nothing can differ before `start`


@dataclass(frozen=True)
class PeakWeeks:
    """Paired peak weeks so far; `pair.a` is the base, daily figures cover the week's days.

    Shares, waits and points are over the week; money, counts and hours run from the morning of `window.start`, so
    that what a change costs before the week is in them. Profit is less what parcels still cost at the week's end
    (`owed`): in cash alone, the plan that ships sooner would look worse because it has paid already.
    """

    window: Window
    pair: Comparison

    @property
    def n(self) -> int:
        return self.pair.a.n

    def difference(self, name: str) -> Range:
        """Range of changed − base, week by week."""
        return self.pair.difference(name)


def window(base: Scenario, changed: Scenario) -> Window | None:
    """Where the two plans have to be compared; None without a campaign or where a season alone can tell.

    The peak is that of the campaign with the largest lift.
    """
    if not base.calendar.campaigns:
        return None
    big = _day(base, max(base.calendar.campaigns, key=lambda event: event.lift))
    first, end = max(big - 1, 0), min(big + AFTER + 1, base.calendar.days)
    earliest = max(first - REACH, 0)
    parts = {name for name in Scenario.model_fields if getattr(base, name) != getattr(changed, name)}
    if "peak" in parts and (starts := first_effect(base, changed)) < earliest:
        return None
    if parts <= {"peak"}:
        return Window(min(starts, first) if parts else first, first, end, True)
    return Window(earliest, first, end, False) if parts <= LIVE | {"peak"} else None


def first_effect(base: Scenario, changed: Scenario) -> int:
    """The first day that can differ between two plans which differ in `peak` only."""
    plans = base.peak, changed.peak
    differ = {name for name in type(base.peak).model_fields if len({getattr(plan, name) for plan in plans}) > 1}
    if not differ <= TEMPS | SHIFTS:
        return 0
    days = [base.calendar.days]
    for event in base.calendar.campaigns:
        eve = _day(base, event) - 1
        if differ & TEMPS:
            days += [eve - plan.temps_days_before for plan in plans if plan.temps or plan.temps_packing]
        if differ & SHIFTS:
            days.append(eve - BEFORE_EVE)
    return max(0, min(days))


def _day(scenario: Scenario, event: Campaign) -> int:
    return (event.day - scenario.calendar.start).days


def peak_weeks(
    base: Scenario, changed: Scenario, replications: int = 30, seed: int = 1, *, evidence_only: bool = False,
    engine: str = "auto", each_day: EachDay | None = None,
) -> Iterator[PeakWeeks]:  # fmt: skip
    """Paired peak weeks, one more each time, under the luck that `sim.experiment` gives the same seed.

    Nothing where `window` finds none. The base's part is kept for the next call. `each_day` as in `run_season`.
    """
    span = window(base, changed)
    if span is None:
        return
    heads = heads_of(base, seed, evidence_only, engine)
    world = world_of(changed, evidence_only, engine)
    neutralised = parameters(evidence_only).neutralised
    before, after = (Gathering(plan, seed, replications, neutralised) for plan in (base, changed))
    for r in range(replications):
        head = heads.head(r, each_day)
        usual = head.measured(heads.world, span)
        start = (span.start, head.mornings[span.start])
        run = run_season(world, replication_seed(seed, r), start=start, stop=span.end, each_day=each_day)
        yield PeakWeeks(span, Comparison(before.add(usual), after.add(_measured(world, run, span))))


def prepare_peak_weeks(
    base: Scenario, replications: int = 30, seed: int = 1, *, evidence_only: bool = False, engine: str = "auto",
    each_day: EachDay | None = None,
) -> Iterator[int]:  # fmt: skip
    """Play the base's part of `peak_weeks` beforehand; gives the number of replications that are ready."""
    if window(base, base) is not None:
        heads = heads_of(base, seed, evidence_only, engine)
        for r in range(replications):
            heads.head(r, each_day)
            yield r + 1


@dataclass(frozen=True)
class Head:
    """A replication of the base up to the end of the peak week, and its state on mornings before."""

    result: SeasonResult
    mornings: dict[int, State]
    _measured: dict[Window, Replication] = field(default_factory=dict)

    def measured(self, world: Setup, span: Window) -> Replication:
        if span not in self._measured:
            self._measured[span] = _measured(world, self.result, span)
        return self._measured[span]


@dataclass
class Heads:
    """The base's replications played so far. Threads may share it: two that need one at once both play it."""

    world: Setup
    seed: int
    span: Window
    _played: dict[int, Head] = field(default_factory=dict)

    def head(self, replication: int, each_day: EachDay | None) -> Head:
        if replication not in self._played:
            self._played[replication] = self._play(replication, each_day)
        return self._played[replication]

    def _play(self, replication: int, each_day: EachDay | None) -> Head:
        mornings: dict[int, State] = {}

        def morning(day: int, state: State) -> None:
            if each_day is not None:
                each_day(day, state)
            if self.span.first - REACH <= day <= self.span.first:
                mornings[day] = copy.deepcopy(state)

        key = replication_seed(self.seed, replication)
        result = run_season(self.world, key, stop=self.span.end, each_day=morning)
        return Head(replace(result, links=self.world.links()), mornings)  # links are by far the largest part


@cached_by_key(2)  # each base holds about as much as its team has people, 15 mornings and 30 replications
def heads_of(base: Scenario, seed: int, evidence_only: bool, engine: str) -> Heads:
    world = world_of(base, evidence_only, engine)
    span = window(world.scenario, world.scenario)
    if span is None:
        raise ValueError("a base without a peak week has no heads")
    return Heads(world, seed, span)


def _measured(world: Setup, result: SeasonResult, span: Window) -> Replication:
    """Key figures and days of the peak week, as `PeakWeeks` says."""
    defined, end = kpi.definitions(), kpi.end_state(world, result)
    week, since = (kpi.totals(world, result, first, end) for first in (span.first, span.start))
    totals = {name: since[name] if defined[name]["unit"] in SUMS else week[name] for name in week}
    totals["profit"] -= owed(world.scenario, result.state.memory["fulfilment"].warehouse, result.last)
    totals["value"] = totals["profit"] + end.beyond_open_work  # its open work is owed already
    days = {name: values[span.first : span.end] for name, values in kpi.by_day(result).items()}
    return Replication(totals, days, {}, result.laws)
