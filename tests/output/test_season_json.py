"""`season --json`: a reader who has the scenario file and the document can do the books alone."""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path

import numpy as np
import pytest

from playbook import __main__ as command
from playbook.command import season_json
from sim.mechanisms import MECHANISMS
from sim.scenario.file import team, team_names, write_scenario
from tests.output import rebuilt

ROOT = Path(__file__).resolve().parents[2]
PLANS = {
    "untouched": {},
    "prepared": {"peak.temps": 3, "peak.overtime_hours": 2.0, "peak.break_minutes": 30.0, "peak.temps_packing": 2},
    "paid": {"pay.commission": 0.02, "pay.team_bonus": 0.1, "careers.steps": 2, "hiring.extra": 1},
}
WAYS = [(name, "untouched") for name in team_names()] + [("starter", "prepared"), ("jd", "paid")]
WAYS += [("flagship", "prepared"), ("crossborder", "prepared"), ("livestream", "paid")]


def season(path: Path, *more: str) -> Path:
    out = path.with_suffix(".json")
    assert command.main(["season", str(path), "--json", str(out), *more]) == 0
    return out


@pytest.mark.parametrize("name, plan", WAYS)
def test_profit_and_cash_are_reckoned_anew_without_the_model(name, plan, tmp_path, capsys):
    path = tmp_path / "scenario.toml"
    write_scenario(team(name).with_levers(PLANS[plan]), path)
    document = season(path, "--replications", "2", "--days", "2")
    for r in range(2):
        found = rebuilt.Rebuilt(path, document, r)
        assert found.profit == pytest.approx(found.profit_said, rel=1e-9)
        assert found.cash == pytest.approx(found.days["cash"], rel=1e-9)
        for account, days in found.reckoned.items():
            assert days == pytest.approx(found.booked[account], rel=1e-9, abs=1e-6), account
        known = sorted(found.prices_known)
        assert all(np.isclose(known, price, rtol=1e-9).any() for price in found.prices)


def test_a_plan_that_costs_shows_in_accounts_of_its_own(tmp_path, capsys):
    path = tmp_path / "scenario.toml"
    write_scenario(team("starter").with_levers(PLANS["prepared"]), path)
    said = json.loads(season(path, "--replications", "1", "--days", "1").read_text(encoding="utf-8"))
    temps = said["each"][0]["ledger"]["temps"]
    assert sum(temps) < 0 and temps[0] == 0
    assert said["accounts"]["temps"]["part"] == "pay"


def test_who_reckons_anew_imports_nothing_of_the_project():
    tree = ast.parse((ROOT / "tests" / "output" / "rebuilt.py").read_text(encoding="utf-8"))
    names = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    names |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert {name.split(".")[0] for name in names} <= set(sys.stdlib_module_names) | {"__future__"}


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("season") / "shop.toml"
    write_scenario(team("starter").with_levers({"calendar.weeks": 2, "calendar.campaigns": ()}), path)
    return path


def test_bands_are_those_of_the_days_in_full(written, capsys):
    said = json.loads(season(written, "--replications", "4", "--days", "100").read_text(encoding="utf-8"))
    assert len(said["each"]) == 4
    for part in ("days", "ledger"):
        for name, band in said[part].items():
            each = np.array([one[part][name] for one in said["each"]])
            assert band["mean"] == pytest.approx(each.mean(axis=0), rel=1e-12, abs=1e-12)
            for q in (10, 50, 90):
                assert band[f"p{q}"] == pytest.approx(np.quantile(each, q / 100, axis=0), rel=1e-12, abs=1e-12)


def test_days_in_full_come_only_on_request_and_no_more_than_asked(written, capsys):
    plain = season(written, "--replications", "3").read_bytes()
    some = season(written, "--replications", "3", "--days", "2").read_bytes()
    plain, some = json.loads(plain), json.loads(some)
    assert "each" not in plain and len(some.pop("each")) == 2
    assert plain == some


@pytest.mark.parametrize("days", ["0", str(season_json.MOST_IN_FULL + 1), "all"])
def test_more_days_than_the_file_may_hold_are_refused(written, days, capsys):
    with pytest.raises(SystemExit) as refused:
        command.main(["season", str(written), "--json", "x.json", "--days", days])
    assert refused.value.code == 2
    assert str(season_json.MOST_IN_FULL) in capsys.readouterr().err


@pytest.mark.parametrize("language, said", [("en", "name one with --json"), ("zh", "请用 --json")])
def test_days_without_a_file_are_refused_in_one_sentence(written, language, said, capsys):
    assert command.main(["season", str(written), "--days", "1", "--language", language]) == 2
    printed = capsys.readouterr()
    assert printed.out == "" and said in printed.err and len(printed.err.splitlines()) == 1


def test_it_is_as_large_as_the_help_says(tmp_path, capsys):
    """About 60 kB a season and 260 kB for the rest, of twelve weeks; a plan adds accounts."""
    path = tmp_path / "flagship.toml"
    write_scenario(team("flagship"), path)
    plain = len(season(path, "--replications", "2").read_bytes())
    full = len(season(path, "--replications", "2", "--days", "2").read_bytes())
    assert plain == pytest.approx(260_000, rel=0.15)
    assert (full - plain) / 2 == pytest.approx(60_000, rel=0.15)


def test_the_page_names_every_key_and_every_daily_figure(written, capsys):
    text = (ROOT / "docs" / "season-json.md").read_text(encoding="utf-8")
    said = json.loads(season(written, "--replications", "2", "--days", "1").read_text(encoding="utf-8"))
    assert f'"{said["format"]}"' in text
    keys = [key for key in said if f"`{key}`" not in text and f"`{key}." not in text]
    assert not keys
    assert not [name for name in said["days"] if f"`{name}`" not in text]
    assert set(said["accounts"]) == set(said["ledger"]) <= {one.id for m in MECHANISMS for one in m.accounts}
