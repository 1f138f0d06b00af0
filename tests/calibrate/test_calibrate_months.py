"""Many days replayed in one command, and how near they come."""

from __future__ import annotations

import datetime as dt
import json
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from playbook import __main__ as command
from sim.calibrate.figures import by_chance
from sim.calibrate.months import ReplayedDay, luck, score
from tests.calibrate.made_days import SurvivalCurve, contact_rows, made_day, window_rows, write

LAWS = {"patience": SurvivalCurve(300.0), "wrapup": SurvivalCurve(14.0)}


@pytest.fixture(scope="module")
def lived() -> list:
    return [made_day(day, contacts=250, agents=3, service=150.0, kinds=2, **LAWS) for day in (1, 2, 3, 4)]


@pytest.fixture
def month(tmp_path, lived) -> str:
    """Four days of two types in one file."""
    rows = [row for i, made in enumerate(lived) for row in contact_rows(made.day, f"2026-11-0{i + 1}")]
    return str(write(tmp_path / "month.csv", rows))


def run(*arguments: str, language: str = "en", replications: str = "4") -> int:
    return command.main(["replay", *arguments, "--replications", replications, "--language", language])


def summed(real: list[float], low: list[float], mean: list[float], high: list[float]) -> list[ReplayedDay]:
    days = []
    for i, values in enumerate(zip(real, low, mean, high, strict=True)):
        a, b, c, d = (np.array([value]) for value in values)
        found = {"p10": b, "p50": c, "p90": d, "mean": c, "luck": np.array([0.5])}
        one = {"abandonment": a}, {"abandonment": found}
        days.append(ReplayedDay(dt.date(2026, 11, i + 1), np.array([100.0]), *one, None, ()))
    return days


def test_scores_by_hand():
    """Three days: off by +1, −1 and +3; the second and third outside of their range."""
    days = summed([10.0, 20.0, 30.0], [9.0, 18.0, 32.0], [11.0, 19.0, 33.0], [12.0, 19.5, 35.0])
    found = score(days, "abandonment", 0)
    assert (found.days, found.contacts, found.inside) == (3, 300, 1)
    assert (found.actual, found.replayed) == (20.0, 21.0)
    assert found.bias == pytest.approx(1.0) and found.distance == pytest.approx(5 / 3) and found.luck == 0.5
    assert found.correlation == pytest.approx(np.corrcoef([10, 20, 30], [11, 19, 33])[0, 1])
    assert np.isnan(score(days[:2], "abandonment", 0).correlation)


def test_the_distance_by_luck_is_that_of_one_more_replication():
    """Of normal replications: σ √(2/π) √(1 + 1/n) from the mean of n."""
    chance = np.random.default_rng(1)
    values = chance.normal(0.0, 2.0, (10, 4000))
    assert luck(values).mean() == pytest.approx(2.0 * np.sqrt(2 / np.pi) * np.sqrt(1.1), rel=0.02)
    assert np.isnan(luck(values[:1])).all()


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 60), st.floats(0.0, 1.0))
def test_the_distance_by_chance_is_that_of_the_binomial_law(contacts, share):
    k = np.arange(contacts + 1)
    expected = (binom.pmf(k, contacts, share) * np.abs(k / contacts - share)).sum()
    assert by_chance(np.array([float(contacts)]), np.array([share]))[0] == pytest.approx(expected, abs=1e-9)


def test_a_type_of_few_contacts_is_said_to_be_beyond_any_replay(month, tmp_path, capsys):
    """In text, JSON and figure: a type of which ten a day come; those of a hundred are not named."""
    lines = open(month, encoding="utf-8").read().splitlines()
    rare = [line.replace("kind1", "rare") if i % 12 == 1 else line for i, line in enumerate(lines)]
    path, out, picture = tmp_path / "rare.csv", tmp_path / "rare.json", tmp_path / "rare.svg"
    path.write_text("\n".join(rare) + "\n", encoding="utf-8")
    for more in ((), ("--date", "2026-11-01")):
        assert run(str(path), *more, "--json", str(out), "--figure", str(picture)) == 0
        named = json.loads(out.read_text(encoding="utf-8"))["beyond_replay"]
        said = capsys.readouterr().out
        for row in named:
            assert row["points"] > 0.03
            assert f"{row['type']}: {row['contacts']:,.0f} contacts a day. With so few, chance alone" in said
        assert [row["type"] for row in named] == ["rare"] and "Chance alone, points a day: rare" in picture.read_text(
            encoding="utf-8"
        )


def test_a_file_of_days_is_replayed_as_a_whole(month, lived, tmp_path, capsys):
    out = tmp_path / "month.json"
    assert run(month, "--json", str(out)) == 0
    captured = capsys.readouterr()
    assert "Replay of 4 days, 2026-11-01 to 2026-11-04: 1,000 contacts" in captured.out
    assert "Each day is replayed with people measured on the other days." in captured.out
    assert "4 of 4 days" in captured.err
    document = json.loads(out.read_text(encoding="utf-8"))
    whole, *types = [row for row in document["scores"] if row["figure"] == "abandonment"]
    real = [float((~made.day.answered).mean()) for made in lived]
    assert whole["type"] is None and whole["actual"] == pytest.approx(np.mean(real))
    assert [row["type"] for row in types] == ["kind0", "kind1"] and sum(row["contacts"] for row in types) == 1000
    days = [row for row in document["days"] if row["type"] is None]
    assert [row["abandonment_actual"] for row in days] == pytest.approx(real)
    off = np.array([row["abandonment_mean"] - row["abandonment_actual"] for row in days])
    assert whole["bias"] == pytest.approx(off.mean()) and whole["distance"] == pytest.approx(np.abs(off).mean())
    held = sum(row["abandonment_p10"] <= row["abandonment_actual"] <= row["abandonment_p90"] for row in days)
    assert whole["inside"] == held and document["laws"] == []
    assert document["window_ends"]["longest"] < whole["actual"] < document["window_ends"]["shortest"]


def test_a_day_of_the_month_is_the_day_alone(month, tmp_path, capsys):
    """The same replications: the month's row of a day is what --date gives."""
    together, alone = tmp_path / "month.json", tmp_path / "day.json"
    assert run(month, "--json", str(together)) == 0 and run(month, "--date", "2026-11-03", "--json", str(alone)) == 0
    rows = [row for row in json.loads(together.read_text())["days"] if row["date"] == "2026-11-03"]
    day = json.loads(alone.read_text())
    assert day["estimates"] == "others" and day["checks"]["services"] < 250
    assert rows[0]["abandonment_mean"] == pytest.approx(day["figures"][0]["mean"])
    for mine, row in zip(rows[1:], day["types"], strict=True):
        assert mine["type"] == row["type"] and mine["mean_wait_p90"] == pytest.approx(row["mean_wait_p90"])


def test_types_and_half_hours_of_a_day_add_up(month, tmp_path):
    out = tmp_path / "day.json"
    assert run(month, "--date", "2026-11-02", "--json", str(out)) == 0
    day = json.loads(out.read_text(encoding="utf-8"))
    assert sum(row["contacts"] for row in day["types"]) == sum(row["contacts"] for row in day["types_by_half_hour"])
    for key in ("actual", "mean"):
        lost = sum(row["contacts"] * row[f"abandonment_{key}"] for row in day["types"])
        assert lost / 250 == pytest.approx(day["figures"][0]["actual" if key == "actual" else "mean"])
    slots = {row["from"]: row for row in day["half_hours"]}
    for start, slot in slots.items():
        mine = [row for row in day["types_by_half_hour"] if row["from"] == start]
        assert sum(row["contacts"] for row in mine) == slot["contacts"]
        waited = sum(row["contacts"] * row["mean_wait_mean"] for row in mine)
        assert waited == pytest.approx(slot["contacts"] * (slot["mean_wait_mean"] or 0.0))


def test_patience_of_a_type_shows_in_its_own_row(tmp_path):
    """Four days on which one type hangs up three times as fast: its replays give up more, as its callers do."""
    rows = []
    for day in (1, 2, 3, 4):
        made = made_day(day, contacts=420, agents=3, service=150.0, kinds=2, patience=SurvivalCurve(400.0))
        early = (made.day.kind == 1) & (made.day.wait > 60.0) & (np.arange(420) % 3 > 0)
        for i, row in enumerate(contact_rows(made.day, f"2026-11-0{day}")):
            gone = {"wait_s": "50", "outcome": "abandoned", "service_s": "", "agent": ""}
            rows.append(row | gone if early[i] else row)
    out = tmp_path / "types.json"
    assert run(str(write(tmp_path / "types.csv", rows)), "--json", str(out)) == 0
    scores = {row["type"]: row for row in json.loads(out.read_text())["scores"] if row["figure"] == "abandonment"}
    assert scores["kind1"]["actual"] > 1.7 * scores["kind0"]["actual"]
    assert scores["kind1"]["replayed"] > 1.5 * scores["kind0"]["replayed"]
    for kind in ("kind0", "kind1"):
        assert scores[kind]["replayed"] == pytest.approx(scores[kind]["actual"], abs=0.06)


def test_windows_of_the_whole_month_are_facts(month, lived, tmp_path, capsys):
    """With windows for all days nothing hangs on the ends of duty; a day without them is inferred."""
    rows = [
        {"date": f"2026-11-0{i + 1}"} | row
        for i, made in enumerate(lived)
        for row in window_rows(made.windows, made.day.agents)
    ]
    assert run(month, str(write(tmp_path / "all.csv", rows))) == 0
    assert "ends of duty" not in capsys.readouterr().out
    some = [row for row in rows if row["date"] != "2026-11-04"]
    assert run(month, str(write(tmp_path / "some.csv", some))) == 0
    assert "ends of duty" in capsys.readouterr().out


def test_windows_of_other_days_are_refused(month, lived, tmp_path, capsys):
    rows = [{"date": "2026-12-24"} | row for row in window_rows(lived[0].windows, lived[0].day.agents)]
    assert run(month, str(write(tmp_path / "other.csv", rows))) == 2
    assert "none of its windows lies on a day of the contacts, 2026-11-01 to 2026-11-04" in capsys.readouterr().err


def test_a_service_of_ten_hours_does_not_pass_without_a_word(month, tmp_path, capsys):
    text = open(month, encoding="utf-8").read().splitlines()
    columns = text[0].split(",")
    place = columns.index("service_s")
    row = next(i for i, line in enumerate(text) if line.split(",")[columns.index("outcome")] == "served")
    cells = text[row].split(",")
    cells[place] = "36000"
    text[row] = ",".join(cells)
    path = tmp_path / "long.csv"
    path.write_text("\n".join(text) + "\n", encoding="utf-8")
    assert run(str(path), "--date", "2026-11-01") == 0
    assert "Services of more than 4 hours in one go: 1, the longest 10.0 hours." in capsys.readouterr().out
    assert run(str(path), "--date", "2026-11-02") == 0
    assert "more than 4 hours" not in capsys.readouterr().out


def test_the_report_of_a_month_is_whole_in_chinese(month, capsys):
    assert run(month, language="zh", replications="2") == 0
    text = capsys.readouterr().out
    assert "{" not in text and "逐天对照" in text and "在岗起止时刻的影响" in text
    assert set(re.findall(r"[A-Za-z]+", text)) <= {"P", "r", "kind"}


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_real_and_replayed_can_be_had_as_a_picture(month, tmp_path, ending):
    out = tmp_path / f"picture.{ending}"
    assert run(month, "--date", "2026-11-01", "--figure", str(out), replications="2") == 0
    data = out.read_bytes()
    assert b"<svg" in data and b"kind1" in data and b"08:00" in data if ending == "svg" else data[:4] == b"\x89PNG"


def test_another_ending_of_a_picture_is_refused(month, capsys):
    with pytest.raises(SystemExit) as stopped:
        command.main(["replay", month, "--figure", "x.pdf", "--language", "en"])
    assert stopped.value.code == 2 and "must end in .svg or .png, not x.pdf" in capsys.readouterr().err
