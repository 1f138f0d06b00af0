"""V8: talks with a partner, and pay for the pair (Sandvik, Saouma, Seegert & Stanton 2020).

What the talks bring while they last sets how fast a gap closes. Whether it is still there months later, whether pay for
the pair fades with the pay, who gains and whether differences shrink are tests: know-how fades as it does after a
course, and effort lasts as long as its reward.
"""

from __future__ import annotations

import math

import numpy as np

from sim.evidence import Parameters
from sim.mechanisms import know_how, team_pay
from sim.mechanisms.incentives import Incentives, effort
from sim.mechanisms.know_how import KnowHow, Stock
from sim.mechanisms.team_pay import TeamPay
from sim.studies.base import SETS, TESTS, Claim, Study
from sim.studies.estimators import effect
from sim.units import DAYS_PER_WEEK

ARMS = ("talks", "pay", "both", "internal", "external")
AGENTS = (131, 131, 131, 130, 130)  # 653 in all; the arms' sizes are not in the abstract
BEFORE, DURING, AFTER = 6, 4, 20  # weeks
LATE = 4  # the last weeks, for what is left
ABILITY_SD = 0.48  # log revenue a call; complex work
NOISE_SD = 0.40  # of an agent's week
TALK_HOURS = 0.5  # a week, with a new partner
PAIR_SLOPE = 0.5  # pay of the pair that a log point of its result moved, over its usual pay (not in the abstract)

CLAIMS = (
    Claim("talks_in", math.log(1.24), math.log(1.12), math.log(1.26), SETS, "log revenue a call", "TRN-02-in"),
    Claim("talks_later", math.log(1.18), math.log(1.10), math.log(1.26), TESTS, "log revenue a call", "TRN-02-later"),
    Claim("pay_in", math.nan, 0.0, math.inf, TESTS, "log revenue a call", "TRN-02-pay", "direction"),
    Claim("pay_ends", math.nan, -math.inf, 0.0, TESTS, "log revenue a call", "TRN-02-pay", "direction: goes with it"),
    Claim("partner", math.nan, 0.0, math.inf, TESTS, "log per log", "TRN-02-later", "direction: better partners"),
    Claim("spread", math.nan, -math.inf, 0.0, TESTS, "log sd", "TRN-02-later", "direction: differences shrink"),
)


def experiment(parameters: Parameters, rng: np.random.Generator) -> dict[str, float]:
    """One trial of thirty weeks and its differences in differences against the internal control."""
    knows = parameters.bind(KnowHow, "know_how")
    n, weeks = sum(AGENTS), BEFORE + DURING + AFTER
    arm = np.repeat(np.arange(len(ARMS)), AGENTS)
    talks, paid = np.isin(arm, (0, 2)), np.isin(arm, (1, 2))
    ability = ABILITY_SD * rng.standard_normal(n)
    pair_effort = _pair_effort(parameters)
    stock, met, result = Stock.empty(n), np.zeros(n), np.empty((n, weeks))
    noise = NOISE_SD * rng.standard_normal((n, weeks))
    for week in range(weeks):
        trial = BEFORE <= week < BEFORE + DURING
        if trial:
            level = know_how.level(knows, ability, stock)
            partner = _partners(arm, rng)
            gain = np.where(talks, know_how.partner_gain(knows, level, level[partner], TALK_HOURS), 0.0)
            met += result[partner, :BEFORE].mean(axis=1) / DURING
            stock = know_how.learned(knows, stock, gain)
        result[:, week] = ability + stock.log_speed + (pair_effort * paid if trial else 0.0) + noise[:, week]
        stock = know_how.after(knows, stock, DAYS_PER_WEEK)
    before, during, late = (result[:, part] for part in PARTS)
    change = during.mean(axis=1) - before.mean(axis=1)
    found: dict[str, float] = {}
    for name, who, first, then in (
        ("talks_in", 0, before, during), ("talks_later", 0, before, late),
        ("pay_in", 1, before, during), ("pay_ends", 1, during, late),
    ):  # fmt: skip
        rows = np.isin(arm, (who, ARMS.index("internal")))
        found[name] = _did(first[rows], then[rows], arm[rows] == who)
    rows = talks
    found["partner"] = effect(change[rows], met[rows], arm[rows])
    shrunk = [np.log(late[arm == a].mean(axis=1).std() / before[arm == a].mean(axis=1).std()) for a in (0, 3)]
    found["spread"] = float(shrunk[0] - shrunk[1])
    return found


PARTS = (slice(0, BEFORE), slice(BEFORE, BEFORE + DURING), slice(BEFORE + DURING + AFTER - LATE, None))


def _pair_effort(parameters: Parameters) -> float:
    """Log effort of people who are paid for the pair's result."""
    team = parameters.bind(TeamPay, "team_pay")
    reward = team_pay.reward(team, PAIR_SLOPE, 2, 1.0)
    return float(np.log(effort(parameters.bind(Incentives, "incentives"), reward, 1.0)))


def _partners(arm: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A partner from the same arm for each agent, drawn anew; with an odd number one stays alone."""
    partner = np.arange(len(arm))
    for one in range(len(ARMS)):
        members = rng.permutation(np.flatnonzero(arm == one))
        half = len(members) // 2
        first, second = members[:half], members[half : 2 * half]
        partner[first], partner[second] = second, first
    return partner


def _did(before: np.ndarray, after: np.ndarray, treated: np.ndarray) -> float:
    """Difference in differences of agents' weeks with agent and week fixed effects."""
    outcome = np.concatenate([before, after], axis=1)
    agent, week = np.indices(outcome.shape)
    treatment = treated[:, None] & (week >= before.shape[1])
    return effect(outcome.ravel(), treatment.ravel().astype(float), agent.ravel(), week.ravel())


STUDY = Study(
    id="V8",
    slug="partners",
    claims=CLAIMS,
    design="653 sales agents at two sites in five arms (talks, pay for the pair, both, two controls); 6 weeks before, "
    "4 weeks of treatment, 20 weeks after.",
    experiment=experiment,
)
