"""Small floors from few words: contact types, people, rules and Poisson arrivals, in any unit of time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from sim.arrays import Floats
from sim.draws import extend, generator
from sim.floor import Channel, Crew, DayLog, Family, Rules, Tape, WorkTypes, tape
from sim.floor.laws import Book
from sim.floor.model import NEUTRAL
from sim.units import HOURS_PER_DAY

FOREVER = 1e12
CROWD = 500  # arrivals of a slot, about


class Shift(NamedTuple):
    """When a person of a pool is on duty."""

    pool: int
    on: float
    off: float


def kind(
    channel: Channel = Channel.PHONE, work: float = 1.0, patience: float | None = None, **more: Any
) -> dict[str, Any]:
    """One contact type: exponential work and (if any) patience with these means; anything else by its field's name.

    `laws`: durations of any family by what they are for, a key of `sim.floor.tape.ROLES`; always drawn in pieces.

    Raises TypeError for a name that `WorkTypes` does not have.
    """
    made: dict[str, Any] = {
        "channel": channel, "priority": 1, "target": 20.0, "work_family": Family.EXPONENTIAL, "work_mean": work,
        "work_cv": 1.0, "patience_family": Family.EXPONENTIAL if patience else Family.NONE,
        "patience_mean": patience or 0.0, "patience_cv": 1.0, "wrap_mean": 0.0, "balking": 0.0, "redial": 0.0,
        "redial_after": 1.0, "repeat": 0.0, "repeat_after": 1.0, "transfer": 0.0, "transfer_to": -1,
        "wrap_family": Family.EXPONENTIAL, "redial_family": Family.EXPONENTIAL, "repeat_family": Family.EXPONENTIAL,
        "by_hour": (1.0,) * HOURS_PER_DAY, "laws": {},
    } | NEUTRAL  # fmt: skip
    unknown = set(more) - set(made)
    if unknown:
        raise TypeError(f"a contact type has no {', '.join(sorted(unknown))}")
    return made | more


def work_types(*kinds: dict[str, Any]) -> WorkTypes:
    """Contact types from `kind`, named kind0, kind1, …"""
    book, rows = Book(), [{name: value for name, value in k.items() if name != "laws"} for k in kinds]
    for row, k in zip(rows, kinds, strict=True):
        for what, law in k["laws"].items():
            family, mean, *_ = tape.ROLES[what]
            row |= {family: book.family(law), mean: law.mean}
    columns: dict[str, Any] = {
        name: np.array([row[name] for row in rows], dtype=np.int64 if whole(name) else np.float64)
        for name in rows[0] if name not in NEUTRAL
    }  # fmt: skip
    columns |= {name: np.array([row[name] for row in rows], dtype=type(NEUTRAL[name])) for name in NEUTRAL}
    names = tuple(f"kind{k}" for k in range(len(kinds)))
    return WorkTypes(names=names, **columns, pieces=book.pieces, curves=book.curves)


def whole(name: str) -> bool:
    """Whether this column of `WorkTypes` holds whole numbers."""
    return name in ("channel", "priority", "transfer_to") or name.endswith("_family")


def crew(
    speed: Any, windows: Sequence[tuple[float, float, float]] | None = None, chats: Any = 1, preference: Any = 0,
    accuracy: Any = 1.0, ids: Any = None,
) -> Crew:  # fmt: skip
    """People with these speeds (one row each), on duty for ever unless windows (agent, on, off) are given."""
    speed = np.atleast_2d(np.asarray(speed, dtype=np.float64))
    agents = len(speed)
    if windows is None:
        windows = [(a, 0.0, FOREVER) for a in range(agents)]
    return Crew(
        ids=np.arange(agents) if ids is None else np.asarray(ids),
        speed=speed,
        accuracy=np.broadcast_to(np.asarray(accuracy, dtype=np.float64), speed.shape).copy(),
        preference=np.broadcast_to(np.asarray(preference, dtype=np.int64), speed.shape).copy(),
        chats=np.broadcast_to(np.asarray(chats, dtype=np.int64), agents).copy(),
        windows=np.array(windows, dtype=np.float64).reshape(-1, 3),
    )


def alike(agents: int, kinds: int = 1, **more: Any) -> Crew:
    """People who all do all kinds at speed 1; `more` as in `crew`."""
    return crew(np.ones((agents, kinds)), **more)


def rules(stretch: Any = (1.0,), **more: Any) -> Rules:
    """Rules of the floor, for as many chats at once as `stretch` has entries; anything else by its field's name."""
    stretch = np.asarray(stretch, dtype=np.float64)
    made = Rules(
        stretch=stretch, error_stretch=np.ones(len(stretch)), waiting_room=-1, hand_back=False,
        max_redials=2, max_repeats=2, max_transfers=2,
    )  # fmt: skip
    if "error_stretch" in more:
        more["error_stretch"] = np.asarray(more["error_stretch"], dtype=np.float64)
    return replace(made, **more)


def shifts(
    staffs: Sequence[Sequence[tuple[float, int]]], until: float, ready: Callable[[float, list[Shift]], Floats]
) -> list[Shift]:
    """Shifts that put so many people of each pool on duty from each instant on, the last until `until`.

    `staffs[pool]`: (from when, how many), sorted. Whose shift ends at a fall is said by `ready(now, shifts so far)`, a
    number for each: those with the least go.
    """
    made: list[Shift] = []
    for now in sorted({t for staff in staffs for t, _ in staff}):
        for pool, staff in enumerate(staffs):
            on_duty = [a for a, shift in enumerate(made) if shift.pool == pool and shift.off == until]
            change = dict(staff).get(now, len(on_duty)) - len(on_duty)
            made += [Shift(pool, now, until)] * change
            if change < 0:
                order = ready(now, made)
                for a in sorted(on_duty, key=order.__getitem__)[:-change]:
                    made[a] = made[a]._replace(off=now)
    return made


def at_random(seed: int, *parts: Any) -> Callable[[float, list[Shift]], Floats]:
    """For `shifts`: who goes is drawn by lot."""
    chance = generator(seed, "shifts", *parts)
    return lambda now, made: chance.random(len(made))


def first_free(play: Callable[[list[Shift]], DayLog]) -> Callable[[float, list[Shift]], Floats]:
    """For `shifts`: those go who have nothing in hand, then those who first finish it; `play` plays the day.

    So nobody starts on a contact before enough have gone, as where agents have no names. That those on their way out
    might be called back at the next rise is left out: they must be done by then.
    """

    def ready(now: float, made: list[Shift]) -> Floats:
        log = play(made)
        held = (log.start < now) & ~(log.end < now)
        times = np.full(len(made), -np.inf)
        times[log.agent[held]] = np.nan_to_num(log.end[held], nan=np.inf)
        return times

    return ready


def roots(
    types: WorkTypes, flows: Sequence[tuple[Any, Any]], horizon: float, seed: int, day: int, together: int = 1,
    altered: Callable[[Tape], Tape] | None = None, carry: Tape | None = None,
) -> Tape:  # fmt: skip
    """The tape of a day of Poisson arrivals: of each kind (expected numbers, edges of their slots).

    At each instant come `together` of them. `altered` may change the draws of the new contacts, where `WorkTypes` has
    no word for their law.
    """
    keys, kinds, enter = [], [], []
    for k, (means, edges) in enumerate(flows):
        made, times = tape.arrivals(seed, day, f"kind{k}", means, edges)
        keys += [made, *(extend(made, copy) for copy in range(1, together))]
        kinds.append(np.full(len(made) * together, k))
        enter += [times] * together
    new = tape.build(types, np.concatenate(keys), np.concatenate(kinds), np.concatenate(enter), seed, horizon)
    new = altered(new) if altered else new
    if carry is None or not len(carry):
        return new
    both = tape.concat(replace(carry, horizon=new.horizon, seed=new.seed), new)
    return tape.rows(both, np.argsort(both.enter, kind="stable"))


def poisson(
    types: WorkTypes, rates: Any, horizon: float, seed: int = 1, day: int = 0, carry: Tape | None = None, **more: Any
) -> Tape:
    """Poisson arrivals of each kind: `rates` per unit of time, one number or one per slot of equal length."""
    flows = []
    for rate in rates:
        rate = np.atleast_1d(np.asarray(rate, dtype=np.float64))
        slots = len(rate) if len(rate) > 1 else max(1, round(float(rate[0]) * horizon / CROWD))
        flows.append((np.broadcast_to(rate, slots) * (horizon / slots), np.linspace(0.0, horizon, slots + 1)))
    return roots(types, flows, horizon, seed, day, carry=carry, **more)
