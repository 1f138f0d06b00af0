"""What a practice is about, day by day: closed until the bet, moved by its lever, true to the season."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from playbook import practices
from playbook.lab.daily import DailySection
from playbook.practices import LANGUAGES, Daily
from playbook.workspace import Bet
from sim.experiment import day_by_day as real
from sim.scenario.file import team
from tests.playbook.lab_tools import figures, no_trouble, open_lab, texts
from tests.season.shop import small_shop

TOLD = tuple(slug for slug in practices.in_order() if practices.load(slug)[0].daily)
DAYS = 84


@pytest.fixture(scope="module")
def season():
    return real.day_by_day(small_shop())


class Model:
    """Stands in for the model: 100 orders a day and half of them advertised for; counts what is asked."""

    def __init__(self, season) -> None:
        self.asked: list[float] = []
        self.season = season
        self.line = real.line

    def day_by_day(self, plan, replication, seed, each_day=None):
        self.asked.append(plan.budget.advertising)
        days = {"orders": np.full(DAYS, 100.0 * plan.budget.advertising)}
        ledger = {"advertising": np.full(DAYS, -5.0 * plan.budget.advertising)}
        return replace(self.season, days=days, ledger=ledger, first=0, last=DAYS)


def stage_of(folder, season, language="en", bet=True):
    """The page of the budget, whose stage a browser has drawn."""
    model = Model(season)
    experiment = SimpleNamespace(day_by_day=model.day_by_day, line=model.line)
    lab = open_lab(folder, "budget", language, bet, experiment=experiment)
    section = lab.stage
    assert isinstance(section, DailySection)
    section.arrived()
    assert section.playing.wait()
    return lab, section, model


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_shows_the_start_and_follows_its_lever(tmp_path, season, language) -> None:
    lab, section, model = stage_of(tmp_path, season, language)
    (before,) = set(figures(section.figure.value))
    assert lab.words.t("daily.key") in section.figure.value and model.asked == [1.0]  # one season, beside nothing
    section.slider.value = 0.5
    assert section.asking.wait()
    (after,) = set(figures(section.figure.value))
    assert before != after and model.asked == [1.0, 0.5]
    assert lab.words.t("daily.key_compared") in section.figure.value
    assert lab.words.number(50) in after and lab.words.number(100) in after  # orders now, and before
    assert lab.study.moved == 0.5
    section.slider.value = 1.0
    assert set(figures(section.figure.value)) == {before} and model.asked == [1.0, 0.5]
    no_trouble(section)


def test_before_the_bet_there_is_nothing_to_see(tmp_path, season) -> None:
    lab, section, _ = stage_of(tmp_path, season, bet=False)
    assert not section.figure.value and section.slider.layout.display == "none"
    assert lab.words.t("own_stage.bet_first") in texts(section.line)
    lab.study.bet = Bet(kpi=lab.practice.bet.kpi, low=lab.practice.bet.low, high=lab.practice.bet.high)
    assert figures(section.figure.value) and section.slider.layout.display is None and texts(section.line) == ""


def test_another_team_has_other_days(tmp_path, season) -> None:
    lab, section, _ = stage_of(tmp_path, season)
    lab.study.use_team(team("starter"))
    assert section.playing.wait()
    name = lab.words.pick(team("starter").title)
    assert all(name in one for one in figures(section.figure.value))


def test_lines_are_divided_added_up_and_brought_into_hours(tmp_path, season) -> None:
    _, section, _ = stage_of(tmp_path, season)
    days = {"wrong": np.array([1.0, 2.0, 0.0]), "answered": np.array([4.0, 0.0, 5.0]), "busy_s": np.full(3, 7200.0)}
    three = replace(season, days=days, ledger={}, first=0, last=3)

    def line(**fields):
        return section.line_of(Daily(id="one", **fields), three).tolist()

    assert line(of="wrong", so_far=True) == [1.0, 3.0, 3.0]
    assert line(of="busy_s", seconds=True, unit="hours") == [2.0, 2.0, 2.0]
    share = line(of="wrong", per="answered", unit="share")
    assert share[0] == 0.25 and np.isnan(share[1]) and share[2] == 0.0


@pytest.mark.parametrize("slug", TOLD)
def test_the_lever_of_each_practice_moves_what_its_figure_shows(tmp_path, slug) -> None:
    """In the model itself: every line is finite somewhere and not flat nothing, and at least one follows the lever."""
    lab = open_lab(tmp_path, slug, experiment=None)
    section = lab.stage
    assert isinstance(section, DailySection)
    section.picture()
    here, start = section.find(section.example()), section.find(None)
    assert here is not start
    moved = []
    for one in lab.practice.daily:
        now, before = section.line_of(one, here), section.line_of(one, start)
        assert np.isfinite(now).any() and (np.nan_to_num(now).any() or np.nan_to_num(before).any())
        moved.append(not np.array_equal(now, before, equal_nan=True))
    assert all(moved)


def test_a_line_that_no_season_has_is_named(tmp_path) -> None:
    from playbook.practices.references import astray

    practice, _ = practices.load("budget")
    line = practice.daily[0].model_copy(update={"of": "paid.advertisng"})
    (said,) = astray(practice.model_copy(update={"daily": (line,)}))
    assert "daily" in said and "paid.advertisng" in said and "paid.advertising" in said
