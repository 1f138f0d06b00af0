"""Home: who gains, who loses, what choice does, what distance and recording cost."""

from __future__ import annotations

import numpy as np
import pytest

from sim.evidence import parameters
from sim.mechanisms import learning, remote
from sim.mechanisms.learning import Learning
from sim.mechanisms.remote import Remote
from sim.season.clock import run_season
from sim.season.setup import Setup
from sim.units import DAYS_PER_MONTH
from tests.season import days
from tests.season.shop import small_shop

P = parameters()
USUAL = P.bind(Remote, "remote")
LONG = 1e4


def test_days_in_the_office_change_nothing():
    assert remote.log_minutes(USUAL, 0, 0.3, 1.0) == 0 == remote.log_rate(USUAL, 0, 0.3, 0.2)
    assert remote.log_quits(USUAL, 0, 1.0, 1.0) == 0 == remote.log_wrong(USUAL, 0, 8.0)
    assert remote.learning_pace(USUAL, 0, 0.0) == 1 == remote.contact_share(0)


def test_experienced_people_with_a_room_gain_and_new_ones_without_lose():
    ready = remote.fit(USUAL, np.array([1.0, 1.0, 0.0, 0.0]), np.array([LONG, 0, LONG, 0]))
    assert ready == pytest.approx([1, 0.5, 0.5, 0])
    rate = np.exp(remote.log_rate(USUAL, 4, ready))
    assert rate[0] == pytest.approx(1.04, abs=1e-3) and rate[3] < rate[2] < rate[0]


def test_new_people_without_a_room_lose_the_published_eighteen_per_cent_in_eight_weeks():
    """Two thirds at once, the rest by learning less: both put together again."""
    ramp, weeks = P.bind(Learning, "learning"), np.linspace(0, 8, 801)
    slow = weeks * remote.learning_pace(USUAL, 5, 0.0)
    loss = remote.log_rate(USUAL, 5, 0.0) + np.log(learning.speed(ramp, slow) / learning.speed(ramp, weeks)).mean()
    assert np.expm1(loss) == pytest.approx(-0.18, abs=3e-3)


def test_effects_grow_with_the_days():
    days = np.arange(6)
    assert (np.diff(remote.log_quits(USUAL, days, 1.0)) < 0).all()
    assert np.exp(remote.log_quits(USUAL, 4, 1.0)) == pytest.approx(0.5, abs=1e-3)
    assert (np.diff(remote.contact_share(days)) < 0).all()


def test_people_sent_home_leave_rather_than_stay():
    assert remote.log_quits(USUAL, 4, 0.0) > 0 > remote.log_quits(USUAL, 4, 1.0)


def test_a_free_choice_picks_people_whom_home_suits():
    luck = np.random.default_rng(4)
    z, taste = luck.normal(size=(2, 50_000))
    home = remote.chooses_home(USUAL, z, taste, 0.5)
    assert home.mean() == pytest.approx(0.5, abs=0.01)
    # E[z | best half of a normal correlated with it] = correlation · √(2/π)
    assert z[home].mean() == pytest.approx(USUAL.choice * np.sqrt(2 / np.pi), abs=0.02)
    assert not remote.chooses_home(USUAL, z, taste, 0.0).any()


def test_hours_of_their_own_keep_people_at_home_and_the_first_ones_most():
    """Half of it within the stated hours, and none of it in the office or where all hours are shared."""
    hours = np.array([0.0, USUAL.own_hours_half, 2 * USUAL.own_hours_half, 100.0])
    assert remote.own_time(USUAL, hours) == pytest.approx([0, 0.5, 0.75, 1])
    stay = remote.log_quits(USUAL, 5, 1.0) - remote.log_quits(USUAL, 5, 1.0, 0.0, USUAL.own_hours_half)
    assert stay == pytest.approx(USUAL.own_hours / 2)
    assert remote.log_quits(USUAL, 0, 1.0, 0.0, 8.0) == 0


@pytest.mark.parametrize("share", [0.0, 0.3, 0.5, 1.0])
def test_who_wants_home_most_goes_first(share):
    """As many as are sent, and up to the willing share nobody against their will."""
    levers = {"remote.days_home": 4, "remote.home_share": share, "remote.min_tenure_weeks": 0.0}
    one = days.morning(Setup(small_shop(**{"people.early.count": 400, **levers}), parameters()))
    own = one.own("remote")
    able = one.facts.can_be_home[one.people.group]
    home, asked = remote._days(one, own) > 0, remote._asked(own)
    assert home[able].mean() == pytest.approx(share, abs=0.08) and not home[~able].any()
    assert asked[home].all() if share <= USUAL.willing else home[able & asked].all()


def test_a_desk_at_home_is_paid_for_whoever_is_there_at_all():
    """The stated share of a day's wages of five people, at one day a week as at five."""
    costs = []
    for at_home in (1, 5):
        levers = {"remote.days_home": at_home, "remote.home_share": 1.0, "remote.min_tenure_weeks": 0.0}
        costs.append(run_season(Setup(small_shop(**levers), parameters()), 1).ledger["home_kit"][0])
    assert costs[0] == costs[1] == pytest.approx(-5 * 6000 / DAYS_PER_MONTH * USUAL.kit)


def test_each_hour_apart_costs_talks_down_to_a_floor():
    left = remote.talks(USUAL, np.array([0, 1.5, 8, 100]))
    assert left[0] == 1 and left[1] == pytest.approx(0.89, abs=1e-3) and left[3] == USUAL.least_talks
    assert remote.log_wrong(USUAL, 5, 8) > remote.log_wrong(USUAL, 2, 8) > 0


def test_recording_brings_no_work_and_costs_people_and_care():
    """The minutes that it finds go in pace (a correlation of −0.01 with performance); leavers and mistakes stay."""
    minutes = remote.log_minutes(USUAL, 5, 1.0, 1.0) - remote.log_minutes(USUAL, 5, 1.0)
    pace = remote.log_rate(USUAL, 5, 1.0, 0.0, 1.0) - remote.log_rate(USUAL, 5, 1.0)
    assert minutes > 0 > pace and minutes + pace == pytest.approx(0, abs=1e-12)
    assert remote.log_quits(USUAL, 5, 1.0, 1.0) - remote.log_quits(USUAL, 5, 1.0) == pytest.approx(USUAL.tracking_quits)
    assert remote.log_wrong(USUAL, 5, 0, 1.0) == pytest.approx(USUAL.tracking_wrong)
    assert remote.log_wrong(USUAL, 0, 0, 1.0) == 0 == remote.log_wrong(USUAL, 5, 0)
