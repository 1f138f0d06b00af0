"""A team from reports by interval alone, with a roster and a report by agent beside them where there are some."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from playbook.my_files.times import (
    intervals_alone,
    named_days_of,
    next_monday,
    order_counts,
    usual_orders,
    with_days_ahead,
)  # fmt: skip
from sim.files.messages import Phrase

if TYPE_CHECKING:
    from sim.calibrate.team.ahead import Ahead
    from sim.calibrate.team.scenario import Team
    from sim.calibrate.team.totals_fit import TotalsFit
    from sim.exports.reading import Reading


def team_of_totals(
    readings: Sequence[Reading],
    start: dt.date | None,
    weeks: int,
    zone: str | None,
    step: Callable[[int], None],
    each_day: Callable[[int, int], None],
) -> tuple[Team, TotalsFit, Ahead, Sequence[Phrase]]:
    """The team, what it was fitted to, the days to come, and what is to be said of it; the arguments are those of
    `made_team`.

    Raises BadInput where the reports lack what a team needs.
    """
    from playbook.fitted_shop import fitted_shop, handle_spread, nearest
    from sim.calibrate.team.ahead import look_ahead
    from sim.calibrate.team.scenario import Wishes
    from sim.calibrate.team.totals import totals_of
    from sim.calibrate.team.totals_fit import fitted_totals
    from sim.calibrate.team.totals_left_out import totals_left_out
    from sim.calibrate.team.totals_report import of_totals, totals_report
    from sim.exports.agent_days import AgentDays
    from sim.exports.rosters import Roster
    from sim.scenario.file import team as sample

    step(0)
    totals = totals_of(intervals_alone(readings))
    rosters = [one.read for one in readings if isinstance(one.read, Roster) and one.read.has_hours]
    agents = [one.read for one in readings if isinstance(one.read, AgentDays)]
    fit = fitted_totals(
        totals,
        handle_spread(float(totals.counts.totals.mean())),
        rosters[0].hours if len(rosters) == 1 else None,
        agents[0] if len(agents) == 1 else None,
    )
    step(1)
    past = order_counts(readings)
    orders = usual_orders(past, named_days_of((past,), zone))
    step(2)
    checked = totals_left_out(fit, each=each_day)
    step(3)
    first = start or next_monday(totals.dates)
    ahead = look_ahead(totals.counts, past, first, weeks, sample(nearest(fit, None, orders)), zone)
    wishes = Wishes(first, weeks, campaigns=ahead.campaigns)
    made = fitted_shop(fit, wishes, orders=orders, zone=zone, each_day=lambda: each_day(0, 0))
    made = of_totals(made, fit)
    step(4)
    said = totals_report(fit, checked, made, sample(made.base).title)
    return made, fit, ahead, with_days_ahead(said, readings, ahead, made)
