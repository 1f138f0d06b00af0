"""What an error sentence must be in Chinese too, whatever was wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sim.calibrate import contacts, duty
from sim.files.messages import PLACEHOLDER, Phrase, Series, templates
from sim.scenario import Scenario
from sim.scenario.file import BadInput, team_names
from sim.shop.campaigns import CampaignPreset, campaign_names

LEFT_OUT = {"reason", "means"}  # what a library or the schema says, in English only
HAN = re.compile("[\u4e00-\u9fff]")
WORD = re.compile("(?<![0-9A-Za-z])[A-Za-z]{2,}")


def in_chinese(error: BadInput, *known: Path | str) -> str:
    """The Chinese sentence of an error, checked to be one line about the same file, row, field and value.

    `known`: the files and texts whose words may stand in it; any other English word may not. None given: not looked at.
    """
    text = error.text("zh")
    assert HAN.search(text) and text.isprintable() and len(text) <= 400, text
    if len(text) < 400:
        lost = [fact for fact in _facts(error.args[0]) if fact not in text]
        assert lost == [], text
    if known:
        held = " ".join([*map(_content, known), *templates("zh").values()])
        whole = re.sub(r"…\w+|\w+…", "", text)  # of a word that was cut
        english = set(WORD.findall(whole)) - set(WORD.findall(held)) - _names()
        assert english == set(), text
    return text


def _facts(phrase: Phrase) -> Iterator[str]:
    """Names, rows and values at the ends of a phrase, as they are shown."""
    for name in PLACEHOLDER.findall(templates("en")[phrase.key]):
        fact = phrase.facts[name]
        if isinstance(fact, Phrase):
            yield from _facts(fact)
        elif name not in LEFT_OUT and not isinstance(fact, Series) and not hasattr(fact, "text"):
            yield "".join(c if c.isprintable() else " " for c in str(fact))


def _content(known: Path | str) -> str:
    """A text; of a file its name and what it holds."""
    if isinstance(known, str):
        return known
    held = known.read_bytes()[:100_000].decode("utf-8", "replace") if known.is_file() else ""
    return f"{known} {held}"


def _names() -> set[str]:
    """Fields, choices and columns, which are the same in every language."""
    columns = [name for c in (*contacts.COLUMNS, *duty.COLUMNS) for name in (c.name, *c.also)]
    found = {*columns, *contacts.OUTCOMES, *team_names(), *campaign_names()}
    for model in (Scenario, CampaignPreset):
        found |= set(_of_schema(model.model_json_schema()))
    return {word for name in found for word in WORD.findall(name)}


def _of_schema(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield from (name for name in node.get("properties", ()))
        yield from (str(value) for value in node.get("enum", ()))
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _of_schema(child)
