"""My shop, planning: heads and rosters for the shop in the workspace, driven without a browser."""

from __future__ import annotations

import base64
import datetime as dt
import io
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from playbook.__main__ import parser
from playbook.charts.figure import NARROW, WIDE
from playbook.lab.access import is_off
from playbook.lab.my_shop import ShopPage
from playbook.lab.plan_shop import Plan, hiring
from playbook.lab.plan_shop.asking import promises
from playbook.lab.upload import Sent
from playbook.language import languages, words
from playbook.planning import two_ways
from playbook.planning.heads import day_range, gave_up, strays_lines, weighed, worth_of
from playbook.planning.standard import JUDGED_WEEKS
from playbook.planning.two_ways import Sale, heads_of
from playbook.workspace import Workspace
from sim.evidence import parameters
from sim.experiment.hiring_plan import Verdict, hiring_plans
from sim.experiment.played_weeks import unplayed
from sim.experiment.results import Range
from sim.planning.promises import GaveUp
from sim.planning.roster.several import left_by
from sim.scenario.file import team, team_names
from tests.playbook.lab_tools import click, figures, texts
from tests.playbook.test_charts import texts as boxes
from tests.playbook.test_my_shop_page import bring, orders

PLAYS = 2


def open_page(folder: Path, language: str = "en", shop: str = "starter") -> ShopPage:
    workspace = Workspace.open(folder / "workspace")
    workspace.set_scenario(team(shop))
    page = ShopPage(language, workspace=workspace)
    page.__dict__["plan"] = Plan(page.words, workspace, plays=PLAYS)  # two weeks are enough to see that it works
    return page


@pytest.fixture(scope="module")
def planned(tmp_path_factory) -> ShopPage:
    """The starter shop with heads and a roster."""
    page = open_page(tmp_path_factory.mktemp("planned"))
    click(page.roster.bar, 300)
    return page


def saved(html: str) -> bytes:
    """The file behind the first link."""
    found = re.search(r'href="data:[^;]*;base64,([^"]*)"', html)
    assert found
    return base64.b64decode(found[1])


@pytest.mark.parametrize("name", team_names())
def test_types_are_those_of_the_week_and_only_the_patient_are_promised_an_answer_alone(name, tmp_path):
    page, shop = open_page(tmp_path, shop=name), team(name)
    kinds = page.plan.kinds(shop)
    assert kinds == unplayed(shop, "peak").kinds
    for kind in kinds:
        found = promises(shop, kind)
        assert len(set(found)) == len(found) and found[0].within == shop.work[kind].target_s
        assert any(isinstance(one, GaveUp) for one in found) == (shop.work[kind].patience is not None)


@pytest.mark.parametrize("language", languages)
def test_the_page_says_what_will_be_played_before_anything_is_pressed(tmp_path, language):
    page, t = open_page(tmp_path, language), words(language).t
    assert t("shop_heads.before", n=PLAYS) in texts(page.heads) and figures(texts(page.heads)) == []
    assert page.heads.asking.which.value == "peak"  # the campaign is what one plans for
    for section in (page.heads, page.roster):
        assert section.told() and t(f"{section.kind}.title") in section.summary()


def test_heads_stand_against_the_roster_half_hour_by_half_hour(planned):
    """One person at the desk: what is short is the difference, and its price that of hours short."""
    found = planned.plan.heads
    one, case = found.beside, found.case
    assert one.needed.shape == (1, 7 * 48)
    both = case.needs.sets.sum(axis=1).argmax()
    assert (one.needed[0][case.needs.wanted[both] > 0] >= 1).all()  # somebody is there when anybody comes
    assert one.short.people[0] == pytest.approx(np.maximum(one.needed[0] - one.rostered[0], 0.0), abs=1e-6)
    assert one.short.hours == pytest.approx(one.short.people.sum() / 2)
    assert one.short.closing == pytest.approx(one.short.hours * case.pay_hour[0])
    assert one.short.loss == pytest.approx(one.short.lost * worth_of(case))
    nobody, crowd = np.zeros((1, 7 * 48)), np.full((1, 7 * 48), 50)
    came = sum(line.arrivals.sum() for line in case.lines)
    assert gave_up(case, crowd) < 0.01 * came < gave_up(case, one.needed) < gave_up(case, nobody) <= came
    ill = parameters()["talent.absence"]
    assert one.rostered * (1 - ill) == pytest.approx(case.week.usual_cover())
    needed, there, short = one.by_day(7)
    assert needed.sum() == one.needed.sum() and there.shape == short.shape == (7, 48)
    shown = texts(planned.heads)
    low, high = day_range(case, found.settled.people).hours
    assert low < one.hours < high and f"{low:,.0f}" in shown and f"{high:,.0f}" in shown  # quiet days and busy ones
    assert len(figures(shown)) == 4 and f"{one.short.hours:,.0f}" in shown  # a week and a day, two layouts each


def test_the_numbers_are_there_as_a_workbook(planned):
    book = CalamineWorkbook.from_filelike(io.BytesIO(saved(planned.heads.numbers.value)))
    needed, there, short = planned.plan.heads.beside.by_day(7)
    *sheets, notes = book.sheet_names
    said = [row[0] for row in book.get_sheet_by_name(notes).to_python()]
    assert len(sheets) == 3 and said[1:] == planned.heads.sentences
    strays = strays_lines(planned.plan.heads.case, planned.heads.money, "en")
    assert len(strays) == 1 and strays[0] in said
    for i, people in enumerate((needed, there, short)):
        rows = book.get_sheet_by_index(i).to_python()
        assert len(rows) == 1 + 48 and len(rows[0]) == 1 + 7
        assert np.array([row[1:] for row in rows[1:]], float) == pytest.approx(np.asarray(people).T, abs=0.006)


def test_another_question_hides_the_answer_and_the_same_one_brings_it_back(planned):
    asking, result = planned.heads.asking, planned.heads.result
    before, weeks = asking.sure.value, planned.plan._weeks.copy()
    asking.sure.value = 0.5
    assert result.layout.display == "none" and not planned.plan.known(asking.asked())
    asking.sure.value = before
    assert result.layout.display is None and planned.plan._weeks == weeks  # nothing was played again


def test_a_roster_is_names_by_days_and_the_workbook_comes_back_as_it_was(tmp_path):
    page = open_page(tmp_path)
    section = page.roster
    click(section.bar, 300)
    made = section.found
    assert section.grid.value.count("<td") == len(made.roster.people) * 7
    assert section.words.money(made.roster.cost, "CNY") in texts(section)
    found = weighed(made.case, made.needs, made.roster.cost, made.roster.cover)
    assert section.words.money(abs(found.gain), "CNY") in texts(section.lines)  # against today's shifts
    assert found.pay_now == pytest.approx(made.heads.beside.rostered.sum() / 2 * made.case.pay_hour[0])
    assert page.heads.result.layout.display is None  # its heads are told, too
    book = saved(section.links.value)
    section.take_changed(Sent("same.xlsx", book))
    assert section.check.wait(120) and section.t("shop_roster.same") in texts(section.checked)

    rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    rows[1][2:9] = ["9:00-18:00"] * 7
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as out:
        sheet = out.add_worksheet()
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                sheet.write(i, j, cell)
    section.take_changed(Sent("changed.xlsx", held.getvalue()))
    assert section.check.wait(120)
    said = texts(section.checked)
    assert "day off" in said and "differ" in said and str(rows[1][0]) in said

    section.take_changed(Sent("other.xlsx", b"not a workbook"))
    assert section.check.wait(120)
    assert "other.xlsx" in section.check.line.value and section.checked.value == ""


def test_shifts_that_the_shop_does_not_have_are_told_and_made_with_one_tick(tmp_path):
    """A shop with two rushes a day, further apart than a shift is long."""
    hourly = [0] * 9 + [8, 8, *[2] * 9, 8, 8, 0, 0]
    page = open_page(tmp_path)
    page.plan.workspace.set_scenario(team("jd").with_fields({"demand.hourly": hourly}))
    section = page.roster
    page.heads.refresh()
    page.heads.asking.which.value = "usual"
    click(section.bar, 300)
    now, tick = section.found, section.t("new_shifts.tick")
    assert now.shifts is None and now.advice.shifts and tick in texts(section.lines)
    section.new_shifts.value = True
    assert section.result.layout.display == "none"  # another question
    click(section.bar, 300)
    then = section.found
    assert then.shifts == now.advice.shifts and then.short.hours < 0.5 * now.short.hours
    assert "pb-split" in section.grid.value and tick not in texts(section.lines)
    section.take_changed(Sent("same.xlsx", saved(section.links.value)))
    assert section.check.wait(120) and section.t("shop_roster.same") in texts(section.checked)


def test_weeks_in_a_row_are_planned_one_after_the_other(planned, tmp_path):
    """As the command's --weeks: each goes on from the one before, a sheet for each, and all are checked again."""
    page = open_page(tmp_path)
    section = page.roster
    assert [n for _, n in section.count.options][-1] <= page.plan.weeks_in_a_row(team("starter"), "peak")
    page.heads.asking.which.value = "usual"
    assert len(section.count.options) == 4  # a season has twelve
    section.count.value = 2
    click(section.bar, 300)
    first, second = section.weeks
    assert second.case.week.date - first.case.week.date == dt.timedelta(days=7)
    after = left_by(first.roster, first.case.week.date)
    assert [one.burdens for one in second.case.desk.people] == [one.burdens for one in after]
    assert section.words.money(first.roster.cost + second.roster.cost, "CNY") in texts(section.over)
    book = saved(section.links.value)
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(book)).sheet_names
    assert [name.split()[-1] for name in sheets[:2]] == [str(one.case.week.date) for one in section.weeks]
    grid = section.grid.value
    section.which.value = 1
    assert section.found is second and section.grid.value != grid
    section.take_changed(Sent("same.xlsx", book))
    assert section.check.wait(120) and texts(section.checked).count(section.t("shop_roster.same")) == 2
    section.count.value = 3
    assert section.result.layout.display == "none"  # another question


def test_the_page_plays_as_much_as_the_command(tmp_path):
    page = ShopPage("en", workspace=open_page(tmp_path).workspace)
    heads, season = (parser("en").parse_args([name, "starter"]).replications for name in ("heads", "hiring"))
    assert page.plan.plays == heads and page.plan.judged == JUDGED_WEEKS and hiring.SEASONS == season


def test_names_leave_and_wishes_come_from_a_table(tmp_path):
    page = open_page(tmp_path, "zh")
    section = page.roster
    click(section.bar, 300)
    first = section.found.case.week.date
    off = [first + dt.timedelta(days=day) for day in (0, 1)]
    lines = saved(section.example.value).decode("utf-8-sig").splitlines()
    cells = lines[1].split(",")
    cells[0], cells[-2], cells[-1] = "小王", off[0].isoformat(), f"{off[1].isoformat()} 休"
    table = "\n".join([lines[0], ",".join(cells)]).encode()
    section.take_people(Sent("people.csv", table))
    click(section.bar, 300)
    made = section.found.roster
    assert "小王" in section.grid.value and made.shifts[0, 0] < 0 and made.wishes[0].day == 1
    section.take_people(Sent("people.csv", lines[0].encode()))
    click(section.bar, 300)
    assert "people.csv" in section.bar.line.value  # one sentence, and no new roster
    assert section.found.roster is made


def test_stopped_work_leaves_nothing_and_can_be_begun_again(tmp_path):
    page = open_page(tmp_path)
    bar = page.heads.bar
    bar.button.click()
    bar.stop.click()
    assert bar.wait(120)
    assert page.plan.heads is None and page.heads.result.layout.display == "none" and not is_off(bar.button)
    click(bar, 300)
    assert page.plan.heads is not None and page.heads.result.layout.display is None


def test_another_shop_in_the_workspace_is_another_question(tmp_path):
    page = open_page(tmp_path)
    before = page.heads.asking.asked()
    page.workspace.set_scenario(team("flagship"))
    page.chosen()
    after = page.heads.asking.asked()
    assert after.scenario == team("flagship") and len(after.promises) == 3 > len(before.promises) - 1
    assert page.words.pick(team("flagship").title) in page.heads.team.value
    assert page.roster.team.value == page.heads.team.value


def test_a_shop_without_a_desk_or_a_season_too_short_has_nothing_to_plan(tmp_path):
    page = open_page(tmp_path)
    short = team("starter").with_levers({"calendar.weeks": 1, "calendar.campaigns": []})
    page.workspace.set_scenario(short)
    page.chosen()
    assert not page.heads.asking.possible
    for bar in (page.heads.bar, page.roster.bar):
        assert bar.button.disabled and page.heads.t("shop_heads.nobody") in bar.line.value


@pytest.mark.parametrize("language", languages)
def test_hiring_says_when_the_advert_goes_out_and_what_it_costs(tmp_path, language, monkeypatch):
    monkeypatch.setattr(hiring, "SEASONS", 2)
    monkeypatch.setattr(hiring, "HIRING_ROUNDS", 1)
    page = open_page(tmp_path, language)
    section = page.hiring
    assert figures(texts(section)) == []
    click(section.bar, 300)
    plan, shown = section.found, texts(section)
    assert plan.promise == 0.8 and plan.verdict is not None
    assert len(figures(section.weeks.value)) == 2  # two layouts
    for one in plan.hired:
        assert section.words.date(one.start.advert) in shown and section.words.date(one.start.on_floor) in shown
    assert section.words.money(plan.verdict.cost.mean, "CNY", digits=0) in shown
    assert all(section.t(f"shop_hiring.way_{one.kind}") in section.mix.value for one in plan.alone)
    asks = {section.t(f"shop_hiring.{key}", days="", here="")[-20:] for key in ("heads_ask", "heads_ask_never")}
    assert any(one in shown for one in asks)  # heads have another number, which nobody has asked for yet
    section.sure.value = 0.5
    assert section.result.layout.display == "none"  # another question


def test_heads_and_hiring_of_the_page_say_why_their_numbers_differ(planned):
    """Both sentences have both numbers, where both were asked the same."""
    found, section, number = planned.plan.heads, planned.hiring, planned.words.number
    assert {one.share for one in found.asked.promises} == {0.8}
    section.promise.value = (0.8, None)
    plan = next(one for one in hiring_plans(found.asked.scenario, replications=2, rounds=0) if one is not None)
    anew = heads_of(found.case, found.settled.people)
    for line in (section._other_way(plan)[0], planned.heads._hiring(found)[0]):
        assert number(anew.hours) in line and number(anew.people, 1) in line


def test_a_number_far_too_high_for_todays_shifts_is_led_by_what_to_do_first(planned, monkeypatch):
    """Many who come while nobody is on duty, or far fewer people in other shifts: first the shifts. A plan that loses
    money in nine of ten played seasons says so before anything else."""
    found, section = planned.plan.heads, planned.hiring
    plan = next(one for one in hiring_plans(found.asked.scenario, replications=2, rounds=0) if one is not None)
    monkeypatch.setattr(section, "_same_heads", lambda plan: found)
    missing = replace(plan, wanted=plan.wanted + 5.0)
    anew = heads_of(found.case, found.settled.people).people
    first, loses = section.t("shop_hiring.first_shifts"), section.t("shop_hiring.loses", profit="")[:12]

    def said(people, alone, profit):
        monkeypatch.setattr(two_ways, "sale_of", lambda plan: Sale(0, people, alone))
        both = Verdict(plan.wanted[None], plan.wanted[None], Range.of(np.ones(4)), Range.of(np.array(profit)))
        return section._beforehand(replace(missing, verdict=both))

    earns, costs = [1.0, 2.0, 3.0, 4.0], [-4.0, -3.0, -2.0, -1.0]
    assert said(anew * 1.1, 0.0, earns) == []
    assert said(anew * 4, 0.0, earns) == said(anew, 0.2, earns) == said(None, 0.0, earns) == [first]
    assert [one[:12] for one in said(anew, 0.0, costs)] == [loses]


def test_figures_of_the_page_are_cut_off_nowhere(planned):
    """No text outside its card, none below 12 px, on a page and on a phone."""
    for value in (planned.heads.duty.week.value, planned.heads.duty.day.value, planned.roster.duty.week.value):
        drawn = re.findall(r"<svg.*?</svg>", value, re.S)
        assert len(drawn) == 2
        for svg, width in zip(drawn, (WIDE, NARROW), strict=True):
            for left, top, right, bottom, text in boxes(ET.fromstring(svg)):
                assert left >= 0 and top >= 0 and right <= width, text
                assert bottom <= float(ET.fromstring(svg).get("height")), text


@pytest.mark.parametrize("language", languages)
def test_the_days_to_come_are_foretold_from_the_files_of_the_page(tmp_path, language):
    page = open_page(tmp_path, language)
    section = page.peak
    assert section.bar.button.disabled and section.t("shop_peak.no_files") in section.bar.line.value
    bring(page, "orders.csv", orders(days=28))
    click(section.bar, 300)
    foretold = section.ahead.orders
    assert foretold is not None and (np.diff(foretold.quantiles, axis=0) >= 0).all()
    assert figures(section.figure.value) and section.t("shop_peak.orders") in section.figure.value
    assert foretold.first > dt.date(2026, 1, 1)
    none_ahead = section.t("shop_peak.no_sale") in section.lines.value
    assert none_ahead == (not section.ahead.campaigns and not foretold.coming)
    assert section.lines.value.count("<li>") == len(section.ahead.sentences) + none_ahead
    section.show(replace(section.ahead, campaigns=(), orders=replace(foretold, coming=())))
    assert section.t("shop_peak.no_sale") in section.lines.value
    page.desk.clear()
    assert section.figure.value == "" and section.bar.button.disabled
