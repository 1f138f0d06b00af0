"""The figures of the stories, by the id of their section. Each takes the words of a language and the section."""

from __future__ import annotations

import datetime as dt
from typing import Any

from playbook import could_fail
from playbook.charts import Claim, Dot, Figure, Residual, Rung, bands, dots, ladder, residuals
from playbook.language import Words
from playbook.stories import lived, places
from playbook.stories.claims import claim_of, measured, named, short
from playbook.stories.shipped import results, table
from playbook.stories.worth import headcount, sensitivity, source

__all__ = ["headcount", "sensitivity"]  # of another module; all others stand here

BAND = 3.5  # standard errors; the limit of sim.studies.theory
OURS = ("compiled kernel", "compiled run_day", "plain run_day", "SimPy floor")  # engines of this project
Z_DIGITS = 1


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
    return _residuals(words, section, [(named(words, "day", row["case"]), row) for row in results("days")])


def _residuals(words: Words, section: Any, rows: list[tuple[str, dict[str, Any]]]) -> Figure:
    points = []
    for group, row in rows:
        z = (row["simulated"] - row["exact"]) / row["error"]
        facts = {"case": row["case"], "measure": row["measure"], "z": words.number(z, Z_DIGITS)}
        facts |= {name: f"{row[name]:.6g}" for name in ("exact", "simulated")}
        points.append(Residual(group, z, words.t("story.row", **facts)))
    outside = sum(abs(point.value) > BAND for point in points)
    summary = words.t("story.rows", n=len(points), outside=outside, band=words.number(BAND, Z_DIGITS))
    return residuals(words, points, band=BAND, title=section.title, summary=summary, note=section.note,
                     source=source(words))  # fmt: skip


def published(words: Words, section: Any) -> Figure:
    claims = []
    for row in results("published"):
        ours, half = row["simulated"], row["simulated_half"]
        low, high = row["published"] - row["published_half"], row["published"] + row["published_half"]
        agrees = abs(ours - row["published"]) <= (half**2 + row["published_half"] ** 2) ** 0.5
        shown, error = measured(words, ours, half)
        text = words.t("story.both", published=short(words, row["published"]), simulated=shown, half=error)
        name, _, index = row["measure"].partition("[")
        measure = named(words, "measure", name)
        if index:  # kind of call and part of the day, counted from 0
            kind, part = (int(i) + 1 for i in index.rstrip("]").split(","))
            measure = words.t("story.measure_of", measure=measure, kind=kind, part=part)
        label = row["example"] + words.t("common.colon") + measure
        claims.append(Claim(label, low, high, row["published"], (ours - half, ours, ours + half), agrees, text))
    return _bands(words, section, claims)


def _bands(words: Words, section: Any, claims: list[Claim]) -> Figure:
    passed = sum(claim.passed for claim in claims)
    summary = words.t("story.passed", n=len(claims), passed=passed)
    return bands(words, claims, title=section.title, summary=summary, note=section.note, source=source(words))


def skills(words: Words, section: Any) -> Figure:
    found = results("skills")
    rows = [Dot(words.t("story.skills", n=n), wait) for n, wait in found["waits"].items()]
    share, error = words.percent(found["share"]), words.percent(2 * found["error"], 1)
    note = section.note + " " + words.t("story.recovered", share=share, error=error)
    return dots(words, rows, "minutes", digits=2, title=section.title, note=note, source=source(words))


def replayed(words: Words, section: Any) -> Figure:
    claims = []
    for row in table("replayed_days"):
        if row["wrap_up"] != "gaps" or row["figure"] not in ("abandonment", "mean_wait"):
            continue
        real, low, mean, high = (float(row[name]) for name in ("actual", "p10", "mean", "p90"))
        show = words.percent if row["figure"] == "abandonment" else lambda x, digits: words.duration(x)
        text = words.t("story.real", real=show(real, 1), replayed=show(mean, 1), low=show(low, 1), high=show(high, 1))
        date = words.date(dt.date.fromisoformat(row["date"]), year=True)
        name = words.t("story.day", date=date, figure=words.t(f"story.{row['figure']}"))
        claims.append(Claim(name, real, real, real, (low, mean, high), low <= real <= high, text))
    inside = sum(claim.passed for claim in claims)
    summary = words.t("story.inside", n=len(claims), inside=inside)
    return bands(words, claims, title=section.title, summary=summary, note=section.note, source=source(words))


def speed(words: Words, section: Any) -> Figure:
    rows = [row for row in table("speed") if row["day"] == "one queue"]
    rungs = [
        Rung(named(words, "engine", row["engine"]), float(row["cpu_s"]), _seconds(words, float(row["cpu_s"])),
             row["engine"] in OURS)
        for row in rows
    ]  # fmt: skip
    return ladder(
        words, rungs, lambda s: _seconds(words, s), title=section.title, note=section.note,
        source=source(words),
    )  # fmt: skip


def _seconds(words: Words, s: float) -> str:
    return words.t("story.seconds", s=words.number(s) if s >= 100 else f"{s:.3g}")


def luck(words: Words, section: Any) -> Figure:
    rungs = []
    for row in results("luck"):
        label = words.t(f"story.luck_{row['name']}") if words.has(f"story.luck_{row['name']}") else row["name"]
        rungs.append(Rung(label, row["ratio"], _times(words, row["ratio"]), True))
    return ladder(
        words, rungs, lambda x: _times(words, x), start=1.0, title=section.title, note=section.note,
        source=source(words),
    )  # fmt: skip


def _times(words: Words, x: float) -> str:
    return words.t("story.times", n=words.number(x))


# ------------------------------------------------------------------------------------------ people and pay


def everything(words: Words, section: Any) -> Figure:
    """All claims of all studies in one figure, each with the number of the section that tells its study."""
    figures = [(study["id"], one) for study in results("studies") for one in study["claims"] if one["role"] == "tests"]
    worth = [could_fail.short(study, one["id"]) for study, one in figures if one["passed"]]
    summary = words.t(
        "story.weighed", tests=len(figures), passed=len(worth), yes=worth.count("yes"),
        only=worth.count("only") + worth.count("hardly"), no=worth.count("no"),
    )  # fmt: skip
    claims = _all_claims(words)
    return bands(words, claims, title=section.title, summary=summary, note=section.note, source=source(words))


def claims_as_table(words: Words, section: Any) -> str:
    """HTML of what `everything` or a study's figure shows: many rows are lighter to keep, and easier to search, as
    words.
    """
    from playbook.lab.page import table as html_table

    study = next((one for one in results("studies") if one["id"].lower() == section.id), None)
    claims = _claims(words, study) if study else _all_claims(words)
    rows = [[claim.label, claim.note, claim.text, claim.weight] for claim in claims]
    head = [words.t(f"story.head_{name}") for name in ("number", "role", "found", "weight")]
    return html_table(head, rows, section.title)


# Those with most rows, so that a saved notebook keeps within `playbook.notebooks.building.LARGEST_PICTURES`.
AS_TABLE = dict.fromkeys(("everything", "v3", "v8"), claims_as_table)
AS_TABLE["seasons"] = lived.table
AS_TABLE |= dict.fromkeys(places.SECTIONS, lambda words, section: places.statements(words, section).html)


def seasons(words: Words, section: Any) -> Figure:
    """The claims of the studies that whole seasons have lived."""
    return _bands(words, section, lived.claims(words))


def _all_claims(words: Words) -> list[Claim]:
    from playbook.stories import load

    told = {one.id: number for number, one in enumerate(load("studies", words.language).sections, 1)}
    return [claim for study in results("studies") for claim in _claims(words, study, f"{told[study['id'].lower()]} · ")]


def _claims(words: Words, study: dict[str, Any], before: str = "") -> list[Claim]:
    """The claims of a study; `before` stands before each label."""
    worth = [could_fail.said(study["id"], claim["id"], words.language) for claim in study["claims"]]
    return [claim_of(words, study["id"], *one, before) for one in zip(study["claims"], worth, strict=True)]


def __getattr__(name: str) -> Any:
    """`v1`, `v2` …: the figure of one study; `part_a` …: the statements of one part of the source documents."""
    if name in places.SECTIONS:
        return places.statements
    for study in results("studies"):
        if study["id"].lower() == name:
            return lambda words, section: _bands(words, section, _claims(words, study))
    raise AttributeError(name)
