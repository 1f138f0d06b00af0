"""What a day needs above its tape, in a fresh process: `python -m tests.bench.memory CONTACTS` in the project's folder.

Prints the megabytes (10⁶ bytes) of memory in use at most during `run_day`, above those in use just before, when the
tape was made and the loop compiled; and the rows of the log. Linux only:
elsewhere the high-water mark cannot be set back.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from sim.floor import compiled
from tests.bench.busy_days import everything_on

PROCESS = Path("/proc/self")


def resident(field: str) -> int:
    """Bytes, of a line of /proc/self/status: VmRSS now, VmHWM at most since the mark was set back."""
    for text in (PROCESS / "status").read_text().splitlines():
        if text.startswith(field):
            return int(text.split()[1]) * 1024
    raise LookupError(field)


def main(contacts: int) -> None:
    day = everything_on(contacts)
    compiled.warmup()
    gc.collect()
    (PROCESS / "clear_refs").write_text("5")
    before = resident("VmRSS")
    log = compiled.run_day(day.tape, day.crew, day.types, day.rules)
    print((resident("VmHWM") - before) / 1e6, len(log.key))


if __name__ == "__main__":
    main(int(sys.argv[1]))
