"""What days left out are off by: one input at a time replaced by the day's own, and months that the model itself made.

    python -m tests.calibrate.what_is_left FILE [least contacts of a day] [months]

Each day is played by the laws of all others. Then one thing is taken from the day itself: what brings the error down is
what the other days could not tell. Patience, wrap-up and handle times of a day are results, so none of these rows is
a forecast. Months made by the fitted model, on the days of the file, are fitted and scored as the file is: there the
model is right, once with the hours of duty that were played and once with those that it infers.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from sim.arrays import Floats
from sim.calibrate.contacts import Contacts, read_contacts
from sim.calibrate.duty import Duty
from sim.calibrate.months import ReplayedDay, score
from sim.calibrate.team.fit import Fit, fitted
from sim.calibrate.team.left_out import Laws, _one_day, _open_ended, laws_of, left_out, pace_of, played_days, types_of
from sim.season.pace import lognormal

REPLICATIONS = 20
COLUMNS = ("arrival", "kind", "priority", "wait", "answered", "service", "agent", "day")


def at_level(laws: Laws, level: float) -> Laws:
    return replace(laws, types=replace(laws.types, by_hour=laws.types.by_hour * level), day_spread=0.0)


def own_inputs(day: Contacts, windows: Floats, laws: Laws, own: Laws) -> Iterator[tuple[str, Laws, Floats]]:
    """What is replaced, the laws then, and the hours of duty. `own`: laws of the day itself."""
    level, hours = pace_of(day, laws)
    yield "nothing", laws, windows
    yield "level of handle times", at_level(laws, level), windows
    yield "handle times by hour", laws.at_pace(hours), windows
    of_kind = own.types.work_mean / laws.types.work_mean / level
    by_kind = replace(laws.types, by_hour=laws.types.by_hour * of_kind[:, None])
    yield "handle times by type, level unknown", replace(laws, types=by_kind), windows
    yield "speed of each person, level unknown", replace(laws, speed=own.speed), windows
    patience = replace(laws.of_kinds, patience=own.of_kinds.patience)
    yield "patience", replace(laws, types=types_of(day.kinds, patience, {})), windows
    wrap = replace(laws.of_kinds, wrap=own.of_kinds.wrap)
    yield "wrap-up", replace(laws, types=types_of(day.kinds, wrap, {})), windows
    order = replace(laws.measured, order=own.measured.order, segments=own.measured.segments)
    yield "who is taken first", replace(laws, measured=order), windows


def replaced(fit: Fit, replications: int = REPLICATIONS, seed: int = 1) -> dict[str, list[ReplayedDay]]:
    """Days without a flood of contacts, by what is their own."""
    made: dict[str, list[ReplayedDay]] = {}
    flood = fit.surges.of(fit.worked)
    for number in sorted(fit.duty.windows):
        mine = fit.contacts.day == number
        if not mine.any() or flood[mine].any() or not len(fit.duty.windows[number]):
            continue
        there = fit.duty.windows
        others = Duty(fit.duty.agents, {day: there[day] for day in there if day != number})
        laws = laws_of(fit.worked.rows(~mine), others, {}, fit.beside.holding, flood[~mine])
        own = laws_of(fit.worked.rows(mine), Duty(fit.duty.agents, {number: there[number]}), {}, fit.beside.holding)
        day = fit.contacts.rows(mine)
        windows = _open_ended(day, there[number], laws) if fit.inferred else there[number]
        for name, used, hours in own_inputs(day, windows, laws, own):
            made.setdefault(name, []).append(_one_day(day, hours, used, replications, seed)[0])
    return made


def made_by_the_model(fit: Fit, seed: int) -> tuple[Contacts, Duty]:
    """The days of the file as the fitted team would have lived them, each at a level of its own."""
    laws = laws_of(fit.worked, fit.duty, {}, fit.beside.holding, fit.surges.of(fit.worked))
    chance = np.random.default_rng(seed)
    parts, windows = [], {}
    for number in sorted(fit.duty.windows):
        day = fit.contacts.rows(fit.contacts.day == number)
        there = fit.duty.windows[number]
        windows[number] = _open_ended(day, there, laws) if fit.inferred else there
        level = lognormal(laws.day_spread, float(chance.standard_normal()))
        parts.append(next(played_days(day, windows[number], at_level(laws, level), 1, 1000 + seed)))
    columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in COLUMNS}
    plain = replace(fit.contacts, wrapup=None, customer=None, order=None)
    return replace(plain, **columns), Duty(fit.duty.agents, windows)


def told(name: str, days: Sequence[ReplayedDay], least: float = 0.0) -> None:
    kept = [day for day in days if day.contacts[0] >= least]
    lost, wait = score(kept, "abandonment", 0), score(kept, "mean_wait", 0)
    if lost is not None and wait is not None:
        print(
            f"{name:42s}{lost.days:4d} days  off {100 * lost.distance:.2f} points  r {lost.correlation:.3f}  "
            f"wait off {wait.distance:.1f} s  inside {lost.inside}  bias {100 * lost.bias:+.2f}",
            flush=True,
        )


def main(path: str, least: float = 0.0, months: int = 0) -> None:
    fit = fitted(read_contacts(path))
    found = left_out(fit)
    if found is not None:
        told("as reported, replayed", found.days, least)
        told("as reported, left out", found.other_pace, least)
        quiet = [day for day, flood in zip(found.other_pace, found.surged, strict=True) if not flood]
        told("left out, without floods", quiet, least)
    for name, days in replaced(fit).items():
        told(f"own: {name}", days, least)
    for seed in range(months):
        contacts, duty = made_by_the_model(fit, seed)
        for name, known in (("hours known", duty), ("hours inferred", None)):
            month = left_out(fitted(contacts, known))
            if month is not None:
                told(f"made month {seed + 1}, left out, {name}", month.other_pace, least)


if __name__ == "__main__":
    main(sys.argv[1], *(float(one) for one in sys.argv[2:3]), *(int(one) for one in sys.argv[3:4]))
