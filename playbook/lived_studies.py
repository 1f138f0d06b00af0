"""The studies that whole seasons have lived, as they are shipped.

`playbook build lived` computes data/results/lived.json with `sim.studies.lived`: a row a study with its claims, what
each verdict is worth, and the print of the parameters that its seasons read.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from typing import Any

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
