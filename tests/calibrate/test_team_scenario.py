"""What a scenario is made of where files are unlike the usual: several contacts at once, many types, the urgent."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.calibrate.contacts import Contacts
from sim.calibrate.team.arrivals import fitted_arrivals
from sim.calibrate.team.counts import of_moments
from sim.calibrate.team.days import sorted_days
from sim.calibrate.team.fit import fitted
from sim.calibrate.team.kinds import with_few_kinds
from sim.calibrate.team.left_out import left_out
from sim.calibrate.team.report import report
from sim.calibrate.team.scenario import Wishes, team_of
from sim.calibrate.team.works import MOST_WORK, OTHER, ids_of
from sim.scenario.file import team
from tests.calibrate.made_month import made_month

WISHES = Wishes(dt.date(2026, 11, 30), weeks=4)


@pytest.fixture(scope="module")
def contacts() -> Contacts:
    return made_month(days=10, contacts=400, agents=9).contacts


def test_several_chats_at_once_are_seen_and_their_handle_times_kept(contacts: Contacts):
    """Three times as long as they took, so that they overlap: people have more than one in hand, and no wrap-up."""
    served = contacts.rows(contacts.answered)
    fit = fitted(replace(served, service=3 * served.service))
    assert fit.found.parallel and fit.people.at_once > 1
    made = team_of(fit, team("flagship"), WISHES).scenario
    desk = [group for group in made.people if group.role == "service"]
    assert {group.chats for group in desk} == {fit.people.at_once}
    assert set(made.floor.stretch) == {1.0}
    assert all(work.wrap_mean == 0 for work in made.work)
    checked = left_out(fit, replications=2, folds=2)
    assert checked is not None and checked.score("abandonment").replayed < 0.05


def test_rare_types_become_one(contacts: Contacts):
    chance = np.random.default_rng(1)
    names = tuple(f"类型{i}" for i in range(40))
    kind = np.minimum(chance.geometric(0.15, len(contacts)) - 1, 39)
    many = replace(contacts, kinds=names, kind=kind)
    few = with_few_kinds(many)
    assert len(few.kinds) == MOST_WORK and few.kinds[-1] == OTHER
    assert len(few) == len(many)
    for k, name in enumerate(few.kinds[:-1]):
        assert (few.kind == k).sum() == (kind == names.index(name)).sum()
    made = team_of(fitted(many), team("starter"), WISHES).scenario
    assert [work.title.zh for work in made.work][MOST_WORK - 1] == "其他"


def test_types_without_a_contact_are_left_out(contacts: Contacts):
    assert fitted(contacts.rows(contacts.kind == 1)).contacts.kinds == (contacts.kinds[1],)


def test_the_urgent_are_taken_first_where_the_file_shows_it(contacts: Contacts):
    """Nobody was in truth: a priority that changes nothing makes no head start worth the name."""
    urgent = np.where(np.random.default_rng(2).random(len(contacts)) < 0.2, 2, 0)
    made = team_of(fitted(replace(contacts, priority=urgent)), team("flagship"), WISHES).scenario
    assert made.floor.vip_share == 0 or made.floor.vip_head_start_s < 15
    assert team_of(fitted(contacts), team("flagship"), WISHES).scenario.floor.vip_share == 0


def test_orders_of_a_file_say_how_many_and_contacts_when(contacts: Contacts):
    chance = np.random.default_rng(3)
    days = np.repeat(np.arange(28), 1000 + 100 * (np.arange(28) % 7))
    hour = np.where(chance.random(len(days)) < 0.5, 20, 11)
    seconds = ((days * 24 + hour) * 3600 + chance.integers(0, 3600, len(days))).astype("timedelta64[s]")
    counts = of_moments(np.datetime64("2026-09-07T00:00:00") + seconds)
    orders = fitted_arrivals(counts, sorted_days(counts))
    fit = fitted(contacts)
    made = team_of(fit, team("flagship"), WISHES, orders)
    demand = made.scenario.demand
    assert demand.orders_day == pytest.approx(1300, rel=0.02)
    alone = team_of(fit, team("flagship"), WISHES).scenario.demand
    assert (demand.weekday, demand.hourly) == (alone.weekday, alone.hourly)
    assert sum(demand.hourly) == pytest.approx(100) and demand.hourly[20] < 20  # half of the orders come then
    assert "fit.f_orders" in made.read
    # with half of the orders each of them asks twice as often
    half = team_of(fit, team("flagship"), WISHES, replace(orders, level=orders.level / 2)).scenario
    for one, other in zip(half.work[:2], made.scenario.work[:2], strict=True):
        assert one.rate == pytest.approx(2 * other.rate, rel=1e-4)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from(["pack", "Pack", "A b", "a-b", "售前"]) | st.text(min_size=1, max_size=50),
                min_size=1, max_size=12, unique=True))  # fmt: skip
def test_every_type_has_an_id_of_its_own_that_a_file_can_hold(names: list[str]):
    found = ids_of(tuple(names))
    assert len(set(found)) == len(names) and "pack" not in found
    assert all(slug[0].isalpha() and slug.isascii() and len(slug) <= 40 for slug in found)


@pytest.mark.parametrize("more", [0, 2])
def test_a_desk_of_another_size_than_those_who_served_is_said(contacts: Contacts, more: int):
    """As many in the team as the file names: no sentence; others: their number."""
    fit = fitted(contacts)
    made = team_of(fit, team("starter"), WISHES)
    count = sum(group.count for group in made.scenario.people if group.role == "service")
    fit = replace(fit, people=replace(fit.people, names=count + more))
    said = [one for one in report(fit, None, made) if one.key == "fit.in_team"]
    assert [one.facts["count"] for one in said] == ([count] if more else [])


def test_that_nobody_gave_up_is_said(contacts: Contacts):
    for file, told in ((contacts, False), (contacts.rows(contacts.answered), True)):
        fit = fitted(file)
        said = [one.key for one in report(fit, None, team_of(fit, team("flagship"), WISHES))]
        assert ("fit.nobody_gave_up" in said) == told
