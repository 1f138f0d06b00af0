"""The columns of a contact are listed once: one line more in the model, and every engine carries it along."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from sim.floor import day_tables
from sim.floor.model import LOG_COLUMNS, TAPE_COLUMNS

ROOT = Path(__file__).resolve().parent.parent.parent
LINE = "    kind: Ints  # contact type\n"
PLAY = """
from dataclasses import replace
import numpy as np
from sim.floor import engines, tape
from tests.floor.builders import alike, kind, poisson, rules, work_types

types = work_types(kind(patience=5.0, redial=0.9, redial_after=30.0))
given = poisson(types, [1.0], 60.0)
given = replace(given, language=np.arange(len(given)) + 7)
for name in ("simpy", "plain"):
    log = engines()[name](given, alike(1, 1), types, rules(max_redials=2))
    assert log.language[: len(given)].tolist() == given.language.tolist(), name
    assert len(log) > len(given) and not log.language[len(given) :].any(), name
    assert log.carry.language.dtype == given.language.dtype, name
    old = log.carry.language > 0
    assert old.any(), name
    where = {key: language for key, language in zip(given.key.tolist(), given.language.tolist())}
    assert [where[key] for key in log.carry.key[old].tolist()] == log.carry.language[old].tolist(), name
    tomorrow = tape.build(types, np.arange(3, dtype=np.uint64), [0, 0, 0], [1.0, 2.0, 3.0], 1, 60.0, carry=log.carry)
    assert sorted(tomorrow.language.tolist()) == sorted([*log.carry.language.tolist(), 0, 0, 0]), name
print("carried along")
"""


def test_a_new_column_is_one_line(tmp_path):
    """A copy of the model with one line more plays a day in the reference and in the loop, and builds the next."""
    for folder in ("sim", "tests", "data"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "browser"))
    model = tmp_path / "sim/floor/model.py"
    text = model.read_text(encoding="utf-8")
    assert text.count(LINE) == 1
    model.write_text(text.replace(LINE, LINE + "    language: Ints\n"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", PLAY], cwd=tmp_path, capture_output=True, text=True, timeout=120,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )  # fmt: skip
    assert done.stdout.strip() == "carried along", done.stderr


def test_the_loop_s_table_holds_every_column_in_whole_words_of_its_type():
    table = day_tables.CONTACT
    assert set(table.names) == (set(TAPE_COLUMNS) | set(LOG_COLUMNS)) - {"queued"} | set(day_tables.OWN)
    for name, kind in (TAPE_COLUMNS | LOG_COLUMNS).items():
        if name != "queued":
            assert table[name].kind == kind.kind
