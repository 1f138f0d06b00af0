"""The map of the practices: each in one group, the worth and the steps of each told, one to open next."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np
import pytest

from playbook import practices
from playbook.lab import practice_map
from playbook.lab.kpi import KpiWords
from playbook.lab.practice_map import Steps, next_of
from playbook.lab.ranking import TOTALS, Gain
from playbook.lab.seasons import Seasons
from playbook.language import words
from playbook.practices.groups import groups
from playbook.workspace import Bet, Workspace

ROOT = Path(__file__).resolve().parents[2]
STILL = {slug: Steps() for slug in practices.names()}


def gain(slug: str, value: float) -> Gain:
    """A practice that is surely worth so much."""
    luck = np.array([-1.0, 1.0, -1.0, 1.0])
    team = Seasons({kpi: 1000 + luck for kpi in TOTALS})
    return Gain(slug, Seasons({kpi: x + value for kpi, x in team.totals.items()}), team)


def test_every_practice_stands_in_one_group_and_in_its_own() -> None:
    """All 28, written or not; a written one says the same group itself."""
    placed = [slug for group in groups() for slug in group.practices]
    with (ROOT / "data" / "coverage.csv").open(encoding="utf-8") as file:
        planned = {row["practice"] for row in csv.DictReader(file)}
    assert len(placed) == len(set(placed)) == 28 and set(placed) == planned and len(groups()) == 6
    for group in groups():
        assert all(practices.load(slug)[0].group == group.id for slug in group.written)
        for language in practices.LANGUAGES:
            assert len(group.written) + len(group.planned(language)) == len(group.practices)


@pytest.mark.parametrize(("group", "there"), [("work", "work"), ("goods", "change")])
def test_a_practice_that_no_list_names_is_on_the_map_all_the_same(
    monkeypatch: pytest.MonkeyPatch, group: str, there: str
) -> None:
    """Somebody has added a page: it stands in the group that it names, in the last one where that is not known."""
    names, load = practices.names(), practices.load
    new = load("training")[0].model_copy(update={"slug": "toy", "group": group})
    monkeypatch.setattr(practices, "names", lambda: (*names, "toy"))
    monkeypatch.setattr(practices, "load", lambda slug, *rest: (new, None) if slug == "toy" else load(slug, *rest))
    assert [one.id for one in groups() if "toy" in one.written] == [there]


def test_the_next_one_is_the_largest_sure_gain_not_yet_opened() -> None:
    gains = [gain("training", 90.0), gain("hiring", 50.0), gain("careers", -5.0)]
    assert next_of(gains, STILL) == "training"
    assert next_of(gains, STILL | {"training": Steps(bet=True)}) == "hiring"
    opened = STILL | {"training": Steps(bet=True), "hiring": Steps(plan=True)}
    assert next_of(gains, opened) is None, "what costs more than it brings is no advice"
    assert next_of([], STILL) == practices.in_order()[0]


@pytest.mark.parametrize("language", practices.LANGUAGES)
def test_a_card_tells_its_worth_and_how_far_the_reader_is(tmp_path: Path, language: str) -> None:
    workspace, tongue = Workspace.open(tmp_path), words(language)
    workspace.record_bet("training", Bet(kpi="profit", low=1, high=2))
    workspace.note_done("training", "lever")
    for one in practices.load("training")[0].rounds[:2]:
        workspace.note_done("training", f"challenge.{one.id}")
    workspace.note_done("training", "challenge.of another time")
    steps = Steps.of(workspace)
    assert steps["training"] == Steps(bet=True, lever=True, challenges=2, rounds=4) and not steps["hiring"].opened
    gains = [gain("training", 90.0), gain("hiring", 50.0)]
    drawn = practice_map.drawn(tongue, KpiWords(tongue), gains, steps, lambda slug: f"/{slug}?a&b")
    cards = re.findall(r'<div class="pb-practice.*?(?=<div class="pb-practice|</section>)', drawn, re.DOTALL)
    assert len(cards) == len(practices.names())
    (training,) = [card for card in cards if 'href="/training?a&amp;b"' in card]
    (hiring,) = [card for card in cards if "/hiring" in card]
    assert tongue.t("start.step_challenges", n=2, of=4) in training and tongue.t("start.step_bet") in training
    assert tongue.signed(90.0, "CNY", 0) in training and tongue.t("ranking.gains") in training
    assert "pb-next" in hiring and drawn.count('"pb-practice pb-next"') == 1
    assert drawn.count(tongue.t("ranking.profit")) == 2, "what is not known is not told"


@pytest.mark.parametrize("language", practices.LANGUAGES)
def test_the_map_reads_as_markdown(language: str) -> None:
    tongue = words(language)
    text = practice_map.markdown(tongue, KpiWords(tongue), [gain("training", 90.0)])
    assert sorted(re.findall(r"\(([a-z-]+)\.ipynb\)", text)) == sorted(practices.names())
    assert tongue.t("ranking.gains") in text
    planned = any(group.planned(language) for group in groups())  # these stand under a heading of their own
    assert text.count("### ") == planned + sum(bool(group.written) for group in groups())
    for group in groups():
        assert all(title.split()[0] in text for title in group.planned(language))
