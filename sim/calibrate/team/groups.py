"""Who serves what and when, in groups: people with the same skills on the same shift.

A group counts the people who have to be there on an average day so that its hours of duty are those of the file: who is
away from the line for half of a shift is half a person. An average day is weighted by contacts, which are who feels a
queue.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from sim.arrays import Bools, Floats
from sim.calibrate.contacts import Contacts
from sim.calibrate.duty import Duty
from sim.calibrate.people import Measured
from sim.calibrate.team.on_duty import on_duty, person_days
from sim.calibrate.team.shifts import Pattern, patterns
from sim.calibrate.team.speeds import Speeds
from sim.units import DAYS_PER_WEEK, SECONDS_PER_DAY

MOST_SKILL_SETS = 3
LEAST_SHARE = 0.02  # of what a person serves: less is a call taken by mistake
MOST_REST = 6
USUAL_REST = 2  # where no file says it


@dataclass(frozen=True)
class GroupOf:
    """`skills`: speed by type name, 1 = the mean of all contacts. `present`: people who are on the line all shift long,
    on an average day."""

    skills: dict[str, float]
    pattern: int
    present: float
    people: int  # names in the file that are most often in it


@dataclass(frozen=True)
class People:
    """What the file says of people. `per_slot` (S,): on duty by interval on that average day. By weekday, (7,): seconds
    of duty and contacts of a mean one; 0 where none is in the file."""

    groups: tuple[GroupOf, ...]
    patterns: tuple[Pattern, ...]
    rest_days: int
    per_slot: Floats
    seconds_weekday: Floats
    contacts_weekday: Floats
    at_once: int
    names: int


def people_of(
    contacts: Contacts, duty: Duty, measured: Measured, speeds: Speeds, days: Bools, at_once: int, slots: int
) -> People:
    """`days`: (days of the file,) which of them are usual. ValueError where nobody was on duty on one of these."""
    kept = Duty(duty.agents, {day: windows for day, windows in duty.windows.items() if days[day]})
    rows = person_days(kept, contacts.dates)
    if not len(rows):
        raise ValueError("nobody was on duty on a usual day")
    made, mine = patterns(rows)
    sets = _skill_sets(contacts, measured)
    came = np.bincount(contacts.day, minlength=len(contacts.dates))
    contacts_on = came.astype(np.float64) * days
    weight = contacts_on / contacts_on.sum()
    groups = []
    for who in np.unique(sets):
        for pattern in range(len(made)):
            here = (sets[rows.agent] == who) & (mine == pattern)
            if not here.any():
                continue
            members, each = np.unique(rows.agent[here], return_counts=True)
            on = (rows.last - rows.first - rows.off)[here]
            present = np.bincount(rows.day[here], on, len(weight)) @ weight / made[pattern].seconds
            served = contacts.rows(contacts.answered & np.isin(contacts.agent, members))
            skills = _skills(served, speeds, members, each, measured.usual, contacts.kinds)
            groups.append(GroupOf(skills, pattern, float(present), len(members)))
    there = on_duty(len(contacts.dates), kept, slots)
    weekday = np.array([date.weekday() if date else 0 for date in contacts.dates])
    each = np.maximum(np.bincount(weekday, days & (contacts_on > 0), DAYS_PER_WEEK), 1.0)
    seconds, numbers = (
        np.bincount(weekday, column, DAYS_PER_WEEK) / each
        for column in (there.sum(axis=1) * (SECONDS_PER_DAY / slots), contacts_on)
    )
    return People(
        tuple(groups), made, rest_days_of(rows.day, rows.agent, contacts.dates, ~days & (came > 0)), weight @ there,
        seconds, numbers, at_once, len(np.unique(rows.agent)),
    )  # fmt: skip


def _skill_sets(contacts: Contacts, measured: Measured) -> np.ndarray:
    """(A,) number of each person's set of types; sets that few have join the nearest of the most common ones."""
    known = contacts.rows(contacts.answered & (contacts.agent >= 0))
    served = np.zeros(measured.usual.shape)
    np.add.at(served, (known.agent, known.kind), 1.0)
    whole = served.sum(axis=0) / max(served.sum(), 1.0)
    total = served.sum(axis=1, keepdims=True)
    # somebody serves a type who took a fair part of it; a rare type says little, and skills.py decides
    share = served / np.maximum(total, 1.0)
    able = measured.usual & ((share >= LEAST_SHARE * whole) | (whole < LEAST_SHARE))
    able[~able.any(axis=1)] = True
    sets, which = np.unique(able, axis=0, return_inverse=True)
    which = which.reshape(-1)
    weight = np.bincount(which, total[:, 0], len(sets))
    keep = np.sort(np.argsort(-weight, kind="stable")[:MOST_SKILL_SETS])
    far = (sets[:, None, :] != sets[None, keep, :]).sum(axis=2)
    return np.asarray(far.argmin(axis=1)[which])


def _skills(
    served: Contacts, speeds: Speeds, members: np.ndarray, each: np.ndarray, skilled: np.ndarray, kinds: tuple[str, ...]
) -> dict[str, float]:
    """Speed of the group's people by their days; a type is served if most of the group's days are of who serves it."""
    speed = float(np.average(speeds.factor[members], weights=each))
    able = np.average(skilled[members], axis=0, weights=each) >= 0.5
    if not able.any():
        able[:] = True
    return {kind: speed for kind, has in zip(kinds, able, strict=True) if has}


def rest_days_of(
    day: np.ndarray, agent: np.ndarray, dates: tuple[dt.date | None, ...], apart: Bools | None = None
) -> int:
    """Days off in seven between a person's first day in the file and the last, on average over days worked. `apart`
    (days of the file,): days of which `day` says nothing, neither work nor a day off."""
    number = np.array([date.toordinal() if date else i for i, date in enumerate(dates)])
    unknown = np.sort(number[apart]) if apart is not None else number[:0]
    off, weight = [], []
    for a in np.unique(agent):
        mine = np.unique(number[day[agent == a]])
        span = mine.max() - mine.min() + 1
        span -= np.searchsorted(unknown, mine.max()) - np.searchsorted(unknown, mine.min())
        if span > DAYS_PER_WEEK:
            off.append(DAYS_PER_WEEK * (1 - len(mine) / span))
            weight.append(len(mine))
    if not off:
        return 0 if len(dates) < DAYS_PER_WEEK else USUAL_REST
    return int(np.clip(round(float(np.average(off, weights=weight))), 0, MOST_REST))
