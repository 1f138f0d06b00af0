"""What the stories say of shipped results, in words: names, numbers with their error, the claims of studies."""

from __future__ import annotations

import math
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from playbook.charts import Claim
from playbook.language import MINUS, MISSING, Words


@cache
def names() -> dict[str, dict[str, dict[str, str]]]:
    """What the figures call the parts of the shipped results: kind -> name -> language -> words."""
    return tomllib.loads((Path(__file__).parent / "names.toml").read_text(encoding="utf-8"))


def named(words: Words, kind: str, name: str) -> str:
    """A name of the shipped results in words. Formulas and the packages of others keep their own."""
    key = re.sub(r"\W+", "_", name.lower())
    return words.pick(names()[kind].get(key, name.replace(" -", f" {MINUS}")))


def claim_of(words: Words, study: str, claim: dict[str, Any], worth: str, before: str = "") -> Claim:
    """A shipped claim of a study in words; `worth` says what its verdict is worth."""
    from sim.studies.registry import words as said

    name = words.pick(said()[study]["claims"][claim["id"]]["name"])
    public = claim["published"] is not None
    low, high = _ends(claim)
    published = claim["published"] if public else math.nan
    shown, half = measured(words, claim["mean"], (claim["p975"] - claim["p025"]) / 2)
    text = words.t(
        "story.both" if public else "story.direction", simulated=shown, half=half,
        published=short(words, published, 3) if public else MISSING,
    )  # fmt: skip
    role = words.t(f"story.{claim['role']}") + words.t("common.clause") + named(words, "unit", claim["unit"])
    span = (claim["p025"], claim["mean"], claim["p975"])
    weight = words.t("could_fail.line", said=worth)
    return Claim(before + name, low, high, published, span, claim["passed"], text, role, weight)


def measured(words: Words, mean: float, half: float) -> tuple[str, str]:
    """A mean and its error with as many decimals as two figures of the error need."""
    if half <= 1e-9 * abs(mean):  # the same in every run
        return short(words, mean), "0"
    digits = min(max(0, 1 - math.floor(math.log10(half))), 6)
    return words.number(mean, digits), words.number(half, digits)


def _ends(claim: dict[str, Any]) -> tuple[float, float]:
    """The band of a claim; where only a direction was published, it ends where the simulated range does."""
    low, high = claim["low"], claim["high"]
    return (claim["p025"] if low is None else low), (claim["p975"] if high is None else high)


def short(words: Words, x: float, figures: int = 4) -> str:
    """A number with so many figures at most, and no zeros at its end."""
    digits = max(0, figures - 1 - math.floor(math.log10(abs(x)))) if x else 0
    shown = words.number(x, digits)
    return shown.rstrip("0").rstrip(".") if digits else shown
