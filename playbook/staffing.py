"""Headcount against value: each team with fewer and more people at its desk, at the prices of the register, at half
and at double of them. `playbook build staffing` computes it into data/results/ and writes the tables of docs/teams.md.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from playbook.lab.seasons import SEED
from sim.files.atomic import write_atomic

PAGE = Path(__file__).resolve().parent.parent / "docs" / "teams.md"
BEGIN, END = "<!-- headcount: written by `playbook build staffing` -->", "<!-- end of headcount -->"
SHARES = (0.5, 0.7, 0.85, 1.0, 1.15, 1.35, 1.6)  # of the present headcount
FACTORS = (1.0, 0.5, 2.0)  # of the prices
REPLICATIONS = 20
HOURS = (("hour_brings", "hour_half_width"), ("hour_worth", "worth_half_width"))  # keys of a row


def rows(replications: int = REPLICATIONS, workers: int = 1, teams: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """One row for each team and factor of the prices."""
    from sim.experiment import last
    from sim.experiment.staffing import DeskHour, around, curve, scaled
    from sim.scenario.file import team, team_names

    for name in teams or team_names():
        scenario = team(name)
        present = scenario.desk_people
        for factor in FACTORS:
            options = {"holding": scaled(factor), "workers": workers}
            found = last(curve(scenario, around(present, SHARES), replications, SEED, **options))
            print(f"{name}, prices × {factor:g}: best {found.best:.1f} of {present}", file=sys.stderr)
            yield _row(name, scenario.currency, factor, found, DeskHour.of(scenario))


def _row(name: str, currency: str, factor: float, found: Any, hour: Any) -> dict[str, Any]:
    import numpy as np

    from sim.experiment import Range

    at = found.people.index(found.present)

    def change(values: np.ndarray) -> list[Range]:
        return [Range.of(one - values[at]) for one in values]

    value, profit = change(found.value), change(found.figures["profit"])
    brings = Range.of(found.hour_brings(hour, found.figures["profit"]))
    worth = Range.of(found.hour_brings(hour, found.value))
    return {
        "team": name, "currency": currency, "factor": factor, "present": found.present, "best": found.best,
        "people": list(found.people),
        "answered": [float(x.mean()) for x in found.figures["service_level"]],
        "gave_up": [float(x.mean()) for x in found.figures["abandonment"]],
        "profit": [x.mean for x in profit], "profit_half_width": [_finite(x.half_width) for x in profit],
        "value": [x.mean for x in value], "value_half_width": [_finite(x.half_width) for x in value],
        "hour_brings": brings.mean, "hour_half_width": _finite(brings.half_width), "hour_costs": hour.cost,
        "hour_worth": worth.mean, "worth_half_width": _finite(worth.half_width),
        "first_profit": [float(x[0]) for x in found.figures["profit"]],  # of the first season, for whoever checks
    }  # fmt: skip


def _finite(x: float) -> float:
    """0 for the half width of a difference that never varies, as of the present headcount with itself."""
    return x if x == x else 0.0


def write_page(found: Sequence[Mapping[str, Any]], page: Path = PAGE) -> None:
    """Put the tables between the page's two marks. ValueError where it lacks them."""
    text = page.read_text(encoding="utf-8")
    head, mark, rest = text.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not mark or not end:
        raise ValueError(f"{page.name} lacks the lines {BEGIN} and {END}")
    write_atomic(page, "\n\n".join((head + BEGIN, tables(found), END + tail)).encode())


def tables(found: Sequence[Mapping[str, Any]]) -> str:
    """The tables in Markdown: a curve for each team, then what other prices would change."""
    lines = []
    for row in (one for one in found if one["factor"] == 1.0):
        lines += [f"**{row['team']}**, {row['present']} people at the desk; most value with {row['best']:.0f}.", ""]
        lines += [
            "| people | answered in time | gave up "
            f"| profit, {row['currency']} | profit and next year, {row['currency']} |",
            "| ---: | ---: | ---: | ---: | ---: |",
        ]
        for i, people in enumerate(row["people"]):
            here = " (now)" if people == row["present"] else ""
            money = " | ".join(
                "–" if here else f"{row[kind][i]:+,.0f} ± {row[f'{kind}_half_width'][i]:,.0f}"
                for kind in ("profit", "value")
            )
            lines.append(f"| {people}{here} | {row['answered'][i]:.0%} | {row['gave_up'][i]:.0%} | {money} |")
        lines.append("")
    lines += [
        "| team | now | best | best at half the prices | best at double "
        "| one more hour brings | with next year | costs |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    by = {(row["team"], row["factor"]): row for row in found}
    for name in dict.fromkeys(row["team"] for row in found):
        best = " | ".join(f"{by[name, factor]['best']:.0f}" for factor in FACTORS)
        row = by[name, 1.0]
        hour = " | ".join(f"{row[a]:.0f} ± {row[b]:.0f}" for a, b in HOURS) + f" | {row['hour_costs']:.0f}"
        lines.append(f"| {name} | {row['present']} | {best} | {hour} |")
    return "\n".join(lines)
