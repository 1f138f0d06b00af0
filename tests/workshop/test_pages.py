"""The pages of a room, in every phase and both languages."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from playbook import look
from playbook.charts import figure
from playbook.lab.kpi import KpiWords
from playbook.language import words
from playbook.workshop import pages, report, rules, view
from playbook.workshop.facts import said
from playbook.workshop.pages import outcome, pictures
from playbook.workshop.pages.natural import typed
from playbook.workshop.pages.settings import label_of, value_of
from playbook.workshop.pages.wall import debriefed
from playbook.workshop.rules import Room
from playbook.workshop.session import Session
from playbook.workshop.state import Bet, after
from playbook.workshop.view import View
from sim.shop.types import Text
from tests.workshop import made_up

LANGUAGES = ("en", "zh")
PEOPLE = ("p1", "p2", "p3")  # of three teams; p3 has a hostile name


class Found(HTMLParser):
    """What a page has: tags with their attributes, forms with their fields, ids, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.forms: list[tuple[str, str, set[str]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append((tag, given))
        if tag == "form":
            self.forms.append((given.get("action") or "", given.get("method") or "", set()))
        if given.get("name") and tag in ("input", "select", "button"):
            self.forms[-1][2].add(given["name"] or "")

    def handle_data(self, data: str) -> None:
        self.text += data + "\n"

    @property
    def ids(self) -> list[str]:
        return [str(given["id"]) for _, given in self.tags if "id" in given]

    def form(self, action: str) -> set[str]:
        """The fields of the first form that posts there; the test fails without one."""
        return next(fields for where, _, fields in self.forms if where == action)


def of_all(language: str, phase: str) -> Iterator[tuple[str, str]]:
    """Every page of a room in a phase."""
    tongue = words(language)
    for who in PEOPLE:
        yield f"person {who}", pages.person(tongue, made_up.of_person(phase, who), made_up.context())
    yield "wall", pages.wall(tongue, made_up.of_wall(phase), made_up.context())
    yield "host", pages.host(tongue, made_up.of_host(phase), made_up.context(place="731204", failed=True))
    yield "join", pages.join(tongue, "<i>Night</i>", [made_up.HOSTILE, "B"], made_up.HOSTILE, made_up.context())
    yield "message", pages.message(tongue, made_up.HOSTILE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("phase", made_up.PHASES)
def test_every_page_is_whole_safe_and_works_without_a_script(language: str, phase: str) -> None:
    for name, page in of_all(language, phase):
        found = Found(page)
        assert page.startswith("<!doctype html>"), name
        assert ("html", {"lang": {"en": "en", "zh": "zh-CN"}[language]}) in found.tags, name
        assert not re.search(r"\{[a-z_]+\}|\{\{|\{%", found.text), name  # {0} stands in the hostile name
        assert '<script>"x"' not in page, name
        assert "no-referrer" not in page, name  # its forms would come without an origin
        scripts = [given for tag, given in found.tags if tag == "script"]
        assert all(given.get("src") == "/assets/room.js" for given in scripts), name
        assert not any("style" in given or any(key.startswith("on") for key in given) for _, given in found.tags), name
        assert not any(tag == "style" for tag, _ in found.tags), name
        assert len(found.ids) == len(set(found.ids)), name
        assert sum(tag == "main" for tag, _ in found.tags) == 1, name
        assert sum(tag == "h1" for tag, _ in found.tags) >= 1, name
        for action, method, fields in found.forms:
            assert method == "post", (name, action)
            assert "csrf" in fields, (name, action)
        labelled = {given.get("for") for tag, given in found.tags if tag == "label"}
        fields_shown = [
            given for tag, given in found.tags if tag in ("input", "select") and given.get("type") != "hidden"
        ]
        assert all(given["id"] in labelled for given in fields_shown), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hostile_name_is_shown_as_it_is_written(language: str) -> None:
    found = Found(pages.wall(words(language), made_up.of_wall("lobby"), made_up.context()))
    assert made_up.HOSTILE in found.text


def test_forms_have_the_fields_that_the_room_asks_for() -> None:
    tongue = words("en")

    def person(phase: str, who: str = "p1") -> Found:
        return Found(pages.person(tongue, made_up.of_person(phase, who), made_up.context()))

    assert Found(pages.join(tongue, "x", ["a"], "", made_up.context())).form("/join") == {
        "csrf",
        "code",
        "name",
        "team",
    }
    assert person("lobby").form("/check") in ({"csrf", "who"}, {"csrf", "whom"})
    assert person("lobby").form("/name") == {"csrf", "name"}
    assert person("deciding").form("/bet") == {"csrf", "low", "high"}
    paths = {"csrf", "hiring.extra", "forecast.follow"}
    assert person("voted").form("/vote") == paths
    assert person("voted").form("/decide") == paths  # p1 came first into its team: the editor of round 0
    assert person("last").form("/commit") == {"csrf", "change", "owner", "date", "watch", "practice"}
    host = Found(pages.host(tongue, made_up.of_host("decided"), made_up.context()))
    for action, fields in {
        "close": {"csrf"}, "extend": {"csrf", "seconds"}, "pause": {"csrf"}, "inject": {"csrf", "event"},
        "show": {"csrf", "step"}, "rewind": {"csrf", "round", "sure"}, "readmit": {"csrf", "person"},
        "rename": {"csrf", "team", "name"}, "decide_for": paths | {"team"}, "end": {"csrf", "sure"},
    }.items():  # fmt: skip
        assert host.form(f"/host/{action}") == fields
    lobby = Found(pages.host(tongue, made_up.of_host("lobby"), made_up.context()))
    assert lobby.form("/host/begin") == {"csrf"}
    assert lobby.form("/host/move") == {"csrf", "person", "team"}
    assert Found(pages.host(tongue, made_up.of_host("held"), made_up.context())).form("/host/resume") == {"csrf"}
    assert Found(pages.host(tongue, made_up.of_host("last"), made_up.context())).form("/host/debrief") == {"csrf"}


def test_what_a_form_sends_is_what_the_room_takes() -> None:
    """Every setting that is offered, and every event of the console, is accepted by the rules."""
    state, room = made_up.all_states()["voted"], made_up.room()
    page = Found(pages.person(words("en"), made_up.of_person("voted"), made_up.context()))
    offered = [
        given
        for tag, given in page.tags
        if tag == "input" and given.get("name") in made_up.of_person("voted").teams[0].choices
    ]
    assert len(offered) > 6
    for given in offered:
        rules.vote(room, state, "p1", made_up.NOW, {str(given["name"]): float(str(given["value"]))})
    host = pages.host(words("en"), made_up.of_host("voted"), made_up.context())
    events = re.findall(r'<option value="(\w+@\d+)"', host)
    assert len(events) > 24
    for event in events:
        rules.inject(room, state, made_up.NOW, event)


@pytest.mark.parametrize("phase", ["deciding", "voted", "decided", "held"])
def test_the_wall_and_other_teams_never_show_a_decision_before_the_bell(phase: str) -> None:
    """The page is the same whatever was decided, bet and voted, as long as as many have."""
    tongue, wall = words("en"), pages.wall(words("en"), made_up.of_wall(phase), made_up.context())
    for path in made_up.session().rounds[0].choices:
        assert label_of(tongue, path.path) not in wall
    state = made_up.all_states()[phase]
    play = state.play
    decisions = {key: replace(one, settings=dict.fromkeys(one.settings, 0.0)) for key, one in play.decisions.items()}
    votes = {key: dict.fromkeys(one, 0.0) for key, one in play.votes.items()}
    bets = {key: replace(one, low=0.0, high=0.1) for key, one in play.bets.items()}
    other = replace(state, play=replace(play, decisions=decisions, votes=votes, bets=bets))
    assert pages.wall(tongue, view.of_wall(made_up.room(), other), made_up.context()) == wall


def test_team_mates_votes_are_shown_only_to_whom_has_voted() -> None:
    state = made_up.all_states()["deciding"]
    room = made_up.room()
    for event_of in (
        lambda s: rules.bet(room, s, "p5", made_up.NOW, 0.1, 0.2),
        lambda s: rules.vote(room, s, "p5", made_up.NOW, {"hiring.extra": 6.0}),
    ):
        state = after(state, event_of(state))
    seen = pages.person(words("en"), view.of_person(room, state, "p1"), made_up.context())
    assert words("en").t("workshop.votes", n=1) not in seen
    assert words("en").t("workshop.votes", n=1) in pages.person(
        words("en"), view.of_person(room, state, "p5"), made_up.context()
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("phase", ["result", "debrief"])
def test_missing_parts_of_results_leave_gaps_and_no_error(language: str, phase: str) -> None:
    """Each part of a team's results, of the bots and of the debrief is taken away in turn."""
    tongue = words(language)

    def all_pages(change: Any) -> None:
        for make, seen in (
            (pages.person, made_up.of_person),
            (pages.wall, made_up.of_wall),
            (pages.host, made_up.of_host),
        ):
            make(tongue, change(seen(phase)), made_up.context())

    def results(part: str, value: Any) -> Any:
        def change(seen: View) -> View:
            found = {
                n: {**one, "teams": {i: {**team, part: value} for i, team in one["teams"].items()}}
                for n, one in seen.results.items()
            }
            return replace(seen, results=found)

        return change

    for part in ("figures", "round_figures", "range", "days", "night", "came", "prevented", "podiums"):
        all_pages(results(part, None))
        all_pages(results(part, {} if part not in ("came", "prevented") else []))
    for part in ("teams", "bots", "bets"):
        all_pages(
            lambda seen, part=part: replace(seen, results={n: {**one, part: {}} for n, one in seen.results.items()})
        )
    all_pages(lambda seen: replace(seen, results={}))
    all_pages(lambda seen: replace(seen, debrief={"teams": {}, "room": None, "learning": None}))
    all_pages(lambda seen: replace(seen, debrief={}))


@pytest.mark.parametrize(("people", "teams"), [(1, 1), (5, 2), (36, 6)])
def test_a_room_of_any_size_has_its_pages(people: int, teams: int) -> None:
    """One person alone, teams of odd sizes, and a full room in which everybody has the longest of names."""
    room, names = made_up.room(), [f"{i:02d}" + "宽" * (rules.LONGEST_NAME - 2) for i in range(people)]
    for phase, state in made_up.states(names, teams):
        for who in state.people:
            page = pages.person(words("zh"), view.of_person(room, state, who), made_up.context())
            assert state.people[who].name in page, phase
        assert pages.wall(words("zh"), view.of_wall(room, state), made_up.context()).count("<svg") <= 40
        host = Found(pages.host(words("zh"), view.of_host(room, state), made_up.context()))
        assert len(host.ids) == len(set(host.ids)), phase


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_has_its_sentence(language: str) -> None:
    source = Path(rules.__file__).read_text(encoding="utf-8")
    keys = set(re.findall(r'"(workshop\.no_\w+)"', source))
    assert len(keys) > 25
    assert sorted(key for key in keys if not words(language).has(key)) == []


def test_a_bet_is_typed_in_the_units_that_people_speak_in() -> None:
    en, zh = words("en"), words("zh")
    share, money = typed(en, "service_level", "CNY"), typed(zh, "profit", "CNY")
    assert (share.unit, share.scale, share.shown(0.57)) == ("%", 0.01, "57")
    assert (money.unit, money.scale, money.shown(1_250_000)) == ("万元", 10_000, "125")
    assert typed(en, "profit", "USD").unit == "thousand $"
    assert pages.scale_of(en, "profit") == typed(en, "profit", "USD").scale == 1000
    assert pages.scale_of(en, "quits") == 1


def test_a_setting_reads_as_in_the_lab() -> None:
    assert value_of(words("en"), "peak.night_crew", 0.2) == "20%"
    assert value_of(words("zh"), "peak.temps", 10) == "10人"
    assert value_of(words("zh"), "supply.peak_stock", 0.85) == "0.85倍"  # between two steps of the lever


def test_the_clock_tells_minutes_without_a_script_and_the_end_with_one() -> None:
    page = Found(pages.person(words("en"), made_up.of_person("deciding"), made_up.context()))
    timer = next(given for _, given in page.tags if given.get("role") == "timer")
    assert float(str(timer["data-ends"])) - float(str(timer["data-now"])) == 180
    assert words("en").t("workshop.clock_left", n=3) in page.text


def test_the_wall_shows_what_the_step_is_about() -> None:
    def first(phase: str, part: str) -> str:
        step = next(one for one in made_up.session().steps if one.part == part)
        page = pages.wall(words("en"), made_up.of_wall(phase, step=step), made_up.context())
        return re.findall(r'<section id="([\w-]+)" class="pane [\w ]*first"', page)[0]

    assert first("debrief", "round") == "bets"
    assert first("debrief", "debrief") == "timeline"
    assert first("debrief", "close") == "commitments"
    assert first("last", "debrief") == "podiums"  # nothing is worked out yet


def test_what_teams_decided_is_cut_into_panes_that_fit_a_screen() -> None:
    step = next(one for one in made_up.session().steps if one.part == "debrief")
    seen = made_up.of_wall("debrief", step=step)
    four = {str(i): (seen.debrief or {})["teams"][str(i % 3)] for i in range(4)}
    fourth = replace(seen.teams[0], number=3, name="Fourth")
    more = replace(seen, teams=(*seen.teams[:3], fourth), debrief={**(seen.debrief or {}), "teams": four})

    def panes(view: View) -> list[tuple[str, list[str]]]:
        found = debriefed(words("en"), view, made_up.context())
        return [(one.tab, [name for name, _ in one.given["rows"]]) for one in found if one.kind == "timeline"]

    names = [one.name for one in seen.teams[:3]]
    assert panes(more) == [("Decisions 1/2", names), ("Decisions 2/2", ["Fourth"])]
    assert panes(replace(more, teams=seen.teams[:3])) == [("Decisions", names)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_debrief_that_is_awaited_is_told_on_console_and_wall(language: str) -> None:
    """Before, its button stands under the heading of the step that needs it, and is not pressed a second time."""
    tongue, step = words(language), next(one for one in made_up.session().steps if one.part == "debrief")
    seen = replace(made_up.of_host("last"), step=step)
    page, busy = (Found(pages.host(tongue, seen, made_up.context(looks_back=now))) for now in (False, True))
    assert page.form("/host/debrief") == {"csrf"} and "looks-back" not in page.ids
    assert "/host/debrief" not in [where for where, _, _ in busy.forms] and "looks-back" in busy.ids
    wall = Found(pages.wall(tongue, made_up.of_wall("last", step=step), made_up.context(looks_back=True)))
    assert tongue.t("workshop_debrief.wall") in wall.text


def _with_facts(one: Any) -> Any:
    """The same with a fact at the end of every text."""
    if isinstance(one, dict) and one.keys() == {"en", "zh"}:
        return {language: text + " {agents}" for language, text in one.items()}
    if isinstance(one, dict):
        return {name: _with_facts(x) for name, x in one.items()}
    return type(one)(map(_with_facts, one)) if isinstance(one, list | tuple) else one


@pytest.mark.parametrize("language", LANGUAGES)
def test_facts_are_filled_in_titles_names_and_questions_as_in_bodies(language: str) -> None:
    session = Session.model_validate(_with_facts(made_up.session().model_dump()))
    room, context, tongue = Room(session, made_up.room().team), made_up.context(session=session), words(language)
    for phase, state in made_up.all_states().items():
        mine, host = view.of_person(room, state, "p1"), view.of_host(room, state)
        title = said(tongue, session.title, room.team)
        assert title.endswith(" 13")
        shown = [
            pages.person(tongue, mine, context), pages.host(tongue, host, context),
            pages.wall(tongue, view.of_wall(room, state), context), report.report_page(tongue, mine, context),
            report.deck(tongue, host, context),
        ]  # fmt: skip
        assert not [page for page in shown if "{agents}" in page], phase
        assert all(title in Found(page).text for page in shown[2:]), phase


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_console_says_which_round_a_step_needs(language: str) -> None:
    tongue, session = words(language), made_up.session()
    titles = {one.id: tongue.pick(one.title) for one in session.rounds}

    def said(phase: str, step: str, results: dict | None = None) -> str:
        own = next(one for one in session.steps if one.id == step)
        seen = replace(made_up.of_host(phase), step=own, **({} if results is None else {"results": results}))
        page = pages.host(tongue, seen, made_up.context())
        found = re.findall(r'id="unplayed">([^<]*)<', page)
        return found[0] if found else ""

    assert said("lobby", "hook") == ""
    assert titles["ready"] in said("lobby", "round_ready") and titles["night"] not in said("lobby", "round_ready")
    assert said("deciding", "round_ready") == "" and said("result", "round_ready") == ""
    assert titles["night"] in said("result", "close") and titles["ready"] not in said("result", "close")
    assert titles["ready"] in said("deciding", "round_night")  # it is begun, and has no results yet
    assert said("debrief", "close", {0: {}, 1: {}}) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_luck_is_named_where_what_is_lived_lies_outside_of_its_range(language: str) -> None:
    tongue = words(language)
    good, bad = tongue.t("workshop_room.luck_good"), tongue.t("workshop_room.luck_bad")
    seen = made_up.of_host("result")

    def said(name: str, x: float) -> str:
        found = {"figures": {name: x}, "range": {name: [10.0, 12.0, 20.0]}}
        (one,) = outcome.figures(tongue, made_up.context(), seen, found)
        return one.luck

    assert [said("profit", x) for x in (9.0, 10.0, 15.0, 20.0, 21.0)] == [bad, "", "", "", good]
    assert [said("lost_orders", x) for x in (9.0, 15.0, 21.0)] == [good, "", bad]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_podium_and_the_season_lived_are_two_names(language: str) -> None:
    tongue = words(language)
    seen = made_up.of_person("result", "p1")
    page = Found(pages.person(tongue, seen, made_up.context())).text
    assert tongue.t("workshop.podium_profit") in page
    lived = KpiWords(tongue).name("profit")
    assert lived in page and lived != tongue.t("workshop.podium_profit")
    tile = tongue.t("workshop_luck.lived", name=lived)
    assert tile in page.split("\n") and lived not in page.split("\n")  # neither is called "profit" alone


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_of_a_figure_is_true_where_it_lies_outside(language: str) -> None:
    tongue, seen = words(language), made_up.of_host("result")

    def said(name: str, x: float) -> str:
        found = {"figures": {name: x}, "range": {name: [10.0, 12.0, 20.0]}}
        (one,) = outcome.figures(tongue, made_up.context(), seen, found)
        return one.said.replace(one.range, "R")

    above, below, within = (tongue.t(f"workshop_luck.{one}", range="R") for one in ("above", "below", "within"))
    for name in ("profit", "lost_orders", "quits"):
        assert [said(name, x) for x in (9.0, 10.0, 15.0, 20.0, 21.0)] == [below, within, within, within, above]


def test_pages_have_the_colours_of_the_playbook() -> None:
    kept = pages.assets()["colours.css"].decode()
    assert look.RULES in kept and figure.RULES in kept


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_console_says_what_is_open_and_what_is_said_next(language: str) -> None:
    tongue, session = words(language), made_up.session()
    ready, night = (tongue.pick(one.title) for one in session.rounds)

    def at(phase: str, step: str = "", **given: Any) -> str:
        own = next((one for one in session.steps if one.id == step), None)
        return pages.host(tongue, replace(made_up.of_host(phase), step=own, **given), made_up.context())

    def part(page: str, id_: str) -> str:
        return re.findall(rf'id="{id_}">\s*([^<]*?)\s*<', page)[0]

    n = len(made_up.NAMES)
    assert part(at("lobby"), "open") == tongue.t("workshop_agenda.lobby", n=n)
    begun = at("deciding", "round_ready")
    assert part(begun, "open") == tongue.t("workshop_agenda.deciding", round=ready, decided=0, n=4)
    assert tongue.t("workshop.step_none") not in begun
    assert tongue.t("workshop.step_none") not in at("deciding")  # no step: a log of an earlier version
    assert part(at("closed", "round_ready"), "open") == tongue.t("workshop_agenda.closed", round=ready)
    assert part(at("result", "round_ready"), "open") == tongue.t("workshop_agenda.result", round=ready, next=night)
    assert part(at("last", "round_night"), "open") == tongue.t("workshop_agenda.result_last", round=night)
    then = next(one for one in session.steps if one.id == "round_night")
    line = tongue.t("workshop_agenda.then", title=tongue.pick(then.title), line=tongue.pick(then.say))
    assert part(at("result", "round_ready"), "then") == line


@pytest.mark.parametrize("language", LANGUAGES)
def test_leaving_a_round_out_is_asked(language: str) -> None:
    tongue, session = words(language), made_up.session()
    night = next(one for one in session.steps if one.id == "round_night")
    page = pages.host(tongue, replace(made_up.of_host("result"), step=night), made_up.context())
    assert tongue.t("workshop_agenda.skip", rounds=tongue.pick(session.rounds[1].title)) in page
    assert {"csrf", "step", "sure"} in [fields for where, _, fields in Found(page).forms if where == "/host/show"]
    for phase, step in (("result", "round_ready"), ("last", "round_night"), ("lobby", "hook")):
        own = next(one for one in session.steps if one.id == step)
        page = pages.host(tongue, replace(made_up.of_host(phase), step=own), made_up.context())
        assert 'id="sure-skip"' not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_facts_are_filled_in_the_names_of_events(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    own = dict(outcome.deck())
    name = {one: text + " {agents}" for one, text in own["courier_strike"].name.model_dump().items()}
    own["courier_strike"] = own["courier_strike"].model_copy(update={"name": Text(**name)})
    monkeypatch.setattr(outcome, "deck", lambda: own)
    monkeypatch.setattr(sys.modules[f"{pages.__name__}.host"], "deck", lambda: own)  # a function has its name
    tongue = words(language)
    said_of = outcome.event_of(tongue, made_up.context(), "courier_strike@58")
    assert "{" not in said_of and " 13" in said_of
    page = pages.host(tongue, made_up.of_host("lobby"), made_up.context())
    assert "{agents}" not in page and own["courier_strike"].name.text(language).replace("{agents}", "13") in page


def test_teams_that_read_alike_share_a_place() -> None:
    """92 % beside 92 % is no first and no second place."""
    seen = made_up.of_wall("result")
    found = seen.results[seen.number]
    shares = {"0": 0.9231, "1": 0.9189, "2": 0.90}
    teams = {
        number: one | {"podiums": {"people": shares[number]} if number in shares else {}}
        for number, one in found["teams"].items()
    }
    level = replace(seen, results={**seen.results, seen.number: {**found, "teams": teams}})
    people = next(one for one in outcome.podiums(words("en"), made_up.context(), level) if one.id == "people")
    assert [(one.place, one.value) for one in people.places] == [(1, "92%"), (1, "92%"), (3, "90%")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_door_proposes_the_smallest_team_and_keeps_what_was_typed(language: str) -> None:
    """A full team cannot be chosen; who is refused does not type everything again."""
    tongue, context, most = words(language), made_up.context(), made_up.session().people[1]
    page = pages.join(tongue, "x", ["A", "B", "C"], "", context, (3, most, 2))
    assert re.findall(r'<option value="(\d)"( selected)?( disabled)?>', page) == [
        ("0", "", ""), ("1", "", " disabled"), ("2", " selected", "")
    ]  # fmt: skip
    typed = {"code": "123 456", "name": '"><b>', "team": "0"}
    again = Found(pages.join(tongue, "x", ["A", "B", "C"], "no", context, (3, most, 2), typed))
    values = {given["name"]: given.get("value") for tag, given in again.tags if tag == "input" and "name" in given}
    assert values["code"] == "123 456" and values["name"] == '"><b>'
    assert [given["value"] for tag, given in again.tags if tag == "option" and "selected" in given] == ["0"]
    for wrong in ("1", "7", "x", ""):
        other = Found(pages.join(tongue, "x", ["A", "B", "C"], "no", context, (3, most, 2), typed | {"team": wrong}))
        assert [given["value"] for tag, given in other.tags if tag == "option" and "selected" in given] == ["2"]


def test_one_wild_bet_does_not_hide_the_others() -> None:
    seen = made_up.of_wall("result")
    usual = [Bet(0.5 + i / 100, 0.7 + i / 100, 0.0) for i in range(25)]
    wild = replace(seen, bets=(*usual, Bet(-1e9, 1e9, 0.0)))
    drawn = [pictures.bets(words("en"), made_up.context(), replace(one, round=wild.round)) for one in (wild, seen)]
    assert all("100%" in one or "80%" in one for one in drawn)
