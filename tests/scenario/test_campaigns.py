"""Campaign presets: published points exactly, everything else a proper distribution over days and seconds."""

from __future__ import annotations

import itertools
import re
import tomllib

import numpy as np
import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.mechanisms.demand import curve_of
from sim.scenario.file import BadInput, team
from sim.shop.calendar import floor_days
from sim.shop.campaigns import CAMPAIGNS, CampaignPreset, CampaignShape, campaign, campaign_names, read_campaign
from tests.sentences import in_chinese

PUBLISHED_2019 = {  # clock → billion yuan of 268.4, Xinhua 2019
    "0:01:36": 10.0, "1:00:00": 84.0, "1:03:59": 100.0, "1:26:07": 120.7, "14:21:27": 200.0, "16:31:00": 213.5,
}  # fmt: skip
CURVES = [(name, offset) for name in campaign_names() for offset in (0, -1) if campaign(name).has_curve(offset)]


def seconds(clock: str) -> int:
    hours, minutes, rest = map(int, clock.split(":"))
    return 3600 * hours + 60 * minutes + rest


def tables(name: str = "double-eleven-2019") -> dict:
    return tomllib.loads((CAMPAIGNS / f"{name}.toml").read_text(encoding="utf-8"))


def test_the_presets_are_shipped():
    assert set(campaign_names()) == {
        "double-eleven-2019", "double-eleven-2024", "double-eleven-2025", "double-eleven-live-2025", "618", "618-2025",
        "black-friday",
    }  # fmt: skip


@pytest.mark.parametrize("clock", PUBLISHED_2019)
def test_the_2019_curve_meets_the_published_points(clock):
    """Shares of the day recomputed from the published billions, to a tenth of a per cent."""
    share = campaign("double-eleven-2019").share_until(seconds(clock))
    assert share == pytest.approx(PUBLISHED_2019[clock] / 268.4, abs=7e-4)


def test_the_2019_opening_is_steep():
    """The first 96 seconds run at 33 times the day's mean rate, the first hour at 7.5 times."""
    preset = campaign("double-eleven-2019")
    assert preset.share_until(96) * 86400 / 96 == pytest.approx(33, abs=0.5)
    assert preset.share_until(3600) * 24 == pytest.approx(7.5, abs=0.05)


@pytest.mark.parametrize(("name", "offset"), CURVES)
def test_every_curve_is_a_distribution_over_the_day(name, offset):
    """Slots follow each other without a gap, no share is negative, together they make the day."""
    edges, weights = campaign(name).edges_and_weights(offset)
    assert edges[0] == 0 and edges[-1] == 86400 and np.all(np.diff(edges) > 0) and np.max(np.diff(edges)) <= 900
    assert len(weights) == len(edges) - 1 and np.all(weights > 0)
    assert weights.sum() == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize(("name", "offset"), CURVES)
def test_slots_meet_every_point_of_their_curve(name, offset):
    """Orders spread evenly inside the slots reach each given share at its second."""
    preset = campaign(name)
    edges, weights = preset.edges_and_weights(offset)
    until = dict(zip(edges, np.concatenate([[0], np.cumsum(weights)]), strict=True))
    for second, share in preset.curve if offset == 0 else preset.eve_curve:
        assert until[second] == pytest.approx(share, abs=1e-12)


@settings(deadline=None)
@given(name=st.sampled_from(campaign_names()), times=st.lists(st.floats(0, 86400), min_size=2, max_size=20))
def test_the_cumulative_share_never_falls(name, times):
    shares = campaign(name).share_until(np.sort(times))
    assert np.all(np.diff(shares) >= -1e-15) and shares[0] >= 0 and shares[-1] <= 1


@pytest.mark.parametrize("name", campaign_names())
def test_no_day_outdoes_the_big_day(name):
    preset = campaign(name)
    assert preset.share_on(0) == 1
    assert max(day.share for day in preset.days) == 1
    assert preset.share_on(59) == preset.share_on(-59) == 0


def test_2024_is_longer_and_flatter_than_2019():
    """29 days with a lift, and the mean of the last 22 at about half of the big day's, as the parcels show."""
    long, short = campaign("double-eleven-2024"), campaign("double-eleven-2019")
    before = [day for day in long.days if day.offset <= 0]
    assert len(before) == 29
    assert sum(long.share_on(offset) for offset in range(-21, 1)) / 22 == pytest.approx(0.25 / 0.508, abs=0.03)
    assert long.share_until(3600) < short.share_until(3600) / 3
    assert long.opens_s == -4 * 3600


def test_the_evening_opening_shows_on_the_eve():
    """Where the sale opens at 20:00 that hour is the busiest of the eve."""
    for name in ("618", "618-2025", "double-eleven-2024"):
        hours = np.diff(campaign(name).share_until(np.arange(25) * 3600.0, -1))
        assert int(np.argmax(hours)) == 20


def test_the_opening_of_2025_is_the_busiest_hour_of_its_evening_and_of_the_whole_sale():
    """From deposits on 15 October to 14 November; next comes the day after the opening, 11 November third."""
    preset = campaign("double-eleven-2025")
    hours = np.diff(preset.share_until(np.arange(25) * 3600.0))
    assert int(np.argmax(hours)) == 20 == preset.opens_s / 3600
    offsets = [day.offset for day in preset.days]
    assert (min(offsets), max(offsets)) == (-5, 25)
    assert sorted(preset.days, key=lambda day: -day.share)[:3] == [
        day for o in (0, 1, 22) for day in preset.days if day.offset == o
    ]
    assert np.mean([preset.share_on(offset) for offset in range(1, 23)]) < (634 / (634 / 1.178) - 1) / (
        777 / (634 / 1.178) - 1
    )


def test_618_of_2025_lasts_from_13_may_to_20_june_and_knows_no_early_questions():
    preset = campaign("618-2025")
    assert (min(day.offset for day in preset.days), preset.share_on(2) > 0.1) == (-36, True)
    assert preset.questions(0) is preset.questions(-1) is None


def test_a_live_evening_sells_more_than_half_of_its_day():
    preset = campaign("double-eleven-live-2025")
    assert 1 - preset.share_until(preset.opens_s) > 0.5


def test_cyber_monday_follows_shopify():
    """3.1 times an average day against 3.6 on the Friday; the day is busiest shortly after noon."""
    preset = campaign("black-friday")
    assert preset.share_on(3) == pytest.approx((3.1 - 1) / (3.6 - 1), abs=0.005)
    assert int(np.argmax(np.diff(preset.share_until(np.arange(25) * 3600.0)))) == 12


def test_a_day_without_a_curve_says_so():
    with pytest.raises(KeyError, match="no curve for day"):
        campaign("black-friday").edges_and_weights(-1)


@pytest.mark.parametrize("name", campaign_names())
def test_presets_say_what_was_measured_and_what_is_assumed(name):
    preset = campaign(name)
    assert preset.name == name
    assert preset.measured and preset.assumed and len(preset.sources) > 40
    assert re.search("[\u4e00-\u9fff]", preset.title.zh) and preset.title.en.isascii()


BROKEN = [
    ({"curve": [[0, 0.1], [86400, 1.0]]}, "begin the curve with [0, 0] and end it with [86400, 1]"),
    ({"curve": [[0, 0], [90, 0.5], [90, 0.6], [86400, 1]]}, "after [90, 0.5] write a later second"),
    ({"curve": [[0, 0], [90, 0.5], [99, 0.4], [86400, 1]]}, "a share that is not smaller"),
    ({"curve": [[0, 0], [90000, 0.5], [86400, 1]]}, "is 90000; write a number from 0 to 86400"),
    ({"days": [{"offset": 1, "share": 1.0}]}, "give the big day itself, offset 0, the share 1"),
    ({"days": [{"offset": 0, "share": 1.0}] * 2}, "write every offset once"),
    ({"days": [{"offset": 0, "share": 100}]}, "days.share (row 1) is 100; write a number from 0 to 1: for 100 %"),
    ({"shape": [1.0] * 23}, "shape has 23 values; write a list of 24 values"),
    ({"typical_lift": [5, 2]}, "typical_lift goes from the smallest to the largest"),
    ({"tilte": 1}, "tilte is not known here; did you mean title?"),
]


@pytest.mark.parametrize(("change", "said"), BROKEN, ids=[said[:30] for _, said in BROKEN])
def test_a_broken_preset_is_told_in_one_sentence(tmp_path, change, said):
    path = tmp_path / "sale.toml"
    path.write_bytes(tomli_w.dumps(tables() | change).encode())
    with pytest.raises(BadInput) as caught:
        read_campaign(path)
    assert said in str(caught.value) and str(caught.value).isprintable()
    in_chinese(caught.value, path)


def test_an_unknown_preset_is_told_with_the_likely_one():
    with pytest.raises(BadInput, match="did you mean double-eleven-2019") as caught:
        campaign("double-elven-2019")
    in_chinese(caught.value, "double-elven-2019")


@settings(deadline=None)
@given(
    points=st.lists(st.tuples(st.floats(1, 86399), st.floats(0, 1)), max_size=8),
    shape=st.lists(st.floats(0.01, 100), min_size=24, max_size=24),
)
def test_any_curve_and_shape_make_a_distribution(points, shape):
    """Points stay exact whatever the shape between them."""
    times = sorted({0.0, 86400.0} | {round(t) for t, _ in points})
    shares = [0.0, *sorted(s for _, s in points)[: len(times) - 2], 1.0]
    curve = [*itertools.islice(zip(times, shares, strict=False), len(times) - 1), (86400.0, 1.0)]
    preset = CampaignPreset.model_validate(tables() | {"curve": curve, "shape": shape})
    edges, weights = preset.edges_and_weights()
    assert weights.min() >= -1e-12 and weights.sum() == pytest.approx(1)
    reached = np.interp([t for t, _ in curve], edges, np.concatenate([[0], np.cumsum(weights)]))
    assert reached == pytest.approx([s for _, s in curve], abs=1e-9)


def test_questions_of_the_2019_sale_begin_on_the_eve_and_all_come():
    """Buyers with a deposit have asked before: part of the questions on the eve, together each question once."""
    preset = campaign("double-eleven-2019")
    (eve_edges, eve), (edges, day) = preset.questions(-1), preset.questions(0)
    assert eve.sum() == pytest.approx(preset.asks_eve) and eve.sum() + day.sum() == pytest.approx(1)
    assert np.all(eve >= 0) and np.all(day > 0)
    assert eve[eve_edges[:-1] < 18 * 3600].sum() == 0  # from 18:00 on
    rate = day / np.diff(edges)
    assert rate[0] * 86400 < preset.share_until(96) * 86400 / 96 / 10  # far from the orders' first rush


def test_questions_keep_the_hours_of_the_orders_where_nothing_else_is_known():
    assert campaign("black-friday").questions(0) is None
    assert campaign("double-eleven-2019").questions(1) is None


def test_a_sale_of_the_shops_own_shape_runs_by_it():
    """The same sale with the preset's days and hours written out is the same; with its own, those count."""
    shop = team("flagship")
    event = shop.calendar.campaigns[0]
    fields = CampaignShape.model_fields
    same = CampaignShape(**{name: getattr(campaign(event.preset), name) for name in fields})
    day = floor_days(event.day, 1, shop.timezone)[0]
    for shape in (None, same):
        calendar = shop.calendar.model_copy(update={"campaigns": (event.model_copy(update={"own_shape": shape}),)})
        written = shop.model_copy(update={"calendar": calendar})
        edges, shares = curve_of(written, day)
        expected = campaign(event.preset).edges_and_weights(0)
        assert np.array_equal(edges, expected[0]) and np.array_equal(shares, expected[1])
    own = CampaignShape(days=({"offset": 0, "share": 1.0}, {"offset": 2, "share": 0.5}), curve=((0, 0), (86400, 1)))
    event = event.model_copy(update={"own_shape": own})
    assert event.shape.share_on(2) == 0.5 and event.shape.share_on(1) == 0.0
