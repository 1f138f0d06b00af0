"""The section of "What first" that seeks a promise: asked, found, stopped, put into the plan; and a real search."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path
from threading import Event

import pytest

from playbook import practices
from playbook.first.reaching import reach
from playbook.first.sought import PROMISES, promises
from playbook.lab.first.goal import GoalSection
from playbook.lab.first.page import FirstPage
from playbook.lab.kpi import kpis
from playbook.practices import LANGUAGES
from playbook.workspace import Workspace
from sim.scenario.file import team
from tests.playbook.fake_search import Search
from tests.playbook.lab_tools import click, every, figures, no_trouble, texts
from tests.playbook.test_first_page import HOSTILE, plain

SHOP = team("starter")
Opened = Callable[..., GoalSection]


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    def make(search: Search | None = None, language: str = "en", **options: object) -> GoalSection:
        workspace = Workspace.open(tmp_path / "workspace")
        workspace.set_scenario(SHOP)
        page = FirstPage(language, workspace=workspace, memory={})
        return GoalSection(page, search=search or Search(), **({"memory": {}} | options))

    return make


def test_every_promise_is_a_figure_that_practices_name() -> None:
    for kpi, slugs in promises().items():
        assert kpis()[kpi].better in ("higher", "lower") and slugs and set(slugs) <= set(practices.names())
    assert set(PROMISES) == set(promises())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_set_its_cost_and_its_chance(opened: Opened, language: str) -> None:
    section = opened(language=language)
    t, words = section.t, section.words
    assert not figures(texts(section)) and section.put.layout.display == "none"
    click(section.bar)
    no_trouble(section)
    said = plain(section.said.value)
    assert "96.0%" in said and words.percent(0.9) in said and words.percent(0.6) in said
    # One-sided, of 480 of 500 by Clopper and Pearson: scipy.stats.beta.ppf(0.05, 480, 21).
    assert "94.2%" in said
    alt = unescape(figures(section.figure.value)[0])
    assert "61%" in alt or "62%" in alt
    facts = plain(section.facts.value)
    assert section.page.kpis.size("value", -2_400.0) in facts
    call = section.search.calls[0]
    first, second, *_ = call["ladders"]
    for one in (first, second):
        assert one.label(words) in plain(section.table.value)
    assert len(section.forms) == len({first.slug, second.slug})
    assert t("goal_page.alone", n=words.number(12)) in unescape(section.table.value)


def test_what_is_asked_is_what_the_fields_say(opened: Opened) -> None:
    section = opened()
    assert section.number.value == "60" and "peak-time" in section.may["peak_service_level"]
    section.kpi.value = "late_parcels"
    shown = [slug for slug, box in section.boxes.items() if box.layout.display != "none"]
    assert set(shown) == set(promises()["late_parcels"]) and all(section.boxes[slug].value for slug in shown)
    for slug in shown[1:]:
        section.boxes[slug].value = False
    section.number.value, section.sure.value, section.fresh.value = "1,200", 0.95, 200
    click(section.bar)
    call = section.search.calls[0]
    promise = call["promise"]
    assert (promise.kpi, promise.number, promise.at_least, promise.sure) == ("late_parcels", 1200.0, False, 0.95)
    assert call["fresh"] == 200 and {one.slug for one in call["ladders"]} == {shown[0]}
    section.kpi.value = "abandonment"
    section.number.value = "12.5%"
    click(section.bar)
    assert section.search.calls[1]["promise"].number == pytest.approx(0.125)


@pytest.mark.parametrize("text", [HOSTILE, "", "140", "-3"])
def test_a_number_that_cannot_be_is_said_and_nothing_runs(opened: Opened, text: str) -> None:
    section = opened()
    section.number.value = text
    section.bar.press()
    assert 'role="alert"' in section.bar.line.value and "<script" not in section.bar.line.value
    assert not section.search.calls


def test_without_a_practice_nothing_runs(opened: Opened) -> None:
    section = opened()
    for box in section.boxes.values():
        box.value = False
    section.bar.press()
    assert section.t("goal_page.none_ticked") in unescape(section.bar.line.value) and not section.search.calls


def test_a_stopped_search_is_closed_and_tells_no_answer(opened: Opened) -> None:
    there, go_on = Event(), Event()

    def wait(stage: str) -> None:
        if stage == "fresh":
            there.set()
            go_on.wait(30)

    search = Search(wait=wait)
    section = opened(search)
    section.bar.button.click()
    assert there.wait(30)
    assert section.t("goal_page.stage_single", part="1", parts="12") in plain(section.said.value)
    section.bar.stop.click()
    go_on.set()
    assert section.bar.wait(30) and every(lambda: search.closed == 1)
    assert not figures(texts(section)) and not section.forms
    no_trouble(section)


def test_the_set_goes_into_the_plan_as_the_ranking_does(opened: Opened) -> None:
    section = opened()
    workspace = section.page.workspace
    click(section.bar)
    section.put.click()
    assert workspace.plan == {} and section.t("first_page.not_all") in texts(section)  # nobody owns it
    for form in section.forms.values():
        form.owner.value = HOSTILE
    section.put.click()
    no_trouble(section)
    assert "<script" not in texts(section)
    assert set(workspace.plan) == set(section.forms)
    for slug, entry in workspace.plan.items():
        part = section.forms[slug].part
        assert entry.levers == part.fields and entry.date == SHOP.calendar.campaigns[0].day
        assert entry.promise is not None and entry.promise.plan == part.plan.key != entry.promise.team == SHOP.key
        assert "peak_service_level" in entry.promise.change and entry.promise.hours > 0
        assert entry.number_to_watch == section.page.kpis.name("peak_service_level")
        assert "is below 60%" in entry.wrong_if
    before = dict(workspace.plan)
    for form in section.forms.values():
        form.owner.value = "Wu"
    section.put.click()
    assert workspace.plan == before and "pb-near" in section.put_said.value
    section.put.click()
    assert {one.owner for one in workspace.plan.values()} == {"Wu"}


@pytest.mark.parametrize(("kept", "size", "key"), [(0.7, 2, "nearest"), (0.97, 0, "nothing"), (0.7, 0, "no_help")])
def test_other_ends_are_said_and_offer_nothing(opened: Opened, kept: float, size: int, key: str) -> None:
    section = opened(Search(kept, size))
    click(section.bar)
    no_trouble(section)
    begins = section.t(
        f"goal_page.{key}", **dict.fromkeys(("kpi", "side", "number", "share", "n", "low", "high", "sure"), "#")
    )
    assert plain(section.said.value).startswith(begins.split("#")[0].strip())
    assert not section.forms and section.put.layout.display == "none"


def test_a_page_made_again_shows_the_answer_and_another_shop_does_not(opened: Opened) -> None:
    memory: dict = {}
    click(opened(memory=memory).bar)
    again = opened(memory=memory)
    assert figures(again.figure.value)
    again.page.workspace.set_scenario(team("livestream"))
    again.returned()
    assert not figures(texts(again)) and not again.forms


def test_a_real_search_on_the_smallest_team_ends_with_a_set_that_is_priced(opened: Opened) -> None:
    """One lever at its farthest setting, in the fewest seasons that a search takes: played alone, then in ten seasons
    that nothing was chosen by, then its practice beside the team as it is."""
    played = []

    def search(shop, some, promise, **options):
        one = replace(some[0], values=some[0].values[-1:])
        for found in reach(shop, (one,), promise, **options):
            played.append(found.played)
            yield found

    section = opened(search, seasons=10, fresh=(10,))
    section.number.value, section.sure.value = "1", 0.8
    for slug, box in section.boxes.items():
        box.value = slug == "peak-time"
    click(section.bar, 280)
    no_trouble(section)
    found = section.memory[SHOP.key]
    assert found.done and played == sorted(played) and found.played == found.planned == played[-1]
    trial = found.sought.fresh
    assert trial.n == 10 and found.sought.base.n == 10
    chosen = {one.lever.path for one, place in zip(found.ladders, trial.chosen, strict=True) if place is not None}
    assert {path for part in found.parts for path in part.fields} == chosen
    for part in found.parts:
        assert part.change["value"].n == found.n == 10 and part.outlay >= 0
    assert bool(section.forms) == bool(chosen and found.sought.feasible)
