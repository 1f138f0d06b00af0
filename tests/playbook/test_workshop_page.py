"""The page "Workshop": a session alone, with a model that answers at once."""

from __future__ import annotations

from typing import Any

import pytest

from playbook.lab.workshop import WorkshopPage
from playbook.workshop import bots
from playbook.workspace import Workspace
from sim.scenario.file import team
from tests.workshop.made_up import HOSTILE

FIGURES = {"value": [1.0, 2.0, 3.0]}


def found(worth: float) -> dict[str, Any]:
    podiums = dict.fromkeys(("profit", "customers", "people", "risk"), worth)
    return {
        "round_figures": {"service_level": 0.7, "peak_service_level": 0.4}, "podiums": podiums,
        "range": {"value": [worth - 1, worth, worth + 1]},
    }  # fmt: skip


class Model:
    """Remembers what it was asked."""

    def __init__(self) -> None:
        self.rounds: list[tuple[int, Any]] = []

    def live(self, session: Any, shop: Any, settings: Any, number: int, events: Any) -> dict[str, Any]:
        self.rounds.append((number, settings[0]))
        rivals = {name: found(10.0 * i) for i, name in enumerate(bots.BOTS)}
        return {"round": number, "teams": {"0": found(15.0)}, "bots": rivals}

    def look_back(self, session: Any, shop: Any, settings: Any, events: Any) -> dict[str, Any]:
        one = {
            "round": 0,
            "path": "training.pair_minutes",
            "before": 0.0,
            "chosen": 180.0,
            "value": [1.0, 2000.0, 3000.0],
            "se": 10.0,
        }
        return {"teams": {"0": {"decisions": [one]}}, "room": None}


@pytest.fixture(params=["en", "zh"])
def game(request, tmp_path) -> tuple[WorkshopPage, Model]:
    model = Model()
    workspace = Workspace.open(tmp_path)
    page = WorkshopPage(request.param, live=model.live, look_back_by=model.look_back, workspace=workspace, memory={})
    return page, model


def play(page: WorkshopPage, low: str = "60", high: str = "80%") -> None:
    rounds = page.rounds
    rounds.low.value, rounds.high.value = low, high
    for box in rounds.levers.children:
        box.value = box.options[-1][1]
    rounds.bar.press()
    assert rounds.bar.runner.wait()


def test_a_game_alone_from_the_first_bet_to_the_plan(game):
    page, model = game
    assert page.words.t("workshop_page.none") in page.rounds.head.value
    assert "{" not in page.invite.about.value
    page.invite.begin()
    rounds, back = page.rounds, page.look_back
    play(page)
    assert [number for number, _ in model.rounds] == [0]
    assert "70%" in rounds.result.value and "pb-big" in rounds.result.value
    assert page.words.t("workshop_page.place", n=2, of=4) in rounds.ranks.value  # behind the one bot with 20
    assert back.bar.button.layout.display == "none"
    rounds.go_on()
    assert page.words.t("workshop_page.round", n=2, of=2) in rounds.head.value
    play(page)
    first, second = (settings for _, settings in model.rounds)
    assert len(second) == 2 and second[0] == first[0]  # what was decided first still stands
    assert "40%" in rounds.result.value
    back.bar.press()
    assert back.bar.runner.wait()
    assert "pb-big" in back.said.value and back.figure.value
    back.owner.value, back.change.value, back.number.value = HOSTILE, HOSTILE, "x"
    back.save()
    ((practice, entry),) = page.workspace.plan.items()
    assert practice == "training" and entry.owner == HOSTILE
    assert "<script>" not in back.kept.value


@pytest.mark.parametrize("low, high", [("", "80"), ("sixty", "80"), ("80", "60")])
def test_a_bet_that_is_none_is_told_and_nothing_is_lived(game, low, high):
    page, model = game
    page.invite.begin()
    play(page, low, high)
    assert 'role="alert"' in page.rounds.bar.line.value
    assert not model.rounds and page.game.state.play.phase == "deciding"


def test_a_round_that_was_stopped_is_decided_anew(game, monkeypatch):
    page, model = game
    page.invite.begin()

    def broken(*given: Any) -> dict[str, Any]:
        raise RuntimeError("broke off")

    monkeypatch.setattr(page, "_live", broken)
    play(page)
    assert page.game.state.play.phase == "deciding"
    monkeypatch.setattr(page, "_live", model.live)
    play(page)
    assert page.game.state.play.phase == "result"


def test_a_shop_whose_season_has_no_sale_is_told(game):
    page, _ = game
    page.workspace.set_scenario(team("starter").with_fields({"calendar.campaigns": ()}))
    page.invite.begin()
    assert "pb-near" in page.invite.said.value and page.game is None
