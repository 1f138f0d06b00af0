"""What the plan works out by itself: loads, duties, hires, months, the dearest events."""

from __future__ import annotations

import datetime as dt

import pytest

from playbook.documents.plan.budget import months
from playbook.documents.plan.dear_events import dearest
from playbook.documents.plan.loads import hours_week, loads, pieces_week
from playbook.documents.plan.people import hires, lead_days
from playbook.documents.plan.tasks import suggested
from sim.scenario.file import team, team_names
from sim.shop.responsibility import faults
from tests.season.shop import small_shop


def test_hours_of_a_group_are_its_shifts_without_breaks():
    shop = small_shop()
    early = next(group for group in shop.people if group.id == "early")
    assert hours_week(shop, early) == 2 * 5 * 8  # two people, two days off, nine hours with one of break


def test_work_that_is_offered_is_counts_times_handle_times():
    """Packing by hand: 150 orders a day in waves of 10, 400 s each; all of it at the two people of the warehouse."""
    shop = small_shop()
    packing = loads(shop)["merchandise"]
    assert packing.heads == 2 and packing.hours == 80
    assert packing.offered == pytest.approx(150 / 10 * 7 * 400 / 3600)
    # Chats go three at a time at 1.6667 of their time each; calls and mails one by one.
    asked, called, mailed, _ = pieces_week(shop)
    assert (asked, called, mailed) == pytest.approx((0.6 * 150 * 7, 0.1 * 150 * 7, 0.1 * 150 * 7))
    service = asked * (200 * 1.6667 / 3 + 10) + (called + mailed) * 200
    assert loads(shop)["service"].offered == pytest.approx(service / 3600)


@pytest.mark.parametrize("name", team_names())
def test_all_work_that_somebody_can_do_is_given_to_somebody(name: str):
    """Twice the orders, twice the work, whoever does it: at equal speeds nothing is lost or made."""
    found = loads(team(name))
    assert sum(load.heads for load in found.values()) == team(name).headcount
    assert all(load.offered >= 0 for load in found.values())
    twice = loads(team(name).with_levers({"demand.orders_day": 2 * team(name).demand.orders_day}))
    assert sum(x.offered for x in twice.values()) == pytest.approx(2 * sum(x.offered for x in found.values()), rel=0.25)


def test_a_role_that_nobody_holds_is_a_fault():
    full, without = team("flagship"), team("flagship").with_levers({"people.data.count": 0})
    for language in ("en", "zh"):
        assert faults(suggested(full, language)) == ()
        wrong = faults(suggested(without, language))
        assert {one.kind for one in wrong} == {"no_owner", "nobody_does", "nowhere"}
    assert len(suggested(full, "en")) >= 14


def test_hires_come_after_the_pipeline_of_the_model():
    shop = small_shop(**{
        "hiring.extra": 2, "hiring.post_week": 1, "hiring.lead_days": 10, "hiring.training_days": 4,
        "hiring.places": [{"group": "stock", "week": 0, "people": 3}],
    })  # fmt: skip
    assert lead_days(shop) == 11  # the usual practice's candidates, and the day after
    first, second = hires(shop)
    assert (first.group, first.people, first.advert) == (None, 2, dt.date(2026, 11, 2))
    assert first.starts == first.advert + dt.timedelta(days=11) and first.works == first.starts + dt.timedelta(days=4)
    assert (second.group, second.people, second.advert) == ("stock", 3, dt.date(2026, 10, 26))
    assert lead_days(shop.with_levers({"hiring.applicants": 9})) > 11


def test_months_share_the_days_of_a_season():
    found = list(months(dt.date(2026, 8, 24), 84))
    assert [(first, span.stop - span.start) for first, span in found] == [
        (dt.date(2026, 8, 24), 8), (dt.date(2026, 9, 1), 30), (dt.date(2026, 10, 1), 31), (dt.date(2026, 11, 1), 15),
    ]  # fmt: skip
    assert list(months(dt.date(2026, 2, 1), 28)) == [(dt.date(2026, 2, 1), slice(0, 28))]


def test_the_dearest_events_grow_with_the_shop_and_come_in_order():
    for name in team_names():
        found = dearest(team(name))
        assert len(found) == 5
        assert [one.money for one in found] == sorted((one.money for one in found), reverse=True)
    shop = small_shop()
    larger = shop.with_levers({"demand.orders_day": 2 * shop.demand.orders_day})
    assert [x.money for x in dearest(larger)] == pytest.approx([2 * x.money for x in dearest(shop)])
    no_sale = {one.event.id for one in dearest(shop.with_levers({"calendar.campaigns": []}), 99)}
    assert "depot_flood" in {one.event.id for one in dearest(shop, 99)} and "depot_flood" not in no_sale


def test_work_goes_first_to_those_whose_job_it_is():
    """In a shop of eight everybody can help at the chat; whoever is there for it is not idle meanwhile."""
    found = loads(team("starter"))
    service, manager, data = (found[role].share for role in ("service", "operations_manager", "data"))
    assert service > 0.9 and service > manager > data == 0
    assert found["merchandise"].share > 0.5 > found["technician"].share == 0
