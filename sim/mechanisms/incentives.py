"""Incentives: what people make of pay that depends on results.

Each person weighs the return of speed against its cost, which is isoelastic. With m = 1 the motive that a flat wage
already supplies, r the money that a standard day's speed earns on top as a share of a standard day's pay, and ρ the
return to speed, the best effort is

    e = (1 + ρ·r) ^ elasticity,

1 on a flat wage. On a contact floor work runs out: ρ in [0, 1] is the share of yesterday's contacts that had to wait,
because only then does a quicker answer let another one in. Every scheme comes down to such a reward at the margin: a
piece rate and a commission directly, a quota through `sim.mechanisms.quota`, a prize through `sim.mechanisms.contest`,
a team bonus through `sim.mechanisms.team_pay`.

The elasticity is set so that the fitters of Lazear (2000), on pieces with their old wage as a guarantee, raise output
by 0.197 log points: those for whom pieces at any effort would not pay stay where they were, the rest respond.

What speed earns, care loses (direction: Hong et al. 2018; Holmström & Milgrom 1991); fines for errors found, or a
gate, pay for care, which takes time. Rewards of one's own make people stingy with help.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats, OneOrMany

TINY = float(np.finfo(float).tiny)


@dataclass(frozen=True)
class Incentives:
    elasticity: float  # of effort to its reward
    careless: float  # extra share of wrong answers per log point of effort, as a factor minus 1
    gate_keeps: float  # share of that loss which a quality gate prevents
    care: float  # elasticity of care (right against wrong answers) to its reward
    care_slower: float  # log points of speed that a log point of care costs
    help_lost: float  # log points of help to colleagues lost per log point of effort bought by one's own reward
    loss_aversion: float  # how much more a yuan taken weighs than a yuan given
    fine_limit: float  # highest share of a month's pay that may be taken
    most: float  # highest effort anybody keeps up, as a factor on the usual
    day_noise: float  # standard deviation of a day's log result at given effort


def effort(incentives: Incentives, reward: OneOrMany, return_to_speed: OneOrMany) -> Floats:
    """Factor on speed, in [1, most].

    `reward`: what a standard day's speed earns at the margin, as a share of a standard day's pay (≥ 0);
    `return_to_speed` in [0, 1].
    """
    return np.minimum((1 + reward * return_to_speed) ** incentives.elasticity, incentives.most)


def wrong_factor(incentives: Incentives, effort_now: OneOrMany, gated: OneOrMany) -> Floats:
    """Factor on the share of wrong answers, ≥ 1. `gated`: chance to pass a quality gate, in [0, 1]; 0 without one."""
    loss = incentives.careless * np.log(effort_now)
    return 1 + loss * (1 - incentives.gate_keeps * np.asarray(gated, float))


def passes(wrong: OneOrMany, answers: OneOrMany, gate: float) -> Floats:
    """Chance that the share of right ones among `answers` reaches `gate`, each wrong with chance `wrong`.

    The normal approximation of the binomial law.
    """
    from scipy.special import ndtr  # here: a season without a gate needs no scipy

    wrong, answers = np.asarray(wrong, float), np.asarray(answers, float)
    variance = np.maximum(wrong * (1 - wrong), TINY)
    spread = np.sqrt(variance / np.maximum(answers, 1.0))
    return ndtr((1 - wrong - gate) / spread)


def care(incentives: Incentives, reward: OneOrMany) -> Floats:
    """Log care, ≥ 0: the log factor on wrong answers is its negative, on speed −care_slower times it.

    `reward`: money that one log point fewer wrong answers earns a day, as a share of a standard day's pay (≥ 0).
    """
    return np.minimum(incentives.care * np.log1p(reward), np.log(incentives.most))


def helping(incentives: Incentives, own_reward: OneOrMany, shared_reward: OneOrMany) -> Floats:
    """Factor on help given to colleagues: down with rewards of one's own, up with shared ones; 1 without either."""
    lost = incentives.help_lost * np.log1p(own_reward)
    return np.exp(incentives.elasticity * (np.log1p(shared_reward) - lost))


def worth(incentives: Incentives, piece_share: OneOrMany, return_to_speed: OneOrMany) -> Floats:
    """What pieces on top of a wage are worth to a person, in standard days' pay, net of the effort they call forth.

    The surplus at the best effort, ((1 + ρr)^(1 + ε) − 1) / (1 + ε), plus pieces that come without more effort.
    """
    at_margin = piece_share * return_to_speed
    power = 1 + incentives.elasticity
    return ((1 + at_margin) ** power - 1) / power + piece_share * (1 - return_to_speed)


def with_guarantee(incentives: Incentives, piece_share: Floats) -> tuple[Floats, Floats]:
    """Pieces instead of a wage, but never less than the wage, on work that never runs out.

    `piece_share`: what pieces pay for a standard day's work of this person, over the guarantee. Returns effort (≥ 1)
    and the worth of the scheme in days of guaranteed pay, net of effort (≥ 1). Pay is convex, so a person either works
    for pieces or rests on the guarantee, whichever is worth more.
    """
    value = worth(incentives, piece_share, 1.0)
    works = value > 1
    return np.where(works, effort(incentives, piece_share, 1.0), 1.0), np.maximum(value, 1.0)


def fine_share(incentives: Incentives, fine: float, wrong_found: OneOrMany, pay: OneOrMany) -> Floats:
    """Share of the pay that fines take, at most `fine_limit`. `wrong_found`: errors found in the time `pay` is for."""
    return np.minimum(fine * wrong_found / pay, incentives.fine_limit)


def fine_reward(incentives: Incentives, fine: float, wrong_found: OneOrMany, pay: OneOrMany) -> Floats:
    """Reward of care (for `care`) under a fine: what it takes hurts more than its money, up to the limit."""
    return incentives.loss_aversion * fine_share(incentives, fine, wrong_found, pay)


def felt_pay(incentives: Incentives, gained: Floats, fined: Floats) -> Floats:
    """Pay as it is felt, over the usual pay: 1 + what is gained − what is taken, which weighs more."""
    return 1 + gained - incentives.loss_aversion * np.minimum(fined, incentives.fine_limit)
