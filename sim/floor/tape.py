"""From contacts to a tape: the draws of a floor day made beforehand, keyed to the contact."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

import numpy as np

from sim.arrays import Bools, Floats, Ints, Keys
from sim.draws import Purpose, child_key, exponential, extend, key, normal, uniform, uniforms
from sim.floor.laws import Book, durations
from sim.floor.loops import copy_row, loop
from sim.floor.model import TAPE_COLUMNS, Cause, Channel, Crew, Family, Routing, Tape, WorkTypes
from sim.shop.durations import Duration
from sim.shop.facts import Shop
from sim.units import HOURS_PER_DAY, SECONDS_PER_HOUR

_CHANNEL = {"chat": Channel.CHAT, "phone": Channel.PHONE, "ticket": Channel.DEFERRED, "task": Channel.DEFERRED}
ARRIVAL, ARRIVAL_TIME = int(Purpose.ARRIVAL), int(Purpose.ARRIVAL_TIME)
FULL = -1  # there are more arrivals than room for them
ROOM_SPREADS = 8.0  # room beyond the expected number, in standard deviations: hardly ever too little
_PURPOSES = (Purpose.WORK_A, Purpose.PATIENCE_A, Purpose.WRAP, Purpose.PATIENCE_B, Purpose.WORK_B)
NONE, EXPONENTIAL, LOGNORMAL, FIXED, PIECES = map(int, Family)
# families that the engines draw themselves: from two uniforms, and from one
TWO, ONE = (Family.NONE, Family.EXPONENTIAL, Family.LOGNORMAL, Family.FIXED), (Family.EXPONENTIAL,)
# what a duration is for: its columns of family, mean and spread, and the purposes of its uniforms
ROLES: dict[str, tuple[str, str, str | None, Purpose, Purpose]] = {
    "work": ("work_family", "work_mean", "work_cv", Purpose.WORK_A, Purpose.WORK_B),
    "patience": ("patience_family", "patience_mean", "patience_cv", Purpose.PATIENCE_A, Purpose.PATIENCE_B),
    "wrap": ("wrap_family", "wrap_mean", None, Purpose.WRAP, Purpose.WRAP),
    "redial": ("redial_family", "redial_after", None, Purpose.REDIAL_DELAY, Purpose.REDIAL_DELAY),
    "repeat": ("repeat_family", "repeat_after", None, Purpose.REPEAT_DELAY, Purpose.REPEAT_DELAY),
}
MEMORYLESS = Duration(family="exponential", mean_s=1.0)  # where a file gives a mean only, which its column has
_NO_ROWS: dict[str, Any] = {name: np.empty(0, dtype=kind) for name, kind in TAPE_COLUMNS.items()}
REPEAT = int(Cause.REPEAT)
BLANK = {"agent": -1}  # what a root has in a column of which `drawn` says nothing; elsewhere 0


def work_types(shop: Shop) -> WorkTypes:
    """The contact types of a shop, in its order; seconds."""
    work, names = shop.work, tuple(w.id for w in shop.work)
    book = Book()

    def column(values: Any, kind: Any = np.float64) -> Any:
        return np.array(list(values), dtype=kind)

    return WorkTypes(
        names=names,
        channel=column((_CHANNEL[w.channel] for w in work), np.int64),
        priority=column((w.priority for w in work), np.int64),
        target=column(w.target_s for w in work),
        work_family=column((book.family(w.handle, TWO) for w in work), np.int64),
        work_mean=column(w.handle.mean for w in work),
        work_cv=column(w.handle.cv for w in work),
        patience_family=column((book.family(w.patience, TWO) for w in work), np.int64),
        patience_mean=column(w.patience.mean if w.patience else 0.0 for w in work),
        patience_cv=column(w.patience.cv if w.patience else 0.0 for w in work),
        wrap_mean=column(w.wrap_mean for w in work),
        balking=column(w.balking for w in work),
        redial=column(w.redial for w in work),
        redial_after=column(_mean(w.redial_after, w.redial_after_s) for w in work),
        repeat=column(w.repeat for w in work),
        repeat_after=column(_mean(w.repeat_after, w.repeat_after_s) for w in work),
        transfer=column(w.transfer for w in work),
        transfer_to=column((names.index(w.transfer_to) if w.transfer_to else -1 for w in work), np.int64),
        wrap_family=column((book.family(w.wrap or MEMORYLESS, ONE) for w in work), np.int64),
        redial_family=column((book.family(w.redial_after or MEMORYLESS, ONE) for w in work), np.int64),
        repeat_family=column((book.family(w.repeat_after or MEMORYLESS, ONE) for w in work), np.int64),
        pieces=book.pieces,
        curves=book.curves,
        routing=column((Routing[w.routing.upper()] for w in work), np.int64),
        closes=column((w.unattended == "drop" for w in work), np.bool_),
        message_after=column(w.message.after_s if w.message else math.inf for w in work),
        message_to=column((names.index(w.message.becomes) if w.message else -1 for w in work), np.int64),
        same_again=column((w.redial_with == "same" for w in work), np.bool_),
        by_hour=column(w.handle_by_hour or (1.0,) * HOURS_PER_DAY for w in work),
    )


def seconds(types: WorkTypes, what: str, k: int, key: int) -> float:
    """One duration of a contact of kind `k` from its key; `what` is one of `ROLES`."""
    family, mean, cv, a, b = ROLES[what]
    number = int(getattr(types, family)[k])
    if number >= PIECES:
        return float(durations(types, number, np.array([uniform(key, a)]))[0])
    return duration(number, float(getattr(types, mean)[k]), float(getattr(types, cv)[k]) if cv else 0.0, key, a, b)


def hour_of(enter: Any) -> Any:
    """The hour of a day, 0 … 23, of times (seconds) that may lie beyond its end."""
    return np.asarray(enter // SECONDS_PER_HOUR).astype(np.int64) % HOURS_PER_DAY


def duration(family: int, mean: float, cv: float, key: int, a: int, b: int) -> float:
    """One duration in seconds of a contact's key; `a` and `b` are its two purposes. Family.NONE: infinity."""
    if family == Family.EXPONENTIAL:
        return exponential(key, a, mean)
    if family == Family.LOGNORMAL:
        spread = math.log(1.0 + cv * cv)
        return math.exp(math.log(mean) - 0.5 * spread + math.sqrt(spread) * normal(key, a, b))
    return mean if family == Family.FIXED else math.inf


class Law(NamedTuple):
    """Durations of K kinds as one sum, of which each law uses its own part and finds zeros in the others."""

    scale: Floats | None  # of the exponential; none where no kind has one
    centre: Floats  # of the lognormal's logarithm; −inf = another law
    spread: Floats | None
    rest: Floats  # what is fixed, or infinity

    @classmethod
    def of(cls, family: Ints, mean: Floats, cv: Floats) -> Law:
        exponential, lognormal, variance = family == EXPONENTIAL, family == LOGNORMAL, np.log(1.0 + cv**2)
        return cls(
            np.where(exponential, -mean, 0.0) if exponential.any() else None,
            np.where(lognormal, np.log(np.where(lognormal, mean, 1.0)) - 0.5 * variance, -np.inf),
            np.where(lognormal, np.sqrt(variance), 0.0) if lognormal.any() else None,
            np.where(family == NONE, np.inf, np.where(family == FIXED, mean, 0.0)),
        )

    def durations(self, kinds: Ints, log_u: Floats, v: Floats) -> Floats:
        """`duration` of many contacts (n,), of each the kind, the logarithm of its first uniform and its second."""
        made = self.rest[kinds]
        if self.scale is not None:
            made += self.scale[kinds] * log_u
        if self.spread is not None:
            normal = np.sqrt(-2.0 * log_u) * np.cos(2.0 * math.pi * v)
            made += np.exp(self.centre[kinds] + self.spread[kinds] * normal)
        return made


@lru_cache(maxsize=64)
def _laws(types: WorkTypes) -> tuple[Law, Law, bool]:
    """Laws of work and of patience, and whether work takes longer in some hours than in others."""
    return (
        Law.of(types.work_family, types.work_mean, types.work_cv),
        Law.of(types.patience_family, types.patience_mean, types.patience_cv),
        bool((types.by_hour != 1.0).any()),
    )


def build(
    types: WorkTypes,
    keys: Keys,
    kinds: Ints,
    enter: Floats,
    seed: int,
    horizon: float,
    head_start: Any = 0.0,
    carry: Tape | None = None,
    again: Bools | None = None,
) -> Tape:
    """The tape of a day: yesterday's `carry` and new roots with their draws, sorted by time of entry.

    `head_start`: seconds by which each contact is served before its turn (scalar or one per contact). `again`: which
    of them are not roots but the first repeat of the root with that key; without it, none.
    Raises ValueError for a time that is negative or not finite, or a kind that does not exist.
    """
    if len(keys) and np.asarray(keys).dtype.kind not in "ui":
        raise TypeError(f"keys are whole numbers of 64 bits, not {np.asarray(keys).dtype}")
    keys, kinds = np.asarray(keys, dtype=np.uint64), np.asarray(kinds, dtype=np.int64)
    enter = np.asarray(enter, dtype=np.float64)
    n = len(keys)
    if not len(kinds) == len(enter) == n:
        raise ValueError(f"{n} keys, {len(kinds)} kinds, {len(enter)} times: they must be as many")
    if n and not 0 <= enter.min() <= enter.max() < np.inf:
        raise ValueError("a contact enters at a time that is negative or not finite")
    if n and not 0 <= kinds.min() <= kinds.max() < len(types):
        raise ValueError(f"a contact type lies outside 0 … {len(types) - 1}")
    if carry is None:
        carry = empty(seed, horizon)
    order = np.concatenate((carry.enter, enter)).argsort(kind="stable")
    return laid_out(order, carry, drawn(types, keys, kinds, enter, head_start, again), horizon, seed)


def drawn(
    types: WorkTypes, roots: Keys, kinds: Ints, enter: Floats, head_start: Any, again: Bools | None
) -> dict[str, Any]:
    """Of new contacts (n,) the columns of which they have something to say: draws, and what is counted from them.

    `head_start`, `again`: as in `build`.
    """
    keys, cause = roots, {}
    if again is not None and again.any():
        keys, rows = roots.copy(), again.nonzero()[0]
        keys[rows] = child_key(roots[rows], REPEAT, 1)
        cause = {"cause": REPEAT * again, "repeats": again.astype(np.int64)}
    ahead = np.zeros(len(keys))
    ahead += head_start
    u = uniforms(keys, _PURPOSES)
    log_work, log_patience, log_wrap = np.log(u[:3])
    law_of_work, law_of_patience, hourly = _laws(types)
    work, patience = law_of_work.durations(kinds, log_work, u[4]), law_of_patience.durations(kinds, log_patience, u[3])
    wrap = -types.wrap_mean[kinds] * log_wrap
    if len(types.pieces):
        in_pieces(types, types.work_family, kinds, u[0], work)
        in_pieces(types, types.patience_family, kinds, u[1], patience)
        in_pieces(types, types.wrap_family, kinds, u[2], wrap)
    if hourly:
        work *= types.by_hour[kinds, hour_of(enter)]
    return {
        "key": keys, "root": roots, "kind": kinds, "enter": enter, "joined": enter, "rank": enter - ahead,
        "head_start": ahead, "deadline": enter + patience, "work": work, "wrap": wrap,
        **cause,
    }  # fmt: skip


def laid_out(order: Ints, old: Tape, new: dict[str, Any], horizon: float, seed: int) -> Tape:
    """A tape of old rows and new ones: of row `order[i]` of the two together, the old ones first.

    `new`: columns as `drawn` makes them; the others are a root's.
    """
    rest = [name for name in TAPE_COLUMNS if name not in new]
    made: dict[str, Any] = {name: np.empty(len(order), dtype=TAPE_COLUMNS[name]) for name in new}
    made |= {name: np.zeros(len(order), dtype=TAPE_COLUMNS[name]) for name in rest}
    for name, value in BLANK.items():
        made[name].fill(value)
    lay_out(
        order, len(old), attrgetter(*new)(old), attrgetter(*rest)(old), tuple(new.values()),
        itemgetter(*new)(made), itemgetter(*rest)(made),
    )  # fmt: skip
    return Tape(**made, horizon=float(horizon), seed=int(seed))


@loop(fills=2)
def lay_out(
    order: Ints, old: int, carried: tuple[Any, ...], carried_rest: tuple[Any, ...], new: tuple[Any, ...],
    made: tuple[Any, ...], made_rest: tuple[Any, ...],
) -> int:  # fmt: skip
    """Write the rows of a tape in this order: the first `old` are the carry's, as they are, and the others roots.

    The columns of which a root has something to say (`new`) and the `rest`, where it keeps what is there.
    """
    for i in range(len(order)):
        j = order[i]
        if j < old:
            copy_row(made, i, carried, j)
            copy_row(made_rest, i, carried_rest, j)
        else:
            copy_row(made, i, new, j - old)
    return len(order)


def in_pieces(types: WorkTypes, family: Ints, kinds: Ints, u: Floats, made: Floats) -> None:
    """Fill in the durations (n,) of the kinds whose law is in pieces, from uniforms (n,)."""
    for k in (family >= PIECES).nonzero()[0].tolist():
        rows = kinds == k
        made[rows] = durations(types, int(family[k]), u[rows])


def empty(seed: int, horizon: float) -> Tape:
    """A tape without contacts."""
    return Tape(**_NO_ROWS, horizon=float(horizon), seed=int(seed))


def rows(tape: Tape, index: Any) -> Tape:
    """The tape with these rows only, in this order (positions or a mask)."""
    columns: dict[str, Any] = {name: getattr(tape, name)[index] for name in TAPE_COLUMNS}
    return replace(tape, **columns)


def concat(first: Tape, *more: Tape) -> Tape:
    """Tapes one after the other; horizon and seed are the first one's. Not sorted."""
    tapes = (first, *more)
    columns: dict[str, Any] = {name: np.concatenate([getattr(tape, name) for tape in tapes]) for name in TAPE_COLUMNS}
    return replace(first, **columns)


def hand_over(carry: Tape, before: Crew, after: Crew) -> Tape:
    """The carry with agents as positions of the next day's crew.

    Work in the hands of somebody who is not in tomorrow's crew, or no longer has the skill for it, goes back to the
    queue with its place kept; a wrap-up of an absent person is dropped (the customer has been answered).
    """
    position = {person: a for a, person in enumerate(after.ids.tolist())}
    place = np.array([position.get(person, -1) for person in before.ids.tolist()], dtype=np.int64)
    agent = np.empty(len(carry), dtype=np.int64)
    dropped = take_over(carry.agent, carry.wrapping, carry.kind, place, np.ascontiguousarray(after.speed), agent)
    carry = replace(carry, agent=agent)
    return rows(carry, ~carry.wrapping | (agent >= 0)) if dropped else carry


@loop(fills=1)
def take_over(agent: Ints, wrapping: Bools, kind: Ints, place: Ints, speed: Floats, now: Ints) -> int:
    """Who has each row now, −1 = nobody; `place` is everybody's new position. Returns how many wrap-ups nobody has."""
    dropped = 0
    for i in range(len(agent)):
        a = place[agent[i]] if agent[i] >= 0 else -1
        able = a >= 0 and (wrapping[i] or speed[a][kind[i]] > 0)
        now[i] = a if able else -1
        dropped += wrapping[i] and not able
    return dropped


def arrivals(seed: int, day: int, kind: str, means: Floats, edges: Floats) -> tuple[Keys, Floats]:
    """Poisson arrivals of a day: their keys and times (seconds), sorted by time.

    `means[j]` contacts are expected between `edges[j]` and `edges[j + 1]`. Candidate k of slot j exists if the sum
    of its slot's first k + 1 unit exponentials is at most `means[j]`; its time is uniform in the slot. A larger
    mean therefore only adds arrivals, and those of a smaller one stay with their keys and times.
    """
    keys, _, times = streams(seed, day, [(kind, means, edges)])
    order = np.argsort(times, kind="stable")
    return keys[order], times[order]


def streams(seed: int, day: int, flows: Sequence[tuple[str, Floats, Floats]]) -> tuple[Keys, Ints, Floats]:
    """The `arrivals` of several flows (kind, means, edges): keys, positions of their flow, times; not yet sorted."""
    for _, means, edges in flows:
        if len(edges) != len(means) + 1:
            raise ValueError(f"{len(means)} slots need {len(means) + 1} edges, not {len(edges)}")
    mean = np.concatenate([np.empty(0), *(means for _, means, _ in flows)])
    edge = np.concatenate([np.empty(0), *(edges for _, _, edges in flows)])
    if not (mean.min(initial=0.0) >= 0 and mean.sum() < np.inf):
        raise ValueError("an expected number of arrivals is negative or not finite")
    heads = np.array([_stream(seed, kind) for kind, _, _ in flows], dtype=np.uint64)
    ends, expected = np.array([len(means) for _, means, _ in flows], dtype=np.int64).cumsum(), float(mean.sum())
    room, made = int(expected + ROOM_SPREADS * math.sqrt(expected + 1.0)), FULL
    while made == FULL:
        keys, flow, times = np.empty(room, dtype=np.uint64), np.empty(room, dtype=np.int64), np.empty(room)
        made = arrive(heads, day, ends, mean, edge, room, keys, flow, times)
        room *= 2
    return keys[:made], flow[:made], times[:made]


@lru_cache(maxsize=256)
def _stream(seed: int, kind: str) -> int:
    return key(seed, "arrival", kind)


@loop(fills=3)
def arrive(
    heads: Keys, day: int, ends: Ints, mean: Floats, edge: Floats, room: int, keys: Keys, flows: Ints, times: Floats,
) -> int:  # fmt: skip
    """Write down the arrivals of each flow's slots; their number, or FULL where there is no room for them."""
    made = first = 0
    for flow in range(len(heads)):
        head = extend(heads[flow], day)
        for slot in range(first, ends[flow]):
            begin, end = edge[slot + flow], edge[slot + flow + 1]  # a flow has one edge more than slots
            place, number = extend(head, slot - first), 0
            one = extend(place, number)
            reached = -math.log(uniform(one, ARRIVAL))
            while reached <= mean[slot]:
                if made == room:
                    return FULL
                keys[made] = one
                flows[made] = flow
                times[made] = begin + uniform(one, ARRIVAL_TIME) * (end - begin)
                made += 1
                number += 1
                one = extend(place, number)
                reached -= math.log(uniform(one, ARRIVAL))
        first = ends[flow]
    return made


def _mean(law: Duration | None, otherwise: float) -> float:
    return law.mean if law else otherwise
