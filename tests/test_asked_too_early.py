"""What a day does not know yet is an error that says since when it will be known, on the second morning as on the
first: yesterday's floor cannot be taken for today's."""

from __future__ import annotations

import pytest

from sim.contract.day import Day
from sim.contract.links import Links
from sim.contract.mechanism import Mechanism, Own
from sim.contract.phases import Phase
from sim.evidence import parameters
from sim.mechanisms import MECHANISMS
from sim.mechanisms.answers import CROWDED
from sim.season.clock import run_season
from sim.season.setup import Setup
from tests.season.shop import small_shop

DAYS = 2


def played(phase: Phase, name: str) -> list[tuple[int, str]]:
    """What a mechanism that asks for `name` in `phase` gets on each of two days: the day, and the error or ""."""
    heard: list[tuple[int, str]] = []

    def ask(day: Day, own: Own[None, None, None]) -> None:
        try:
            getattr(day, name)
        except RuntimeError as error:
            heard.append((day.index, str(error)))
        else:
            heard.append((day.index, ""))

    curious = Mechanism(name="curious", what="asks", always=True, acts={phase: ask})
    run_season(Setup(small_shop(), parameters(), mechanisms=(*MECHANISMS, curious)), 1, stop=DAYS)
    return heard


@pytest.mark.parametrize(
    ("name", "moment"), [("shift", "the floor opens"), ("crew", "the floor opens"), ("read", "the floor closes")]
)
@pytest.mark.parametrize("phase", [Phase.MORNING, Phase.DEMAND, Phase.CREW])
def test_the_floor_of_today_is_not_known_before_it(phase, name, moment):
    heard = played(phase, name)
    assert [day for day, _ in heard] == list(range(DAYS))
    assert all(said.endswith(f"is not known before {moment}") for _, said in heard)


@pytest.mark.parametrize("name", ["shift", "crew", "read"])
@pytest.mark.parametrize("phase", [Phase.FLOOR, Phase.CLOSE])
def test_the_floor_of_today_is_known_after_it(phase, name):
    assert played(phase, name) == [(day, "") for day in range(DAYS)]


def test_a_loop_that_is_held_at_no_path_says_so():
    path = Links((CROWDED,), 1, 1)
    assert Links((CROWDED,), 1, 1, frozenset({CROWDED.id}), path).path is path
    with pytest.raises(RuntimeError, match="held at no path"):
        _ = Links((CROWDED,), 1, 1, frozenset({CROWDED.id})).path
