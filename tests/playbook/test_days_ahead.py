"""Last year's export beside this month's: its sale is on the calendar, and `playbook forecast` shows the days."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from playbook.__main__ import main
from playbook.my_files.times import usual_orders
from sim.calibrate.team.ahead import look_ahead
from sim.calibrate.team.forecast import named_dates
from sim.calibrate.team.history import latest
from sim.calibrate.team.public_holidays import make_up_days
from sim.exports.contacts import joined
from sim.scenario.file import read_scenario, team
from tests.calibrate.made_month import made_month, written
from tests.calibrate.made_sales import Years, counted, years

BIG = dt.date(2026, 10, 20)


@pytest.fixture(scope="module")
def made() -> Years:
    return years(3, which=0, orders=60.0, lift=5.0, cv=0.05)


@pytest.fixture(scope="module")
def files(made: Years, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("shop")
    month = made_month(days=21, contacts=150, agents=6, start=dt.date(2026, 9, 7))
    return {
        "contacts": written(month, folder / "contacts.csv"),
        "last": orders(made, dt.date(2025, 9, 1), dt.date(2025, 11, 30), folder / "last.csv"),
        "now": orders(made, dt.date(2026, 8, 20), dt.date(2026, 9, 27), folder / "now.csv"),
    }


def orders(made: Years, first: dt.date, last: dt.date, path: Path) -> Path:
    rng, rows = np.random.default_rng(1), ["订单编号,订单创建时间"]
    for i in range((last - first).days + 1):
        date = first + dt.timedelta(days=i)
        for s in np.sort(rng.integers(0, 86_400, int(made.counts.totals[(date - made.counts.first).days]))):
            rows.append(f"{len(rows):012d},{date} {s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}")
    path.write_bytes("\n".join(rows).encode("gb18030"))
    return path


def imported(files: list[Path], out: Path, *more: str) -> int:
    return main(["import", "--yes", "--start", "2026-09-28", *more, "-o", str(out), *map(str, files)])


def test_last_years_sale_is_on_the_calendar_with_this_years_orders(made, files, tmp_path, capsys):
    out = tmp_path / "team.toml"
    zone = ("--timezone", "Asia/Shanghai")
    assert imported([files["contacts"], files["now"], files["last"]], out, *zone) == 0
    made_team = read_scenario(out)
    (event,) = made_team.calendar.campaigns
    assert event.day == BIG and event.own_shape is not None
    assert event.lift == pytest.approx(made.lifts[0], rel=0.35)
    begin = (dt.date(2026, 8, 20) - made.counts.first).days
    now = made.counts.totals[begin : begin + 39].mean()
    assert made_team.demand.orders_day == pytest.approx(now, rel=0.1)  # and not last year's
    said = capsys.readouterr().out
    assert "2025-10-20 in your files" in said and "of 2025" in said
    assert "2026-10-10" in said  # a Saturday worked for National Day
    assert "days that it had not seen" in said


def test_without_last_year_a_published_one_is_taken_and_said(files, tmp_path, capsys):
    out = tmp_path / "team.toml"
    assert imported([files["contacts"]], out, "--timezone", "Asia/Shanghai") == 0
    (event,) = read_scenario(out).calendar.campaigns
    assert event.day == BIG and event.own_shape is None and event.preset == "double-eleven-2025"
    assert "No 11.11 in your files" in capsys.readouterr().out


def test_without_a_time_zone_no_sale_is_guessed(files, tmp_path, capsys):
    out = tmp_path / "team.toml"
    assert imported([files["contacts"]], out) == 0
    assert read_scenario(out).calendar.campaigns == ()
    assert "not known without its time zone" in capsys.readouterr().out


def test_the_days_are_shown_and_written(files, tmp_path, capsys):
    out = tmp_path / "days.csv"
    command = ["forecast", "--yes", "--timezone", "Asia/Shanghai", "--weeks", "5", "-o", str(out)]
    assert main([*command, *(str(path) for path in files.values())]) == 0
    rows = list(csv.reader(out.read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == 36 and rows[1][0] == "2026-09-28"
    shown = capsys.readouterr().out
    assert all(row[0] in shown for row in rows[1:])
    by_day = {row[0]: row for row in rows[1:]}
    assert "11.11" in by_day[str(BIG)][-1] and not by_day["2026-10-05"][-1]
    for row in rows[1:]:
        low, middle, high = (int(cell) for cell in row[5:8])
        assert low <= middle <= high
    assert int(by_day[str(BIG)][6]) > 2 * int(by_day["2026-10-06"][6])


def test_a_file_that_cannot_be_foretold_from_is_answered_by_a_sentence(tmp_path, capsys):
    path = tmp_path / "roster.csv"
    path.write_text("name,2026-09-01,2026-09-02\nA,09:00-18:00,09:00-18:00\nB,off,09:00-18:00\n", encoding="utf-8")
    assert main(["forecast", "--yes", str(path)]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_sale_outside_the_season_is_said_and_not_on_the_calendar(made):
    counts = made.counts.until(made.learned)
    found = look_ahead(None, counts, dt.date(2026, 10, 26), 8, team("flagship"), "Asia/Shanghai")
    assert found.campaigns == () and "ahead.outside" in [one.key for one in found.sentences]
    far = look_ahead(None, counts, dt.date(2029, 1, 1), 8, team("flagship"), "Asia/Shanghai")
    assert far.orders is None and "ahead.too_far" in [one.key for one in far.sentences]


def test_make_up_days_that_nobody_has_announced_are_said_to_be_unknown(made):
    counts = made.counts.until(made.learned)
    found = look_ahead(None, counts, dt.date(2026, 12, 7), 12, team("flagship"), "Asia/Shanghai")
    known = make_up_days("CN", dt.date(2027, 1, 1), dt.date(2027, 12, 31))
    assert ("ahead.swaps" in [one.key for one in found.sentences]) == (not known)


def test_people_who_left_last_year_are_not_in_the_team():
    then = made_month(days=7, contacts=60, agents=4, start=dt.date(2025, 9, 1)).contacts
    now = made_month(days=14, contacts=60, agents=4, start=dt.date(2026, 9, 1)).contacts
    gone = replace(then, agents=tuple(f"old {name}" for name in then.agents))
    kept = latest(joined([gone, now]))
    assert set(kept.agents) == set(now.agents) and kept.dates == now.dates
    assert len(kept) == len(now) and np.array_equal(kept.day, now.day)
    assert latest(now) is now


def test_a_sale_in_this_months_file_shapes_no_usual_day(made):
    """Two months with the sale in them: its days are named and left out, and next year's is as this one."""
    begin, end = ((day - made.counts.first).days for day in (dt.date(2025, 9, 15), dt.date(2025, 11, 30)))
    counts = made.counts.part(begin, end)
    apart = named_dates(counts, "CN")
    assert dt.date(2025, 10, 20) in apart and not any(day < dt.date(2025, 10, 10) for day in apart)
    with_it, without = usual_orders(counts, frozenset()), usual_orders(counts, apart)
    before = counts.part(0, 21).totals.mean()
    assert abs(without.level.mean() - before) < abs(with_it.level.mean() - before)
    found = look_ahead(None, counts, dt.date(2026, 9, 28), 8, team("flagship"), "Asia/Shanghai")
    (event,) = found.campaigns
    assert event.day == BIG and event.own_shape is not None
    assert not any(one.key == "ahead.growth" for one in found.sentences)  # the same year's usual days


def test_a_shop_that_took_no_part_has_no_sale_on_its_calendar():
    totals = np.random.default_rng(3).poisson(300, 120).astype(float)
    counts = counted(dt.date(2025, 9, 1), totals)
    found = look_ahead(None, counts, dt.date(2026, 9, 28), 8, team("flagship"), "Asia/Shanghai")
    assert found.campaigns == () and "ahead.no_lift" in [one.key for one in found.sentences]
    assert found.orders is not None
    place = (BIG - found.orders.first).days
    assert found.orders.quantiles[1, place] < 1.4 * found.orders.quantiles[1, 0]


@pytest.fixture(scope="module")
def overlapping(files, tmp_path_factory) -> list[Path]:
    """The first two weeks and a half of the contacts, and the last one and a half: they share a week."""
    head, *rows = files["contacts"].read_text(encoding="utf-8-sig").splitlines()
    date = next(i for i, cell in enumerate(rows[0].split(",")) if cell.startswith("2026-"))
    parts = [
        [row for row in rows if row.split(",")[date][:10] < "2026-09-24"],
        [row for row in rows if row.split(",")[date][:10] >= "2026-09-17"],
    ]
    assert all(parts) and sum(map(len, parts)) > len(rows)
    folder, out = tmp_path_factory.mktemp("two"), []
    for name, part in zip(("early.csv", "late.csv"), parts, strict=True):
        out.append(folder / name)
        out[-1].write_text("\n".join([head, *part]) + "\n", encoding="utf-8")
    return out


def test_contacts_that_stand_in_two_files_are_foretold_once_and_said(files, overlapping, tmp_path, capsys):
    def foretold(*paths: Path) -> tuple[bytes, str]:
        out = tmp_path / "days.csv"
        assert main(["forecast", "--yes", "--language", "en", "--weeks", "1", "-o", str(out), *map(str, paths)]) == 0
        return out.read_bytes(), capsys.readouterr().out

    once, said = foretold(files["contacts"])
    assert "in more than one of the files" not in said
    for several in ([files["contacts"]] * 2, overlapping, overlapping[::-1]):
        table, said = foretold(*several)
        assert table == once
        assert "contacts are in more than one of the files; each counts once" in said
