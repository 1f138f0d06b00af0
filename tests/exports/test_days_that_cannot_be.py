"""What cannot have been in a day's own figures is seen and said before a replay runs, and in import as well.

Each case is a fortnight of contacts with one thing wrong in it, in the columns of another system and in our own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from playbook import __main__ as command
from playbook.my_files.reading import Brought, opened
from sim.exports.reading import Answers
from sim.exports.sources import from_bytes
from sim.files.bad_input import BadInput
from tests.exports.made_contacts import FIRST, Made, call_list

H, DAY = 3600, 86400
DAYS, EACH = 8, 60


def fortnight() -> list[Made]:
    """Eight days of sixty contacts, one in ten of them lost, two agents, nothing odd."""
    return [
        Made(DAY * day + 9 * H + 240 * i, 5 + 11 * (i % 6), None if i % 10 == 9 else 90 + i % 50, "AB"[i % 2], "sales")
        for day in range(DAYS)
        for i in range(EACH)
    ]


def no_waits(made: list[Made]) -> list[Made]:
    return [replace(c, wait=0) if c.service else c for c in made]


def forgotten_hang_up(made: list[Made]) -> list[Made]:
    return [replace(c, service=6 * H) if i == 10 else c for i, c in enumerate(made)]


def robot(made: list[Made]) -> list[Made]:
    return [replace(c, agent="智能机器人") if c.service and i % 5 == 0 else c for i, c in enumerate(made)]


def outlier_year(made: list[Made]) -> list[Made]:
    return [replace(c, came=c.came + 36 * 365 * DAY) if i == 3 else c for i, c in enumerate(made)]


def large_day(made: list[Made]) -> list[Made]:
    third = [c for c in made if c.came // DAY == 3]
    more = [replace(c, came=c.came + 31 * k, agent="CDEFGHI"[k - 1]) for k in range(1, 8) for c in third]
    return sorted([*made, *more], key=lambda c: c.came)


def several_at_once(made: list[Made]) -> list[Made]:
    return [replace(c, service=c.service * 6) if c.service else c for c in made]


CASES: dict[Callable[[list[Made]], list[Made]], str] = {
    no_waits: "waited 0 seconds|did not wait|waits are not|how long customers waited",
    forgotten_hang_up: "four hours|4 hours|nobody hung up",
    robot: "robot|program",
    outlier_year: "half a year|year",
    large_day: "usual",
    several_at_once: "at once|overlap|same time",
}


def as_calls(made: list[Made]) -> str:
    return call_list(made)


def as_own(made: list[Made]) -> str:
    rows = [
        f"{c.moment},{c.kind},{c.wait},{'served' if c.service else 'abandoned'},{c.service or ''},"
        f"{c.agent if c.service else ''}"
        for c in made
    ]
    return "\n".join(["request_s,type,wait_s,outcome,service_s,agent", *rows]) + "\n"


WAYS = {"calls": as_calls, "own": as_own}


def imported(text: str) -> Brought:
    return opened(lambda: from_bytes("contacts.csv", text.encode()), "contacts.csv", Answers())


def said_by_import(text: str) -> str:
    brought = imported(text)
    if brought.problem:
        return str(brought.problem)
    sentences = [str(remark) for reading in brought.readings if reading.read for remark in reading.read.remarks]
    for reading in brought.readings:
        try:
            reading.read.whole()
        except BadInput as refused:
            sentences.append(str(refused))
    return " | ".join(sentences)


def said_by_replay(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    path = tmp_path / "contacts.csv"
    path.write_text(text, encoding="utf-8")
    arguments = ["replay", str(path), *more, "--replications", "2", "--date", str(FIRST.date())]
    status = command.main([*arguments, "--language", "en"])
    out, err = capsys.readouterr()
    assert status in (0, 2)
    return out + err


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_import_says_it(case, way):
    before, after = said_by_import(WAYS[way](fortnight())), said_by_import(WAYS[way](case(fortnight())))
    assert _says(after, case) and not _says(before, case), after


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_the_replay_says_it_before_it_runs(case, way, tmp_path, capsys):
    said = said_by_replay(WAYS[way](case(fortnight())), tmp_path, capsys)
    assert _says(said, case), said
    assert not _says(said_by_replay(WAYS[way](fortnight()), tmp_path, capsys), case)


def _says(text: str, case: Callable[[list[Made]], list[Made]]) -> bool:
    return re.search(CASES[case], text) is not None
