"""Lead posts promised for the season's end: a prize that is raced for now and paid for later."""

from __future__ import annotations

import copy

import numpy as np
import pytest

from sim.evidence import parameters
from sim.mechanisms.attrition import Attrition
from sim.mechanisms.roster import NEVER
from sim.season import end_state as endstate
from sim.season import kpi
from sim.season.clock import run_season
from sim.season.setup import World, opening
from sim.staff import joining, promises, rewards, terms
from tests.season.shop import small_shop

PROMISED, LEAD_PAY = "careers.promised", "leadership.lead_pay"
BUSY = {"people.late.count": 8, "demand.orders_day": 300.0}


def world(**levers) -> World:
    return World(small_shop(**BUSY | levers), parameters())


def morning(w: World, rush: float = 0.5):
    state = opening(w, 1)
    joining.lead(w, state, 1)
    state.rush = state.waited_share = rush
    state.terms = terms.of_today(w, state, 0)
    state.pace = terms.pace(w, state, 0)
    return state


def test_the_prize_is_a_leads_extra_pay_for_as_long_as_one_stays():
    """Twice the pay is twice the prize; where people leave sooner it is worth less."""
    one, two = world(**{PROMISED: 1, LEAD_PAY: 0.2}), world(**{PROMISED: 1, LEAD_PAY: 0.4})
    state = morning(one)
    stake = promises.stake(one, state)
    weeks = len(one.days) / 7
    assert stake == pytest.approx(0.2 * promises.years(one, state) * 365 / 7 / weeks)
    assert promises.stake(two, state) == pytest.approx(2 * stake)
    state.terms.log_quits[:] += np.log(2)
    assert promises.stake(one, state) == pytest.approx(stake / 2, rel=0.01)
    assert promises.stake(world(), state) == 0


def test_who_may_win_races_and_leads_do_not():
    w = world(**{PROMISED: 1})
    state = morning(w)
    paid = w.service[state.roster.group]
    effort = promises.effort(w, state, 0, paid)
    assert effort[paid & ~state.standing.lead].max() > 1.02
    assert (effort[state.standing.lead] == 1).all() and (effort[~paid] == 1).all()


def test_where_nobody_waits_there_is_nothing_to_race_for():
    w = world(**{PROMISED: 1})
    state = morning(w, rush=0.0)
    assert (promises.effort(w, state, 0, w.service[state.roster.group]) == 1).all()


def test_people_who_race_help_each_other_less():
    """The larger the prize, the less (direction: Drago & Garvey 1998)."""
    helping = []
    for pay in (0.0, 0.2, 0.6):
        w = world(**{PROMISED: 1, LEAD_PAY: pay})
        helping.append(rewards.drive(w, morning(w), 0).helping)
    assert helping[0] == 1 > helping[1] > helping[2]


def test_the_posts_go_to_the_best_results_among_those_who_are_there():
    w = world(**{PROMISED: 2})
    state = run_season(w, 1).state
    last = len(w.days) - 1
    new = joining.promised(w, state, last)
    roster, s = state.roster, state.standing
    others = w.service[roster.group] & roster.employed(last) & ~roster.temp & ~s.lead & (s.notice == NEVER)
    others[new] = False
    assert len(new) == 2 and not s.lead[new].any()
    assert s.results[new].min() >= s.results[others].max()


def test_a_promise_costs_nothing_in_the_season_and_a_years_extra_pay_after_it():
    w = world(**{PROMISED: 2})
    result = run_season(w, 1)
    end, free = kpi.end_state(w, result), kpi.end_state(world(), run_season(world(), 1))
    year = 2 * 0.2 * 6000 * 12
    assert not result.laws and result.ledger["variable_pay"].sum() == 0
    assert -year < end.promises < -0.3 * year and free.promises == 0
    assert end.total == end.people + end.customers + end.backlog + end.promises


def test_extra_pay_of_people_who_never_leave_is_a_year_of_it():
    forever = Attrition(0.0, 0.0, 10.0, 0.0, 0.5)
    months = endstate.WEEKS * 7 / (365 / 12)
    found = endstate.extra_pay(forever, 0.1, np.array([100.0, 50.0]), np.zeros(2), np.zeros(2), np.zeros(2))
    assert found == pytest.approx(150 * months)


def test_leads_chosen_by_results_lead_no_better_than_chance():
    """Aptitude hangs on results by the correlation that the register holds: none. Over many seasons it cancels."""
    w = world(**{PROMISED: 2})
    one = run_season(w, 1)
    rng, found = np.random.default_rng(1), []
    for _ in range(400):
        one.state.standing.aptitude[:] = rng.normal(size=len(one.state.roster))
        found.append(joining.log_quits_of_promised(w, one.state, len(w.days) - 1))
    found = np.array(found)
    assert found.std() > 0 and abs(found.mean()) < 4 * found.std() / np.sqrt(len(found))


def test_without_a_promise_nothing_is_added():
    w = world()
    state = run_season(w, 1).state
    assert len(joining.promised(w, state, len(w.days) - 1)) == 0
    assert joining.log_quits_of_promised(w, state, len(w.days) - 1) == 0


def test_a_season_with_a_promise_goes_on_from_a_saved_state():
    w, saved = world(**{PROMISED: 1}), {}
    whole = run_season(w, 2, each_day=lambda d, state: saved.update({d: copy.deepcopy(state)}) if d == 17 else None)
    tail = run_season(w, 2, start=(17, saved[17]))
    for name in whole.days:
        assert np.array_equal(whole.days[name][17:], tail.days[name][17:]), name
    assert kpi.end_state(w, whole) == kpi.end_state(w, tail)
