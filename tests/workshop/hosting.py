"""A room's server as a process of its own, with a model that answers at once: FOLDER PORT TEAMS, the room as NAME.

Prints a line of JSON once it answers. Killed or stopped by whoever started it.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path

from playbook.workshop import server
from playbook.workshop.serving import Serving
from tests.workshop.rooms import open_room

ROOT = Path(__file__).resolve().parents[2]


def start(folder: Path, port: int = 0, teams: int = 6) -> tuple[subprocess.Popen[str], dict[str, str]]:
    """The process, and where it answers: address, port, code, secret."""
    command = [sys.executable, "-m", "tests.workshop.hosting", str(folder), str(port), str(teams)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, json.loads(process.stdout.readline())


def main(folder: str, port: str, teams: str) -> None:
    live = open_room(Path(folder), int(teams), clock=time.time)

    def ready(serving: Serving) -> None:
        facts = {"address": serving.address, "port": serving.port, "code": live.code, "secret": serving.secret}
        print(json.dumps(facts), flush=True)

    asyncio.run(server.serve(live, "127.0.0.1", server.bound("127.0.0.1", int(port)), ready))
    live.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
