"""Steps that were worked out from where the team's people put it: the plan begins there, not at the shop's file."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from pathlib import Path

import pytest

import playbook.first.afterwards
from playbook.documents.blocks import Paragraph
from playbook.documents.plan import Decided, applied
from playbook.documents.plan.kept_text import change, number_to_watch
from playbook.documents.plan.steps import _step
from playbook.documents.plan.words import text
from playbook.documents.plan.writing import Writer
from playbook.first.found import Step
from playbook.first.levels import lines, standing
from playbook.first.ratings import ratings_of
from playbook.first.said import whole
from playbook.first.steps import steps
from playbook.lab.kpi import KpiWords
from playbook.lab.plan import PlanPage
from playbook.language import languages
from playbook.language import words as words_of
from playbook.workspace import Group, PlanEntry, Promise, Workspace
from sim.scenario import Scenario
from sim.scenario.file import team
from tests.playbook.lab_tools import click

RATED = {practice.slug: {row.id: 2 for row in practice.rubric} for practice, _ in lines()}


def entry(step: Step) -> PlanEntry:
    """As the page "What first" puts a step into the plan."""
    promise = Promise(change={"profit": (1.0, 2.0, 3.0)}, n=2, seed=1, team=step.team.key, plan=step.plan.key)
    return PlanEntry(
        owner="Li Na", date=dt.date(2026, 5, 4), change="as said", number_to_watch="profit",
        levers={step.path: step.after}, promise=promise,
    )  # fmt: skip


def first_of_each(shop: Scenario, ratings=None) -> list[Step]:
    """A step of each practice."""
    found = steps(standing(shop, ratings))
    return [next(some) for _, some in groupby(found, key=lambda one: one.slug)]


@pytest.mark.parametrize("name", ["starter", "flagship"])
def test_every_step_goes_from_where_people_put_the_team_to_where_it_was_promised(name: str):
    shop = team(name)
    taken = {step.path: step for step in first_of_each(shop, RATED)}  # one of each practice and field
    some = {step.slug: step for step in taken.values()}
    found = applied(shop, Decided({slug: entry(step) for slug, step in some.items()}, rated=RATED))
    assert found.refused == () and found.stale == () and found.rated > len(some) / 2
    went = {step.path: (found.team.at(step.path), found.planned.at(step.path)) for step in some.values()}
    assert went == {step.path: (step.before, step.after) for step in some.values()}


def test_from_the_file_the_same_step_would_lead_back():
    """Four messages a week by their people, one by the file: three is less for them and more for the file."""
    shop = team("starter")
    (step,) = (one for one in first_of_each(shop, {"crm": {"how_often": 2}}) if one.path == "crm.messages")
    assert shop.at(step.path) < step.after < step.before
    plan = {"crm": entry(step)}
    assert applied(shop, Decided(plan, rated={"crm": {"how_often": 2}})).team.at(step.path) == step.before
    assert applied(shop, Decided(plan, rated={"crm": {"how_often": 3}})).stale == ("crm",)


def test_the_page_looks_back_from_there_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    workspace, shop, seen = Workspace.open(tmp_path), team("starter"), []
    workspace.set_scenario(shop)
    workspace.rate("crm", "rubric.how_often", 2)
    workspace.set_group("crm", Group(shown=True))
    step = next(one for one in steps(standing(shop, ratings_of(workspace))) if one.path == "crm.messages")
    workspace.commit("crm", entry(step))
    monkeypatch.setattr(playbook.first.afterwards, "played", lambda begins, *_, **__: iter(seen.append(begins) or ()))
    section = PlanPage("en", workspace=workspace).afterwards
    section.fields["profit"].value = "3"
    click(section.bar)
    assert [begins.at(step.path) for begins in seen] == [step.before] != [shop.at(step.path)]


def test_a_step_worked_out_from_the_file_leaves_the_file_as_it_is():
    shop = team("starter")
    step = first_of_each(shop)[0]
    found = applied(shop, Decided({step.slug: entry(step)}, rated=RATED))
    assert found.team == shop and found.rated == 0 and found.stale == ()


@pytest.mark.parametrize("language", languages)
def test_a_step_worked_out_for_another_shop_says_so(language: str):
    shop = team("starter")
    step = first_of_each(team("flagship"))[0]
    decided = Decided({step.slug: entry(step)})
    found = Writer(language, applied(shop, decided), decided, None, dt.date(2026, 5, 1))  # type: ignore[arg-type]
    section = _step(found, step.slug, decided.plan[step.slug])
    assert section.blocks[-1] == Paragraph(text(language, "steps.stale"), small=True)


@pytest.mark.parametrize("kept", languages)
@pytest.mark.parametrize("language", languages)
def test_what_the_page_wrote_is_read_in_the_readers_language_and_what_was_typed_stays(language: str, kept: str):
    shop = team("starter")
    (step,) = (one for one in first_of_each(shop) if one.slug == "budget")
    profit = {one: KpiWords.of(words_of(one), shop).name("profit") for one in languages}
    said = {"change": whole(words_of(kept), step), "number_to_watch": profit[kept]}
    made = entry(step).model_copy(update=said)
    decided = Decided({"budget": made})
    found = Writer(language, applied(shop, decided), decided, None, dt.date(2026, 5, 1))  # type: ignore[arg-type]
    assert change(found, "budget", made) == whole(words_of(language), step)
    assert number_to_watch(found, made) == profit[language]
    typed = made.model_copy(update={"change": "as we said", "number_to_watch": "our own"})
    assert (change(found, "budget", typed), number_to_watch(found, typed)) == ("as we said", "our own")
