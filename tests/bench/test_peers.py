"""How fast the floor is beside other simulators and beside C, on one day on which all give the same answer."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from tests.bench.busy_days import line
from tests.bench.peers import C_TWIN, ENGINES, FAST, SLOW, TWIN

ROOT = Path(__file__).resolve().parents[2]
CUSTOMERS = int(os.environ.get("BENCH_CUSTOMERS", "100000"))
WARM_UP = 500
TOLERANCE = 1e-6  # seconds, of each customer's wait


def here() -> list[str]:
    """The engines that can run here; those that take half a minute only when BENCH_SLOW is set."""
    missing = set() if os.environ.get("BENCH_SLOW") else set(SLOW)
    missing |= {name for name, engine in ENGINES.items() if engine.needs and find_spec(engine.needs) is None}
    if compiler() is None:
        missing.add(C_TWIN)
    return [name for name in ENGINES if name not in missing]


def compiler() -> str | None:
    return shutil.which("cc") or shutil.which("gcc")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    line(CUSTOMERS).save(tmp_path / "day.npz")
    line(WARM_UP).save(tmp_path / "small.npz")
    if (cc := compiler()) is not None:
        source = Path(__file__).with_name("twin.c")
        subprocess.run([cc, "-O2", "-shared", "-fPIC", "-o", tmp_path / TWIN, source], check=True)
    return tmp_path


@pytest.mark.timeout(7200)
def test_every_engine_gives_the_same_day(benchmark, folder):
    """A round runs every engine once, in shuffled order and fresh processes; ratios are formed within a round."""
    cpu: dict[str, list[float | None]] = {name: [] for name in here()}
    together = [name for name in FAST if name in cpu]
    groups = [together, *([name] for name in cpu if name not in together)]
    order = random.Random(1)

    def play_round() -> None:
        number = len(next(iter(cpu.values())))
        for names in order.sample(groups, len(groups)):
            if number < ENGINES[names[0]].rounds:
                subprocess.run([sys.executable, "-m", "tests.bench.play", folder, *names], cwd=ROOT, check=True)
        for name, engine in ENGINES.items():
            if name in cpu:
                with np.load(folder / f"{name}.npz") as answer:
                    cpu[name].append(float(answer["cpu"]) if number < engine.rounds else None)
        agree(folder, list(cpu))

    benchmark.pedantic(play_round, rounds=max(ENGINES[name].rounds for name in cpu))
    benchmark.extra_info.update(customers=CUSTOMERS, cpu_s=cpu)


def agree(folder: Path, names: list[str]) -> None:
    """The same customers hung up, and each waited as long."""
    answers = {name: np.load(folder / f"{name}.npz") for name in names}
    first = answers[names[0]]
    assert 0.02 * CUSTOMERS < first["lost"].sum() < 0.1 * CUSTOMERS
    for name, answer in answers.items():
        np.testing.assert_array_equal(answer["lost"], first["lost"], err_msg=name)
        np.testing.assert_allclose(answer["waited"], first["waited"], rtol=0, atol=TOLERANCE, err_msg=name)
