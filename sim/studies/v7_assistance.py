"""V7: suggestions by a language model to chat agents (Brynjolfsson, Li & Raymond 2025).

Only the gain of people in their first month sets the model. The mean, the bottom and the top fifth follow from who
works there: ability, experience, and a practice that the assistant carries from the best.
"""

from __future__ import annotations

import math

import numpy as np

from sim.evidence import Parameters
from sim.mechanisms import assistance as ai
from sim.mechanisms.assistance import Assistance
from sim.mechanisms.learning import Learning, speed
from sim.studies.base import SETS, TESTS, Claim, Study
from sim.studies.estimators import effects
from sim.units import DAYS_PER_MONTH, DAYS_PER_WEEK, MONTHS_PER_YEAR

AGENTS, TREATED, MONTHS = 5172, 1636, 12
FIRST_ACCESS, ROLL_OUT = 4, 4  # month of the first access, months until the last
LEAVE_YEAR = 0.6  # share of agents who leave in a year
NOISE = 0.15  # noise of a month in log output
GROUPS = 5
TENURE_EDGES = (1, 3, 6, 12)  # months in the job: the first is a novice's
WEEKS_PER_MONTH = DAYS_PER_MONTH / DAYS_PER_WEEK


def experiment(p: Parameters, rng: np.random.Generator) -> dict[str, float]:
    """Growth of output with access: everybody, novices, lowest and highest fifth before access; log points."""
    person, month, tenure, start = _staff(rng)
    outcome, access = _output(p, rng, person, month, tenure, start)
    group = np.searchsorted(TENURE_EDGES, tenure, side="right")
    dummies = (group[:, None] == np.arange(1, len(TENURE_EDGES) + 1)).astype(float)
    mean = effects(outcome, np.column_stack([access, dummies]), person, month)[0]
    by_tenure = (group[:, None] == np.arange(len(TENURE_EDGES) + 1)) * access[:, None]
    novice = effects(outcome, np.column_stack([by_tenure, dummies]), person, month)[0]
    fifth = _fifths(outcome, person, month)
    found = {"mean": float(mean), "novice": float(novice)}
    with_access = np.column_stack([access, dummies])
    gains = []
    for quintile in range(GROUPS):
        rows = fifth[person] == quintile
        gains.append(float(effects(outcome[rows], with_access[rows], person[rows], month[rows])[0]))
    return found | {
        "bottom": gains[0],
        "top": gains[-1],
        "order": float(np.polyfit(np.arange(GROUPS), gains, 1)[0]),
    }


def _staff(rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Rows of agent-months (r,): agent, month, months in the job; and the month of access by agent (inf: never)."""
    hazard = -math.log1p(-LEAVE_YEAR) / MONTHS_PER_YEAR
    there = AGENTS / (1 + hazard * MONTHS)  # steady state: as many hired as leave
    hired = np.where(np.arange(AGENTS) < there, -rng.exponential(1 / hazard, AGENTS), rng.uniform(0, MONTHS, AGENTS))
    gone = np.maximum(hired, 0) + rng.exponential(1 / hazard, AGENTS)
    person, month = np.divmod(np.arange(AGENTS * MONTHS), MONTHS)
    rows = (month >= hired[person]) & (month < gone[person])
    begins = np.maximum(FIRST_ACCESS + rng.integers(0, ROLL_OUT, AGENTS), np.ceil(hired))
    open_to = np.flatnonzero(gone > begins)
    start = np.full(AGENTS, np.inf)
    chosen = rng.permutation(open_to)[:TREATED]
    start[chosen] = begins[chosen]
    return person[rows], month[rows], (month - hired[person])[rows], start


def _output(
    p: Parameters, rng: np.random.Generator, person: np.ndarray, month: np.ndarray, tenure: np.ndarray,
    start: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Log output of agent-months, and whether they had access."""
    learning, assistance = p.bind(Learning, "learning"), p.bind(Assistance, "assistance")
    spread = p["talent.spread"]
    ability = spread * rng.normal(size=AGENTS)
    skill = ability[person] + np.log(speed(learning, tenure * WEEKS_PER_MONTH))
    access = month >= start[person]
    weeks = np.where(access, month - start[person], 0) * WEEKS_PER_MONTH
    first = ai.gain(assistance, skill, spread, access)
    own = np.where(access, ai.kept(assistance, first, weeks), 0.0)
    helped = own + ai.gain(assistance, skill + own, spread, access)
    return skill + helped + NOISE * rng.normal(size=len(person)), access.astype(float)


def _fifths(outcome: np.ndarray, person: np.ndarray, month: np.ndarray) -> np.ndarray:
    """Fifth of each agent by mean output before anybody had access, 0 lowest; −1: was not there."""
    before = month < FIRST_ACCESS
    count = np.bincount(person[before], minlength=AGENTS)
    total = np.bincount(person[before], weights=outcome[before], minlength=AGENTS)
    seen = count > 0
    level = total[seen] / count[seen]
    fifth = np.full(AGENTS, -1)
    fifth[seen] = np.searchsorted(np.quantile(level, np.arange(1, GROUPS) / GROUPS), level)
    return fifth


STUDY = Study(
    id="V7",
    slug="assistance",
    claims=(
        Claim("novice", math.log(1.34), 0.2, 0.38, SETS, "log points", "AI-01-novice", "no interval was read"),
        Claim("mean", math.log(1.15), math.log(1.10), math.log(1.20), TESTS, "log points", "AI-01-mean"),
        Claim("bottom", math.log(1.30), math.log(1.25), math.log(1.40), TESTS, "log points", "AI-01-bottom"),
        Claim("top", 0.0, -0.02, 0.04, TESTS, "log points", "AI-01-top"),
        Claim("order", math.nan, -0.2, -0.01, TESTS, "log points a fifth", "AI-01-bottom", "direction: falls"),
    ),
    design=f"{AGENTS} agents over {MONTHS} months, {TREATED} get suggestions, staggered over {ROLL_OUT} months.",
    experiment=experiment,
)
