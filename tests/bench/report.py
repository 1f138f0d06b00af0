"""The table of a benchmark run beside its targets: `python -m tests.bench.report run.json`, in the project's folder.

`run.json` comes from `python -m pytest tests/bench -m bench --benchmark-json run.json`. Writes `data/speed.csv`:
`cpu_s` is the median over the rounds of the CPU seconds of a whole run; `ratio_to_c` the time of the C twin, and
`ratio_to_textbook` that of textbook SimPy, in a ratio formed within each round: how many times as long as C, how many
times as fast as textbook SimPy. Contacts are those of the tape; attempts (contacts and returns) are in the log.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from sim.files.atomic import write_atomic
from tests.bench.peers import C_TWIN, CIW, KERNEL, RUN_DAY, TEXTBOOK

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = ("day", "engine", "contacts", "people", "cpu_s", "ratio_to_c", "ratio_to_textbook", "rounds")
MACHINE = ("date", "cpu", "python", "numba")


def ratio(above: list[Any], below: list[Any]) -> float | None:
    """The median over the rounds in which both were measured."""
    both = [a / b for a, b in zip(above, below, strict=True) if a is not None and b is not None]
    return median(both) if both else None


def seconds(rounds: list[Any]) -> list[float]:
    return [cpu for cpu in rounds if cpu is not None]


def rows(found: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The lines of `speed.csv`, without the machine."""
    if peers := found.get("test_every_engine_gives_the_same_day"):
        cpu = peers["cpu_s"]
        for name in sorted(cpu, key=lambda name: median(seconds(cpu[name]))):
            yield line(
                "one queue", name, peers["customers"], "", cpu[name],
                ratio(cpu[name], cpu[C_TWIN]) if C_TWIN in cpu else None,
                ratio(cpu[TEXTBOOK], cpu[name]) if TEXTBOOK in cpu else None,
            )  # fmt: skip
    if whole := found.get("test_an_attempt_with_everything_on"):
        for name, rounds in whole["cpu_s"].items():
            yield line("everything on", name, whole["contacts"], whole["people"], rounds)
    for test in ("test_ten_times_the_contacts", "test_twenty_times_the_people"):
        if growth := found.get(test):
            for name, rounds in growth["cpu_s"].items():
                yield line("growth", "run_day", growth["contacts"][name], growth["people"][name], rounds)


def line(
    day: str, engine: str, contacts: int, people: Any, rounds: list[Any], to_c: Any = None, to_textbook: Any = None
) -> dict[str, Any]:
    cpu = seconds(rounds)
    ratios = ("" if value is None else f"{value:.3f}" for value in (to_c, to_textbook))
    values = (day, engine, contacts, people, f"{median(cpu):.5f}", *ratios, len(cpu))
    return dict(zip(COLUMNS, values, strict=True))


def targets(found: dict[str, dict[str, Any]]) -> Iterator[tuple[str, float | None, str, float]]:
    """What was wanted: name, measured, ≤ or ≥, wanted."""
    if peers := found.get("test_every_engine_gives_the_same_day"):
        cpu = peers["cpu_s"]
        for ours in (KERNEL, RUN_DAY):
            if C_TWIN in cpu:
                yield f"{ours}: time of the {C_TWIN} ×", ratio(cpu[ours], cpu[C_TWIN]), "≤", 1.3
            for name, wanted in ((TEXTBOOK, 120.0), (CIW, 1000.0)):
                if name in cpu:
                    yield f"{ours}: speed of {name} ×", ratio(cpu[name], cpu[ours]), "≥", wanted
    if whole := found.get("test_an_attempt_with_everything_on"):
        for part in ("kernel", "run_day"):
            cost = 1e6 * median(whole["cpu_s"][part]) / whole["attempts"]
            yield f"everything on, {part}: µs an attempt", cost, "≤", 1.0
    if more := found.get("test_ten_times_the_contacts"):
        yield "ten times the contacts: time ×", ratio(more["cpu_s"]["many"], more["cpu_s"]["few"]), "≤", 10.5
    if crowd := found.get("test_twenty_times_the_people"):
        yield "1,000 people in place of 50: time ×", ratio(crowd["cpu_s"]["many"], crowd["cpu_s"]["few"]), "≤", 2.0
    if season := found.get("test_every_practice_near_its_best_against_the_season_without_them"):
        for name, times in season["ratios"].items():
            yield f"{name}: time ×", times, "≤", 1.3
    if memory := found.get("test_memory_of_a_million_contacts"):
        yield "a million contacts: MB above the tape", memory["megabytes"], "≤", 200.0


def main(path: Path) -> None:
    run = json.loads(path.read_text(encoding="utf-8"))
    found = {test["name"]: test["extra_info"] for test in run["benchmarks"]}
    machine = run["machine_info"]
    here = (run["datetime"][:10], machine["cpu"].get("brand_raw", ""), machine["python_version"], version("numba"))
    out = io.StringIO(newline="")
    table = csv.DictWriter(out, [*COLUMNS, *MACHINE], lineterminator="\n")
    table.writeheader()
    print(f"{'day':<14}{'engine':<20}{'contacts':>10}{'people':>8}{'CPU s':>11}{'× C':>11}{'× SimPy':>10}{'rounds':>8}")
    for row in rows(found):
        table.writerow(row | dict(zip(MACHINE, here, strict=True)))
        print("{:<14}{:<20}{:>10}{:>8}{:>11}{:>11}{:>10}{:>8}".format(*row.values()))
    print()
    for name, measured, sign, wanted in targets(found):
        if measured is not None:
            met = measured <= wanted if sign == "≤" else measured >= wanted
            print(f"{name:<48}{measured:>10.2f}  wanted {sign} {wanted:g}{'' if met else '   MISSED'}")
    write_atomic(ROOT / "data" / "speed.csv", out.getvalue().encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
