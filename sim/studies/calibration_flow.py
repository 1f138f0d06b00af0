"""Calibration of hiring, learning, leaving, home, rotas and leads: each parameter from published numbers.

As in `sim.studies.calibration`: only rows of the register with role "calibrates" are read. Facts of a design that the
source does not state (who counted as surrounded by experience, how long after a course) stand here with a name.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from statistics import NormalDist

import numpy as np

from sim.evidence import Parameters, parameters
from sim.mechanisms.assistance import Assistance, gain
from sim.mechanisms.know_how import KnowHow
from sim.mechanisms.leadership import left
from sim.mechanisms.learning import Learning, speed
from sim.studies.calibration import published_size
from sim.studies.v5_training import BEFORE, drawn_teams, taught_paths
from sim.units import DAYS_PER_MONTH, MONTHS_PER_YEAR

TEAM_DRAWS = 20  # draws of who is trained, for the mean difference between trained and untrained
NOVICE_WEEKS = 52 / MONTHS_PER_YEAR  # "novice": the first month
NEW_STAFF_WEEKS = 8  # length of the trial with new data-entry staff
PUSH_WEEKS = 39  # nine months over which the published fall of quits is a mean
MEETING_WEEKS, MEETING_HOURS, CROWD = 4, 0.5, 20_000  # weekly talks of half an hour, people of the simulation
QUADRATURE = 400
DECILES = NormalDist().inv_cdf(0.9) - NormalDist().inv_cdf(0.1)


def log_of(evidence: str, factor: float = 1.0) -> float:
    """ln(1 + published change)·factor."""
    return factor * math.log1p(published_size(evidence))


def peers(p: Parameters) -> float:
    """Pace among experienced colleagues from the shorter time to an experienced level.

    ratio = (1 + peers·(few − usual)) / (1 + peers·(many − usual)).
    """
    few, many, usual = published_size("ASM-peer-few"), published_size("ASM-peer-many"), p["learning.usual_peers"]
    ratio = 1 + published_size("TRN-03-peers")
    return (1 - ratio) / (ratio * (many - usual) + usual - few)


def course(p: Parameters) -> float:
    """What a course teaches, so that the trained gain the published share over the untrained in the weeks after it.

    The untrained learn some of it from the trained, so a course teaches more than the difference shows. The
    difference is in proportion to the course.
    """
    learning, unit = p.bind(Learning, "learning"), replace(p.bind(KnowHow, "know_how"), course=1.0)
    gains = []
    for seed in range(TEAM_DRAWS):
        team, trained = drawn_teams(np.random.default_rng(seed))
        after = taught_paths(unit, learning, team, trained)[:, BEFORE:].mean(axis=1)
        gains.append(after[trained].mean() - after[~trained].mean())
    return log_of("TRN-01") / float(np.mean(gains))


def meeting(p: Parameters) -> float:
    """Rate at which an hour with a better partner closes the gap, from the gain while meetings were held.

    Partners are drawn anew each week; the published gain is the mean over the weeks, skills spread as in complex work.
    """
    from scipy.optimize import brentq

    wanted = log_of("TRN-02-in")
    start = p["know_how.codifiable"] * published_size("HUN-90-high") * np.random.default_rng(0).normal(size=CROWD)
    orders = [np.random.default_rng(week).permutation(CROWD) for week in range(1, MEETING_WEEKS + 1)]

    def excess(rate: float) -> float:
        level, lasting, fading, means = start.copy(), p["know_how.lasting"], p["know_how.fade_weeks"], []
        kept, fresh = np.zeros(CROWD), np.zeros(CROWD)
        for order in orders:
            level = start + kept + fresh
            partner = np.empty(CROWD)
            partner[order] = level[np.concatenate([order[CROWD // 2 :], order[: CROWD // 2]])]
            learned = np.maximum(0, partner - level) * -math.expm1(-rate * MEETING_HOURS)
            kept, fresh = kept + lasting * learned, fresh + (1 - lasting) * learned
            means.append((kept + fresh).mean())
            fresh = fresh * math.exp(-1 / fading)
        return float(np.mean(means)) - wanted

    return brentq(excess, 0.01, 20.0, xtol=1e-4)


def assistance_share(p: Parameters) -> float:
    """Share of the gap that suggestions close, from the gain of people in their first month."""
    ramp = np.log(speed(p.bind(Learning, "learning"), (np.arange(QUADRATURE) + 0.5) / QUADRATURE * NOVICE_WEEKS))
    z = np.array([NormalDist().inv_cdf((i + 0.5) / QUADRATURE) for i in range(QUADRATURE)])
    spread = p["talent.spread"]
    whole = Assistance(share=1.0, best=p["assistance.best"], sticks=0.0, careless=0.0)
    return log_of("AI-01-novice") / float(gain(whole, spread * z[:, None] + ramp, spread).mean())


def remote_unready(p: Parameters) -> float:
    """Log pace lost at once by new staff at home: the published share of the whole loss."""
    return log_of("REM-03", published_size("REM-03-first-day"))


def remote_slower(p: Parameters) -> float:
    """Loss of the pace of learning that makes up the rest of that loss over the trial's weeks."""
    from scipy.optimize import brentq

    learning = p.bind(Learning, "learning")
    weeks = np.arange(QUADRATURE) * NEW_STAFF_WEEKS / QUADRATURE
    rest = -log_of("REM-03", 1 - published_size("REM-03-first-day"))

    def excess(slower: float) -> float:
        return float(np.log(speed(learning, weeks) / speed(learning, weeks * (1 - slower))).mean()) - rest

    return brentq(excess, 0.0, 1.0)


def hour_apart(p: Parameters) -> float:
    """Log of talks lost for an hour that is not shared; the source's one to two hours count as one and a half."""
    return -log_of("REM-05") / published_size("REM-05-hours")


def manager_quits(p: Parameters) -> float:
    """Log hazard for a standard deviation, from the published fall between the 10th and the 90th percentile."""
    return log_of("TRV-04") / DECILES


def boss(p: Parameters) -> float:
    """Log output for a standard deviation, from a worker more in a team of nine between the same percentiles."""
    return log_of("TRV-05") / DECILES


def attention(p: Parameters) -> float:
    """Log hazard just after the push, so that its mean over nine months is the published one."""
    weeks = np.arange(PUSH_WEEKS, dtype=np.float64) + 0.5
    return log_of("TRV-06") / float(left(p["leadership.fade_weeks"], weeks).mean())


def notice_loss(p: Parameters) -> float:
    """Share of a leaver's output lost between notice and last day.

    Ten per cent more turnover costs as much as 0.6 % of wages: a leaver costs 0.06 / (turnover a year) years of pay,
    63 % of it before leaving. Output is valued at pay.
    """
    months = published_size("TRV-02") / published_size("ASM-shop-turnover") * MONTHS_PER_YEAR
    return months * published_size("TRV-02-before") * DAYS_PER_MONTH / p["quits.notice_days"]


def schedules_slope(p: Parameters, part: str) -> float:
    """Log output per unit of steadiness, from the shops' trial: swaps for all and more shifts at the same hours."""
    moved = (p["schedules.trial_stable"] - published_size("ASM-usual-stable") + 1) / 3
    speed_part = published_size("ASM-steady-split")
    return log_of("FLX-03") / moved * (speed_part if part == "speed" else 1 - speed_part)


# Parameter → (calibrator from the other parameters, tolerance: digits kept in data/parameters.csv).
CALIBRATORS: dict[str, tuple[Callable[[Parameters], float], float]] = {
    "learning.peers": (peers, 5e-3),
    "know_how.course": (course, 5e-4),
    "know_how.meeting": (meeting, 5e-2),
    "assistance.share": (assistance_share, 5e-3),
    "hiring.referred_quits": (lambda p: log_of("HIR-04"), 5e-4),
    "hiring.tested_quits": (lambda p: -log_of("HIR-03"), 5e-4),
    "quits.notice_loss": (notice_loss, 5e-3),
    "remote.minutes": (lambda p: log_of("REM-01-minutes"), 5e-5),
    "remote.rate": (lambda p: log_of("REM-01-rate"), 5e-5),
    "remote.quits": (lambda p: log_of("REM-01-quits"), 5e-4),
    "remote.unready": (remote_unready, 5e-4),
    "remote.slower": (remote_slower, 5e-3),
    "remote.hour_apart": (hour_apart, 5e-4),
    "schedules.speed": (lambda p: schedules_slope(p, "speed"), 5e-4),
    "schedules.presence": (lambda p: schedules_slope(p, "presence"), 5e-4),
    "leadership.quits": (manager_quits, 5e-4),
    "leadership.boss": (boss, 5e-4),
    "leadership.attention": (attention, 5e-4),
}


def check(values: Parameters | None = None) -> dict[str, tuple[float, float]]:
    """Parameter → (value in use, value that its calibrator finds), for those that differ beyond their digits."""
    values = parameters() if values is None else values
    found = {name: (values[name], calibrator(values)) for name, (calibrator, _) in CALIBRATORS.items()}
    return {name: pair for name, pair in found.items() if abs(pair[0] - pair[1]) > CALIBRATORS[name][1]}
