"""Settings shared by all tests: nothing is written into the user's own workspace, and hypothesis is repeatable."""

from __future__ import annotations

import os
import sys

import pytest
from hypothesis import HealthCheck, settings

# It builds a grammar for seconds when imported, in every worker; jsonschema, which asks for it, does without.
sys.modules.setdefault("rfc3987_syntax", None)

settings.register_profile("repeatable", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("search", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


@pytest.fixture(autouse=True)
def own_workspace(tmp_path_factory, monkeypatch):
    """Each test has an empty workspace of its own, and speaks English unless it says otherwise."""
    folder = tmp_path_factory.mktemp("workspace")
    monkeypatch.setenv("PLAYBOOK_WORKSPACE", str(folder))
    monkeypatch.setenv("PLAYBOOK_LANGUAGE", "en")
    return folder
