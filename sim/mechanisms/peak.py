"""Peak: how the team prepares for a campaign. Temps come early enough to learn; shifts change around the big day.

Temps are as many as planned, more or fewer as the campaign is foreseen (`FORESEEN`). They are dealt out over the groups
whose work they can do, paid by the hour and gone after the window. What longer shifts and shorter breaks do to people
is `sim.mechanisms.fatigue`; how shifts change is the rota's.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.arrays import Bools
from sim.contract.channels import FORESEEN, ON_CALL
from sim.contract.day import Day
from sim.contract.facts import Facts
from sim.contract.mechanism import Account, Mechanism, MoneyPart, Move, Own, Shifts
from sim.contract.people import newcomers
from sim.contract.phases import Phase
from sim.mechanisms.hiring import spread
from sim.shop.types import Part, PriceAbove, Share

AGAIN = 10_000  # generations between people whom two campaigns bring on one morning; more than a season has days


class PeakLevers(Part):
    """How the team prepares for a campaign: the levers of the practice peak-time.

    The peak window runs from the eve of the big day to `days_after` days past it.
    """

    days_after: int = Field(3, ge=0, le=21)
    overtime_hours: Annotated[float, Field(ge=0, le=4)] = Field(
        0.0, description="added to each floor shift in the window"
    )
    temps: int = Field(0, ge=0, le=200, description="temporary people on the floor, over the window")
    temps_days_before: int = Field(0, ge=0, le=42, description="how early the temps start, to learn")
    temps_packing: int = Field(0, ge=0, le=200, description="temporary people who pick and pack, over the window")
    temp_pay_hour: PriceAbove = Field(25.0, description="of a temporary person, in money")
    night_crew: Share = Field(0.0, description="share of the floor moved to the hours around the opening")
    break_minutes: Annotated[float, Field(ge=0, le=90)] = Field(60.0, description="break in a shift of the window")


Mine = Own[PeakLevers, None, None]


def desk(facts: Facts) -> Bools:
    """(G,) groups whose work temps at the desk can do: those who answer before the sale and do not pack, if there are
    any; else others who answer customers."""
    for able in (facts.talks & ~facts.packs, facts.service & ~facts.packs, facts.talks, facts.service):
        if able.any():
            return able
    return facts.talks


def _comes(own: Mine, big: int) -> int | None:
    """The morning of a campaign's temps: at once where they are decided on later; never after the big day."""
    morning = max(own.since, big - 1 - own.plan.temps_days_before)
    return morning if own.since == 0 or morning <= big else None


def _there(own: Mine, big: int) -> tuple[int, int]:
    """Temps whom the levers before these have brought for a campaign: at the desk, packing."""
    before = own.before
    if before is None or max(0, big - 1 - before.temps_days_before) >= own.since:
        return 0, 0
    return before.temps, before.temps_packing


def _temps_come(day: Day, own: Mine) -> None:
    plan, facts, d, answers = own.plan, day.facts, day.index, desk(day.facts)
    # where the same groups get both, each has its own seats
    beyond = plan.temps if (answers & facts.packs).any() else 0
    today = [big for big in facts.big if d == _comes(own, big)]
    for turn, big in enumerate(today):
        gone = big + plan.days_after + 1
        generation = d + turn * AGAIN  # two campaigns may bring people on one morning: they are not the same people
        planned = day[FORESEEN].get(facts.big[big].day.isoformat(), 1.0)
        here, here_packing = _there(own, big)
        for wanted, able, first in (
            (plan.temps - here, answers, 0), (plan.temps_packing - here_packing, facts.packs, beyond),
        ):  # fmt: skip
            for group, seats in spread(day, able, round(wanted * planned)):
                rows = newcomers(
                    day.shop, day.talent.spread, day.seed, group, seats + first, generation, True, d, d, gone, 0.0
                )  # fmt: skip
                day.join(own, rows)


def _pay(day: Day, own: Mine) -> None:
    temp = (day.people.temp & ~day[ON_CALL])[day.shift.person]  # who comes on call is paid for by whoever calls
    day.book("temps", -float(day.shift.worked[temp].sum()) * own.plan.temp_pay_hour)


MECHANISM = Mechanism(
    name="peak",
    what="temps, overtime, breaks and an opening crew around a campaign",
    levers=PeakLevers,
    reads=(FORESEEN, ON_CALL),
    asks=("temps", "temps_packing", "overtime_hours", "night_crew"),
    acts={Phase.MORNING: _temps_come, Phase.PAY: _pay},
    accounts=(Account("temps", "temporary people, by the hour", MoneyPart.PAY),),
    shifts=lambda plan: Shifts(plan.days_after, plan.overtime_hours, plan.break_minutes, plan.night_crew),
    moves=(
        Move("peak.days_after", 7, "overtime_hours", "up", "the window is longer", {"peak.overtime_hours": 2.0}),
        Move("peak.overtime_hours", 3.0, "fatigue", "up", "WRK-01"),
        Move("peak.overtime_hours", 3.0, "exhaustion", "up", "weeks of tiredness wear out", {"peak.days_after": 14}),
        Move("peak.temps", 4, "staffed_s", "up", "more people on the floor"),
        Move("peak.temps_days_before", 7, "temps", "down", "temps are paid while they learn", {"peak.temps": 4}),
        Move("peak.temps_packing", 4, "staffed_s", "up", "more people in the warehouse"),
        Move("peak.temp_pay_hour", 50.0, "temps", "down", "an hour costs more", {"peak.temps": 4}),
        Move("peak.night_crew", 0.5, "window_in_target", "up", "people are there when the sale opens"),
        Move("peak.break_minutes", 0.0, "fatigue", "up", "missed breaks tire"),
        Move("peak.break_minutes", 0.0, "overtime", "down", "a break that is worked is paid"),
        Move("peak.break_minutes", 0.0, "wrong_answers", "up", "BRK-01 BRK-02"),
    ),
)
