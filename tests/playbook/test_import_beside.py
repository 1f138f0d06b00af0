"""Chats that name buyer and order, with the orders of the same days: `playbook import` joins them and keeps no name."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import numpy as np
import pytest

from playbook.__main__ import main
from sim.scenario.file import read_scenario

FIRST = dt.datetime(2026, 9, 7)
DAYS = 24
CLOCK = "%Y-%m-%d %H:%M:%S"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, list[str]]:
    """Chats (gb18030) and orders (UTF-8), and what was planted in them: names of buyers and numbers of orders."""
    chance = np.random.default_rng(1)
    chats: list[tuple[dt.datetime, str]] = []
    orders = ["订单编号,买家会员名,订单创建时间,订单付款时间,发货时间,订单状态"]
    planted: list[str] = []
    free = {f"客服{a}": FIRST for a in range(8)}

    def chat(came: dt.datetime, buyer: str, order: str) -> dt.datetime:
        agent = min(free, key=lambda name: free[name])
        begin = max(came, free[agent])
        free[agent] = end = begin + dt.timedelta(seconds=float(60 + chance.exponential(120)))
        kind = "售后" if order else "售前"
        wait = int((begin - came).total_seconds())
        row = f"{came:{CLOCK}},{end:{CLOCK}},{wait},{agent},{kind},{buyer},{order}"
        chats.append((came, row))
        return end

    events: list[tuple[dt.datetime, str, str]] = []
    for day in range(DAYS):
        for _ in range(chance.poisson(90)):
            who = f"买家花名{len(planted):05d}"
            moment = FIRST + dt.timedelta(days=day, seconds=float(chance.uniform(9, 20) * 3600))
            asks, buys = chance.random() < 0.5, chance.random() < 0.6
            planted.append(who)
            if asks:
                events.append((moment, who, ""))
            if buys or not asks:
                number = f"77001122{len(planted):08d}"
                planted.append(number)
                placed, sent = moment + dt.timedelta(minutes=20), FIRST + dt.timedelta(days=day + 1, hours=10)
                orders.append(f"{number},{who},{placed:{CLOCK}},{placed:{CLOCK}},{sent:{CLOCK}},交易成功")
                if chance.random() < 0.4:
                    later = sent + dt.timedelta(days=1, seconds=float(chance.uniform(0, 36_000)))
                    later += dt.timedelta(days=int(chance.integers(0, 3)))
                    events.append((later, who, number))
    end = FIRST + dt.timedelta(days=DAYS)
    for moment, who, number in sorted(event for event in events if event[0] < end):
        chat(moment, who, number)
    folder = tmp_path_factory.mktemp("shop")
    rows = [
        "会话开始时间,会话结束时间,排队时长,接待客服,咨询类型,买家昵称,订单编号",
        *(row for _, row in sorted(chats)),
    ]
    (folder / "chats.csv").write_bytes("\n".join(rows).encode("gb18030"))
    (folder / "orders.csv").write_text("\n".join(orders), encoding="utf-8")
    return folder / "chats.csv", folder / "orders.csv", planted


@pytest.mark.parametrize("language", ["en", "zh"])
def test_files_that_name_buyers_and_orders_make_a_team_and_keep_no_name(files, language, tmp_path, capsys):
    chats, orders, planted = files
    out = tmp_path / "team.toml"
    assert main(["import", "--yes", "--language", language, "-o", str(out), str(chats), str(orders)]) == 0
    team = read_scenario(out)
    shown = capsys.readouterr()
    sources = {work.title.zh: work.source for work in team.work}
    assert sources["售前"] == "order" and sources["售后"] == "parcel"
    assert team.fulfilment.transit_days == 3
    assert team.customers.asked_buy == pytest.approx(0.6, abs=0.05)
    for text in (shown.out, shown.err, out.read_text(encoding="utf-8")):
        assert not [one for one in planted if one in text]
        assert not re.search(r"7700112\d", text) and "买家花名" not in text
    assert ("售后：售后" if language == "zh" else "After the sale: 售后") in shown.out
    assert ("买家昵称" in shown.out) and "{" not in shown.out
