"""The figures of the stories, by the id of their section. Each takes the words of a language and the section."""

from __future__ import annotations

import csv
import json
import math
from functools import cache
from pathlib import Path
from typing import Any

from playbook.charts import Claim, Dot, Figure, Residual, Rung, bands, dots, ladder, residuals
from playbook.language import Words

DATA = Path(__file__).resolve().parents[2] / "data"
BAND = 3.5  # standard errors; the limit of sim.studies.theory
OURS = ("compiled kernel", "compiled run_day", "plain run_day", "SimPy floor")  # engines of this project
Z_DIGITS = 1


@cache
def results(name: str) -> Any:
    """The shipped results `name`.json."""
    return json.loads((DATA / "results" / f"{name}.json").read_text(encoding="utf-8"))


@cache
def table(name: str) -> list[dict[str, str]]:
    """The rows of the shipped table `name`.csv; lines that begin with # are notes."""
    with open(DATA / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


# What a case's name says of its family; the first that fits. Names are in Kendall's notation, see sim.studies.theory.
FAMILIES = (
    ("retrial", "retrial"), ("chats each", "chats"), ("priorities", "priorities"), ("balking", "balking"),
    ("N-design", "skills"), ("skill", "skills"), ("Jackson", "networks"), ("^", "networks"), ("M/G/1", "networks"),
    ("+M", "impatient"), ("+", "patience"),
)  # fmt: skip


def theory(words: Words, section: Any) -> Figure:
    rows = results("theory")
    order = ["calls", "patient", *dict.fromkeys(family for _, family in FAMILIES)]
    named = [(_family(row["case"]), row) for row in rows]
    named.sort(key=lambda pair: order.index(pair[0]))
    return _residuals(words, section, [(words.t(f"story.family_{family}"), row) for family, row in named])


def _family(case: str) -> str:
    """Which law of theory a case belongs to; without a mark, lost calls (a finite room) or patient customers."""
    marked = next((family for mark, family in FAMILIES if mark in case), None)
    return marked or ("calls" if case.split(",")[0].count("/") > 2 else "patient")


def days(words: Words, section: Any) -> Figure:
    return _residuals(words, section, [(row["case"], row) for row in results("days")])


def _residuals(words: Words, section: Any, rows: list[tuple[str, dict[str, Any]]]) -> Figure:
    points = []
    for group, row in rows:
        z = (row["simulated"] - row["exact"]) / row["error"]
        facts = {"case": row["case"], "measure": row["measure"], "z": words.number(z, Z_DIGITS)}
        facts |= {name: f"{row[name]:.6g}" for name in ("exact", "simulated")}
        points.append(Residual(group, z, words.t("story.row", **facts)))
    outside = sum(abs(point.value) > BAND for point in points)
    summary = words.t("story.rows", n=len(points), outside=outside, band=words.number(BAND, Z_DIGITS))
    return residuals(words, points, band=BAND, title=section.title, summary=summary, note=section.note)


def published(words: Words, section: Any) -> Figure:
    claims = []
    for row in results("published"):
        ours, half = row["simulated"], row["simulated_half"]
        low, high = row["published"] - row["published_half"], row["published"] + row["published_half"]
        agrees = abs(ours - row["published"]) <= (half**2 + row["published_half"] ** 2) ** 0.5
        text = words.t("story.both", published=f"{row['published']:.4g}", simulated=f"{ours:.4g}", half=f"{half:.2g}")
        claims.append(
            Claim(f"{row['example']}: {row['measure']}", low, high, row["published"], (ours - half, ours, ours + half),
                  agrees, text)
        )  # fmt: skip
    return _bands(words, section, claims)


def _bands(words: Words, section: Any, claims: list[Claim]) -> Figure:
    passed = sum(claim.passed for claim in claims)
    summary = words.t("story.passed", n=len(claims), passed=passed)
    return bands(words, claims, title=section.title, summary=summary, note=section.note)


def skills(words: Words, section: Any) -> Figure:
    found = results("skills")
    rows = [Dot(words.t("story.skills", n=n), wait) for n, wait in found["waits"].items()]
    share, error = words.percent(found["share"]), words.percent(2 * found["error"], 1)
    note = section.note + " " + words.t("story.recovered", share=share, error=error)
    return dots(words, rows, "minutes", digits=2, title=section.title, note=note)


def replayed(words: Words, section: Any) -> Figure:
    claims = []
    for row in table("replayed_days"):
        if row["wrap_up"] != "gaps" or row["figure"] not in ("abandonment", "mean_wait"):
            continue
        real, low, mean, high = (float(row[name]) for name in ("actual", "p10", "mean", "p90"))
        show = words.percent if row["figure"] == "abandonment" else lambda x, digits: words.duration(x)
        text = words.t("story.real", real=show(real, 1), replayed=show(mean, 1), low=show(low, 1), high=show(high, 1))
        name = words.t("story.day", date=row["date"], figure=words.t(f"story.{row['figure']}"))
        claims.append(Claim(name, real, real, real, (low, mean, high), low <= real <= high, text))
    inside = sum(claim.passed for claim in claims)
    summary = words.t("story.inside", n=len(claims), inside=inside)
    return bands(words, claims, title=section.title, summary=summary, note=section.note)


def speed(words: Words, section: Any) -> Figure:
    rows = [row for row in table("speed") if row["day"] == "one queue"]
    rungs = [
        Rung(row["engine"], float(row["cpu_s"]), words.t("story.seconds", s=f"{float(row['cpu_s']):.3g}"),
             row["engine"] in OURS)
        for row in rows
    ]  # fmt: skip
    summary = words.t("story.engines", n=len(rungs))
    return ladder(words, rungs, title=section.title, summary=summary, note=section.note)


def luck(words: Words, section: Any) -> Figure:
    rungs = []
    for row in results("luck"):
        label = words.t(f"story.luck_{row['name']}") if words.has(f"story.luck_{row['name']}") else row["name"]
        rungs.append(Rung(label, row["ratio"], words.t("story.times", n=words.number(row["ratio"])), True))
    summary = words.t("story.ratios", n=len(rungs))
    return ladder(words, rungs, title=section.title, summary=summary, note=section.note)


# ------------------------------------------------------------------------------------------ people and pay


def everything(words: Words, section: Any) -> Figure:
    """All claims of all studies in one figure."""
    return _bands(words, section, [claim for study in results("studies") for claim in _claims(words, study)])


def _claims(words: Words, study: dict[str, Any]) -> list[Claim]:
    from sim.studies.registry import words as said

    found = []
    for claim in study["claims"]:
        name = words.pick(said()[study["id"]]["claims"][claim["id"]]["name"])
        public = claim["published"] is not None
        low, high = _ends(claim)
        published = claim["published"] if public else math.nan
        half = (claim["p975"] - claim["p025"]) / 2
        text = words.t(
            "story.both" if public else "story.direction", published=f"{published:.3g}",
            simulated=f"{claim['mean']:.3g}", half=f"{half:.2g}",
        )  # fmt: skip
        role = words.t(f"story.{claim['role']}")
        found.append(
            Claim(f"{study['id']} {name}", low, high, published,
                  (claim["p025"], claim["mean"], claim["p975"]), claim["passed"], text, role)
        )  # fmt: skip
    return found


def _ends(claim: dict[str, Any]) -> tuple[float, float]:
    """The band of a claim; where only a direction was published, it ends where the simulated range does."""
    low, high = claim["low"], claim["high"]
    return (claim["p025"] if low is None else low), (claim["p975"] if high is None else high)


def __getattr__(name: str) -> Any:
    """`v1`, `v2` …: the figure of one study."""
    for study in results("studies"):
        if study["id"].lower() == name:
            return lambda words, section: _bands(words, section, _claims(words, study))
    raise AttributeError(name)
