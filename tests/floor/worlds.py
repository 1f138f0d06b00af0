"""Random worlds for hypothesis: everything the floor can do, in small."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from sim.floor import Channel, Family, Routing
from tests.floor.builders import FAMILIES, crew, kind, law, poisson, rules, work_types

DAY = 400.0


@st.composite
def kinds(draw: Any, number: int) -> dict[str, Any]:
    share = st.sampled_from([0.0, 0.0, 0.3, 1.0])
    return kind(
        draw(st.sampled_from(Channel)),
        work=draw(st.sampled_from([2.0, 6.0, 15.0])),
        patience=draw(st.sampled_from([3.0, 20.0, 300.0])),
        work_family=draw(st.sampled_from([Family.EXPONENTIAL, Family.LOGNORMAL, Family.FIXED])),
        patience_family=draw(st.sampled_from([Family.NONE, Family.EXPONENTIAL, Family.LOGNORMAL, Family.FIXED])),
        priority=draw(st.integers(0, 2)),
        wrap_mean=draw(st.sampled_from([0.0, 2.0])),
        balking=draw(share),
        redial=draw(share),
        redial_after=draw(st.sampled_from([1.0, 60.0])),
        repeat=draw(share),
        repeat_after=draw(st.sampled_from([5.0, 200.0])),
        transfer=draw(share),
        transfer_to=draw(st.integers(0, number - 1)),
        closes=draw(st.booleans()),
        same_again=draw(st.booleans()),
        routing=draw(st.sampled_from(Routing)),
        laws={
            what: law(draw(st.sampled_from(FAMILIES)), mean)
            for what, mean in (("work", 6.0), ("patience", 20.0), ("wrap", 2.0), ("redial", 10.0), ("repeat", 30.0))
            if draw(st.sampled_from([False, False, True]))
        },
    )


@st.composite
def worlds(draw: Any, day: float = DAY, days: int = 1, distinct: bool = False) -> dict[str, Any]:
    """Kinds, people, rules and arrival rates. `distinct`: preferences leave no tie to idleness or load."""
    number = draw(st.integers(1, 3))
    sorts = [draw(kinds(number)) for _ in range(number)]
    letters = [k for k, sort in enumerate(sorts) if sort["channel"] == Channel.DEFERRED]
    for sort in sorts:
        if letters and sort["channel"] != Channel.DEFERRED and draw(st.booleans()):
            sort |= {"message_after": draw(st.sampled_from([0.0, 4.0, 30.0])), "message_to": letters[0]}
    types = work_types(*sorts)
    agents = draw(st.integers(1, 5))
    chance = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    speed = chance.choice([0.0, 0.7, 1.0, 1.5], (agents, number))
    preference = chance.integers(0, 3, (agents, number))
    if distinct:
        preference = chance.permuted(np.tile(np.arange(agents)[:, None], (1, number)), axis=0)
    windows = []
    for a in range(agents):
        if days == 1:
            cuts = np.sort(chance.choice(np.arange(0, day * 1.25, 12.5), draw(st.sampled_from([0, 2, 2, 4])), False))
        elif draw(st.booleans()):  # over midnight
            cuts = np.array([chance.integers(0, int(day)) + 0.5, day + chance.integers(10, int(day)) + 0.25])
        else:  # on one of the two days
            base = day * chance.integers(0, 2)
            instants = np.arange(6.25, day - 6.25, 12.5)
            cuts = base + np.sort(chance.choice(instants, draw(st.sampled_from([2, 4])), False))
        windows += [(a, on, off) for on, off in zip(cuts[::2], cuts[1::2], strict=True)]
    people = crew(
        speed, windows, chats=chance.integers(1, 4, agents), preference=preference,
        accuracy=chance.choice([0.3, 0.9, 1.0], (agents, number)),
    )  # fmt: skip
    rule = rules(
        [1.0, 1.25, 2.0], error_stretch=[1.0, 1.5, 3.0], waiting_room=draw(st.sampled_from([-1, -1, 0, 2])),
        trunks=draw(st.sampled_from([-1, -1, 0, 1, 4])), hand_back=draw(st.booleans()),
        max_redials=draw(st.integers(0, 2)), max_repeats=draw(st.integers(0, 2)),
        max_transfers=draw(st.integers(0, 2)),
    )  # fmt: skip
    rates = [draw(st.sampled_from([0.02, 0.1, 0.4])) for _ in range(number)]
    return {"types": types, "crew": people, "rules": rule, "rates": rates, "seed": draw(st.integers(0, 10**6))}


def tape_of(world: dict[str, Any], day: float = DAY, number: int = 0, carry: Any = None) -> Any:
    return poisson(world["types"], world["rates"], day, world["seed"], number, carry)
