"""The reader's own orders: what is fitted, what is refused, and in what words."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from playbook import importers
from playbook.importers.orders import Fit, Orders
from playbook.importers.orders import fit as fit_orders
from playbook.lab import Lab
from playbook.lab.access import is_off
from playbook.lab.mydata import MyDataSection
from playbook.lab.upload import LARGEST_BYTES, Sent
from playbook.practices import PracticeError, load
from playbook.workspace import Workspace
from sim.calibrate.team.counts import of_table
from tests.playbook import fake_experiment
from tests.playbook.lab_tools import PRACTICES, figures, no_trouble, open_lab, texts, widgets_of

MONDAY = dt.date(2026, 3, 2)
HOURLY = np.array([1, 1, 0, 0, 0, 0, 1, 2, 4, 6, 7, 7, 6, 6, 6, 6, 6, 5, 5, 7, 9, 9, 6, 3], float)
WEEKDAY = np.array([0.8, 0.9, 1.0, 1.0, 1.1, 1.2, 1.0])


def made_up(days: int, level: float = 500, cv: float = 0.15, seed: int = 3) -> dict[dt.date, tuple[int, ...]]:
    """Orders of a shop whose demand is known."""
    rng = np.random.default_rng(seed)
    out = {}
    for i in range(days):
        date = MONDAY + dt.timedelta(days=i)
        mean = level * WEEKDAY[date.weekday()] * rng.lognormal(-(cv**2) / 2, cv)
        out[date] = tuple(int(n) for n in rng.poisson(mean * HOURLY / HOURLY.sum()))
    return out


def fit(days: dict[dt.date, tuple[int, ...]]) -> Fit | None:
    """The fit to 24 counts a day."""
    dates = sorted(days)
    return fit_orders(Orders(of_table(dates[0], np.array([days[date] for date in dates], float)), None))


def as_csv(days: dict[dt.date, tuple[int, ...]]) -> bytes:
    lines = ["hour,orders"]
    lines += [f"{date}T{hour:02d}:00,{n}" for date, row in days.items() for hour, n in enumerate(row)]
    return "\n".join(lines).encode()


def upload(section: MyDataSection, content: bytes, name: str = "orders.csv") -> None:
    section.load(Sent(name, content))
    assert section.runner.wait()


@pytest.fixture
def section(tmp_path: Path) -> MyDataSection:
    return open_lab(tmp_path).my_data


def test_known_demand_is_found_again() -> None:
    """Level, weekdays, hours and spread of a made-up shop come back from sixteen weeks of its orders."""
    found = fit(made_up(112))
    assert found.level == pytest.approx(500, rel=0.06)
    assert np.array(found.weekday) == pytest.approx(WEEKDAY / WEEKDAY.mean(), abs=0.12)
    assert np.array(found.hourly) == pytest.approx(HOURLY / HOURLY.sum(), abs=0.01)
    assert found.cv == pytest.approx(0.15, abs=0.04)
    assert 0.7 < found.inside < 0.9


def test_chance_alone_is_not_taken_for_spread() -> None:
    """Days that differ only by luck have no spread of their own."""
    assert fit(made_up(112, level=2000, cv=0.0)).cv < 0.03


def test_one_sales_event_does_not_pass_for_a_usual_day() -> None:
    """A day at ten times the orders leaves the usual level where it is."""
    days = made_up(56)
    big = MONDAY + dt.timedelta(days=16)
    days[big] = tuple(10 * n for n in days[big])
    assert fit(days).level == pytest.approx(fit(made_up(56)).level, rel=0.05)


def test_one_midnight_of_a_sale_is_not_every_day_of_the_shop() -> None:
    """11.11 at eight times the orders, a third of them at midnight: hours and spread stay those of usual days."""
    days, usual = made_up(28, cv=0.0), fit(made_up(28, cv=0.0))
    big = MONDAY + dt.timedelta(days=23)
    days[big] = (sum(days[big]) * 8 // 3, *(8 * n * 2 // 3 for n in days[big][1:]))
    found = fit(days)
    assert found.hourly[0] == pytest.approx(usual.hourly[0], abs=0.003)
    assert found.busiest_hour == usual.busiest_hour
    assert found.cv < 0.05
    assert not found.usual[23]
    assert found.usual.sum() == 27


def test_an_export_made_in_the_morning_makes_no_quiet_weekday() -> None:
    days = made_up(21, cv=0.0)
    last = max(days)
    days[last] = (*days[last][:10], *[0] * 14)
    found = fit(days)
    assert not found.usual[-1]
    assert found.weekday[last.weekday()] == pytest.approx(fit(made_up(21, cv=0.0)).weekday[last.weekday()], rel=0.1)


@pytest.mark.parametrize("days", [1, 6])
def test_less_than_a_week_gives_no_number(days: int) -> None:
    """Too little is said, not guessed."""
    assert fit(made_up(days)) is None


def test_no_orders_at_all_give_no_number() -> None:
    """A closed shop."""
    assert fit({MONDAY + dt.timedelta(days=i): (0,) * 24 for i in range(30)}) is None


def test_a_shop_closed_on_sundays_stays_closed() -> None:
    """A weekday without orders gets none."""
    days = {date: (0,) * 24 if date.weekday() == 6 else row for date, row in made_up(56).items()}
    found = fit(days)
    assert found.weekday[6] == 0 and np.isfinite(found.cv)


def test_the_last_week_is_held_back_as_a_test() -> None:
    """Three weeks allow a test on days the fit has not seen; less does not."""
    assert fit(made_up(20)).tested is None
    inside, days = fit(made_up(56)).tested
    assert days == 7 and 0 <= inside <= 7


def test_an_upload_is_fitted_shown_and_taken_over(section: MyDataSection) -> None:
    """From a file to a page that computes with it, and back."""
    before = section.study.base
    upload(section, as_csv(made_up(35)))
    assert figures(texts(section)) and "inside the band" in texts(section)
    assert section.study.base == before, "nothing is taken over before the reader says so"
    section.use.click()
    after = section.study.base.demand
    assert after.hourly != before.demand.hourly and after.orders_day == before.demand.orders_day
    section.level.value = True
    section.use.click()
    assert section.study.base.demand.orders_day == pytest.approx(500, rel=0.1)
    section.drop.click()
    assert section.study.base == before
    no_trouble(section)


def test_more_orders_than_can_be_simulated_are_told_and_change_nothing(section: MyDataSection) -> None:
    """A day of some million contacts would take the memory of the reader's computer."""
    before = section.study.base
    upload(section, as_csv({MONDAY + dt.timedelta(days=i): (40_000,) * 24 for i in range(14)}))
    section.level.value = True
    section.use.click()
    assert "contacts and tasks" in section.alert.value and "2,000,000" in section.alert.value
    assert section.study.base == before
    section.level.value = False
    section.use.click()
    assert section.alert.value == "" and section.study.base.demand.hourly[3] == pytest.approx(1 / 24, abs=1e-6)


def test_results_of_another_demand_disappear(tmp_path: Path) -> None:
    """What was computed with the old demand does not stand beside the new one."""
    from tests.playbook.lab_tools import click

    lab = open_lab(tmp_path)
    click(lab.run.bar)
    assert figures(texts(lab.run))
    upload(lab.my_data, as_csv(made_up(35)))
    lab.my_data.use.click()
    assert not figures(texts(lab.run))


BAD = {
    "no such columns": b"a,b\n1,2\n",
    "empty": b"",
    "not text": b"\xff\xfe\x00\x00\x81",
    "a negative count": b"hour,orders\n2026-03-02T08:00,-4\n",
    "not a date": b"hour,orders\n<script>alert(1)</script>,4\n",
    "the same hour twice": b"hour,orders\n2026-03-02T08:00,4\n2026-03-02T08:00,5\n",
    "header only": b"hour,orders\n",
    "zip": b"PK\x03\x04" + bytes(range(256)),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_gets_one_sentence(section: MyDataSection, name: str) -> None:
    """Which file, what is wrong; escaped, and the page goes on as before."""
    upload(section, BAD[name], "my <b>orders</b>.csv")
    shown = texts(section)
    assert shown.count('role="alert"') == 1
    assert "<script>" not in shown and "<b>orders" not in shown and "Traceback" not in shown
    assert is_off(section.use) and section.fit is None


def test_a_bad_file_is_told_in_the_language_of_the_page(tmp_path: Path) -> None:
    section = open_lab(tmp_path, language="zh").my_data
    upload(section, BAD["a negative count"], "订单.csv")
    alert = re.search('role="alert">([^<]*)', texts(section))[1]
    assert alert == "订单.csv：“orders”列第2行的 &quot;-4&quot; 读不出来；请写钟点和订单数"


def test_a_file_may_be_as_large_as_on_the_page_my_shop(section: MyDataSection) -> None:
    """One limit, which the browser holds before anything is sent."""
    assert section.upload.largest == LARGEST_BYTES
    assert "50 MB" in section.upload.said["drop"]


def test_orders_of_a_platform_are_read_as_they_come(section: MyDataSection) -> None:
    """Chinese headings in GB18030, two rows an order, a cancelled one: 20 orders a day for four weeks."""
    rows = ["订单编号,订单创建时间,订单状态,收货人姓名"]
    for day in range(28):
        for i in range(21):
            line = f"{day:03d}{i:06d},{MONDAY + dt.timedelta(days=day)} {8 + i // 2:02d}:{i:02d}:00"
            rows += [f"{line},{'交易关闭' if i == 20 else '交易成功'},Planted Name"] * (2 if i < 3 else 1)
    upload(section, "\n".join(rows).encode("gb18030"), "订单.csv")
    assert section.fit.level == pytest.approx(20, abs=0.01)
    assert "Planted" not in texts(section)


def test_a_list_of_calls_is_said_to_be_none_of_orders(section: MyDataSection) -> None:
    upload(
        section, b"date,request_s,type,wait_s,outcome,service_s,agent\n2026-03-02,100,a,5,served,60,A\n", "calls.csv"
    )
    assert "not orders" in texts(section) and is_off(section.use)


def test_too_few_days_are_refused_in_words(section: MyDataSection) -> None:
    """Three days: the sentence says how many would do."""
    upload(section, as_csv(made_up(3)))
    assert "3 days are too few" in texts(section) and is_off(section.use)


# ------------------------------------------------------------------------------------------------- another importer

TOY = """
ACCEPT, OPTION, FORMAT = ".txt", "", "mydata.format"


def read(name, content, base):
    return [int(line) for line in content.decode().split()]


def fit(data):
    return max(data) if len(data) > 1 else None


def too_little(words, data):
    return f"only {len(data)} line"


def said(words, found):
    return [f"at most {found} a day"]


def figure(words, found):
    from playbook.charts.figure import nothing

    return nothing(words, "toy")


def fields(found, option):
    return {"demand.orders_day": float(found)}
"""


def asking_for(importer: str, folder: Path) -> Path:
    """The demo practice in a folder of its own, with another importer."""
    shutil.copytree(PRACTICES, folder / "practices")
    file = folder / "practices" / "demo-practice" / "practice.toml"
    text = file.read_text(encoding="utf-8").replace("[bet]", f'data = "{importer}"\n[bet]', 1)
    file.write_text(text, encoding="utf-8")
    return folder / "practices"


def test_another_importer_is_a_file_and_a_word_of_the_practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module in the importers' folder and `data` in practice.toml: no list is touched."""
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "toy_orders.py").write_text(TOY, encoding="utf-8")
    monkeypatch.setattr(importers, "__path__", [*importers.__path__, str(tmp_path / "more")])
    assert importers.names() == ("orders", "toy_orders")
    shutil.copytree(PRACTICES, tmp_path / "practices")
    file = tmp_path / "practices" / "demo-practice" / "practice.toml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("[bet]", 'data = "toy_orders"\n[bet]', 1), encoding="utf-8"
    )
    workspace = Workspace.open(tmp_path / "workspace")
    lab = Lab("demo-practice", experiment=fake_experiment, folder=tmp_path / "practices", workspace=workspace)
    section = lab.my_data
    assert section.upload.accept == ".txt" and section.level not in widgets_of(section)
    upload(section, b"30", "mine.txt")
    assert "only 1 line" in texts(section) and is_off(section.use)
    upload(section, b"30 70 50", "mine.txt")
    assert "at most 70 a day" in texts(section) and figures(texts(section))
    section.use.click()
    assert section.study.base.demand.orders_day == 70.0
    no_trouble(section)


def test_an_importer_that_does_not_exist_is_named(tmp_path: Path) -> None:
    """A slip in practice.toml is told by the loader, a slip in code by the folder."""
    with pytest.raises(PracticeError, match="data: 'order' is not among orders"):
        load("demo-practice", "en", asking_for("order", tmp_path))
    with pytest.raises(KeyError, match="no importer 'order'"):
        importers.load("order")
