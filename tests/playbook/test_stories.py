"""The figures of the stories speak the reader's language."""

from __future__ import annotations

import re

import pytest

from playbook import stories
from playbook.language import languages, words
from playbook.stories import claims, figures


@pytest.mark.parametrize("name", ["published", "days", "speed", "everything", "luck"])
@pytest.mark.parametrize("language", languages)
def test_no_name_of_the_results_files_reaches_a_reader(name: str, language: str) -> None:
    """Neither service_level nor 4.9e-05 is a word for people; what a pointer shows may name the case."""
    story = next(s for slug in stories.names() for s in stories.load(slug, language).sections if s.id == name)
    figure = getattr(figures, name)(words(language), story)
    shown = " ".join(re.findall(r">([^<]+)</text>", figure.svg + figure.narrow))
    assert not re.search(r"[a-z]_[a-z]|\de[-+]\d|\[\d", shown.replace("run_day", ""))


def test_every_unit_of_the_studies_has_its_words() -> None:
    """A unit without words would stand in English on a Chinese page."""
    for study in figures.results("studies"):
        for claim in study["claims"]:
            assert re.sub(r"\W+", "_", claim["unit"]) in claims.names()["unit"]


@pytest.mark.parametrize(
    ("mean", "half", "shown"),
    [
        (0.19108, 0.014, ("0.191", "0.014")),
        (-0.000843, 0.023, ("\u22120.001", "0.023")),
        (1660.0, 1.5e-14, ("1,660", "0")),
    ],
)
def test_a_mean_has_the_decimals_its_error_allows(mean: float, half: float, shown: tuple[str, str]) -> None:
    """Two figures of the error, and the mean to the same place."""
    assert claims.measured(words("en"), mean, half) == shown
