"""The days to come: named days meet again by name, sales by their multiple, and ranges hold what they say."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.calibrate.team.arrivals import fitted_arrivals
from sim.calibrate.team.days import sorted_days
from sim.calibrate.team.forecast import forecast
from sim.calibrate.team.history import recent, stretches, together, without_days_of
from sim.calibrate.team.level_now import level_now, usual_drift
from sim.calibrate.team.named_days import dates_of, named_days
from sim.calibrate.team.sale_days import candidates, own_shape, seen_sale
from sim.calibrate.team.scored_days import scored_days
from sim.evidence import parameters
from sim.shop.campaigns import campaign
from tests.calibrate.made_sales import Years, counted, named, years

OCTOBER = dt.date(2026, 10, 1)
WORLDS = 60


def ahead(made: Years, seed: int = 1):
    return forecast(made.counts.until(made.learned), OCTOBER, 59, "CN", seed=seed)


def eleven(found):
    return next(one for one in found.coming if one.named.id == "double-eleven")


# --- named days ---------------------------------------------------------------------------------------------------


@given(st.integers(2005, 2090))
def test_black_friday_follows_the_fourth_thursday(year):
    (day,) = dates_of("thu 4 11 +1", dt.date(year, 1, 1), dt.date(year, 12, 31))
    assert day.weekday() == 4 and 23 <= day.day <= 29


@given(st.integers(2005, 2035))
@settings(max_examples=20, deadline=None)
def test_moving_feasts_are_met_by_name_and_not_by_date(year):
    """A lunar year is 10 to 12 days shorter than the sun's, or 17 to 20 longer with its thirteenth month; Good Friday
    is a Friday between 20 March and 23 April."""
    first, last = dt.date(year, 1, 1), dt.date(year + 1, 12, 31)
    spring = dates_of("holiday CN Chinese New Year (Spring Festival)", first, last)
    assert len(spring) == 2 and (spring[1] - spring[0]).days in (*range(353, 357), *range(382, 387))
    fridays = dates_of("holiday GB Good Friday", first, last)
    assert all(day.weekday() == 4 and (3, 20) <= (day.month, day.day) <= (4, 23) for day in fridays)
    ramadans = dates_of("holiday BN First Day of Ramadan", first, last)
    assert all(353 <= (b - a).days <= 356 for a, b in pairwise(ramadans))


@pytest.mark.parametrize(
    ("rule", "year", "day"),
    [
        ("holiday CN Chinese New Year (Spring Festival)", 2026, dt.date(2026, 2, 17)),
        ("holiday GB Good Friday", 2026, dt.date(2026, 4, 3)),
        ("thu 4 11 +1", 2026, dt.date(2026, 11, 27)),
        ("06-18", 2026, dt.date(2026, 6, 18)),
    ],
)
def test_known_dates(rule, year, day):
    assert dates_of(rule, dt.date(year, 1, 1), dt.date(year, 12, 31)) == (day,)


def test_a_shop_takes_part_in_the_sales_of_its_country():
    ids = {country: {day.id for day in named_days(country)} for country in ("CN", "DE", "SA", "")}
    assert "double-eleven" in ids["CN"] and "black-friday" not in ids["CN"]
    assert "black-friday" in ids["DE"] and "double-eleven" not in ids["DE"]
    assert ids["SA"] == {"ramadan"} and ids[""] == set()


# --- stretches of a file ------------------------------------------------------------------------------------------


def test_last_year_and_this_month_are_two_stretches_and_a_slip_of_a_date_is_none():
    made = years(1).counts
    parts = stretches(made)
    assert [part.first for part in parts] == [dt.date(2025, 9, 1), dt.date(2026, 8, 1)]
    assert recent(made).first >= dt.date(2026, 8, 1)
    slipped = together([made, counted(dt.date(2031, 1, 1), np.array([1.0]))])
    assert [part.first for part in stretches(slipped)] == [part.first for part in parts]


def test_files_together_keep_every_count_and_days_of_two_exports_count_once():
    whole = years(2).counts
    early, late = whole.part(0, 60), whole.part(40, 100)
    again = together([early, without_days_of(late, [early])])
    assert np.array_equal(again.totals, whole.part(0, 100).totals)
    assert together([early, late]).totals.sum() == early.totals.sum() + late.totals.sum()


# --- the level ----------------------------------------------------------------------------------------------------


def test_the_walk_spreads_as_seasons_do():
    """The mean of twelve weeks of it has the spread of `luck.season`."""
    rng = np.random.default_rng(1)
    walks = np.cumsum(rng.normal(0, np.sqrt(usual_drift()), (40_000, 12)), axis=1).mean(axis=1)
    assert walks.std() == pytest.approx(parameters()["luck.season"], rel=0.02)


def test_a_level_that_jumped_is_where_it_is_now():
    day, log = np.arange(60), np.where(np.arange(60) < 40, 0.0, 0.5)
    noise = np.random.default_rng(3).normal(0, 0.03, 60)
    found = level_now(day, log + noise, np.full(60, 1e4))
    assert found.log == pytest.approx(0.5, abs=0.05)
    still = level_now(day, noise, np.full(60, 1e4))
    assert still.log == pytest.approx(0.0, abs=0.03) and still.week < found.week


# --- sales --------------------------------------------------------------------------------------------------------


def test_lifts_lie_in_their_ranges_and_days_too():
    """80 % nominal; a world each with its own lift, level, days and luck."""
    held, own, days, published = [], [], [], []
    for seed in range(WORLDS):
        made = years(seed, seed % 3)
        found = ahead(made, seed)
        coming = eleven(found)
        held.append(coming.multiple[0] <= made.lifts[1] <= coming.multiple[2])
        assert coming.sale is not None
        mean, sd = coming.sale.lift
        own.append(abs(mean - np.log(made.lifts[0])) <= 1.2816 * sd)
        real = made.counts.totals[made.learned : made.learned + 59]
        days.append(((found.quantiles[0] <= real) & (real <= found.quantiles[2])).mean())
        published.append(coming.candidate.analogue == named("double-eleven").analogues[seed % 3])
    assert np.mean(held) >= 0.75 and np.mean(own) >= 0.7
    assert 0.7 <= np.mean(days) <= 0.92
    assert np.mean(published) > 0.9


def test_a_sale_without_noise_is_found_as_it_was():
    made = years(4, which=2, orders=20_000, lift=6.0, cv=0.02)
    sale = eleven(ahead(made)).sale
    assert sale is not None and sale.day == dt.date(2025, 11, 11)
    assert np.exp(sale.lift[0]) == pytest.approx(6.0, rel=0.15)  # the level has moved since the usual days


def test_no_sale_in_the_file_is_that_of_a_published_year_or_none():
    counts = years(5).counts
    now = counts.part((dt.date(2026, 8, 1) - counts.first).days, (OCTOBER - counts.first).days)
    found = eleven(forecast(now, OCTOBER, 59, "CN"))
    assert found.sale is None and found.candidate.analogue is not None
    low, high = campaign(found.candidate.analogue.preset).typical_lift
    assert found.multiple[[0, 2]] == pytest.approx([low, high], rel=0.05)
    plain = forecast(now, OCTOBER, 59, "CN", published=False)
    assert plain.coming == () and not any(plain.named)
    assert plain.quantiles[1].sum() < forecast(now, OCTOBER, 59, "CN").quantiles[1].sum()


def test_contacts_follow_the_sale_that_the_orders_show():
    made = years(6, lift=5.0)
    sale = eleven(ahead(made)).sale
    now = made.counts.part((dt.date(2026, 8, 1) - made.counts.first).days, made.learned)
    found = eleven(forecast(now, OCTOBER, 59, "CN", elsewhere={"double-eleven": sale}))
    assert found.sale is sale and found.growth is None
    assert found.multiple[1] == pytest.approx(eleven(ahead(made)).multiple[1], rel=0.05)


def test_a_shop_that_doubled_says_so():
    """Its level walks beside, the same way in both worlds."""
    before, after = (eleven(ahead(years(7, growth=growth, cv=0.03))).growth for growth in (1.0, 2.0))
    assert after[0] < after[1] < after[2]
    assert after[1] / before[1] == pytest.approx(2.0, rel=0.02)


def test_the_own_shape_has_the_nights_orders_in_the_night_and_usual_days_do_not():
    """A fifth of the orders of the big day in its first half hour: its curve has them, drawn a little to the published
    one, and the hours of usual days stay even."""
    made = years(8, which=2, orders=2000, lift=6.0)
    part = stretches(made.counts)[0]
    big = (dt.date(2025, 11, 11) - part.first).days
    table = part.by_kind.copy()
    rush = np.full(48, 0.8 / 47)
    rush[0] = 0.2
    table[0, big] = np.random.default_rng(1).multinomial(int(part.totals[big]), rush)
    part = replace(part, by_kind=table)
    days = sorted_days(part)
    arrivals = fitted_arrivals(part, days)
    assert arrivals.shares[:, 0].max() < 0.03
    sale = seen_sale(named("double-eleven"), [(part, days)], arrivals, 0.1)
    assert sale is not None
    found = own_shape(sale, arrivals)
    assert found is not None
    offset, lift, shape = found
    assert sale.day + dt.timedelta(days=offset) == dt.date(2025, 11, 11)
    assert lift == pytest.approx(6.0, rel=0.3)
    assert shape.share_until(1800.0) == pytest.approx(0.2, abs=0.02)
    assert shape.share_on(0) == 1.0 and all(0 <= day.share <= 1 for day in shape.days)


@given(st.integers(0, 10_000), st.integers(0, 2), st.floats(0.01, 0.5))
@settings(max_examples=15, deadline=None)
def test_every_own_shape_is_one_that_a_scenario_holds(seed, which, cv):
    """Whatever a file shows, days and hours are shares, the big day whole."""
    made = years(seed, which, orders=40.0, cv=cv)
    sale = eleven(ahead(made)).sale
    if sale is not None and (found := own_shape(sale, ahead(made).arrivals)) is not None:
        _, lift, shape = found
        assert lift > 1 and shape.share_on(0) == 1.0
        assert shape.curve[0] == (0.0, 0.0) and shape.curve[-1] == (86_400.0, 1.0)


def test_of_a_feast_only_the_own_file_says_anything():
    """Half as many orders for two weeks around last year's Spring Festival are met again where it falls this year."""
    first = dt.date(2024, 12, 1)
    days = [first + dt.timedelta(days=i) for i in range(420)]
    totals = np.full(420, 400.0)
    (then,) = dates_of("holiday CN Chinese New Year (Spring Festival)", dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    totals[[abs((day - then).days) <= 7 for day in days]] = 200
    totals = np.random.default_rng(2).poisson(totals).astype(float)
    counts = counted(first, totals)
    found = forecast(counts, dt.date(2026, 1, 25), 42, "CN")
    (feast,) = [one for one in found.coming if one.named.id == "spring-festival"]
    assert feast.big == dt.date(2026, 2, 17)
    place = (feast.big - found.first).days
    assert found.quantiles[1, place - 7 : place + 8].mean() == pytest.approx(200, rel=0.15)
    assert found.quantiles[1, :9].mean() == pytest.approx(400, rel=0.1)
    assert found.quantiles[1, place + 8 :].mean() == pytest.approx(400, rel=0.1)
    before = forecast(counts.part(120, 420), dt.date(2026, 1, 25), 42, "CN")
    assert not [one for one in before.coming if one.named.id == "spring-festival"]


# --- scores -------------------------------------------------------------------------------------------------------


def test_a_week_that_repeats_itself_is_foretold_by_a_copy_without_a_miss():
    totals = np.tile([100.0, 110, 120, 130, 140, 80, 60], 6)
    found = scored_days(counted(dt.date(2026, 6, 1), totals), "SE")
    assert found is not None and found.days == 28
    assert found.naive_off == 0 and found.off < 0.05
    assert found.naive.mae == 0 and found.inside == 28


def test_the_naive_miss_is_that_of_last_weeks_counts():
    rng = np.random.default_rng(4)
    totals = rng.poisson(200, 35).astype(float)
    found = scored_days(counted(dt.date(2026, 6, 1), totals), "SE", weeks=1)
    assert found is not None and found.days == 7
    assert found.naive_off == pytest.approx(np.abs(totals[28:] - totals[21:28]).mean() / totals[28:].mean())
    assert found.naive.mae == pytest.approx(np.abs(totals[28:] - totals[21:28]).mean())


def test_the_range_holds_four_days_of_five_and_beats_a_copy_of_last_week():
    scores = []
    for seed in range(12):
        made = years(seed, gap=False).counts
        scores.append(scored_days(made.part(100, 240), "SE"))
    held = sum(one.inside for one in scores) / sum(one.days for one in scores)
    assert 0.7 <= held <= 0.9
    assert np.mean([one.off for one in scores]) < np.mean([one.naive_off for one in scores])
    assert np.mean([sum(one.model.pinball) for one in scores]) < np.mean([sum(one.naive.pinball) for one in scores])


def test_too_short_a_file_has_no_score():
    assert scored_days(counted(dt.date(2026, 6, 1), np.full(20, 50.0)), "SE") is None


@given(st.sampled_from(["CN", "DE", "SA", "US", ""]), st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)))
@settings(max_examples=15, deadline=None)
def test_any_weeks_of_any_country_are_foretold_in_order(country, first):
    totals = np.random.default_rng(first.toordinal()).poisson(80, 30).astype(float)
    found = forecast(counted(first, totals), first + dt.timedelta(days=30), 60, country)
    assert found.quantiles.shape == (3, 60) and np.all(np.diff(found.quantiles, axis=0) >= 0)
    assert np.all(found.quantiles >= 0) and len(found.named) == 60


def test_candidates_are_published_years_or_a_window():
    for country in ("CN", "GB", "SA"):
        for day in named_days(country):
            every = candidates(day)
            assert len(every) == (len(day.analogues) or 1)
            assert all((one.log_lift is None) == (one.analogue is None) for _, one in every)
