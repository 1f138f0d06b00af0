"""Pages in their plainest form."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playbook.language import Words, escape
from playbook.workshop.context import Context
from playbook.workshop.view import View

ASSETS = Path(__file__).parent / "assets"


def join(words: Words, title: str, teams: Sequence[str], error: str, context: Context) -> str:
    return _page(title, error, *teams)


def person(words: Words, view: View, context: Context, refusal: str = "") -> str:
    return _page(context.csrf, refusal, view)


def wall(words: Words, view: View, context: Context) -> str:
    return _page(context.code, view) + context.qr_svg


def host(words: Words, view: View, context: Context, refusal: str = "") -> str:
    return _page(refusal, context.csrf, context.place, context.code, view)


def message(words: Words, text: str) -> str:
    return _page(text)


def scale_of(words: Words, kpi: str) -> float:
    return 0.01


def _page(*said: Any) -> str:
    return "<!doctype html><title>.</title>" + "".join(f"<p>{escape(one)}</p>" for one in said)
