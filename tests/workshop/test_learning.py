"""What was learned is found again in rooms in which it is known, and nobody can be told from it."""

from __future__ import annotations

import numpy as np
import pytest

from playbook.workshop.learning import gained, learned
from playbook.workshop.state import Person, State
from tests.workshop.trial import question, session

FORM = 5  # questions


def cohort(rng: np.random.Generator, people: int, gain: float, harder: float) -> tuple[list, list]:
    """(before, after) of both halves: everybody's chance to be right rises by `gain`, and form b is `harder`."""
    halves: tuple[list, list] = ([], [])
    for i in range(people):
        know = rng.uniform(0.3, 0.6)
        easy, hard = know, know - harder
        first, second = (easy, hard) if i % 2 == 0 else (hard, easy)
        halves[i % 2].append((rng.binomial(FORM, first) / FORM, rng.binomial(FORM, second + gain) / FORM))
    return halves


@pytest.mark.parametrize(("people", "gain", "harder"), [(12, 0.15, 0.0), (12, 0.0, 0.2), (24, 0.3, 0.1), (6, 0.2, 0.1)])
def test_the_interval_holds_what_was_learned_in_nine_rooms_of_ten(people, gain, harder):
    rng = np.random.default_rng(people)
    rooms = [gained(*cohort(rng, people, gain, harder)) for _ in range(200)]
    held = sum(one["gain"][0] <= gain <= one["gain"][2] for one in rooms)
    assert held >= 180
    assert np.mean([one["gain"][1] for one in rooms]) == pytest.approx(gain, abs=0.03)  # forms need not be as hard
    assert all(one["n"] == people and one["gain"][0] <= one["gain"][1] <= one["gain"][2] for one in rooms)


def test_a_larger_room_knows_better():
    rng = np.random.default_rng(2)

    def width(people):
        spans = [gained(*cohort(rng, people, 0.2, 0.0))["gain"] for _ in range(30)]
        return np.mean([high - low for low, _, high in spans])

    assert width(40) < 0.7 * width(12)


def test_too_few_are_not_told_about():
    assert gained([(0.2, 0.4)], [(0.2, 0.4), (0.4, 0.6)]) is None
    assert gained([], []) is None


def test_answers_of_a_room_are_marked_by_the_form_that_each_had():
    forms = {"a": [question("a"), question("a2")], "b": [question("b"), question("b2")]}
    own = session(check=forms)
    people = {f"p{i}": Person(f"p{i}", f"p{i}", 0, "all", "a" if i % 2 == 0 else "b", 0.0) for i in range(5)}
    checks = {}
    for i, name in enumerate(list(people)[:4]):  # the fifth never comes back
        first, second = ("a", "b") if i % 2 == 0 else ("b", "a")
        checks["before", name] = {first: 1, f"{first}2": 2}
        checks["after", name] = {second: 1, f"{second}2": 1}
    checks["before", "p4"] = {"a": 1, "a2": 1}
    found = learned(own, State(people=people, checks=checks))
    assert found is not None
    assert (found["n"], found["before"], found["after"], found["gain"][1]) == (4, 0.5, 1.0, 0.5)
    assert found["gain"][0] < 0.5 < found["gain"][2]  # that all gained the same is no certainty
    assert not set(people) & set(map(str, found))
