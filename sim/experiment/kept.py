"""Replications kept in a folder as they come, so that a run that was cut short goes on where it was.

A file holds one replication and is named by all that it hangs on: what the scenario says, the parameters it reads, the
replication's seed, the switches, and the print of the model. Whatever of that changes, the file is not found and the
season is played anew; so it is where a file is damaged. The numbers read are those that were written, bit for bit.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from sim.experiment import fingerprint
from sim.experiment.results import Replication
from sim.experiment.tasks import Task, cached_by_key
from sim.files.atomic import write_atomic
from sim.files.bad_input import BadInput, bad
from sim.files.messages import phrase
from sim.scenario import KEY_LENGTH, Scenario

FORM = 3  # of the file


class Kept:
    """The replications in a folder, which is made where it is missing. Raises BadInput where nothing can be kept there.

    `found` and `added` count. `failed`: why something could not be kept, None while all could; nothing more is kept
    from then on, because results are worth more than copies of them.
    """

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)
        self.found = self.added = 0
        self.failed: Exception | None = None
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            trial = self.folder / ".try"
            write_atomic(trial, b"")
            trial.unlink()
        except (OSError, BadInput):
            raise bad(folder, phrase("kept.folder")) from None

    def path(self, task: Task) -> Path:
        """Where a task's replication is kept."""
        name = hashlib.sha256(json.dumps(_about(task), sort_keys=True).encode()).hexdigest()[:KEY_LENGTH]
        return self.folder / f"{name}.npz"

    def find(self, task: Task) -> Replication | None:
        """The replication of a task; None where there is none, or none that is whole."""
        try:
            found = _read(self.path(task).read_bytes(), _about(task))
        except OSError:
            return None
        self.found += found is not None
        return found

    def put(self, task: Task, replication: Replication) -> None:
        if self.failed is not None:
            return
        try:
            write_atomic(self.path(task), _written(replication, _about(task)))
            self.added += 1
        except (OSError, BadInput) as error:
            self.failed = error


def _about(task: Task) -> dict[str, Any]:
    """All that the figures of a task's season hang on."""
    scenario = task.scenario
    return {
        "form": FORM, "scenario": scenario.key, "scenario_form": scenario.schema_version, "seed": task.seed,
        "evidence_only": task.evidence_only, "doubt": task.doubt, "engine": task.engine,
        "holding": task.holding,
        "parameters": _parameters(scenario, task.evidence_only, task.doubt),
        "orders": None if (file := scenario.demand.hourly_csv) is None else _content(file),
        "model": fingerprint.of_model(),
    }  # fmt: skip


@cached_by_key(64)
def _parameters(scenario: Scenario, evidence_only: bool, doubt: bool) -> str:
    return fingerprint.of_parameters(scenario, evidence_only, doubt)


@lru_cache(maxsize=16)
def _content(file: str) -> str:
    """Print of a file of orders, which the scenario only names; read once, as its world is made once."""
    return hashlib.sha256(Path(file).read_bytes()).hexdigest()[:KEY_LENGTH]


def _written(one: Replication, about: dict[str, Any]) -> bytes:
    names: dict[str, list[Any]] = {"totals": list(one.totals), "noise": list(one.noise), "money": list(one.money)}
    names |= {"days": list(one.days), "ledger": list(one.ledger)}
    names["profiles"] = [[day, list(arrays)] for day, arrays in one.profiles.items()]
    said = json.dumps({"about": about, "names": names, "laws": one.laws}, ensure_ascii=False)
    arrays: dict[str, Any] = {  # not `Floats`: a name could be that of an option of `savez_compressed`
        "said": np.frombuffer(said.encode(), np.uint8),
        "totals": np.array(list(one.totals.values()), float),
        "noise": np.array(list(one.noise.values()), float),
        "money": np.array(list(one.money.values()), float),
    }
    arrays |= {f"days {name}": values for name, values in one.days.items()}
    arrays |= {f"ledger {name}": values for name, values in one.ledger.items()}
    arrays |= {f"day {day} {name}": values for day, part in one.profiles.items() for name, values in part.items()}
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def _read(data: bytes, about: dict[str, Any]) -> Replication | None:
    """The replication in a file that is whole and about this task."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if archive.testzip() is not None:  # sums of all parts, before any is believed
                return None
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            said = json.loads(file["said"].tobytes())
            if said["about"] != json.loads(json.dumps(about)):
                return None
            names = said["names"]
            return Replication(
                totals=dict(zip(names["totals"], file["totals"].tolist(), strict=True)),
                days={name: file[f"days {name}"] for name in names["days"]},
                profiles={day: {name: file[f"day {day} {name}"] for name in part} for day, part in names["profiles"]},
                laws=tuple(said["laws"]),
                noise=dict(zip(names["noise"], file["noise"].tolist(), strict=True)),
                money=dict(zip(names["money"], file["money"].tolist(), strict=True)),
                ledger={name: file[f"ledger {name}"] for name in names["ledger"]},
            )
    except Exception:  # there is no end to what a damaged file can make a reader raise
        return None
