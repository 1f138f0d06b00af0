"""What the verdicts of the studies are worth, as it is shipped and as readers are told.

`playbook build could-fail` computes data/results/could_fail.json with `sim.studies.could_fail`: a row a study under the
key of what it was made from. A row whose key is another today is not shown.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from playbook.language import words
from playbook.practices import numbers

if TYPE_CHECKING:
    from sim.studies.base import Study, Verdict

EXPERIMENTS, SEED = 200, 1  # as many as the shipped studies
MOST_NAMED = 2  # assumptions in a line
# The kinds in one word for a column.
SHORT = {
    "missed": "yes", "yes": "yes", "hangs": "only", "sign": "only", "small": "hardly", "set": "no", "nothing": "no",
    "leaked": "no", "unknown": "unknown",
}  # fmt: skip


def rows(workers: int = 1) -> Iterator[dict[str, Any]]:
    """One row for each study, in their order."""
    from sim.experiment.workers import one_pool
    from sim.studies.registry import STUDIES

    with one_pool(None, workers) as pool:
        for study in STUDIES.values():
            yield row(study, EXPERIMENTS, SEED, pool)
            print(study.id, file=sys.stderr)


def row(study: Study, experiments: int, seed: int, pool: Any = None) -> dict[str, Any]:
    """A study's claims with what each verdict is worth, as shipped."""
    from sim.studies import could_fail

    claims = [
        {
            "id": one.usual.claim.id,
            "kind": one.kind,
            "absent": one.absent and _shipped(one.absent),
            "turned": [{"values": turned.values} | _shipped(turned.verdict) for turned in one.turned],
        }
        for one in could_fail.weights(study, experiments, seed, pool)
    ]
    read = could_fail.parameters_read(study)
    key = could_fail.key(study, experiments, seed, read)
    return {"id": study.id, "key": key, "experiments": experiments, "seed": seed, "read": list(read), "claims": claims}


def _shipped(verdict: Verdict) -> dict[str, Any]:
    numbers = {"mean": verdict.mean, "p025": verdict.low, "p975": verdict.high}
    finite = {name: value if math.isfinite(value) else None for name, value in numbers.items()}
    return finite | {"n": verdict.n, "passed": verdict.passed}


@cache
def of_today() -> Mapping[str, Mapping[str, dict[str, Any]]]:
    """Study → claim → its shipped row, of studies whose row was made from what they are made of today."""
    from playbook.stories.shipped import results

    return {
        one["id"]: {claim["id"]: claim for claim in one["claims"]} for one in results("could_fail") if _of_today(one)
    }


def _of_today(row: Mapping[str, Any]) -> bool:
    """Whether a row's key is today's. Which parameters a study reads is in the row: to see it takes an experiment."""
    from sim.evidence import parameter_table
    from sim.studies import could_fail
    from sim.studies.registry import STUDIES

    study, read = STUDIES.get(row["id"]), row["read"]
    if study is None or not parameter_table().keys() >= set(read):
        return False
    return could_fail.key(study, row["experiments"], row["seed"], read) == str(row["key"])


def kind(study: str, claim: str) -> str:
    """What a verdict is worth: a constant of `sim.studies.could_fail`, or "unknown"."""
    found = of_today().get(study, {}).get(claim)
    return "unknown" if found is None else str(found["kind"])


def short(study: str, claim: str) -> str:
    """The kind as "yes", "only" (by something that is named), "hardly", "no" or "unknown"."""
    return SHORT[kind(study, claim)]


def said(study: str, claim: str, language: str) -> str:
    """Whether a claim could have failed, in words."""
    return in_words(kind(study, claim), assumptions(study, claim), language)


def in_words(kind: str, assumed: Iterable[str], language: str) -> str:
    """A kind of verdict in words, with the names of the assumptions that it hangs on."""
    tongue = words(language)
    names = [tongue.t("could_fail.name", name=one) for one in _names(assumed, language)]
    listed = tongue.t("common.comma").join(names[:MOST_NAMED])
    if len(names) > MOST_NAMED:
        listed = tongue.t("could_fail.more", names=listed, n=len(names) - MOST_NAMED)
    return tongue.t(f"could_fail.{kind}", names=listed)


def entry(study: str, claim: str) -> dict[str, Any]:
    """What a machine reads of it: the kind, in words, the assumptions' ids, and the runs that say so (as shipped)."""
    found = of_today().get(study, {}).get(claim, {})
    return {
        "kind": kind(study, claim),
        "said": said(study, claim, "en"),
        "assumptions": list(assumptions(study, claim)),
        "without_effects": found.get("absent"),
        "turned": found.get("turned", []),
    }


def named(study: str, claim: str, language: str) -> list[str]:
    """What readers call the assumptions that a verdict hangs on."""
    return _names(assumptions(study, claim), language)


def _names(assumed: Iterable[str], language: str) -> list[str]:
    from sim.evidence import parameter_table

    return [numbers.name_of(parameter_table()[name], language) for name in assumed]


def assumptions(study: str, claim: str) -> Iterable[str]:
    """Ids of the assumptions that a verdict hangs on: those that turn it alone, else those that do so together."""
    from sim.studies.registry import STUDIES

    found = of_today().get(study, {}).get(claim)
    if found is None:
        return ()
    if found["kind"] == "leaked":
        return (next(one.leak for one in STUDIES[study].claims if one.id == claim),)
    fewest = min((len(one["values"]) for one in found["turned"]), default=0)
    return dict.fromkeys(name for one in found["turned"] if len(one["values"]) == fewest for name in one["values"])
