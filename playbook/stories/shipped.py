"""What ships in data/: results that were computed, and tables."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[2] / "data"


@cache
def results(name: str) -> Any:
    """The rows of the shipped results `name`.json."""
    return json.loads((DATA / "results" / f"{name}.json").read_text(encoding="utf-8"))["rows"]


@cache
def table(name: str) -> list[dict[str, str]]:
    """The rows of the shipped table `name`.csv; lines that begin with # are notes."""
    with open(DATA / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))
