"""The shipped teams are the five shops that the product promises, and hold together."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from sim.evidence import parameters
from sim.scenario import Scenario
from sim.scenario.file import TEAMS, team, team_names
from sim.season.clock import run_season
from sim.season.setup import Setup
from sim.shop.campaigns import campaign, campaign_names
from sim.shop.people import Group, Role
from sim.shop.types import Text

HUMAN = ("chat", "phone", "ticket")
CJK = re.compile("[\u4e00-\u9fff]")


def expected_orders(scenario: Scenario) -> list[float]:
    """Orders of each day without luck: level × weekday × growth × campaigns."""
    demand, calendar = scenario.demand, scenario.calendar
    orders = []
    for i in range(calendar.days):
        date = calendar.start + dt.timedelta(days=i)
        lift = 1.0
        for event in calendar.campaigns:
            lift *= 1 + (event.lift - 1) * campaign(event.preset).share_on((date - event.day).days)
        weekday = demand.weekday[date.weekday()] * 7 / sum(demand.weekday)
        orders.append(demand.orders_day * weekday * (1 + demand.growth_week) ** (i // 7) * lift)
    return orders


def per_order(scenario: Scenario) -> dict[str, float]:
    """First contacts of each kind for one order that reach the team, transfers once included."""
    returned = scenario.fulfilment.return_share
    units = {"order": 1.0, "parcel": 1.0, "return": returned}
    made = {w.id: w.rate * units[w.source] * w.reaching for w in scenario.work if w.channel in HUMAN}
    for work in scenario.work:
        if work.transfer_to is not None:
            made[work.transfer_to] += made[work.id] * work.transfer
    return made


def staffed_hours(scenario: Scenario, skilled: set[str]) -> float:
    """Hours a day of everybody who has one of the skills, days off spread over the week."""
    hours = 0.0
    for group in scenario.people:
        if skilled & set(group.skills):
            shift = scenario.shifts[group.shift]
            rest = sum((_minute(b) - _minute(a)) % 1440 for a, b in shift.breaks)
            hours += group.count * (7 - group.rest_days) / 7 * (shift.minutes - rest) / 60
    return hours


def _minute(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def test_there_are_five_teams_the_smallest_first():
    heads = {name: team(name).headcount for name in team_names()}
    assert heads == {"starter": 8, "flagship": 27, "livestream": 30, "jd": 40, "crossborder": 45}
    assert list(heads.values()) == sorted(heads.values())


@pytest.mark.parametrize("name", team_names())
def test_the_title_says_how_many_people_there_are(name):
    scenario = team(name)
    for words in (scenario.title.en, scenario.title.zh):
        assert str(scenario.headcount) in re.findall(r"\d+", words)


@pytest.mark.parametrize("name", team_names())
def test_every_team_has_all_eight_roles_and_twelve_weeks(name):
    """Each role of the plan has at least one person to hold it."""
    roles = Counter(group.role for group in team(name).people for _ in range(group.count))
    assert set(roles) == set(get_args(Role))
    assert team(name).calendar.weeks == 12
    assert team(name).id == name


def test_the_starter_has_one_person_for_each_role():
    assert all(group.count == 1 for group in team("starter").people)
    assert 120 <= team("starter").demand.orders_day <= 200


def test_the_flagship_meets_its_opening_in_week_nine_and_the_whole_sale_after_it():
    scenario = team("flagship")
    event = scenario.calendar.campaigns[0]
    assert event.day == dt.date(2026, 10, 20)
    assert (event.day - scenario.calendar.start).days // 7 + 1 == 9
    assert scenario.calendar.end >= dt.date(2026, 11, 14)


@pytest.mark.parametrize("name", team_names())
def test_somebody_is_there_when_the_sale_opens(name):
    """The opening is not met by an empty floor."""
    scenario = team(name)
    opens = campaign(scenario.calendar.campaigns[0].preset).opens_s
    asked = {work.id for work in scenario.work if work.source == "order"}
    there = [g for g in scenario.people if _covers(scenario, g, opens) and asked & set(g.skills)]
    assert sum(group.count for group in there) >= 2


def _covers(scenario: Scenario, group: Group, opens_s: float) -> bool:
    """Whether the group's shift holds the opening, both on the shop's clock."""
    shift, day = scenario.shifts[group.shift], scenario.calendar.campaigns[0].day
    shop, theirs = ZoneInfo(scenario.timezone), ZoneInfo(shift.timezone or scenario.timezone)
    midnight = dt.datetime.combine(day, dt.time(), shop)
    clock = (midnight + dt.timedelta(seconds=opens_s)).astimezone(theirs)
    return (clock.hour * 60 + clock.minute - _minute(shift.start)) % 1440 < shift.minutes


def test_no_parcel_of_the_jd_shop_waits_for_its_own_hands():
    """The marketplace's warehouses pack: nothing is late, and more packers are nobody."""
    shop = team("jd")
    seasons = [run_season(Setup(one, parameters()), 1) for one in (shop, shop.with_levers({"peak.temps_packing": 6}))]
    assert all(season.days["late"].sum() == season.days["late_open"].sum() == 0 for season in seasons)
    assert seasons[0].ledger["wages"].sum() == seasons[1].ledger["wages"].sum()
    assert seasons[1].ledger["temps"].sum() == 0


def test_the_flagship_gets_more_than_a_hundred_thousand_contacts():
    """Expected first contacts alone, without redials, repeats and late parcels."""
    scenario = team("flagship")
    assert sum(expected_orders(scenario)) * sum(per_order(scenario).values()) >= 110_000


def test_the_cross_border_team_works_in_three_time_zones_and_two_languages_through_clock_changes():
    scenario = team("crossborder")
    zones = {scenario.shifts[g.shift].timezone or scenario.timezone for g in scenario.people}
    assert len(zones) == 3
    noon = dt.time(12)
    moved = [zone for zone in zones if len({dt.datetime.combine(day, noon, ZoneInfo(zone)).utcoffset()
             for day in (scenario.calendar.start, scenario.calendar.end)}) == 2]  # fmt: skip
    assert len(moved) == 2
    titles = " ".join(work.title.en for work in scenario.work)
    assert "English" in titles and "Spanish" in titles
    assert scenario.calendar.campaigns[0].day == dt.date(2026, 11, 27)


@pytest.mark.parametrize("name", team_names())
def test_every_text_is_there_in_both_languages(name):
    """Chinese texts hold Chinese characters, English ones none (11.11 and 618 are the same in both)."""

    def texts(node):
        if isinstance(node, Text):
            yield node
        elif isinstance(node, (list, tuple)):
            for item in node:
                yield from texts(item)
        elif hasattr(type(node), "model_fields"):
            for field in type(node).model_fields:
                yield from texts(getattr(node, field))

    found = list(texts(team(name)))
    assert len(found) > 15
    assert all(CJK.search(text.zh) and not CJK.search(text.en) for text in found)


@pytest.mark.parametrize("name", team_names())
def test_a_usual_day_can_be_worked(name):
    """Work content of a usual day against the hours of everybody skilled: busy, but not drowning.

    Chats count at half overlap: two in hand take 1.25 of the time of one, so 0.75 of the content each.
    """
    scenario = team(name)
    orders = scenario.demand.orders_day
    hours = 0.0
    for work in scenario.work:
        count = per_order(scenario)[work.id] if work.channel in HUMAN else 1 / work.batch
        hours += orders * count * (work.handle.mean + work.wrap_mean) / 3600 * (0.75 if work.channel == "chat" else 1)
    assert 0.3 <= hours / staffed_hours(scenario, {work.id for work in scenario.work}) <= 0.75


@pytest.mark.parametrize("name", team_names())
def test_the_big_day_is_more_than_the_floor_can_do(name):
    """The big day's pre-sale chats alone, even if they came evenly and every hand were always full, take a good
    part of what all chat people can do; they come in rushes, and mail, calls and after-sale contacts come on top.
    """
    scenario = team(name)
    event = scenario.calendar.campaigns[0]
    chats = [work for work in scenario.work if work.source == "order"]
    asked = scenario.demand.orders_day * event.lift * event.ask_more
    content = sum(work.rate * work.reaching * work.handle.mean for work in chats) * asked / 3600
    fastest = len(scenario.floor.stretch) / scenario.floor.stretch[-1]  # chats at once ÷ how much each is slowed
    assert content > 0.4 * fastest * staffed_hours(scenario, {work.id for work in chats})


@pytest.mark.parametrize("name", team_names())
def test_every_number_has_its_source_in_the_file(name):
    """The head of each file says what was published and what is an assumption."""
    head = (TEAMS / f"{name}.toml").read_text(encoding="utf-8").split("schema_version")[0]
    assert "ssumption" in head and head.count("\n#") > 4


@pytest.mark.parametrize("name", team_names())
def test_the_lift_lies_in_the_usual_range_of_its_preset(name):
    for event in team(name).calendar.campaigns:
        assert event.preset in campaign_names()
        low, high = campaign(event.preset).typical_lift
        assert low <= event.lift <= high
