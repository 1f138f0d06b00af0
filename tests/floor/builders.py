"""Small worlds for the floor's tests: kinds of work, crews, rules and tapes from few words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from sim.draws import key
from sim.floor import Channel, Crew, DayLog, Family, Rules, Tape, WorkTypes, tape

FOREVER = 1e12
PHONE, CHAT, TICKET = Channel.PHONE, Channel.CHAT, Channel.DEFERRED


def kind(channel: Channel = PHONE, work: float = 1.0, patience: float | None = None, **more: Any) -> dict[str, Any]:
    """One kind of work: exponential work and (if any) patience with these means; anything else by its field's name."""
    made = {
        "channel": channel, "priority": 1, "target": 20.0, "work_family": Family.EXPONENTIAL, "work_mean": work,
        "work_cv": 1.0, "patience_family": Family.EXPONENTIAL if patience else Family.NONE,
        "patience_mean": patience or 0.0, "patience_cv": 1.0, "wrap_mean": 0.0, "balking": 0.0, "redial": 0.0,
        "redial_after": 1.0, "repeat": 0.0, "repeat_after": 1.0, "transfer": 0.0, "transfer_to": -1,
    }  # fmt: skip
    unknown = set(more) - set(made)
    assert not unknown, unknown
    return made | more


def work_types(*kinds: dict[str, Any]) -> WorkTypes:
    whole = {"channel", "priority", "work_family", "patience_family", "transfer_to"}
    columns = {
        name: np.array([k[name] for k in kinds], dtype=np.int64 if name in whole else np.float64) for name in kinds[0]
    }
    return WorkTypes(names=tuple(f"kind{k}" for k in range(len(kinds))), **columns)


def crew(
    speed: Any, windows: list[tuple[float, float, float]] | None = None, chats: Any = 1, preference: Any = 0,
    accuracy: Any = 1.0, ids: Any = None,
) -> Crew:  # fmt: skip
    """People with these speeds (one row each), on duty for ever unless windows are given."""
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
    return crew(np.ones((agents, kinds)), **more)


def rules(stretch: Any = (1.0,), **more: Any) -> Rules:
    stretch = np.asarray(stretch, dtype=np.float64)
    made = Rules(
        stretch=stretch, error_stretch=np.ones(len(stretch)), waiting_room=-1, hand_back=False,
        max_redials=2, max_repeats=2, max_transfers=2,
    )  # fmt: skip
    return replace(made, **{k: np.asarray(v, dtype=np.float64) if k == "error_stretch" else v for k, v in more.items()})


def poisson(
    types: WorkTypes, rates: Any, horizon: float, seed: int = 1, day: int = 0, carry: Tape | None = None
) -> Tape:
    """Poisson arrivals of each kind: `rates` per unit of time, one number or one per slot of equal length."""
    keys, kinds, enter = [], [], []
    for k, rate in enumerate(rates):
        rate = np.atleast_1d(np.asarray(rate, dtype=np.float64))
        slots = len(rate) if len(rate) > 1 else max(1, round(float(rate[0]) * horizon / 500))
        means = np.broadcast_to(rate, slots) * (horizon / slots)
        made, times = tape.arrivals(seed, day, f"kind{k}", means, np.linspace(0.0, horizon, slots + 1))
        keys.append(made)
        kinds.append(np.full(len(made), k))
        enter.append(times)
    return tape.build(
        types, np.concatenate(keys), np.concatenate(kinds), np.concatenate(enter), seed, horizon, carry=carry
    )


def given(types: WorkTypes, contacts: list[dict[str, Any]], horizon: float = 1000.0, carry: Tape | None = None) -> Tape:
    """A tape written out by hand, in order of entry: enter, kind, work, patience, wrap, head_start of each contact."""
    contacts = sorted(contacts, key=lambda c: c["enter"])
    column = lambda name, default: np.array([c.get(name, default) for c in contacts], dtype=np.float64)  # noqa: E731
    enter, head_start = column("enter", 0.0), column("head_start", 0.0)
    made = tape.build(
        types, key(99, "by hand", np.arange(len(contacts))), column("kind", 0).astype(int), enter, 99, horizon,
        head_start,
    )
    made = replace(
        made, work=column("work", 1.0), wrap=column("wrap", 0.0), deadline=enter + column("patience", np.inf)
    )
    if carry is None:
        return made
    both = tape.concat(replace(carry, horizon=float(horizon)), made)
    return tape.rows(both, np.argsort(both.enter, kind="stable"))


def outcomes(log: DayLog) -> dict[int, dict[str, Any]]:
    """key → the log's fields of that contact's row."""
    names = ("kind", "enter", "start", "end", "waited", "agent", "outcome", "wrong", "held")
    columns = {name: getattr(log, name).tolist() for name in names}
    return {k: {name: columns[name][i] for name in names} for i, k in enumerate(log.key.tolist())}
