"""What the lab's tests share: a practice page on the stand-in model, in a workspace of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ipywidgets as W
import pytest

from playbook import practices
from playbook.lab import Lab
from playbook.lab.study import Effort
from playbook.workspace import Bet, Workspace
from tests.playbook import fake_experiment

PRACTICES = Path(__file__).parent / "practices"
QUICK = Effort(seasons=4, weeks=4, points=5, loops=3)


LOAD = practices.load


def open_lab(folder: Path, slug: str = "peak-time", language: str = "en", bet: bool = True, **options: Any) -> Lab:
    """A practice page without shipped results; with `bet`, a bet is on record."""
    workspace = Workspace.open(folder / "workspace")
    if slug == "peak-time":  # what a page does is tested with a lever of whole numbers, whichever is its main one
        monkey = pytest.MonkeyPatch()
        monkey.setattr(practices, "load", packing_first)
    options = {"experiment": fake_experiment, "effort": QUICK, "baselines": folder / "none"} | options
    if slug == "demo-practice":
        options["folder"] = PRACTICES
    lab = Lab(slug, language, workspace=workspace, **options)
    if slug == "peak-time":
        monkey.undo()
    if bet:
        kpi = lab.practice.bet.kpi
        workspace.record_bet(slug, Bet(kpi=kpi, low=lab.practice.bet.low, high=lab.practice.bet.high))
        lab.study.bet = workspace.bet(slug)
    return lab


def packing_first(slug: str, *rest: Any) -> Any:
    """The practice with the packers as its main lever, profit as its figure and a change of packers to explain."""
    practice, text = LOAD(slug, *rest)
    levers = tuple(
        one.model_copy(update={"main": True, "high": 24} if one.id == "packing" else {"main": False})
        for one in practice.levers
    )
    return practice.model_copy(update={"levers": levers, "kpi": "profit", "why": {"packing": 6}}), text


def texts(widget: W.Widget) -> str:
    """All that a widget and those inside it show as HTML, of what is not hidden."""
    if getattr(widget, "layout", None) is not None and widget.layout.display == "none":
        return ""
    inner = [texts(child) for child in getattr(widget, "children", ())]
    own = widget.value.replace("\u2060", "") if isinstance(widget, W.HTML) else ""
    return "\n".join([own, *inner])


def widgets_of(widget: W.Widget) -> list[W.Widget]:
    """A widget and all inside it."""
    return [widget, *(x for child in getattr(widget, "children", ()) for x in widgets_of(child))]


def figures(html: str) -> list[str]:
    """The accessible names of the pictures in a piece of HTML."""
    return re.findall(r'<svg[^>]*aria-label="([^"]*)"', html)


def click(bar: Any, seconds: float = 60) -> None:
    """Press a run bar's button and wait for the end."""
    assert not bar.button.disabled, "the button is disabled"
    bar.button.click()
    assert bar.wait(seconds), "the work did not end"


def no_trouble(section: W.Widget) -> None:
    """Nothing in the section reports an error or shows a traceback."""
    shown = texts(section)
    assert "pb-error" not in shown.replace(".pb-error", ""), shown
    assert "Traceback" not in shown


def every(seconds: Callable[[], bool], limit: float = 30) -> bool:
    """Wait until a condition holds."""
    import time

    end = time.monotonic() + limit
    while time.monotonic() < end:
        if seconds():
            return True
        time.sleep(0.01)
    return False
