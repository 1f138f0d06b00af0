"""Engines on one day in a fresh process: `python -m tests.bench.play FOLDER ENGINE...`, from the project's folder.

FOLDER holds `day.npz` and `small.npz`, and the C twin where there is a compiler. The small day comes first: imports,
compilation and first touches are not timed. Several engines take turns, so that what the neighbours on the machine do
to one they do to the others. The fastest try of each counts, in CPU seconds (user and system) of this process, on
which the neighbours weigh less than on the clock. The answers go to `ENGINE.npz`.
"""

from __future__ import annotations

import gc
import sys
import time
from pathlib import Path

import numpy as np

from tests.bench.busy_days import Line
from tests.bench.peers import ENGINES


def main(folder: Path, names: list[str]) -> None:
    small, day = Line.load(folder / "small.npz"), Line.load(folder / "day.npz")
    for name in names:
        run, _ = ENGINES[name].make(small, folder)
        run()
    best = dict.fromkeys(names, np.inf)
    answers = {}
    for turn in range(max(ENGINES[name].tries for name in names)):
        for name in names:
            if turn < ENGINES[name].tries:
                run, answer = ENGINES[name].make(day, folder)
                gc.collect()
                started = time.process_time()
                end = run()
                best[name] = min(best[name], time.process_time() - started)
                answers[name] = answer(end)
    for name, answer in answers.items():
        np.savez(folder / f"{name}.npz", cpu=best[name], **answer._asdict())


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
