"""Fatigue: what long and crowded days leave behind.

A stock in [0, 1] for each person. A day adds strain (hours beyond a standard shift, time so busy that there was no
breath, breaks cut short) to what is left of the room above; every night gives back a share. Tiredness slows, makes
errors and, through `sim.mechanisms.attrition`, leavers. The longer shift of the day itself also has its price: the
output of a shift grows less than its hours (Collewet & Sauermann 2017), and mistakes rise with its length (Salminen
2016).
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats, OneOrMany
from sim.contract.channels import FATIGUE, REST, SPEED_TODAY, WRONG_TODAY
from sim.contract.day import Day
from sim.contract.mechanism import Count, Loop, Mechanism, Own
from sim.contract.memory import per_person
from sim.contract.phases import Phase
from sim.units import STANDARD_SHIFT_HOURS


@dataclass(frozen=True)
class Fatigue:
    per_overtime_hour: float  # strain of an hour beyond the standard shift
    busy_from: float  # occupancy above which a day strains
    per_busy: float  # strain of a standard day at occupancy 1
    per_missed_break: float  # strain of a standard day without any of its break
    per_night: float  # strain of a standard shift that lies at night
    recovery: float  # share of the stock that a night gives back
    slower: float  # loss of speed at fatigue 1
    more_wrong: float  # extra share of wrong answers at fatigue 1, as a factor minus 1
    hours_elasticity: float  # % more output for 1 % longer shift
    wrong_per_hour: float  # log factor on wrong answers for each hour beyond the standard shift


def strain(fatigue: Fatigue, hours: Floats, occupancy: Floats, break_share: Floats, night: OneOrMany = 0.0) -> Floats:
    """Strain of a day, ≥ 0: hours at work, occupancy in [0, 1], the share of the due break that was given, and the
    share of the shift that lay at night."""
    standard = hours / STANDARD_SHIFT_HOURS
    over = np.maximum(0.0, hours - STANDARD_SHIFT_HOURS)
    crowded = _share((occupancy - fatigue.busy_from) / max(1 - fatigue.busy_from, sys.float_info.epsilon))
    missed = _share(1 - break_share)
    return fatigue.per_overtime_hour * over + standard * (
        fatigue.per_busy * crowded + fatigue.per_missed_break * missed + fatigue.per_night * night
    )


def tomorrow(fatigue: Fatigue, level: Floats, strain_today: Floats) -> Floats:
    """The stock after the day's strain and the night's rest, in [0, 1]."""
    tired = level + (1 - level) * (1 - np.exp(-strain_today))
    return _share(tired * (1 - fatigue.recovery))


def _share(x: Floats) -> Floats:
    """Cut off to [0, 1]; `np.clip` takes several times as long for a team."""
    return np.minimum(np.maximum(x, 0.0), 1.0)


def speed_factor(fatigue: Fatigue, level: Floats, hours: Floats) -> Floats:
    """Factor on speed, in (0, 1]: tiredness, and the falling return of hours beyond the standard shift."""
    longer = np.maximum(hours / STANDARD_SHIFT_HOURS, 1.0)
    return (1 - fatigue.slower * level) * longer ** (fatigue.hours_elasticity - 1)


def wrong_factor(fatigue: Fatigue, level: Floats, hours: Floats) -> Floats:
    """Factor on the share of wrong answers, ≥ 1."""
    over = np.maximum(0.0, hours - STANDARD_SHIFT_HOURS)
    return (1 + fatigue.more_wrong * level) * np.exp(fatigue.wrong_per_hour * over)


OVERLOAD = Loop("overload_fatigue", "long and crowded days make people tired", per="person")


@dataclass(frozen=True)
class Memory:
    level: Floats = per_person()  # in [0, 1]


Mine = Own[None, Fatigue, Memory]


def _day_and_night(day: Day, own: Mine) -> Memory:
    """The day's strain, and the night's rest."""
    shift, people = day.shift, day.people
    night = day.facts.night[people.group[shift.person]]
    today = strain(own.numbers, shift.worked, day.occupancy, shift.breaks, night)
    all_strain = np.zeros(len(people))
    all_strain[shift.person] = day.through(OVERLOAD, today, people.key[shift.person])
    return Memory(tomorrow(own.numbers, own.mine.level, all_strain))


def _note(day: Day, own: Mine) -> None:
    here = day.people.employed(day.index) & ~day.people.temp
    day.note("fatigue", float(own.mine.level[here].mean()) if here.any() else 0.0)


MECHANISM = Mechanism(
    name="fatigue",
    what="long, crowded and broken days tire; tired people are slower and err more",
    numbers=Fatigue,
    memory=lambda day, own: Memory(),
    always=True,
    acts={Phase.PEOPLE: _day_and_night, Phase.CLOSE: _note},
    adds={
        SPEED_TODAY: lambda day, own: speed_factor(own.numbers, own.mine.level[day.shift.person], day.shift.hours),
        WRONG_TODAY: lambda day, own: wrong_factor(own.numbers, own.mine.level[day.shift.person], day.shift.hours),
    },
    shares={
        FATIGUE: lambda day, own: own.mine.level,
        REST: lambda day, own: lambda days: (1 - own.numbers.recovery) ** days,
    },
    counts=(Count("fatigue", "mean tiredness of the staff, in [0, 1]", "mean"),),
    loops=(OVERLOAD,),
)
