"""`playbook import FILE… -o TEAM.toml`: files of a shop become one team, or nothing at all is written."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from playbook.__main__ import main
from playbook.my_files.times import next_monday
from sim.calibrate.contacts import read_contacts
from sim.exports.contacts import joined
from sim.scenario.file import read_scenario, team, team_names
from tests.calibrate.made_month import KINDS, Month, made_month, written


@pytest.fixture(scope="module")
def month() -> Month:
    return made_month(days=14, contacts=400, agents=10)


@pytest.fixture(scope="module")
def contacts(month: Month, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(month, tmp_path_factory.mktemp("shop") / "contacts.csv")


def orders(path: Path, dates: list[dt.date], each: int) -> Path:
    """So many orders a day, evenly over the hours from eight on."""
    rows = ["订单编号,订单创建时间"]
    for date in dates:
        for i in range(each):
            second = 8 * 3600 + i * (15 * 3600 // each)
            clock = f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
            rows.append(f"{date:%Y%m%d}{i:05d},{date} {clock}")
    path.write_bytes("\n".join(rows).encode("gb18030"))
    return path


def test_contacts_and_orders_make_a_team_that_can_be_played(month, contacts, tmp_path, capsys):
    dates = [date for date in month.contacts.dates if date is not None]
    shop = orders(tmp_path / "orders.csv", dates, 120)
    out = tmp_path / "team.toml"
    zone = ["--timezone", "Europe/Berlin", "--start", "2026-10-05", "--weeks", "6"]
    assert main(["import", "--yes", *zone, "-o", str(out), str(contacts), str(shop)]) == 0
    team = read_scenario(out)
    assert team.demand.orders_day == pytest.approx(120, rel=0.01)
    assert team.timezone == "Europe/Berlin"
    assert (team.calendar.start, team.calendar.weeks) == (dt.date(2026, 10, 5), 6)
    assert {kind for work in team.work for kind in KINDS if work.title.zh == kind} == set(KINDS)
    said = capsys.readouterr().out
    assert f"{len(month.contacts):,}" in said


def test_the_season_begins_on_the_monday_after_the_file(month, contacts, tmp_path):
    out = tmp_path / "team.toml"
    assert main(["import", "--yes", "-o", str(out), str(contacts)]) == 0
    start, last = read_scenario(out).calendar.start, max(date for date in month.contacts.dates if date)
    assert start.weekday() == 0
    assert 0 < (start - last).days <= 7


def test_two_halves_of_a_file_are_the_whole(month):
    whole = month.contacts
    halves = [whole.rows(whole.day < 7), whole.rows(whole.day >= 7)]
    again = joined(halves)
    assert again.dates == whole.dates
    for name in ("day", "arrival", "wait", "answered", "service"):
        assert np.array_equal(getattr(again, name), getattr(whole, name), equal_nan=name == "service"), name
    for names, which in (("kinds", "kind"), ("agents", "agent")):
        mine, theirs = np.array([*getattr(again, names), ""]), np.array([*getattr(whole, names), ""])
        assert (mine[getattr(again, which)] == theirs[getattr(whole, which)]).all()


def test_orders_alone_are_no_team(tmp_path, capsys):
    shop = orders(tmp_path / "orders.csv", [dt.date(2026, 9, 1) + dt.timedelta(days=i) for i in range(8)], 50)
    out = tmp_path / "team.toml"
    assert main(["import", "--yes", "-o", str(out), str(shop)]) == 2
    assert "calls or chats" in capsys.readouterr().err
    assert not out.exists()


def test_a_file_that_cannot_be_read_writes_nothing(contacts, tmp_path, capsys):
    broken, out = tmp_path / "broken.csv", tmp_path / "team.toml"
    broken.write_text("a,b\n1,2\n3,4\n")
    assert main(["import", "--yes", "-o", str(out), str(contacts), str(broken)]) == 2
    assert not out.exists()
    assert "Traceback" not in capsys.readouterr().err


def test_contacts_of_our_own_columns_are_read_as_replay_reads_them(month, contacts):
    assert len(read_contacts(contacts)) == len(month.contacts)


@pytest.mark.parametrize(
    "options", [["--weeks", "0"], ["--weeks", "53"], ["--start", "11.11.2026"], ["--start", "1990-01-01"]]
)
def test_a_wrong_option_is_one_sentence(options, contacts, tmp_path, capsys):
    with pytest.raises(SystemExit) as stop:
        main(["import", *options, "-o", str(tmp_path / "t.toml"), str(contacts)])
    assert stop.value.code == 2
    assert options[1] in capsys.readouterr().err


def test_a_season_begins_no_earlier_than_a_scenario_may():
    assert next_monday([dt.date(1999, 2, 28)]) == dt.date(2000, 1, 3)
    assert next_monday([dt.date(2026, 9, 20), None, dt.date(2026, 9, 21)]) == dt.date(2026, 9, 28)


def test_nothing_of_a_customer_is_kept_or_said(month, contacts, tmp_path, capsys):
    """A buyer's name, telephone, address and order number are planted in every row."""
    planted = ["王小明", "13800138000", "西湖区文三路", "ORDER-77812"]
    rows = ["订单编号,买家会员名,联系手机,收货地址 ,订单创建时间"]
    for day in range(1, 15):
        rows += [
            f"{planted[3]}{day:02d}{i:02d},{planted[0]},{planted[1]},{planted[2]},2026-09-{day:02d} 1{i % 10}:05:00"
            for i in range(60)
        ]
    shop, out = tmp_path / "orders.csv", tmp_path / "team.toml"
    shop.write_text("\n".join(rows), encoding="utf-8")
    assert main(["import", "--yes", "-o", str(out), str(contacts), str(shop)]) == 0
    shown = capsys.readouterr()
    for text in (shown.out, shown.err, out.read_text(encoding="utf-8")):
        assert not [one for one in planted if one in text]


def test_a_chinese_report_names_the_sample_and_rare_types_in_chinese(month, tmp_path, capsys):
    names = tuple(f"类型{i:02d}" for i in range(20))
    kinds = np.arange(len(month.contacts)) % len(names)
    many = replace(month, contacts=replace(month.contacts, kinds=names, kind=kinds))
    path = written(many, tmp_path / "contacts.csv")
    assert main(["import", "--yes", "--language", "zh", "-o", str(tmp_path / "team.toml"), str(path)]) == 0
    said = capsys.readouterr().out
    assert "- 其他：" in said and "other" not in said
    assert any(team(name).title.zh in said for name in team_names())
    assert not any(f"样板店{name}" in said.replace(" ", "") for name in team_names())


def test_orders_say_how_many_and_contacts_say_when(month, contacts, tmp_path):
    """Orders at all hours do not send the desk's customers into the night."""
    dates = [date for date in month.contacts.dates if date is not None]
    alone, both = tmp_path / "alone.toml", tmp_path / "both.toml"
    shop = orders(tmp_path / "orders.csv", dates, 120)
    assert main(["import", "--yes", "-o", str(alone), str(contacts)]) == 0
    assert main(["import", "--yes", "-o", str(both), str(contacts), str(shop)]) == 0
    assert read_scenario(both).demand.hourly == read_scenario(alone).demand.hourly
    assert read_scenario(both).demand.orders_day != read_scenario(alone).demand.orders_day


def test_orders_of_a_second_platform_are_not_left_out_without_a_word(month, contacts, tmp_path, capsys):
    dates = [date for date in month.contacts.dates if date is not None]
    shop = orders(tmp_path / "orders.csv", dates, 120)
    rows = ["Name,Email,Financial Status,Created at,Lineitem name,Total"]
    for n, date in enumerate(dates):
        rows += [f"#{1000 + 9 * n + i},a@b.c,paid,{date} 1{i}:00:00 +0800,Lamp,20.00" for i in range(9)]
    other = tmp_path / "shopify.csv"
    other.write_text("\n".join(rows), encoding="utf-8")
    assert main(["import", "--yes", "-o", str(tmp_path / "team.toml"), str(contacts), str(shop), str(other)]) == 0
    said = [line for line in capsys.readouterr().out.splitlines() if "are not added to those of" in line]
    assert len(said) == 1 and f"shopify.csv: its {9 * len(dates):,} orders" in said[0] and "orders.csv" in said[0]
    assert main(["import", "--yes", "-o", str(tmp_path / "team.toml"), str(contacts), str(shop)]) == 0
    assert "are not added to those of" not in capsys.readouterr().out


def test_a_guessed_time_of_an_order_counts_no_orders(month, contacts, tmp_path):
    rows = [
        "request,answer,agent",
        *(f"2026-09-{d:02d} 1{i % 10}:0{i % 7}:00,x,Ana" for d in range(1, 9) for i in range(40)),
    ]
    other, alone, both = tmp_path / "other.csv", tmp_path / "alone.toml", tmp_path / "both.toml"
    other.write_text("\n".join(rows), encoding="utf-8")
    assert main(["import", "--yes", "-o", str(alone), str(contacts)]) == 0
    main(["import", "--yes", "-o", str(both), str(contacts), str(other)])
    assert not both.exists() or read_scenario(both).demand.orders_day == read_scenario(alone).demand.orders_day


def test_a_place_that_cannot_be_written_is_said_before_the_fit(contacts, tmp_path, capsys):
    assert main(["import", "--yes", "-o", str(tmp_path), str(contacts)]) == 2
    assert "fitting" not in capsys.readouterr().err
