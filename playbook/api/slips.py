"""A user's slip in a notebook: one sentence in the user's language, and no traceback above it."""

from __future__ import annotations

from playbook.practices import PracticeError
from sim.files.bad_input import BadInput
from sim.files.messages import Phrase


class Slip(BadInput):
    """Something that was written in a cell cannot be used. `str` gives the sentence, in `language`."""

    def __init__(self, sentence: Phrase | str, language: str = "en") -> None:
        super().__init__(sentence)
        self.language = language

    def __str__(self) -> str:
        return self.text(self.language)

    def _render_traceback_(self) -> list[str]:
        """What IPython shows of it."""
        return [str(self)]


class NoPractice(Slip, PracticeError):
    """There is no practice or no language of this name."""
