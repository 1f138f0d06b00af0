"""The figures of the story of what bad service costs: headcounts that reveal it, and advice that would turn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playbook import practices
from playbook.charts import Claim, Figure, bands
from playbook.language import Words
from playbook.stories.shipped import results

HALF, DOUBLE = "all x 0.5", "all x 2"
DIGITS = 1


def source(words: Words) -> str:
    """The foot of a figure of shipped results; the command that makes them anew stands under the section."""
    return words.t("chart.source_shipped")


def headcount(words: Words, section: Any) -> Figure:
    """Each team's desk: the band is 30 % around what it has, the dot is where profit and next year are best."""
    from sim.experiment.staffing import NEAR
    from sim.scenario.file import team

    best = {(row["team"], row["factor"]): row for row in results("staffing")}
    claims = []
    for name in dict.fromkeys(team_name for team_name, _ in best):
        now, half, double = (best[name, factor] for factor in (1.0, 0.5, 2.0))
        present = now["present"]
        least, most = present * (1 - NEAR), present * (1 + NEAR)
        ends = sorted((half["best"], now["best"], double["best"]))
        said = {"present": present, "best": words.number(now["best"]), "half": words.number(half["best"])}
        text = words.t("story.desk", double=words.number(double["best"]), **said)
        label = words.pick(team(name).title)
        span = (ends[0], now["best"], ends[-1])
        claims.append(Claim(label, least, most, present, span, least <= now["best"] <= most, text))
    near = sum(claim.passed for claim in claims)
    summary = words.t("story.desks", n=len(claims), near=near)
    return bands(words, claims, title=section.title, summary=summary, note=section.note, source=source(words))


def sensitivity(words: Words, section: Any) -> Figure:
    """Each lever's best setting in per cent of its team's profit: today, and with all prices at half and at double.

    A lever that moves less money than luck, and turns nothing, is counted and not drawn.
    """
    claims, rows = [], results("sensitivity")
    for row in rows:
        today = max(row["value"], key=lambda one: float(one["mean"]))
        if today["mean"] <= today["half_width"] and not turned(row):
            continue
        half, double = (row["turns"][world]["value"]["mean"] for world in (HALF, DOUBLE))
        mean, width, low, high = (100 * x / abs(row["base"]) for x in (
            today["mean"], today["half_width"], min(half, double), max(half, double)))  # fmt: skip
        shown = {"mean": words.number(mean, DIGITS), "half_width": words.number(width, DIGITS)}
        shown |= {"low": words.number(100 * half / abs(row["base"]), DIGITS)}
        shown |= {"high": words.number(100 * double / abs(row["base"]), DIGITS)}
        _, text = practices.load(row["practice"], words.language)
        colon = words.t("common.colon")
        subject = text.title.partition(colon.strip())[0]  # Hiring, of "Hiring: whom, how many, and how early"
        label = subject + colon + text.levers[row["lever"]].label
        span = (mean - width, mean, mean + width)
        claims.append(Claim(label, low, high, 0.0, span, not turned(row), words.t("story.lever_worth", **shown)))
    kept = sum(not turned(row) for row in rows)
    summary = words.t("story.advice", n=len(rows), kept=kept, drawn=len(claims))
    return bands(words, claims, title=section.title, summary=summary, note=section.note, source=source(words))


def turned(row: Mapping[str, Any]) -> bool:
    """Whether the advice on a lever turns under any of the other prices."""
    return any(one["turns"] for one in row["turns"].values())


def turning(slug: str) -> list[str]:
    """The levers of a practice whose advice turns within half and double the prices."""
    return [row["lever"] for row in results("sensitivity") if row["practice"] == slug and turned(row)]
