"""Incidents: how often they come, how long they last, what they touch, and how practices reach them."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import simpy

from sim.contract import channels
from sim.contract.day import Day
from sim.evidence import parameters, register
from sim.files.bad_input import BadInput
from sim.mechanisms import MECHANISMS, incidents
from sim.mechanisms.incidents import Damping, Incident, Incidents, life, natural_days, overlap, sized
from sim.scenario import Scenario
from sim.season.clock import run_season
from sim.season.setup import Setup
from sim.shop import events
from sim.shop.events import Event, deck
from tests.season.shop import small_shop

USUAL = Incidents(1.0, 1.0, 1.0)
DAY = 20  # of the small shop's season, in the days of its sale
TOUCHED = {  # variable of the deck -> what it moves
    "traffic": channels.TRAFFIC, "price": channels.PRICES, "spending": channels.SPENDING,
    "dispatch": channels.DISPATCH, "asking": channels.ASKING, "away": channels.OFF_FLOOR,
    "wrong": channels.WRONG_TODAY,
}  # fmt: skip
MONEY = {"fine": "fines", "damage": "damage"}


def lived(event: Event, length: float, damping: Damping) -> Incident:
    """The life of an event that begins on the first morning."""
    env, found = simpy.Environment(), []
    env.process(life(env, event, length, damping, found))
    env.run()
    return found[0]


STRIKE = deck()["courier_strike"].model_copy(update={"seen_days": 1.0, "decided_days": 2.0})


@pytest.mark.parametrize(
    ("length", "damping", "decided", "ends"),
    [
        (10.0, Damping(), 3.0, 10.0),
        (10.0, Damping(length=0.5), 3.0, 6.5),  # half of the seven days that are left
        (10.0, Damping(seen=2.0, decided=0.5), 3.0, 10.0),
        (10.0, Damping(seen=0.0, decided=0.0, length=0.0), 0.0, 0.0),
        (2.0, Damping(length=0.1), 3.0, 2.0),  # over before anybody has decided
    ],
)
def test_an_incident_ends_by_itself_or_sooner_once_it_is_decided(length, damping, decided, ends):
    found = lived(STRIKE, length, damping)
    assert (found.begins, found.decided, found.ends) == pytest.approx((0.0, decided, ends))


def test_the_natural_length_is_lognormal_about_the_decks_median():
    lengths = [natural_days(USUAL, STRIKE, seed, 5) for seed in range(4000)]
    assert np.median(lengths) == pytest.approx(STRIKE.days, rel=0.04)
    assert np.std(np.log(lengths)) == pytest.approx(STRIKE.spread, rel=0.05)


def test_what_comes_costs_what_a_compound_poisson_process_costs():
    """Mean λT·E[X] and variance λT·E[X²], X being the days that one lasts (Ross, Stochastic Processes, 2.5)."""
    rate, days, seasons = 20.0, 84, 3000
    sums = []
    for seed in range(seasons):
        came = [day for day, luck, _ in incidents.arrivals(STRIKE, rate, seed, days)
                if luck < incidents.chance_of_a_day(rate)]  # fmt: skip
        sums.append(sum(natural_days(USUAL, STRIKE, seed, day) for day in came))
    expected = rate * days / 365.0
    mean = STRIKE.days * math.exp(STRIKE.spread**2 / 2)
    square = STRIKE.days**2 * math.exp(2 * STRIKE.spread**2)
    error = math.sqrt(expected * square / seasons)
    # days hold one beginning at most, which takes off half of a day's chance
    assert np.mean(sums) == pytest.approx(expected * mean * (1 - rate / 365.0 / 2), abs=4 * error)
    assert np.var(sums) == pytest.approx(expected * square, rel=0.12)


def test_sizes_keep_their_direction_and_shares_stay_below_one():
    assert sized("traffic", 0.0, 1.0) == 0.0 and sized("traffic", 0.5, 2.0) == pytest.approx(0.25)
    assert sized("traffic", 1.6, 0.0) == 1.0 == sized("traffic", 0.0, 0.0)
    assert sized("away", 0.6, 2.0) == 1.0 and sized("away", 0.6, 0.5) == pytest.approx(0.3)
    assert sized("fine", 2.0, 3.0) == pytest.approx(6.0)


def test_parts_of_days_add_up_to_the_length():
    assert sum(overlap(3.25, 7.5, day) for day in range(20)) == pytest.approx(4.25)


# --------------------------------------------------------------------------------------------------------- the deck


def test_the_deck_has_many_events_in_both_languages_each_with_a_source_or_an_assumption():
    known = register()
    assert len(deck()) >= 24
    assert {one.family for one in deck().values()} == set(Event.model_fields["family"].annotation.__args__)
    for one in deck().values():
        assert one.evidence in known, one.id
        assert one.name.en and one.name.zh and one.what.en and one.what.zh


def with_event(name: str, day: int = DAY, **levers) -> Scenario:
    return small_shop(**{"incidents.by_hand": (f"{name}@{day}",), **levers})


@pytest.mark.parametrize("name", deck())
def test_an_event_touches_what_it_declares_and_nothing_else(name, monkeypatch):
    """Of all that the engine adds to channels and books."""
    moved: set[str] = set()
    names = {what.id: variable for variable, what in TOUCHED.items()}
    raw = Day.raw

    def watched(day: Day, channel, *arguments):
        if channel.id in names:
            for term, own in day._terms.get(channel, ()):
                if own.mechanism.name == "incidents":
                    value, neutral = term(day, own), 0.0 if channel is channels.OFF_FLOOR else 1.0
                    if np.any(np.abs(np.asarray(value) - neutral) > 1e-12):
                        moved.add(names[channel.id])
        return raw(day, channel, *arguments)

    monkeypatch.setattr(Day, "raw", watched)
    event = deck()[name]
    season = run_season(Setup(with_event(name), parameters()), 1)
    assert not season.laws
    moved |= {variable for variable, account in MONEY.items() if season.ledger[account].any()}
    assert season.days["incidents"].sum() == 1
    assert moved == set(event.touches)


@pytest.mark.parametrize("name", deck())
def test_what_an_event_does_begins_on_its_day(name):
    """Seasons with and without it are the same until then."""
    calm, struck = (
        run_season(Setup(shop, parameters()), 2) for shop in (small_shop(), with_event(name))
    )  # fmt: skip
    before = slice(0, DAY - 1)
    for count in ("orders", "contacts", "answered", "shipped", "wrong"):
        assert (calm.days[count][before] == struck.days[count][before]).all(), count


# -------------------------------------------------------------------------------------------------- what practices do

REACHED = {one.name: one for one in MECHANISMS}
CHANCE = (channels.INCIDENT_CHANCE,)
COURSE = (
    channels.INCIDENT_SEEN, channels.INCIDENT_DECIDED, channels.INCIDENT_LENGTH, channels.INCIDENT_LOSS,
)  # fmt: skip


def asked(mechanism: str, chance: float = 1.0, course: float = 1.0):
    """All mechanisms, and one called `mechanism` that adds these factors to whatever event is asked about."""
    adds = {channel: (lambda day, own, event, at, by=chance: by) for channel in CHANCE}
    adds |= {channel: (lambda day, own, event, at, by=course: by) for channel in COURSE}
    stranger = replace(REACHED["incidents"], name=mechanism, levers=None, numbers=None, always=True, asks=(), acts={},
                       adds=adds, shares={}, counts=(), accounts=(), law=None, memory=None, moves=())  # fmt: skip
    return (*(one for one in MECHANISMS if one.name != mechanism), stranger)


def test_who_is_not_named_neither_prevents_nor_damps():
    shop = with_event("courier_strike")
    base = run_season(Setup(shop, parameters()), 1)
    other = run_season(Setup(shop, parameters(), mechanisms=asked("stranger", 0.0, 0.0)), 1)
    assert other.days["incidents"].sum() == base.days["incidents"].sum() == 1
    assert (other.days["shipped"] == base.days["shipped"]).all()


@pytest.mark.parametrize("name", [one.id for one in deck().values() if one.prevented_by])
def test_who_prevents_an_event_is_counted(name):
    """In as many seasons as its share; and a prevented event leaves the season as it was without it."""
    practice, seasons = deck()[name].prevented_by[0], 12
    setup = Setup(with_event(name), parameters(), mechanisms=asked(practice, chance=0.5))
    found = [run_season(setup, seed) for seed in range(seasons)]
    prevented = sum(one.days["incidents_prevented"].sum() for one in found)
    assert 2 <= prevented <= seasons - 2
    assert all(one.days["incidents"].sum() + one.days["incidents_prevented"].sum() == 1 for one in found)
    never = run_season(Setup(with_event(name), parameters(), mechanisms=asked(practice, chance=0.0)), 3)
    calm = run_season(Setup(small_shop(), parameters()), 3)
    assert (never.days["orders"] == calm.days["orders"]).all() and not never.ledger["fines"].any()


@pytest.mark.parametrize("name", [one.id for one in deck().values() if one.damped_by and one.days])
def test_who_damps_an_event_makes_it_shorter_or_softer(name):
    """Seen and decided at once, over at once: none of its days are left."""
    practice = deck()[name].damped_by[0]
    base = run_season(Setup(with_event(name), parameters()), 1)
    damped = run_season(Setup(with_event(name), parameters(), mechanisms=asked(practice, course=0.0)), 1)
    assert damped.days["incidents"].sum() == 1
    assert damped.days["incident_days"].sum() < base.days["incident_days"].sum()


def test_prevention_takes_events_away_and_brings_none():
    """The same draws: what comes with a practice comes without it, on the same days."""
    shop = small_shop(**{"incidents.chance": 10.0})
    total = 0.0
    for seed in range(30):
        base, less = (
            run_season(Setup(shop, parameters(), mechanisms=mechanisms), seed)
            for mechanisms in (MECHANISMS, asked("compliance", chance=0.3))
        )
        prevented = less.days["incidents_prevented"]
        assert (base.days["incidents"] == less.days["incidents"] + prevented).all()
        total += prevented.sum()
    assert total > 2


def test_nothing_goes_wrong_where_only_evidence_counts():
    """How often things go wrong is assumed: without assumptions nothing happens."""
    from sim.experiment import run

    estimate = run(small_shop(**{"incidents.chance": 10.0}), 2, evidence_only=True)
    assert not estimate.totals["incidents"].any()


# ------------------------------------------------------------------------------------------------------- bad input


def test_an_unknown_event_is_told_with_those_that_there_are():
    with pytest.raises(ValueError, match=r"no event courier_strik;.*courier_strike"):
        small_shop(**{"incidents.by_hand": ("courier_strik@3",)})


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"days": 0.0}, "touches nothing but a fine"),
        ({"touches": {"weather": 1.0}}, "weather"),
        ({"rate": -1.0}, "rate"),
    ],
)
def test_a_wrong_deck_is_told_in_a_sentence(changed, said, tmp_path, monkeypatch):
    import tomli_w

    one = deck()["snow"].model_dump() | changed
    path = tmp_path / "events.toml"
    path.write_text(tomli_w.dumps({"event": [one]}), encoding="utf-8")
    monkeypatch.setattr(events, "EVENTS", path)
    events.deck.cache_clear()
    try:
        with pytest.raises(BadInput, match=said):
            events.deck()
    finally:
        monkeypatch.undo()
        events.deck.cache_clear()
