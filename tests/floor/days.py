"""Random floor days for the tests that compare engines: every feature of the floor, ties included."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from hypothesis import strategies as st

from sim.floor.laws import Book
from sim.floor.model import Channel, Crew, Family, Rules, Tape, WorkTypes
from sim.floor.tape import ROLES, build
from sim.shop.durations import Duration
from tests.floor.builders import FAMILIES, law

OWN = (Family.EXPONENTIAL, Family.LOGNORMAL, Family.FIXED)
TWO_LENGTHS = Duration(
    family="mixture",
    parts=({"share": 0.5, "family": "fixed", "mean_s": 5}, {"share": 0.5, "family": "fixed", "mean_s": 20}),
)


@dataclass(frozen=True)
class Day:
    tape: Tape
    crew: Crew
    types: WorkTypes
    rules: Rules


@st.composite
def days(draw: st.DrawFn, carry: Tape | None = None) -> Day:
    """A day of some hundred contacts. On a `grid` all times are whole seconds, so that events coincide."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    kinds, people = draw(st.integers(1, 4)), draw(st.integers(0, 6))
    contacts, grid = draw(st.integers(0, 120)), draw(st.booleans())
    horizon = draw(st.sampled_from([60.0, 600.0, 3600.0]))
    types = work_types(draw, rng, kinds, grid)
    rules = Rules(
        stretch=np.array([1.0, draw(st.sampled_from([1.0, 1.5, 2.0])), 2.0, 2.5]),
        error_stretch=np.array([1.0, 1.5, 2.0, 4.0]),
        waiting_room=draw(st.sampled_from([-1, 0, 2, 5])),
        trunks=draw(st.sampled_from([-1, -1, 0, 2, 6])),
        hand_back=draw(st.booleans()),
        max_redials=draw(st.integers(0, 3)),
        max_repeats=draw(st.integers(0, 3)),
        max_transfers=draw(st.integers(0, 2)),
    )
    crew = staff(draw, rng, people, kinds, horizon, grid)
    enter = rng.uniform(0.0, 1.2 * horizon, contacts)
    head_start = rng.choice([0.0, 0.0, 0.0, 30.0], contacts) if draw(st.booleans()) else 0.0
    tape = build(
        types, rng.integers(0, 2**64, contacts, dtype=np.uint64), rng.integers(0, kinds, contacts),
        np.floor(enter) if grid else enter, 7, horizon, head_start, carry,
    )  # fmt: skip
    return Day(tape, crew, types, rules)


def work_types(draw: st.DrawFn, rng: np.random.Generator, kinds: int, grid: bool) -> WorkTypes:
    family = draw(st.sampled_from([Family.FIXED] if grid else [Family.EXPONENTIAL, Family.LOGNORMAL, Family.FIXED]))
    patience = draw(st.sampled_from([Family.NONE, Family.FIXED] if grid else [Family.NONE, *OWN]))

    def share() -> np.ndarray:
        return rng.choice([0.0, 0.3, 1.0], kinds) if draw(st.booleans()) else np.zeros(kinds)

    channel = rng.choice([Channel.CHAT, Channel.PHONE, Channel.DEFERRED], kinds).astype(np.int64)
    made = WorkTypes(
        names=tuple(f"kind{k}" for k in range(kinds)),
        channel=channel,
        priority=rng.integers(0, 3, kinds),
        target=np.full(kinds, 20.0),
        work_family=np.full(kinds, int(family)),
        work_mean=rng.integers(5, 60, kinds).astype(float),
        work_cv=rng.choice([0.0, 0.5, 1.5], kinds),
        patience_family=np.full(kinds, int(patience)),
        patience_mean=rng.integers(5, 60, kinds).astype(float),
        patience_cv=np.ones(kinds),
        wrap_mean=rng.choice([0.0, 10.0], kinds) if draw(st.booleans()) else np.zeros(kinds),
        balking=share(),
        redial=share(),
        redial_after=rng.choice([5.0, 100.0], kinds),
        repeat=share(),
        repeat_after=rng.choice([5.0, 300.0], kinds),
        transfer=share(),
        transfer_to=rng.integers(0, kinds, kinds),
        wrap_family=np.full(kinds, int(Family.EXPONENTIAL)),
        redial_family=np.full(kinds, int(Family.EXPONENTIAL)),
        repeat_family=np.full(kinds, int(Family.EXPONENTIAL)),
        routing=rng.integers(0, 3, kinds) if draw(st.booleans()) else np.zeros(kinds, dtype=np.int64),
        closes=rng.random(kinds) < 0.4 if draw(st.booleans()) else np.zeros(kinds, dtype=bool),
        **voicemail(rng, channel),
        same_again=rng.random(kinds) < 0.5,
        by_hour=rng.choice([0.5, 1.0, 2.0], (kinds, 24)) if draw(st.booleans()) else np.ones((kinds, 24)),
    )
    return in_pieces(draw, made, grid) if draw(st.booleans()) else made


def in_pieces(draw: st.DrawFn, types: WorkTypes, grid: bool) -> WorkTypes:
    """The same kinds with durations of any family here and there; on a grid those of two lengths."""
    book, columns = Book(), {}
    for family, mean, *_ in ROLES.values():
        families, means = getattr(types, family).copy(), getattr(types, mean).copy()
        for k in range(len(types)):
            name = draw(st.sampled_from([None, *(["grid"] if grid else FAMILIES)]))
            if name is not None:
                drawn = TWO_LENGTHS if grid else law(name, max(1.0, means[k]))
                families[k], means[k] = book.family(drawn), drawn.mean
        columns |= {family: families, mean: means}
    return replace(types, **columns, pieces=book.pieces, curves=book.curves)


def staff(draw: st.DrawFn, rng: np.random.Generator, people: int, kinds: int, horizon: float, grid: bool) -> Crew:
    speeds = [0.0, 1.0] if grid else [0.0, 0.7, 1.0, 1.3]
    windows = []
    for a in range(people):
        n = int(rng.integers(1, 4)) if draw(st.booleans()) else 1
        edges = np.sort(rng.uniform(0.0, 1.1 * horizon, 2 * n))
        if grid:
            edges = np.unique(np.floor(edges))
            edges = edges[: len(edges) // 2 * 2]
        if draw(st.booleans()):
            edges = np.array([0.0, horizon + 10.0])
        windows += [(a, on, off) for on, off in edges.reshape(-1, 2)]
    alike = draw(st.booleans())
    preference = np.zeros((people, kinds), dtype=np.int64) if alike else rng.integers(0, 3, (people, kinds))
    return Crew(
        ids=np.arange(people) + 100,
        speed=rng.choice(speeds[1:] if alike else speeds, (people, kinds)),
        accuracy=rng.choice([0.2, 0.9, 1.0], (people, kinds)),
        preference=preference,
        chats=rng.integers(1, 5, people),
        windows=np.array(windows, dtype=float).reshape(-1, 3),
    )


def voicemail(rng: np.random.Generator, channel: np.ndarray) -> dict[str, np.ndarray]:
    """After so many seconds some of the live kinds leave a message, where there is a kind that it can become."""
    letters = np.flatnonzero(channel == Channel.DEFERRED)
    leaves = (channel != Channel.DEFERRED) & (rng.random(len(channel)) < 0.6) & bool(len(letters))
    return {
        "message_after": np.where(leaves, rng.choice([0.0, 3.0, 10.0, 25.0], len(channel)), np.inf),
        "message_to": np.where(leaves, letters[0] if len(letters) else -1, -1),
    }
