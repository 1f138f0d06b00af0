"""V15: a queue for each doctor instead of one for all (Song, Tucker & Murrell 2015).

The emergency room's patients went sooner once each doctor had patients of their own. On this floor one queue for all is
never slower, because nobody works quicker for having a queue of their own: nothing sets this, and nothing can help it.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from sim.evidence import Parameters
from sim.floor import Channel, Outcome, run_day
from sim.studies import floors
from sim.studies.base import TESTS, Claim, Study

DOCTORS, PATIENTS_EACH = 6, 7  # on duty, and at once for each: not in the abstract
TREATMENT = 185.0  # minutes in the room: a stay of 229 less a wait of 44
LOAD = 0.9  # of all places
DAYS = 7
DAY = 24 * 60.0  # minutes
COUNTED = (DAY, (DAYS - 2) * DAY)  # who comes then meets a room that is neither empty nor cut short


def experiment(_: Parameters, rng: np.random.Generator) -> dict[str, float]:
    """Log of the stay and of the wait with own queues over those with one, for the same patients."""
    types = floors.work_types(*[floors.kind(Channel.CHAT, work=TREATMENT)] * DOCTORS)
    rate = LOAD * DOCTORS * PATIENTS_EACH / TREATMENT
    rates = [rate] + [0.0] * (DOCTORS - 1)
    patients = floors.poisson(types, rates, DAYS * DAY, seed=int(rng.integers(2**31)))
    in_turn = replace(patients, kind=np.arange(len(patients)) % DOCTORS)  # each doctor has the next but five
    rules = floors.rules(stretch=(1.0,) * PATIENTS_EACH)
    found = []
    for tape, skills in ((patients, np.ones((DOCTORS, DOCTORS))), (in_turn, np.eye(DOCTORS))):
        log = run_day(tape, floors.crew(np.where(skills > 0, 1.0, np.nan), chats=PATIENTS_EACH), types, rules)
        counted = (log.enter >= COUNTED[0]) & (log.enter < COUNTED[1]) & (log.outcome == Outcome.SERVED)
        found.append(((log.end - log.enter)[counted].mean(), log.waited[counted].mean()))
    (stay, wait), (own_stay, own_wait) = found
    return {"stay": math.log(own_stay / stay), "wait": math.log(own_wait / wait) if wait > 0 else math.nan}


STUDY = Study(
    id="V15",
    slug="own-queue",
    claims=(
        Claim("stay", math.log(0.83), -0.3, -0.05, TESTS, "log points", "FLX-06", "no interval was read"),
        Claim("wait", math.log(0.91), -0.2, -0.01, TESTS, "log points", "FLX-06-wait", "no interval was read"),
    ),
    design=f"{DOCTORS} doctors with {PATIENTS_EACH} patients at once, {DAYS} days; one queue for all, then one each.",
    experiment=experiment,
)
