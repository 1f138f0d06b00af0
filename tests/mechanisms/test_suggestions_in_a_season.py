"""The assistant inside a season: who gets a place, what it does to them, what stays, and what it costs."""

from __future__ import annotations

import copy

import numpy as np
import pytest

from sim.contract.channels import ASSISTED, ERRORS, SPEED
from sim.contract.day import Day
from sim.contract.phases import Phase
from sim.evidence import parameters
from sim.mechanisms.bounds import together
from sim.season import kpi
from sim.season.clock import run_season
from sim.season.setup import Setup
from tests.season import days
from tests.season.shop import small_shop

SHARE, TO_NEW, COST = "tools.assistance_share", "tools.assistance_to_new", "tools.assistance_cost"
PLACES = 20  # people in the group under test, so that shares are whole numbers of them


def world(evidence_only: bool = False, **levers) -> Setup:
    crew = {"people.late.count": PLACES, "people.early.count": 0}
    return Setup(small_shop(**crew | levers), parameters(evidence_only))


def morning(w: Setup, experience=None, ability=None, seed: int = 1) -> tuple[Day, np.ndarray]:
    """The first morning; the floor's experience (weeks) and ability set where given."""
    day = days.morning(w, seed=seed)
    floor = np.flatnonzero(day.service)
    if ability is not None:
        day.people.ability[floor] = ability
    weeks = day.own("learning").mine.experience.copy()
    if experience is not None:
        weeks[floor] = experience
    days.remember(day, "learning", experience=weeks)
    return day, floor


def speed(day: Day) -> np.ndarray:
    """Log speed by practices, as it arrives."""
    return together(day.own("transfer").numbers, day[SPEED], 0.0, 0.0).speed


def learn(w: Setup, day: Day) -> None:
    """A week goes by."""
    day.act([act for act in w.acts[Phase.WEEK] if act[0] == "tools"])


def gained(w: Setup, **state) -> np.ndarray:
    """Log speed of the floor over the same people's without suggestions, (n,)."""
    with_it, floor = morning(w, **state)
    without, _ = morning(world(), **state)
    return (speed(with_it) - speed(without))[floor]


def test_a_newcomer_gains_much_and_an_experienced_person_of_the_same_ability_little():
    gain = gained(world(**{SHARE: 1.0}), experience=np.linspace(0, 60, PLACES), ability=1.0)
    assert (np.diff(gain) < 0).all()
    assert gain[0] > 2 * gain[-1] > 0


def test_the_best_gain_nothing_and_err_more():
    """Practice of 1.28 spreads above the mean is carried: somebody at three is led down, somebody at none is not."""
    w = world(**{SHARE: 1.0})
    spread = w.talent.spread
    ability = np.exp(spread * np.linspace(-1, 3, PLACES) - spread**2 / 2)
    state, floor = morning(w, experience=500.0, ability=ability)
    calm, _ = morning(world(), experience=500.0, ability=ability)
    gain = (speed(state) - speed(calm))[floor]
    more_wrong = (state[ERRORS] - calm[ERRORS])[floor]
    above = np.linspace(-1, 3, PLACES) > w.numbers["tools"].assistance.best
    assert (np.abs(gain[above]) < 1e-6).all() and (gain[~above] > 0).all()
    assert (more_wrong[above] > 0).all() and not more_wrong[~above].any()


def test_the_mean_follows_from_who_is_there():
    """A floor of beginners gains more than the published mean, one of old hands less; nowhere is a mean set."""
    new, old = (gained(world(**{SHARE: 1.0}), experience=weeks).mean() for weeks in (1.0, 200.0))
    assert new > 0.15 > 0.1 > old > 0


def test_places_for_the_newest_or_for_the_quickest():
    experience = np.linspace(0, 100, PLACES)
    for to_new, expected in ((1.0, [True] * 5 + [False] * 15), (0.0, [False] * 15 + [True] * 5)):
        state, floor = morning(world(**{SHARE: 0.25, TO_NEW: to_new}), experience=experience, ability=1.0)
        assert (state[ASSISTED][floor] == expected).all()
        assert state[ASSISTED].sum() == 5, "nobody but the service floor"
    dealt = [world(**{SHARE: 0.25, TO_NEW: to_new}) for to_new in (1.0, 0.5, 0.0)]
    helped = [gained(w, experience=experience).sum() for w in dealt]
    assert helped[0] > helped[1] > helped[2]


@pytest.mark.parametrize("to_new", [0.0, 0.4, 1.0])
def test_a_larger_share_takes_nobodys_place(to_new):
    """Help grows with the share, person by person: whoever had a place keeps it."""
    before = np.zeros(PLACES)
    for share in np.linspace(0, 1, 11):
        gain = gained(world(**{SHARE: float(share), TO_NEW: to_new}))
        assert (gain >= before - 1e-12).all() or share == 0
        before = gain
    state, floor = morning(world(**{SHARE: 1.0, TO_NEW: to_new}))
    assert state[ASSISTED][floor].all()


def test_what_suggestions_taught_stays_when_the_assistant_is_gone():
    """Eight weeks with it, then none: the pupil is quicker than before, less quick than with it."""
    w = world(**{SHARE: 1.0})
    day, floor = morning(w, experience=4.0, ability=1.0)
    helped = speed(day)[floor]
    taught = [np.zeros(PLACES)]
    for _ in range(8):
        learn(w, day)
        taught.append(day.own("tools").mine.suggested[floor])
        assert (taught[-1] > taught[-2]).all()
    day.state.held["assisted"] = np.zeros(len(day.people))  # the assistant is down
    del day.state.held["speed"]
    gone, alone = speed(day)[floor], speed(morning(world(), experience=4.0, ability=1.0)[0])[floor]
    assert (alone < gone).all() and (gone < helped).all()
    learn(w, day)
    assert (day.own("tools").mine.suggested[floor] == taught[-1]).all(), "nothing lost, nothing added without a place"


def test_nobody_learns_more_from_suggestions_than_they_help():
    """Years with it: what is one's own comes up to the help of the first day and stays there."""
    w = world(**{SHARE: 1.0})
    day, floor = morning(w, experience=4.0, ability=1.0)
    name, term = next(one for one in w.wiring.adds[SPEED] if one[0] == "tools")
    first = term(day, day.own(name))[floor]
    for _ in range(1000):
        learn(w, day)
    assert day.own("tools").mine.suggested[floor] == pytest.approx(first, rel=1e-3)


def test_licences_are_booked_for_each_person_and_day():
    """300 a month and person, whatever else happens: their account holds them, and the books balance."""
    shop = {"people.late.count": 10, "hiring.replace": 0.0}
    free, paid = (run_season(world(**shop, **{SHARE: 0.5, COST: cost}), 3) for cost in (0.0, 300.0))
    assert not paid.laws
    licences = free.ledger["licences"] - paid.ledger["licences"]
    assert licences[0] == pytest.approx(5 * 300.0 * 12 / 365.25, rel=0.01)
    assert (licences > 0).all() and licences.sum() == pytest.approx(free.state.cash - paid.state.cash)
    assert (free.days["answered"] == paid.days["answered"]).all()


def test_without_a_place_nothing_changes_to_the_last_bit():
    one, two = run_season(world(), 2), run_season(world(**{TO_NEW: 0.0, COST: 999.0}), 2)
    for name in one.days:
        assert np.array_equal(one.days[name], two.days[name]), name


def test_a_season_leaves_taught_people_behind():
    """More contacts answered, and people worth more next year: the end state holds what they keep, not the tool."""
    base, helped = world(), world(**{SHARE: 1.0})
    one, two = run_season(base, 2), run_season(helped, 2)
    assert not two.laws
    assert kpi.end_state(helped, two).by_kind["people"] > kpi.end_state(base, one).by_kind["people"]
    kept = two.state.memory["tools"].suggested
    assert (kept >= 0).all() and kept.any() and not kept[~helped.facts.service[two.state.people.group]].any()


def test_a_season_with_the_assistant_goes_on_from_a_saved_state():
    w, saved = world(**{SHARE: 0.5}), {}
    whole = run_season(w, 2, each_day=lambda d, state: saved.update({d: copy.deepcopy(state)}) if d == 17 else None)
    tail = run_season(w, 2, start=(17, saved[17]))
    for name in whole.days:
        assert np.array_equal(whole.days[name][17:], tail.days[name][17:]), name


def test_on_evidence_alone_the_assistant_does_nothing_and_still_costs():
    """How much of the gap it closes leans on an assumption: switched off, only the bill is left."""
    helped, base = (run_season(world(True, **levers), 2) for levers in ({SHARE: 1.0}, {}))
    assert np.array_equal(helped.days["answered"], base.days["answered"])
    assert not helped.state.memory["tools"].suggested.any()
    assert helped.ledger["licences"].sum() < 0 == base.ledger["licences"].sum()
