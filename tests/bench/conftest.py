"""Benchmarks measure and never judge: `python -m pytest tests/bench -m bench`. They are no part of the test run."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """pytest-benchmark measures nothing when it believes that tests run beside one another (`--dist`)."""
    if not getattr(config.option, "numprocesses", None):
        config.option.dist = "no"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder carries the marker, so that a forgotten one does not slow the test run."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.bench)
