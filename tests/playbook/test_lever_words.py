"""The words on a lever's curve: over no line, not over each other, inside the figure, wherever the lever stands."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from playbook import charts
from playbook.charts.ink import ACCENT, CARD
from playbook.language import Words, languages, words
from tests.playbook.test_charts import SVG, texts, trees

HIGH = 60  # per cent, in steps of 5
XS = np.arange(0, HIGH + 1, 5) / 100
PART = XS / XS[-1]
# What a lever brings along its way, in points, as on the pages: against its lowest setting.
CURVES = {
    "bends": 60 * (1 - np.exp(-4 * PART)),
    "rises": 36 * PART,
    "rises late": 40 * PART**4,
    "falls": -25 * PART,
    "falls early": -30 * (1 - np.exp(-5 * PART)),
    "too much is bad": 80 * PART * (1.15 - PART),
    "first it costs": 60 * PART * (PART - 0.6),
}
SETTINGS = (0.0, 0.05, 0.3, 0.55, 0.6)


def drawn(w: Words, name: str, current: float, marked: bool) -> charts.Figure:
    """The curve with its present setting, and with its knee and its best where `marked`."""
    mids = CURVES[name]
    best = int(mids.argmax())
    knee = next(i for i, y in enumerate(mids) if y >= 0.9 * mids[best])
    marks = {"best": XS[best], "knee": XS[knee]} if marked and best else {}
    spans = [(y - 4 - 0.1 * abs(y), y, y + 4) for y in mids]
    return charts.lever_curve(
        w, "Agents moved", "share", XS, "Answered in time", "pp", spans, current=current, start=0.0, change=True,
        kpi_digits=1, x_span=(0, HIGH / 100), **marks,
    )  # fmt: skip


def words_on(tree: ET.Element) -> list[tuple[float, float, float, float]]:
    """Left, top, right, bottom of the marks' words: those with a halo."""
    said = {node.text for node in tree.iter(f"{SVG}text") if node.get("stroke") == CARD}
    return [(*box, text) for *box, text in texts(tree) if text in said]


def line_of(tree: ET.Element) -> np.ndarray:
    """The curve's points, (n, 2)."""
    (path,) = (one for one in tree.iter(f"{SVG}path") if one.get("stroke") == ACCENT)
    return np.array([[float(x) for x in point.split()] for point in re.split("[ML]", path.get("d"))[1:]])


def height_at(line: np.ndarray, left: float, right: float) -> np.ndarray:
    """How high the curve lies over a stretch."""
    return np.interp(np.linspace(left, right, 50), *line.T)


CASES = list(itertools.product(CURVES, SETTINGS, (False, True)))


@pytest.mark.parametrize("language", languages)
@pytest.mark.parametrize(("name", "current", "marked"), CASES)
def test_words_lie_on_no_line_and_not_over_each_other(language: str, name: str, current: float, marked: bool) -> None:
    """On a wide page and on a phone."""
    for tree in trees(drawn(words(language), name, current, marked)):
        said, line = words_on(tree), line_of(tree)
        assert said, "the present setting is named"
        for left, top, right, bottom, text in said:
            over = height_at(line, left, right)
            assert not ((over > top) & (over < bottom)).any(), f"{text} lies on the curve"
            assert left >= 0 and right <= float(tree.get("width")), f"{text} is cut off"
        for one, other in itertools.combinations(said, 2):
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart, f"{one[4]} lies over {other[4]}"
