"""The subcommand `studies`: published experiments run again inside the model, and how they came out."""

from __future__ import annotations

import argparse
import math
from typing import Any

from playbook.command import say, tables
from playbook.command.runs import before_json, pool_of
from playbook.command.targets import targets
from playbook.command.working import Progress, last_of

DIGITS = 3
ENOUGH = 200  # experiments from which a verdict is to be taken seriously
TEXT = frozenset({0, 1, 2})


def run(arguments: argparse.Namespace) -> int:
    """Run the studies asked for, all without a name, and print one table."""
    from sim.studies import base
    from sim.studies.registry import STUDIES

    language = arguments.language
    chosen = [_study(name, STUDIES, language) for name in dict.fromkeys(arguments.id)] or list(STUDIES.values())
    target = targets(arguments)["json"]
    results = []
    with pool_of(arguments) as pool:
        for study in chosen:
            stream = base.run(study, arguments.experiments, arguments.seed, executor=pool)
            progress = Progress(language, key="studies_progress", study=study.id)
            results.append(last_of(stream, language, lambda result: (result.n, result.planned), progress))
    with before_json(target, lambda: document(results), language):
        print(report(results, language))
    return 0


def _study(name: str, known: dict, language: str) -> Any:
    from sim.files.bad_input import BadInput, shown

    study = known.get(name.upper())
    if study is None:
        raise BadInput(say("no_such_study", language, name=shown(name), studies=", ".join(known)))
    return study


def report(results: list, language: str) -> str:
    """The whole text: title, table, what missed and why, what passes are worth, their count, the parameters' print."""
    from playbook import could_fail
    from sim.studies.registry import words

    rows = [[say(f"studies_{key}", language) for key in HEAD]]
    misses = []
    for result in results:
        for verdict in result.verdicts:
            text = words()[result.study.id]["claims"][verdict.claim.id]
            rows.append(_row(result.study.id, verdict, text["name"][language], language))
            if not verdict.passed:
                misses.append(f"  {result.study.id} {text['name'][language]}: {_why(verdict, text, language)}")
    facts = {"n": results[0].planned, "seed": results[0].seed}
    head = [say("studies_title", language, **facts), say("studies_legend", language)]
    if facts["n"] < ENOUGH:
        head.append(say("studies_few", language, n=facts["n"], enough=ENOUGH))
    parts = ["\n".join(head), tables.aligned(rows, TEXT)]
    if misses:
        parts.append("\n".join([say("studies_misses", language), *misses]))
    tests = [(result.study.id, one) for result in results for one in result.verdicts if one.claim.role == "tests"]
    passed = [(study, one.claim.id) for study, one in tests if one.passed]
    if doubts := [f"  {line}" for study, claim in passed if (line := _doubt(study, claim, language))]:
        parts.append("\n".join([say("studies_doubts", language), *doubts]))
    no = sum(could_fail.short(*one) == "no" for one in passed)
    last = [say("studies_count", language, passed=len(passed), tests=len(tests), no=no)] if tests else []
    parts.append("\n".join([*last, say("studies_fingerprint", language, fingerprint=results[0].fingerprint)]))
    return "\n\n".join(parts)


HEAD = ("id", "claim", "role", "published", "band", "mean", "range", "verdict", "could_fail")


def _doubt(study: str, claim: str, language: str) -> str:
    """What a pass is worth, where it is worth less than another; empty where it could have failed in any way."""
    from playbook import could_fail
    from sim.studies.registry import words

    if could_fail.kind(study, claim) == "yes":
        return ""
    name = words()[study]["claims"][claim]["name"][language]
    return f"{study} {name}{'：' if language == 'zh' else ': '}{could_fail.said(study, claim, language)}"


def _row(study: str, verdict: Any, name: str, language: str) -> list[str]:
    from playbook import could_fail

    claim = verdict.claim
    return [
        study,
        name,
        say(f"studies_{claim.role}", language),
        _number(claim.published),
        _span(claim.low, claim.high),
        _number(verdict.mean),
        _span(verdict.low, verdict.high),
        say("studies_pass" if verdict.passed else "studies_miss", language),
        say(f"studies_could_{could_fail.short(study, claim.id)}", language),
    ]


def _why(verdict: Any, text: dict, language: str) -> str:
    """What failed, and what the study's page says about it where it was looked into."""
    stop = "；" if language == "zh" else "; "
    reasons = stop.join(say(f"studies_{reason}", language) for reason in verdict.reasons)
    cause = text.get("miss", {}).get(language, "")
    return f"{reasons}{'。' if language == 'zh' else '. '}{cause}".strip() if cause else reasons


def _number(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.{DIGITS}f}"


def _span(low: float, high: float) -> str:
    """An interval; open where a bound is infinite."""
    if math.isinf(high):
        return f"> {_number(low)}"
    if math.isinf(low):
        return f"< {_number(high)}"
    return f"{_number(low)} … {_number(high)}"


def document(results: list) -> dict:
    """What --json writes: each study's claims, verdicts and all estimates. No clock, no host."""
    return {
        "format": "playbook studies 1",
        "seed": results[0].seed,
        "experiments": results[0].planned,
        "parameters": results[0].fingerprint,
        "studies": {result.study.id: _entry(result) for result in results},
    }


def _entry(result: Any) -> dict:
    from playbook import could_fail

    claims = {}
    for verdict in result.verdicts:
        claim = verdict.claim
        claims[claim.id] = {
            "role": claim.role, "unit": claim.unit, "source": claim.source, "published": claim.published,
            "band": [claim.low, claim.high], "mean": verdict.mean, "central_95": [verdict.low, verdict.high],
            "n": verdict.n, "passed": verdict.passed, "why": verdict.why,
            "could_fail": could_fail.entry(result.study.id, claim.id),
            "estimates": result.estimates[claim.id],
        }  # fmt: skip
    return {"slug": result.study.slug, "design": result.study.design, "claims": claims}
