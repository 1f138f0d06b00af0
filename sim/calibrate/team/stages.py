"""Which types of contacts come before the sale and which after it: as the files show, else as their names say."""

from __future__ import annotations

from collections.abc import Sequence

from sim.calibrate.team.lags import Lags, Source
from sim.exports.stages import BEFORE, stage_of


def by_name(kind: str) -> Source | None:
    """What the name of a type says; None: nothing."""
    found = stage_of(kind)
    return None if found is None else "order" if found[0] == BEFORE else "parcel"


def sources_of(kinds: Sequence[str], lags: Lags | None) -> tuple[Source | None, ...]:
    """(K,) measured where orders beside the contacts tell it, else by name, else None."""
    measured = lags.sources if lags is not None else (None,) * len(kinds)
    return tuple(one or by_name(kind) for kind, one in zip(kinds, measured, strict=True))


def named_only(kinds: Sequence[str], lags: Lags | None) -> tuple[Source | None, ...]:
    """(K,) what only the name says; None where it is measured or not known."""
    measured = lags.sources if lags is not None else (None,) * len(kinds)
    return tuple(None if one else by_name(kind) for kind, one in zip(kinds, measured, strict=True))
