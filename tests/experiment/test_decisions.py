"""What a decision was worth: a planted blunder is found, and taking it back does what was said."""

from __future__ import annotations

import pytest

from sim.experiment.decisions import Decision, changed, effects, without
from sim.experiment.staged import Table
from sim.experiment.stages import Stage
from tests.season.shop import small_shop

TEAM = small_shop()
# wages go up by half for two weeks, and nobody would have left
BLUNDER = Decision(1, {"pay.level": 1.5})
OTHERS = (
    Decision(0, {"training.pair_minutes": 30.0}),
    Decision(1, {"leadership.coaching_hours": 0.3}),
    Decision(2, {"peak.overtime_hours": 1.0, "peak.break_minutes": 45.0}),
)
FEW = 2


def season(*, blunder: bool = True) -> list[Stage]:
    first = TEAM.with_levers(dict(OTHERS[0].levers))
    second = first.with_levers(dict(OTHERS[1].levers) | (dict(BLUNDER.levers) if blunder else {}))
    third = second.with_levers(dict(OTHERS[2].levers))
    return [Stage(8, first), Stage(14, second), Stage(28, third)]


def last(stages, decisions, n, table):
    *_, found = effects(stages, decisions, n, table, team=TEAM)
    return found


def test_a_planted_blunder_stands_first_whatever_the_seed():
    first = []
    for seed in range(20):
        found = last(season(), [*OTHERS, BLUNDER], FEW, Table(seed))
        assert found.left == 0 and len(found.effects) == 4
        sizes = [abs(one.range().mean) for one in found.effects]
        assert sizes == sorted(sizes, reverse=True)
        first.append(found.effects[0].decision is BLUNDER and found.effects[0].range().mean > 0)
    assert sum(first) == 20


def test_a_season_without_the_blunder_is_what_taking_it_back_said():
    table = Table(1)
    found = last(season(), [BLUNDER], 4, table).effects[0]
    again = Table(1)
    stages = [season(), season(blunder=False)]
    list(again.play(stages, range(4)))
    for kpi in ("value", "profit", "peak_service_level", "quits"):
        assert (again.values(stages[1], kpi, range(4)) - again.values(stages[0], kpi, range(4))).tolist() == (
            found.differences[kpi].tolist()
        )
    fresh = last(season(), [BLUNDER], 4, Table(2)).effects[0]
    apart = abs(fresh.range().mean - found.range().mean)
    assert apart <= 2 * (fresh.error() ** 2 + found.error() ** 2) ** 0.5
    assert found.range().mean > 10 * found.error()  # far beyond luck


def test_a_decision_is_taken_back_as_long_as_it_was_only_carried_on():
    later = TEAM.with_levers({"peak.temps": 2, "pay.level": 1.1})
    anew = later.with_levers({"peak.temps": 3})
    stages = [Stage(8, TEAM), Stage(14, later), Stage(20, later), Stage(28, anew)]
    back = without(stages, Decision(1, {"peak.temps": 2, "pay.level": 1.1}))
    assert [stage.scenario.peak.temps for stage in back] == [0, 0, 0, 3]
    assert [stage.scenario.pay.level for stage in back] == [1.0, 1.0, 1.0, 1.0]
    assert [stage.until for stage in back] == [8, 14, 20, 28]
    assert changed(TEAM, later) == {"peak.temps": 2, "pay.level": 1.1}
    assert changed(later, anew) == {"peak.temps": 3}


def test_a_decision_that_changed_nothing_is_worth_nothing():
    table = Table(1)
    found = last(season(), [Decision(1, {"peak.temps": 0})], FEW, table).effects[0]
    assert found.range().mean == 0 and found.error() == 0
    assert table.played == 3 * FEW  # the same season: nothing was played again


def test_only_the_stages_from_a_decision_on_are_played_again():
    table = Table(1)
    lefts = [one.left for one in effects(season(), [OTHERS[2], BLUNDER], FEW, table, team=TEAM)]
    assert lefts[-1] == 0 and lefts == sorted(lefts, reverse=True)
    assert table.played == FEW * (3 + 1 + 2)


def test_what_cannot_be_taken_back_is_refused():
    with pytest.raises(ValueError, match="before the first stage"):
        without(season(), OTHERS[0])
    with pytest.raises(ValueError, match="stage 4 is none of the season's 3"):
        without(season(), Decision(3, {}))
    with pytest.raises(ValueError, match=r"pay\.level stands at 1\.5 in stage 2, not at 1\.2"):
        without(season(), Decision(1, {"pay.level": 1.2}))
    with pytest.raises(KeyError):
        without(season(), Decision(1, {"pay.nothing": 1.0}))
