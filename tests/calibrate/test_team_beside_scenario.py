"""What files have beside arrivals becomes fields of a team, is played as the file has it, and is said."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.calibrate.contacts import read_contacts
from sim.calibrate.duty import Duty
from sim.calibrate.people import measure
from sim.calibrate.replay import GAP_S, GivenDay, drawn_callers
from sim.calibrate.team.fit import Fit, fitted
from sim.calibrate.team.handed_on import measured_handed_on
from sim.calibrate.team.left_out import left_out
from sim.calibrate.team.report import report
from sim.calibrate.team.scenario import Team, Wishes, team_of
from sim.calibrate.team.settled import played, settled
from sim.calibrate.team.works import Rules, ids_of
from sim.exports.contacts import Contacts, contacts_of
from sim.scenario.file import team
from tests.calibrate.made_month import made_month
from tests.calibrate.made_worlds import BASE, chats, coming_again, shop
from tests.sentences import HAN

WISHES = Wishes(dt.date(2026, 11, 30), weeks=4)
STRETCH = [1.0, 1.3, 1.8]


def said(fit: Fit, made: Team, language: str = "en") -> str:
    return "\n".join(one.text(language) for one in report(fit, None, made))


@pytest.fixture(scope="module")
def busy() -> tuple[Fit, Team]:
    fit = fitted(chats(1, STRETCH, days=10, shape=2.0, gap=120.0))
    return fit, team_of(fit, team("flagship"), WISHES)


def test_several_at_once_are_chats_with_their_slowness(busy: tuple[Fit, Team]):
    fit, made = busy
    shop_ = made.scenario
    assert shop_.floor.stretch[:3] == pytest.approx(STRETCH, rel=0.08)
    assert {group.chats for group in shop_.people if group.role == "service"} == {3}
    assert shop_.work[0].channel == "chat"
    assert fit.laws.handle[0].mean == pytest.approx(200.0, rel=0.1)  # alone; the file's lengths are far longer
    assert fit.seconds[0] > 1.1 * fit.laws.handle[0].mean
    assert "With 2 in hand each takes" in said(fit, made) and "fit.f_stretch" in made.read


def test_its_season_has_the_files_lengths(busy: tuple[Fit, Team]):
    fit, made = busy
    found = played(settled(made, fit).scenario, ids_of(fit.contacts.kinds), seasons=2)
    assert found.service[0] == pytest.approx(fit.seconds[0], rel=0.1)


def test_days_left_out_are_played_with_the_slowness(busy: tuple[Fit, Team]):
    fit, _ = busy
    checked = left_out(fit, replications=2, folds=2)
    assert checked is not None and checked.pace == pytest.approx(1.0, abs=0.1)


def test_who_comes_again_becomes_redial_and_repeat():
    lived = coming_again(1, 0.02, 0.5)
    fit = fitted(lived)
    made = team_of(fit, team("flagship"), WISHES)
    works = made.scenario.work[:2]
    back, redial = fit.beside.again.back, fit.beside.again.redial
    for k, work in enumerate(works):
        assert work.redial == pytest.approx(redial.share[k], rel=1e-3) and work.redial == pytest.approx(0.5, abs=0.05)
        assert 0 < work.repeat < 1
    assert {"fit.f_repeat", "fit.f_redial"} <= set(made.read)
    found = played(settled(made, fit).scenario, ids_of(fit.contacts.kinds), seasons=2)
    assert found.again == pytest.approx(back.share, rel=0.4)  # few are wrong, and fewer come again
    # more come back than are answered wrongly: all of those do, and the others are new contacts
    many = fitted(coming_again(1, 0.3, 0.5))
    often = team_of(many, team("flagship"), WISHES)
    assert {work.repeat for work in often.scenario.work[:2]} == {1.0}
    assert often.scenario.work[0].repeat_after_s == pytest.approx(40_000, rel=0.6)
    assert "rest counts as new contacts" in said(many, often)
    assert back.whole < many.beside.again.back.whole


def test_contacts_before_and_after_the_sale_become_their_sources():
    contacts, sales = shop(1, slower=0.2)
    fit = fitted(contacts, sales=sales)
    made = team_of(fit, team("flagship"), WISHES)
    assert [work.source for work in made.scenario.work[:2]] == ["order", "parcel"]
    assert made.scenario.fulfilment.transit_days == 4
    assert made.scenario.customers.asked_buy == pytest.approx(0.45, abs=0.03)
    assert {"fit.f_asked_buy", "fit.f_before_after", "fit.f_transit"} <= set(made.read)
    person = team_of(fit, team("flagship"), replace(WISHES, rules={"b": Rules("order", "phone")})).scenario
    assert person.work[1].source == "order"  # who says so knows better
    text = said(fit, made)
    assert "Before the sale: a" in text and "After the sale: b" in text and "points fewer who buy" in text
    assert HAN.search(said(fit, made, "zh")) and "{" not in said(fit, made, "zh")


def test_names_say_what_no_orders_show_and_orders_know_better():
    fit = fitted(made_month(days=8, contacts=300, agents=9).contacts)  # 售前 and 售后
    made = team_of(fit, team("flagship"), WISHES)
    assert [work.source for work in made.scenario.work[:2]] == ["order", "parcel"]
    assert "fit.f_before_after" in made.read
    assert "Before the sale, by their names: 售前" in said(fit, made) and "按名称算售后：售后" in said(fit, made, "zh")
    contacts, sales = shop(1, slower=0.2)
    against = fitted(replace(contacts, kinds=("售后", "售前")), sales=sales)  # the names are the wrong way round
    other = team_of(against, team("flagship"), WISHES)
    assert [work.source for work in other.scenario.work[:2]] == ["order", "parcel"]
    assert "by their names" not in said(against, other) and "Before the sale: 售后" in said(against, other)


def test_a_file_without_any_of_it_stays_with_the_sample():
    fit = fitted(made_month(days=8, contacts=300, agents=9).contacts)
    base = team("flagship")
    made = team_of(fit, base, WISHES)
    assert made.scenario.floor.stretch == base.floor.stretch
    assert made.scenario.fulfilment == base.fulfilment
    assert {"fit.f_repeat", "fit.f_redial", "fit.f_asked_buy", "fit.f_transit"} <= set(made.kept)


# wrap-up that is told, and contacts handed on


def told_month() -> tuple[Contacts, Duty]:
    month = made_month(days=8, contacts=300, agents=9)
    contacts = month.contacts
    wrap = np.where(contacts.answered, 30.0 + 60.0 * contacts.kind, np.nan)
    return replace(contacts, wrapup=wrap), month.duty


def test_wrap_up_of_the_file_goes_before_what_gaps_show():
    contacts, duty = told_month()
    told = fitted(contacts, duty)
    assert [law.mean for law in told.laws.wrap] == pytest.approx([30.0, 90.0], rel=0.15)
    few = replace(contacts, wrapup=np.where(np.arange(len(contacts)) % 4 == 0, contacts.wrapup, np.nan))
    plain = fitted(replace(contacts, wrapup=None), duty)
    assert [law.mean for law in fitted(few, duty).laws.wrap] == [law.mean for law in plain.laws.wrap]
    assert told.beside.wrapup_told and not plain.beside.wrapup_told


def test_a_replay_takes_each_services_own_wrap_up():
    contacts, duty = told_month()
    day = contacts.rows(contacts.day == 2)
    wrap = day.wrapup.copy()
    wrap[::5] = np.nan
    given = GivenDay(replace(day, wrapup=wrap), duty.windows[2], measure(contacts, duty, GAP_S))
    played_wrap = drawn_callers(given, 1, 0).wrap
    assert played_wrap[~np.isnan(wrap)] == pytest.approx(wrap[~np.isnan(wrap)])
    assert not np.isnan(played_wrap).any()


def test_this_projects_own_columns_may_say_them(tmp_path: Path):
    rows = ["date,request_s,type,wait_s,outcome,service_s,agent,wrapup_s,customer,order"]
    rows += ["2026-09-07,36000,a,0,served,60,Ana,12,Li Xiaohua,778811", "2026-09-07,37000,a,9,abandoned,,,,Li Xiaohua,"]
    (tmp_path / "contacts.csv").write_text("\n".join(rows), encoding="utf-8")
    found = read_contacts(tmp_path / "contacts.csv")
    assert found.customer[0] == found.customer[1] != 0 and found.order[0] != 0 and found.order[1] == 0
    assert found.wrapup[0] == 12 and np.isnan(found.wrapup[1])
    assert "Xiaohua" not in repr(found) and "778811" not in repr(found)


def handed_on(share: float = 0.3, count: int = 4000) -> Contacts:
    """First contacts of type a; some go on to type b with somebody else, a second after the first one ends."""
    chance = np.random.default_rng(1)
    came = np.sort(chance.random(count)) * 14 * 86_400
    came = came[(came % 86_400 > 32_400) & (came % 86_400 < 72_000)]
    length = 60 + chance.exponential(100.0, len(came))
    on = chance.random(len(came)) < share
    moments = np.concatenate([came, came[on] + length[on] + 1.0]) + BASE
    first = np.arange(len(moments)) < len(came)
    return contacts_of(
        moments, np.zeros(len(moments)), np.ones(len(moments), bool),
        np.concatenate([length, np.full(int(on.sum()), 80.0)]), kind=np.where(first, "a", "b").tolist(),
        agent=[f"P{i % 40}" if one else f"Q{i % 10}" for i, one in enumerate(first)], continues=~first,
    )  # fmt: skip


def test_who_is_handed_on_goes_on_in_the_team():
    contacts = handed_on()
    found = measured_handed_on(contacts)
    assert found is not None and found.to.tolist() == [1, -1]
    assert found.share[0] == pytest.approx(0.3, abs=0.03) and found.received[1] == pytest.approx(1.0, abs=0.02)
    fit = fitted(contacts)
    work = team_of(fit, team("flagship"), WISHES).scenario.work
    assert work[0].transfer == pytest.approx(found.share[0], rel=1e-3) and work[0].transfer_to == work[1].id
    assert work[1].rate < 0.05 * work[0].rate  # nobody begins there
    assert measured_handed_on(replace(contacts, continues=None)) is None
