"""A courier that stops: what piles up against a fluid that cannot leave, who carried what, which season is shown."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from sim.evidence import parameters
from sim.experiment import course as module
from sim.experiment.course import EVENT, Course, course, day_of_stop, leaving, middle_season, stood_in
from sim.experiment.tasks import replication_seed
from sim.mechanisms import incidents, risk
from sim.mechanisms.incidents import Incident, Incidents, natural_days, overlap
from sim.scenario import Scenario
from sim.shop.events import deck
from sim.shop.types import Text
from tests.season.shop import small_shop

# Nobody is late, so that orders and what is packed are the same with and without the stop.
PATIENT = {"fulfilment.ship_within_days": 14}
READY = {"risk.plans": 3, "risk.drills": 6.0, "risk.reserve": 40}
SIZE = parameters().bind(Incidents, "incidents").size


def as_dispatch(monkeypatch, dispatch: float, **changed) -> None:
    """The deck has this courier alone."""
    one = deck()[EVENT].model_copy(update={"touches": {"dispatch": dispatch}, **changed})
    for user in (incidents, risk, module):
        monkeypatch.setattr(user, "deck", lambda: {EVENT: one})


def pair(**levers) -> tuple[Course, Course]:
    shop = small_shop(**PATIENT, **levers)
    return course(shop, 1, struck=False), course(shop, 1)


def test_up_to_the_reaction_the_pile_is_that_of_a_fluid(monkeypatch):
    """Nothing leaves for t days: λ a day piles up, in all λ t (t + 1) ÷ 2 parcel-days: ½ (λ − μ) t² in whole days, with
    μ = 0 and the pile counted in the evening. Then all of it goes at once."""
    length = 4
    as_dispatch(monkeypatch, 0.0, days=float(length), spread=0.0)
    calm, struck = pair()
    assert struck.life is not None and struck.life.ends - struck.life.begins == pytest.approx(length)
    first = struck.day - struck.first
    days = slice(first, first + length)
    assert struck.sent[days].sum() == 0
    pile = struck.waiting - calm.waiting
    assert pile[days] == pytest.approx(np.cumsum(calm.sent[days]), abs=1)
    ages = np.arange(length, 0, -1)
    assert pile[days].sum() == pytest.approx(float(calm.sent[days] @ ages), abs=length)
    usual = calm.sent[days].mean()
    assert pile[days].sum() == pytest.approx(usual * length * (length + 1) / 2, rel=0.35)  # λ falls after the sale
    assert pile[first + length] == pytest.approx(0, abs=1) and struck.gone(calm) == first + length + 1


@pytest.mark.parametrize("levers", [{}, READY], ids=["as it is", "prepared"])
def test_what_waits_follows_from_what_may_leave_day_by_day(levers):
    """The pile of each evening is what was there and what was packed, less the share that the courier and what stands
    by take: the event's own until somebody decides, that of what stands by from then on. Who asks differs a little, and
    with it who buys: a few in a hundred parcels."""
    calm, struck = pair(**levers)
    assert struck.life is not None and struck.stands_by == bool(levers)
    pile = 0.0
    for n in range(len(struck)):
        share = sum(leaving(struck.life, struck.first + n, SIZE))
        packed = pile + calm.sent[n]
        pile = packed - int(packed * share)
        assert struck.sent[n] == pytest.approx(packed - pile, rel=0.03, abs=10)
        assert struck.waiting[n] - calm.waiting[n] == pytest.approx(pile, rel=0.03, abs=10)


def test_who_is_prepared_has_less_in_the_yard_and_somebody_who_carries():
    calm, plain = pair()
    _, ready = pair(**READY)
    assert ready.waiting.max() < plain.waiting.max() and plain.waiting.max() > calm.waiting.max()
    assert ready.carried.sum() > 0 and not plain.carried.any() and not calm.carried.any()
    assert (ready.carried <= ready.sent).all()
    early = slice(0, plain.day - plain.first)
    assert (plain.waiting[early] == calm.waiting[early]).all() and (plain.asking[early] == calm.asking[early]).all()


def test_parcels_are_counted_once():
    """What waits in the evening is what waited, and what was ordered, less what was sent and cancelled."""
    for one in pair():
        assert np.diff(one.waiting) == pytest.approx((one.orders - one.sent)[1:], abs=1)


def lived(seen: float, decided: float, ends: float, loss: float = 1.0) -> Course:
    life = Incident(deck()[EVENT], 10, 10.0, seen, decided, ends, loss)
    return Course(8, 10, *(np.ones(6) for _ in range(7)), life)


def test_the_days_of_a_stop_are_split_at_what_was_seen_and_decided():
    assert lived(10.5, 11.5, 13.0).stretches() == [
        ("unseen", 10.0, 10.5), ("undecided", 10.5, 11.5), ("waited", 11.5, 13.0)
    ]  # fmt: skip
    assert lived(10.5, 11.5, 13.0, 0.4).stretches()[-1] == ("stood_in", 11.5, 13.0)
    assert lived(10.5, 11.5, 11.0).stretches() == [("unseen", 10.0, 10.5), ("undecided", 10.5, 11.0)]
    assert lived(10.5, 11.5, 10.2).stretches() == [("unseen", 10.0, 10.2)]


def test_what_stands_by_carries_what_the_courier_does_not_once_it_is_decided():
    one = lived(10.5, 11.0, 13.0, 0.5).life
    full = one.event.touches["dispatch"]
    assert stood_in(one, 10) == 0.0 and stood_in(one, 13) == 0.0
    assert stood_in(one, 11) == pytest.approx(1 - full / full**0.5) and overlap(11.0, 13.0, 11) == 1.0


def test_it_stops_on_the_day_after_the_largest_sale():
    shop = small_shop()
    sale = shop.calendar.campaigns[0]
    assert day_of_stop(shop) == (sale.day - shop.calendar.start).days + 1
    earlier = {"day": sale.day - dt.timedelta(days=8), "lift": 2.0, "name": Text(en="x", zh="某")}
    smaller = sale.model_copy(update=earlier)
    two = Scenario.model_validate(shop.model_dump() | {"calendar": shop.calendar.model_dump() | {
        "campaigns": [smaller.model_dump(), sale.model_dump()]}})  # fmt: skip
    assert day_of_stop(two) == day_of_stop(shop)
    none = Scenario.model_validate(shop.model_dump() | {"calendar": shop.calendar.model_dump() | {"campaigns": []}})
    assert day_of_stop(none) == shop.calendar.days // 2


def test_the_season_shown_has_the_middle_length():
    shop, seasons = small_shop(), 7
    numbers = parameters().bind(Incidents, "incidents")
    lengths = [natural_days(numbers, deck()[EVENT], replication_seed(1, n), day_of_stop(shop)) for n in range(seasons)]
    assert lengths[middle_season(shop, 1, seasons)] == np.median(lengths)
