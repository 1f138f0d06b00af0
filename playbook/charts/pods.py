"""A floor in pods over the hours of a day: how many of each are there, when they are one pool, and who waits."""

from __future__ import annotations

from typing import Any

import numpy as np

from playbook.charts.figure import MARGIN, Figure, compose, nothing
from playbook.charts.hours import Hours
from playbook.charts.ink import ACCENT, BAD, BODY, INK, SOFT, TINT, Pen
from playbook.charts.scales import numbers
from playbook.language import Words

HOUR = 60  # minutes of a slot
STRIP, WAITING = 26.0, 86.0  # heights of a pod's people and of who waits


def pods_day(
    words: Words, people: Any, apart: Any, waiting: Any = None, pool: Any = None, *, found: str, title: str,
    source: str = "", least_top: float = 0.0,
) -> Figure:  # fmt: skip
    """`people` (pods, hours) of each pod on duty; `apart` (pods, hours) share of days on which they are a pod of their
    own. `waiting` and `pool` (hours,): customers who wait at one time in pods and in one pool; without them only who
    is there is shown. `found` is what it shows, in words. The axis of who waits reaches `least_top` at least: it stays
    where it is while a lever moves."""
    people, apart = (np.atleast_2d(np.asarray(one, float)) for one in (people, apart))
    if not people.size:
        return nothing(words, title, source)
    most = max(1.0, float(np.nanmax(people)))

    def draw(pen: Pen, top: float, narrow: bool) -> float:
        hours, t = Hours(pen, words, 0, HOUR, people.shape[1], narrow), words.t
        y = hours.key([(ACCENT, ACCENT, 10.0, t("pods.apart")), (SOFT, TINT, 10.0, t("pods.together"))], top) + 12
        for pod, (there, own) in enumerate(zip(people, apart, strict=True), 1):
            y = _strip(hours, t("pods.pod", n=pod), there, own, most, y)
        if waiting is not None and pool is not None:
            y = _waiting(hours, numbers(waiting), numbers(pool), least_top, y + 18)
        return hours.clock_axis(y)

    return compose(words, found, words.t("pods.summary"), draw, subtitle=title, source=source)


def _strip(hours: Hours, name: str, there: np.ndarray, own: np.ndarray, most: float, top: float) -> float:
    """The people of a pod: the dark part of a bar is the share of days on which they are a pod."""
    pen, words = hours.pen, hours.words
    pen.text(MARGIN, top + 12, name, BODY, INK, bold=True)
    floor, points = top + 16 + STRIP, []
    for i, (count, share) in enumerate(zip(there.tolist(), own.tolist(), strict=True)):
        x, wide, high = hours.across(i) + 0.5, hours.across(1) - hours.across(0) - 1, STRIP * count / most
        if high > 0:
            pen.rect(x, floor - high, wide, high, TINT)
            pen.rect(x, floor - high * share, wide, high * share, ACCENT)
        said = words.t("pods.point", people=words.number(count, 1), share=words.percent(share))
        points.append((x + wide / 2, floor - high, name, hours.at(i) + said))
    pen.line(hours.left, floor, hours.right, floor, SOFT)
    pen.plate(hours.left, top + 16, hours.right - hours.left, STRIP, points)
    return floor + 6


def _waiting(hours: Hours, waiting: np.ndarray, pool: np.ndarray, least_top: float, top: float) -> float:
    pen, t, words = hours.pen, hours.words.t, hours.words
    pen.text(MARGIN, top, t("pods.waiting"), BODY, INK, bold=True)
    y = hours.key([(BAD, BAD, 3.0, t("pods.in_pods")), (INK, INK, 3.0, t("pods.in_pool"))], top + 10)
    up = hours.grid("points", (waiting, pool, [least_top]), y + 16, WAITING)
    hours.steps(waiting, up, stroke=BAD, width=2.4)
    hours.steps(pool, up, stroke=INK, width=2.0)
    points = []
    for i, (here, there) in enumerate(zip(waiting.tolist(), pool.tolist(), strict=True)):
        said = t("pods.wait_point", pods=words.number(here, 2), pool=words.number(there, 2))
        points.append((hours.across(i + 0.5), up(here), t("pods.waiting"), hours.at(i) + said))
    pen.plate(hours.left, up.end, hours.right - hours.left, up.start - up.end, points)
    return up(0)
