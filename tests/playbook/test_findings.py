"""What the titles of figures claim, also in odd cases; and what a figure keeps from one drawing to the next."""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from playbook import charts
from playbook.charts.scales import widened
from playbook.lab.page import bullets, sentence_of
from playbook.language import languages, words

SVG = "{http://www.w3.org/2000/svg}"
EN = words("en")
START = dt.date(2026, 11, 1)


def shown(figure: charts.Figure) -> list[str]:
    """The lines of text of the wide layout, from the top."""
    return [node.text for node in ET.fromstring(figure.svg).iter(f"{SVG}text")]


def change(spans, **more) -> charts.Figure:
    return charts.lever_curve(EN, "Packers", "people", range(len(spans)), "Profit", "money", spans, change=True, **more)


# A lever --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spans", "marks", "said"),
    [
        ([0, (50, 80, 110), (60, 100, 140)], {"knee": 1, "best": 2}, 
         "+¥80 at 1 people already; at best +¥100, at 2 people"),
        ([0, (50, 80, 110), (40, 70, 90)], {"knee": 1, "best": 1}, "At best +¥80, at 1 people"),
        ([0, (-10, 80, 110)], {"best": 1}, "At best +¥80, at 1 people, though not in every season"),
        ([0, (-10, 5, 20), (-30, -5, 20)], {}, "No clear change at any setting"),
        ([0, (-30, -20, -10), (-10, 5, 20)], {}, "Clearest change: −¥20 at 1 people"),
        ([0, 0, 0], {}, "Packers changes nothing here"),
        ([0], {}, "Profit: ¥0 at 0 people; other settings are not known yet"),
        ([0, (-0.4, 0.2, 0.4)], {}, "No clear change at any setting"),
        ([None, (1, 2, 3), np.nan], {}, "Profit: +¥2 at 1 people; other settings are not known yet"),
    ],
)  # fmt: skip
def test_a_lever_says_what_it_brings_or_that_nothing_is_clear(spans, marks, said):
    assert change(spans, **marks).title == said


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([0.5, 0.5, 0.5], "Service stays at 50%, whatever the setting"),
        ([0.5, 0.6, 0.7], "Service goes from 50% at 0 h to 70% at 2 h"),
    ],
)
def test_a_figure_against_a_lever_says_where_it_goes(values, said):
    assert charts.lever_curve(EN, "Overtime", "hours", [0, 1, 2], "Service", "share", values).title == said


def test_changes_are_written_with_their_sign_everywhere():
    """2.5 to 10.0 is no range of a change."""
    middle, low, high = (EN.signed(x, "pp", 1) for x in (6, 2.5, 10))
    said = f"{middle} ({low} to {high})"
    figure = charts.lever_curve(
        EN, "Temps", "people", [0, 1], "Service", "pp", [0, (2.5, 6, 10)], change=True, kpi_digits=1, current=1,
    )  # fmt: skip
    assert f"Now 1 people: {said}." in figure.summary
    assert f"1 people: {said}" in figure.svg
    assert {"0", "+4", "+" + EN.t("units.pp", n=10)} <= set(shown(figure))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_lever_at_its_start_says_so_and_no_change_of_nothing(language):
    """Elsewhere the setting has its change, and a figure of levels has its level at any setting."""
    w = words(language)

    def marked(current, change):
        figure = charts.lever_curve(
            w, "Temps", "", [0, 8, 16], "Service", "pp", [-3, 0, 6], change=change, start=8, current=current
        )
        return shown(figure), figure.summary

    here, summary = marked(8, change=True)
    assert w.t("chart.at_start", x="8") in here and w.t("chart.lever_summary_start", x="8") in summary
    nought = w.t("chart.now", x="8", value=w.signed(0, "pp", None))
    assert nought not in here
    assert w.t("chart.now", x="16", value=w.signed(6, "pp", None)) in marked(16, change=True)[0]
    assert w.t("chart.now", x="8", value=w.value(0, "pp", None)) in marked(8, change=False)[0]


# Axes -----------------------------------------------------------------------------------------------------------------


def labels_of(figure: charts.Figure) -> set[str]:
    return {text for text in shown(figure) if re.fullmatch(r"[+−]?¥[\d,.]+m?", text)}


def test_an_axis_grows_and_never_jumps_back():
    """The figure hands its ends on; a smaller curve then stands on the same scale, a larger one widens it."""
    wide = change([0, (500, 800, 1100)])
    small = change([0, (40, 60, 80)], span=wide.span)
    assert small.span == wide.span and labels_of(small) == labels_of(wide)
    assert change([0, (40, 60, 80)]).span != wide.span
    larger = change([0, (500, 2000, 3000)], span=wide.span)
    assert larger.span[0] <= wide.span[0] and larger.span[1] > wide.span[1]
    rows = charts.dots(EN, [charts.Dot("a", 5), charts.Dot("b", 6)], "count", span=(0, 100))
    assert rows.span == (0, 100)
    stairs = charts.contributions(EN, [charts.Part("a", 5)], "money", span=(-50, 900))
    assert stairs.span == (-50, 900)
    guess = charts.bet_result(EN, "k", "share", bet=(0.4, 0.5), result=0.45, span=(0.1, 0.9))
    assert guess.span == (0.1, 0.9)
    assert widened(0, 1, (float("nan"), 2)) == (0, 1)


def test_a_lever_keeps_its_whole_range_while_few_settings_are_known():
    """The dot at 1 of 0 to 10 stands at a tenth of the way."""

    def places(**more) -> list[float]:
        tree = ET.fromstring(change([0, 10], **more).svg)
        return [float(node.get("cx")) for node in tree.iter(f"{SVG}circle")]

    near, far = places(x_span=(0, 10)), places()
    assert (near[1] - near[0]) == pytest.approx((far[1] - far[0]) / 10, abs=0.2)


# Parts, rows, days ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "total", "said"),
    [
        ([("pay", -20), ("sales", (90, 120, 150))], (80, 100, 120), "+¥100 in all; the largest part: sales, +¥120"),
        ([("pay", (-9, 2, 8))], (-9, 2, 8), "No clear change: +¥2 on average, −¥9 to +¥8 in eight seasons of ten"),
        ([("pay", -30), ("sales", 30)], None, "The parts cancel out; the largest: pay, −¥30"),
        ([("pay", 0), ("sales", 0)], None, "No change"),
        ([("pay", -20)], None, "pay: −¥20"),
        ([("pay", None), ("sales", 5)], None, "sales: +¥5"),
    ],
)
def test_parts_say_what_they_sum_to_or_that_it_is_not_clear(parts, total, said):
    rows = [charts.Part(*one) for one in parts]
    assert charts.contributions(EN, rows, "money", total=total).title == said


@pytest.mark.parametrize(
    ("rows", "better", "said"),
    [
        ([("You", 5, "you"), ("Rule", 4, "bot")], "higher", "You do best: 5"),
        ([("You", 5, "you"), ("Rule", 4, "bot")], "lower", "You reach 5; the best is 4 (Rule)"),
        ([("You", 5, "you"), ("Rule", 5, "bot"), ("Naive", 1, "bot")], "higher", "Nobody does better than you: 5"),
        ([("You", 5, "you"), ("Rule", 5, "bot")], "higher", "No difference: 5 everywhere"),
        ([("One skill", 2, "result"), ("Six", 9, "result")], "higher", "From 2 (One skill) to 9 (Six)"),
        ([("You", 5, "you"), ("Rule", None, "bot")], "higher", "Contacts: 5"),
    ],
)
def test_rows_say_where_the_reader_stands(rows, better, said):
    assert charts.dots(EN, [charts.Dot(*row) for row in rows], "count", better=better, title="Contacts").title == said


def season(*panels: charts.Panel) -> charts.Figure:
    return charts.season_band(EN, panels, START)


def flat(values, **more) -> charts.Panel:
    values = np.asarray(values, float)
    return charts.Panel("Late parcels", "count", values, values, values, **more)


def test_a_season_says_its_telling_day_beside_a_usual_one():
    assert season(flat([100, 110, 900, 120])).title == "3 Nov: Late parcels 900, usually 110"
    assert season(flat([90, 91, 10, 92])).title == "3 Nov: Late parcels 10, usually 90"
    both = season(flat([100, 110, 900, 120]), flat([5, 5, 7, 5]), flat([0, 0, 0, 9]))
    assert both.title == "3 Nov: Late parcels 900, usually 110; Late parcels 7, usually 5"


def test_a_single_nought_is_not_the_telling_day_of_parcels():
    """A day without late parcels is farther from the usual than the busiest one, and tells less."""
    assert season(flat([100, 100, 0, 170])).title.startswith("4 Nov: Late parcels 170")


def test_a_season_without_movement_says_so_and_marks_no_day():
    figure = season(flat([0, 0, 0]))
    assert figure.title == "Late parcels: 0 every day"
    assert "Every day: 0" in shown(figure) and "<circle" not in figure.svg


def test_a_comparison_says_the_day_that_differs_most_or_that_none_does():
    changed = season(flat([5, 50, 5], compare=[5, 90, 5]), flat([1, 1, 1], compare=[1, 1, 1]))
    assert changed.title == "Late parcels 50 on 2 Nov, 90 before"
    assert season(flat([5, 50], compare=[5, 50])).title == "No visible difference from before"
    assert season(flat([5, 50], compare=[np.nan, np.nan])).title == "No visible difference from before"


def test_a_fit_against_what_happened_says_how_many_days_it_holds():
    low, high = np.zeros(4), np.full(4, 10.0)
    real = [5, 11, np.nan, 10]
    figure = season(charts.Panel("Orders", "orders", low, low + 5, high, compare=real, compared="actual"))
    assert figure.title == "2 of 3 days lie in the shaded band"
    assert "in fact 11 orders" in figure.svg


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        ([None, None], "Nothing is rated yet"),
        ([3, 2, None], "Lowest, at level 2: row 1"),
        ([2, 2, 4], "2 lines stand lowest, at level 2"),
        ([3, 3, None], "All rated lines stand at level 3"),
    ],
)
def test_a_rubric_says_what_stands_lowest(levels, said):
    rows = [charts.Row(f"row {i}", level) for i, level in enumerate(levels)]
    assert charts.rubric_strip(EN, rows).title == said


# Causal pictures ------------------------------------------------------------------------------------------------------


def star(bend: float) -> charts.Figure:
    """Many things that drive one, from close by each other."""
    places = [(0.0, 0.05 * i + 0.3) for i in range(6)]
    nodes = [charts.Node(f"n{i}", f"Thing {i}", x, y) for i, (x, y) in enumerate(places)]
    nodes += [charts.Node(name, name, x, y) for name, x, y in (("Goal", 1, 0.5), ("Far", 0.5, 1), ("Up", 0.5, 0))]
    links = [charts.Link(f"n{i}", "Goal", "-" if i % 2 else "+", "l", f"+¥{i},000", i / 5, bend=bend) for i in range(6)]
    return charts.loop_diagram(EN, nodes, links)


@pytest.mark.parametrize("bend", [0.12, -0.12, 0.0])
def test_signs_and_contributions_of_a_causal_picture_never_collide(bend):
    figure = star(bend)
    for svg in (figure.svg, figure.narrow):
        signs = [node for node in ET.fromstring(svg).iter(f"{SVG}text") if node.text in "+−"]
        places = [(float(node.get("x")), float(node.get("y"))) for node in signs]
        assert len(places) == 6
        for i, (x, y) in enumerate(places):
            assert all(abs(x - x2) > 8 or abs(y - y2) > 8 for x2, y2 in places[i + 1 :])


def test_a_causal_picture_names_the_link_that_carries_most():
    assert star(0.1).title == "Most runs along Thing 5 → Goal: +¥5,000"
    nodes = [charts.Node("a", "A", 0, 0), charts.Node("b", "B", 1, 1)]
    assert charts.loop_diagram(EN, nodes, [charts.Link("a", "b")]).title == "Links between 2 things: 1"


# A sentence of a page -------------------------------------------------------------------------------------------------


def test_a_sign_never_parts_from_its_currency_at_a_lines_end():
    """Browsers may break a line between − and ¥; a word joiner forbids it, in sentences and in lists."""
    for html in (sentence_of("Pay −¥8,179 (+$5 to 3 − 2)"), bullets(["Pay −¥8,179 (+$5 to 3 − 2)"])):
        assert "Pay −\u2060¥8,179 (+\u2060$5 to 3 − 2)" in html


# The foot -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", languages)
def test_the_foot_says_whose_seasons_these_are_how_many_and_of_which_seed(language):
    w = words(language)
    foot = charts.source(w, "Flagship", 24, 1)
    assert all(part in foot for part in ("Flagship", "24", "1"))
    figure = charts.bet_result(w, "k", "share", bet=(0.4, 0.5), result=(0.3, 0.45, 0.6), source=foot, note="How.")
    assert shown(figure)[-2:] == ["How.", foot]
    assert shown(figure)[:2] == [figure.title, "k"]
    assert foot in shown(charts.dots(w, [], "count", source=foot))
