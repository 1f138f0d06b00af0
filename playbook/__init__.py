"""The playbook: practices to work through, a season to watch, a plan to write.

In a notebook: `from playbook import practice`, then `peak = practice("peak-time", "en")` and one section a cell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playbook.lab import Lab
    from playbook.lab.start import Start
    from playbook.stories import Story

__all__ = ["practice", "start", "story"]


def practice(slug: str, language: str = "en") -> Lab:
    """The widgets of a practice: .bet, .run, .lever, .why, .challenges, .rubric, .my_data, .play, .evidence, .commit.

    Raises PracticeError with one sentence for a practice or language that does not exist.
    """
    from playbook.lab import Lab

    return Lab(slug, language)


def start(language: str = "en") -> Start:
    """The start page."""
    from playbook.lab.start import Start

    return Start(language)


def story(name: str, language: str = "en") -> Story:
    """A story about the model itself; its sections are attributes. KeyError for one that does not exist."""
    from playbook.stories import Story

    return Story(name, language)
