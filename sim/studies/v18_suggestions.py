"""V18: suggestions to the after-sales agents of a marketplace (arXiv 2603.29888).

Another firm, another trial: V7's newcomers set the model, nothing here did but the sign of what happens to the best
agents' answers. How much shorter chats get follows from who works there. That the best take on more chats at once is
measured on the floor, on which nobody chooses how many to take: nothing there can make it come out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.arrays import Bools, Floats
from sim.evidence import Parameters
from sim.floor import Channel, run_day
from sim.mechanisms import assistance as ai
from sim.mechanisms.assistance import Assistance
from sim.mechanisms.learning import Learning, speed
from sim.studies import floors
from sim.studies.base import SETS, TESTS, Claim, Study
from sim.units import DAYS_PER_WEEK, DAYS_PER_YEAR

# None of these is in the summaries that were read.
AGENTS, WEEKS = 1_000, 8  # half of them get suggestions
LEAVE_YEAR = 0.35  # share of service staff of Chinese shops that leaves in a year
NOISE = 0.1  # of an agent's mean log length in `WEEKS`
CHATS, RETURN = 2_000, 0.1  # of an agent in `WEEKS`, and the share whose customers come back
GROUPS = 5
FLOOR = 100  # agents on one floor
AT_ONCE, WORK, LOAD = 4, 10.0, 0.9  # chats, minutes of one, share of all places
DAY, FROM = 480.0, 60.0  # minutes, and from when on chats in hand are counted


@dataclass(frozen=True)
class Staff:
    """Columns (AGENTS,): log speeds before and in the trial, the latter with help; who has access."""

    before: Floats
    skill: Floats  # in the trial, without help
    helped: Floats  # the same with it
    access: Bools


def experiment(p: Parameters, rng: np.random.Generator) -> dict[str, float]:
    """Log changes with access: length of a chat; the same of the slowest fifth beyond the quickest; customers of the
    quickest fifth who come back; chats that these have in hand.
    """
    staff = hired(p, rng)
    start, end = (-level + NOISE * rng.normal(size=AGENTS) for level in (staff.before, staff.helped))
    fifth = np.argsort(np.argsort(-start)) * GROUPS // AGENTS  # 0: the slowest
    gains = [difference(end - start, staff.access, fifth == group) for group in range(GROUPS)]
    wrong = ai.log_wrong(
        p.bind(Assistance, "assistance"), staff.skill, p["talent.spread"], staff.access.astype(np.float64)
    )
    back = rng.poisson(CHATS * RETURN * np.exp(wrong)).astype(float)
    best = fifth == GROUPS - 1
    return {
        "length": difference(end - start, staff.access, np.ones(AGENTS, bool)),
        "slowest": gains[0] - gains[-1],
        "return": math.log(back[best & staff.access].mean() / back[best & ~staff.access].mean()),
        "at_once": at_once(staff, rng),
    }


def hired(p: Parameters, rng: np.random.Generator) -> Staff:
    """Agents of a steady staff, half of them with suggestions, in the middle of the trial."""
    learning, assistance, spread = p.bind(Learning, "learning"), p.bind(Assistance, "assistance"), p["talent.spread"]
    stays = -DAYS_PER_YEAR / DAYS_PER_WEEK / math.log1p(-LEAVE_YEAR)  # weeks
    ability, tenure = spread * rng.normal(size=AGENTS), rng.exponential(stays, AGENTS)
    before, skill = (ability + np.log(speed(learning, tenure + weeks)) for weeks in (0.0, WEEKS))
    access = rng.permutation(AGENTS) < AGENTS // 2
    in_use = access.astype(np.float64)
    first = ai.gain(assistance, skill, spread, in_use)
    own = skill + np.where(access, ai.kept(assistance, first, WEEKS / 2), 0.0)
    return Staff(before, skill, own + ai.gain(assistance, own, spread, in_use), access)


def difference(change: Floats, access: Bools, rows: Bools) -> float:
    """Mean change of those among `rows` who have access, beyond that of the others."""
    return float(change[rows & access].mean() - change[rows & ~access].mean())


def at_once(staff: Staff, rng: np.random.Generator) -> float:
    """Log of the chats in hand on one floor, of the best fifth with access over the best fifth without."""
    quick = np.exp(staff.helped[:FLOOR])
    types = floors.work_types(floors.kind(Channel.CHAT, work=WORK))
    chats = floors.poisson(types, [LOAD * AT_ONCE * quick.sum() / WORK], DAY, seed=int(rng.integers(2**31)))
    log = run_day(chats, floors.crew(quick[:, None], chats=AT_ONCE), types, floors.rules(stretch=(1.0,) * AT_ONCE))
    served = log.agent >= 0
    end = np.nan_to_num(log.end[served], nan=DAY)  # still in hand when the day is over
    minutes = np.clip(end, FROM, DAY) - np.clip(log.start[served], FROM, DAY)
    held = np.bincount(log.agent[served], minutes, FLOOR) / (DAY - FROM)
    best = staff.skill[:FLOOR] >= np.quantile(staff.skill[:FLOOR], 1 - 1 / GROUPS)
    access = staff.access[:FLOOR]
    return math.log(held[best & access].mean() / held[best & ~access].mean())


STUDY = Study(
    id="V18",
    slug="suggestions",
    claims=(
        Claim("length", math.log(1 - 0.057), math.log(0.90), math.log(0.97), TESTS, "log points", "AI-06-length",
              "no interval was read"),
        Claim("slowest", math.nan, -math.inf, 0.0, TESTS, "log points", "AI-06-low", "direction: shorter"),
        Claim("return", math.nan, 0.0, math.inf, SETS, "log points", "AI-06", "direction: more"),
        Claim("at_once", math.nan, 0.0, math.inf, TESTS, "log points", "AI-06-at-once", "direction: more"),
    ),
    design=f"{AGENTS:,} chat agents, half of them with suggestions for {WEEKS} weeks; {FLOOR} of them on one floor.",
    experiment=experiment,
)  # fmt: skip
