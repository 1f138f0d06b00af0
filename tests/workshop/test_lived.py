"""A team's decisions become stages; what two seasons share is lived once."""

from __future__ import annotations

import pytest

from playbook.workshop import bots, lived
from playbook.workshop.lived import Seasons, lived_rounds, stages_of, swapped
from tests.workshop.trial import EVENT, TEAM, decided, session

SESSION = session()


def stages(number=3, events=(EVENT,), **night):
    return stages_of(SESSION, TEAM, bots.standing(SESSION, TEAM, decided(**night)), number, events)


def test_rounds_that_do_not_count_are_lived_alone():
    assert [lived_rounds(SESSION, number) for number in range(4)] == [(0,), (1,), (1, 2), (1, 2, 3)]
    assert [one.until for one in stages()] == [7, 14, 28]


def test_a_decision_stands_from_its_round_on_and_not_before():
    own = stages(temps=2.0)
    assert [one.scenario.peak.temps for one in own] == [0, 0, 2]
    assert [one.scenario.training.pair_minutes for one in own] == [30, 30, 30]
    assert stages(0)[0].scenario.training.pair_minutes == 0  # the round to learn on is not the first one


def test_events_that_come_later_leave_the_days_before_as_they_are():
    with_event, without = stages(), stages(events=())
    assert with_event[:2] == without[:2]
    assert with_event[2].scenario.incidents.by_hand == (EVENT,) and without[2].scenario.incidents.by_hand == ()


def test_a_swap_reaches_as_far_as_it_was_only_carried_on():
    own = stages()
    assert [one.scenario.training.pair_minutes for one in swapped(own, 0, "training.pair_minutes", 0)] == [0, 0, 0]
    anew = bots.standing(SESSION, TEAM, ({}, {"training.pair_minutes": 30.0}, {"training.pair_minutes": 0.0}, {}))
    back = swapped(stages_of(SESSION, TEAM, anew, 3, ()), 0, "training.pair_minutes", 15)
    assert [one.scenario.training.pair_minutes for one in back] == [15, 0, 0]
    assert swapped(own, 2, "peak.temps", 0) == own


def test_what_two_seasons_share_is_lived_once(monkeypatch):
    played = []
    real = lived.play_on
    monkeypatch.setattr(
        lived, "play_on", lambda stage, *rest, **more: played.append(stage.until) or real(stage, *rest, **more)
    )
    seasons = Seasons()
    first = seasons.reach(stages(2), 1)
    assert played == [7, 14]
    assert seasons.reach(stages(2), 1) is first and played == [7, 14]
    seasons.reach(stages(temps=2.0), 1)
    seasons.reach(stages(), 1)
    assert played == [7, 14, 28, 28]
    seasons.reach(stages(1), 2)  # another luck shares nothing
    assert played == [7, 14, 28, 28, 7]


def test_only_so_much_is_remembered():
    seasons = Seasons(most=2)
    again = seasons.reach(stages(temps=2.0), 1).figures.so_far
    assert seasons.played == 2
    assert seasons.reach(stages(temps=2.0), 1).figures.so_far == again


def test_the_rooms_luck_comes_first_and_all_differ():
    found = lived.lucks(SESSION)
    assert len(set(found)) == len(found) == SESSION.lucks + 1
    assert found[:2] == lived.lucks(session(lucks=1))
    assert found[0] != lived.lucks(session(seed=4))[0]


def test_a_setting_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match="temps"):
        stages(temps=-1.0)
