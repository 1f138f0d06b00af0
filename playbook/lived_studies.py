"""The studies that whole seasons have lived, as shipped and as readers are told.

`playbook build lived` computes data/results/lived.json with `sim.studies.lived`: a row a study with its claims, what
each verdict is worth, and the print of the parameters that its seasons read.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from playbook import could_fail
from playbook.language import Words

if TYPE_CHECKING:
    from playbook.charts import Claim

EXPERIMENTS, SEED = 20, 1


def rows(workers: int = 1) -> Iterator[dict[str, Any]]:
    """One row for each study that seasons live, in their order."""
    from sim.experiment.workers import one_pool
    from sim.studies.lived import LIVED

    with one_pool(None, workers) as pool:
        for study in LIVED:
            yield row(study, EXPERIMENTS, SEED, pool)
            print(study, file=sys.stderr)


def row(study: str, experiments: int, seed: int, pool: Any = None) -> dict[str, Any]:
    """A study's claims as its seasons show them, each with what the verdict is worth."""
    from sim.studies.could_fail import weights
    from sim.studies.lived import LIVED, NEAR

    found = weights(LIVED[study], experiments, seed, pool, NEAR[study])
    claims = []
    for one in found:
        usual, claim = one.usual, one.usual.claim
        finite = {
            name: value if math.isfinite(value) else None
            for name, value in {
                "published": claim.published, "low": claim.low, "high": claim.high,
                "mean": usual.mean, "p025": usual.low, "p975": usual.high,
            }.items()
        }  # fmt: skip
        said = {"id": claim.id, "role": claim.role, "unit": claim.unit, "passed": usual.passed, "why": usual.why}
        turned = sorted({name for values in one.turned for name in values.values})
        claims.append(said | finite | {"n": usual.n, "kind": one.kind, "turned": turned})
    first = first_estimates(study, seed)
    claims = [claim | {"first": first[claim["id"]]} for claim in claims]
    return {"id": study, "experiments": experiments, "seed": seed, "fingerprint": fingerprint(study), "claims": claims}


def first_estimates(study: str, seed: int) -> dict[str, float]:
    """What the first experiment shows, by claim: by it a test sees whether the model has changed."""
    from sim.experiment import last
    from sim.studies.base import run
    from sim.studies.lived import LIVED

    return {claim: float(values[0]) for claim, values in last(run(LIVED[study], 1, seed)).estimates.items()}


def fingerprint(study: str) -> str:
    """Print of today's values of the parameters that the study's seasons read."""
    from sim.evidence import parameters
    from sim.studies.lived import parameters_read

    return parameters().fingerprint(parameters_read(study))


def claims(words: Words) -> list[Claim]:
    """The claims of all of them in words, each with the number of its study's section and what its verdict is worth
    today."""
    from playbook.stories import load
    from playbook.stories.figures import claim_of
    from playbook.stories.shipped import results

    told = {one.id: number for number, one in enumerate(load("studies", words.language).sections, 1)}
    found = []
    for study in results("lived"):
        fresh = study["fingerprint"] == fingerprint(study["id"])
        for claim in study["claims"]:
            kind = claim["kind"] if fresh else "unknown"
            worth = could_fail.in_words(kind, claim["turned"], words.language)
            found.append(claim_of(words, study["id"], claim, worth, f"{told[study['id'].lower()]} · "))
    return found


def table(words: Words, section: Any) -> str:
    """HTML of `claims`: what was published, what seasons show, whether they agree, and what that is worth."""
    from playbook.lab.page import table as html_table

    verdicts = {True: words.t("lived.agrees"), False: words.t("lived.misses")}
    lines = [[one.label, one.note, one.text, verdicts[one.passed], one.weight] for one in claims(words)]
    head = [words.t(f"story.head_{name}") for name in ("number", "role", "found")]
    head += [words.t("lived.verdict"), words.t("story.head_weight")]
    return html_table(head, lines, section.title)
