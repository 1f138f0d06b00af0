"""What is taken home: a report for each person, a deck for the facilitator."""

from __future__ import annotations

import json
import re

import pytest

from playbook import practices
from playbook.language import escape, words
from playbook.workshop.asks import Request
from playbook.workshop.context import Context
from playbook.workshop.plain import plain
from playbook.workshop.report import deck, report_page
from playbook.workshop.rules import HOST
from playbook.workshop.session import practices_of
from sim.evidence import register
from tests.workshop import made_up
from tests.workshop.rooms import bet, enter, open_room, vote
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


def test_ones_own_votes_and_answers_are_in_the_report_and_what_is_right_only_at_the_end(tmp_path):
    live = open_room(tmp_path, 1)
    ((ann, ben),) = enter(live, (2,))

    def page(who=ann, language="en"):
        room = live.room
        context = Context("http://x/", "1", "", "", room.session, room.team, live.clock())
        return report_page(words(language), live.seen(who), context)

    questions = [one.id for one in live.seen(ann).form]
    live.ask(ann, Request("check", {"when": "before", questions[0]: "2", questions[1]: "1"}))
    live.ask(HOST, Request("begin"))
    bet(live, ann)
    vote(live, ann, hiring__extra=6)
    assert words("en").t("workshop_room.no_votes") in page()  # nothing of a round that is still open
    live.ask(HOST, Request("close"))
    live.settle()
    said, others = page(), page(ben)
    assert "<td>6</td>" in said and "<td>6</td>" not in others
    assert words("en").t("workshop_room.answers_later") in said and "BECAUSE" not in said
    assert "BECAUSE" not in json.dumps(plain(live.seen(ann)))
    assert words("en").t("workshop_room.answers") not in others
    live.ask(HOST, Request("end"))
    said = page()
    assert said.count("BECAUSE") == 2 and said.count("✗") == 1 and "✓" in said
    assert "因为" in page(language="zh")
    live.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_deck_grades_every_practice_that_was_played(language):
    context = made_up.context()
    page = deck(words(language), made_up.of_wall("over"), context)
    assert words(language).t("workshop_room.evidence") in page
    for slug in practices_of(context.session):
        practice, text = practices.load(slug, language)
        row = page.partition(escape(text.title))[2].partition("</li>")[0]
        grades = [register()[name].grade for name in practice.evidence]
        assert grades and all(f"({one})" in row or f"（{one}）" in row for one in grades)
