"""One engine on one day in a fresh process: `python -m tests.bench.play ENGINE FOLDER`, from the project's folder.

FOLDER holds `day.npz` and `small.npz`, and the C twin where there is a compiler. The small day comes first: imports,
compilation and first touches are not timed. Of some tries the fastest counts, in CPU seconds (user and system) of
this process, on which the neighbours weigh less than on the clock. The answer goes to `ENGINE.npz`.
"""

from __future__ import annotations

import gc
import sys
import time
from pathlib import Path

import numpy as np

from tests.bench.busy_days import Line
from tests.bench.peers import ENGINES


def main(name: str, folder: Path) -> None:
    engine, best = ENGINES[name], np.inf
    run, _ = engine.make(Line.load(folder / "small.npz"), folder)
    run()
    day = Line.load(folder / "day.npz")
    for _ in range(engine.tries):
        run, answer = engine.make(day, folder)
        gc.collect()
        started = time.process_time()
        end = run()
        best = min(best, time.process_time() - started)
    np.savez(folder / f"{name}.npz", cpu=best, **answer(end)._asdict())


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
