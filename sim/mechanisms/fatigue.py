"""Fatigue: what long and crowded days leave behind.

A stock in [0, 1] for each person. A day adds strain (hours beyond a standard shift, time so busy that there was no
breath, breaks cut short) to what is left of the room above; every night gives back a share. Tiredness slows, makes
errors and, through `sim.mechanisms.attrition`, leavers. The longer shift of the day itself also has its price: the
output of a shift grows less than its hours (Collewet & Sauermann 2017), mistakes rise with its length (Salminen 2016)
and where the break is missed (Wendsche, Lohmann-Haislah & Wegge 2016; Tucker, Folkard & Macdonald 2003).

Exhaustion is tiredness remembered over weeks. It comes late and goes late: in and after a peak people fall ill more
often (Sagherian et al. 2019) and leave.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats, OneOrMany
from sim.contract.channels import EXHAUSTION, FATIGUE, ILLNESS, RESTED, SPEED_TODAY, WRONG_TODAY
from sim.contract.day import Day
from sim.contract.mechanism import Count, Loop, Mechanism, Own
from sim.contract.memory import per_person
from sim.contract.phases import Phase
from sim.units import DAYS_PER_WEEK, STANDARD_SHIFT_HOURS


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
    wrong_no_break: float  # log factor on wrong answers of a day without any of its break
    worn_weeks: float  # weeks over which tiredness is remembered
    worn_usual: float  # exhaustion of usual weeks
    ill: float  # log factor on the chance to be ill at exhaustion 1 beyond the usual


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


def wrong_factor(fatigue: Fatigue, level: Floats, hours: Floats, break_share: OneOrMany = 1.0) -> Floats:
    """Factor on the share of wrong answers, ≥ 1. `break_share`: of the due break that is given."""
    over, missed = np.maximum(0.0, hours - STANDARD_SHIFT_HOURS), np.maximum(0.0, 1 - np.asarray(break_share))
    return (1 + fatigue.more_wrong * level) * np.exp(fatigue.wrong_per_hour * over + fatigue.wrong_no_break * missed)


def exhaustion(fatigue: Fatigue, worn: Floats, level: OneOrMany, days: float) -> Floats:
    """Tiredness remembered, in [0, 1], after `days` at a `level` of it; `worn` before."""
    return level + (worn - level) * np.exp(-days / DAYS_PER_WEEK / fatigue.worn_weeks)


def beyond_usual(fatigue: Fatigue, worn: OneOrMany) -> Floats:
    """Exhaustion beyond that of usual weeks, ≥ 0: usual illness and leaving are counted with it."""
    return np.maximum(0.0, np.asarray(worn) - fatigue.worn_usual)


OVERLOAD = Loop("overload_fatigue", "long and crowded days make people tired", per="person")


@dataclass(frozen=True)
class Memory:
    level: Floats = per_person()  # in [0, 1]
    worn: Floats = per_person()  # exhaustion, in [0, 1]


Mine = Own[None, Fatigue, Memory]


def _day_and_night(day: Day, own: Mine) -> Memory:
    """The day's strain, and the night's rest."""
    shift, people = day.shift, day.people
    night = day.facts.night[people.group[shift.person]]
    today = strain(own.numbers, shift.worked, day.occupancy, shift.breaks, night)
    all_strain = np.zeros(len(people))
    all_strain[shift.person] = day.through(OVERLOAD, today, people.key[shift.person])
    level = tomorrow(own.numbers, own.mine.level, all_strain)
    return Memory(level, exhaustion(own.numbers, own.mine.worn, level, 1))


def _rested(day: Day, own: Mine) -> Callable[[float], tuple[Floats, Floats]]:
    """Tiredness and exhaustion of everybody after days of rest."""
    fatigue, mine = own.numbers, own.mine

    def after(days: float) -> tuple[Floats, Floats]:
        worn = exhaustion(fatigue, mine.worn, 0.0, days)
        return mine.level * (1 - fatigue.recovery) ** days, beyond_usual(fatigue, worn)

    return after


def _wrong(day: Day, own: Mine) -> Floats:
    shift = day.shift
    return wrong_factor(own.numbers, own.mine.level[shift.person], shift.hours, shift.breaks)


def _note(day: Day, own: Mine) -> None:
    here = day.employed & ~day.people.temp
    for name, stock in (("fatigue", own.mine.level), ("exhaustion", own.mine.worn)):
        day.note(name, float(stock[here].mean()) if here.any() else 0.0)


MECHANISM = Mechanism(
    name="fatigue",
    what="long, crowded and broken days tire; tired people are slower and err more, weeks of it make ill",
    numbers=Fatigue,
    memory=lambda day, own: Memory(),
    always=True,
    acts={Phase.PEOPLE: _day_and_night, Phase.CLOSE: _note},
    adds={
        SPEED_TODAY: lambda day, own: speed_factor(own.numbers, own.mine.level[day.shift.person], day.shift.hours),
        WRONG_TODAY: _wrong,
        ILLNESS: lambda day, own: own.numbers.ill * beyond_usual(own.numbers, own.mine.worn),
    },
    shares={
        FATIGUE: lambda day, own: own.mine.level,
        EXHAUSTION: lambda day, own: beyond_usual(own.numbers, own.mine.worn),
        RESTED: _rested,
    },
    counts=(
        Count("fatigue", "mean tiredness of the staff, in [0, 1]", "mean"),
        Count("exhaustion", "the same remembered over weeks", "mean"),
    ),
    loops=(OVERLOAD,),
)
