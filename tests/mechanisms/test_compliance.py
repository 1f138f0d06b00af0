"""Break-ins, wrong pages and hours: by hand, against simulated mails and faults, and in a season."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import draws
from sim.contract.mechanism import bind
from sim.evidence import parameters
from sim.mechanisms.compliance import (
    Compliance,
    ComplianceLevers,
    gets_in,
    late_share,
    let_in,
    looking_hours,
    missed,
    on_sale,
    review_finds,
)
from sim.mechanisms.incidents import fine
from sim.season.clock import run_season
from sim.season.setup import Setup
from sim.shop.events import deck
from tests.season.shop import small_shop

NUMBERS: Compliance = bind(Compliance, "compliance", parameters())
SHARE = st.floats(0, 1)


# ---- break-ins


def test_one_who_falls_for_it_is_enough_against_simulated_mails():
    """Twenty people, half of whom confirm; each mail, each person and each second factor with its own draw."""
    mails, people, half = 4000, 20, 10
    plain = replace(NUMBERS, reached=1.0, taught=0.5, stops=0.9)
    key = draws.key(1, "mail", np.arange(mails * people))
    falls = draws.uniform(key, draws.Purpose.CHOICE) < plain.falls * 0.5
    useful = draws.uniform(key, draws.Purpose.CHOICE_B) >= plain.stops
    confirms = np.arange(mails * people) % people < half
    share = float((falls & (useful | ~confirms)).reshape(mails, people).any(axis=1).mean())
    expected = gets_in(plain, people, half / people, 1.0)
    assert share == pytest.approx(expected, abs=3 * math.sqrt(expected * (1 - expected) / mails))


@given(people=st.floats(1, 500), course=SHARE, falls=st.floats(0.001, 0.5), stops=SHARE, reached=st.floats(0.1, 1))
def test_half_the_accounts_keep_out_at_most_half_of_what_all_of_them_do(people, course, falls, stops, reached):
    numbers = replace(NUMBERS, falls=falls, stops=stops, reached=reached)
    none, half, full = (let_in(numbers, people, confirmed, course) for confirmed in (0.0, 0.5, 1.0))
    assert none - half <= (none - full) / 2 + 1e-12
    assert 0 <= full <= half <= none <= 1


def test_where_a_mail_reaches_one_person_half_the_accounts_keep_out_half():
    """The chance is linear in the accounts where there is nobody else to fall for it."""
    alone = replace(NUMBERS, reached=1.0, falls=0.001, stops=1.0)
    assert let_in(alone, 1, 0.5, 0.0) == pytest.approx(0.5, abs=0.001)


def test_the_study_of_courses_is_the_chance_that_it_reports():
    """56 % of people fell for at least one of ten mails."""
    assert 1 - (1 - NUMBERS.falls) ** 10 == pytest.approx(0.56, abs=0.01)


# ---- wrong pages


@pytest.mark.parametrize("looks", [1, 4, 12])
def test_looks_find_a_binomial_share_of_simulated_faults(looks):
    """Each fault and each look with its own draw."""
    faults, share, seen = 5000, 0.3, 0.5
    left = np.ones(faults, bool)
    for look in range(looks):
        key = draws.key(2, "look", look, np.arange(faults))
        chosen = draws.uniform(key, draws.Purpose.CHOICE) < share
        left &= ~(chosen & (draws.uniform(key, draws.Purpose.CHOICE_B) < seen))
    expected = missed(share, seen, looks)
    assert left.mean() == pytest.approx(expected, abs=3 * math.sqrt(expected * (1 - expected) / faults))


@given(again=SHARE, weeks=st.integers(1, 20))
def test_without_new_pages_the_season_is_that_binomial_share(again, weeks):
    still = replace(NUMBERS, renewed_week=0.0, renewed_sale=0.0)
    left = on_sale(still, ComplianceLevers(again=again), 7 * weeks + 1, ())
    assert left[-1] == pytest.approx(missed(again, still.seen, weeks))


@given(again=SHARE, review=SHARE, days=st.floats(0.5, 14))
def test_new_pages_and_looks_come_to_rest_where_one_makes_up_for_the_other(again, review, days):
    """With r the share of pages that lives through a week and m of the faults through a look,
    w = m (r w + (1 − r) fresh)."""
    quick = replace(NUMBERS, renewed_week=0.9)
    plan = ComplianceLevers(again=again, review=review, review_days=days)
    lives, through = (1 - 0.9 / 7) ** 7, missed(again, quick.seen, 1)
    fresh = 1 - review * review_finds(quick, days)
    assert on_sale(quick, plan, 7 * 60 + 1, ())[-1] == pytest.approx(
        through * (1 - lives) * fresh / (1 - through * lives)
    )


def test_a_sale_brings_its_pages_at_once():
    once = replace(NUMBERS, renewed_week=0.0, renewed_sale=0.4, ready_days=2.0)
    left = on_sale(once, ComplianceLevers(review=1.0, review_days=1.0), 20, (10,))
    assert left[7] == 1.0
    assert left[8] == left[19] == pytest.approx(1 - 0.4 * (1 - math.exp(-1 / once.careful_days)))


@given(review=SHARE, days=st.floats(0.5, 14), again=SHARE)
def test_looks_never_bring_wrong_pages(review, days, again):
    left = on_sale(NUMBERS, ComplianceLevers(review=review, review_days=days, again=again), 84, (16, 47))
    assert ((left >= 0) & (left <= 1)).all()


def test_pages_under_review_are_missing_and_a_sales_own_only_where_they_are_late():
    numbers = replace(NUMBERS, renewed_week=0.07, renewed_sale=0.3, ready_days=1.0)
    assert late_share(numbers, 1.0, 2.0, None) == pytest.approx(0.02)
    assert late_share(numbers, 0.5, 2.0, 0.0) == pytest.approx(0.5 * 0.32)
    assert late_share(numbers, 0.5, 2.0, 1.0) == pytest.approx(0.01)
    assert late_share(numbers, 0.5, 1.0, 0.0) == pytest.approx(0.005)
    assert late_share(numbers, 0.0, 9.0, 0.0) == 0.0


# ---- in a season


DAYS = range(1, 29)  # of the small shop's season


def lived(cause: str, seeds: range, **levers: float) -> tuple[np.ndarray, float]:
    """(days,) share of seasons in which an event of the deck that was to come on this day came; fines in all."""
    event = next(one for one in deck().values() if one.cause == cause)
    shop = small_shop(**{"incidents.by_hand": tuple(f"{event.id}@{day}" for day in DAYS), **levers})
    seasons = [run_season(Setup(shop, parameters()), seed) for seed in seeds]
    came = np.array([season.days["incidents"] for season in seasons])
    prevented = np.array([season.days["incidents_prevented"] for season in seasons])
    assert (came + prevented == 1).all()
    each = np.array([[fine(event, 1.0, seed, day - 1) for day in DAYS] for seed in seeds])
    fines = -sum(float(season.ledger["fines"].sum()) for season in seasons)
    sales = shop.demand.orders_day * shop.money.order_value
    assert fines == pytest.approx((came * each).sum() * sales)  # what is lost is linear in what comes
    return came.mean(axis=0), fines


def test_break_ins_come_as_often_as_a_mail_gets_in():
    levers = {"compliance.confirmed": 0.8}
    came, fines = lived("break_in", range(6), **levers)
    people, n = sum(group.count for group in small_shop().people), 6 * len(DAYS)
    expected = let_in(NUMBERS, people, 0.8, 0.0)
    assert came.mean() == pytest.approx(expected, abs=3 * math.sqrt(expected * (1 - expected) / n))
    more, less = lived("break_in", range(6), **{"compliance.confirmed": 1.0})
    assert (more <= came).all() and 0 < less < fines  # the same luck: what little prevents, more prevents as well


def test_wrong_pages_bring_incidents_as_far_as_they_are_on_sale():
    came, _ = lived("wrong_page", range(6), **{"compliance.again": 0.9})
    left = on_sale(NUMBERS, ComplianceLevers(again=0.9), 28, (16,))
    assert (came[:7] == 1).all()  # nobody has looked yet
    assert came[7:].sum() == pytest.approx(left[7:].sum(), abs=3 * math.sqrt((left * (1 - left)).sum() / 6))


@pytest.mark.parametrize("spread", [0.5, 1.0])
def test_fines_are_as_the_deck_says_on_average_and_never_above_the_laws_ceiling(spread):
    event = next(one for one in deck().values() if one.cause == "break_in")
    free = event.model_copy(update={"fine_spread": spread, "fine_most": 1000.0})
    capped = free.model_copy(update={"fine_most": 2.0})
    sizes = np.array([[fine(one, 1.0, seed, 3) for seed in range(4000)] for one in (free, capped)])
    mean = event.touches["fine"]
    assert sizes[0].mean() == pytest.approx(mean, abs=4 * mean * math.sqrt(math.expm1(spread**2) / 4000))
    assert np.log(sizes[0]).std() == pytest.approx(spread, rel=0.05)
    assert (sizes[1] == np.minimum(sizes[0], 2.0)).all() and sizes[0].max() > 2.0


def test_other_incidents_come_as_they_would():
    other = next(
        one.id for one in deck().values() if "compliance" not in one.prevented_by and "fine" not in one.touches
    )
    shop = small_shop(**{"compliance.confirmed": 1.0, "compliance.again": 1.0, "incidents.by_hand": (f"{other}@3",)})
    assert run_season(Setup(shop, parameters()), 1).days["incidents_prevented"].sum() == 0


def test_hours_are_booked_and_shares_noted():
    levers = {"confirmed": 1.0, "course": 0.5, "review": 0.5, "review_days": 2.0, "again": 0.25}
    shop = small_shop(**{f"compliance.{name}": value for name, value in levers.items()})
    setup = Setup(shop, parameters())
    season = run_season(setup, 1)
    assert not season.laws
    plan, big = ComplianceLevers(**levers), 16
    hours = np.array([looking_hours(NUMBERS, plan, day == big - 1) for day in range(28)])
    people = sum(group.count for group in shop.people)
    hours[0] += people * NUMBERS.set_up_hours
    assert season.ledger["rules"] == pytest.approx(-hours * setup.facts.pay_hour.max())
    away = NUMBERS.confirm_minutes / 60 / 8 + 0.5 * NUMBERS.course_hours / (4 * 40)
    assert season.days["rule_hours"][0] == pytest.approx(hours[0] + people * 40 / 7 * away)
    assert season.days["kept_out"][0] == pytest.approx(1 - let_in(NUMBERS, people, 1.0, 0.5))
    assert season.days["pages_cleared"] == pytest.approx(1 - on_sale(NUMBERS, plan, 28, (big,)))


def test_a_day_of_late_pages_costs_its_share_of_orders():
    """Of the big day's orders, and of no day's before a review began to matter."""
    sure = parameters().holding(
        {"compliance.unsold": 1.0, "compliance.renewed_week": 0.0, "compliance.confirm_minutes": 0.0}
    )
    late = run_season(Setup(small_shop(**{"compliance.review": 1.0, "compliance.review_days": 2.0}), sure), 3)
    free = run_season(Setup(small_shop(), sure), 3)
    wanted = {name: season.days["orders"] for name, season in (("late", late), ("free", free))}
    assert wanted["late"][:15] == pytest.approx(wanted["free"][:15])
    assert wanted["late"][16] / wanted["free"][16] == pytest.approx(1 - NUMBERS.renewed_sale, abs=0.04)
