"""Where a team stands on the check-ups, and the step that each line has."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from playbook import practices
from playbook.first.cash import outlay, payback_day
from playbook.first.levels import beyond, is_none, level_of, lines, next_value, standing, value_at
from playbook.first.said import short, to_do
from playbook.first.steps import next_level, people_hours, steps, together
from playbook.language import words
from playbook.practices import Row
from sim.scenario.file import team

ROWS = [(practice.slug, row) for practice, row in lines()]
STARTER = team("starter")


@given(st.sampled_from(ROWS), st.sampled_from(practices.LEVELS))
def test_the_value_of_a_level_is_on_that_level(one, level):
    """Where whole numbers make two levels one value, on the higher of them."""
    row = one[1]
    found = level_of(row, row.value(level))
    assert found >= level and row.value(found) == row.value(level)


@given(st.sampled_from(ROWS), st.floats(-1e3, 1e3), st.floats(0, 1e3))
def test_further_on_is_never_a_lower_level_unless_nothing_is_left(one, value, more):
    row = one[1]
    sign = 1 if row.anchors["5"] > row.anchors["1"] else -1
    assume(not is_none(row, value + sign * more))
    assert level_of(row, value + sign * more) >= level_of(row, value)


def test_short_of_the_first_anchor_is_level_one():
    row = next(row for slug, row in ROWS if (slug, row.id) == ("appraisal", "rhythm"))
    assert row.anchors["1"] > 0 and level_of(row, 0) == 1


NONE = {("risk", "plans"), ("incentives", "praise"), ("team-building", "praise"), ("peak-time", "first_day"),
        ("crm", "how_often")}  # fmt: skip


def test_nothing_at_all_is_level_one_and_its_step_is_the_best_level_s_value():
    """No plan for what may go wrong, nobody praised: fewer are better there, and none is not best of all."""
    assert {(slug, row.id) for slug, row in ROWS if row.none is not None} == NONE
    for slug, row in ROWS:
        if (slug, row.id) in NONE:
            assert level_of(row, 0) == 1 and next_value(row, 0) == row.value(5)
            assert level_of(row, row.value(5) / 2) == 5 and next_value(row, row.value(5) / 2) is None


def test_the_starter_shop_is_told_to_write_down_plans_that_it_lacks():
    step = next(one for one in steps(standing(STARTER)) if (one.slug, one.row) == ("risk", "plans"))
    assert (step.level, step.before, step.after, next_level(step)) == (1, 0, 6, 5)
    at = standing(STARTER, {"risk": {"plans": 5}})
    assert at.team.at("risk.plans") == 6 and at.levels["risk", "plans"] == 5


@pytest.mark.parametrize("none", [6, 8, 30])
def test_nothing_at_all_lies_beyond_the_best_level(none):
    row = next(row for slug, row in ROWS if (slug, row.id) == ("risk", "plans"))
    with pytest.raises(ValidationError, match="beyond the anchor of level 5"):
        Row.model_validate(row.model_dump() | {"none": none})


def test_every_line_of_all_practices_has_a_level_for_a_shipped_team():
    assert set(standing(STARTER).levels) == {(slug, row.id) for slug, row in ROWS}
    assert standing(STARTER).team == STARTER


@given(st.sampled_from(ROWS), st.sampled_from(practices.LEVELS))
def test_a_rating_moves_the_field_only_where_it_differs(one, level):
    slug, row = one
    at = standing(STARTER, {slug: {row.id: level}})
    value = value_at(STARTER, row)
    assert value is not None
    if level == level_of(row, value):
        assert at.team == STARTER
    elif at.team != STARTER:  # but for a field that others contradict
        assert at.team == STARTER.with_fields({row.path: row.value(level)})
        assert at.levels[slug, row.id] == level


def test_a_rating_of_no_line_is_refused():
    with pytest.raises(KeyError, match=r"training\.nonsense"):
        standing(STARTER, {"training": {"nonsense": 3}})


def test_the_first_rating_of_a_field_that_two_practices_have_counts():
    at = standing(STARTER, {"careers": {"guidance": 5}, "leadership": {"coaching": 1}})
    assert at.levels["careers", "guidance"] == 5
    assert at.levels["leadership", "coaching"] == 5  # 0.75 hours are more than its 0.5


@pytest.mark.parametrize("name", ["starter", "flagship"])
def test_a_step_moves_one_field_and_truly_on(name):
    at = standing(team(name))
    rows = {(slug, row.id): row for slug, row in ROWS}
    found = steps(at)
    assert len({step.name for step in found}) == len(found) > 30
    for step in found:
        row = rows[step.slug, step.row]
        assert step.plan == step.team.with_levers({step.path: step.after})
        assert step.team == at.team.with_fields(step.faces)
        assert step.team.at(step.path) == step.before != step.after
        assert is_none(row, step.before) or beyond(row, step.after, step.before)
        assert step.level == at.levels[step.slug, step.row] < next_level(step) <= 5
        assert not any(beyond(row, row.value(k), step.before) for k in range(step.level + 1, next_level(step)))


def test_at_the_top_there_is_no_step():
    ratings = {slug: {row.id: 5 for of, row in ROWS if of == slug} for slug, _ in ROWS}
    at = standing(STARTER, ratings)
    left = steps(at)
    # what is left are fields that two practices put in different places
    twice = {row.path for slug, row in ROWS for of, other in ROWS if slug != of and row.path == other.path}
    assert {step.path for step in left} <= twice


def test_hours_are_the_play_and_its_preparation():
    practice, _ = practices.load("peak-time")  # 45 minutes, 3 to 8 people, 15 minutes to prepare
    assert people_hours(practice) == pytest.approx((45 * 5.5 + 15) / 60)


def test_two_settings_of_one_field_are_not_taken_together():
    found = {step.name: step for step in steps(standing(STARTER))}
    guidance, coaching = found["careers.guidance"], found["leadership.coaching"]
    assert guidance.path == coaching.path
    with pytest.raises(ValueError, match="one field"):
        together(STARTER, (guidance, coaching))


def test_together_has_every_field_and_what_is_faced_on_both_sides():
    found = {step.name: step for step in steps(standing(STARTER))}
    some = found["adaptability.packers"], found["compliance.confirmed"], found["goals.told"]
    base, plan = together(STARTER, some)
    assert base == STARTER.with_fields({"incidents.surprises": 1.0, "incidents.chance": 1.0})
    assert plan == base.with_levers({step.path: step.after for step in some})


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_step_is_said_in_words_that_differ(language):
    spoken = words(language)
    for step in steps(standing(STARTER)):
        said = to_do(spoken, step)
        low, _, high = said.rpartition({"en": " to ", "zh": "到"}[language])
        assert short(spoken, step.slug) and low and high
        assert not low.endswith(high), said


# ------------------------------------------------------------------------------------------------------------- money


@pytest.mark.parametrize(
    ("change", "before", "most", "back"),
    [
        ([0.0, 0.0, 0.0], None, 0.0, 0),
        ([5.0, 8.0, 9.0], None, 0.0, 0),
        ([-10.0, -30.0, -5.0, 4.0], None, 30.0, 3),
        ([-10.0, -30.0, -5.0, 4.0], 1, 10.0, 3),
        ([-10.0, -30.0], 0, 0.0, None),
        ([-10.0, 3.0, -2.0, 1.0], None, 10.0, 3),  # back for a day is not back
        ([20.0, 5.0, -1.0], None, 1.0, None),  # what the step earned first is not money of the shop
    ],
)
def test_most_money_out_and_when_it_is_back(change, before, most, back):
    import numpy as np

    assert outlay(np.array(change), before) == most
    assert payback_day(np.array(change)) == back
