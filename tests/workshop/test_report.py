"""What is taken home: a report for each person, a deck for the facilitator."""

from __future__ import annotations

import re

import pytest

from playbook.language import words
from playbook.workshop.report import deck, report_page
from tests.workshop import made_up
from tests.workshop.rooms import open_room
from tests.workshop.served import facilitator, served, telephone

LANGUAGES = ("en", "zh")


def whole(page: str) -> None:
    """One file that runs nothing, fetches nothing and leaves no placeholder open."""
    assert page.startswith("<!doctype html>") and page.rstrip().endswith("</html>")
    assert "<script" not in page and "url(" not in page
    assert not re.search(r'(?:src|href)="(?!#)', page)
    text = re.sub(r"<style>.*?</style>", "", page, flags=re.S)
    assert not re.search(r"\{[a-z_]+\}", text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("phase", made_up.PHASES)
def test_a_report_is_whole_in_every_phase_and_of_one_person_alone(language, phase):
    view, context = made_up.of_person(phase), made_up.context()
    page = report_page(words(language), view, context)
    whole(page)
    others = {member.person.name for team in view.teams for member in team.members} - {view.me.name}
    for name in others:
        if len(name) > 3:
            assert name not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_last_report_says_what_was_foretold_decided_and_promised(language):
    said = words(language)
    view, context = made_up.of_person("over"), made_up.context()
    page = report_page(said, view, context)
    own = [found["bets"][view.me.id] for found in view.results.values() if view.me.id in found["bets"]]
    assert said.t("workshop_report.held", held=sum(one["inside"] for one in own), n=len(own)) in page
    assert page.count("<svg") >= 1 and said.t("workshop_report.no_decisions") not in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("phase", made_up.PHASES)
def test_a_deck_is_whole_and_names_nobody(language, phase):
    view, context = made_up.of_wall(phase), made_up.context()
    page = deck(words(language), view, context)
    whole(page)
    assert made_up.HOSTILE not in page
    for team in view.teams:
        for member in team.members:
            if len(member.person.name) > 3:
                assert member.person.name not in page


def test_the_deck_has_every_round_that_counts():
    view, context = made_up.of_wall("over"), made_up.context()
    page = deck(words("en"), view, context)
    for number, one in enumerate(context.session.rounds):
        assert (one.title.en in page) == (one.counts and number in view.results)
    assert words("en").t("workshop_report.debrief") in page


def test_only_oneself_gets_a_report_and_only_the_facilitator_the_deck(tmp_path):
    with served(open_room(tmp_path)) as serving:
        ana, host = telephone(serving, "Ana", 0), facilitator(serving)
        status, page = ana.ask("GET", "/report")
        assert status == 200 and b"Ana" in page
        assert ana.headers["Content-Disposition"].startswith("attachment")
        assert host.ask("GET", "/host/deck")[0] == 200
        assert ana.ask("GET", "/host/deck")[0] == 403
        assert telephone(serving).ask("GET", "/report")[0] == 403
