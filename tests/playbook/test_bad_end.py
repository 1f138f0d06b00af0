"""The bad end in a page: what is shipped is of the page's own team, and the words say what the seasons say."""

from __future__ import annotations

import math
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from playbook import bad_end, practices
from playbook.bad_end import ARMS, FIGURES, SLUGS, BadEnd
from playbook.lab.bad_end import BadEndSection, Told
from playbook.practices import LANGUAGES
from playbook.stories.shipped import results
from playbook.workspace import Bet
from sim.experiment.tail import quantile
from sim.scenario.file import team
from tests.playbook.lab_tools import click, no_trouble, open_lab, texts

CASH = 1000.0


def made_up(lost: np.ndarray, first: float = 0.0) -> BadEnd:
    """Seasons that would earn 50 and lose something; money stands at `first` and then at what the season earned."""
    profit = 50 - lost
    return BadEnd(lost, profit, np.full(len(lost), 50.0), np.minimum(first, first + profit))


@pytest.fixture(params=LANGUAGES)
def section(request, tmp_path: Path) -> BadEndSection:
    """With its bet on record, on the team of the page."""
    return open_lab(tmp_path, "risk", request.param).bad_end


@pytest.mark.parametrize("slug", SLUGS)
def test_what_is_shipped_is_of_the_practices_own_team(slug: str) -> None:
    """Both arms, one as the practice starts and one as its best round ends; something went wrong and cost something."""
    rows = {row["arm"]: row for row in results("bad_ends") if row["practice"] == slug}
    assert tuple(rows) == ARMS
    plans = bad_end.arms(slug, team(practices.load(slug)[0].team))
    for arm, plan in plans.items():
        found = bad_end.shipped(slug, plan)
        assert found is not None and found.n == rows[arm]["seasons"] >= bad_end.LEAST
        assert found.worst.value > found.lost.mean() > 0 and plan.incidents.chance == 1.0
        assert rows[arm]["lost"][0] == pytest.approx(rows[arm]["first_lost"], abs=0.5)
    assert plans["start"].key != plans["near"].key


def test_a_season_of_another_team_is_not_what_is_shipped() -> None:
    start = bad_end.arms("risk", team("flagship"))["start"]
    assert bad_end.shipped("risk", start) is not None
    assert bad_end.shipped("risk", start.with_fields({"risk.plans": 24})) is None


def test_it_is_told_with_its_own_range_and_in_how_many_seasons(section) -> None:
    """The shipped sentences hold P95, and how often the season ended with a loss, with and without what goes wrong."""
    shown, n = texts(section), next(row["seasons"] for row in results("bad_ends"))
    row = next(row for row in results("bad_ends") if row["practice"] == "risk" and row["arm"] == "start")
    found = quantile(np.array(row["lost"], float), 0.95)
    kpis = section.kpis
    assert kpis.value("value", found.value) in shown and kpis.value("value", found.low) in shown
    for name in ("profit", "calm"):
        seen = sum(value < 0 for value in row[name])
        assert section.words.t("bad_end.some", seen=seen, n=n, low="", high="").split("(")[0].split("（")[0] in shown
    no_trouble(section)


def test_it_waits_for_the_bet(tmp_path) -> None:
    lab = open_lab(tmp_path, "compliance", bet=False)
    section = lab.bad_end
    assert "pb-locked" in section._dom_classes and not section.said.value
    lab.study.bet = Bet(kpi=lab.practice.bet.kpi, low=lab.practice.bet.low, high=lab.practice.bet.high)
    assert "pb-locked" not in section._dom_classes and section.said.value


def test_another_team_is_played_when_asked_for(tmp_path, monkeypatch) -> None:
    """A season of each arm in turn, with things going wrong and without; said as soon as 20 of each are in."""
    asked = []

    def compare(calm, plan, replications, seed, **_):
        asked.append((calm.incidents.chance, plan.incidents.chance))
        for n in range(1, replications + 1):
            value, cash = np.arange(n) * 100.0, np.full((n, 3), CASH)
            lost = {"value": -value, "profit": 50 - value}
            yield SimpleNamespace(
                a=SimpleNamespace(n=n, totals={"value": value * 0, "profit": 50 + value * 0}),
                b=SimpleNamespace(n=n, totals=lost, days={"cash": cash - value[:, None]}),
            )

    monkeypatch.setattr(bad_end, "SEASONS", 30)
    lab = open_lab(tmp_path, "risk", experiment=SimpleNamespace(compare=compare))
    section = lab.bad_end
    lab.study.use_team(team("starter"))
    assert not section.said.value and section.bar.layout.display is None
    click(section.bar)
    assert asked == [(0.0, 1.0)] * 2
    told = section.said.value + section.numbers.value
    assert "29 of 30" in told and "none of 30" in told  # all but the first lose more than 50; calm ones never do
    assert "19 of 30" in told  # more than the 1,000 that there were
    no_trouble(section)


def test_too_few_seasons_say_so(section) -> None:
    few = made_up(np.arange(bad_end.LEAST - 1, dtype=float))
    section.show({"start": few, "near": few})
    assert section.words.t("bad_end.too_few") in texts(section.said) and not section.numbers.value


def test_an_end_beyond_what_was_seen_is_said_as_open(section) -> None:
    some = made_up(np.arange(30.0))
    assert some.worst.high == math.inf
    told = Told(section, section.kpis, {"start": some, "near": some}, CASH)
    assert "inf" not in told.worst() + told.table()
    assert section.words.t("bad_end.or_more", value="", low="").strip(" ()（）") in told.worst()


def test_ruin_counts_the_money_there_was() -> None:
    """100 at hand: a season that ends 60 below is in the red, and one that ends 150 below is ruined as well."""
    found = made_up(np.array([0.0, 110.0, 200.0]), first=100.0)
    assert (found.red.seen, found.red_calm.seen, found.ruined.seen) == (2, 0, 1)


def test_whole_money_survives_the_file() -> None:
    found = made_up(np.array([0.4, 110.0, 200.0]))
    back = BadEnd.from_row(found.to_row())
    assert all(np.abs(getattr(found, name) - getattr(back, name)).max() <= 0.5 for name in FIGURES)
