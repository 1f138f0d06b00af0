"""Reading a day: the columns of a real phone system, their other forms, and one sentence for every mistake."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields

import numpy as np
import pytest

from sim.calibrate.contacts import find_day, read_contacts
from sim.calibrate.duty import read_duty
from sim.files.bad_input import BadInput
from tests.calibrate.made_days import SurvivalCurve, files, made_day
from tests.sentences import in_chinese

REAL = """date,request_s,type,priority,known_customer,vru_s,waited,wait_s,outcome,service_s,service_start_s,agent
1999-02-17,25250.0,TT,0,0,2,0,0,served,102.0,25250.0,A07
1999-02-17,25324.0,PS,2,1,-71,1,33,served,126.0,25357.0,A07
1999-02-17,25401.0,PS,2,1,6,1,134,abandoned,,,
1999-02-17,25411.0,PS,1,1,6,0,0,served,43.0,25487.0,
"""
PLAIN = "request_s,type,wait_s,outcome,service_s,agent\n100,a,0,served,60,A\n130,b,50,abandoned,,\n"
WINDOWS = "agent,on_s,off_s\nA07,25200,26000\n"


@pytest.fixture
def file(tmp_path):
    def write(text: str, name: str = "contacts.csv", encoding: str = "utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


def test_the_columns_of_the_real_days_are_read(file):
    found = read_contacts(file(REAL))
    assert found.kinds == ("PS", "TT") and found.agents == ("A07",) and found.dates == (dt.date(1999, 2, 17),)
    assert found.arrival.tolist() == [25250, 25324, 25401, 25411]
    assert found.kind.tolist() == [1, 0, 0, 0]
    assert found.priority.tolist() == [0, 2, 2, 1]
    assert found.wait.tolist() == [0, 33, 134, 0]
    assert found.answered.tolist() == [True, True, False, True]
    assert found.agent.tolist() == [0, 0, -1, -1]
    assert found.service[:2].tolist() == [102, 126] and np.isnan(found.service[2])
    assert found.start.tolist() == [25250, 25357, 25535, 25411]


@pytest.mark.parametrize(
    "text",
    [
        REAL.replace(",", ";"),
        REAL.replace(",", "\t"),
        "\ufeff" + REAL,
        REAL.replace("\n", "\r\n"),
        REAL + "\n\n,,,,,,,,,,,\n",
        REAL.replace("request_s", "Arrival_S").replace("wait_s", " Wait ").replace("agent", "SERVER"),
        REAL.replace("served", "Answered"),
        REAL.replace("25250.0,TT", "07:00:50,TT").replace("25324.0,", "07:02:04.0,").replace("25401.0,", "7:03:21,"),
        REAL.replace("1999-02-17,25250.0", "1999-02-17,1999-02-17T07:00:50"),
        REAL.replace("date,", "day,")
        .replace("1999-02-17,25250.0", ",1999-02-17 07:00:50")
        .replace("1999-02-17,25324.0", ",1999-02-17 07:02:04")
        .replace("1999-02-17,25401.0", ",1999-02-17 07:03:21")
        .replace("1999-02-17,25411.0", ",1999-02-17 07:03:31"),
        "\n".join([REAL.split("\n")[0], *reversed(REAL.strip().split("\n")[1:])]),
    ],
    ids=["semicolons", "tabs", "byte order mark", "windows lines", "empty rows", "other names", "other words", "clock",
         "stamp beside date", "stamp for date", "unsorted"],
)  # fmt: skip
def test_other_forms_of_the_same_file_say_the_same(file, text):
    one, other = read_contacts(file(REAL)), read_contacts(file(text, "other.csv"))
    for field in fields(one):
        a, b = getattr(one, field.name), getattr(other, field.name)
        same = np.array_equal(a, b, equal_nan=field.name == "service") if isinstance(a, np.ndarray) else a == b
        assert same, field.name


def test_a_written_day_is_read_as_it_was(tmp_path):
    made = made_day(3, contacts=200, agents=3, patience=SurvivalCurve(300.0), kinds=3, priority=0.2)
    contacts, windows = files(tmp_path, made)
    found, duty = read_duty(windows, read_contacts(contacts), 0)
    assert found.agents == made.day.agents
    assert found.wait == pytest.approx(made.day.wait, abs=1e-3)
    assert (found.priority == made.day.priority).all() and (found.kind == made.day.kind).all()
    assert duty.windows[0] == pytest.approx(made.windows, abs=1e-3)


def test_a_file_of_several_days_is_read_in_their_order(file):
    text = REAL + REAL.split("\n", 1)[1].replace("02-17", "02-16")
    found = read_contacts(file(text))
    assert found.dates == (dt.date(1999, 2, 16), dt.date(1999, 2, 17))
    assert found.day.tolist() == [0] * 4 + [1] * 4
    assert find_day("x", found, dt.date(1999, 2, 17)) == 1
    with pytest.raises(
        BadInput, match=r"2 days, 1999-02-16 to 1999-02-17; choose one with --date 1999-02-16"
    ) as several:
        find_day("x", found, None)
    with pytest.raises(
        BadInput, match="no contacts on 1999-03-01; the file goes from 1999-02-16 to 1999-02-17"
    ) as other:
        find_day("x", found, dt.date(1999, 3, 1))
    in_chinese(several.value, "x")
    in_chinese(other.value, "x")


def test_a_day_of_another_century_is_named(file):
    """A slip in one year must not pass for a day of its own whose people are measured with the others."""
    rows = REAL.split("\n", 1)[1]
    text = REAL + rows.replace("1999-02-17", "1999-02-16") + rows.replace("1999-02-17", "2099-02-18")
    with pytest.raises(BadInput, match="row 10: the date 2099-02-18 is 36,526 days away from the nearest") as caught:
        read_contacts(file(text))
    in_chinese(caught.value, file(text))
    assert len(read_contacts(file(text.replace("2099", "2001"))).dates) == 3  # the same day of another year is one


def test_a_date_cannot_be_found_in_a_file_without_dates(file):
    found = read_contacts(file(PLAIN))
    assert find_day("x", found, None) == 0
    with pytest.raises(BadInput, match="no column date") as caught:
        find_day("x", found, dt.date(1999, 3, 1))
    in_chinese(caught.value, "x")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("wait_s", "waits"), r'row 1 has no column wait_s \(seconds in the queue\); is "waits" meant to be wait_s\?'),
        (("outcome", "x"), r"row 1 has no column outcome .*; its columns are request_s, type, wait_s, x"),
        (("type,", "wait,"), r'row 1 has two columns for wait_s, "wait_s" and "wait"; keep one of them'),
        (("100,a,0", "100,a"), "row 2 has 5 cells; write 6, one for each column of row 1"),
        (("100,a", "soon,a"), r'row 2: request_s is "soon"; write seconds since midnight like 25276, or .*07:01:16'),
        (("100,a", ",a"), "row 2: request_s is empty; write seconds"),
        (("100,a", "-5,a"), 'row 2: request_s is "-5"; write seconds'),
        (("100,a", "25:70,a"), 'row 2: request_s is "25:70"; write seconds'),
        (("100,a", "999999,a"), 'row 2: request_s is "999999"; write seconds'),
        (("100,a", "2026-02-31 10:00,a"), 'row 2: request_s is .*; write a date like 2026-11-11'),
        (("100,a", "2026-02-21T10:00Z,a"), "row 2: request_s is .*; write seconds since midnight"),
        (("100,a", "nan,a"), 'row 2: request_s is "nan"; write seconds'),
        (("130,b", "130,"), "row 3: type is empty; write a word of at most 60 letters"),
        (("50,abandoned", "-1,abandoned"), 'row 3: wait_s is "-1"; write seconds from 0 to 86,400'),
        (("50,abandoned", "a while,abandoned"), 'row 3: wait_s is "a while"; write seconds from 0 to 86,400'),
        (("50,abandoned", "1e9,abandoned"), 'row 3: wait_s is "1e9"; write seconds'),
        (("50,abandoned", "50,abandonned"), r'row 3: outcome is "abandonned"; did you mean abandoned\?'),
        (("50,abandoned", "50,"), "row 3: outcome is empty; write one of served, answered, abandoned"),
        (("served,60", "served,"), "row 2: service_s is empty; write the seconds of service of a served contact"),
        (("abandoned,,", "abandoned,30,"), 'row 3: service_s is "30"; but the contact was abandoned; leave it empty'),
        (("served,60,A", "abandoned,,"), "not one contact was served"),
        (("60,A", "60,"), "agent is empty in every row; write who served each contact"),
        (("60,A", f"60,{'A' * 61}"), "row 2: agent is .*; write a word of at most 60 letters"),
        (("60,A", '60,"A'), "row 3 cannot be read as CSV .*; save the file as plain CSV"),
        (("100,a,0,served,60,A\n130,b,50,abandoned,,\n", ""), "the file has no rows below its heading"),
        ((PLAIN, ""), "the file is empty; write a heading with request_s, type, wait_s, outcome, service_s, agent"),
        (("a,0", "\x00,0"), r'row 2: type is "\\x00"; write a word of at most 60 letters'),
    ],
)  # fmt: skip
def test_a_mistake_in_the_contacts_is_said_with_its_row_and_column(file, change, said):
    path = file(PLAIN.replace(*change, 1))
    with pytest.raises(BadInput, match=said) as caught:
        read_contacts(path)
    sentence = str(caught.value)
    assert "contacts.csv" in sentence and "\n" not in sentence and len(sentence) <= 400
    in_chinese(caught.value, path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("1999-02-17,25324.0", ",25324.0"), "row 3 has no date, unlike the rows before; write the date in every row"),
        (("1999-02-17,25324.0", "17.2.99,25324.0"), 'row 3: date is "17.2.99"; write a date like 2026-11-11'),
        (("1999-02-17,25324.0", "1899-02-17,25324.0"), 'row 3: date is "1899-02-17"; write a date like .* from 1980'),
        (("25324.0", "1999-02-18 07:00"), 'row 3: request_s is .*; but its date is 1999-02-17; write the same day'),
        (("PS,2", "PS,high"), 'row 3: priority is "high"; write a whole number from 0 to 9'),
        (("PS,2", "PS,1.5"), 'row 3: priority is "1.5"; write a whole number, 2 for those served before their turn'),
    ],
)  # fmt: skip
def test_a_mistake_in_a_dated_file_is_said_too(file, change, said):
    path = file(REAL.replace(*change, 1))
    with pytest.raises(BadInput, match=said) as caught:
        read_contacts(path)
    in_chinese(caught.value, path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("agent,on_s\nA07,1\n", r"row 1 has no column off_s \(when it ends\); its columns are agent, on_s"),
        ("agent,on_s,off_s\nA07,26000,25200\n", 'row 2: off_s is "25200"; which is before on_s 26000'),
        ("agent,on_s,off_s\nA07,now,25200\n", 'row 2: on_s is "now"; write seconds since midnight'),
        ("agent,on_s,off_s\n,25200,26000\n", "row 2: agent is empty; write a word of at most 60 letters"),
        ("agent,on_s,off_s\nB01,25200,26000\n", r"none of its agents \(B01\) served a contact; .* name A07"),
        ("agent,on_s,off_s\nA07,25200,25200\n", "no window lasts at all"),
        ("date,agent,on_s,off_s\n1999-02-16,A07,25200,26000\n", "no windows on 1999-02-17"),
        ("agent,on_s,off_s\n", "no rows below its heading"),
        ("agent,on_s,off_s\nA07,25200\n", "row 2 has 2 cells; write 3"),
    ],
)
def test_a_mistake_in_the_windows_is_said_with_its_row_and_column(file, text, said):
    contacts, path = read_contacts(file(REAL)), file(text, "windows.csv")
    with pytest.raises(BadInput, match=said) as caught:
        read_duty(path, contacts, 0)
    assert "windows.csv" in str(caught.value)
    in_chinese(caught.value, path, REAL)


def test_more_kinds_or_agents_than_a_day_has_are_told(file):
    """A column of free texts or of customers was taken for the kind or the agent."""
    head = "request_s,type,wait_s,outcome,service_s,agent\n"
    for rows, said in (
        ("".join(f"{i},kind{i},0,served,60,A\n" for i in range(51)), "type has 51 different words, such as"),
        (
            "".join(f"{i},a,0,served,60,agent{i}\n" for i in range(2001)),
            "agent has 2,001 different names; write at most",
        ),
    ):
        path = file(head + rows)
        with pytest.raises(BadInput, match=said) as caught:
            read_contacts(path)
        in_chinese(caught.value, path)


def test_dates_in_the_windows_alone_are_told(file):
    contacts, path = read_contacts(file(PLAIN)), file("date,agent,on_s,off_s\n1999-02-17,A,1,2\n", "windows.csv")
    with pytest.raises(BadInput, match="its windows have dates, but the contacts have none") as caught:
        read_duty(path, contacts, 0)
    in_chinese(caught.value, path)


def test_windows_overlap_span_midnight_and_may_be_of_somebody_who_served_nobody(file):
    text = "agent,on,off\nA07,07:00,08:00\nA07,07:30,09:00\nZ99,22:00,25:30\nA07,0,0\n"
    contacts, duty = read_duty(file(text, "w.csv"), read_contacts(file(REAL)), 0)
    assert contacts.agents == duty.agents == ("A07", "Z99")
    assert duty.windows[0].tolist() == [[0, 25200, 32400], [1, 79200, 91800]]


def test_windows_of_several_days_belong_to_their_dates(file):
    text = "date,agent,on_s,off_s\n1999-02-16,A07,1,2\n1999-02-17,A07,3,4\n1999-02-18,A07,5,6\n"
    both = REAL + REAL.split("\n", 1)[1].replace("02-17", "02-16")
    contacts = read_contacts(file(both))
    _, duty = read_duty(file(text, "w.csv"), contacts, 1)
    assert {day: windows.tolist() for day, windows in duty.windows.items()} == {0: [[0, 1, 2]], 1: [[0, 3, 4]]}
