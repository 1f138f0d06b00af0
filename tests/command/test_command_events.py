"""`playbook events`, and events by hand in `playbook season`."""

from __future__ import annotations

import json

import pytest

from playbook import __main__ as command
from sim.shop.events import deck

SHORT = ["season", "starter", "--replications", "2"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_deck_is_listed_in_words(language, capsys):
    assert command.main(["events", "--language", language]) == 0
    out = capsys.readouterr().out
    for one in deck().values():
        line = next(line for line in out.splitlines() if line.startswith(f"{one.id} "))
        assert getattr(one.name, language) in line
        assert all(slug in line for slug in (*one.prevented_by, *one.damped_by))


@pytest.mark.parametrize("when", ["30", "2026-04-30"])
def test_an_event_by_hand_is_told_with_what_it_cost(when, capsys, tmp_path):
    """By the number of the day or by its date; the file has the same in full."""
    out = tmp_path / "out.json"
    arguments = [*SHORT, "--event", f"shop_closed@{when}", "--json", str(out), "--language", "en"]
    assert command.main(arguments) == 0
    said = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("shop closed"))
    assert "came in 2 of 2 seasons" in said and "prevented in 0" in said
    found = json.loads(out.read_text(encoding="utf-8"))
    (one,) = found["events"]
    assert (one["event"], one["seasons"], one["came"], one["prevented"]) == ("shop_closed", 2, 2, 0)
    assert one["profit"]["mean"] < 0
    assert f"{one['profit']['mean']:,.0f}" in said
    assert found["scenario"]["incidents"]["by_hand"] == [f"shop_closed@{one['day']}"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("strike@3", "courier_strike"),
        ("courier_strike", "1 to 84"),
        ("courier_strike@0", "1 to 84"),
        ("courier_strike@85", "1 to 84"),
        ("courier_strike@soon", "1 to 84"),
        ("courier_strike@2031-01-01", "2026"),
    ],
)
def test_an_event_that_cannot_be_is_told_in_one_sentence(given, said, capsys):
    assert command.main([*SHORT, "--event", given, "--language", "en"]) == 2
    shown = capsys.readouterr()
    assert said in shown.err and given in shown.err and not shown.out
    assert len(shown.err.strip().splitlines()) == 1


def test_without_events_nothing_is_said_of_them(capsys, tmp_path):
    out = tmp_path / "out.json"
    assert command.main([*SHORT, "--json", str(out), "--language", "en"]) == 0
    assert "events" not in json.loads(out.read_text(encoding="utf-8"))
    assert "came in" not in capsys.readouterr().out
