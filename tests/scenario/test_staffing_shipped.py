"""Shipped curves of headcount: the desks of the teams are worth their pay, and the document shows what was computed.

That the file is what the model computes today is held by tests/playbook/test_shipped.py.
"""

from __future__ import annotations

import pytest

from playbook import sealed, staffing
from playbook.build import RESULTS
from sim.experiment.staffing import NEAR
from sim.scenario.file import team, team_names

ROWS = {(row["team"], row["factor"]): row for row in sealed.read(RESULTS / "staffing.json")["rows"]}
BIG = ("flagship", "crossborder")  # whose desks are the subject of most practices


def test_every_team_has_its_curve_at_every_price():
    assert set(ROWS) == {(name, factor) for name in team_names() for factor in staffing.FACTORS}


@pytest.mark.parametrize("name", team_names())
def test_the_present_headcount_is_near_the_best(name):
    """A shop that has paid so many people for years is not wrong by much."""
    row = ROWS[name, 1.0]
    assert row["present"] == team(name).desk_people
    assert abs(row["best"] / row["present"] - 1) <= NEAR


@pytest.mark.parametrize("name", BIG)
@pytest.mark.parametrize("kind", ["profit", "value"])
def test_half_of_the_desk_sent_home_is_a_loss(name, kind):
    """In the season's profit as well as with the year after, beyond luck."""
    row = ROWS[name, 1.0]
    half = min(range(len(row["people"])), key=lambda i: abs(row["people"][i] - row["present"] / 2))
    assert row["people"][half] <= 0.6 * row["present"]
    assert row[kind][half] + row[f"{kind}_half_width"][half] < 0


@pytest.mark.parametrize("name", [name for name in team_names() if name != "starter"])
def test_an_hour_is_worth_what_it_costs(name):
    """The end state prices next year's hours at cost: what an hour of the season brings, with what it leaves, is that.

    A desk of one person cannot have half a person more.
    """
    row = ROWS[name, 1.0]
    assert abs(row["hour_worth"] - row["hour_costs"]) <= row["worth_half_width"]
    assert row["worth_half_width"] < 0.6 * row["hour_costs"]


@pytest.mark.parametrize("name", BIG)
def test_dearer_failures_ask_for_more_people(name):
    few, now, many = (ROWS[name, factor]["best"] for factor in sorted(staffing.FACTORS))
    assert few < now < many


def test_the_document_shows_the_shipped_tables():
    page = staffing.PAGE.read_text(encoding="utf-8")
    shown = page.split(staffing.BEGIN)[1].split(staffing.END)[0].strip()
    assert shown == staffing.tables(list(ROWS.values())).strip()


def test_another_result_is_another_table():
    """The comparison above sees every row of a curve and the hour of every team."""
    rows = list(ROWS.values())
    for name in team_names():
        for change in (
            {"hour_brings": -1234.0},
            {"hour_worth": -1.0},
            {"best": 99.0},
            {"answered": [0.01] * len(ROWS[name, 1.0]["people"])},
        ):
            other = [row | change if (row["team"], row["factor"]) == (name, 1.0) else row for row in rows]
            assert staffing.tables(other) != staffing.tables(rows)
