"""All studies by id. A study is a module v<number>_<slug>.py here that holds a `STUDY`; adding one adds it."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from sim.evidence import DATA
from sim.studies.base import Study

MODULE = re.compile(r"v(\d+)_\w+")


def _found() -> dict[str, Study]:
    names = [name for path in Path(__file__).parent.glob("v*.py") if (name := MODULE.fullmatch(path.stem))]
    names.sort(key=lambda name: int(name[1]))
    found = [import_module(f"sim.studies.{name[0]}").STUDY for name in names]
    return {study.id: study for study in found}


STUDIES = _found()  # by id, in the order of their numbers


@cache
def words() -> dict[str, dict[str, Any]]:
    """What is said of each study, from data/studies.toml: title, design and claims in both languages."""
    with open(DATA / "studies.toml", "rb") as file:
        return tomllib.load(file)
