"""Scenarios side by side: what differs and what that changes; kept, shown, saved as files and removed on a page."""

from __future__ import annotations

import base64
import datetime as dt
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from playbook import language as languages
from playbook.first.differences import as_data, changes, differences, rows_of_changes, rows_of_fields, unlike
from playbook.lab import pool
from playbook.lab.first.beside import BesideSection, planned
from playbook.lab.kpi import KpiWords
from playbook.language import escape
from playbook.practices import LANGUAGES, title_of
from playbook.workspace import Workspace
from playbook.workspace.kept import MOST_SCENARIOS, PlanEntry
from sim.experiment import compare, last, run, side_by_side
from sim.experiment.workers import Pool
from sim.scenario import Scenario
from sim.scenario.file import read_scenario, scenario_bytes, team, write_scenario
from tests.playbook.lab_tools import click, figures, no_trouble, texts
from tests.season.shop import small_shop


@dataclass
class Page:
    workspace: Workspace
    language: str = "en"
    title: str = "What first"
    team: Scenario = field(default_factory=small_shop)

    @property
    def words(self):
        return languages.words(self.language)


def entry(**levers) -> PlanEntry:
    return PlanEntry(
        owner="Li", date=dt.date(2026, 10, 1), change="more hands", number_to_watch="profit",
        levers={path.replace("__", "."): value for path, value in levers.items()},
    )  # fmt: skip


@pytest.fixture
def page(tmp_path: Path) -> Page:
    return Page(Workspace.open(tmp_path))


def keep(section: BesideSection, name: str) -> None:
    section.name.value = name
    section.guarded(section.keep)()


def test_two_scenarios_differ_in_the_fields_that_were_changed_and_in_no_others() -> None:
    base = team("starter")
    other = base.with_levers({"peak.temps": 4, "demand.orders_day": 210.0, "title.en": "Another name"})
    found = differences(base, other)
    assert [one.path for one in found] == ["demand.orders_day", "peak.temps"]
    rows = rows_of_fields(languages.words("en"), found, base.currency)
    assert rows[0][0] == "orders of a usual day" and rows[0][2] == "210 orders"
    assert rows[1][0] == "Temporary agents on chat" and rows[1][1:] == ["0", "4"]
    assert not differences(base, base)
    back = differences(other, base)
    assert [(a.before, a.after) for a in found] == [(b.after, b.before) for b in back]


def test_the_changes_are_those_of_a_comparison_of_two_under_the_same_luck() -> None:
    a, b = small_shop(), small_shop().with_levers({"peak.temps": 6})
    c = small_shop().with_levers({"demand.orders_day": 100.0})
    base, *rest = last(side_by_side((a, b, c), 3, 5))
    for scenario, one in zip((b, c), rest, strict=True):
        pair = last(compare(a, scenario, 3, 5))
        for kpi, change in changes(base, one).items():
            known = pair.difference(kpi)
            assert (change.mean, change.p10, change.p90) == (known.mean, known.p10, known.p90)
    # fewer orders earn less
    assert changes(base, rest[1])["profit"].mean < 0
    for row in rows_of_changes(KpiWords(languages.words("en"), a.currency), changes(base, rest[0])):
        assert len(row) == 4 and all(row)
    assert as_data(a, b, changes(base, rest[0]))["fields"] == [{"path": "peak.temps", "from": 0, "to": 6}]


def test_a_scenario_file_opens_to_the_same_numbers(tmp_path: Path) -> None:
    scenario = small_shop().with_levers({"peak.temps": 6})
    write_scenario(scenario, tmp_path / "b.toml")
    again = read_scenario(tmp_path / "b.toml")
    a, b = run(scenario, 2), run(again, 2)
    assert again == scenario and all(np.array_equal(a.totals[kpi], b.totals[kpi], equal_nan=True) for kpi in a.totals)


def test_other_lengths_and_currencies_cannot_stand_side_by_side() -> None:
    shop = small_shop()
    assert unlike(shop, shop) == ""
    assert unlike(shop, shop.with_levers({"calendar.weeks": 5})) == "length"
    assert unlike(shop, shop.with_levers({"currency": "EUR"})) == "currency"


@pytest.mark.parametrize("language", LANGUAGES)
def test_plans_are_kept_and_played_beside_the_shop(tmp_path: Path, language: str) -> None:
    page = Page(Workspace.open(tmp_path), language)
    section = BesideSection(page, seasons=2)
    assert page.words.t("beside.none") in texts(section)
    keep(section, "as it is")
    page.workspace.commit("peak-time", entry(peak__temps=6))
    keep(section, "more <hands>")
    no_trouble(section)
    click(section.bar)
    shown = texts(section)
    assert escape("more <hands>") in shown and "<hands>" not in shown
    assert page.words.t("beside.same", name="as it is") in shown
    assert len(figures(section.figure.value)) >= 1
    base, other = (run(one, 2) for one in (page.team, planned(page)[0]))
    kpis = KpiWords(page.words, page.team.currency)
    assert kpis.signed("profit", changes(base, other)["profit"].mean) in section.tables.value.replace("\u2060", "")
    no_trouble(section)


@pytest.fixture
def two() -> Iterator[Pool]:
    """The kernel's pool with two processes, as a page finds it."""
    pool.end_pool()
    found = pool.shared_pool(2)
    assert found is not None
    yield found
    pool.end_pool()


def test_the_seasons_are_the_same_bytes_whatever_the_workers(page: Page, two: Pool) -> None:
    page.workspace.commit("peak-time", entry(peak__temps=6))
    said, found = [], []
    for executor in (two, None):
        section = BesideSection(page, seasons=3)
        section.pool = lambda executor=executor: executor
        section.show = lambda shop, kept, runs, show=section.show: (found.append(runs), show(shop, kept, runs))
        keep(section, "six temps")
        click(section.bar, 120)
        no_trouble(section)
        said.append((section.tables.value, section.figure.value))
    assert said[0] == said[1] and len(found) == 6 and found[2][1].n == found[5][1].n == 3
    for pooled, alone in zip(found[2], found[5], strict=True):
        for kpi, values in alone.totals.items():
            assert pooled.totals[kpi].tobytes() == values.tobytes(), kpi


def test_a_run_in_processes_can_be_stopped(page: Page, two: Pool) -> None:
    section = BesideSection(page, seasons=400)
    keep(section, "as it is")
    section.bar.press()
    end = time.monotonic() + 60
    while section.bar.runner.running and not section.tables.value and time.monotonic() < end:
        time.sleep(0.1)
    began = time.monotonic()
    section.bar.stop.click()
    assert section.bar.runner.wait(10) and time.monotonic() - began < 10
    assert 0 < int(re.findall(r"\d+", section.bar.line.value.replace("pb-", ""))[0]) < 400
    no_trouble(section)


def test_what_is_saved_as_a_file_is_the_shop_with_the_plan(page: Page, tmp_path: Path) -> None:
    page.workspace.commit("peak-time", entry(peak__temps=6))
    section = BesideSection(page, seasons=2)
    keep(section, "six temps")
    data = re.search(r'download="six-temps.toml" href="data:[^,]*,([^"]*)"', section.files.value)
    assert data is not None
    file = tmp_path / "saved.toml"
    file.write_bytes(base64.b64decode(data[1]))
    assert read_scenario(file) == page.team.with_levers({"peak.temps": 6})
    assert file.read_bytes() == scenario_bytes(planned(page)[0], file)


def test_at_most_five_are_kept_and_one_can_be_removed(page: Page) -> None:
    section = BesideSection(page, seasons=2)
    for number in range(MOST_SCENARIOS):
        keep(section, f"plan {number}")
    keep(section, "one more")
    assert list(page.workspace.scenarios) == [f"plan {n}" for n in range(MOST_SCENARIOS)]
    assert page.words.t("beside.full", most=str(MOST_SCENARIOS)) in section.said.value
    page.workspace.commit("peak-time", entry(peak__temps=6))
    keep(section, "PLAN 1")  # the same name: the old one gives way
    assert section.kept()[0]["plan 1"].peak.temps == 6 and len(page.workspace.scenarios) == MOST_SCENARIOS
    section.which.value = "plan 0"
    section.guarded(section.remove)()
    keep(section, "one more")
    assert list(page.workspace.scenarios) == ["plan 1", "plan 2", "plan 3", "plan 4", "one more"]


def test_levers_of_another_shop_and_names_that_cannot_be_are_said(page: Page) -> None:
    page.workspace.commit("peak-time", entry(people__nobody__count=3))
    section = BesideSection(page, seasons=2)
    keep(section, "kept")
    assert title_of("peak-time", page.words.language) in section.said.value and planned(page)[0] == page.team
    keep(section, "  ")
    assert "pb-error" in section.alert.value and list(page.workspace.scenarios) == ["kept"]
    page.team = page.team.with_levers({"currency": "EUR"})
    section.returned()
    assert page.words.t("beside.unlike", name="kept", shop=page.words.pick(page.team.title)) in texts(section)
    assert not section.kept()[0]


def test_a_shop_that_is_put_away_takes_its_scenarios_along(page: Page) -> None:
    page.workspace.keep_scenario("one", page.team.model_dump_json())
    put_away = page.workspace.contents()
    page.workspace.reset()
    assert not page.workspace.scenarios
    page.workspace.replace(put_away)
    assert list(page.workspace.scenarios) == ["one"]
