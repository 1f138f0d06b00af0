"""Cases for durations of any family: what theory says of each, in every place where a contact can have one.

Waits at one agent need its mean and variance only (Pollaczek–Khinchine), losses and the number of callers who are away
its mean only, patience the whole law (Baccelli & Hébuterne). Every law here has mean 1.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any, NamedTuple

from sim.planning import queueing as q
from sim.shop.durations import Duration, Segment
from sim.studies.floors import alike, crew, kind, rules, work_types
from sim.studies.theory import Case


class Known(NamedTuple):
    """A law of mean 1 and what formulas want to know of it."""

    law: Duration
    scv: float  # variance ÷ mean²
    patience: q.Patience


VALUES, BELOW = (0.0, 0.5, 1.0, 5.0), (0.0, 0.4, 0.8, 1.0)
LAWS = {
    "U": Known(Duration(family="uniform", low_s=0.0, high_s=2.0), 1 / 3, q.UniformPatience(0.0, 2.0)),
    "G": Known(Duration(family="gamma", mean_s=1.0, shape=0.5), 2.0, q.GammaPatience(1.0, 0.5)),
    "W": Known(Duration(family="weibull", mean_s=1.0, shape=2.0), 4 / math.pi - 1, q.WeibullPatience(1.0, 2.0)),
    "H2": Known(
        Duration(family="hyperexponential", means_s=(0.5, 3.0), shares=(0.8, 0.2)), 3.0,
        q.MixedPatience((q.ExponentialPatience(0.5), q.ExponentialPatience(3.0)), (0.8, 0.2)),
    ),
    "measured": Known(
        Duration(family="empirical", values_s=VALUES, below=BELOW), 4 / 3,
        q.MixedPatience(
            tuple(q.UniformPatience(*ends) for ends in pairwise(VALUES)), (0.4, 0.4, 0.2)
        ),
    ),
    "sorts": Known(
        Duration(family="mixture", parts=(
            Segment(share=0.5, family="fixed", mean_s=0.5),
            Segment(share=0.25, family="uniform", low_s=0.0, high_s=2.0),
            Segment(share=0.25, family="gamma", mean_s=2.0, shape=0.5),
        )), 59 / 24,
        q.MixedPatience((q.FixedPatience(0.5), q.UniformPatience(0.0, 2.0), q.GammaPatience(2.0, 0.5)),
                        (0.5, 0.25, 0.25)),
    ),
}  # fmt: skip


def named() -> dict[str, Case]:
    """All cases by name."""
    return dict(case(name) for name in LAWS for case in (_single, _loss, _impatient, _away))


def _single(name: str) -> tuple[str, Case]:
    def exact() -> dict[str, Any]:
        s = q.single_server(0.6, 1.0, LAWS[name].scv)
        return {measure: getattr(s, measure) for measure in ("delayed", "wait", "queue", "occupancy")}

    return f"M/G/1, 0.6 erlang, {name}", Case(work_types(kind(laws={"work": LAWS[name].law})), alike(1), (0.6,), exact)


def _loss(name: str) -> tuple[str, Case]:
    """Work and a wrap-up after it: what is lost hangs on the sum of their means alone."""

    def exact() -> dict[str, Any]:
        lost = q.erlang_b(10.0, 10)
        return {"blocked": lost, "occupancy": 1.0 - lost, "in_hand": 5.0 * (1.0 - lost)}

    types = work_types(kind(laws={"work": LAWS[name].law, "wrap": LAWS[name].law}))
    return f"M/{name}/10/10, 10 erlang with the wrap-up", Case(types, alike(10), (5.0,), exact, rules(waiting_room=0))


def _impatient(name: str) -> tuple[str, Case]:
    def exact() -> dict[str, Any]:
        g = q.impatient(22.0, 1.0, 20, LAWS[name].patience)
        found = {measure: getattr(g, measure) for measure in ("delayed", "abandoned", "wait", "queue", "occupancy")}
        return found | {"waits_longer": g.waits_longer(0.1)}

    types = work_types(kind(laws={"patience": LAWS[name].law}))
    return f"M/M/20+{name}, 22 erlang", Case(types, alike(20), (22.0,), exact, within=0.1)


def _away(name: str) -> tuple[str, Case]:
    """Nobody can serve them and each tries once more: those away until then are an M/G/∞."""

    def exact() -> dict[str, Any]:
        return {"orbit": 5.0, "attempts": 10.0}

    types = work_types(kind(redial=1.0, laws={"redial": LAWS[name].law}))
    unable = rules(waiting_room=0, max_redials=1)
    return f"M/{name}/∞ retrial, 5 erlang", Case(types, crew([[0.0]]), (5.0,), exact, unable)
