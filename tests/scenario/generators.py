"""Random scenarios, and random ways to break a scenario file."""

from __future__ import annotations

import copy
import datetime as dt
import tomllib
from functools import cache
from typing import Any, get_args

from hypothesis import strategies as st

from sim.scenario import Scenario
from sim.scenario.file import TEAMS, team_names
from sim.shop.people import Role
from sim.shop.types import Weekday
from sim.shop.work import LIVE

# Texts of any language, quotes, backslashes, control characters and line breaks included; no half surrogates.
TEXT = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30)
CLOCK = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))
SLUG = st.from_regex(r"[a-z][a-z0-9_-]{0,12}", fullmatch=True)
SHARE = st.floats(0, 1)
PRICE = st.floats(0, 1e9)
ABOVE = st.floats(1e-9, 1e9)
WEEKS = st.floats(0, 5200)


def table(**fields: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Tables with all of `fields`; those given as a list may be left out."""
    needed = {k: v for k, v in fields.items() if not isinstance(v, list)}
    return st.fixed_dictionaries(needed, optional={k: v[0] for k, v in fields.items() if isinstance(v, list)})


TITLES = table(en=TEXT, zh=TEXT)
SECONDS = st.floats(1e-3, 86400)
SHAPE = st.floats(0.1, 1000)


def _shares(count: int) -> st.SearchStrategy[list[float]]:
    weights = st.lists(st.integers(1, 100), min_size=count, max_size=count)
    return weights.map(lambda parts: [part / sum(parts) for part in parts])


@st.composite
def _simple(draw: st.DrawFn) -> dict[str, Any]:
    """A duration of any family but a mixture."""
    family = draw(st.sampled_from(["exponential", "lognormal", "fixed", "uniform", "gamma", "weibull",
                                   "hyperexponential", "empirical"]))  # fmt: skip
    if family in ("gamma", "weibull"):
        return {"family": family} | draw(table(mean_s=SECONDS, shape=SHAPE))
    if family == "uniform":
        low = draw(st.floats(0, 1000))
        return {"family": family, "low_s": low, "high_s": low + draw(st.floats(1e-3, 80_000))}
    if family == "hyperexponential":
        count = draw(st.integers(2, 4))
        means = st.lists(SECONDS, min_size=count, max_size=count)
        return {"family": family, "means_s": draw(means), "shares": draw(_shares(count))}
    if family == "empirical":
        values = sorted(draw(st.lists(SECONDS, min_size=2, max_size=9)))
        inner = draw(st.sets(st.floats(0.001, 0.999), min_size=len(values) - 2, max_size=len(values) - 2))
        below = {"below": [0.0, *sorted(inner), 1.0]} if draw(st.booleans()) else {}
        return {"family": family, "values_s": values, **below}
    written = {"family": family} if family != "lognormal" or draw(st.booleans()) else {}
    return written | draw(table(mean_s=SECONDS, cv=[st.floats(0, 10)]))


@st.composite
def _durations(draw: st.DrawFn) -> dict[str, Any]:
    """A duration of any family."""
    if draw(st.integers(0, 4)):
        return draw(_simple())
    shares = draw(_shares(draw(st.integers(2, 4))))
    return {"family": "mixture", "parts": [{"share": share} | draw(_simple()) for share in shares]}


DURATIONS = _durations()


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Any scenario that is valid."""
    ids = draw(st.lists(SLUG, min_size=1, max_size=4, unique=True))
    shifts = draw(st.dictionaries(SLUG, _shifts(), min_size=1, max_size=3))
    start = draw(st.dates(dt.date(2001, 1, 1), dt.date(2099, 1, 1)))
    weeks = draw(st.integers(1, 20))
    work = [draw(_work(name)) for name in ids]
    people = [draw(_people(f"g{i}", sorted(shifts), ids)) for i in range(draw(st.integers(1, 3)))]
    people[0] |= {"count": 1, "skills": dict.fromkeys(ids, 1.0)}  # no skill that nobody has
    tickets = [one["id"] for one in work if one["channel"] == "ticket"]
    for one in work:
        if tickets and one["channel"] in LIVE and draw(st.booleans()):
            one |= {"message": {"after_s": draw(st.floats(0, 86400)), "becomes": draw(st.sampled_from(tickets))}}
        able = [group["id"] for group in people if one["id"] in group["skills"]]
        one |= {"order": draw(st.lists(st.sampled_from(able), max_size=3, unique=True))} if draw(st.booleans()) else {}
    offsets = draw(st.lists(st.integers(0, 7 * weeks - 1), max_size=3, unique=True))
    campaigns = [draw(_campaigns()) | {"day": start + dt.timedelta(days=offset)} for offset in offsets]
    rest = draw(table(
        currency=[st.sampled_from(["CNY", "USD"])], timezone=[st.sampled_from(["Asia/Shanghai", "America/New_York"])],
        pay=[table(piece_rate=[PRICE], quality_gate=[SHARE], quota_bonus=[SHARE])],
        peak=[table(temps=[st.integers(0, 200)], overtime_hours=[st.floats(0, 4)], night_crew=[SHARE])],
        floor=[table(waiting_room=[st.integers(0, 99)], trunks=[st.integers(99, 500)],
                     shift_end=[st.sampled_from(["finish", "hand_back"])])],
        fulfilment=[table(return_share=[SHARE], opening_backlog=[st.integers(0, 10**4)])],
    ))  # fmt: skip
    return Scenario.model_validate(rest | {
        "id": draw(SLUG), "title": draw(TITLES), "description": draw(TITLES), "work": work, "people": people,
        "calendar": {"start": start, "weeks": weeks, "campaigns": campaigns}, "shifts": shifts,
        "demand": draw(table(orders_day=st.floats(1e-9, 100), hourly=_hours(), dispersion_cv=[SHARE])),
        "money": draw(table(order_value=ABOVE, gross_margin=SHARE, opening_cash=[st.floats(-1e12, 1e12)])),
    })  # fmt: skip


def _hours() -> st.SearchStrategy[list[float]]:
    return st.lists(ABOVE, min_size=24, max_size=24)


def _shifts() -> st.SearchStrategy[dict[str, Any]]:
    def shift(start: int, minutes: int, rest: list[int], zone: str | None) -> dict[str, Any]:
        clock = [f"{m // 60:02}:{m % 60:02}" for m in ((start + m) % 1440 for m in [0, minutes, *sorted(rest)])]
        breaks = [clock[2:4]] if len(rest) == 2 else []
        return {"start": clock[0], "end": clock[1], "breaks": breaks} | ({"timezone": zone} if zone else {})

    return st.builds(
        shift, st.integers(0, 1439), st.integers(120, 960), st.lists(st.integers(1, 119), max_size=2, unique=True),
        st.sampled_from([None, "Europe/London", "Asia/Shanghai"]),
    )  # fmt: skip


def _work(name: str) -> st.SearchStrategy[dict[str, Any]]:
    return table(
        id=st.just(name), title=TITLES, channel=st.sampled_from(["chat", "phone", "ticket"]),
        source=st.sampled_from(["order", "parcel", "return"]), rate=st.floats(0, 0.6), handle=DURATIONS,
        patience=[DURATIONS], rate_late=[st.floats(0, 5)], priority=[st.integers(0, 9)],
        routing=[st.sampled_from(["longest_idle", "random", "least_occupied"])], unattended=[st.just("wait")],
        balking=[SHARE], redial=[SHARE], redial_after=[DURATIONS], redial_with=[st.sampled_from(["new", "same"])],
        repeat_after=[DURATIONS],
    ).map(
        lambda work: work | ({"unattended": "drop"} if "unattended" in work and work["channel"] in LIVE else {}),
    ).flatmap(lambda work: st.one_of(
        st.just(work), st.floats(0, 2.6e6).map(lambda mean: work | {"wrap_s": mean}),
        DURATIONS.map(lambda wrap: work | {"wrap": wrap}),
    ))  # fmt: skip


def _people(name: str, shifts: list[str], ids: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    return table(
        id=st.just(name), role=st.sampled_from(get_args(Role)), title=TITLES, count=st.integers(0, 2000),
        shift=st.sampled_from(shifts), skills=st.dictionaries(st.sampled_from(ids), st.floats(0.1, 3)),
        chats=[st.integers(1, 3)], pay_month=ABOVE, rest_days=[st.integers(0, 6)],
        rest_from=[st.sampled_from(get_args(Weekday))],
        tenure_weeks=[st.tuples(WEEKS, WEEKS).map(sorted).map(tuple)],
    )  # fmt: skip


def _shapes() -> st.SearchStrategy[dict[str, Any]]:
    """Days and hours of a shop's own sale: the big day whole, a curve that rises."""
    curve = st.lists(st.tuples(st.integers(1, 86399), SHARE), max_size=4, unique_by=lambda point: point[0]).map(
        lambda points: (
            (0.0, 0.0),
            *zip(sorted(float(t) for t, _ in points), sorted(s for _, s in points), strict=True),
            (86400.0, 1.0),
        )
    )
    before = st.dictionaries(st.integers(-60, -1), SHARE, max_size=5)
    days = before.map(lambda some: [{"offset": o, "share": s} for o, s in some.items()] + [{"offset": 0, "share": 1.0}])
    return table(days=days, curve=curve, eve_curve=[curve], opens_s=[st.floats(-86400, 86400)])


def _campaigns() -> st.SearchStrategy[dict[str, Any]]:
    return table(
        name=TITLES, preset=st.sampled_from(["618", "black-friday"]), lift=st.floats(1, 50),
        prep_hours=[st.dictionaries(st.sampled_from(get_args(Role)), st.floats(0, 1e6))], own_shape=[_shapes()],
    )  # fmt: skip


@cache
def _team_tables(name: str) -> dict[str, Any]:
    return tomllib.loads((TEAMS / f"{name}.toml").read_text(encoding="utf-8"))


def team_tables(name: str = "flagship") -> dict[str, Any]:
    """The tables of a shipped team, to be changed at will."""
    return copy.deepcopy(_team_tables(name))


REQUIRED = {
    "id", "title", "description", "calendar", "demand", "work", "shifts", "people", "money", "start", "day", "preset",
    "lift", "name", "en", "zh", "orders_day", "hourly", "channel", "source", "rate", "handle", "mean_s", "end", "role",
    "count", "shift", "pay_month", "order_value", "gross_margin",
}  # fmt: skip
NUMBERS = {
    "count", "pay_month", "lift", "orders_day", "gross_margin", "order_value", "weeks", "mean_s", "rest_days", "day",
}  # fmt: skip
WRONG = st.sampled_from([
    True, "", "many", "4 min", -1, -0.5, -(10**40), float("nan"), float("inf"), [], [[]], ["x"] * 50, {},
    {"x": {"y": 1}}, dt.date(2026, 1, 1), dt.time(8, 30), dt.datetime(2026, 1, 1, 8), "\x00", "午夜" * 300, "../../etc",
])  # fmt: skip


@st.composite
def broken_tables(draw: st.DrawFn) -> dict[str, Any]:
    """A shipped team with one to three things wrong."""
    data = team_tables(draw(st.sampled_from(team_names())))
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(["misspelt", "missing", "wrong", "unknown", "reference", "outside"]))
        entries = list(_entries(data))
        if kind == "misspelt":  # of a table with fixed keys: a letter lost
            table_, key = draw(st.sampled_from([(t, k) for t, k in entries if k in REQUIRED]))
            table_[key[:-1] + draw(st.sampled_from(["", "z", "zz", " ", "é"]))] = table_.pop(key)
        elif kind == "missing":
            table_, key = draw(st.sampled_from([(t, k) for t, k in entries if k in REQUIRED]))
            del table_[key]
        elif kind == "wrong":
            table_, key = draw(st.sampled_from([(t, k) for t, k in entries if k in NUMBERS & set(t)] or entries))
            table_[key] = draw(WRONG)
        elif kind == "unknown":
            table_ = draw(st.sampled_from([data, *(data.get(k) for k in ("floor", "money", "hiring", "calendar"))]))
            if isinstance(table_, dict):
                table_[draw(TEXT)] = draw(WRONG)
        elif kind == "reference":
            rows = [row for row in data.get("people", ()) if isinstance(row, dict)]
            if rows:
                draw(st.sampled_from(rows))[draw(st.sampled_from(["shift", "role"]))] = draw(TEXT) + "?"
        else:
            for event in data.get("calendar", {}).get("campaigns", ()):
                event["day"] = draw(st.dates(dt.date(2028, 1, 1), dt.date(2099, 1, 1)))
    return data


def _entries(node: Any) -> list[tuple[dict[str, Any], str]]:
    """Every (table, key) of the tables, skills and preparation hours left out: their keys are free."""
    found = []
    if isinstance(node, dict):
        for key, value in node.items():
            found.append((node, key))
            if key not in ("skills", "prep_hours"):
                found += _entries(value)
    elif isinstance(node, list):
        for item in node:
            found += _entries(item)
    return found
