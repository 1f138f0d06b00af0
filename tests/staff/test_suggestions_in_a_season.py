"""The assistant inside a season: who gets a place, what it does to them, what stays, and what it costs."""

from __future__ import annotations

import copy

import numpy as np
import pytest

from sim.evidence import parameters
from sim.season import kpi
from sim.season.clock import run_season
from sim.season.setup import World, opening
from sim.staff import suggestions, terms, weeks
from tests.season.shop import small_shop

SHARE, TO_NEW, COST = "training.assistance_share", "training.assistance_to_new", "training.assistance_cost"
PLACES = 20  # people in the group under test, so that shares are whole numbers of them


def world(evidence_only: bool = False, **levers) -> World:
    crew = {"people.late.count": PLACES, "people.early.count": 0}
    return World(small_shop(**crew | levers), parameters(evidence_only))


def morning(w: World, experience=None, ability=None, seed: int = 1):
    """The first morning; the floor's experience (weeks) and ability set where given."""
    state = opening(w, seed)
    floor = np.flatnonzero(w.service[state.roster.group])
    for name, values in (("experience", experience), ("ability", ability)):
        if values is not None:
            getattr(state.roster, name)[floor] = values
    state.terms = terms.of_today(w, state, 0)
    return state, floor


def gained(w: World, **state) -> np.ndarray:
    """Log speed of the floor over the same people's without suggestions, (n,)."""
    with_it, floor = morning(w, **state)
    without, _ = morning(world(), **state)
    return (with_it.terms.log_speed - without.terms.log_speed)[floor]


def test_a_newcomer_gains_much_and_an_experienced_person_of_the_same_ability_little():
    gain = gained(world(**{SHARE: 1.0}), experience=np.linspace(0, 60, PLACES), ability=1.0)
    assert (np.diff(gain) < 0).all()
    assert gain[0] > 2 * gain[-1] > 0


def test_the_best_gain_nothing_and_err_more():
    """Practice of 1.28 spreads above the mean is carried: somebody at three is led down, somebody at none is not."""
    w = world(**{SHARE: 1.0})
    spread = w.mechanisms.talent.spread
    ability = np.exp(spread * np.linspace(-1, 3, PLACES) - spread**2 / 2)
    state, floor = morning(w, experience=500.0, ability=ability)
    calm, _ = morning(world(), experience=500.0, ability=ability)
    gain = (state.terms.log_speed - calm.terms.log_speed)[floor]
    more_wrong = (state.terms.log_wrong - calm.terms.log_wrong)[floor]
    above = np.linspace(-1, 3, PLACES) > w.mechanisms.assistance.best
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
        assert (state.terms.suggestions[floor] == expected).all()
        assert state.terms.suggestions.sum() == 5, "nobody but the service floor"
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
    assert state.terms.suggestions[floor].all()


def test_what_suggestions_taught_stays_when_the_assistant_is_gone():
    """Eight weeks with it, then none: the pupil is quicker than before, less quick than with it."""
    w = world(**{SHARE: 1.0})
    state, floor = morning(w, experience=4.0, ability=1.0)
    helped = state.terms.log_speed[floor].copy()
    taught = [np.zeros(PLACES)]
    for _ in range(8):
        suggestions.learn(w, state)
        taught.append(state.standing.suggested[floor].copy())
        assert (taught[-1] > taught[-2]).all()
    state.terms = terms.of_today(world(), state, 0)
    gone = state.terms.log_speed[floor]
    alone, _ = morning(world(), experience=4.0, ability=1.0)
    assert (alone.terms.log_speed[floor] < gone).all() and (gone < helped).all()
    weeks.week(world(), state, 1, 7)
    assert (state.standing.suggested[floor] == taught[-1]).all(), "nothing is lost, nothing is added without a place"


def test_nobody_learns_more_from_suggestions_than_they_help():
    """Years with it: what is one's own comes up to the help of the first day and stays there."""
    w = world(**{SHARE: 1.0})
    state, floor = morning(w, experience=4.0, ability=1.0)
    first = suggestions.log_speed(w, state, state.terms.suggestions)[floor]
    for _ in range(1000):
        suggestions.learn(w, state)
    assert state.standing.suggested[floor] == pytest.approx(first, rel=1e-3)


def test_licences_are_booked_for_each_person_and_day():
    """300 a month and person, whatever else happens: the fixed account holds them, and the books balance."""
    shop = {"people.late.count": 10, "hiring.replace": 0.0}
    free, paid = (run_season(world(**shop, **{SHARE: 0.5, COST: cost}), 3) for cost in (0.0, 300.0))
    assert not paid.laws
    licences = free.ledger["fixed"] - paid.ledger["fixed"]
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
    assert kpi.end_state(helped, two).people > kpi.end_state(base, one).people
    kept = two.state.standing.suggested
    assert (kept >= 0).all() and kept.any() and not kept[~helped.service[two.state.roster.group]].any()


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
    assert not helped.state.standing.suggested.any()
    assert helped.ledger["fixed"].sum() < base.ledger["fixed"].sum()
