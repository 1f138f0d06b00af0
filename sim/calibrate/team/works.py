"""The types of a file as work of a scenario: an id, a channel, what makes it, and its laws."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats
from sim.calibrate.team.beside import Beside
from sim.calibrate.team.durations import KindLaws
from sim.calibrate.team.lags import Source
from sim.calibrate.team.redials import Coming
from sim.shop.types import Text
from sim.shop.work import REDIAL_AFTER_S, REPEAT_AFTER_S, Channel, Work

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
    beside: Beside,
    samples: Mapping[str, Work],
    wrong: float = 1.0,
) -> tuple[Work, ...]:
    """`rates` (K,): first contacts per order or parcel. `samples`: by source, the sample's work, for what
    no file says: who tries again, and who comes back. `wrong`: share of answers that are."""
    made, ids = [], ids_of(kinds)
    for k, (kind, slug) in enumerate(zip(kinds, ids, strict=True)):
        rule = rules.get(kind, Rules())
        sample = samples.get(rule.source)
        live = rule.channel in ("chat", "phone")
        redial, redial_after = redial_of(beside, k, sample)
        repeat, repeat_after = repeat_of(beside, k, sample, wrong)
        on = beside.handed_on
        goes_on = on is not None and live and on.to[k] >= 0
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
                repeat=repeat, repeat_after_s=repeat_after,
                transfer=float(on.share[k]) if on is not None and goes_on else 0.0,
                transfer_to=ids[on.to[k]] if on is not None and goes_on else None,
            )
        )  # fmt: skip
    return tuple(made)


def redial_of(beside: Beside, k: int, sample: Work | None) -> tuple[float, float]:
    """Share of those who gave up that tries again, and the mean time until then: the file's, else the sample's."""
    told = beside.again.redial if beside.again is not None else None
    usual = (sample.redial, sample.redial_after_s) if sample else (0.0, REDIAL_AFTER_S)
    return usual if told is None else (_digits(told.share[k]), _after(told, usual[1]))


def repeat_of(beside: Beside, k: int, sample: Work | None, wrong: float) -> tuple[float, float]:
    """Share of those answered wrongly that comes again, and the mean time until then. A file shows who comes again of
    all who were answered; where they are more than were answered wrongly, the rest are new contacts."""
    told = beside.again.back if beside.again is not None else None
    usual = (sample.repeat, sample.repeat_after_s) if sample else (0.0, REPEAT_AFTER_S)
    return usual if told is None else (_digits(min(told.share[k] / wrong, 1.0)), _after(told, usual[1]))


def _after(told: Coming, usual: float) -> float:
    return round(told.after_s, 1) if np.isfinite(told.after_s) else usual


def _digits(value: float) -> float:
    return float(f"{value:.4g}")
