"""The fit to reports by interval in sentences, in both languages, with what such a report cannot say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sim.calibrate.months import ReplayedDay, score
from sim.calibrate.team.report import (
    apart_said,
    arrivals_said,
    dates_said,
    percent,
    sources_said,
    too_few,
    types_said,
    whole,
)
from sim.calibrate.team.scenario import Team
from sim.calibrate.team.totals_fit import TotalsFit
from sim.files.messages import Phrase, Series, phrase
from sim.shop.types import Text

MEANS = {"fit.f_handle": "totals.f_handle", "fit.f_patience": "totals.f_patience"}  # of which a report has the mean
SPREAD, SPEED, SKILLS = "totals.f_spread", "fit.f_speed", "totals.f_skills"
HEADS = "fit.f_heads"


def totals_report(
    fit: TotalsFit, checked: Sequence[ReplayedDay] | None, team: Team, sample: Text | None = None
) -> tuple[Phrase, ...]:
    """One sentence each. `checked` None: no days could be left out."""
    named = sample or Text(en=team.base, zh=team.base)
    return (
        *_read(fit), *arrivals_said(fit), *types_said(fit), _patience(fit), *_people(fit), *_queue(fit, checked),
        phrase("totals.cannot"), *sources_said(team, named),
    )  # fmt: skip


def of_totals(team: Team, fit: TotalsFit) -> Team:
    """The team with what it took from where, as far as a report by interval can give it."""
    read = [MEANS.get(key, key) for key in team.read if key != SPEED]
    bounded = list(team.bounded)
    if fit.usual.known:
        bounded.remove(HEADS)
        read.append(HEADS)
    return replace(team, read=tuple(read), bounded=tuple(bounded), kept=(SPREAD, SPEED, SKILLS, *team.kept))


def _read(fit: TotalsFit) -> list[Phrase]:
    counts, days = fit.counts, fit.days
    last = len(counts) - 1
    facts = {"days": len(counts), "first": counts.date(0), "last": counts.date(last)}
    found = [phrase("fit.read", contacts=whole(counts.totals.sum()), **facts)]
    if days.cut.any():
        found.append(phrase("fit.cut", days=dates_said(fit, days.cut)))
    found += apart_said(fit)
    if too_few(fit):
        found.append(phrase("fit.few", days=int(days.usual.sum())))
    return found


def _patience(fit: TotalsFit) -> Phrase:
    known = fit.usual.patience
    if known is None:
        return phrase("totals.patience_unknown")
    key = "totals.patience" if np.isnan(known.lost_wait) else "totals.patience_found"
    return phrase(key, mean=whole(known.mean), low=whole(known.low), high=whole(known.high))


def _people(fit: TotalsFit) -> list[Phrase]:
    people, busy = fit.people, fit.people.per_slot > 0
    shifts = Series(tuple(dict.fromkeys(f"{p.shift.start}–{p.shift.end}" for p in people.patterns)))
    how = "totals.from_roster" if fit.duty is not None else "totals.from_column" if fit.usual.known else None
    present = f"{people.per_slot[busy].mean():.1f}" if busy.any() else "0"
    found = [phrase("totals.people", present=present, how=phrase(how or "totals.from_waits"), shifts=shifts)]
    if fit.inferred:
        found.append(phrase("totals.shifts"))
    if fit.agents:
        found.append(phrase("totals.agents", count=fit.agents))
    return found


def _queue(fit: TotalsFit, checked: Sequence[ReplayedDay] | None) -> list[Phrase]:
    """Nothing below a week: days left out would say more of their luck than of the fit."""
    lost = score(list(checked), "abandonment", 0) if checked and not too_few(fit) else None
    if checked is None or lost is None:
        return []
    rate = "–" if np.isnan(lost.correlation) else f"{lost.correlation:.2f}"
    found = [
        phrase("totals.queue", real=percent(lost.actual), played=percent(lost.replayed), miss=percent(lost.distance),
               luck=percent(lost.luck), r=rate)
    ]  # fmt: skip
    wait = score(list(checked), "mean_wait", 0)
    if wait is not None and np.isfinite(wait.actual):
        found.append(
            phrase("fit.queue_wait", real=whole(wait.actual), played=whole(wait.replayed), miss=f"{wait.distance:.1f}")
        )
    return found
