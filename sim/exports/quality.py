"""What a reader of exports did that a manager should know of: folded, set aside, cut off, not read; each with a count.

A remark is kept as what it says until somebody asks for it in a language, as the sentences of bad input are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.files.messages import Phrase


@dataclass(frozen=True)
class Remark:
    """One finding: `key` of a template in `sim/files/words`, how many rows, cells or days it is about, and its facts.

    The template may use {count} beside the facts.
    """

    key: str
    count: int
    facts: Mapping[str, Any] = field(default_factory=dict)

    def phrase(self) -> Phrase:
        return Phrase(self.key, {"count": f"{self.count:,}", **self.facts})

    def text(self, language: str) -> str:
        """The sentence in "en" or "zh"."""
        return self.phrase().text(language)

    def __str__(self) -> str:
        return self.text("en")
