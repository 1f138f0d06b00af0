"""The fit as a picture: contacts, those who gave up and waits by the half hour, as they were and as the team has it."""

from __future__ import annotations

import numpy as np

from playbook import charts
from playbook.charts.half_hours import Compared, half_hours
from playbook.language import Words
from playbook.my_files.team import Made
from sim.calibrate.team.report import too_few

LEAST = 20  # contacts of a half hour over all days, for a share or a mean


def fit_figure(words: Words, made: Made) -> charts.Figure | None:
    """None where there are too few days to leave some out."""
    checked, held, fit, t = made.checked, made.fit.held_out, made.fit, words.t
    if checked is None or too_few(fit):
        return None
    lost = checked.score("abandonment")
    if lost is None:
        return None
    panels = []
    if held is not None:
        panels.append(Compared(t("shop_team.arrivals", days=held.days), "contacts", held.real, held.expected, 1))
    actual, played = checked.actual, checked.played
    # a share of a few says little about a half hour
    enough = actual.contacts >= LEAST
    panels.append(Compared(t("shop_team.lost"), "share", _where(enough, actual.abandonment),
                           _where(enough, played.abandonment)))  # fmt: skip
    panels.append(Compared(t("shop_team.waits"), "s", _where(enough, actual.mean_wait),
                           _where(enough, played.mean_wait)))  # fmt: skip
    found = t("shop_team.found", real=words.percent(lost.actual, 1), played=words.percent(lost.replayed, 1))
    return half_hours(
        words, panels, found=found, title=t("shop_team.figure"), note=t("shop_team.figure_note"),
        source=t("shop_team.source", contacts=words.number(len(fit.contacts)), days=words.number(len(checked.days))),
    )  # fmt: skip


def _where(enough: np.ndarray, values: np.ndarray) -> np.ndarray:
    return np.where(enough, values, np.nan)
