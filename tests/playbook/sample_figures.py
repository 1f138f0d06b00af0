"""One figure of every kind, with data like the model's, for tests that look at all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np

from playbook import charts
from playbook.language import Words

_EN_ZH = {
    "wait": ("Mean wait", "平均等待"),
    "level": ("Answered in time, first 4 hours of the sale", "开场4小时及时回复率"),
    "parcels": ("Parcels waiting", "待发包裹"),
    "cash": ("Cash", "现金"),
    "temps": ("Temporary people on the floor", "临时客服人数"),
    "overtime": ("Overtime a day", "每天加班"),
    "direct": ("The lever itself", "杠杆本身"),
    "you": ("You", "你"),
    "naive": ("Naive: change nothing", "什么都不改"),
    "rule": ("Rule of thumb", "经验法则"),
    "near": ("Near the best found", "接近最优"),
    "setting": ("4 temps, 2 h overtime", "4 名临时工，加班 2 小时"),
    "profit": ("Profit of the season, you and three bots", "到手利润：你和三个机器人"),
    "early": ("How early do temporary people start?", "临时工提前多久到岗？"),
    "who": ("Who plans the opening hours?", "谁来排开场班次？"),
    "one": ("Called in the week of the campaign", "大促当周才临时叫人"),
    "price": ("One step is worth ¥42,000 over the season", "升一级值4.2万元"),
}


def _names(words: Words) -> Callable[[str], str]:
    """Texts as a caller would give them; with the pseudo language as that shows words."""
    side = 1 if words.language == "zh" else 0
    return lambda key: words._show(_EN_ZH[key][side])


def season(words: Words) -> charts.Figure:
    name, day = _names(words), np.arange(84)
    peak = np.exp(-0.5 * ((day - 41) / 1.6) ** 2)
    wait = 40 + 8 * np.sin(day / 7 * 2 * np.pi) + 900 * peak
    level = 0.9 - 0.4 * peak
    cash = day * 12000 - 1e6 * (day > 35) + 3.5e6 * (day > 45)
    panels = [
        charts.Panel(name("wait"), "seconds", wait * 0.6, wait, wait * 1.8),
        charts.Panel(name("level"), "share", level - 0.04, level, level + 0.04, target=0.8, compare=level - 0.02),
        charts.Panel(name("parcels"), "count", 500 + 9000 * peak, 800 + 14000 * peak, 1200 + 22000 * peak),
        charts.Panel(name("cash"), "money", cash - 4e5, cash, cash + 5e5),
    ]
    marks = [charts.Mark(dt.date(2026, 11, 11), "11.11"), charts.Mark(72, "12.12")]
    return charts.season_band(words, panels, dt.date(2026, 10, 1), marks, params={name("temps"): 6})


def lever(words: Words) -> charts.Figure:
    name, xs = _names(words), np.arange(21)
    mids = 0.45 + 0.5 * (1 - np.exp(-xs / 5))
    spans = [(m - 0.08, m, min(1, m + 0.05)) for m in mids]
    return charts.lever_curve(
        words, name("temps"), "people", xs, name("level"), "share", spans, current=4, knee=charts.knee(xs, mids),
        best=14, goal=0.8,
    )  # fmt: skip


def falling_lever(words: Words) -> charts.Figure:
    name, xs = _names(words), np.linspace(0, 4, 9)
    spans = [(w * 0.6, w, w * 1.7) for w in 600 * np.exp(-xs)]
    return charts.lever_curve(
        words, name("overtime"), "hours", xs, name("wait"), "seconds", spans, current=4, knee=1.5, better="lower",
        title=name("wait"),
    )  # fmt: skip


def changing_lever(words: Words) -> charts.Figure:
    """As on a page: changes against the start in percentage points, with the reader's bet and a foot."""
    name, xs = _names(words), np.arange(0, 61, 10) / 100
    mids = np.array([0, 8.0, 21, 40, 58, 66, 63])
    return charts.lever_curve(
        words, name("temps"), "share", xs, name("level"), "pp", [(m - 5, m, m + 4) for m in mids], current=0.2,
        knee=0.4, best=0.5, change=True, kpi_digits=1, x_span=(0, 0.8),
        source=charts.source(words, name("one"), 24, 1),
    )  # fmt: skip


def week(words: Words) -> charts.Figure:
    """Seven days against before."""
    name, late = _names(words), np.array([0, 0, 40, 900, 2500, 800, 30.0])
    level = 0.9 - late / 5000
    panels = [
        charts.Panel(name("level"), "share", level - 0.05, level, level + 0.04, compare=level - 0.1),
        charts.Panel(name("parcels"), "count", late * 0.7, late, late * 1.4, compare=late),
    ]
    marks = [charts.Mark(3, "11.11")]
    return charts.season_band(words, panels, dt.date(2026, 11, 8), marks, source=charts.source(words, "A", 3, 1))


def claims(words: Words) -> charts.Figure:
    name = _names(words)
    rows = [
        charts.Claim(name("wait"), 10, 20, 15, (11, 14, 17), True, words.range(11, 17, "minutes"), name("direct")),
        charts.Claim(name("level"), 0.1, 0.2, 0.15, (0.3, 0.4, 0.5), False, words.range(0.3, 0.5, "share")),
    ]
    return charts.bands(words, rows, title=name("direct"), summary=words.t("story.passed", n=2, passed=1))


def rungs(words: Words) -> charts.Figure:
    name = _names(words)
    rows = [charts.Rung(name(key), x, words.duration(x), key == "you") for key, x in (("you", 0.4), ("rule", 300.0))]
    return charts.ladder(words, rows, words.duration, title=name("wait"))


def distances(words: Words) -> charts.Figure:
    name, values = _names(words), 2.2 * np.sin(np.arange(40.0))
    points = [charts.Residual(name("wait" if i < 25 else "cash"), x, words.number(x, 1)) for i, x in enumerate(values)]
    summary = words.t("story.rows", n=40, outside=0, band=words.number(3.5, 1))
    return charts.residuals(words, points, band=3.5, title=name("direct"), summary=summary)


def parts(words: Words) -> charts.Figure:
    name = _names(words)
    rows = [
        charts.Part(name("direct"), (90000, 120000, 150000)),
        charts.Part(words.t("money.compensation_up"), (20000, 45000, 80000)),
        charts.Part(words.t("money.chat_up"), (5000, 15000, 30000)),
        charts.Part(words.t("money.pay_down"), (-20000, -12000, -2000)),
    ]
    later = [charts.Part(words.t("money.later_people_up"), (-8000, 60000, 90000))]
    before, after = (4.5e6, 5e6, 5.5e6), (4.7e6, 5.2e6, 5.6e6)
    return charts.contributions(words, rows, "money", before=before, after=after, apart=later)


def loops(words: Words) -> charts.Figure:
    name, places = _names(words), {"temps": (0.0, 0.5), "wait": (0.5, 0.0), "parcels": (1.0, 0.5), "cash": (0.5, 1.0)}
    nodes = [
        charts.Node(one, name(one), x, y, "lever" if one == "temps" else "plain") for one, (x, y) in places.items()
    ]
    links = [
        charts.Link("temps", "wait", "-", "rush", words.signed(45000, "money"), 1.0),
        charts.Link("wait", "parcels", "+", "rush"),
        charts.Link("parcels", "cash", "-", "late", words.signed(-9000, "money")),
        charts.Link("cash", "temps", "+"),
    ]
    return charts.loop_diagram(words, nodes, links)


def bet(words: Words) -> charts.Figure:
    return charts.bet_result(words, _names(words)("level"), "share", bet=(0.65, 0.8), result=(0.52, 0.61, 0.72))


def bots(words: Words) -> charts.Figure:
    name = _names(words)
    rows = [
        charts.Dot(name("you"), (2.9e6, 3.1e6, 3.3e6), "you", name("setting")),
        charts.Dot(name("naive"), (2.1e6, 2.4e6, 2.8e6), "bot"),
        charts.Dot(name("rule"), (2.7e6, 3.0e6, 3.2e6), "bot"),
        charts.Dot(name("near"), (3.0e6, 3.3e6, 3.5e6), "best"),
    ]
    return charts.dots(words, rows, "money", sort=True, goal=3e6, title=name("profit"))


def rubric(words: Words) -> charts.Figure:
    name = _names(words)
    rows = [
        charts.Row(name("early"), 2, goal=3, note=name("price")),
        charts.Row(name("who"), 3.5, spread=(2, 5)),
        charts.Row(name("early"), None),
    ]
    return charts.rubric_strip(words, rows)


def strip(words: Words) -> charts.Strip:
    name = _names(words)
    return charts.kpi_strip(words, [
        charts.Kpi(name("profit"), (4.5e6, 5e6, 5.5e6), "money", change=(1e5, 2e5, 3e5)),
        charts.Kpi(name("level"), (0.7, 0.78, 0.84), "share", change=(-0.06, -0.04, -0.01)),
        charts.Kpi(name("wait"), (40, 75, 190), "seconds", better="lower", change=(-40, -20, 3)),
        charts.Kpi(name("temps"), (1, 2, 3), "people", better="none", change=(1, 2, 3)),
    ])  # fmt: skip


def _duty() -> tuple[np.ndarray, np.ndarray]:
    """People needed and people there, (2 days, 48)."""
    hour = np.arange(48) / 2
    needed = np.ceil(14 * np.exp(-0.5 * ((hour - 20.5) / 3) ** 2)) * np.array([[1.0], [2.0]])
    there = np.where((hour >= 8) & (hour < 17), 6.0, np.where(hour >= 15, 9.7, 0.0)) * np.ones((2, 1))
    return needed, there


def duty(words: Words) -> charts.Figure:
    needed, there = (one[1] for one in _duty())
    title = _names(words)("one")
    return charts.duty_day(words, needed, there, np.maximum(needed - there, 0), title=title, note=title)


def duty_week(words: Words) -> charts.Figure:
    needed, there = _duty()
    days = [words.date(dt.date(2026, 11, day)) for day in (10, 11)]
    short = np.maximum(needed - there, 0)
    return charts.duty_week(words, needed, short, days, title=_names(words)("who"))


def hiring(words: Words) -> charts.Figure:
    day, title = np.arange(84), _names(words)("one")
    needed = 8 + 14 * np.exp(-0.5 * ((day - 56) / 6) ** 2)
    planned = 9.0 + 8.0 * (day >= 50)
    adverts = [charts.Advert(14, 42, 47, title), charts.Advert(40, 70, 76, title)]
    marks = [charts.Mark(56, "11.11")]
    start = dt.date(2026, 9, 16)
    return charts.headcount(
        words, needed, np.full(84, 9.0), planned, start, adverts=adverts, marks=marks, title=title
    )  # fmt: skip


def facts(words: Words) -> charts.Figure:
    name = _names(words)
    bars = [
        charts.Bar(name("temps"), (-40_000.0, 190_000.0), ("2", "12"), (name("near"), "")),
        charts.Bar(name("level"), (60_000.0, 120_000.0), ("70%", "90%")),
        charts.Bar(name("wait"), (84_000.0, 83_000.0), ("−40%", "+60%"), ("", name("rule"))),
    ]
    return charts.tornado(words, name("setting"), 80_000.0, bars, "money", source=name("you"))


def pods(words: Words) -> charts.Figure:
    name, hours = _names(words), np.arange(24)
    people = np.array([1 + (hours > 8), np.where(hours > 9, 2, 0), 0.5 + 0.0 * hours], float)
    waiting = 0.4 + 0.3 * np.sin(hours / 4)
    return charts.pods_day(
        words, people, (people >= 2) * 0.8, waiting, waiting / 3, found=name("temps"), title=name("setting")
    )  # fmt: skip


def courier(words: Words) -> charts.Figure:
    name, days = _names(words), [words.date(dt.date(2026, 11, 10) + dt.timedelta(days=n)) for n in range(9)]
    waiting = np.array([1500, 4100, 7000, 8900, 10000, 2400, 2500, 2000, 1500])
    calm = charts.Yard(name("rule"), waiting * 0.4, waiting * 0.1, waiting * 0)
    plans = [
        charts.Yard(name("you"), waiting, waiting * 0.2, waiting * 0.5,
                    [("unseen", 2, 2.5), ("undecided", 2.5, 3.4), ("waited", 3.4, 5)], [name("one")] * 3),
        charts.Yard(name("near"), waiting * 0.7, waiting * 0.1, waiting * 0.1,
                    [("unseen", 2, 2.4), ("undecided", 2.4, 3), ("stood_in", 3, 4.7)], [name("one")] * 3),
    ]  # fmt: skip
    return charts.courier(words, days, 2, calm, plans, found=name("level"), title=name("setting"),
                          summary=name("price"))  # fmt: skip


def spreading(words: Words) -> charts.Figure:
    name, known = _names(words), np.linspace(0.4, 0.97, 10)
    days = [words.date(dt.date(2026, 10, 20) + dt.timedelta(days=n)) for n in range(10)]
    return charts.spread(words, days, known, known * 0.7, known**0, 13, found=name("level"), title=name("setting"))


FIGURES: dict[str, Callable[[Words], charts.Figure]] = {
    f.__name__: f
    for f in (
        season,
        week,
        lever,
        falling_lever,
        changing_lever,
        parts,
        loops,
        bet,
        bots,
        rubric,
        claims,
        rungs,
        distances,
        duty,
        duty_week,
        hiring,
        facts,
        pods,
        spreading,
        courier,
    )
}
