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
from playbook.my_files.team import contacts_of
from sim.exports.reading import Answers
from sim.exports.sources import from_bytes
from sim.exports.together import together
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


ROSTER = "姓名," + ",".join(f"2026-11-{11 + day}" for day in range(DAYS)) + "\n" + "".join(
    f"{name}" + ",早" * DAYS + "\n" for name in ("A", "B", "组长")
) + "\n早：9:00-{end}\n"  # fmt: skip


def windows(*who: tuple[str, str, str]) -> str:
    return "agent,on_s,off_s\n" + "".join(f"{name},{on},{off}\n" for name, on, off in who)


def with_windows(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    path = tmp_path / "windows.csv"
    path.write_text(text, encoding="utf-8")
    return said_by_replay(as_own(fortnight()), tmp_path, capsys, str(path))


def beside_a_roster(end: str) -> str:
    contacts = imported(as_calls(fortnight()))
    roster = opened(lambda: from_bytes("roster.csv", ROSTER.format(end=end).encode()), "roster.csv", Answers())
    return " | ".join(map(str, together([*contacts.readings, *roster.readings])))


def test_who_is_planned_and_never_served_is_said(tmp_path, capsys):
    assert "组长" in beside_a_roster("18:00")
    assert "组长" in with_windows(ROSTER.format(end="18:00"), tmp_path, capsys)
    whole = [("A", "09:00", "18:00"), ("B", "09:00", "18:00")]
    assert "组长" in with_windows(windows(*whole, ("组长", "09:00", "18:00")), tmp_path, capsys)
    assert "served nobody" not in with_windows(windows(*whole), tmp_path, capsys)


def test_more_than_all_of_the_time_on_duty_is_said(tmp_path, capsys):
    """The two of them serve for about 50 minutes a day each."""
    assert "than they were on duty" in beside_a_roster("9:30")
    assert "than they were on duty" not in beside_a_roster("18:00")
    for hours in (ROSTER.format(end="9:30"), windows(("A", "09:00", "09:30"), ("B", "09:00", "18:00"))):
        assert "than they were on duty" in with_windows(hours, tmp_path, capsys)


def test_contacts_that_two_files_hold_count_once():
    first, second = fortnight()[: 5 * EACH], fortnight()[3 * EACH :]
    readings = [*imported(as_calls(first)).readings, *imported(as_calls(second)).readings]
    assert [str(2 * EACH) in str(remark) for remark in together(readings)] == [True]
    contacts, _ = contacts_of(readings, "en")
    assert len(contacts) == DAYS * EACH
