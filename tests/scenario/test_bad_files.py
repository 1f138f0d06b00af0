"""Broken scenario files: one sentence each, with file, field, value and what would be right."""

from __future__ import annotations

import datetime as dt
import os
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.files.toml_file import read_toml
from sim.files.validation import complaint
from sim.scenario import Scenario
from sim.scenario.file import TEAMS, BadInput, read_scenario, team, team_names
from sim.shop.facts import Shop
from tests.scenario.generators import broken_tables, team_tables
from tests.sentences import in_chinese

FREELY = settings(deadline=None, suppress_health_check=list(HealthCheck))


def sentence_for(path: Path, *known: Path | str) -> str:
    """What the reader says about a broken file, checked to be one sentence, in Chinese too."""
    with pytest.raises(BadInput) as caught:
        read_scenario(path)
    sentence = str(caught.value)
    assert sentence.isprintable() and len(sentence) <= 400, sentence
    assert "Traceback" not in sentence and "pydantic" not in sentence
    in_chinese(caught.value, *known)
    return sentence


def put(path: str, value: Any) -> Callable[[dict], None]:
    """A change of one value; rows by number."""

    def change(data: dict) -> None:
        *parents, last = path.split(".")
        for step in parents:
            data = data[int(step) if isinstance(data, list) else step]
        data[int(last) if isinstance(data, list) else last] = value

    return change


def rename(path: str, new: str) -> Callable[[dict], None]:
    def change(data: dict) -> None:
        *parents, last = path.split(".")
        for step in parents:
            data = data[int(step) if isinstance(data, list) else step]
        if new:
            data[new] = data[last]
        del data[last]

    return change


def nobody_answers_the_phone(data: dict) -> None:
    for group in data["people"]:
        group["skills"].pop("phone", None)


def silent_orders(data: dict) -> None:
    data["demand"]["orders_day"], data["calendar"]["campaigns"][0]["lift"] = 900_000, 50
    for work in data["work"]:
        work |= {"rate": 0.0, "rate_late": 0.0} | ({"batch": 1000} if work["source"] == "wave" else {})


def parcels_one_by_one(data: dict) -> None:
    data["fulfilment"]["opening_backlog"] = 10_000_000
    next(work for work in data["work"] if work["source"] == "wave")["batch"] = 1


CASES = [
    ("misspelt table", rename("demand", "demnad"), "demnad is not known here; did you mean demand?"),
    ("misspelt key", rename("people.3.pay_month", "pay_mont"),
     "people.service_late.pay_mont (row 4) is not known here; did you mean pay_month?"),
    ("unknown key", put("money.wish", 1), "money.wish is not known here; write one of order_value, gross_margin,"),
    ("misspelt role in hours", put("calendar.campaigns.0.prep_hours.servce", 3),
     "calendar.campaigns.prep_hours.servce (row 1) is not known here; did you mean service?"),
    ("missing", rename("people.3.pay_month", ""),
     "people.service_late.pay_month (row 4) is missing; write a number above 0 and at most 1,000,000,000 (gross "
     "pay for a month of full hours)"),
    ("missing table", rename("money", ""), "money is missing; write a table with order_value, gross_margin"),
    ("missing language", rename("title.zh", ""), "title.zh is missing; write text of 1 to 200 characters in quotes"),
    ("negative", put("people.3.pay_month", -5), "people.service_late.pay_month (row 4) is -5; write a number above 0"),
    ("unit", put("people.3.pay_month", "7500 CNY"),
     'people.service_late.pay_month (row 4) is "7500 CNY"; write a number above 0 and at most '
     "1,000,000,000, without quotes or a unit"),
    ("unit of time", put("work.1.handle.mean_s", "4 min"),
     'work.chat_after.handle.mean_s (row 2) is "4 min"; write a number of seconds above 0 and '
     "at most 2,678,400, without quotes or a unit"),
    ("milliseconds", put("work.1.handle.mean_s", 220_000),
     "work.chat_after (row 2): handle.mean_s is 220000; write seconds of work, at most 86400"),
    ("per cent", put("fulfilment.return_share", 15),
     "fulfilment.return_share is 15; write a number from 0 to 1: for 15 % write 0.15"),
    ("quoted number", put("people.3.count", "8"),
     'people.service_late.count (row 4) is "8"; write a whole number from 0 to 2000, without quotes or a unit'),
    ("yes for a number", put("people.3.count", True),
     "people.service_late.count (row 4) is true; write a whole number from 0 to 2000"),
    ("half a person", put("people.3.count", 2.5),
     "people.service_late.count (row 4) is 2.5; write a whole number from 0 to 2000"),
    ("not a number", put("demand.hourly.3", float("nan")),
     "demand.hourly (row 4) is nan; write a number from 0 to 10,000,000,000"),
    ("too few hours", put("demand.hourly", [1.0] * 23),
     "demand.hourly has 23 values; write a list of 24 values, each a number from 0 to 10,000,000,000"),
    ("no weights", put("demand.weekday", [0] * 7),
     "demand.weekday is [0, 0, 0, 0, 0, 0, 0]; all weights are zero: at least one must be above 0"),
    ("unknown choice", put("work.1.channel", "caht"),
     'work.chat_after.channel (row 2) is "caht"; write one of "chat", "phone", "ticket", "task"'),
    ("impossible shift", put("shifts.early.end", "06:00"),
     "shifts.early: a shift from 07:00 to 06:00 lasts 23 hours; 16 is the most"),
    ("no such time", put("shifts.early.end", "25:00"),
     'shifts.early.end is "25:00"; write a time of day in quotes from "00:00" to "24:00", like "08:30"'),
    ("time without quotes", put("shifts.early.end", dt.time(16)),
     'shifts.early.end is 16:00:00; write a time of day in quotes from "00:00" to "24:00", like "08:30"'),
    ("break outside the shift", put("shifts.early.breaks", [["19:00", "20:00"]]),
     "shifts.early: the break 19:00 to 20:00 is not inside 07:00 to 16:00, in order"),
    ("all break", put("shifts.early.breaks", [["07:00", "16:00"]]),
     "shifts.early: the breaks from 07:00 to 16:00 leave no time to work"),
    ("unknown time zone", put("timezone", "Asia/Shangai"),
     'timezone is "Asia/Shangai"; no time zone has this name; write one like Asia/Shanghai or Europe/London'),
    ("a zone of this machine", put("timezone", "localtime"), 'timezone is "localtime"; no time zone has this name'),
    ("a zone of no place", put("shifts.early.timezone", "posixrules"),
     'shifts.early.timezone is "posixrules"; no time zone has this name'),
    ("unknown shift", put("people.1.shift", "erly"), 'people.service_day.shift is "erly"; did you mean early?'),
    ("unknown skill", put("people.1.skills.chat_befor", 1.0),
     'people.service_day.skills holds "chat_befor", no work here; did you mean chat_before?'),
    ("a skill nobody has", nobody_answers_the_phone,
     "work.phone is a skill that nobody has; put it into the skills of a group of people whose count is above 0"),
    ("impossible name", put("people.1.skills.Phone !", 1.0),
     "people.service_day.skills.Phone ! (row 2) is no name that can be used; write a name of up to 40 lower-case"),
    ("too many chats", put("people.1.chats", 5),
     "people.service_day.chats is 5, but floor.stretch has 3 values; write fewer chats or add the stretch of each"),
    ("transfer to nowhere", put("work.1.transfer_to", "cases"),
     'work.chat_after.transfer_to is "cases"; did you mean case?'),
    ("transfer to packing", put("work.1.transfer_to", "pack"),
     'work.chat_after.transfer_to is "pack"; write one of case'),
    ("twice the same id", put("people.1.id", "service_early"),
     'people.service_early.id is "service_early" twice; give every row an id of its own'),
    ("date outside the calendar", put("calendar.campaigns.0.day", dt.date(2027, 11, 11)),
     "calendar: the day of campaign '11.11' is 2027-11-11, outside the calendar; write a date from 2026-08-24 to "
     "2026-11-15"),
    ("no date", put("calendar.campaigns.0.day", "11 November"),
     'calendar.campaigns.day (row 1) is "11 November"; write a date like 2026-11-11'),
    ("number for a date", put("calendar.start", 1767225600),
     "calendar.start is 1767225600; write a date like 2026-11-11"),
    ("the first year", put("calendar.start", dt.date(1, 1, 1)),
     "calendar.start is 0001-01-01; write a date from 2000-01-01 to 2100-12-31"),
    ("unknown preset", put("calendar.campaigns.0.preset", "double-eleven-2018"),
     'calendar.campaigns.preset (row 1) is "double-eleven-2018"; did you mean double-eleven-2019?'),
    ("no order file", put("demand.hourly_csv", "orders.csv"),
     'demand.hourly_csv is "orders.csv"; there is no such file beside this one, write its name as seen from here'),
    ("nobody", put("people", []), "people is empty; write [[people]] tables, 1 to 100"),
    ("people as a number", put("people", 3), "people is 3; write [[people]] tables, 1 to 100"),
    ("too much money", put("money.order_value", 1e10),
     "money.order_value is 10000000000.0; write a number above 0 and at most 1,000,000,000"),
    ("a till of astronomers", put("money.opening_cash", -1e300),
     "money.opening_cash is -1e+300; write a number from -1,000,000,000,000 to 1,000,000,000,000"),
    ("patience for ever", put("work.1.patience.mean_s", 1e9),
     "work.chat_after.patience.mean_s (row 2) is 1000000000.0; write a number of seconds above 0 and at most "
     "2,678,400"),
    ("no such spread", put("work.1.handle.cv", 1e6),
     "work.chat_after.handle.cv (row 2) is 1000000.0; write a number from 0 to 10"),
    ("half a gamma", put("work.1.handle", {"family": "gamma", "mean_s": 200}),
     'work.chat_after.handle (row 2): family "gamma" is written with mean_s, shape; add shape'),
    ("a uniform with a mean", put("work.1.patience", {"family": "uniform", "mean_s": 9, "low_s": 1, "high_s": 20}),
     'work.chat_after.patience (row 2): family "uniform" is written with low_s, high_s; take out mean_s'),
    ("an exponential with a shape", put("work.1.handle.shape", 2.0),
     'work.chat_after.handle (row 2): family "lognormal" is written with mean_s; take out shape'),
    ("no mean", lambda data: data["work"][1]["handle"].pop("mean_s"),
     'work.chat_after.handle (row 2): family "lognormal" is written with mean_s; add mean_s'),
    ("the wrong way round", put("work.1.patience", {"family": "uniform", "low_s": 30, "high_s": 20}),
     "work.chat_after.patience (row 2): low_s is 30 and high_s is 20; write low_s below high_s"),
    ("a share too many", put("work.1.wrap", {"family": "hyperexponential", "means_s": [9, 90],
                                            "shares": [0.7, 0.2, 0.1]}),
     "work.chat_after.wrap (row 2): means_s has 2 values and shares has 3; write as many of both"),
    ("shares of the whole", put("work.1.handle", {"family": "hyperexponential", "means_s": [9, 90],
                                                  "shares": [0.7, 0.2]}),
     "work.chat_after.handle (row 2): shares add up to 0.9; together they must be 1"),
    ("values in any order", put("work.1.handle", {"family": "empirical", "values_s": [9, 5]}),
     "work.chat_after.handle (row 2): values_s go from the shortest to the longest, and the longest is above 0"),
    ("percentiles without ends", put("work.1.handle", {"family": "empirical", "values_s": [5, 9], "below": [0.5, 0.9]}),
     "work.chat_after.handle (row 2): below is the share of contacts at or below each value: it must rise from 0 to 1"),
    ("a mixture of mixtures", put("work.1.handle", {"family": "mixture", "parts": [
        {"share": 0.5, "family": "mixture"}, {"share": 0.5, "mean_s": 9}]}),
     "work.chat_after.handle.parts (row 2, 1): a part of a mixture cannot be a mixture itself; choose another family"),
    ("half a mixture", put("work.1.handle", {"family": "mixture", "parts": [
        {"share": 0.5, "mean_s": 90}, {"share": 0.2, "mean_s": 9}]}),
     "work.chat_after.handle (row 2): parts.share add up to 0.7; together they must be 1"),
    ("no such family", put("work.1.handle.family", "normal"),
     'work.chat_after.handle.family (row 2) is "normal"; write one of "exponential", "lognormal", "fixed", "uniform"'),
    ("wrap-up told twice", put("work.1.wrap", {"mean_s": 9}),
     "work.chat_after (row 2): wrap_s and wrap say the same thing; leave out wrap_s"),
    ("two days of work", put("work.1.handle", {"family": "uniform", "low_s": 0, "high_s": 400_000}),
     "work.chat_after (row 2): handle lasts 200000 seconds on average; write at most 86400"),
    ("a rate for a million", put("work.1.rate", 1e6),
     "work.chat_after.rate (row 2) is 1000000.0; write a number from 0 to 100"),
    ("a hall of waiting", put("floor.waiting_room", 10**12),
     "floor.waiting_room is 1000000000000; write a whole number from 0 to 1,000,000"),
    ("more in the queue than lines", lambda data: data["floor"].update(waiting_room=20, trunks=10),
     "floor: waiting_room is 20 and trunks is 10: whoever waits needs a line; write waiting_room at most as large as"),
    ("a tone for letters", lambda data: next(w for w in data["work"] if w["channel"] == "ticket").update(
        unattended="drop"), "only chats and calls can be dropped while nobody is there: take out unattended"),
    ("an order of strangers", put("work.1.order", ["marketing"]), 'work.chat_after.order is "marketing"'),
    ("a group tried twice", lambda data: data["work"][1].update(
        order=[next(g["id"] for g in data["people"] if "chat_after" in g["skills"])] * 2),
     "twice; name each group once"),
    ("a routing of one's own", put("work.1.routing", "round_robin"),
     'work.chat_after.routing (row 2) is "round_robin"; write one of "longest_idle", "random", "least_occupied"'),
    ("the same caller, perhaps", put("work.1.redial_with", "sometimes"),
     'work.chat_after.redial_with (row 2) is "sometimes"; write one of "new", "same"'),
    ("a message from a letter", lambda data: next(w for w in data["work"] if w["channel"] == "ticket").update(
        message={"after_s": 60, "becomes": "case"}), "only chats and calls can leave a message: take out message, or"),
    ("a message that is a chat", put("work.1.message", {"after_s": 60, "becomes": "chat_before"}),
     'work.chat_after.message.becomes is "chat_before"; write one of case'),
    ("a message at no time", put("work.1.message", {"becomes": "case"}),
     "work.chat_after.message.after_s (row 2) is missing; write"),
    ("no line at all", put("floor.trunks", 0), "floor.trunks is 0; write a whole number from 1 to 1,000,000"),
    ("a chat for each finger", put("floor.stretch", [1.0] * 13),
     "floor.stretch has 13 values; write a list of at most 12"),
    ("a shift a person", lambda data: data.update(shifts={f"s{i}": data["shifts"]["early"] for i in range(101)}),
     "shifts has 101 values; write a table of at most 100 entries"),
    ("orders from nothing", put("work.0.rate", 5.0),
     "the rates of all work with source order add up to 5 contacts an order; write at most 1 together: 50 % of"),
    ("a day that no memory holds", put("demand.orders_day", 900_000),
     "the largest day, 2026-10-20, would bring about 28,000,000 contacts and tasks, and one day may have at most "
     "2,000,000"),
    ("a day of orders that nobody asks about", silent_orders,
     "the largest day, 2026-10-20, would bring about 60,000,000 orders, and one day may have at most 20,000,000"),
    ("a mountain of parcels", parcels_one_by_one,
     "the largest day, 2026-10-20, would bring about 13,000,000 contacts and tasks"),
    ("another version", put("schema_version", 2), "schema_version is 2; write 1"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "said"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_sentence_names_field_value_and_what_would_be_right(tmp_path, change, said):
    """Somebody edits a team by hand, makes one slip, and is told what to write instead."""
    data = team_tables()
    change(data)
    path = tmp_path / "shop.toml"
    path.write_bytes(tomli_w.dumps(data).encode())
    sentence = sentence_for(path, path)
    assert said in sentence
    assert sentence.startswith(f"{path}: ") or len(str(path)) > 90


def test_every_number_of_a_shop_has_an_upper_bound():
    """A slip of the keyboard ends in a sentence, not in an overflow or an hour of computing."""
    schema = Shop.model_json_schema()
    free, stack = [], [("shop", schema), *schema["$defs"].items()]
    while stack:
        name, node = stack.pop()
        if isinstance(node, dict):
            if node.get("type") in ("number", "integer") and not {"maximum", "const", "enum"} & set(node):
                free.append(name)
            stack += [(f"{name}.{key}", child) for key, child in node.items()]
        elif isinstance(node, list):
            stack += [(name, child) for child in node]
    assert free == []


@pytest.mark.parametrize("name", team_names())
def test_as_many_ask_as_there_are_orders_and_no_more(name):
    """2.5 contacts an order at 40 % who buy are all of its orders, 1.25 where a sale makes people ask twice as often;
    what is shipped lies far below every limit."""
    kinds = [work for work in team(name).work if work.source == "order"]
    event, asked = team(name).calendar.campaigns[0], team(name).customers.asked_buy
    all_orders = 1 / (asked * event.ask_more)
    most = {f"work.{work.id}.rate": all_orders / len(kinds) for work in kinds}
    assert team(name).with_levers(most)
    with pytest.raises(ValidationError) as caught:
        team(name).with_levers(most | {f"work.{kinds[0].id}.rate": 1.01 * all_orders})
    said = complaint(Scenario, caught.value)
    assert "orders from nothing" in str(said) and "凭空多出订单" in said.text("zh")
    bigger = {"demand.orders_day": 10 * team(name).demand.orders_day}
    assert team(name).with_levers(bigger)


def test_of_several_slips_the_first_in_the_file_is_told(tmp_path):
    """A file with many slips is mended from top to bottom, one sentence at a time."""
    data = team_tables()
    mended = team_tables()
    for change in (put("title.zh", ""), put("demand.orders_day", -1), put("people.2.count", "3"), put("money.x", 1)):
        change(data)
    path = tmp_path / "shop.toml"
    met = []
    for field in ("title", "demand", "people", "money"):
        path.write_bytes(tomli_w.dumps(data).encode())
        met.append(sentence_for(path).removeprefix(f"{path}: ").split(" ")[0])
        data[field] = mended[field]
    assert met == ["title.zh", "demand.orders_day", "people.service_middle.count", "money.x"]
    path.write_bytes(tomli_w.dumps(data).encode())
    assert read_scenario(path) == team("flagship")


RAW = [
    (b"", "the file is empty"),
    (b'id = "x"\ndemand 3\n', "line 2 is not valid TOML: expected '=' after a key"),
    (b'id = "x"\n\nid = "y"\nfloor = 1', 'line 3 is not valid TOML: cannot overwrite a value; the line is "id = "y""'),
    (b'title = "half', "is not valid TOML"),
    (b"a = " + b"[" * 100_000, "nested too deeply"),
    (
        b"id = 1\n" + b"a." * 1_000 + b"a = 1",
        "line 2 has a key of more than 8 dots; a scenario needs no more than three",
    ),
    (b'x = """\n"""\n[' + b'"".' * 50_000 + b"a]\nb = 1", "line 3 has a key of more than 8 dots"),
    (b"x = { " + b" a ." * 9 + b" a = 1 }", "line 1 has a key of more than 8 dots"),
    (b"a = " + b"9" * 5000, "a number of more than 4300 digits"),
    ("名 = 1".encode("gb18030"), "line 1 holds the byte 0xc3, which is no UTF-8; save the file as UTF-8"),
    ('id = "x"'.encode("utf-16"), "the file is UTF-16; save it as UTF-8"),
    (bytes(range(256)), "UTF-8"),
    (b"#" * 6_000_000, "the file has 6.0 MB; a file of this kind has at most 5 MB"),
]


@pytest.mark.parametrize(("content", "said"), RAW, ids=[said[:40] for _, said in RAW])
def test_a_file_that_is_no_toml_is_told_with_its_line(tmp_path, content, said):
    """Somebody hands over a file that is damaged or saved in another encoding."""
    path = tmp_path / "shop.toml"
    path.write_bytes(content)
    assert said in sentence_for(path, path)


def test_dots_that_are_no_keys_are_read(tmp_path):
    """An ellipsis in a text, a comment, numbers beside each other and a key of eight dots are no reason to refuse."""
    dots = "." * 40
    keys = ".".join("abcdefghi")
    text = f"""# {dots}
a = "x \\" # {dots}" # '{dots}
b = '{dots}\\' # {dots}
c = \"\"\"
{dots} "" \\\"\"\" {dots} {keys}.{keys} = 1\"\"\"\"\"
d = '''{dots}
{dots} ' '' \\'''''
e = [{"1.5, " * 20} 1979-05-27T07:32:00.9, {{ x.y = 1.5, z = 2.5 }}]
f.{keys[:-2]} = 1.5
"g{dots}" = 3
"""
    path = tmp_path / "x.toml"
    path.write_text(text, encoding="utf-8")
    assert read_toml(path) == tomllib.loads(text)
    assert read_toml(path)["c"].endswith(' = 1""')


def test_a_file_with_a_byte_order_mark_is_read(tmp_path):
    """Some editors put a mark before the first letter: no reason to refuse the file."""
    path = tmp_path / "shop.toml"
    path.write_bytes(b"\xef\xbb\xbf" + (TEAMS / "starter.toml").read_bytes())
    assert read_scenario(path) == team("starter")


def test_missing_unreadable_and_odd_names_are_told(tmp_path):
    """A slip in the name of the file is told like any other."""
    paths = [tmp_path / "nope.toml", tmp_path, tmp_path / ("x" * 5000), tmp_path / "two\nlines.toml", Path("a\0b.toml")]
    told = [sentence_for(path, str(path)) for path in paths]
    assert "no such file" in told[0] and "no such file" in told[3]
    assert "is a folder" in told[1]
    assert "cannot be read" in told[2]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the administrator may read everything")
def test_a_file_without_permission_is_told(tmp_path):
    path = tmp_path / "shop.toml"
    path.write_text("id = 1")
    path.chmod(0)
    assert "permission denied" in sentence_for(path, path)


def test_an_unknown_team_is_told_with_the_likely_one():
    with pytest.raises(BadInput, match='"flagshp" is none of the shipped teams; did you mean flagship') as caught:
        team("flagshp")
    assert in_chinese(caught.value, "flagshp") == '自带的团队里没有 "flagshp"；是不是想写 flagship？'


def test_a_chinese_sentence_reads_like_one(tmp_path):
    """Names and values as they stand in the file, the rest as a colleague would put it."""
    path = tmp_path / "shop.toml"
    met = []
    for change in (put("people.3.pay_month", -5), rename("people.3.pay_month", ""), put("fulfilment.return_share", 15),
                   put("work.1.channel", "caht")):  # fmt: skip
        data = team_tables()
        change(data)
        path.write_bytes(tomli_w.dumps(data).encode())
        with pytest.raises(BadInput) as caught:
            read_scenario(path)
        met.append(caught.value.text("zh").partition("shop.toml：")[2])
    assert met == [
        "people.service_late.pay_month（第4项）现在是 -5，请改为大于0、不超过1,000,000,000的数字",
        "缺少 people.service_late.pay_month（第4项），请补上大于0、不超过1,000,000,000的数字",
        "fulfilment.return_share 现在是15，请改为0到1的数字；15%要写成0.15",
        'work.chat_after.channel（第2项）现在是 "caht"，请改为 "chat"、"phone"、"ticket"、"task" 之一',
    ]


@settings(FREELY, max_examples=200)
@given(data=broken_tables())
def test_broken_scenarios_give_one_sentence(tmp_path_factory, data):
    """Whatever is wrong in a file, its author gets one sentence and never a traceback."""
    path = tmp_path_factory.getbasetemp() / "broken.toml"
    path.write_bytes(tomli_w.dumps(data).encode())
    assert path.name in sentence_for(path)


@settings(FREELY, max_examples=100)
@given(data=st.data())
def test_damaged_bytes_give_one_sentence_or_a_scenario(tmp_path_factory, data):
    """A file cut short, overwritten or shuffled is read or refused, nothing else."""
    content = bytearray((TEAMS / "starter.toml").read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        until = min(len(content), at + data.draw(st.sampled_from([0, 1, 10, 10**6])))
        content[at:until] = data.draw(st.binary(max_size=8) | st.sampled_from([b"[", b'"""', b"\n[x]\n", b"=", b"-"]))
    path = tmp_path_factory.getbasetemp() / "damaged.toml"
    path.write_bytes(content)
    try:
        read_scenario(path)
    except BadInput as error:
        assert str(error).isprintable() and len(str(error)) <= 400
        in_chinese(error)
