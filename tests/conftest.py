"""Settings shared by all tests: nothing is written into the user's own workspace, and hypothesis is repeatable."""

from __future__ import annotations

import errno
import os
import stat
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


@pytest.fixture
def full_disk(tmp_path_factory):
    """A device that is always full, as Linux has one: whoever may replace the machine's own gets one to spoil."""
    folder = tmp_path_factory.mktemp("devices")
    path = folder / "full"
    try:
        if os.geteuid() == 0:
            os.mknod(path, 0o666 | stat.S_IFCHR, os.makedev(1, 7))
        else:
            path.symlink_to("/dev/full")
        with open(path, "wb", buffering=0) as device:
            device.write(b"x")
    except OSError as error:
        if error.errno == errno.ENOSPC:
            return path
    except AttributeError:  # a system without users' numbers or devices
        pass
    pytest.skip("there is no device here that is always full")
