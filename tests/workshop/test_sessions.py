"""The shipped sessions: they fit their teams, say the same in both languages, and only true facts."""

from __future__ import annotations

import copy
import datetime as dt
import itertools
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playbook.language import languages, placeholders, words
from playbook.workshop.answers import choices, shop
from playbook.workshop.facts import FACTS, filled, opening, unknown
from playbook.workshop.moved import moved
from playbook.workshop.rules import Room
from playbook.workshop.session import (
    CHARTS,
    SESSIONS,
    Long,
    Session,
    fitted,
    levers,
    read_session,
    session_names,
    shipped,
)
from playbook.workshop.state import Decision, Play, State
from playbook.workshop.suited import played
from sim.files.bad_input import BadInput
from sim.files.validation import validated
from sim.scenario.file import team, team_names
from sim.season.kpi import definitions
from sim.shop.types import Text

NAMES = ("quarter", "ninety", "half-day")
TALK = ("look", "debrief", "commit")


def texts(node, path=""):
    """(where, text) of every text of a session."""
    if isinstance(node, (Text, Long)):
        yield path, node
    elif isinstance(node, tuple):
        for n, one in enumerate(node):
            yield from texts(one, f"{path}[{n}]")
    elif hasattr(type(node), "model_fields"):
        for name in type(node).model_fields:
            yield from texts(getattr(node, name), f"{path}.{name}")


def test_the_shipped_sessions_are_these():
    assert session_names() == NAMES
    assert [shipped(one).minutes for one in NAMES] == [25, 90, 210]


@pytest.mark.parametrize(("name", "slug"), [*itertools.product(NAMES, team_names())])
def test_every_session_fits_every_shipped_team(name, slug):
    """Ends of rounds follow the team's own opening, so that the last round holds it and the one before does not."""
    own = team(slug)
    session = fitted(moved(shipped(name), own), own)
    opens = (min(one.day for one in own.calendar.campaigns) - own.calendar.start).days
    counting = [one for one in session.rounds if one.counts]
    assert counting[-1].until == own.calendar.days
    assert counting[-2].until < opens
    for one in session.rounds:
        assert all(1 <= int(event.partition("@")[2]) <= own.calendar.days for event in one.events)


def test_on_its_own_team_nothing_moves():
    for name in NAMES:
        session = shipped(name)
        assert moved(session, team(session.team)) is session


def test_days_keep_their_place_around_the_opening():
    """The strike comes three days after the opening here; on a season that opens earlier it comes as early again."""
    starter = team("starter")
    last = moved(shipped("ninety"), starter).rounds[-1]
    opens = (starter.calendar.campaigns[0].day - starter.calendar.start).days
    days = [int(one.partition("@")[2]) - 1 - opens for one in last.events]
    assert days[0] < 0 < days[1] <= 3


def test_a_team_without_a_sale_is_refused_in_one_sentence():
    calm = team("starter")
    calm = calm.with_fields({"calendar.campaigns": ()})
    with pytest.raises(BadInput, match="sale"):
        moved(shipped("ninety"), calm)


def test_a_season_too_short_to_tell_rounds_apart_is_refused():
    """Three rounds before an opening on the second day cannot be parted."""
    own = team("starter")
    second_day = own.calendar.start + dt.timedelta(days=1)
    near = own.calendar.campaigns[0].model_copy(update={"day": second_day})
    with pytest.raises(BadInput, match="weeks"):
        moved(shipped("ninety"), own.with_fields({"calendar.campaigns": (near,)}))


@pytest.mark.parametrize("name", NAMES)
def test_every_text_has_the_same_facts_in_both_languages(name):
    for where, text in texts(shipped(name)):
        assert set(placeholders(text.en)) == set(placeholders(text.zh)), where
        assert not unknown(text.en), where


@pytest.mark.parametrize("name", NAMES)
def test_chinese_is_chinese_and_english_is_not(name):
    def han(text):
        return any("\u4e00" <= c <= "\u9fff" for c in text)

    for where, text in texts(shipped(name)):
        assert han(text.zh) and not han(text.en), where


@pytest.mark.parametrize(("name", "language", "slug"), [*itertools.product(NAMES, languages, team_names())])
def test_no_placeholder_is_left_open(name, language, slug):
    own = team(slug)
    for where, text in texts(shipped(name)):
        said = filled(text.text(language), own, words(language))
        assert not placeholders(said) and "{" not in said and "nan" not in said, where


def test_facts_of_the_flagship_are_those_of_its_file():
    """Reckoned by hand: 2 + 3 + 2 + 4 + 2 agents; middle and late shift at 20:00; 8 packers × 8 hours × 60; 1,600 × 4;
    6,400 × 0.58 × 2 × 0.55 = 4,083; 28 + 5 days."""
    own, w = team("flagship"), words("en")
    said = {name: fact(own, w) for name, fact in FACTS.items()}
    assert said == said | {
        "people": "27", "agents": "13", "evening_agents": "6", "packers": "8", "orders_day": "1,600",
        "parcels_day": "3,800", "opening_orders": "6,400", "opening_questions": "4,100", "hire_weeks": "about 5 weeks",
        "temp_cost_hour": "¥25", "target_seconds": "30 s", "patience_seconds": "3 min", "confirmed_percent": "0%",
        "sale_date": "20 Oct", "sale_time": "20:00", "season_start": "24 Aug",
    }  # fmt: skip


def test_a_sale_that_opens_on_the_eve_is_told_by_the_eve():
    date, minute = opening(team("starter"))
    assert (date.isoformat(), minute) == ("2026-06-17", 1200)


@pytest.mark.parametrize("name", NAMES)
def test_nearly_half_of_the_time_is_talk(name):
    """Three sevenths in the two long ones; in 25 minutes at least a third."""
    session = shipped(name)
    talk = sum(one.minutes for one in session.steps if one.part in TALK)
    assert sum(one.minutes for one in session.steps) == session.minutes
    assert talk / session.minutes >= (1 / 3 if session.minutes < 60 else 0.42)


@pytest.mark.parametrize("name", NAMES)
def test_a_decision_fits_into_its_step(name):
    session = shipped(name)
    asked = {one.id: one.minutes for one in session.rounds}
    assert all(one.minutes > asked[one.round] for one in session.steps if one.round)


@pytest.mark.parametrize("name", NAMES)
def test_rounds_that_count_open_three_to_five_levers_of_several_choices(name):
    """The round to learn on opens one. Choices stay apart with the setting that stands among them."""
    session = shipped(name)
    own = team(session.team)
    for one in session.rounds:
        assert len(one.choices) in (range(3, 6) if one.counts else range(1, 2))
        for choice in one.choices:
            values = [value for id, path, value in choices(session, own) if (id, path) == (one.id, choice.path)]
            assert 2 <= len(values) <= 5 and len(set(values)) == len(values)


@pytest.mark.parametrize("name", NAMES)
def test_rounds_before_the_night_open_levers_of_three_practices_at_least(name):
    named = levers()
    for one in shipped(name).rounds:
        if one.counts and one.id != "night":
            assert len({named[choice.path][0] for choice in one.choices}) >= 3


@pytest.mark.parametrize("name", NAMES)
def test_both_forms_ask_about_the_same_things(name):
    check = shipped(name).check
    assert [one.id for one in check.a] == [one.id for one in check.b]
    for a, b in zip(check.a, check.b, strict=True):
        assert a.ask.en != b.ask.en and a.ask.zh != b.ask.zh


def test_a_budget_that_is_cut_stands_whatever_a_team_had():
    """Advertising is cut to 90 % as round 2 begins; what the team then decides replaces it, and stays."""
    session = shipped("ninety")
    room = Room(session, team("flagship"))
    state = State(teams=("a", "b"), play=Play(round=1))
    path = "budget.advertising"
    assert room.standing(state, 0, 1)[path] == 1.0
    assert room.standing(state, 0, 2)[path] == 0.9
    assert room.choices(State(teams=("a",), play=Play(round=2)), 0)[path] == (0.6, 0.75, 0.9)
    decided = Play(round=3, decisions={(2, 0): Decision({path: 0.75}, "x", 0.0)})
    assert room.standing(State(teams=("a",), play=decided), 0, 3)[path] == 0.75
    assert room.standing(state, 0, 1)["hiring.extra"] == 4.0  # came with round 1, though no round lets choose it


def test_half_a_day_plays_what_counts_twice():
    session = shipped("half-day")
    told = [one.round for one in session.steps if one.round]
    assert told == ["try", "month", "growth", "night", "month", "growth", "night"]


def test_the_shop_of_the_answers_has_what_comes():
    session, own = shipped("ninety"), team("flagship")
    base = shop(session, own)
    assert base.incidents.by_hand == ("viral_hit@36", "break_in@52", "courier_strike@60")
    assert (base.hiring.extra, base.budget.advertising) == (4, 0.9)


# ---- session files that cannot be used: one sentence that names the place


BREAKS = {
    "minutes that do not add up": ("minutes = 25\nseed", "minutes = 26\nseed", "25"),
    "a round that ends before the one before": ("until = 84", "until = 56", "night"),
    "a round after the season": ("until = 84", "until = 85", "84 days"),
    "a step of no round": ('round = "night"', 'round = "nights"', "nights"),
    "a lever that nobody has": ("peak.temps_packing", "peak.temps_packers", "peak.temps_packing"),
    "a setting that cannot be": ("values = [0, 0.3, 0.6]", "values = [0, 0.3, 1.6]", "1.6"),
    "an event that is none": ("courier_strike@60", "courier_strikes@60", "did you mean courier_strike?"),
    "an event of nobody": ("courier_strike@60", "alien@60", "write one of shop_closed"),
    "an event after the season": ("courier_strike@60", "courier_strike@6000", "from 57 to 84"),
    "an event on a day of another round": ("courier_strike@60", "courier_strike@56", "from 57 to 84"),
    "an event without a day": ("courier_strike@60", "courier_strike", "courier_strike@57"),
    "a setting that is no number": ("values = [0, 60, 150, 240]", "values = [0, nan]", "from 0 to 300"),
    "a setting beyond all bounds": ("values = [0, 60, 150, 240]", "values = [0, 1e9]", "from 0 to 300"),
    "people below none": ("events = [", "given = { 'peak.temps' = -4 }\nevents = [", "from 0 to 200"),
    "people that are no number": ("values = [0, 5, 10, 12]", "values = [0, nan]", "whole number from 0"),
    "a bet on nothing": ('bet = "service_level"', 'bet = "nothing"', "rounds.ready.bet"),
    "a bet with a slip": ('bet = "service_level"', 'bet = "service_levels"', "did you mean service_level?"),
    "a chart of what no day has": ('"late_parcels"]', '"value"]', "rounds.night.charts"),
    "a card with a fact that is none": ("{patience_seconds}", "{no_such}", "roles.service.card"),
    "a card with a slip in a fact": ("{patience_seconds}", "{patience_second}", "did you mean patience_seconds?"),
    "a title with a fact that is none": ('en = "The weeks before"', 'en = "{no_such} weeks"', "rounds.ready.title"),
    "a team that is not shipped": ('team = "flagship"', 'team = "nobody"', 'team is "nobody"'),
    "a misspelt field": ("bet =", "bets =", "bets"),
    "a text in one language": ('name = { en = "Shop lead", zh = "店长" }', 'name = { en = "Shop lead" }', "zh"),
    "two roles of one name": ('id = "service"', 'id = "shop"', "shop"),
    "more teams than a room": ("teams = [1, 6]", "teams = [1, 60]", "12"),
    "fewest above most": ("people = [1, 6]", "people = [6, 1]", "people"),
    "no round that counts": ("minutes = 4\nchoices", "minutes = 4\ncounts = false\nchoices", "count"),
    "no TOML": ("[check]", "[check", "line"),
    "a number for a text": ('bet = "service_level"', "bet = 5", "bet"),
}  # fmt: skip


@pytest.mark.parametrize("name", BREAKS)
def test_a_file_that_cannot_be_used_gets_one_sentence(name, tmp_path: Path):
    old, new, named = BREAKS[name]
    text = (SESSIONS / "quarter.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "mine.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    for slug in ("flagship", "starter"):
        with pytest.raises(BadInput) as caught:
            played(read_session(path), team(slug), path)
        said = str(caught.value)
        assert named in said and "mine.toml" in said and "\n" not in said and "Traceback" not in said
        assert "pydantic" not in said and "http" not in said and not said.endswith((":", ": "))


def test_what_a_session_may_show_by_day_are_the_key_figures_that_days_have():
    """What `by_day` gives beside them has no name for people."""
    from sim.experiment.stages import Stage, figures, play_on

    days = figures(play_on(Stage(2, team("starter")), 1)).days
    assert set(CHARTS) == {"profit", *days} & set(definitions())


@pytest.mark.parametrize("name", NAMES)
def test_events_stay_within_their_rounds_on_every_team(name):
    for slug in team_names():
        session = played(shipped(name), team(slug))
        for number, one in enumerate(session.rounds):
            days = [int(event.partition("@")[2]) for event in one.events]
            assert all(session.begins(number) < day <= one.until for day in days), slug


def test_an_unknown_session_names_the_nearest():
    with pytest.raises(BadInput, match="ninety"):
        shipped("ninty")


def test_a_session_stays_what_it_is_when_it_is_read_again():
    """Everything that the shipped files say is a field of the session."""
    for name in NAMES:
        session = shipped(name)
        assert Session.model_validate(session.model_dump()) == session


def _places(node, path=()):
    """Every place in a file's data."""
    if isinstance(node, dict | list):
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield (*path, key)
            yield from _places(value, (*path, key))


QUARTER = tomllib.loads((SESSIONS / "quarter.toml").read_text(encoding="utf-8"))
PLACES = list(_places(QUARTER))
JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.just([]), st.just({}), st.just([[]])
)


@settings(max_examples=150)
@given(st.lists(st.tuples(st.sampled_from(PLACES), JUNK), min_size=1, max_size=3))
def test_whatever_stands_in_a_file_it_is_a_session_or_one_sentence(changes):
    """Never another error: the file is refused by naming it, or it is a session that fits."""
    data = copy.deepcopy(QUARTER)
    for path, junk in changes:
        node = data
        try:
            for key in path[:-1]:
                node = node[key]
            node[path[-1]] = junk
        except (KeyError, IndexError, TypeError):
            continue  # a change before this one has taken the place away
    try:
        session = played(validated(Session, data, "mine.toml"), team("starter"), "mine.toml")
    except BadInput as error:
        assert "mine.toml" in str(error) and "\n" not in str(error)
    else:
        assert sum(one.minutes for one in session.steps) == session.minutes


def test_the_session_of_the_tests_fits():
    """`rough.toml`: what tests of a room play, so that a better session to ship changes none of them."""
    path = Path(__file__).with_name("rough.toml")
    assert [one.id for one in fitted(read_session(path), team("flagship"), path).rounds] == ["ready", "night"]
