"""Every check, in order: `python tests` (or `python3 start.py test`, which also sets everything up).

Words after the command go to pytest and run only the tests they choose: `python tests -k patience`.
The exit status is 0 when every step passed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORKERS = str(min(os.cpu_count() or 1, 4))
NBVAL = [
    "--nbval",
    "--nbval-current-env",
    "--nbval-cell-timeout=60",
    "--nbval-kernel-startup-timeout=60",
    "--nbval-sanitize-with=tests/nbval_sanitize.cfg",
    "-p",
    "tests.one_kernel",
]


def steps(chosen: list[str]) -> list[tuple[str, list[str]]]:
    """(name, command) of each step; with chosen tests, only those."""
    pytest = [sys.executable, "-m", "pytest"]
    if chosen:
        return [("chosen tests", [*pytest, *chosen])]
    # nbval loads for seconds in every worker, and only the notebooks need it.
    plain = [*pytest, "-p", "no:nbval"]
    parallel = ["-n", WORKERS, "--dist", "loadfile"]
    slowest = ["--durations=15", "--durations-min=3"]
    notebooks = ["notebooks/en", "notebooks/zh"]
    return [
        ("lint", [sys.executable, "-m", "ruff", "check", "."]),
        ("layout", [sys.executable, "-m", "ruff", "format", "--check", "."]),
        ("types", [sys.executable, "-m", "mypy"]),
        ("tests", [*plain, "tests", "--ignore=tests/browser", *parallel, *slowest]),
        # Long runs, uneven and few: whoever is free takes the next one.
        ("theory", [*plain, "tests", "--ignore=tests/browser", "-m", "theory", "-n", WORKERS, "--dist", "worksteal"]),
        ("notebooks", [*pytest, *NBVAL, *parallel, *notebooks]),
        # Each worker has a server of its own; tests/browser/conftest.py says which tests stay together.
        ("browser", [*plain, "tests/browser", *parallel, *slowest]),
    ]


def main(chosen: list[str]) -> int:
    """Run the steps, say how each ended, return 0 only if all passed."""
    outcomes = []
    for name, command in steps(chosen):
        print(f"\n=== {name}", flush=True)
        started = time.monotonic()
        code = subprocess.run(command, cwd=ROOT).returncode
        outcomes.append((name, code, time.monotonic() - started))
    print()
    for name, code, seconds in outcomes:
        print(f"{name:<12} {'passed' if code == 0 else f'FAILED (exit status {code})':<26} {seconds:6.0f} s")
    return 0 if all(code == 0 for _, code, _ in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
