"""Rivals' cuts and the answer to them: by hand, and against the break-even of matching."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.contract.mechanism import bind
from sim.evidence import parameters
from sim.mechanisms.market import Answer, Cut, Market, answered, cuts, false_alarms, kept, lowered, on_day, pays_from

NUMBERS: Market = bind(Market, "market", parameters())


def test_a_cut_seen_at_once_and_matched_whole_leaves_demand_as_it_was_and_takes_the_margin():
    lost = math.exp(-NUMBERS.loses * 0.1)
    assert lost * kept(NUMBERS, 0.1, 1.0, 1.0) == pytest.approx(1.0)
    assert lowered(0.1, 1.0, 1.0) == pytest.approx(0.9)


def test_never_answered_is_the_season_as_it_was_counted():
    assert kept(NUMBERS, 0.1, 0.0, 1.0) == lowered(0.1, 0.0, 1.0) == 1.0


@given(size=st.floats(0.02, 0.25), contribution=st.floats(0.26, 0.9), more=st.floats(0.01, 2.0))
def test_matching_everything_pays_from_the_break_even_on(size, contribution, more):
    edge = pays_from(size, contribution)
    for loses, pays in ((edge + more, True), (max(edge - more, 0.0), False)):
        market = replace(NUMBERS, loses=loses)
        borne, matched = math.exp(-loses * size) * contribution, contribution - size
        assert (matched > borne) == pays
        assert (kept(market, size, 1.0, 1.0) * (contribution - size) > contribution) == pays


@given(begins=st.floats(0, 80), lasts=st.floats(0.1, 20), watch=st.sampled_from([0.5, 1.0, 3.5, 7.0, 14.0]))
def test_an_answer_begins_with_the_first_look_after_the_cut_and_ends_with_the_first_after_its_end(begins, lasts, watch):
    found = answered(Cut(begins, begins + lasts, 0.1), watch, 1.0)
    if found is None:
        assert lasts <= watch
        return
    assert begins - 1e-9 <= found.begins - 1 <= begins + watch
    assert begins + lasts - 1e-9 <= found.ends - 1 <= begins + lasts + watch


def test_cuts_come_as_often_as_long_and_as_deep_as_they_should():
    seasons = [cuts(NUMBERS, seed, 84) for seed in range(300)]
    every = [cut for season in seasons for cut in season]
    days = 300 * 84 / 7 * NUMBERS.cuts_week
    assert len(every) == pytest.approx(days, abs=4 * days**0.5)
    assert np.mean([cut.size for cut in every]) == pytest.approx(NUMBERS.cut, rel=0.08)
    assert np.mean([cut.ends - cut.begins for cut in every]) == pytest.approx(NUMBERS.days, rel=0.15)
    assert np.mean([cut.war for cut in every]) == pytest.approx(NUMBERS.war, abs=0.06)


def test_alarms_without_a_cut_come_with_the_looks():
    alarms = sum(len(false_alarms(NUMBERS, seed, 84, 1.0)) for seed in range(200))
    assert alarms == pytest.approx(200 * 84 * NUMBERS.false_alarm, rel=0.15)
    assert not false_alarms(replace(NUMBERS, false_alarm=0.0), 1, 84, 1.0)


def test_an_answer_holds_on_days_of_which_it_covers_the_noon():
    one = Answer(2.4, 4.6, 0.1, True)
    assert [day for day in range(7) if on_day([one], day)] == [2, 3, 4]
