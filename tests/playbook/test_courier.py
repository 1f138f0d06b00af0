"""The stage of risk in a page: closed until the bet, two plans of one luck, nothing of another team."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from playbook.lab import Lab
from playbook.lab.courier import CourierSection
from playbook.practices import LANGUAGES
from playbook.workspace import Bet
from sim.experiment.course import Course
from sim.mechanisms.incidents import Incident
from sim.scenario.file import team
from sim.shop.events import deck
from tests.playbook.lab_tools import figures, no_trouble, open_lab, texts

DAYS, STOP = 16, 2
CALM = np.full(DAYS, 500.0)


class Model:
    """Stands in for the model: a pile of 1,000 a day until the courier runs again, half of it where one is prepared."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, bool]] = []

    def middle_season(self, scenario, seed) -> int:
        return 4

    def course(self, plan, replication, seed, struck=True, each_day=None) -> Course:
        assert replication == 4
        self.asked.append((plan.risk.plans, struck))
        ready = plan.risk.reserve > 0
        pile, carried = np.zeros(DAYS), np.zeros(DAYS)
        if struck:
            pile[STOP : STOP + 3] = np.array([1000.0, 2000.0, 3000.0]) * (0.5 if ready else 1)
            carried[STOP + 1] = 120.0 * ready
        one = Course(58, 60, CALM, CALM, CALM + pile, pile / 2, pile / 10, carried, CALM / 5 + pile / 10, None)
        if not struck:
            return one
        loss, decided = (0.4, 60.75) if ready else (1.0, 61.5)
        return replace(one, life=Incident(deck()["courier_strike"], 60, 60.0, 60.5, decided, 63.0, loss))


@pytest.fixture
def model() -> Model:
    return Model()


def stage_of(folder: Path, model: Model, language: str = "en", bet: bool = True) -> tuple[Lab, CourierSection]:
    """A page whose stage a browser has drawn."""
    stand_in = SimpleNamespace(course=model.course, middle_season=model.middle_season)
    lab = open_lab(folder, "risk", language, bet, experiment=stand_in)
    section = lab.stage
    assert isinstance(section, CourierSection)
    section.arrived()
    assert section.playing.wait()
    return lab, section


def test_each_plan_is_played_once_on_the_same_luck(tmp_path, model) -> None:
    lab, section = stage_of(tmp_path, model)
    start, best = int(lab.study.start_of("plans")), int(lab.practice.final.near["plans"])
    assert model.asked == [(start, False), (start, True), (best, True)]
    section.picture()
    assert len(model.asked) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_plans_are_told_with_their_numbers(tmp_path, model, language) -> None:
    lab, section = stage_of(tmp_path, model, language)
    page = section.view.page
    assert texts(section.line) == "" == section.figure.value
    said = lab.words.t("courier.found", decided=lab.words.duration(36 * 3600).replace(" ", "\u00a0"), late="600",
                       asking="1,700", decided_best=lab.words.duration(18 * 3600).replace(" ", "\u00a0"),
                       late_best="300", asking_best="1,400")  # fmt: skip
    assert page["finding"].startswith(said) and all(said in one for one in figures(page["figure"]))
    today, best = page["plans"]
    assert today["waiting"][STOP + 2] == 3500 and best["waiting"][STOP + 2] == 2000
    assert [kind for kind, *_ in today["stretches"]] == ["unseen", "undecided", "waited"]
    assert [kind for kind, *_ in best["stretches"]] == ["unseen", "undecided", "stood_in"]
    assert "120" in best["said"][STOP + 1] and "120" not in today["said"][STOP + 1]
    assert page["days"] == len(page["labels"]) == len(page["moments"]) == len(today["said"]) == len(today["waiting"])
    assert page["shown"] == STOP + 3  # the evening on which most waits
    no_trouble(section)


def test_it_ends_some_days_after_the_last_pile_has_gone(tmp_path, model) -> None:
    _, section = stage_of(tmp_path, model)
    assert section.gone("as_today") == section.gone("prepared") == STOP + 4
    assert STOP + 4 < section.days < DAYS


def test_all_marks_have_room(tmp_path, model) -> None:
    _, section = stage_of(tmp_path, model)
    page = section.view.page
    assert max(page["plans"][0]["waiting"]) / page["box"] <= 126 < max(page["plans"][0]["waiting"]) / (page["box"] - 1)
    assert max(page["plans"][0]["asking"]) / page["mark"] <= 20


def test_before_the_bet_nothing_of_the_outcome_is_shown(tmp_path, model) -> None:
    lab, section = stage_of(tmp_path, model, bet=False)
    assert section.view.page == {} and figures(section.figure.value)
    assert "3,500" not in section.figure.value and lab.words.t("courier.prepared") not in section.figure.value
    assert lab.words.t("own_stage.bet_first") in texts(section.line)
    lab.study.bet = Bet(kpi=lab.practice.bet.kpi, low=lab.practice.bet.low, high=lab.practice.bet.high)
    assert section.view.page["plans"] and section.figure.value == ""


def test_another_team_has_another_courier(tmp_path, model) -> None:
    lab, section = stage_of(tmp_path, model)
    lab.study.use_team(team("starter"))
    assert section.playing.wait() and len(model.asked) == 6
    assert lab.words.pick(team("starter").title) in section.view.page["title"]


def test_a_model_that_fails_says_so_in_the_page(tmp_path, model, monkeypatch) -> None:
    def broken(*_, **__):
        raise RuntimeError("no yard")

    monkeypatch.setattr(Model, "course", broken)
    _, section = stage_of(tmp_path, model)
    assert "no yard" in section.line.value and 'role="alert"' in section.line.value
