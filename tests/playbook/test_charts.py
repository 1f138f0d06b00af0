"""Every figure: well formed, readable in both languages and on a phone, safe with odd data and hostile text."""

from __future__ import annotations

import datetime as dt
import math
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playbook import charts
from playbook.charts import ink, scales
from playbook.charts.figure import NARROW, WIDE
from playbook.charts.half_hours import Compared, half_hours
from playbook.charts.night import NIGHT
from playbook.language import languages, pseudo, words
from tests.playbook.sample_figures import FIGURES, strip

SVG = "{http://www.w3.org/2000/svg}"
EN = words("en")
every_figure = pytest.mark.parametrize("name", FIGURES)
every_language = pytest.mark.parametrize("language", languages)


def trees(figure: charts.Figure) -> list[ET.Element]:
    return [ET.fromstring(figure.svg), ET.fromstring(figure.narrow)]


def texts(tree: ET.Element) -> list[tuple[float, float, float, float, str]]:
    """Left, top, right, bottom and content of each line of text, by the widths that the layout reckons with."""
    boxes = []
    for node in tree.iter(f"{SVG}text"):
        x, y, size = (float(node.get(key)) for key in ("x", "y", "font-size"))
        width = ink.text_width(node.text, size, node.get("font-weight") is not None)
        left = x - {"start": 0, "middle": width / 2, "end": width}[node.get("text-anchor", "start")]
        boxes.append((left, y - 0.8 * size, left + width, y + 0.2 * size, node.text))
    return boxes


def plates(tree: ET.Element) -> list[ET.Element]:
    """The unseen areas with what is read out."""
    return [node for node in tree.iter(f"{SVG}rect") if node.get("data-say")]


# Form -----------------------------------------------------------------------------------------------------------------


@every_figure
@every_language
def test_a_figure_is_well_formed_and_says_what_it_shows(name: str, language: str):
    """An accessible picture: role, name with title and summary, language; the layouts differ, the words don't."""
    figure = FIGURES[name](words(language))
    for tree, width in zip(trees(figure), (WIDE, NARROW), strict=True):
        assert tree.get("role") == "img"
        assert tree.get("viewBox").split()[2] == ink.number(width)
        assert tree.get("aria-label") == figure.alt
        assert figure.alt.startswith(figure.title) and figure.summary.rstrip(".。") in figure.alt
        assert tree.get("lang") == {"en": "en", "zh": "zh-CN"}[language]
        assert re.search(r"\d", figure.summary) or name == "loops"
    assert figure.svg != figure.narrow


def test_english_figures_have_straight_quotation_marks_and_chinese_ones_their_own():
    """Those of the playbook's own font are as wide as a Chinese character; what is read out stays well formed."""
    bars = [charts.Row("“Hello”, the client’s own", 2), charts.Row("plain", 3)]
    english, chinese = (charts.rubric_strip(words(language), bars).svg for language in ("en", "zh"))
    said = {node.text for node in ET.fromstring(english).iter(f"{SVG}text")}
    assert '"Hello", the client\'s own' in said
    assert plates(ET.fromstring(english))[0].get("data-name") == '"Hello", the client\'s own'
    assert "“Hello”" in chinese


@every_figure
@every_language
def test_same_input_same_bytes(name: str, language: str):
    """Text comparison of saved figures is a regression test; coordinates carry one decimal at most."""
    first, second = (FIGURES[name](words(language)) for _ in range(2))
    assert first == second
    wordless = re.sub(r"<(text|desc).*?</\1>|(aria-label|opacity|data-say|data-name)=\"[^\"]*\"", "", first.svg)
    assert not re.search(r"\d\.\d\d", wordless)


@every_figure
@every_language
def test_text_is_large_enough_and_inside_the_card(name: str, language: str):
    """On a phone of 390 px the narrow layout stands about one to one, so 12 units are 12 px."""
    for tree, width in zip(trees(FIGURES[name](words(language))), (WIDE, NARROW), strict=True):
        height = float(tree.get("height"))
        for node in tree.iter(f"{SVG}text"):
            assert float(node.get("font-size")) >= 12
        outside = [box for box in texts(tree) if box[0] < 0 or box[2] > width or box[1] < 0 or box[3] > height]
        assert outside == []


@every_figure
@every_language
def test_no_text_stands_on_another(name: str, language: str):
    for tree in trees(FIGURES[name](words(language))):
        boxes = texts(tree)
        clashes = [
            (a[4], b[4]) for i, a in enumerate(boxes) for b in boxes[i + 1 :]
            if min(a[2], b[2]) - max(a[0], b[0]) > 2 and min(a[3], b[3]) - max(a[1], b[1]) > 2
        ]  # fmt: skip
        assert clashes == []


@every_figure
def test_no_text_is_hard_coded(name: str):
    """Drawn in fullwidth letters, no ASCII letter is left."""
    figure = FIGURES[name](pseudo())
    shown = [box[4] for tree in trees(figure) for box in texts(tree)] + [figure.alt]
    shown += [node.get(key) for tree in trees(figure) for node in plates(tree) for key in ("data-name", "data-say")]
    assert [text for text in shown if re.search("[A-Za-z]", text)] == []


@every_figure
def test_no_text_is_chinese_on_an_english_figure(name: str):
    figure = FIGURES[name](EN)
    assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", figure.svg + figure.narrow)


def test_parameters_stand_in_the_accessible_name():
    """A test can wait for the figure of the setting that it made, and a reader hears it."""
    figure = charts.dots(EN, [charts.Dot("a", 1)], "count", title="Lead time", params={"People": 7})
    assert figure.alt.startswith("Lead time: 1 (People = 7). Lead time.")


def test_no_ids_so_that_two_figures_on_a_page_cannot_mix():
    assert not any(re.search(r"\bid=|url\(|<style|<script|href", make(EN).svg) for make in FIGURES.values())


@every_figure
def test_a_figure_has_three_sizes_of_type_at_most(name: str):
    """The finding, names and values, explanations; nothing is turned."""
    for tree in trees(FIGURES[name](EN)):
        assert len({node.get("font-size") for node in tree.iter(f"{SVG}text")}) <= 3
        assert not any(node.get("transform") for node in tree.iter())


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Of two colours, as #rrggbb: 1 for equal ones, 21 for black on white."""
    dark, light = sorted(map(_luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


@every_figure
def test_text_is_written_in_the_colours_for_text(name: str):
    """Only the colours that the next test measures are used for text."""
    assert {ink.INK, ink.SOFT, ink.ACCENT, ink.ASIDE, ink.BAD, ink.GOOD} >= {
        node.get("fill") for tree in trees(FIGURES[name](EN)) for node in tree.iter(f"{SVG}text")
    }


@pytest.mark.parametrize("night", [False, True])
def test_colours_of_text_have_enough_contrast(night: bool):
    """4.5 : 1 for text on the card and on nodes, 3 : 1 for lines; on a dark page too."""

    def ratio(*colours: str) -> float:
        return contrast(*(NIGHT[colour] if night else colour for colour in colours))

    for colour in (ink.INK, ink.SOFT, ink.ACCENT, ink.ASIDE, ink.BAD, ink.GOOD):
        for ground in (ink.CARD, ink.PALE, *([ink.TINT] if colour in (ink.INK, ink.ACCENT) else [])):
            assert ratio(colour, ground) >= 4.5, (colour, ground)
    assert ratio(ink.FAINT, ink.CARD) >= 3
    assert ratio(ink.CARD, ink.INK) >= 4.5  # words on a dark node


@every_figure
def test_every_colour_has_its_partner_of_the_night(name: str):
    """A file keeps plain colours, and no colour would stay bright on a dark page."""
    figure = FIGURES[name](EN)
    used = {node.get(part) for tree in trees(figure) for node in tree.iter() for part in ("fill", "stroke")}
    assert used - {None, "none"} <= set(NIGHT)
    assert "light-dark" not in figure.svg and "var(" not in figure.svg
    for colour in used - {None, "none"}:
        assert f"light-dark({colour},{NIGHT[colour]})" in figure.html()


# Hostile text ---------------------------------------------------------------------------------------------------------

EVIL = "<script>alert('x')</script>\"&\x00\x0b]]>"


def _with_evil_text() -> list[charts.Figure]:
    row = charts.Row(EVIL, 2, note=EVIL)
    common = {"title": EVIL, "note": EVIL, "params": {EVIL: EVIL}}
    nodes = [charts.Node("a", EVIL, 0, 0), charts.Node("b", EVIL, 1, 1)]
    links = [charts.Link("a", "b", "+", "l", EVIL)]
    panel = charts.Panel(EVIL, EVIL, [1, 2], [2, 3], [3, 4])
    return [
        charts.dots(EN, [charts.Dot(EVIL, 1, note=EVIL)], EVIL, **common),
        charts.rubric_strip(EN, [row], **common),
        charts.contributions(EN, [charts.Part(EVIL, 1)], EVIL, apart=[charts.Part(EVIL, 2)], **common),
        charts.lever_curve(EN, EVIL, EVIL, [1, 2], EVIL, EVIL, [1, 2], current=1, **common),
        charts.season_band(EN, [panel], dt.date(2026, 1, 1), [charts.Mark(0, EVIL)], **common),
        charts.loop_diagram(EN, nodes, links, **common),
        charts.bet_result(EN, EVIL, EVIL, bet=(1, 2), result=3, **common),
    ]  # fmt: skip


def test_users_text_is_never_markup():
    for figure in _with_evil_text():
        for tree in trees(figure):
            assert {node.tag.removeprefix(SVG) for node in tree.iter()} <= {
                "svg", "desc", "rect", "line", "path", "circle", "text"
            }  # fmt: skip


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)


def test_users_text_is_never_markup_in_the_strip():
    evil = charts.kpi_strip(EN, [charts.Kpi(EVIL, 1, EVIL, note=EVIL, change=1)]), charts.waiting(EN, EVIL, 1, 2)
    for strip_ in evil:
        parser = _Tags()
        parser.feed(strip_.html)
        assert set(parser.tags) == {"div"}


# Odd data -------------------------------------------------------------------------------------------------------------

odd = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from([0.0, -0.0, 1.0, math.nan, math.inf, 1e308, -1e308, 5e-324, 1e15, 0.5]),
)
odd_span = st.one_of(st.tuples(odd, odd, odd), odd, st.none())
units = st.sampled_from(["share", "money", "seconds", "count", "hours", "points", "people", "USD", ""])
language = st.sampled_from(languages)
quick = settings(max_examples=60)


def check(figure: charts.Figure) -> None:
    for tree in trees(figure):
        assert float(tree.get("height")) > 0
    for part in re.findall(r' (?:[xydr]|[xy][12]|c[xy]|width|height)="([^"]*)"', figure.svg + figure.narrow):
        assert "nan" not in part and "inf" not in part and "e" not in part
        assert all(abs(float(n)) < 5000 for n in re.findall(r"-?\d+(?:\.\d+)?", part))
    assert len(figure.svg) < 400_000


@quick
@given(st.lists(st.tuples(odd, odd, odd), max_size=40), units, language, st.one_of(st.none(), odd))
def test_season_takes_any_numbers(days, unit, lang, target):
    low, mid, high = zip(*days, strict=True) if days else ((), (), ())
    first = charts.Panel("p", unit, low, mid, high, target=target)
    panels = [first, charts.Panel("q", unit, mid, mid, mid, compare=low)]
    marks = [charts.Mark(0, "m"), charts.Mark(10**6, "far"), charts.Mark(dt.date(1999, 1, 1), "long ago")]
    check(charts.season_band(words(lang), panels, dt.date(2026, 10, 1), marks))


@quick
@given(st.lists(st.tuples(odd, odd, odd), min_size=1, max_size=48), language)
def test_duty_takes_any_numbers(slots, lang):
    needed, there, short = zip(*slots, strict=True)
    check(charts.duty_day(words(lang), needed, there, short, title="d"))
    check(charts.duty_week(words(lang), [needed], [short], ["d"], title="w"))


@quick
@given(st.lists(st.tuples(odd, odd, odd), max_size=40), st.integers(-5, 90), language)
def test_headcount_takes_any_numbers(days, at, lang):
    needed, there, planned = zip(*days, strict=True) if days else ((), (), ())
    adverts = [charts.Advert(at, at + 20, at + 25, "5 people " * 9)]
    marks = [charts.Mark(at, "m")]
    start = dt.date(2026, 9, 1)
    check(charts.headcount(words(lang), needed, there, planned, start, adverts=adverts, marks=marks, title="t"))


def test_people_missing_are_said_with_their_day_and_what_is_left_of_them():
    start, ten = dt.date(2026, 9, 1), [10.0] * 10
    figure = charts.headcount(EN, ten, [10.0] * 9 + [4.0], ten, start, title="t")
    assert figure.title == "Most people missing on 10 Sep: 6; with the plan nobody"
    figure = charts.headcount(EN, ten, [4.0] * 10, [7.0] * 10, start, title="t")
    assert "1 Sep: 6;" in figure.title and "up to 3 " in figure.title
    assert charts.headcount(EN, ten, ten, ten, start, title="t").title == "Enough people in every week"


def test_what_is_short_is_said_with_its_time_and_stands_in_the_week():
    """Two people short from 10:00 to 11:00 on the second of two days."""
    needed, there = np.full(48, 3.0), np.full(48, 3.0)
    there[20:22] = 1.0
    day = charts.duty_day(EN, needed, there, needed - there, title="d")
    assert day.title == "Most people short at 10:00: 2; too few for 1 h"
    week = charts.duty_week(EN, [needed] * 2, [needed - needed, needed - there], ["Mon", "Tue"], title="w")
    assert "1 of 2 days" in week.title and "Tue at 10:00" in week.title
    assert [text for *_, text in texts(ET.fromstring(week.svg))].count("2") == 1
    enough = charts.duty_day(EN, needed, needed, needed - needed, title="d")
    assert enough.title == "The roster has enough people all day"


@quick
@given(st.lists(st.tuples(odd, odd_span), max_size=30), units, units, language, odd, odd, odd)
def test_a_lever_takes_any_numbers(points, x_unit, unit, lang, current, bend, goal):
    xs, spans = [x for x, _ in points], [s for _, s in points]
    w = words(lang)
    check(charts.lever_curve(w, "x", x_unit, xs, "y", unit, spans, current=current, knee=bend, best=bend, goal=goal))
    charts.knee(xs, [scales.Span.of(s).mid for s in spans])


@quick
@given(st.lists(odd_span, max_size=12), units, language, odd_span, odd_span, odd_span)
def test_contributions_take_any_numbers(spans, unit, lang, before, after, total):
    parts = [charts.Part(f"part {i}", span) for i, span in enumerate(spans)]
    check(charts.contributions(words(lang), parts, unit, before=before, after=after, total=total, apart=parts[:2]))


@quick
@given(st.lists(odd_span, max_size=12), units, language, odd, st.tuples(odd, odd))
def test_dots_and_bets_take_any_numbers(spans, unit, lang, goal, bet):
    kinds = ["bet", "you", "best", "bot"] * 3
    rows = [charts.Dot(kind, span, kind) for span, kind in zip(spans, kinds, strict=False)]
    check(charts.dots(words(lang), rows, unit, goal=goal, sort=True))
    check(charts.bet_result(words(lang), "k", unit, bet=bet, result=spans[0] if spans else None))


@quick
@given(st.lists(odd_span, min_size=5, max_size=5), units, language)
def test_strips_take_any_numbers(spans, unit, lang):
    strip_ = charts.kpi_strip(words(lang), [charts.Kpi("k", s, unit, change=s) for s in spans])
    assert "nan" not in strip_.html and "inf" not in strip_.html


@quick
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=10))
def test_nodes_of_a_loop_diagram_never_touch(places):
    """Wherever they were put, on a page and on a phone."""
    nodes = [charts.Node(str(i), f"Node number {i}", x, y) for i, (x, y) in enumerate(places)]
    links = [charts.Link(a.id, b.id, "-", "l", "+1") for a, b in pairwise(nodes)]
    figure = charts.loop_diagram(EN, nodes, links)
    check(figure)
    for tree in trees(figure):
        rects = [rect for rect in tree.iter(f"{SVG}rect") if rect.get("rx") == "10"]
        boxes = [[float(rect.get(key)) for key in ("x", "y", "width", "height")] for rect in rects]
        assert len(boxes) == len(nodes)
        for i, (x, y, w, h) in enumerate(boxes):
            assert y + h < float(tree.get("height"))
            for x2, y2, w2, h2 in boxes[i + 1 :]:
                assert x + w < x2 or x2 + w2 < x or y + h < y2 or y2 + h2 < y


@quick
@given(st.lists(st.tuples(odd | st.none(), odd | st.none(), st.tuples(odd, odd)), max_size=5), language)
def test_a_rubric_takes_any_levels(rows, lang):
    check(charts.rubric_strip(words(lang), [charts.Row("r", level, goal, spread) for level, goal, spread in rows]))


@settings(max_examples=200)
@given(st.text(max_size=120), st.floats(20, 400), st.integers(0, 3))
def test_wrapped_lines_fit_and_lose_nothing(text, width, lines):
    """Without a limit of lines every character but white space is there, in order; with one, never more lines."""
    out = ink.wrap(text, width, 13, lines)
    assert all(ink.text_width(line, 13) <= max(width, 26) for line in out)
    if lines:
        assert len(out) <= lines
    else:
        assert "".join("".join(out).split()) == "".join(text.split())


@quick
@given(st.floats(-1e12, 1e12), st.floats(1e-6, 1e12), units, st.integers(2, 9))
def test_ticks_are_few_even_and_enclose_the_data(low, length, unit, count):
    high = low + length
    if scales.too_close(low, high):
        return
    marks = scales.ticks(low, high, unit, count)
    assert marks[0] <= low + 1e-6 * length and marks[-1] >= high - 1e-6 * length
    assert len(marks) <= 2 * count + 3
    steps = np.diff(marks)
    assert np.allclose(steps, steps[0], rtol=1e-3)


# What the figures say -------------------------------------------------------------------------------------------------


def test_nothing_to_show_says_so():
    for lang in languages:
        figure = charts.dots(words(lang), [], "money")
        assert words(lang).t("chart.empty") in figure.svg


def test_contributions_add_up_to_the_change():
    """The staircase ends where the total bar ends; what is left over has a bar and a name of its own."""
    parts = [charts.Part("a", 30.0), charts.Part("b", -10.0)]
    whole = charts.contributions(EN, parts, "money", before=100, after=120)
    short = charts.contributions(EN, parts, "money", before=100, after=150)
    assert EN.t("chart.rest") not in whole.svg
    assert EN.t("chart.rest") in short.svg and "+¥30" in short.summary and "+¥50" in short.summary
    bars = [node for node in ET.fromstring(short.svg).iter(f"{SVG}rect") if node.get("height") == "16"]
    edges = [(float(bar.get("x")), float(bar.get("x")) + float(bar.get("width"))) for bar in bars]
    assert edges[-2][1] == pytest.approx(edges[-1][1], abs=0.2)
    assert edges[0][0] == pytest.approx(edges[-1][0], abs=0.2)


def test_a_missing_rest_within_rounding_is_no_part():
    parts = [charts.Part("a", 30.0), charts.Part("b", -10.0)]
    assert EN.t("chart.rest") not in charts.contributions(EN, parts, "money", total=20.05).svg


@pytest.mark.parametrize(("result", "verdict"), [(0.7, "inside"), (0.9, "above"), (0.5, "below"), (0.65, "inside")])
def test_the_bet_is_judged_in_words(result: float, verdict: str):
    figure = charts.bet_result(EN, "Service", "share", bet=(0.8, 0.65), result=(result - 0.1, result, result + 0.05))
    assert EN.t(f"chart.bet_{verdict}", value=EN.percent(result), range="65%–80%").split(",")[0] in figure.svg
    assert verdict in figure.svg


def test_the_knee_of_a_saturating_curve_is_where_it_bends():
    xs = np.arange(11.0)
    assert charts.knee(xs, np.minimum(xs, 4)) == 4
    assert charts.knee(xs, -np.minimum(xs, 4)) == 4
    assert charts.knee(xs, 3 * xs + 1) is None
    assert charts.knee(xs, np.full(11, 2.0)) is None
    assert charts.knee([1, 2], [1, 5]) is None


def test_better_comes_first_when_sorted():
    rows = [charts.Dot("worse", 1), charts.Dot("better", 2)]
    for better, first in (("higher", "better"), ("lower", "worse")):
        labels = [box[4] for box in texts(ET.fromstring(charts.dots(EN, rows, "count", sort=True, better=better).svg))]
        assert next(t for t in labels if t in ("better", "worse")) == first


def test_a_strip_tells_the_direction_in_words():
    html = strip(EN).html
    assert "▲ +¥200,000 better" in html
    assert "▼ −4.0 points worse" in html
    assert "no clear change" in html
    assert "▲ 2 people more" in html


def test_progress_is_a_progressbar():
    html = charts.waiting(EN, "Running", 3, 20).html
    assert 'role="progressbar"' in html and 'aria-valuenow="3"' in html and "3 of 20" in html
    assert "progressbar" not in charts.waiting(EN, "Waiting").html


@pytest.mark.parametrize(
    ("values", "unit", "shown"),
    [
        ([3.75, 4.0, 4.25, 4.5], "score", ["3.75", "4.00", "4.25", "4.50"]),
        ([0.0, 0.025, 0.05], "share", ["0.0%", "2.5%", "5.0%"]),
        ([0.0, 0.2, 0.4], "share", ["0%", "20%", "40%"]),
        ([0, 50, 100], "count", ["0", "50", "100"]),
    ],
)
def test_steps_of_a_quarter_are_written_out(values: list[float], unit: str, shown: list[str]) -> None:
    """4.25 on an axis is not 4.2: equal steps must look equal."""
    from playbook.charts.scales import tick_labels

    assert tick_labels(words("en"), values, unit) == shown


@pytest.mark.parametrize("language", ["en", "zh"])
def test_axes_of_half_hours_show_every_label_whole(language: str) -> None:
    """Waits between a minute and two have the longest labels, "1 min 30 s": none is cut off, none leaves the card."""
    busy = np.where((np.arange(48) > 17) & (np.arange(48) < 44), 60.0, np.nan)
    panels = [
        Compared("contacts", "contacts", busy, busy),
        Compared("wait", "s", busy * 1.2, busy * 1.1),
    ]
    figure = half_hours(words(language), panels, found="found", title="title")
    for tree in trees(figure):
        shown = texts(tree)
        assert any(text.replace("\xa0", " ") in ("1 min 30 s", "1分30秒") for *_, text in shown)
        assert not [text for *_, text in shown if "…" in text]
        assert all(left >= 0 for left, _, _, _, text in shown)
