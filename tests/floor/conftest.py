"""Every test of the floor's rules runs on every engine there is."""

from __future__ import annotations

import pytest

from sim import floor
from sim.floor import invariants


@pytest.fixture(params=floor.engines())
def run_day(request):
    """`run_day` of one engine, which also checks the laws of every day it plays."""
    engine = floor.engines()[request.param]

    def run(tape, crew, types, rules):
        log = engine(tape, crew, types, rules)
        assert invariants.check(tape, crew, types, rules, log) == ()
        return log

    return run
