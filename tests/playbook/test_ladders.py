"""Ladders: the levers that a search for a promise may move in a team."""

from __future__ import annotations

import pytest

from playbook import practices
from playbook.first.ladders import MOST_SETTINGS, ladders, naming
from playbook.language import words
from playbook.planning.standard import GOAL_LEVERS
from playbook.practices import LANGUAGES
from sim.scenario.file import team, team_names


@pytest.mark.parametrize("name", team_names())
@pytest.mark.parametrize("kpi", ["peak_service_level", "late_parcels", "quits"])
def test_every_setting_is_one_of_the_lever_s_that_the_team_can_have_and_not_its_own(name: str, kpi: str) -> None:
    shop = team(name)
    found = ladders(shop, kpi)
    assert 0 < len(found) <= GOAL_LEVERS and len({one.lever.path for one in found}) == len(found)
    for one in found:
        assert one.before == shop.at(one.lever.path) and one.before not in one.values
        assert 0 < len(one.values) <= MOST_SETTINGS and list(one.values) == sorted(set(one.values))
        for value in one.values:
            assert one.lever.low <= value <= one.lever.high and one.lever.clip(value) == value
            assert shop.with_levers({one.lever.path: value}).at(one.lever.path) == value


def test_without_a_name_the_practices_are_those_whose_figures_name_the_promise() -> None:
    of = {slug: practices.load(slug)[0] for slug in practices.names()}
    found = naming("peak_service_level")
    assert set(found) == {slug for slug, one in of.items() if "peak_service_level" in (one.kpi, *one.watch)}
    assert of[found[0]].kpi == "peak_service_level"
    assert {one.slug for one in ladders(team("starter"), "peak_service_level")} <= set(found)


def test_named_practices_are_the_only_ones_and_all_their_levers_are_looked_at() -> None:
    found = ladders(team("flagship"), "peak_service_level", ("hiring",))
    assert {one.slug for one in found} == {"hiring"}
    paths = {lever.path for lever in practices.load("hiring")[0].levers}
    assert {one.lever.path for one in found} <= paths


def test_what_a_practice_faces_is_nobody_s_to_set() -> None:
    for slug in practices.names():
        practice = practices.load(slug)[0]
        found = ladders(team("flagship"), practice.kpi, (slug,))
        assert not {one.lever.path for one in found} & set(practice.faces)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_ladder_says_itself_in_words(language: str) -> None:
    for one in ladders(team("starter"), "peak_service_level", ("peak-time",)):
        assert one.label(words(language)) and one.practice(words(language))
        assert len({one.shown(words(language), value) for value in one.values}) == len(one.values)


def test_the_levers_of_practices_about_the_figure_are_all_among_those_looked_at() -> None:
    found = {one.lever.path for one in ladders(team("starter"), "peak_service_level")}
    about = practices.load("peak-time")[0]
    assert about.kpi == "peak_service_level" and {lever.path for lever in about.levers} <= found
