"""A scenario written and read again is the same scenario, and a failed write harms nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from sim.scenario.file import BadInput, read_scenario, team, team_names, write_scenario
from tests.scenario.generators import scenarios

FREELY = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))


@FREELY
@given(scenario=scenarios())
def test_nothing_is_lost_between_writing_and_reading(tmp_path_factory, scenario):
    """A manager saves a scenario, closes the browser, and opens exactly the same one."""
    path = tmp_path_factory.getbasetemp() / "round-trip.toml"
    write_scenario(scenario, path)
    assert read_scenario(path) == scenario


@pytest.mark.parametrize("name", team_names())
def test_shipped_teams_survive_a_round_trip(tmp_path, name):
    """Somebody starts from a shipped team and saves it as their own."""
    write_scenario(team(name), tmp_path / "mine.toml")
    assert read_scenario(tmp_path / "mine.toml") == team(name)


def test_another_title_is_the_same_scenario_and_another_number_is_not():
    """A shop that is renamed or told in other words finds its results again; one with another agent does not."""
    shop = team("starter")
    told = {"en": "Ours", "zh": "我们的"}
    renamed = shop.with_levers({"title": told, "description": told, "people.0.title": told, "work.0.title": told})
    assert renamed != shop and renamed.key == shop.key
    assert shop.with_levers({"people.0.count": shop.people[0].count + 1}).key != shop.key


def test_an_order_file_moves_with_its_folder(tmp_path):
    """The scenario and its orders lie in one folder; the folder is moved and still works."""
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    (here / "orders.csv").write_text("hour,orders\n2026-10-01T10:00,5\n")
    scenario = team("starter").with_levers({"demand.hourly_csv": str(here / "orders.csv")})
    write_scenario(scenario, here / "shop.toml")
    assert read_scenario(here / "shop.toml") == scenario
    here.rename(there)
    assert read_scenario(there / "shop.toml").demand.hourly_csv == str(there / "orders.csv")


def test_an_order_file_elsewhere_keeps_its_full_name(tmp_path):
    """The orders lie in another folder than the scenario: the scenario still finds them."""
    orders = tmp_path / "exports" / "orders.csv"
    orders.parent.mkdir()
    orders.write_text("hour,orders\n2026-10-01T10:00,5\n")
    (tmp_path / "mine").mkdir()
    scenario = team("starter").with_levers({"demand.hourly_csv": str(orders)})
    write_scenario(scenario, tmp_path / "mine" / "shop.toml")
    assert read_scenario(tmp_path / "mine" / "shop.toml") == scenario


def test_a_crash_while_writing_leaves_the_old_file(tmp_path, monkeypatch):
    """The machine dies in the middle of a save: the old file is whole and no rubbish lies beside it."""
    path = tmp_path / "shop.toml"
    write_scenario(team("starter"), path)
    before = path.read_bytes()

    def dies(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", dies)
    with pytest.raises(BadInput, match="no space left on device"):
        write_scenario(team("flagship"), path)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["shop.toml"]


def test_saving_keeps_the_permissions_of_the_file(tmp_path):
    """A file shared with the team stays shared after a save."""
    path = tmp_path / "shop.toml"
    write_scenario(team("starter"), path)
    path.chmod(0o640)
    write_scenario(team("flagship"), path)
    assert path.stat().st_mode & 0o777 == 0o640


def test_saving_where_there_is_no_folder_is_told_in_a_sentence(tmp_path):
    """A typo in the folder's name ends in a sentence, not in a traceback."""
    with pytest.raises(BadInput, match="cannot be written"):
        write_scenario(team("starter"), Path(tmp_path, "no", "such", "shop.toml"))
