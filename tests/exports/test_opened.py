"""The command replays contacts and rosters as other systems wrote them, and what it cannot use is one sentence."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from playbook import __main__ as command
from sim.calibrate.contacts import read_contacts
from sim.calibrate.duty import placed
from sim.calibrate.opened import open_contacts, open_hours
from sim.calibrate.patience import exponential_patience, measured_patience
from sim.exports.contacts import contacts_of
from sim.exports.hours import hours_of
from sim.exports.rosters import midnight_of
from sim.files.bad_input import BadInput
from tests.exports.made_contacts import FIRST, ZONE, Made, QueueLog, call_list, record, records

H = 3600
DAY = [
    Made(9 * H + 120 * i, 10 * (i % 4), None if i % 7 == 6 else 90 + i % 50, "AB"[i % 2], "sales") for i in range(70)
]
OWN = "request_s,type,wait_s,outcome,service_s,agent\n" + "".join(
    f"{c.moment},{c.kind},{c.wait},{'served' if c.service else 'abandoned'},{c.service or ''},"
    f"{c.agent if c.service else ''}\n"
    for c in DAY
)
ROSTER = "姓名,2026-11-11,2026-11-12\nA,早,早\nB,早,休\n组长,早,早\n\n早：9:00-12:00\n"


def put(tmp_path, name: str, text: str) -> str:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_the_same_day_in_our_own_columns_and_as_others_write_it(tmp_path):
    own = read_contacts(put(tmp_path, "own.csv", OWN))
    log = QueueLog()
    for i, c in enumerate(DAY):
        log.contact(c, f"{i}")
    texts = {
        "queue_log": log.text(),
        "records.jsonl": records([record(c, i) for i, c in enumerate(DAY)]),
        "calls.csv": call_list(DAY),
    }
    for name, text in texts.items():
        read = open_contacts(put(tmp_path, name, text), ZONE).contacts
        assert (read.kinds, read.agents, read.dates) == (own.kinds, own.agents, own.dates)
        for column in ("arrival", "wait", "answered", "service", "agent", "kind", "day"):
            np.testing.assert_array_equal(getattr(read, column), getattr(own, column), err_msg=f"{name} {column}")


def test_the_replay_of_a_queue_log_with_a_roster(tmp_path, capsys):
    log = QueueLog()
    for i, c in enumerate(DAY):
        log.contact(c, f"{i}")
    paths = [put(tmp_path, "queue_log", log.text()), put(tmp_path, "roster.csv", ROSTER)]
    assert command.main(["replay", *paths, "--zone", ZONE, "--replications", "2", "--language", "zh"]) == 0
    out, err = capsys.readouterr()
    assert "70个咨询" in out and "组长" in err


def test_the_clock_of_a_file_in_utc_is_the_shops_only_with_its_zone(tmp_path):
    path = put(tmp_path, "records.jsonl", records([record(c, i) for i, c in enumerate(DAY)]))
    assert open_contacts(path, ZONE).contacts.arrival[0] - open_contacts(path).contacts.arrival[0] == 8 * H


def test_a_zone_that_does_not_exist_is_refused(tmp_path, capsys):
    with pytest.raises(SystemExit):
        command.main(["replay", put(tmp_path, "own.csv", OWN), "--zone", "Mars/Olympus"])
    assert "Mars/Olympus" in capsys.readouterr().err


def test_hours_are_placed_in_the_days_of_the_contacts_and_cut_at_midnight(tmp_path):
    contacts = read_contacts(put(tmp_path, "own.csv", OWN))
    day = midnight_of(FIRST.date())
    hours = hours_of([("A", day - 2 * H, day + 3 * H), ("Zoe", day + 20 * H, day + 27 * H)])
    numbered, duty = placed(hours, contacts)
    assert duty.agents == numbered.agents == ("A", "B", "Zoe")
    assert duty.windows[0].tolist() == [[0, 0, 3 * H], [2, 20 * H, 24 * H]] and list(duty.windows) == [0]


def test_a_roster_goes_under_the_agents_names_and_a_list_of_days_is_refused(tmp_path):
    contacts = read_contacts(put(tmp_path, "own.csv", OWN))
    opened = open_hours(put(tmp_path, "roster.csv", ROSTER), contacts)
    assert opened is not None and opened.hours.agents == ("A", "B")
    assert open_hours(put(tmp_path, "own_windows.csv", "agent,on_s,off_s\nA,0,9\n"), contacts) is None
    days = "".join(f"2026-11-{d:02d},工作日,{'AB'[d % 2]},五室\n" for d in range(9, 20))
    with pytest.raises(BadInput, match="no hours") as caught:
        open_hours(put(tmp_path, "days.csv", days), contacts)
    assert "没有时间" in caught.value.text("zh")
    with pytest.raises(BadInput, match="under that name"):
        open_hours(put(tmp_path, "others.csv", ROSTER.replace("\nA,", "\n小安,").replace("\nB,", "\n小北,")), contacts)


def test_waits_that_were_cut_short_make_patience_longer_and_are_no_hang_ups():
    """Of 100 waits of 60 s, 20 end with hanging up; 30 exits are exposure, not events: 100 * 60 / 20 seconds."""
    count = 100
    came, wait = np.arange(count) * 100.0, np.full(count, 60.0)
    answered, left = np.arange(count) < 50, np.arange(count) >= 70
    contacts = contacts_of(came, wait, answered, wait, agent=["A"] * count, left=left)
    curve = exponential_patience(contacts)
    assert curve.ended == 20 and curve.tail == pytest.approx(300.0)
    assert measured_patience(contacts).ended == 20


def test_rows_of_contacts_keep_what_only_some_files_have():
    some = np.ones(4)
    contacts = contacts_of(
        some.cumsum(), some, some > 0, some, agent=list("ABAB"), wrapup=np.array([1.0, 2, 3, np.nan])
    )
    kept = contacts.rows(contacts.agent == 0)
    assert kept.wrapup is not None and kept.wrapup.tolist() == [1.0, 3.0] and kept.left is None
    assert kept.dates == (dt.date(1970, 1, 1),)
