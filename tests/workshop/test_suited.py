"""A session in another shop: amounts of people in its size, and cards that are true of it."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbook.language import MISSING, languages, placeholders, words
from playbook.workshop import bots
from playbook.workshop.facts import FACTS, filled, packers
from playbook.workshop.session import Session, fitted, session_names, shipped
from playbook.workshop.suited import COUNTED, bounds, people, suited
from sim.files.bad_input import BadInput
from sim.scenario.file import team, team_names

MOST = 0.45  # of all people of a shop: more on top are no offer that anybody would make
PAIRS = [*itertools.product(session_names(), team_names())]


def suits(name, slug):
    own = team(slug)
    return own, fitted(suited(shipped(name), own), own)


def offered(session, own):
    """(round, path, setting) of everything that a session opens or brings."""
    for one in session.rounds:
        for choice in one.choices:
            now = one.given.get(choice.path, own.at(choice.path))
            yield from ((one.id, choice.path, value) for value in choice.values_from(now))
        yield from ((one.id, path, value) for path, value in one.given.items())


@pytest.mark.parametrize(("name", "slug"), PAIRS)
def test_every_setting_is_within_its_levers_bounds_and_one_that_such_a_shop_could_take(name, slug):
    own, session = suits(name, slug)
    for round_, path, value in offered(session, own):
        low, high = bounds()[path]
        assert low <= value <= high, (round_, path, value)
        own.with_levers({path: value})
        if path in COUNTED:
            assert value == round(value) and 0 <= value <= max(1, MOST * own.headcount), (round_, path, value)


@pytest.mark.parametrize(("name", "slug"), PAIRS)
def test_every_lever_leaves_something_to_choose(name, slug):
    own, session = suits(name, slug)
    for one in session.rounds:
        assert one.choices
        for choice in one.choices:
            assert len(set(choice.values)) == len(choice.values)
            assert len(choice.values_from(one.given.get(choice.path, own.at(choice.path)))) >= 2


@pytest.mark.parametrize(("name", "slug", "language"), [(*pair, one) for pair in PAIRS for one in languages])
def test_every_card_that_is_dealt_has_its_facts(name, slug, language):
    own, session = suits(name, slug)
    tongue = words(language)
    for role in session.roles:
        assert not any(FACTS[one](own, tongue) == MISSING for one in placeholders(role.card.text(language)))
        assert MISSING not in filled(role.card.text(language), own, tongue).split()


@pytest.mark.parametrize("name", session_names())
def test_in_its_own_shop_a_session_stays_what_it_is(name):
    session = shipped(name)
    assert suited(session, team(session.team)) is session


def test_amounts_follow_the_people_whom_they_are_about():
    """A shop of one packer and one agent, the flagship of 8 and 13: 12 packers on top become 2, 4 agents become 1; one
    without packers opens no lever for them, and its warehouse's card tells nothing of tables."""
    session, small, none = shipped("ninety"), team("starter"), team("jd")
    assert people(session, small, "peak.temps_packing", 12) == 2
    assert people(session, small, "hiring.extra", 4) == 1
    assert people(session, small, "training.pair_minutes", 60) == 60
    assert [people(session, none, "peak.temps_packing", n) for n in (0, 4, 12)] == [0, 0, 0]
    found = suited(session, none)
    assert not any(choice.path == "peak.temps_packing" for one in found.rounds for choice in one.choices)
    cards = {one.id: one.card.en for one in found.roles}
    assert "{packers}" not in cards["warehouse"] and "{opening_orders}" in cards["warehouse"]
    assert not packers(none) and "{packers}" in next(one for one in session.roles if one.id == "warehouse").card.en


@given(st.sampled_from([*team_names()]), st.sampled_from([*COUNTED]), st.floats(0, 16), st.floats(0, 16))
def test_more_stays_more_or_becomes_as_many(slug, path, a, b):
    session = shipped("ninety")
    less, more = (people(session, team(slug), path, float(round(x))) for x in sorted((a, b)))
    assert 0 <= less <= more and (less == round(less))
    assert (more == 0) == (round(max(a, b)) == 0 or not COUNTED[path](team(slug)))


@pytest.mark.parametrize(("name", "slug"), PAIRS)
def test_bots_decide_what_is_offered_there(name, slug):
    own, session = suits(name, slug)
    for bot in bots.BOTS:
        for one, settings in zip(session.rounds, bots.decisions(session, own, bot), strict=True):
            opened = {choice.path: choice for choice in one.choices}
            for path, value in settings.items():
                assert value in opened[path].values_from(one.given.get(path, own.at(path)))


def test_a_round_without_an_opening_bets_on_all_of_its_days():
    """On every team, and only there: the night is about the opening itself."""
    session = shipped("quarter")
    early = session.rounds[0].model_copy(update={"bet": "peak_service_level"})
    wrong = session.model_copy(update={"rounds": (early, *session.rounds[1:])})
    for slug in team_names():
        assert [one.bet for one in suited(wrong, team(slug)).rounds] == ["service_level", "peak_service_level"]


def test_a_session_of_which_nothing_is_left_is_refused_in_one_sentence():
    data = shipped("ninety").model_dump()
    night = data["rounds"][-1]
    packing = [one for one in night["choices"] if one["path"] == "peak.temps_packing"]
    rounds = [*data["rounds"][:-1], night | {"choices": packing}]
    with pytest.raises(BadInput, match="night"):
        suited(Session.model_validate(data | {"rounds": rounds}), team("jd"))
    roles = [one | {"otherwise": None} for one in data["roles"] if one["id"] == "warehouse"]
    with pytest.raises(BadInput, match="card"):
        suited(Session.model_validate(data | {"roles": roles}), team("jd"))
