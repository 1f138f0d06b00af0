"""The evening of the opening by the minute: what is lived, and what the wall makes of it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from playbook.language import words
from playbook.workshop import bots, lived
from playbook.workshop.lived import Seasons, stages_of
from playbook.workshop.pages import moving
from playbook.workshop.pages.wall import resulted
from tests.workshop import made_up
from tests.workshop.trial import OPENING, TEAM, decided, session

LINES = {"first": 1140, "opens": 2, "came": [9, 1, 4, 4, 2, 0, 6], "in_time": [9, 1, 4, 0, 2, 0, 5]}
EVENING = LINES | {"waiting": [0, 0, 1, 4, 2, 1, 3], "lost": [0, 0, 0, 2, 0, 1, 0]}


@pytest.fixture(scope="module")
def night():
    own, seasons = session(), Seasons()

    def reach(number, **set_):
        stages = stages_of(own, TEAM, bots.standing(own, TEAM, decided(**set_)), number, ())
        return seasons.reach(stages, lived.lucks(own)[0])

    return reach


def test_an_evening_is_of_the_stage_that_has_the_opening(night):
    assert night(2).evening is None
    found = night(3).evening
    assert found is not None and night(3).begin <= OPENING
    assert {len(one) for one in (found.came, found.in_time, found.waiting, found.lost)} == {len(found.came)}
    assert (found.in_time <= found.came).all() and found.came.sum() > 0 and (found.lost >= 0).all()
    assert found.opens <= 60 and len(found.came) - found.opens <= 240
    assert (night(3).evening.came == found.came).all()


def test_what_the_wall_says_is_what_the_key_figure_says(night):
    """Both are of who came in the four hours from the opening; only who is still there at midnight is told apart."""
    for set_ in ({}, {"temps": 40.0}):
        found = night(3, **set_)
        share = moving.share(found.evening.told())
        still = len(found.evening.came) and found.evening.waiting[-1] / found.evening.came[found.evening.opens :].sum()
        assert share == pytest.approx(found.figures.stage["peak_service_level"], abs=0.01 + still)


def seen(evenings):
    view = made_up.of_wall("result")
    teams = view.results[0]["teams"]
    for number, evening in evenings.items():
        teams = teams | {number: teams[number] | {"evening": evening}}
    return replace(view, results={0: {**view.results[0], "teams": teams}})


def panes(view):
    return [one.id for one in resulted(words("en"), view, made_up.context())]


def test_the_evening_comes_first_where_all_teams_have_one_and_else_the_still_picture_stands():
    whole = dict.fromkeys("0123", EVENING)
    assert panes(seen(whole))[:2] == ["night", "bets"]
    for broken in ({}, {"0": EVENING}, whole | {"2": EVENING | {"opens": 3}}, whole | {"1": EVENING | {"lost": [1]}}):
        view = seen(broken)
        assert moving.evenings(words("en"), view) == "" and panes(view)[:2] == ["bets", "night"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_picture_stands_whole_without_a_script(language):
    said, worse = words(language), EVENING | {"in_time": [0] * 7}
    picture = moving.evenings(said, seen(dict.fromkeys("0123", EVENING) | {"0": worse}))
    best = (4 + 0 + 2 + 0 + 5) / (4 + 4 + 2 + 0 + 6)
    assert moving.share(EVENING) == best and said.percent(best) in picture and said.percent(0) in picture
    assert picture.count('data-counts="share"') == 2 * 4  # both layouts
    texts = re.findall(r'data-counts="(?:waiting|lost)"[^>]*>([^<]*\d)<', picture)
    assert set(texts) == {said.t(f"workshop_room.evening_{key}", n="3") for key in ("waiting", "lost")}
    assert re.findall(r'class="(?:time|now)" visibility="(\w+)"', picture) == ["hidden"] * 10
    assert 'class="found"' in picture and "<script" not in picture and "style=" not in picture
