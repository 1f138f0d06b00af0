"""What people are worth after a season: one price of an hour, one bend of what was learned, seats that are needed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.contract.channels import LEARNED, LEAVER, STAYING, USUAL_OUTPUT
from sim.contract.day import Day
from sim.evidence import Parameters, parameters
from sim.season.end_state import people_value, seated
from sim.season.setup import Setup
from sim.units import PAID_HOURS_PER_MONTH
from tests.season import days
from tests.season.shop import small_shop

PAIRS = {"training.pair_minutes": 45.0}
FREE_HIRES = {"hiring.cost": 0.0, "hiring.candidate_cost": 0.0}


ALONE = Parameters(dict(parameters()) | {"motivation.peers": 0.0})  # nobody is pulled by a quicker colleague


def evening(**levers) -> Day:
    """The first day, as if it were the last."""
    return days.morning(Setup(small_shop(**levers), ALONE))


def test_what_was_learned_is_bent_after_the_season_as_it_is_in_it():
    """Forty-five minutes of pairs that taught up to 0.6 log points: the same log speed on the floor and after it."""
    day = evening(**PAIRS)
    lasting = np.linspace(0.0, 0.6, len(day.people))
    days.remember(day, "training", lasting=lasting)
    shrinkage, limit = parameters()["transfer.shrinkage"], np.log(1 + parameters()["transfer.most_output"])
    assert day.bent(LEARNED, 0) == pytest.approx(limit * np.tanh(shrinkage * lasting / limit))
    assert day.bent(LEARNED, 40) == pytest.approx(day[USUAL_OUTPUT][0])
    assert np.exp(day.bent(LEARNED, 0)).max() <= 1 + parameters()["transfer.most_output"]


def with_learned(hour: float | None, lasting: float) -> float:
    day = evening(**PAIRS, **FREE_HIRES, **{"money.service_hour": hour})
    days.remember(day, "training", lasting=np.full(len(day.people), lasting))
    return people_value(day)


def test_the_price_of_a_service_hour_prices_the_service_floor_and_nobody_else():
    """Without a price of its own an hour is worth its pay; worth nothing, only the others' head start is left."""
    at = {hour: with_learned(hour, 0.1) for hour in (0.0, 20.0, 40.0)}
    assert at[40.0] - at[20.0] == pytest.approx(at[20.0] - at[0.0])
    assert at[20.0] > at[0.0]
    same_pay = 6000.0 / PAID_HOURS_PER_MONTH
    assert with_learned(None, 0.1) == pytest.approx(with_learned(same_pay, 0.1))
    nobody = evening(**{"people.early.count": 0, "people.late.count": 0, "people.stock.skills": {
        "ask": 1.0, "call": 1.0, "mail": 1.0, "pack": 1.0}, "money.service_hour": 0.0} | FREE_HIRES)  # fmt: skip
    assert people_value(nobody) == pytest.approx(with_learned(0.0, 0.0))


def test_an_hour_without_a_price_is_worth_its_pay_and_the_contributions_on_it():
    """A quarter on top of pay makes a head start worth a quarter more; the hires' own price is the same."""
    levers = PAIRS | FREE_HIRES | {"hiring.training_days": 0}
    bare, loaded = (people_value(evening(**levers | {"money.contributions": share})) for share in (0.0, 0.25))
    assert loaded == pytest.approx(1.25 * bare)


def test_more_people_than_seats_are_worth_no_more_than_the_seats():
    """Twelve late people: in a shop that plans three seats nine of them wait until one is free."""
    many, few = (Setup(small_shop(**{"people.late.count": count}), ALONE) for count in (12, 3))
    here = [setup.day(many.opening(1), 1) for setup in (few, many)]
    for day in here:
        day.refresh()
    waiting, seated_all = (people_value(day) for day in here)
    # the best sit first, and who leaves is followed by one who waited
    assert seated_all * 3 / 12 < waiting < seated_all


def test_a_leaver_costs_the_hire_the_notice_and_the_place_that_stands_empty():
    """60 an hour: half of the notice's output, advertisement and three candidates, 42 − 30 + 5 days without an answer
    less twelve without pay."""
    day = evening(**{"money.service_hour": 60.0, "hiring.lead_days": 42, "hiring.training_days": 5})
    p, pay, hours = parameters(), 6000.0 / PAID_HOURS_PER_MONTH, 40 / 7
    notice = p["quits.notice_days"]
    expected = p["quits.notice_loss"] * notice * hours * 60 + 3000 + 3 * 60
    expected += hours * (60 * (42 + 5 - notice) - pay * (42 - notice))
    assert day[LEAVER][day.service] == pytest.approx(np.full(5, expected))


@pytest.mark.parametrize("hour", [None, 0.0, 20.0, 60.0, 200.0])
def test_to_leave_places_empty_never_costs_less_than_to_fill_them(hour):
    """At 60 an hour a place that nobody fills costs half a year of its hours less their pay."""
    filled, never = (evening(**{"money.service_hour": hour, "hiring.replace": share})[LEAVER] for share in (1.0, 0.0))
    assert (never >= filled).all()
    if hour == 60.0:
        notice = parameters()["quits.notice_loss"] * parameters()["quits.notice_days"] * 60
        empty = (60 - 6000.0 / PAID_HOURS_PER_MONTH) * 365 / 2
        assert never[0] == pytest.approx(40 / 7 * (notice + empty))


def test_leaving_is_priced_by_the_chance_of_it():
    """Hires that cost 1,000 more cost 1,000 for each person expected to leave within the year."""
    cheap, dear = evening(**FREE_HIRES), evening(**FREE_HIRES | {"hiring.cost": 1000.0})
    everybody = np.ones(len(cheap.people), bool)
    *_, stays = cheap[STAYING](everybody)
    assert people_value(cheap) - people_value(dear) == pytest.approx(1000 * (1 - stays).sum())


def left_empty(**columns: dict[int, int]) -> float:
    """What the places that are empty cost a shop at 60 an hour, with some days of the roster changed: row → day."""
    setup = Setup(small_shop(**{"money.service_hour": 60.0}), ALONE)
    day = days.morning(setup)
    for name, changes in columns.items():
        for row, value in changes.items():
            getattr(day.people, name)[row] = value
    hiring = next(one for one in setup.mechanisms if one.name == "hiring")
    return hiring.leaves["people"](day, day.own("hiring"))


def test_an_empty_place_costs_the_hours_nobody_gives_less_the_pay_nobody_draws():
    pay, hours = 6000.0 / PAID_HOURS_PER_MONTH, 40 / 7
    coming = {"hired": {1: 11}, "ready": {1: 16}}  # ten days without pay, five more in the classroom
    assert left_empty() == 0
    assert left_empty(gone={0: 0, 1: 0}) == pytest.approx(-2 * hours * 365 * (60 - pay))
    assert left_empty(**coming) == pytest.approx(-hours * (60 * 15 - pay * 10))
    leaver = left_empty(gone={0: 21}, **coming)
    assert leaver == pytest.approx(-hours * (60 * 15 - pay * 10 + (365 - 20) * (60 - pay)))


def test_the_worn_out_are_worth_less_for_they_leave_sooner():
    """Exhaustion of 0.1 beyond the usual more than triples the first weeks' hazard; the usual changes nothing."""
    worth = []
    for worn in (0.0, ALONE["fatigue.worn_usual"], ALONE["fatigue.worn_usual"] + 0.1):
        day = evening()
        days.remember(day, "fatigue", worn=np.full(len(day.people), worn))
        worth.append(people_value(day))
    assert worth[0] == worth[1] > worth[2]
    assert np.exp(ALONE["attrition.worn"] * 0.1) > 3


heads = st.lists(st.tuples(st.integers(0, 2), st.floats(-0.5, 1), st.floats(0, 1)), min_size=1, max_size=12)


@given(heads, st.lists(st.integers(0, 5), min_size=3, max_size=3))
def test_seats_go_to_the_best_and_never_to_more_than_there_are(people, seats):
    group, worth, chance = (np.array(column) for column in zip(*people, strict=True))
    found = seated(group, np.array(seats), worth, chance)
    assert (found >= 0).all() and (found <= chance + 1e-12).all()
    for g, count in enumerate(seats):
        here = group == g
        assert found[here].sum() == pytest.approx(min(count, chance[here].sum()), abs=1e-9)
        if here.any() and found[here].sum() > 0:
            least = worth[here & (found > 1e-9)].min(initial=np.inf)
            assert not (here & (worth > least) & (found < chance - 1e-9)).any(), "somebody better stands"
