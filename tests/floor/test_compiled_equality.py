"""The fast floor tells the same story as the reference floor, contact by contact."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.floor import compiled, reference
from sim.floor.model import DayLog, Tape
from sim.floor.tape import hand_over
from tests.floor.days import Day, days

SAME = {"key", "root", "kind", "cause", "redials", "repeats", "transfers", "agent", "outcome", "wrong", "child", "held"}
SAME |= {"handled", "queued", "wrapping", "seed"}
many = settings(max_examples=300, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
few = settings(many, max_examples=100)


def assert_equal(log: DayLog, truth: DayLog) -> None:
    for part in (log, truth):
        assert isinstance(part.carry, Tape)
    for got, wanted, where in ((log, truth, "log"), (log.carry, truth.carry, "carry")):
        for field in fields(wanted):
            if field.name == "carry":
                continue
            a, b = getattr(got, field.name), getattr(wanted, field.name)
            if field.name in SAME:
                np.testing.assert_array_equal(a, b, err_msg=f"{where}.{field.name}")
            else:
                np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-9, err_msg=f"{where}.{field.name}")


@many
@given(days())
def test_every_contact_has_the_same_fate(day: Day) -> None:
    """Whatever the crew, skills, shifts and habits of customers: served by whom, when, lost or back again."""
    truth = reference.run_day(day.tape, day.crew, day.types, day.rules)
    assert_equal(compiled.run_day(day.tape, day.crew, day.types, day.rules, engine="compiled"), truth)


@few
@given(days())
def test_the_plain_loop_is_the_compiled_loop(day: Day) -> None:
    """Somebody without numba gets the same season, only later."""
    plain = compiled.run_day(day.tape, day.crew, day.types, day.rules, engine="plain")
    assert_equal(plain, reference.run_day(day.tape, day.crew, day.types, day.rules))


@few
@given(days(), st.data())
def test_a_backlog_survives_midnight(day: Day, data: st.DataObject) -> None:
    """What is in hand, waiting or on its way at midnight goes on in the morning, in both engines alike."""
    evening = reference.run_day(day.tape, day.crew, day.types, day.rules).carry
    keep = data.draw(st.permutations(range(len(day.crew))))[: max(1, len(day.crew) - 1)]
    keep = sorted(keep) if len(day.crew) else []
    crew = replace(
        day.crew,
        **{name: getattr(day.crew, name)[keep] for name in ("ids", "speed", "accuracy", "preference", "chats")},
        windows=np.array([(keep.index(a), on, off) for a, on, off in day.crew.windows if a in keep]).reshape(-1, 3),
    )
    tape = hand_over(evening, day.crew, crew)
    order = np.argsort(tape.enter, kind="stable")
    columns = [f.name for f in fields(Tape) if f.name not in ("horizon", "seed")]
    tape = replace(tape, **{name: getattr(tape, name)[order] for name in columns})
    truth = reference.run_day(tape, crew, day.types, day.rules)
    assert_equal(compiled.run_day(tape, crew, day.types, day.rules, engine="compiled"), truth)
    assert_equal(compiled.run_day(tape, crew, day.types, day.rules, engine="plain"), truth)
