"""A changed rule day by day: the law that the season itself lives by, and who could have heard at all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.contract.mechanism import bind
from sim.evidence import parameters
from sim.experiment import replication_seed, world_of
from sim.experiment.spread import Worked, worked
from sim.mechanisms.communication import NEWEST, PLAN, Communication, CommunicationLevers, heard, read_chance
from sim.season.clock import run_season
from tests.season.shop import small_shop

NUMBERS: Communication = bind(Communication, "communication", parameters())
SEED, FIRST, DAYS = 3, 16, 3


@pytest.mark.parametrize("brief, near", [(0.0, 1e-9), (4.0, 0.005)])  # a brief's own minutes are off the floor
def test_it_is_what_people_of_the_season_know(brief, near):
    """A rule that changes on the morning of the sale: what the season remembers of the newest on the next morning."""
    shop = small_shop(**{"communication.messages": 15.0, "communication.brief_minutes": brief})
    seen = {}

    def morning(day, state):
        if day == FIRST + 1:
            seen["stock"] = state.memory["communication"].unheard[:, PLAN, NEWEST].sum(axis=1)

    found = worked(shop, 0, SEED, days=DAYS)
    assert found.first == FIRST
    run_season(world_of(shop), replication_seed(SEED, 0), stop=FIRST + 2, each_day=morning)
    share = 1 - seen["stock"][: found.hours.shape[1]].mean()  # service stands first, and nobody has left by then
    assert float(found.known(shop.communication)[0]) == pytest.approx(share, rel=near)


def test_nobody_knows_more_than_have_been_at_work():
    found = worked(small_shop(), 0, SEED)
    known = found.known(CommunicationLevers(brief_minutes=30.0))
    assert (known <= found.been + 1e-12).all() and (np.diff(found.been) >= 0).all()
    assert found.hours.shape == (10, 5)


@given(hours=st.floats(0.5, 10), messages=st.floats(0, 200), lag=st.floats(0.5, 40))
def test_one_shift_without_a_brief(hours, messages, lag):
    """Share who read by then, and who heard by chance."""
    plan = CommunicationLevers(messages=messages, lag_hours=lag)
    reads = read_chance(NUMBERS, messages)
    still = reads * np.exp(-hours / lag) + (1 - reads) * np.exp(-hours / NUMBERS.chance_hours)
    assert heard(NUMBERS, plan, np.full((1, 2), hours)) == pytest.approx(1 - still)


@given(worked_=st.lists(st.sampled_from([0.0, 4.0, 8.0]), min_size=2, max_size=8), brief=st.floats(0, 20))
def test_nothing_is_forgotten_and_a_day_off_teaches_nothing(worked_, brief):
    hours = np.array(worked_)[:, None]
    known = heard(NUMBERS, CommunicationLevers(brief_minutes=brief), hours)[:, 0]
    before = np.concatenate([[0.0], known[:-1]])
    assert (known >= before - 1e-12).all()
    assert np.allclose(known[hours[:, 0] == 0], before[hours[:, 0] == 0])


def test_a_brief_repeated_reaches_those_who_were_off():
    off = Worked(0, np.array([[8.0, 0.0], [8.0, 8.0]]))
    once, twice = (off.known(CommunicationLevers(brief_minutes=10.0, brief_days=days)) for days in (1, 2))
    assert once[0] == twice[0] and once[1] < twice[1]
