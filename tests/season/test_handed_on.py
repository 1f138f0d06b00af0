"""A question before the sale that is handed on is still a customer who can buy, whoever answers it and whenever."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from sim import floor
from sim.evidence import parameters
from sim.season import day_counts
from sim.season.clock import run_season
from sim.season.day_counts import Answers
from sim.season.setup import Setup
from tests.floor.builders import CHAT, FOREVER, TICKET, crew, given, kind, rules, work_types
from tests.season.shop import small_shop

# who is answered buys, who is not does not, whatever the wait
SURE = Answers(
    order_chance=lambda answered, waited, target: answered * 2.0,
    csat=lambda answered, waited, target, wrong: np.ones(len(answered)),
    slowness=lambda waited, target: (waited > target) * 1.0,
    asked=2.0,
)
ASK, CASE, PARCEL = range(3)
FACTS = SimpleNamespace(presale=np.array([True, False, False]), human=np.ones(3, bool))
DAY = 100.0


def types(**case):
    """Chats before the sale, each handed on to a case; cases; chats about parcels, handed on, too."""
    return work_types(
        kind(CHAT, transfer=1.0, transfer_to=CASE),
        kind(TICKET, **case),
        kind(CHAT, transfer=1.0, transfer_to=CASE),
    )


def days(given_types, contacts, people, n=2):
    """What each of some days comes to; all contacts come on the first."""
    found, carry, open_roots = [], None, np.zeros(0, np.uint64)
    for d in range(n):
        today = given(given_types, contacts if d == 0 else [], DAY, carry)
        log = floor.run_day(today, people, given_types, rules(max_transfers=1))
        before, open_roots = day_counts.before_sale(log, FACTS.presale, open_roots)
        new = day_counts.came_today(log, today)
        found.append(
            day_counts.read_day(
                log, new, given_types, FACTS, log.wrong, before, before, SURE, None, len(people), np.zeros(0, np.int64)
            )
        )
        carry = log.carry
    return found, open_roots


def desk_and_back_office(windows):
    """One person chats, at once; another works on cases, in these hours."""
    return crew([[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]], [(0, 0.0, FOREVER), *((1, *span) for span in windows)])


def test_who_is_handed_on_buys_when_the_case_is_answered_be_it_tomorrow():
    """Three ask, one about a parcel. A case takes a person its hour alone, from 10 to 30 today and again tomorrow."""
    contacts = [{"enter": t, "kind": ASK, "work": 1.0} for t in (0.0, 5.0, 50.0)]
    contacts += [{"enter": 8.0, "kind": PARCEL, "work": 1.0}]
    people = desk_and_back_office([(10.0, 30.0), (110.0, FOREVER)])
    made = types(work_family=floor.Family.FIXED, work_mean=5.0)
    (today, tomorrow), still = days(made, contacts, people)
    assert (today.won_answered + today.won_slow, tomorrow.won_answered + tomorrow.won_slow) == (2, 1)
    assert today.lost_unanswered == tomorrow.lost_unanswered == 0
    assert len(still) == 0


def test_who_is_never_answered_after_a_hand_over_is_lost_as_a_buyer_and_claims_nothing():
    contacts = [{"enter": 0.0, "kind": ASK}, {"enter": 1.0, "kind": ASK}, {"enter": 2.0, "kind": PARCEL}]
    # patience of a minute at most, and nobody there
    made = types(patience_family=floor.Family.FIXED, patience_mean=10.0)
    (today, _), still = days(made, contacts, desk_and_back_office([(FOREVER, 2 * FOREVER)]))
    assert (today.won_answered, today.won_slow, today.lost_unanswered) == (0, 0, 2)
    assert (today.lost_before, today.lost_after) == (2, 1)
    assert len(still) == 0


def test_a_wrong_answer_to_it_misleads_a_buyer_and_is_made_good_for_nobody():
    made = types()
    people = replace(desk_and_back_office([(0.0, FOREVER)]), accuracy=np.zeros((2, 3)))
    (today, _), _ = days(made, [{"enter": 0.0, "kind": ASK}, {"enter": 1.0, "kind": PARCEL}], people)
    assert (today.misled, today.wrong_after, today.wrong) == (1, 1, 2)


def answering_machine(**case):
    """Chats before the sale and about parcels, each a message after five seconds, which is a case."""
    leaves = {"message_after": 5.0, "message_to": CASE}
    return work_types(kind(CHAT, **leaves), kind(TICKET, **case), kind(CHAT, **leaves))


def test_who_leaves_a_message_buys_when_it_is_answered_be_it_tomorrow():
    """Nobody chats. A case takes five seconds, from 10 to 20 today and again tomorrow; two ask, one about a parcel."""
    contacts = [{"enter": 0.0, "kind": ASK}, {"enter": 1.0, "kind": PARCEL}, {"enter": 90.0, "kind": ASK}]
    people = crew([[0.0, 1.0, 0.0]], [(0, 10.0, 20.0), (0, 110.0, FOREVER)])
    made = answering_machine(work_family=floor.Family.FIXED, work_mean=5.0)
    (today, tomorrow), still = days(made, contacts, people)
    assert (today.messages, today.live_ended, today.live_in_target, today.live_lost) == (3, 3, 0, 0)
    assert (today.won_answered, today.won_slow, today.lost_before, today.lost_after) == (1, 0, 0, 0)
    # left at 95 and answered from 110 on: in time, by the promise of a case
    assert (tomorrow.won_answered, tomorrow.lost_unanswered, tomorrow.messages) == (1, 0, 0)
    assert (today.contentment_n, tomorrow.contentment_n) == (2, 1) and len(still) == 0


def test_who_left_a_message_that_nobody_answers_is_lost():
    contacts = [{"enter": 0.0, "kind": ASK}, {"enter": 1.0, "kind": PARCEL}]
    made = answering_machine(patience_family=floor.Family.FIXED, patience_mean=10.0)
    (today, _), still = days(made, contacts, crew([[0.0, 1.0, 0.0]], [(0, FOREVER, 2 * FOREVER)]))
    assert (today.won_answered, today.won_slow, today.lost_unanswered) == (0, 0, 1)
    assert (today.lost_before, today.lost_after, today.live_lost) == (1, 1, 0) and len(still) == 0


@pytest.mark.parametrize("engine", ["auto", "simpy"])
def test_to_hand_everything_on_costs_no_orders_where_nobody_waits_in_vain(engine):
    """Tickets are answered in time here: half of the questions handed on, and the orders stay where they were."""
    shop = small_shop(**{"work.ask.patience": None, "work.ask.target_s": 1e6, "work.mail.target_s": 1e6})
    handed = shop.with_levers({"work.ask.transfer": 0.5, "work.ask.transfer_to": "mail", "people.late.count": 9})
    plain = shop.with_levers({"people.late.count": 9})
    seasons = [run_season(Setup(one, parameters(), engine), 3) for one in (plain, handed)]
    asked = [float(season.days["orders"].sum() - season.days["orders_silent"].sum()) for season in seasons]
    assert not seasons[1].laws and asked[0] > 500
    assert asked[1] == pytest.approx(asked[0], rel=0.04)
    assert len(seasons[1].state.handed_on) < 50
