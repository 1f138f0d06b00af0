"""The page "What can happen", and that the practices named by an event are those that reach it."""

from __future__ import annotations

from pathlib import Path

import pytest

from playbook import practices
from playbook.lab.events import EventsPage, helpers
from playbook.lab.ranking import near_best
from playbook.language import escape
from playbook.practices import LANGUAGES
from playbook.workspace import Workspace
from sim.evidence import parameters
from sim.mechanisms import incidents
from sim.scenario.file import team
from sim.season.clock import run_season
from sim.season.setup import Setup
from sim.shop.events import deck
from tests.playbook.lab_tools import click, figures, no_trouble, texts

SEEDS = range(6)
ALL = tuple(f"{name}@{5 + 2 * n}" for n, name in enumerate(deck()))  # every event once, on days of its own
WHOLE = {  # levers of a practice as far as they go
    "risk": {"risk.plans": 40, "risk.drills": 60.0, "risk.reserve": 40, "risk.warnings": 0.1},
    "compliance": {"compliance.confirmed": 1.0, "compliance.review": 1.0, "compliance.review_days": 5.0},
    "adaptability": {"adaptability.watch_days": 0.5, "adaptability.rights": 1.0},
    "supply": {"supply.second_share": 0.5},
}


def lives(levers: dict, seed: int) -> tuple[dict[str, tuple], set[str]]:
    """Every event's seen, decided, end and size by its id; and which were prevented."""
    shop = team("starter").with_levers({"incidents.by_hand": ALL, **levers})
    memory = run_season(Setup(shop, parameters()), seed).state.memory["incidents"]
    assert isinstance(memory, incidents.Memory)
    came = {one.event.id: (one.seen, one.decided, one.ends, one.loss) for one in memory.incidents}
    return came, {one.event.id for one in memory.prevented}


def test_every_practice_that_an_event_names_is_one_of_those_tried_here():
    assert {slug for one in deck().values() for slug in (*one.prevented_by, *one.damped_by)} == set(WHOLE)


@pytest.mark.parametrize("slug", WHOLE)
def test_a_practice_reaches_the_events_that_name_it_and_no_others(slug: str) -> None:
    """Prevented in some seasons; seen, decided or over sooner, or smaller; all others to the minute as without it."""
    kept: set[str] = set()
    for seed in SEEDS:
        base, none = lives({}, seed)
        came, prevented = lives(WHOLE[slug], seed)
        assert not none and base.keys() == came.keys() | prevented
        kept |= prevented
        for name, life in came.items():
            event = deck()[name]
            if slug in event.damped_by:
                assert life != base[name] and all(a <= b for a, b in zip(life, base[name], strict=True)), name
            else:
                assert life == base[name], name
    assert kept == {one.id for one in deck().values() if slug in one.prevented_by}


@pytest.fixture
def page(tmp_path: Path) -> EventsPage:
    return EventsPage(workspace=Workspace.open(tmp_path), seasons=2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_event_is_played_for_the_team_as_it_is_and_with_each_practice(tmp_path: Path, language: str) -> None:
    page = EventsPage(language, workspace=Workspace.open(tmp_path), seasons=2)
    page.workspace.set_scenario(team("starter"))
    section = page.draw
    section.event.value = "shop_closed"
    assert not section.said.value and not figures(texts(section))
    assert 'href="start.ipynb"' in texts(section) and "](" not in texts(section)
    click(section.bar)
    event, words = deck()["shop_closed"], page.words
    assert words.pick(event.name) in section.said.value
    shown = texts(section)
    for slug in helpers(event):
        assert practices.load(slug, language)[1].title in shown
    assert figures(shown)
    assert "…" not in section.figure.value  # no label is cut off, on a phone either
    no_trouble(section)
    section.event.value = "snow"
    assert not section.said.value and not section.more.value and not section.figure.value


def test_the_deck_is_a_table_of_every_event(page: EventsPage) -> None:
    shown = page.deck.table()
    assert all(escape(page.words.pick(one.name)) in shown for one in deck().values())
    assert shown.count("<tr>") == 1 + len(deck())


def test_a_plan_near_its_best_is_the_last_rounds_near_best_player() -> None:
    shop = team("flagship")
    practice, _ = practices.load("compliance")
    plan = near_best(practice, shop)
    assert all(plan.at(practice.lever(name).path) == value for name, value in practice.final.near.items())
    assert plan.incidents == shop.incidents
