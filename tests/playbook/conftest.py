"""Settings of the pages' tests."""

from __future__ import annotations

import pytest

from playbook.lab import pool


@pytest.fixture(autouse=True)
def one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Long runs of a page stay in the test's own process, as on a machine with one core."""
    monkeypatch.setattr(pool, "cores", lambda: 1)
