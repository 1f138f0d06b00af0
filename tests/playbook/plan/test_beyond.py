"""What a plan plays beside its two teams: events that strike, who would have earned what, whom to hire."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from playbook.documents.blocks import Block, Decide, Number, Table
from playbook.documents.plan import Decided, applied, play, written
from playbook.documents.plan.beyond import Beyond, days_of, plans_hires, varies
from playbook.documents.plan.dear_events import dearest
from playbook.documents.plan.people import recruiting
from playbook.documents.plan.risks import ranked, risks
from playbook.documents.plan.teamwork import appraisal
from playbook.documents.plan.writing import Writer
from playbook.language import languages
from sim.experiment.hiring_plan import hiring_plans
from sim.experiment.paid import Paid, paid, periods
from sim.experiment.tasks import Task, replication_seed
from sim.mechanisms.pay import PERIOD_DAYS
from sim.scenario.file import team
from tests.playbook.plan.worlds import MADE, entry
from tests.season.shop import small_shop


def writer(more: Beyond, language: str = "en") -> Writer:
    found = applied(small_shop(), Decided())
    return Writer(language, found, Decided(), replace(play(found, 1), more=more), MADE)


def tables(blocks: tuple[Block, ...]) -> list[Table]:
    return [one for one in blocks if isinstance(one, Table)]


def test_risks_cost_what_they_took_of_this_team_times_how_often_they_come() -> None:
    first, second, third, *_ = dearest(small_shop())
    losses = {
        first.event.id: np.array([-50.0, -30.0]), second.event.id: np.array([100.0, 300.0]),
        third.event.id: np.array([4000.0, 4000.0]),
    }  # fmt: skip
    made = writer(Beyond(losses))
    found = ranked(made)
    assert {one.event.id for one in found} == {second.event.id, third.event.id}  # what earns is no risk
    costs = {one.event.id: one.money for one in found}
    assert costs == {second.event.id: second.times * 200, third.event.id: third.times * 4000}
    assert [one.money for one in found] == sorted(costs.values(), reverse=True)
    table = tables(risks(made).blocks)[0]
    at = [one.event.id for one in found].index(second.event.id)
    each, season = table.rows[at][1:3]
    assert isinstance(each, Number) and isinstance(season, Number)
    assert (each.low, each.value, each.high) == pytest.approx((120.0, 200.0, 280.0))
    assert season.value == second.times * 200 and season.of == each.of != ""


def test_an_event_costs_a_larger_shop_more() -> None:
    """A shop that is closed on one day, and the same shop at twice the orders."""
    from sim.experiment.drawn_event import FIELD, entry

    losses = []
    for orders in (150, 300):
        shop = small_shop(**{"demand.orders_day": orders})
        calm = play(applied(shop, Decided()), 1).plan.totals["value"][0]
        struck = shop.with_levers({FIELD: (entry("shop_closed", 12),)})
        losses.append(calm - play(applied(struck, Decided()), 1).plan.totals["value"][0])
    assert losses[1] > 1.3 * losses[0] > 0


def test_days_of_events_lie_in_the_season_and_differ() -> None:
    shop = team("flagship")
    days = days_of(shop, False, 4)
    assert len(set(days)) == 4 and all(1 <= day <= shop.calendar.days for day in days)
    first = (shop.calendar.campaigns[0].day - shop.calendar.start).days + 1
    assert days_of(shop, True, 4)[0] == first
    assert days_of(small_shop(**{"calendar.campaigns": []}), True, 4) == []


def test_pieces_are_paid_to_whom_answers_them() -> None:
    """Of a scheme that pays a yuan a contact twice the price pays twice as much to each, as long as nobody works
    otherwise for it; of pay by the month nobody gets anything on top."""
    rows = {}
    for price in (0.0, 0.001, 0.002):  # too little to change how anybody works
        shop = small_shop(**{"pay.piece_rate": price})
        rows[price] = np.array(periods(Task(shop, replication_seed(1, 0), False, "auto")))
    assert not rows[0.0].size
    low, middle, high, people = rows[0.001].T
    assert (low <= middle).all() and (middle <= high).all() and high.max() > 0 and (people >= 1).all()
    assert rows[0.002][:, :3] == pytest.approx(2 * rows[0.001][:, :3], rel=0.05)


def test_there_is_a_row_for_each_full_period_of_each_season() -> None:
    shop = small_shop(**{"pay.piece_rate": 1.0})
    *_, found = paid(shop, 2)
    assert found.seasons == 2 and len(found.levels) == 2 * (shop.calendar.days // PERIOD_DAYS)
    assert varies(shop) and not varies(small_shop())


@pytest.mark.parametrize("language", languages)
def test_who_would_have_earned_what_stands_in_the_plan(language: str) -> None:
    levels = np.array([[100.0, 200.0, 900.0], [120.0, 240.0, 700.0], [80.0, 160.0, 800.0]])
    made = writer(Beyond(paid=Paid(levels, 3, 5.0)), language)
    found = next(one for one in tables(appraisal(made).blocks) if one.name == made.t("sheet.earned"))
    values = [row[1] for row in found.rows]
    assert [one.value for one in values if isinstance(one, Number)] == [100.0, 200.0, 800.0]
    assert all(isinstance(one, Number) and one.low is not None and one.low < one.value < one.high for one in values)


@pytest.mark.parametrize("language", languages)
def test_what_the_hiring_plan_suggests_is_told_where_nobody_has_decided(language: str) -> None:
    """A shop that is short of people: every advert is a line, and what they cost adds up to the hires of the mix."""
    shop = small_shop(**{"demand.orders_day": 420, "hiring.lead_days": 3})
    plan = [one for one in hiring_plans(shop, 0.9, replications=2, rounds=0) if one is not None][-1]
    found = applied(shop, Decided())
    made = Writer(language, found, Decided(), replace(play(found, 1), more=Beyond(hiring=plan)), MADE)
    blocks = recruiting(made).blocks
    asked = next(one for one in blocks if isinstance(one, Decide))
    assert asked.question == made.t("recruiting.nobody") and asked.suggestion
    assert plan.hired, "the shop is short of people"
    calendar = next(one for one in tables(blocks) if one.name == made.t("sheet.recruiting"))
    assert str(sum(one.count for one in plan.hired)) in asked.suggestion
    people = sum(row[2].value for row in calendar.rows if isinstance(row[2], Number))
    cost = sum(row[6].value for row in calendar.rows if isinstance(row[6], Number))
    assert people == sum(one.count for one in plan.hired) and cost == pytest.approx(sum(one.cost for one in plan.hired))
    assert all(row[3] < row[5] for row in calendar.rows)


def test_what_is_decided_is_not_planned_anew() -> None:
    shop = small_shop()
    assert not plans_hires(shop, Decided())
    assert plans_hires(shop.with_levers({"hiring.extra": 1}), Decided())
    assert plans_hires(shop, Decided({"hiring": entry("hiring")}))


def test_a_plan_without_more_seasons_is_told_by_the_deck() -> None:
    found = applied(small_shop(), Decided())
    doc = written(found, Decided(), play(found, 1), "en", MADE)
    table = next(one for one in tables(next(s for s in doc.sections if s.key == "risks").blocks))
    cost = table.rows[0][1]
    assert isinstance(cost, Number) and cost.source == "data/events.toml"
