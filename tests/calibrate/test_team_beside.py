"""What files have beside arrivals: known numbers come back, within their ranges as often as these promise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.calibrate.team.conversion import conversion_of
from sim.calibrate.team.holding import Loads, measured_holding, worked
from sim.calibrate.team.lags import Lags, lags_of
from sim.calibrate.team.redials import measured_again
from sim.calibrate.team.sales import joined
from sim.exports.contacts import Contacts, contacts_of
from tests.calibrate.made_worlds import BASE, chats, coming_again, shop

WORLDS = range(12)
OFTEN = 0.75  # of the worlds, for ranges of 80 %


def within(hits: list[bool]) -> bool:
    return float(np.mean(hits)) >= OFTEN


# several at once


@pytest.mark.parametrize("stretch", [[1.0, 1.25, 1.67], [1.0, 1.6, 2.4]])
def test_the_slowness_of_several_chats_comes_back(stretch: list[float]):
    """Works of several shapes: nothing is assumed of their law."""
    hits, found = [], []
    for seed in WORLDS:
        one = measured_holding(chats(seed, stretch, shape=(1.0, 2.0, 4.0)[seed % 3]))
        assert one.most == len(stretch)
        found.append(one.stretch[1:])
        hits += ((one.low <= stretch) & (stretch <= one.high))[1:].tolist()
    assert within(hits)
    assert np.mean(found, axis=0) == pytest.approx(stretch[1:], rel=0.05)


def test_chats_that_go_no_slower_are_not_made_slower():
    found = measured_holding(chats(1, [1.0, 1.0, 1.0], shape=2.0))
    assert found.stretch == pytest.approx([1.0] * 3, abs=0.06)


def test_quick_people_who_take_more_are_not_taken_for_the_load():
    """Who has one in hand works at half the speed of who has three: within each the load does nothing."""
    slow, quick = chats(1, [1.0], mean=400.0, shape=2.0), chats(2, [1.0] * 3, mean=200.0, shape=2.0)
    both = replace(
        quick,
        agents=(*quick.agents, *(f"S{name}" for name in slow.agents)),
        **{
            name: np.concatenate([getattr(quick, name), getattr(slow, name)])
            for name in ("day", "arrival", "kind", "priority", "wait", "answered", "service")
        },
        agent=np.concatenate([quick.agent, slow.agent + len(quick.agents)]),
    )
    assert measured_holding(both).stretch[1:] == pytest.approx(1.0, abs=0.12)


def test_few_chats_stay_with_the_sample_and_say_so():
    few = chats(1, [1.0, 2.0], days=1, agents=1)
    found = measured_holding(few.rows(np.arange(40)))
    assert found.services == 0 and found.stretch[1] == pytest.approx(1.25)


def test_the_work_of_a_chat_is_its_time_with_nothing_else_in_hand():
    """Two that overlap by half: 100 s alone and 100 s together at half the speed are the work of 150 s."""
    two = contacts_of(np.array([0.0, 100.0]) + BASE, np.zeros(2), np.ones(2, bool), np.full(2, 200.0), agent=["A", "A"])
    found = replace(measured_holding(chats(1, [1.0, 2.0])), most=2, stretch=np.array([1.0, 2.0]))
    assert worked(two, found).service == pytest.approx([150.0, 150.0])


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 2000), st.integers(1, 900), st.integers(0, 2)), min_size=1, max_size=40))
def test_every_second_of_a_service_has_a_load(rows: list[tuple[int, int, int]]):
    came, length, agent = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    made = contacts_of(came + BASE, came * 0, came >= 0, length, agent=[f"P{a:.0f}" for a in agent])
    loads = Loads(made)
    for most in (1, 3, 12):
        assert loads.seconds(most).sum(axis=1) == pytest.approx(made.service, abs=1e-3)
    assert (loads.by_agent().sum(axis=1) <= length.sum() + 1e-3).all()


# who comes again


@pytest.mark.parametrize(("back", "redial"), [(0.15, 0.4), (0.05, 0.7), (0.3, 0.2)])
def test_who_comes_again_is_found_though_the_month_ends(back: float, redial: float):
    hits = []
    for seed in range(40):
        found = measured_again(coming_again(seed, back, redial))
        assert found is not None and found.back is not None and found.redial is not None
        hits += [found.back.band[0] <= back <= found.back.band[1]]
        hits += [found.redial.band[0] <= redial <= found.redial.band[1]]
    assert within(hits)


def test_a_short_file_is_not_biased_by_its_end():
    """Ten days: who was answered on the last of them has had no week to come again."""
    found = [measured_again(coming_again(seed, 0.2, 0.4, after_s=86_400.0, days=10)) for seed in range(8)]
    assert np.mean([one.back.whole for one in found if one and one.back]) == pytest.approx(0.2, abs=0.03)


def test_new_business_of_a_customer_is_no_coming_again():
    found = measured_again(coming_again(1, 0.0, 0.4, anew=0.05))
    assert found is not None and found.back is not None
    assert found.back.whole < 0.04  # in a week a third has something new
    assert found.anew == pytest.approx(0.05 / 1, rel=0.3)


def test_a_switchboard_is_no_customer_and_without_customers_nothing_is_said():
    one = coming_again(1, 0.1, 0.3)
    again = measured_again(one)
    exchange = replace(one, customer=np.where(np.arange(len(one)) % 3 == 0, np.uint64(7), one.customer))
    other = measured_again(exchange)
    assert again is not None and other is not None and other.back is not None
    assert other.back.contacts < 0.8 * again.back.contacts and other.back.whole < 0.15
    assert measured_again(replace(one, customer=None)) is None
    assert measured_again(one.rows(np.arange(20))) is None


def test_a_contact_handed_on_is_no_coming_again():
    one = coming_again(3, 0.0, 0.0)
    twice = np.sort(np.repeat(np.arange(len(one)), 2))
    doubled = one.rows(twice)
    legs = replace(doubled, continues=np.tile([False, True], len(one)))
    assert measured_again(legs).back.whole == pytest.approx(measured_again(one).back.whole)
    assert measured_again(doubled).back.whole > 0.4


# contacts for each order


def known(contacts: Contacts, how: str) -> Contacts:
    """The contacts of a file that names orders, or customers, or neither."""
    gone = {"number": {"customer": None}, "customer": {"order": None}, "days": {"customer": None, "order": None}}
    return replace(contacts, **gone[how])


def found_lags(contacts: Contacts, sales, how: str) -> Lags:
    one = known(contacts, how)
    found = lags_of(one, sales, joined(one, sales), np.ones(len(one.dates), dtype=bool))
    assert found is not None and found.how == how
    return found


@pytest.mark.parametrize("how", ["number", "customer", "days"])
def test_contacts_for_each_order_and_how_long_after_it(how: str):
    """For each order of all: of 1.135 orders one asked nothing (0.3 questions, of which 45 % buy)."""
    orders, hits = 1 + 0.3 * 0.45, []
    for seed in WORLDS:
        found = found_lags(*shop(seed), how)
        assert found.sources == ("order", "parcel")
        assert found.transit_band is not None
        hits += [found.before_band[0, 0] <= 0.3 / orders <= found.before_band[1, 0]]
        hits += [found.after_band[0, 1] <= 0.3 / orders <= found.after_band[1, 1]]
        hits += [found.transit_band[0] <= 4 <= found.transit_band[1]]
    assert within(hits)


def test_orders_that_hardly_differ_cannot_tell_before_from_after():
    """The same orders on every day: both explain the same contacts."""
    contacts, sales = shop(1, orders=400.0)
    day = np.floor((sales.placed - BASE) / 86_400)
    kept = np.concatenate([np.flatnonzero(day == d)[:150] for d in range(35)])
    contacts = known(contacts, "days")
    rows = np.concatenate(
        [np.flatnonzero((contacts.day == d) & (contacts.kind == k))[:60] for d in range(35) for k in (0, 1)]
    )
    even = replace(sales, **{name: getattr(sales, name)[kept] for name in ("ids", "buyers", "placed", "shipped")})
    found = lags_of(contacts.rows(np.sort(rows)), even, None, np.ones(35, dtype=bool))
    assert found is None or None in found.sources or found.transit_days is None


def test_names_of_other_people_in_both_files_are_not_joined():
    contacts, sales = shop(1)
    other = replace(contacts, customer=contacts.customer + np.uint64(10**9), order=None)
    assert joined(other, sales) is None
    assert joined(contacts, sales) is not None


# who buys after asking

BEFORE = np.array([True, False])


def test_who_asked_and_bought_is_counted_by_customer():
    hits = []
    for seed in WORLDS:
        contacts, sales = shop(seed, days=28)
        found = conversion_of(contacts, BEFORE, sales, joined(contacts, sales))
        assert found is not None and not found.by_column
        hits.append(found.band[0] <= 0.45 <= found.band[1])
    assert within(hits)


def test_waiting_and_buying_go_together_where_they_do():
    """Log odds of 0.3 a minute at a share near a half: some 7 points a minute."""
    slopes = []
    for slower in (0.0, 0.3):
        contacts, sales = shop(2, slower=slower, buys=0.45)
        found = conversion_of(contacts, BEFORE, sales, joined(contacts, sales))
        assert found is not None
        slopes.append(found)
    assert slopes[0].slope_band[0] <= 0 <= slopes[0].slope_band[1] or abs(slopes[0].slope) < 0.02
    assert slopes[1].slope == pytest.approx(0.07, abs=0.02) and slopes[1].slope_band[0] > 0.03
    assert [one.bought for one in slopes[1].classes] == sorted((one.bought for one in slopes[1].classes), reverse=True)


def test_a_column_that_says_who_bought_goes_before_orders():
    contacts, sales = shop(3)
    told = replace(contacts, ordered=(np.arange(len(contacts)) % 4 == 0).astype(np.int64))
    found = conversion_of(told, BEFORE, sales, joined(told, sales))
    assert found is not None and found.by_column and found.share == pytest.approx(0.25, abs=0.02)
    assert found.drawn_to(0.9) == pytest.approx(found.share, abs=0.02)


def test_without_a_word_of_who_bought_nothing_is_said():
    contacts, _ = shop(3)
    assert conversion_of(contacts, BEFORE) is None
