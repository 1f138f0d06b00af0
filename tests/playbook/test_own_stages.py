"""The stages of roles and communication in a page: closed until the bet, one lever, nothing of another team."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from playbook.lab import Lab
from playbook.lab.own_stage import OwnStage
from playbook.practices import LANGUAGES
from playbook.workspace import Bet
from sim.experiment.pods_day import PodsDay
from sim.experiment.spread import Worked
from sim.scenario.file import team
from tests.playbook.lab_tools import figures, no_trouble, open_lab, texts

HOURS = np.ones(24)


class Model:
    """Stands in for the model: nights in which pods lose half, as long as nobody helps out; counts what is asked."""

    def __init__(self) -> None:
        self.asked: list[float] = []

    def pods_day(self, plan, replication, seed, each_day=None) -> PodsDay | None:
        self.asked.append(plan.roles.least if plan.roles.pods > 1 else -1.0)
        lost = 5.0 if plan.roles.pods > 1 and not plan.roles.least else 1.0
        people = np.ones((plan.roles.pods, 24))
        apart = (people >= plan.roles.least) * float(plan.roles.pods > 1)
        return PodsDay(21, people, apart, 10 * HOURS, lost * HOURS, lost / 5 * HOURS)

    def worked(self, plan, replication, seed, each_day=None) -> Worked:
        self.asked.append(plan.communication.messages)
        return Worked(2, np.full((4, 6), 8.0))


@pytest.fixture
def model() -> Model:
    return Model()


def stage_of(folder: Path, slug: str, model: Model, language: str = "en", bet: bool = True) -> tuple[Lab, OwnStage]:
    """A page whose stage a browser has drawn."""
    lab = open_lab(
        folder, slug, language, bet, experiment=SimpleNamespace(pods_day=model.pods_day, worked=model.worked)
    )
    section = lab.stage
    assert isinstance(section, OwnStage)
    section.arrived()
    assert section.playing.wait()
    return lab, section


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", ["roles", "communication"])
def test_it_shows_the_start_and_follows_its_lever(tmp_path, model, slug, language) -> None:
    lab, section = stage_of(tmp_path, slug, model, language)
    (before,) = set(figures(section.figure.value))
    played = len(model.asked)
    section.slider.value = section.lever.clip(lab.practice.why[section.lever.id])
    (after,) = set(figures(section.figure.value))
    assert before != after and len(model.asked) == played  # settings were played beforehand
    assert lab.study.moved == section.slider.value == lab.study.chosen[section.lever.id]
    no_trouble(section)


def test_pods_are_told_against_one_pool(tmp_path, model) -> None:
    """Of 10 an hour 5 are lost in pods and 1 in one pool; who helps out loses as few."""
    _, section = stage_of(tmp_path, "roles", model)
    (said,) = set(figures(section.figure.value))
    assert "50% go without an answer; in one pool 10%" in said
    section.slider.value = 2.0
    (said,) = set(figures(section.figure.value))
    assert "10% go without an answer; in one pool 10%" in said
    assert len(model.asked) == len(set(model.asked))  # each setting and one pool once


@pytest.mark.parametrize("slug, hidden", [("roles", "go without an answer"), ("communication", "(as today")])
def test_before_the_bet_nothing_of_the_outcome_is_shown(tmp_path, model, slug, hidden) -> None:
    lab, section = stage_of(tmp_path, slug, model, bet=False)
    assert figures(section.figure.value) and hidden not in section.figure.value
    assert section.slider.layout.display == "none"
    assert lab.words.t("own_stage.bet_first") in texts(section.line)
    lab.study.bet = Bet(kpi=lab.practice.bet.kpi, low=lab.practice.bet.low, high=lab.practice.bet.high)
    assert hidden in section.figure.value and section.slider.layout.display is None
    assert texts(section.line) == ""


def test_who_worked_is_played_once_for_all_settings(tmp_path, model) -> None:
    stage_of(tmp_path, "communication", model)
    assert model.asked == [60.0]


def test_one_lever_stands_at_one_setting_everywhere_on_the_page(tmp_path, model) -> None:
    lab, section = stage_of(tmp_path, "roles", model)
    lab.study.moved = 3.0
    assert section.slider.value == 3.0
    section.slider.value = 1.5
    assert lab.study.moved == 1.5


def test_another_team_has_another_day(tmp_path, model) -> None:
    lab, section = stage_of(tmp_path, "roles", model)
    lab.study.use_team(team("starter"))
    assert section.playing.wait()
    name = lab.words.pick(team("starter").title)
    assert all(name in one for one in figures(section.figure.value))


def test_a_team_without_a_usual_day_is_told_so(tmp_path, model, monkeypatch) -> None:
    monkeypatch.setattr(Model, "pods_day", lambda *_, **__: None)
    lab, section = stage_of(tmp_path, "roles", model)
    assert lab.words.t("own_stage.none") in texts(section.line) and not section.figure.value
    assert section.picture() is None


def test_a_model_that_fails_says_so_in_the_page(tmp_path, model, monkeypatch) -> None:
    def broken(*_, **__):
        raise RuntimeError("no floor")

    monkeypatch.setattr(Model, "pods_day", broken)
    _, section = stage_of(tmp_path, "roles", model)
    assert "no floor" in section.line.value and 'role="alert"' in section.line.value
