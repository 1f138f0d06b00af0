"""The types of a file as work of a scenario: an id, a channel, what makes it, and its laws."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.arrays import Floats
from sim.calibrate.team.durations import KindLaws
from sim.calibrate.team.redials import Again
from sim.shop.types import Text
from sim.shop.work import Channel, Work

Source = Literal["order", "parcel"]
MOST_WORK = 12  # types of a file; a scenario has room for sixteen, its own packing among them
LONGEST_ID, LONGEST_TITLE = 30, 80
TARGET_S = 20.0
TAKEN = ("pack",)  # the work of a sample that stays
OTHER = "other"  # what rare types are called together
OTHER_TITLE = Text(en="Other", zh="其他")


@dataclass(frozen=True)
class Rules:
    """What a file does not say of a type and a person knows."""

    source: Source = "order"
    channel: Channel = "phone"
    target_s: float = TARGET_S


def ids_of(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """An id for each name, none twice; a name without Latin letters is numbered."""
    made: list[str] = []
    for i, kind in enumerate(kinds):
        plain = unicodedata.normalize("NFKD", kind).encode("ascii", "ignore").decode().lower()
        slug = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:LONGEST_ID]
        slug = slug if slug[:1].isalpha() else f"type_{i + 1}"
        made.append(slug if slug not in (*made, *TAKEN) else f"{slug[: LONGEST_ID - 3]}_{i + 1}")
    return tuple(made)


def works_of(
    kinds: tuple[str, ...],
    laws: KindLaws,
    rates: Floats,
    rules: Mapping[str, Rules],
    again: Again | None,
    samples: Mapping[str, Work],
) -> tuple[Work, ...]:
    """`rates` (K,): first contacts per order or parcel. `samples`: by source, the sample's work, for what
    no file says: who tries again, and who comes back."""
    made = []
    for k, (kind, slug) in enumerate(zip(kinds, ids_of(kinds), strict=True)):
        rule = rules.get(kind, Rules())
        sample = samples.get(rule.source)
        live = rule.channel in ("chat", "phone")
        redial, redial_after = _again(again, k, "redial", sample)
        repeat = sample.repeat if sample else 0.0
        wrap = laws.wrap[k]
        plain_wrap = wrap is not None and wrap.family == "exponential"
        name = "".join(c if c.isprintable() else " " for c in kind)[:LONGEST_TITLE].strip() or slug
        title = OTHER_TITLE if kind == OTHER else Text(en=name, zh=name)
        made.append(
            Work(
                id=slug, title=title, channel=rule.channel, source=rule.source, rate=float(rates[k]),
                handle=laws.handle[k], handle_by_hour=laws.by_hour[k] if laws.by_hour else (),
                wrap_s=wrap.mean if wrap is not None and plain_wrap else 0.0,
                wrap=None if plain_wrap else wrap, patience=laws.patience[k] if live else None,
                target_s=rule.target_s, redial=redial if live else 0.0, redial_after_s=redial_after,
                repeat=repeat, repeat_after_s=sample.repeat_after_s if sample else 14_400.0,
            )
        )  # fmt: skip
    return tuple(made)


def _again(again: Again | None, k: int, name: str, sample: Work | None) -> tuple[float, float]:
    """Share and mean time, from the file where it says so, else the sample's."""
    if again is not None and np.isfinite(share := getattr(again, name)[k]):
        after = getattr(again, f"{name}_after_s")[k]
        return float(share), float(max(after, 1.0)) if np.isfinite(after) else 600.0
    if sample is None:
        return 0.0, 600.0
    return sample.redial, sample.redial_after_s
