"""Queueing theory in one place: what the floor must agree with where theory has an answer, and first guesses of staff.

Long run, one queue: `erlang_b`, `erlang_b_load`, `erlang_c`, `erlang_a` (with balking), `finite_room`,
`priority_waits`, `single_server`, `batches`, and `impatient` for any patience. Several queues: `retrial`,
`erlang_a_retrial`, `chat_desk`, `n_model`, `shared_room`, `jackson`. Staff: `fewest`, `staff_for_service_level`,
`staff_for_abandonment`. A changing day: `course`.
Numpy is all that is imported until a function that needs scipy is called.
"""

from __future__ import annotations

from sim.planning.erlang import (
    Finite,
    Impatient,
    Queue,
    batches,
    erlang_a,
    erlang_b,
    erlang_b_load,
    erlang_c,
    finite_room,
    priority_waits,
    single_server,
)
from sim.planning.networks import (
    ChatDesk,
    Network,
    Retrial,
    SharedDesk,
    chat_desk,
    erlang_a_retrial,
    jackson,
    n_model,
    retrial,
    shared_room,
)
from sim.planning.patience import (
    ExponentialPatience,
    FixedPatience,
    GammaPatience,
    GeneralImpatient,
    LognormalPatience,
    MixedPatience,
    Patience,
    UniformPatience,
    WeibullPatience,
    impatient,
)
from sim.planning.staffing import (
    fewest,
    staff_for_abandonment,
    staff_for_service_level,
)
from sim.planning.transient import Course, course

__all__ = [
    "ChatDesk", "Course", "ExponentialPatience", "Finite", "FixedPatience", "GammaPatience", "GeneralImpatient",
    "Impatient", "LognormalPatience", "MixedPatience", "Network", "Patience", "Queue", "Retrial",
    "SharedDesk", "UniformPatience", "WeibullPatience", "batches", "chat_desk", "course", "erlang_a",
    "erlang_a_retrial", "erlang_b", "erlang_b_load", "erlang_c", "fewest", "finite_room", "impatient", "jackson",
    "n_model", "priority_waits", "retrial", "shared_room", "single_server", "staff_for_abandonment",
    "staff_for_service_level",
]  # fmt: skip
