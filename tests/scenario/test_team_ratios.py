"""The shipped teams look like shops: every figure that managers compare by lies where life has it, and docs say so."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from playbook import ratios
from sim.scenario.file import team, team_names

DOC = Path(__file__).resolve().parents[2] / "docs" / "teams.md"
ROWS = [(name, figure) for name, known in ratios.known_ranges().items() for figure in known]


@cache
def measured(name: str) -> ratios.Figures:
    return ratios.team_ratios(team(name))


def test_there_is_a_range_for_every_figure_of_every_team():
    known = ratios.known_ranges()
    assert set(known) == set(team_names())
    for name in team_names():
        packs = any(work.source == "wave" for work in team(name).work)
        assert set(known[name]) == set(ratios.FIGURES) - (set() if packs else {"packed_hour"})


@pytest.mark.parametrize(("name", "figure"), ROWS)
def test_the_figure_lies_where_life_has_it(name, figure):
    about = ratios.known_ranges()[name][figure]
    assert about.low < about.high and about.source
    assert about.low <= measured(name)[figure] <= about.high, f"{name}: {ratios.FIGURES[figure].title}"


@pytest.mark.parametrize("name", team_names())
def test_the_document_shows_the_team_with_the_same_ranges(name):
    """The table of docs/teams.md is the one that `playbook build ratios` prints."""
    section = DOC.read_text(encoding="utf-8").split(f"## `{name}`")[1].split("\n## ")[0].split("<!--")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ")][1:]
    printed = ratios.tables([team(name)], lambda _: measured(name)).splitlines()
    expected = [line.strip("| ").split(" | ") for line in printed if line.startswith("| ")][1:]
    assert [(title, span, source) for title, _, span, source in rows] == [
        (title, span, source) for title, _, span, source in expected
    ]


def test_a_figure_outside_its_range_is_marked():
    figures = measured("starter") | {"labour": 0.5}
    assert "| 50.0% **outside** |" in ratios.tables([team("starter")], lambda _: figures)


def test_a_shop_with_one_in_service_counts_all_who_answer():
    """Five of eight people answer chats in the starter shop, six days a week; a desk counts its own people."""
    assert ratios.agent_days(team("starter")) == pytest.approx(5 * 6 / 7)
    assert ratios.agent_days(team("flagship")) == pytest.approx(13 * 5 / 7)
