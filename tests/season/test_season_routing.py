"""Rules of a contact type in a whole season: the books hold with each of them, and customers answer to them."""

from __future__ import annotations

import numpy as np
import pytest

from sim import floor
from sim.contract.facts import Skills
from sim.evidence import parameters
from sim.floor import Outcome
from sim.season.clock import run_season
from sim.season.setup import Setup
from tests.season.shop import small_shop

MESSAGE = {"after_s": 60.0, "becomes": "mail"}
DROP = {"work.ask.unattended": "drop", "work.call.unattended": "drop"}
RULES = {"trunks": {"floor.trunks": 4}, "dropped": DROP, "random": {"work.ask.routing": "random"},
         "least occupied": {"work.ask.routing": "least_occupied"},
         "messages": {"work.ask.message": MESSAGE, "work.call.message": MESSAGE},
         "the same again": {"work.ask.redial_with": "same", "work.call.redial_with": "same"}}  # fmt: skip


def played(monkeypatch, **levers):
    """A season and the logs of its floor days."""
    logs, real = [], floor.run_day

    def record(*given, **options):
        logs.append(real(*given, **options))
        return logs[-1]

    with monkeypatch.context() as patch:
        patch.setattr(floor, "run_day", record)
        return run_season(Setup(small_shop(**levers), parameters()), 1), logs


def count(logs, outcome: Outcome) -> int:
    return sum(int(np.count_nonzero(log.outcome == outcome)) for log in logs)


@pytest.mark.parametrize("rule", RULES)
def test_orders_and_lost_contacts_add_up_with_each_rule(monkeypatch, rule):
    season, logs = played(monkeypatch, **RULES[rule])
    parts = ("silent", "answered", "slow", "unanswered")
    assert (season.days["orders"] == sum(season.days[f"orders_{part}"] for part in parts)).all()
    lost = (Outcome.ABANDONED, Outcome.BALKED, Outcome.BLOCKED, Outcome.CLOSED)
    assert season.days["live_lost"].sum() == sum(count(logs, outcome) for outcome in lost)
    assert season.days["messages"].sum() == count(logs, Outcome.MESSAGE)
    assert (count(logs, Outcome.MESSAGE) > 300) == (rule == "messages")


def test_few_lines_and_closed_hours_cost_orders(monkeypatch):
    before, logs = played(monkeypatch)
    assert count(logs, Outcome.BLOCKED) == count(logs, Outcome.CLOSED) == 0
    for rule, outcome in (("trunks", Outcome.BLOCKED), ("dropped", Outcome.CLOSED)):
        after, logs = played(monkeypatch, **RULES[rule])
        assert count(logs, outcome) > 0
        assert after.days["lost_unanswered"].sum() > before.days["lost_unanswered"].sum()
        assert after.days["live_lost"].sum() > before.days["live_lost"].sum()


def test_messages_are_answered_later_and_save_orders(monkeypatch):
    """Who would have given up writes down what it is about; an answer within a day is in time here."""
    rooms = {"work.mail.target_s": 86_400.0, "people.late.count": 4}
    before, _ = played(monkeypatch, **rooms)
    after, _ = played(monkeypatch, **rooms, **{"work.ask.message": MESSAGE})
    assert not after.laws
    assert after.days["live_lost"].sum() < 0.8 * before.days["live_lost"].sum()
    assert after.days["lost_unanswered"].sum() < 0.8 * before.days["lost_unanswered"].sum()
    assert after.days["orders"].sum() > before.days["orders"].sum()
    assert after.days["messages"].sum() > 0 == before.days["messages"].sum()


@pytest.mark.parametrize("draws", ["new", "same"])
def test_who_gave_up_tries_again_with_the_same_patience_or_a_new_one(monkeypatch, draws):
    season, logs = played(monkeypatch, **{"work.ask.redial": 1.0, "work.ask.redial_with": draws})
    assert not season.laws
    first, second = {}, {}
    for log in logs:
        asks = (log.kind == 0) & (log.repeats == 0)
        gone = asks & (log.redials == 0) & (log.outcome == Outcome.ABANDONED)
        first |= dict(zip(log.root[gone].tolist(), log.waited[gone].tolist(), strict=True))
        again = asks & (log.redials == 1)
        seen = zip(log.root[again].tolist(), (log.deadline - log.enter)[again].tolist(), strict=True)
        second = dict(seen) | second  # as it was when first seen
    both = first.keys() & second.keys()
    alike = [second[root] == pytest.approx(first[root], abs=1e-6) for root in both]
    assert len(both) > 100 and np.mean(alike) == (draws == "same")


def test_nobody_is_dropped_while_somebody_able_is_on_duty(monkeypatch):
    """This shop's desk works from 08:00 to 24:00: those who are dropped come at night or while all eat."""
    _, logs = played(monkeypatch, **DROP)
    hours = np.concatenate([log.enter[log.outcome == Outcome.CLOSED] for log in logs]) / 3600
    lunch = (hours >= 12) & (hours < 13)
    assert ((hours < 8) | lunch | (hours >= 19)).all() and (hours < 8).any()


def test_groups_are_tried_in_the_order_named_and_the_others_after_them():
    shop = small_shop(**{"work.call.order": ("late",)})
    groups, kinds = [g.id for g in shop.people], [w.id for w in shop.work]
    named, usual = Skills.of(shop).preference, Skills.of(small_shop()).preference
    late, call = groups.index("late"), kinds.index("call")
    others = [g for g in range(len(groups)) if g != late]
    assert named[late, call] < usual.min()
    changed = named != usual
    assert changed[late, call] and changed.sum() == 1 and (named[others, call] == usual[others, call]).all()
