"""Forked kernels: as good as ordinary ones, quicker to start, and gone when the server is gone."""

from __future__ import annotations

import asyncio
import errno
import json
import logging
import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from playbook.app import kernels

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.skipif(not kernels.CAN_FORK, reason="this system cannot fork a process")

# Run apart: the fork server of a test run would hold what the tests have imported.
STAGE = """
import asyncio, json, os, sys
from jupyter_client.manager import AsyncKernelManager
from playbook.app.kernels import NURSERY, install

async def ask(client, code):
    heard = []
    reply = await client.execute_interactive(code, timeout=60, output_hook=lambda m: heard.append(m["content"]))
    return reply["content"], "".join(one.get("text", "") for one in heard)

async def main():
    assert NURSERY.wait(120)
    manager = AsyncKernelManager()
    await manager.start_kernel(env=os.environ | {"PLAYBOOK_TOLD": "by the page"}, cwd=sys.argv[1])
    client = manager.client()
    client.start_channels()
    await client.wait_for_ready()
    %s
    client.stop_channels()
    if await manager.is_alive():
        await manager.shutdown_kernel()

if __name__ == "__main__":
    install()
    NURSERY.start()
    try:
        asyncio.run(main())
    finally:
        NURSERY.stop()
"""


def staged(tmp_path: Path, scene: str) -> subprocess.Popen:
    script = tmp_path / "scene.py"
    script.write_text(STAGE % scene, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(ROOT), "IPYTHONDIR": str(tmp_path / "ipython")}
    environment["JUPYTER_RUNTIME_DIR"] = str(tmp_path / "runtime")
    return subprocess.Popen(
        [sys.executable, str(script), str(tmp_path)], env=environment, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )


def said(process: subprocess.Popen) -> dict:
    text, _ = process.communicate(timeout=240)
    assert process.returncode == 0
    return json.loads(text.splitlines()[-1])


def test_a_forked_kernel_has_its_folder_its_surroundings_and_everything_imported(tmp_path):
    found = said(staged(tmp_path, """
    names = "('ipywidgets', 'playbook.lab', 'numba')"
    _, text = await ask(client, f"import os, sys; print([name in sys.modules for name in {names}])")
    _, place = await ask(
        client, "print(os.getcwd(), '|', os.environ['PLAYBOOK_TOLD'], '|', os.getpgid(0) == os.getpid())"
    )
    _, main = await ask(client, "print(__name__, 'ask' not in dir())")
    print(json.dumps({"modules": text, "place": place, "main": main}))
    """))  # fmt: skip
    assert found["modules"].strip() == "[True, True, True]"
    assert [one.strip() for one in found["place"].split("|")] == [str(tmp_path), "by the page", "True"]
    assert found["main"].split() == ["__main__", "True"]


def test_a_forked_kernel_can_be_interrupted_and_goes_on(tmp_path):
    found = said(staged(tmp_path, """
    running = asyncio.ensure_future(ask(client, "import time\\nfor _ in range(600): time.sleep(.1)"))
    await asyncio.sleep(1)
    await manager.interrupt_kernel()
    reply, _ = await asyncio.wait_for(running, 30)
    after, text = await ask(client, "print(6 * 7)")
    alive = await manager.is_alive()
    await manager.shutdown_kernel()
    print(json.dumps({"ended": reply["ename"], "after": text, "alive": [alive, await manager.is_alive()]}))
    """))  # fmt: skip
    assert found == {"ended": "KeyboardInterrupt", "after": "42\n", "alive": [True, False]}


def test_no_kernel_outlives_a_server_that_was_killed(tmp_path):
    """No time to say goodbye: neither the fork server nor a kernel stays behind."""
    process = staged(tmp_path, """
    print(json.dumps(manager.provisioner.pid), flush=True)
    await asyncio.sleep(600)
    """)  # fmt: skip
    kernel = psutil.Process(json.loads(process.stdout.readline()))
    family = [kernel, *psutil.Process(process.pid).children(recursive=True)]
    process.kill()
    process.wait()
    process.stdout.close()
    deadline = time.monotonic() + 60
    while any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in family):
        assert time.monotonic() < deadline, "left behind"
        time.sleep(0.2)


@pytest.mark.parametrize("ready, fork_fails", [(False, False), (True, True)])
def test_where_nothing_can_be_forked_a_kernel_starts_the_ordinary_way(monkeypatch, ready, fork_fails):
    launched = []

    async def ordinary(self, cmd, **options):
        launched.append(cmd)
        return {}

    def refused(*_):
        raise EOFError

    monkeypatch.setattr(kernels.LocalProvisioner, "launch_kernel", ordinary)
    monkeypatch.setattr(kernels.NURSERY, "wait", lambda seconds: ready)
    if fork_fails:
        monkeypatch.setattr(kernels.NURSERY, "fork", refused)
    command = ["python", "-m", kernels.MODULE, "-f", "file.json"]
    provisioner = kernels.ForkedProvisioner(kernel_id="1", kernel_spec=None)
    assert asyncio.run(provisioner.launch_kernel(command, env={})) == {}
    assert launched == [command]


def test_nobody_waits_for_a_fork_server_that_has_ended(monkeypatch):
    nursery = kernels.Nursery()

    def ended(**_):
        raise EOFError

    monkeypatch.setattr(nursery._context, "Process", ended)
    nursery._first()
    assert not nursery.preparing and not nursery.wait(600)


def test_where_no_socket_fits_kernels_start_the_ordinary_way(tmp_path: Path) -> None:
    """A folder for temporary files may lie too deep for a socket's path."""
    deep = tmp_path / ("x" * 60) / ("y" * 60)
    deep.mkdir(parents=True)
    code = "from playbook.app.kernels import NURSERY; NURSERY.start(); print(NURSERY.wait(1), NURSERY.preparing)"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"TMPDIR": str(deep), "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert ran.stdout.split() == ["False", "False"], ran.stderr


def closed(number: int) -> tuple:
    error = OSError(number, "x")
    return type(error), error, None


@pytest.mark.parametrize(
    ("said", "error", "kept"),
    [
        ("KeyboardInterrupt caught in kernel.", None, False),
        ("Got events for closed stream <zmq.eventloop.zmqstream.ZMQStream object at 0x7f>", None, False),
        ("Exception in message handler:", closed(errno.ENOTSOCK), False),
        ("Exception in message handler:", closed(errno.EFAULT), True),
        ("Exception in message handler:", (KeyError, KeyError("x"), None), True),
    ],
)
def test_a_page_that_is_left_is_no_news_in_the_window_and_an_error_is(said, error, kept):
    assert kernels._Farewell().filter(logging.LogRecord("x", logging.ERROR, "x", 1, said, (), error)) is kept
