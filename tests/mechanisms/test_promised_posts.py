"""Lead posts promised for the season's end: a prize that is raced for now and paid for later."""

from __future__ import annotations

import copy

import numpy as np
import pytest

from sim.contract.channels import EFFORT, HAZARD, HELPING, LEADS, NOTICE, OWN_STAKE, QUITS_AFTER, WORKED
from sim.contract.day import Day
from sim.contract.people import NEVER
from sim.contract.phases import Phase
from sim.evidence import parameters
from sim.mechanisms import careers
from sim.season import kpi
from sim.season.clock import run_season
from sim.season.setup import Setup
from tests.season import days
from tests.season.shop import small_shop

PROMISED, LEAD_PAY = "careers.promised", "leadership.lead_pay"
BUSY = {"people.late.count": 8, "demand.orders_day": 300.0}


def world(**levers) -> Setup:
    return Setup(small_shop(**BUSY | levers), parameters())


def morning(w: Setup, rush: float = 0.5) -> Day:
    day = days.morning(w)
    if w.mechanisms and "pay" in day.state.memory:
        days.remember(day, "pay", rush=rush)
    day.state.waited_share = rush
    return day


def evening(w: Setup, result) -> Day:
    """The last day of a season that was played."""
    day = w.day(result.state, result.seed)
    day.index = result.last - 1
    return day


def test_the_prize_is_a_leads_extra_pay_for_as_long_as_one_stays():
    """Twice the pay is twice the prize; where people leave sooner it is worth less."""
    one, two = (morning(world(**{PROMISED: 1, LEAD_PAY: pay})) for pay in (0.2, 0.4))
    stake = float(one[OWN_STAKE][0])
    weeks = len(one.facts.days) / 7
    log_quits = float(one.state.held["quits"].mean())
    years = 1 / one[HAZARD](np.inf, 0.0, log_quits) / 365
    assert stake == pytest.approx(0.2 * years * 365 / 7 / weeks)
    assert two[OWN_STAKE][0] == pytest.approx(2 * stake)
    one.state.held["quits"] = one.state.held["quits"] + np.log(2)
    one.forget()
    assert one[OWN_STAKE][0] == pytest.approx(stake / 2, rel=0.01)
    assert not morning(world())[OWN_STAKE].any()


def raced(w: Setup, rush: float = 0.5) -> Day:
    day = morning(w, rush)
    day.act(w.acts[Phase.CREW])
    return day


def test_who_may_win_races_and_leads_do_not():
    day = raced(world(**{PROMISED: 1}))
    paid, leads, effort = day.service, day[LEADS], np.exp(day[EFFORT])
    assert leads.any() and effort[paid & ~leads].max() > 1.02
    assert (effort[leads] == 1).all() and (effort[~paid] == 1).all()


def test_where_nobody_waits_there_is_nothing_to_race_for():
    assert not raced(world(**{PROMISED: 1}), rush=0.0)[EFFORT].any()


def test_people_who_race_help_each_other_less():
    """The larger the prize, the less (direction: Drago & Garvey 1998)."""
    helping = [raced(world(**{PROMISED: 1, LEAD_PAY: pay}))[HELPING] for pay in (0.0, 0.2, 0.6)]
    assert helping[0] == 1 > helping[1] > helping[2]


def test_the_posts_go_to_the_best_results_among_those_who_are_there():
    w = world(**{PROMISED: 2})
    day = evening(w, run_season(w, 1))
    new = careers.promised(day, day.own("careers"))
    people, leads = day.people, day[LEADS]
    others = day.service & people.employed(day.index) & ~people.temp & ~leads & (day[NOTICE] == NEVER)
    others[new] = False
    assert len(new) == 2 and not leads[new].any()
    assert day[WORKED][new].min() >= day[WORKED][others].max()


def test_a_promise_costs_nothing_in_the_season_and_a_years_extra_pay_after_it():
    w = world(**{PROMISED: 2})
    result = run_season(w, 1)
    end, free = kpi.end_state(w, result), kpi.end_state(world(), run_season(world(), 1))
    year = 2 * 0.2 * 6000 * 12
    assert not result.laws and result.ledger["variable_pay"].sum() == 0
    assert -year < end.by_kind["promises"] < -0.3 * year and free.by_kind["promises"] == 0
    assert end.total == pytest.approx(sum(end.by_kind.values()))


def test_leads_chosen_by_results_lead_no_better_than_chance():
    """Aptitude hangs on results by the correlation that the register holds: none. Over many seasons it cancels."""
    w = world(**{PROMISED: 2})
    day = evening(w, run_season(w, 1))
    rng, found = np.random.default_rng(1), []
    for _ in range(400):
        days.remember(day, "careers", aptitude=rng.normal(size=len(day.people)))
        found.append(day[QUITS_AFTER][0])
    found = np.array(found)
    assert found.std() > 0 and abs(found.mean()) < 4 * found.std() / np.sqrt(len(found))


def test_without_a_promise_nothing_is_added():
    w = world(**{"careers.steps": 1})
    day = evening(w, run_season(w, 1))
    assert len(careers.promised(day, day.own("careers"))) == 0
    assert not day[QUITS_AFTER].any()


def test_a_season_with_a_promise_goes_on_from_a_saved_state():
    w, saved = world(**{PROMISED: 1}), {}
    whole = run_season(w, 2, each_day=lambda d, state: saved.update({d: copy.deepcopy(state)}) if d == 17 else None)
    tail = run_season(w, 2, start=(17, saved[17]))
    for name in whole.days:
        assert np.array_equal(whole.days[name][17:], tail.days[name][17:]), name
    assert kpi.end_state(w, whole) == kpi.end_state(w, tail)
