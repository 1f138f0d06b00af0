"""What first: steps, what they lay out, and a race that finds what was planted, resumes, and promises no more."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbook import practices
from playbook.first import race as racing
from playbook.first.found import TOLD, Found, Limits
from playbook.first.plays import Played, Plays, outlay, payback_day
from playbook.first.race import race
from playbook.first.ratings import level_of_value
from playbook.first.steps import as_rated, hours, steps
from sim.experiment.results import last
from sim.scenario.file import team, team_names

ROWS = [(slug, row) for slug in practices.in_order() for row in practices.load(slug)[0].rubric]


# ------------------------------------------------------------------------------------------------------- steps


@given(st.sampled_from(ROWS), st.integers(1, 5))
def test_the_value_of_a_level_stands_at_that_level(row, level) -> None:
    _, line = row
    reached = level_of_value(line, line.value(level))
    assert reached == level or line.value(reached) == line.value(level)  # whole numbers may share a value


@pytest.mark.parametrize("name", team_names())
def test_a_step_moves_one_field_towards_the_top(name) -> None:
    shop = team(name)
    found = list(steps(shop))
    assert len({step.name for step in found}) == len(found) > 40
    for step in found:
        practice, _ = practices.load(step.slug)
        row = next(one for one in practice.rubric if one.id == step.row)
        assert step.plan == step.team.with_levers({step.path: step.after})
        assert step.team == shop.with_levers(dict(practice.faces)) if practice.faces else step.team == shop
        assert (step.after - step.before) * (row.value(5) - row.value(1)) > 0
        assert step.hours == hours(practice) > 0


def test_a_rating_moves_the_field_only_where_the_file_says_another_level() -> None:
    shop = team("starter")
    step = next(iter(steps(shop)))
    practice, _ = practices.load(step.slug)
    row = next(one for one in practice.rubric if one.id == step.row)
    assert as_rated(shop, {step.slug: {step.row: level_of_value(row, step.before)}}) == shop
    rated = as_rated(shop, {step.slug: {step.row: 5}})
    assert rated.at(step.path) == row.value(5) and step.name not in {one.name for one in steps(rated)}


# ------------------------------------------------------------------------------------------------------- money


def test_what_is_out_and_when_it_is_back() -> None:
    path = np.array([-10.0, -30.0, -5.0, 2.0, -1.0, 4.0])
    assert outlay(path) == 30.0 and outlay(path, 0) == 10.0
    assert payback_day(path) == 5
    assert payback_day(np.array([0.0, 1.0])) == 0
    assert payback_day(np.array([1.0, -1.0])) is None
    assert outlay(np.array([0.0, 5.0])) == 0.0


# -------------------------------------------------------------------------------------------------------- race


class Known(Plays):
    """Seasons with a known answer: a field's step is worth its `GAIN` beside luck that all share."""

    GAIN: dict[str, float] = {}  # noqa: RUF012

    def play(self, wanted):
        for one, number, truth in wanted:
            if self.has(one.key, number, truth):
                continue
            value = np.random.default_rng(number).normal(0, 1000)
            value += sum(gain for path, gain in self.GAIN.items() if one.at(path) != SHOP.at(path))
            value += 10 * np.random.default_rng([number, *one.key.encode()]).normal()
            totals = dict.fromkeys(TOLD, 0.0) | {"value": value, "profit": value}
            self.add((one.key, number, truth), Played(totals, {}, {}, np.array([-abs(value), value])))
            yield self.n

    def parts(self, a, b):
        return {}


SHOP = team("starter")


@pytest.fixture
def known(monkeypatch):
    found = list(steps(SHOP))
    best, second, third = (next(one for one in found if one.slug == slug) for slug in ("hiring", "goals", "training"))
    monkeypatch.setattr(Known, "GAIN", {best.path: 900.0, second.path: 500.0, third.path: -400.0})
    monkeypatch.setattr(racing, "Plays", Known)
    return best, second, third


def test_what_was_planted_is_found(known) -> None:
    best, second, third = known
    found: Found = last(race(SHOP, {}, Limits()))
    assert [one.step.name for one in found.worths[:2]] == [best.name, second.name]
    assert found.worths[-1].step.slug != "" and third.name not in [one.step.name for one in found.worths[:5]]
    first = found.worths[0]
    assert first.change["value"].mean == pytest.approx(900, abs=15) and first.first > 0.99
    assert first.n == racing.SEASONS and {one.n for one in found.others} == {racing.SCREENED}
    chosen = found.chosen
    assert {best.name, second.name} <= set(chosen.steps) and third.name not in chosen.steps
    assert chosen.promised == pytest.approx(chosen.played["value"].mean, abs=60)
    assert len({one.step.slug for one in found.worths}) == len(found.worths)
    assert found.stage == "done" and found.played == found.planned


def test_a_ranking_is_there_after_one_season_of_each(known) -> None:
    for one in race(SHOP, {}, Limits()):
        if one.worths:
            break
    assert one.stage == "screening" and one.worths[0].step.name == known[0].name
    assert one.worths[0].n == 1 and one.worths[0].first is None


def test_hours_and_money_are_kept_to(known) -> None:
    best, second, _ = known
    one = last(race(SHOP, {}, Limits(hours=best.hours)))
    assert one.chosen.hours <= best.hours and best.name in one.chosen.steps
    none = last(race(SHOP, {}, Limits(hours=0.1)))
    assert none.chosen is None
    assert second.name not in one.chosen.steps or best.hours + second.hours <= best.hours


def small(**how) -> Found:
    """A real race of three lines."""
    return last(race(SHOP, {}, Limits(money=1e5), seasons=4, **how))


@pytest.fixture
def three(monkeypatch):
    few = [step for step in steps(SHOP) if step.name in ("peak-time.breaks", "hiring.method", "goals.told")][:3]
    few = few if len(few) == 3 else list(steps(SHOP))[:3]
    monkeypatch.setattr(racing, "steps", lambda shop: iter(few))
    for name in ("PAIRED", "DOUBTED"):
        monkeypatch.setattr(racing, name, 2)
    return few


def test_real_seasons_resume_and_do_not_depend_on_the_workers(three, tmp_path: Path, monkeypatch) -> None:
    alone = small(keep=tmp_path)
    assert alone.laws == () and len(alone.worths) + len(alone.still) >= 1
    ran: list[object] = []
    import playbook.first.plays as plays

    real = plays.play
    monkeypatch.setattr(plays, "play", lambda task, each_day=None: ran.append(task) or real(task))
    again = small(keep=tmp_path)
    assert ran == [], "every season was kept"
    monkeypatch.setattr(plays, "play", real)
    two = small(workers=2)
    for other in (again, two):
        assert dataclasses.asdict(other.worths[0])["change"] == dataclasses.asdict(alone.worths[0])["change"]
        assert other.chosen == alone.chosen
