"""The fit in sentences, in both languages: what was read, what was set aside, and how near the team comes."""

from __future__ import annotations

import numpy as np

from sim.arrays import Bools, Floats
from sim.calibrate.team.fit import Fit
from sim.calibrate.team.left_out import LEAST_DAYS, LeftOut
from sim.calibrate.team.said_beside import said_beside
from sim.calibrate.team.scenario import Team
from sim.calibrate.team.totals_fit import TotalsFit
from sim.calibrate.team.works import OTHER, OTHER_TITLE
from sim.files.messages import Phrase, Series, phrase
from sim.shop.types import Text
from sim.units import HOURS_PER_DAY

LONGEST = 1000  # of a list of what comes from where
MOST_NAMED = 5  # days named in one sentence
LEFT_OUT = ("abandonment", "mean_wait")  # what days left out are told by
WEEKDAYS = (
    "fit.weekday_0", "fit.weekday_1", "fit.weekday_2", "fit.weekday_3", "fit.weekday_4", "fit.weekday_5",
    "fit.weekday_6",
)  # fmt: skip


def report(fit: Fit, checked: LeftOut | None, team: Team, sample: Text | None = None) -> tuple[Phrase, ...]:
    """One sentence each. `checked` None: no days could be left out. `sample`: what a reader calls the sample shop; its
    id where nobody says."""
    named = sample or Text(en=team.base, zh=team.base)
    return (
        *_read(fit),
        *arrivals_said(fit),
        *types_said(fit),
        *([phrase("fit.nobody_gave_up")] if all(law is None for law in fit.laws.patience) else []),
        *_people(fit, team),
        *said_beside(fit, team),
        *_queue(fit, checked),
        *sources_said(team, named),
    )


def too_few(fit: Fit | TotalsFit) -> bool:
    return int(fit.days.usual.sum()) < LEAST_DAYS


def _read(fit: Fit) -> list[Phrase]:
    days, dates = fit.days, [date for date in fit.contacts.dates if date is not None]
    found = [
        phrase("fit.read", contacts=f"{len(fit.contacts):,}", days=len(dates), first=dates[0], last=dates[-1]),
    ]
    if days.cut.any():
        found.append(phrase("fit.cut", days=dates_said(fit, days.cut)))
    found += apart_said(fit)
    found += _surges(fit)
    if too_few(fit):
        found.append(phrase("fit.few", days=int(days.usual.sum())))
    return found


def _surges(fit: Fit) -> list[Phrase]:
    """Hours with a flood of contacts, where somebody was served in them."""
    flood = fit.worked.rows(fit.surges.of(fit.worked) & fit.worked.answered)
    if not len(flood):
        return []
    usual = np.array([law.mean for law in fit.laws.handle])[flood.kind]
    hours = [f"{fit.counts.date(int(day))} {hour}:00" for day, hour in np.argwhere(fit.surges.hours)]
    named = Series((*hours[:MOST_NAMED], *(["…"] if len(hours) > MOST_NAMED else [])))
    return [phrase("fit.surge", hours=named, share=whole(100 * flood.service.sum() / usual.sum()))]


def apart_said(fit: Fit | TotalsFit) -> list[Phrase]:
    """Days that are not usual ones: by what came, and by the calendar."""
    days, found = fit.days, []
    if (raised := days.raised & ~days.named).any():
        times = (fit.counts.totals[raised] / days.expected[raised]).min()
        found.append(phrase("fit.raised", days=dates_said(fit, raised), times=f"{times:.1f}"))
    if (low := days.low & ~days.named).any():
        found.append(phrase("fit.low", days=dates_said(fit, low)))
    if days.named.any():
        found.append(phrase("fit.named", days=dates_said(fit, days.named)))
    return found


def arrivals_said(fit: Fit | TotalsFit) -> list[Phrase]:
    """Levels, how days differ, and how a forecast fared."""
    level, arrivals, found = fit.arrivals.level, fit.arrivals, []
    is_open = level > 0
    if not too_few(fit):
        quiet, busy = int(np.where(is_open, level, np.inf).argmin()), int(level.argmax())
        same = whole(level[quiet]) == whole(level[busy])
        found.append(
            phrase(
                "fit.level_same" if same else "fit.level", mean=whole(level[is_open].mean()),
                least=whole(level[quiet]), most=whole(level[busy]),
                quiet=phrase(WEEKDAYS[quiet]), busy=phrase(WEEKDAYS[busy]),
            )
        )  # fmt: skip
        if not is_open.all():
            closed = tuple(phrase(WEEKDAYS[w]) for w in np.flatnonzero(~is_open))
            found.append(phrase("fit.closed", weekdays=Series(closed)))
    if np.isnan(arrivals.cv):
        found.append(phrase("fit.days_differ_unknown", days=arrivals.days))
    else:
        low, high = arrivals.cv_interval
        found.append(phrase("fit.days_differ", cv=percent(arrivals.cv), low=percent(low), high=percent(high)))
    if fit.held_out is None:
        return [*found, phrase("fit.forecast_none")]
    held = fit.held_out
    facts = {"inside": round(100 * held.slots.coverage), "miss": f"{held.slots.mae:.1f}"}
    return [
        *found,
        phrase(
            "fit.forecast" if fit.counts.slots > HOURS_PER_DAY else "fit.forecast_hours",
            days=held.days,
            naive=f"{held.slots_naive.mae:.1f}",
            **facts,
        ),
    ]


def types_said(fit: Fit | TotalsFit) -> list[Phrase]:
    """A sentence for each type."""
    found = []
    rates = fit.arrivals.kind_rates.sum(axis=(1, 2)) / len(WEEKDAYS)
    for k, kind in enumerate(fit.kinds):
        patience, wrap = fit.laws.patience[k], fit.laws.wrap[k]
        found.append(
            phrase(
                "fit.type", kind=OTHER_TITLE if kind == OTHER else kind, rate=whole(rates[k]),
                handle=whole(fit.laws.handle[k].mean),
                patience=phrase("fit.type_never") if patience is None
                else phrase("fit.type_patience", seconds=whole(patience.mean)),
                wrap=phrase("fit.type_no_wrap") if wrap is None else phrase("fit.type_wrap", seconds=whole(wrap.mean)),
            )
        )  # fmt: skip
    if fit.laws.by_hour:
        factors = np.mean(fit.laws.by_hour, axis=0)
        slow, quick = int(np.argmax(factors)), int(np.argmin(factors))
        facts = {"most": round(100 * factors[slow]), "least": round(100 * factors[quick])}
        found.append(phrase("fit.by_hour", slow=f"{slow}:00", quick=f"{quick}:00", **facts))
    return found


def _people(fit: Fit, team: Team) -> list[Phrase]:
    people, busy = fit.people, fit.people.per_slot > 0
    shifts = Series(tuple(dict.fromkeys(f"{p.shift.start}–{p.shift.end}" for p in people.patterns)))
    present = f"{people.per_slot[busy].mean():.1f}" if busy.any() else "0"
    found = [phrase("fit.people", names=people.names, present=present, shifts=shifts)]
    count = team.scenario.desk_people
    if count != people.names:
        found.append(phrase("fit.in_team", count=count))
    found += rest_said(fit, count)
    return [*found, phrase("fit.hours_seen")] if fit.inferred else found


def rest_said(fit: Fit | TotalsFit, count: int) -> list[Phrase]:
    """That a team's days off are the law's, where the files show fewer; `count` people are then at its desk."""
    if fit.people.rest_seen is None:
        return []
    return [phrase("fit.rest_law", seen=fit.people.rest_seen, days=fit.people.rest_days, count=count)]


def _queue(fit: Fit, checked: LeftOut | None) -> list[Phrase]:
    """Nothing below a week: days left out would say more of their luck than of the fit."""
    if checked is None or too_few(fit):
        return []
    lost, wait, level = (checked.score(name) for name in ("abandonment", "mean_wait", "service_level"))
    if lost is None or wait is None or level is None:
        return []
    return [
        phrase("fit.queue", real=percent(lost.actual), played=percent(lost.replayed), miss=percent(lost.distance),
               luck=percent(lost.luck), r=_two(lost.correlation)),
        phrase("fit.queue_wait", real=whole(wait.actual), played=whole(wait.replayed), miss=f"{wait.distance:.1f}"),
        phrase("fit.queue_level", target=whole(checked.target), real=percent(level.actual),
               played=percent(level.replayed), miss=percent(level.distance)),
        phrase("fit.queue_slots", points=percent(checked.slot_error("abandonment")),
               wait=f"{checked.slot_error('mean_wait'):.1f}"),
        *_left_out(checked),
    ]  # fmt: skip


def _left_out(checked: LeftOut) -> list[Phrase]:
    """Days at the pace of the others: how near, how near without floods, how near anybody could come, and why."""
    found = []
    for key, without in (("fit.queue_left", False), ("fit.queue_surge", True)):
        if without and not checked.surged.any():
            continue
        lost, wait = (checked.score(name, own_pace=False, without_surges=without) for name in LEFT_OUT)
        if lost is not None and wait is not None:
            facts = {"miss": percent(lost.distance), "wait": f"{wait.distance:.1f}"}
            found.append(Phrase(key, {**facts, "r": _two(lost.correlation)}))
    perfect, patient = (checked.ceiling(name) for name in LEFT_OUT)
    if perfect is not None and patient is not None:
        low, _, high = perfect.distance
        found.append(
            phrase(
                "fit.queue_perfect", low=percent(low), high=percent(high), wait_low=f"{patient.distance[0]:.1f}",
                wait_high=f"{patient.distance[2]:.1f}", r_low=_two(perfect.correlation[0]),
                r_high=_two(perfect.correlation[2]),
            )
        )  # fmt: skip
    quick, slow = np.quantile(checked.pace, [0.1, 0.9])
    found.append(phrase("fit.queue_pace", low=round(100 * quick), high=round(100 * slow)))
    every = checked.score("abandonment", own_pace=False)
    return found if every is None else [*found, phrase("fit.queue_range", inside=every.inside, days=every.days)]


def _two(value: float) -> str:
    return "–" if np.isnan(value) else f"{value:.2f}"


def sources_said(team: Team, sample: Text) -> list[Phrase]:
    """What comes from where."""

    def fields(keys: tuple[str, ...]) -> Series:
        return Series(tuple(phrase(key) for key in keys), longest=LONGEST)

    return [
        Phrase("fit.from_file", {"fields": fields(team.read)}, LONGEST),
        Phrase("fit.bounded", {"fields": fields(team.bounded)}, LONGEST),
        Phrase("fit.kept", {"sample": sample, "fields": fields(team.kept)}, LONGEST),
    ]


def dates_said(fit: Fit | TotalsFit, mask: Bools) -> Series:
    named = [str(fit.counts.date(int(day))) for day in np.flatnonzero(mask)]
    return Series((*named[:MOST_NAMED], *(["…"] if len(named) > MOST_NAMED else [])))


def percent(share: float) -> str:
    return f"{100 * share:.1f}"


def whole(value: float | Floats) -> str:
    return f"{float(value):,.0f}"
