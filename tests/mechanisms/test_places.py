"""Places for single groups: who is hired on top comes to the group that is named, in the week that is named."""

from __future__ import annotations

import numpy as np
import pytest

from sim.experiment.tasks import world_of
from sim.files.bad_input import BadInput
from sim.scenario.file import read_scenario, team, write_scenario
from sim.season.clock import run_season


def headcount(scenario, stop):
    """People employed by group and day, temps aside, (G, stop)."""
    found = np.zeros((len(scenario.people), stop), dtype=int)

    def morning(day, state):
        here = state.people.employed(day) & ~state.people.temp
        found[:, day] = np.bincount(state.people.group[here], minlength=len(scenario.people))

    result = run_season(world_of(scenario, False, "auto"), 3, stop=stop, each_day=morning)
    return found, result


def test_they_come_to_their_group_after_the_pipeline():
    base = team("starter").with_levers({"hiring.lead_days": 7})
    group = next(i for i, one in enumerate(base.people) if one.role == "service" and one.count)
    name = base.people[group].id
    more = base.with_levers({"hiring.places": ({"group": name, "week": 1, "people": 2},)})
    before, _ = headcount(base, 20)
    after, _ = headcount(more, 20)
    extra = after - before
    assert not extra[:, : 7 + 1 + 7].any()  # advert on day 7, first day eight days on
    assert extra[group, 16] == 2 and extra[:, 16].sum() == 2


def test_two_adverts_of_one_group_bring_different_people():
    base = team("starter").with_levers({"hiring.lead_days": 0})
    name = next(one.id for one in base.people if one.role == "service" and one.count)
    twice = ({"group": name, "week": 0, "people": 1}, {"group": name, "week": 0, "people": 1})
    _, result = headcount(base.with_levers({"hiring.places": twice}), 4)
    keys = result.state.people.key
    assert len(np.unique(keys)) == len(keys)


def test_a_file_has_places_and_a_group_that_the_shop_does_not_have_is_told(tmp_path):
    file, base = tmp_path / "shop.toml", team("starter")
    name = next(one.id for one in base.people if one.role == "service" and one.count)
    made = base.with_levers({"hiring.places": ({"group": name, "week": 3, "people": 2},)})
    write_scenario(made, file)
    assert read_scenario(file) == made
    text = file.read_text(encoding="utf-8")
    wrong = text.replace(f'group = "{name}"', 'group = "nobody"')
    assert wrong != text
    file.write_text(wrong, encoding="utf-8")
    with pytest.raises(BadInput) as told:
        read_scenario(file)
    assert all("nobody" in told.value.text(language) and name in told.value.text(language) for language in ("en", "zh"))
