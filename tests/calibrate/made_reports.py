"""Reports by interval of made contacts, as a telephone system would have written them."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from sim.exports.contacts import EPOCH
from sim.exports.intervals import Intervals
from sim.units import SECONDS_PER_DAY
from tests.calibrate.made_month import WRAP_S, Month

COLUMNS = ("Date", "Interval", "Queue Name", "Offered", "Answered", "Abandoned", "ASA", "Avg Handle Time", "Avg ACW")


def report_of(month: Month, interval_s: int = 1800, lost_waits: bool = True) -> Intervals:
    """Totals by queue and interval in which contacts came; without the waits of those who gave up if asked."""
    contacts = month.contacts
    days, slots = len(contacts.dates), int(SECONDS_PER_DAY) // interval_s
    slot = np.minimum(contacts.arrival // interval_s, slots - 1).astype(np.int64)
    cells, row = np.unique((contacts.kind * days + contacts.day) * slots + slot, return_inverse=True)
    kind, day, slot = cells // (days * slots), cells // slots % days, cells % slots

    def total(column: np.ndarray) -> np.ndarray:
        return np.bincount(row, column).astype(np.float64)

    offered, answered = total(np.ones(len(row))), total(contacts.answered)
    served_wait, wait = total(np.where(contacts.answered, contacts.wait, 0.0)), total(contacts.wait)
    talk, wrap = total(np.where(contacts.answered, contacts.service, 0.0)), np.array(WRAP_S)[kind]
    midnight = (contacts.dates[0] - EPOCH).days * SECONDS_PER_DAY
    nothing = np.full(len(cells), np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        return Intervals(
            "report.csv", contacts.kinds, kind, midnight + day * SECONDS_PER_DAY + slot * float(interval_s),
            np.full(len(cells), float(interval_s)), offered, answered, offered - answered, served_wait / answered,
            wait if lost_waits else np.where(offered > answered, np.nan, wait), talk / answered + wrap, wrap,
            nothing, nothing,
        )  # fmt: skip


def written_report(report: Intervals, path: Path) -> Path:
    """As a table; a mean wait of all where the report knows it everywhere."""
    waits = not np.isnan(report.waited_s).any()
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow([*COLUMNS, *(["Avg Wait"] if waits else [])])
        for i in range(len(report)):
            begin = np.datetime64(int(report.start[i]), "s").item()
            end = np.datetime64(int(report.start[i] + report.length_s[i]), "s").item()
            row = [begin.date(), f"{begin:%H:%M}-{end:%H:%M}", report.queues[report.queue[i]]]
            row += [int(column[i]) for column in (report.offered, report.answered, report.abandoned)]
            row += ["" if np.isnan(c[i]) else round(c[i]) for c in (report.asa_s, report.aht_s, report.acw_s)]
            table.writerow(row + ([round(report.waited_s[i] / report.offered[i])] if waits else []))
    return path
