"""The colours around the figures: enough contrast by day and by night, and none that stays bright on a dark page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import playbook
from playbook.lab import base, cards, practice_map, slider
from playbook.look import COLOURS, RULES
from tests.playbook.test_charts import contrast

HOME = Path(playbook.__file__).parent
SHEETS = {
    "base": base.STYLE.removeprefix(f"<style>{RULES}"),
    "cards": cards.Cards._css,
    "map": practice_map.STYLE,
    "slider": slider.Slider._css,
    "template": (HOME / "jupyter/voila/templates/playbook/style.css").read_text(encoding="utf-8"),
}


@pytest.mark.parametrize("night", [False, True])
def test_text_is_read_and_edges_are_seen(night: bool):
    def against(front: str, ground: str) -> float:
        return contrast(COLOURS[front][night], COLOURS[ground][night])

    for ground in ("paper", "raised", "shade", "tint", "near", "wrong"):
        for front in ("ink", "soft", "link"):
            assert against(front, ground) >= 4.5, (front, ground)
    assert against("on-accent", "accent") >= 4.5
    assert against("wrong-ink", "wrong") >= 4.5
    for ground in ("paper", "raised"):
        for front in ("edge", "accent", "focus", "near-edge", "wrong-edge"):
            assert against(front, ground) >= 3, (front, ground)


@pytest.mark.parametrize("name", SHEETS)
def test_style_sheets_name_their_colours(name: str):
    """A colour written out in a rule would stay as it is when the page turns dark; a mask's black is no colour."""
    sheet = re.sub(r"mask-image:[^;]*;", "", SHEETS[name])
    assert re.findall(r"(?::|\s)(#[0-9a-fA-F]{3,8})\b(?=[\s;,}])", sheet) == []
    assert set(re.findall(r"var\(--pb-([a-z-]+)\)", sheet)) <= set(COLOURS) | {"fonts", "column", "line-end", "side"}


def test_a_browser_without_pairs_keeps_the_day():
    plain = RULES.partition("@supports")[0]
    assert "light-dark" not in plain
    for name, (day, night) in COLOURS.items():
        assert f"--pb-{name}:{day};" in plain and f"--pb-{name}:light-dark({day},{night});" in RULES
