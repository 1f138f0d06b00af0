"""The reader's own orders: what is fitted, what is refused, and in what words."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import numpy as np
import pytest

from playbook.lab.mydata import LARGEST_BYTES, MyDataSection, fit_orders
from tests.playbook.lab_tools import figures, no_trouble, open_lab, texts

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


def as_csv(days: dict[dt.date, tuple[int, ...]]) -> bytes:
    lines = ["hour,orders"]
    lines += [f"{date}T{hour:02d}:00,{n}" for date, row in days.items() for hour, n in enumerate(row)]
    return "\n".join(lines).encode()


def upload(section: MyDataSection, content: bytes, name: str = "orders.csv") -> None:
    section.upload.value = ({"name": name, "type": "text/csv", "size": len(content), "content": memoryview(content),
                             "last_modified": dt.datetime(2026, 1, 1)},)  # fmt: skip


@pytest.fixture
def section(tmp_path: Path) -> MyDataSection:
    return open_lab(tmp_path).my_data


def test_known_demand_is_found_again() -> None:
    """Level, weekdays, hours and spread of a made-up shop come back from sixteen weeks of its orders."""
    fit = fit_orders(made_up(112))
    assert fit.level == pytest.approx(500, rel=0.06)
    assert np.array(fit.weekday) == pytest.approx(WEEKDAY / WEEKDAY.mean(), abs=0.12)
    assert np.array(fit.hourly) == pytest.approx(HOURLY / HOURLY.sum(), abs=0.01)
    assert fit.cv == pytest.approx(0.15, abs=0.04)
    assert 0.7 < fit.inside < 0.9


def test_chance_alone_is_not_taken_for_spread() -> None:
    """Days that differ only by luck have no spread of their own."""
    assert fit_orders(made_up(112, level=2000, cv=0.0)).cv < 0.03


def test_one_sales_event_does_not_pass_for_a_usual_day() -> None:
    """A day at ten times the orders leaves the usual level where it is."""
    days = made_up(56)
    big = MONDAY + dt.timedelta(days=16)
    days[big] = tuple(10 * n for n in days[big])
    assert fit_orders(days).level == pytest.approx(fit_orders(made_up(56)).level, rel=0.05)


@pytest.mark.parametrize("days", [0, 1, 6])
def test_less_than_a_week_gives_no_number(days: int) -> None:
    """Too little is said, not guessed."""
    assert fit_orders(made_up(days)) is None


def test_no_orders_at_all_give_no_number() -> None:
    """A closed shop."""
    assert fit_orders({MONDAY + dt.timedelta(days=i): (0,) * 24 for i in range(30)}) is None


def test_a_shop_closed_on_sundays_stays_closed() -> None:
    """A weekday without orders gets none."""
    days = {date: (0,) * 24 if date.weekday() == 6 else row for date, row in made_up(56).items()}
    fit = fit_orders(days)
    assert fit.weekday[6] == 0 and np.isfinite(fit.cv)


def test_the_last_week_is_held_back_as_a_test() -> None:
    """Four weeks allow a test on days the fit has not seen; three do not."""
    assert fit_orders(made_up(27)).tested is None
    inside, days = fit_orders(made_up(56)).tested
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
    assert section.use.disabled and section.fit is None


def test_a_bad_file_is_told_in_the_language_of_the_page(tmp_path: Path) -> None:
    section = open_lab(tmp_path, language="zh").my_data
    upload(section, BAD["a negative count"], "订单.csv")
    alert = re.search('role="alert">([^<]*)', texts(section))[1]
    assert alert == ("订单.csv：第 2 行：orders 现在是 &quot;-4&quot;；请写 0 到 1,000,000 的整数")


def test_a_huge_file_is_refused_before_it_is_read(section: MyDataSection) -> None:
    """A wrong file, two years of logs."""
    upload(section, b"x" * (LARGEST_BYTES + 1))
    assert "too large" in texts(section) and section.use.disabled


def test_too_few_days_are_refused_in_words(section: MyDataSection) -> None:
    """Three days: the sentence says how many would do."""
    upload(section, as_csv(made_up(3)))
    assert "3 days are too few" in texts(section) and section.use.disabled
