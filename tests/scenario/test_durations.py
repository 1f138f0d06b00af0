"""Durations in a scenario file: the examples of the manual, their means, and old files that stay as they were."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from sim.scenario.file import read_scenario, team, write_scenario
from sim.shop.durations import WRITTEN_WITH, Duration
from sim.shop.work import Work

MANUAL = Path(__file__).resolve().parents[2] / "docs" / "durations.md"
BLOCKS = [tomllib.loads(block) for block in re.findall(r"```toml\n(.*?)```", MANUAL.read_text(encoding="utf-8"), re.S)]
CALL = {"id": "call", "title": {"en": "calls", "zh": "电话"}, "channel": "phone", "source": "parcel", "rate": 0.1}


def test_the_examples_of_the_manual_are_read_and_show_every_family():
    shown = [Duration.model_validate(table) for block in BLOCKS[1:] for table in block.values()]
    assert {duration.family for duration in shown} == set(WRITTEN_WITH)
    assert Work.model_validate(CALL | BLOCKS[0]["work"][0]).wrap_mean == 60


@pytest.mark.parametrize(
    ("written", "mean"),
    [
        ({"mean_s": 30}, 30),
        ({"family": "uniform", "low_s": 10, "high_s": 50}, 30),
        ({"family": "gamma", "mean_s": 90, "shape": 3}, 90),
        ({"family": "hyperexponential", "means_s": [60, 900], "shares": [0.8, 0.2]}, 228),
        ({"family": "empirical", "values_s": [0, 10, 30]}, 12.5),
        ({"family": "empirical", "values_s": [0, 10, 30], "below": [0, 0.9, 1]}, 6.5),
        ({"family": "mixture", "parts": [{"share": 0.25, "mean_s": 8},
                                         {"share": 0.75, "family": "uniform", "low_s": 0, "high_s": 8}]}, 5),
    ],
)  # fmt: skip
def test_means_by_hand(written, mean):
    assert Duration.model_validate(written).mean == pytest.approx(mean)


def test_a_file_holds_the_figures_of_its_family_only(tmp_path):
    """What is written is what somebody would write by hand, and what was read."""
    gamma = {"family": "gamma", "mean_s": 200.0, "cv": 1.0, "shape": 2.0}
    shop = team("starter").with_levers({"work.chat_after.handle": gamma})
    write_scenario(shop, tmp_path / "shop.toml")
    rows = tomllib.loads((tmp_path / "shop.toml").read_text(encoding="utf-8"))["work"]
    assert next(row for row in rows if row["id"] == "chat_after")["handle"] == gamma
    assert read_scenario(tmp_path / "shop.toml") == shop
    assert shop.key != team("starter").key


def test_a_figure_of_another_family_is_a_field_that_does_not_exist():
    with pytest.raises(KeyError):
        team("starter").with_levers({"work.chat_after.handle.shape": 2.0})


def test_the_usual_case_keeps_its_key():
    """Who writes none of the new tables has the scenario of before: its key says nothing of them."""
    shop = team("starter")
    said = shop.model_dump(mode="json", exclude_defaults=True)["work"]
    assert all(not {"wrap", "redial_after", "repeat_after"} & set(row) for row in said)
    assert all(set(row["handle"]) <= {"family", "mean_s", "cv"} for row in said)
