"""Weeks of contacts made on the floor from known laws, as a shop's system would have written them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from sim import draws
from sim.calibrate.contacts import Contacts
from sim.calibrate.duty import Duty
from sim.floor import run_day
from sim.floor.model import Channel, Crew, Family, Outcome, Rules, WorkTypes
from sim.floor.tape import build
from sim.units import SECONDS_PER_DAY
from tests.calibrate.made_days import contact_rows, write

SLOTS, SLOT_S = 48, 1800.0
WEEKDAY = np.array([1.1, 1.0, 0.95, 1.0, 1.05, 0.8, 0.7])
KINDS = ("售前", "售后")
PATIENCE_S, HANDLE_S, HANDLE_CV = (150.0, 400.0), (240.0, 330.0), (0.9, 1.2)
WRAP_S = (20.0, 40.0)


def hours(open_from: int = 9, until: int = 22) -> np.ndarray:
    """(2, 48) shares of a day by type: one is busy in the evening, one in the morning."""
    middle = (np.arange(SLOTS) + 0.5) / 2
    evening = 1.0 + 1.5 * np.exp(-(((middle - 20.0) / 1.5) ** 2)) + 0.6 * np.exp(-(((middle - 11.0) / 1.5) ** 2))
    morning = 1.0 + 1.2 * np.exp(-(((middle - 10.0) / 2.0) ** 2))
    made = np.array([evening, morning]) * ((middle > open_from) & (middle < until))
    return made / made.sum(axis=1, keepdims=True)


@dataclass(frozen=True)
class Month:
    contacts: Contacts
    duty: Duty
    rates: np.ndarray  # (2, 7, 48) true mean contacts by type, weekday and half hour
    cv: float
    speeds: np.ndarray  # (A,)
    types: WorkTypes
    factors: np.ndarray  # (D,) of each day


def types_of(patience: tuple[float, float] = PATIENCE_S) -> WorkTypes:
    no, one = np.zeros(2), np.ones(2)
    whole = np.zeros(2, dtype=np.int64)
    return WorkTypes(
        names=KINDS, channel=whole + Channel.PHONE, priority=whole, target=one * 30.0,
        work_family=whole + Family.LOGNORMAL, work_mean=np.array(HANDLE_S), work_cv=np.array(HANDLE_CV),
        patience_family=whole + Family.EXPONENTIAL, patience_mean=np.array(patience), patience_cv=no,
        wrap_mean=np.array(WRAP_S), wrap_family=whole + Family.EXPONENTIAL, redial_family=whole + Family.EXPONENTIAL,
        repeat_family=whole + Family.EXPONENTIAL, balking=no, redial=no, redial_after=one, repeat=no,
        repeat_after=one, transfer=no, transfer_to=whole - 1,
    )  # fmt: skip


def crew_of(day: int, speeds: np.ndarray, night: int = 4) -> tuple[Crew, np.ndarray]:
    """Half of the people from 9 to 18, the others from 13 to 22, an hour of pause each, one or two days off."""
    agents = len(speeds)
    windows = []
    for a in range(agents):
        if (day + a) % 7 < 1:
            continue
        begin = 9.0 if a % 2 else 13.0
        pause = begin + 4.0 + 0.5 * (a // 2 % 3)
        windows += [(a, begin * 3600, pause * 3600), (a, (pause + 1) * 3600, (begin + 9) * 3600)]
    speed = np.repeat(speeds[:, None], 2, axis=1)
    # a third of the people take after-sales contacts only when they must: all can do both
    return Crew(
        ids=np.arange(agents), speed=speed, accuracy=np.ones_like(speed), preference=np.zeros_like(speed, np.int64),
        chats=np.ones(agents, np.int64), windows=np.array(windows),
    ), np.array(windows)  # fmt: skip


def made_month(
    days: int = 30, contacts: float = 900.0, agents: int = 16, cv: float = 0.12, spread: float = 0.12, seed: int = 1,
    start: dt.date = dt.date(2026, 9, 1), campaign: dict[int, float] | None = None, patience=PATIENCE_S,
    pace: np.ndarray | None = None,
) -> Month:  # fmt: skip
    """`campaign`: day → its factor on contacts. `pace` (D,): factor on the handle times of each day."""
    chance = np.random.default_rng(seed)
    shares = hours() * np.array([0.6, 0.4])[:, None]
    rates = contacts * WEEKDAY[:, None] * shares[:, None, :]
    speeds = np.exp(spread * chance.standard_normal(agents))
    types, rules = types_of(patience), Rules(np.ones(1), np.ones(1), -1, False, 0, 0, 0)
    factors = np.exp(chance.normal(-np.log1p(cv**2) / 2, np.sqrt(np.log1p(cv**2)), days))
    parts: dict[str, list[np.ndarray]] = {
        name: [] for name in ("day", "arrival", "kind", "wait", "answered", "service", "agent")
    }
    windows = {}
    for day in range(days):
        date = start + dt.timedelta(days=day)
        mean = rates[:, date.weekday()] * factors[day] * (campaign or {}).get(day, 1.0)
        counts = chance.poisson(mean)
        kind, slot = (np.repeat(which.ravel(), counts.ravel()) for which in np.indices(counts.shape))
        arrival = (slot + chance.random(len(slot))) * SLOT_S
        order = np.argsort(arrival)
        arrival, kind = arrival[order], kind[order]
        crew, windows[day] = crew_of(day, speeds)
        keys = draws.key(seed, "made", day, np.arange(len(arrival)))
        tape = build(types, keys, kind, arrival, seed, SECONDS_PER_DAY * 2)
        if pace is not None:
            tape = replace(tape, work=tape.work * pace[day])
        log = run_day(tape, crew, types, rules)
        served = log.outcome == Outcome.SERVED
        given_up = log.outcome == Outcome.ABANDONED
        done = served | given_up
        rows = {
            "day": np.full(len(arrival), day), "arrival": arrival, "kind": kind, "wait": log.waited,
            "answered": served, "service": np.where(served, log.end - log.start, np.nan),
            "agent": np.where(served, log.agent, -1),
        }  # fmt: skip
        for name, column in rows.items():
            parts[name].append(np.asarray(column)[done])
    columns = {name: np.concatenate(column) for name, column in parts.items()}
    made = Contacts(
        kinds=KINDS, agents=tuple(f"客服{a:02d}" for a in range(agents)),
        dates=tuple(start + dt.timedelta(days=d) for d in range(days)),
        priority=np.zeros(len(columns["day"]), np.int64), **columns,
    )  # fmt: skip
    return Month(made, Duty(made.agents, windows), rates, cv, speeds, types, factors)


def written(month: Month, path: Path) -> Path:
    """All days in one file."""
    rows = []
    for day, date in enumerate(month.contacts.dates):
        rows += contact_rows(month.contacts.rows(month.contacts.day == day), str(date))
    return write(path, rows)
