"""`playbook doubts`: the tornado as a table, what is worth finding out first, and its file."""

from __future__ import annotations

import json

import pytest

from playbook import __main__ as command
from playbook import my_shop, practices
from playbook.first import doubts, options
from playbook.language import words
from sim.scenario.file import team, write_scenario
from sim.shop.types import Text


@pytest.fixture
def two(monkeypatch):
    """Two facts and no assumption: enough to see, and played in a moment."""
    table = {name: doubts.table()[name] for name in ("margin", "orders")}
    monkeypatch.setattr(doubts, "table", lambda: table)
    monkeypatch.setattr(doubts, "_assumptions", lambda *_: iter(()))
    return table


@pytest.mark.parametrize("language", ["en", "zh"])
def test_both_ends_are_told_in_words_and_written_in_full(language, two, small, tmp_path, capsys):
    out = tmp_path / "out.json"
    asked = ["doubts", str(small), "--steps", "budget", "crm", "--seasons", "3", "--json", str(out)]
    assert command.main([*asked, "--language", language]) == 0
    said, lines = words(language), capsys.readouterr().out
    for one in two.values():
        assert any(line.startswith(said.pick(one.name)) for line in lines.splitlines())
    assert said.t("doubts.worth_first") in lines and said.t("doubts.as_is") in lines
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["format"] == "playbook doubts 1" and {one["fact"] for one in found["facts"]} == set(two)
    best = max(found["options"], key=lambda one: one["mean"])
    assert best["option"] == found["first"] and {one["option"] for one in found["options"]} == {
        "budget",
        "crm",
        "as-is",
    }
    for one in found["facts"]:
        assert one["turns"] == any(one["turned"].values()) and one["knowing"]["mean"] >= 0
        assert one["worth"]["base"][found["first"]] == pytest.approx(best["mean"])
    again = tmp_path / "again.json"
    assert command.main([*asked[:-1], str(again), "--language", language, "--workers", "2"]) == 0
    assert again.read_bytes() == out.read_bytes()


def test_a_shop_of_five_numbers_has_its_best_plans_found_first(two, tmp_path, capsys):
    """Nothing came with the playbook about it: every practice's plan is tried, then the facts, in so few seasons."""
    numbers, own = my_shop.Numbers(40, 90.0, 0.45, 2, 0.3), tmp_path / "own.toml"
    shop = my_shop.shop(numbers, team("starter"), Text(en="mine", zh="我的"), "Tea & Co")
    write_scenario(shop.with_levers({"calendar.weeks": 1, "calendar.campaigns": ()}), own)
    out = tmp_path / "out.json"
    assert command.main(["doubts", str(own), "--seasons", "3", "--json", str(out), "--language", "en"]) == 0
    shown, found = capsys.readouterr(), json.loads(out.read_text(encoding="utf-8"))
    assert "finding the best plans" in shown.err and "Tea & Co" in shown.out
    names = [one["option"] for one in found["options"]]
    assert "as-is" in names and 2 <= len(names) <= options.MOST + 1 and set(names) <= {*practices.names(), "as-is"}
    assert found["first"] in names and {one["fact"] for one in found["facts"]} == set(two)


@pytest.mark.parametrize(
    ("step", "word"), [("budgets", "budget"), ("peak-time.no-line", "peak-time.breaks"), ("peak-time.breaks", "level")]
)
def test_a_step_that_cannot_be_is_one_sentence(step, word, small, capsys):
    assert command.main(["doubts", str(small), "--steps", step, "--language", "en"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"playbook: --steps {step}:") and word in line


def test_it_does_not_write_over_the_team(small, capsys):
    before = small.read_bytes()
    assert command.main(["doubts", str(small), "--json", str(small), "--language", "en"]) == 2
    assert small.read_bytes() == before and len(capsys.readouterr().err.splitlines()) == 1
