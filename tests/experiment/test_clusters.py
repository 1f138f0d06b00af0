"""A Dask cluster on this machine: a scheduler and two workers as processes, one of which is killed."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import numpy as np
import pytest

from playbook import __main__ as command
from sim.experiment import Estimate, compare, explain, fingerprint, last, replicate, run
from sim.experiment.clusters import cluster
from sim.experiment.workers import WorkersLost, width_of
from sim.files.bad_input import BadInput
from tests.season.shop import small_shop

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60  # that a scheduler or a worker may take to come up
REFUSED = "tcp://127.0.0.1:1"  # a port where nobody listens


@contextmanager
def started(module: str, *arguments: str) -> Iterator[subprocess.Popen]:
    process = subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.{module}", *arguments], cwd=ROOT, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def scheduler(folder: Path) -> Iterator[tuple[str, subprocess.Popen]]:
    """Its address, once it is up, and its process."""
    file = folder / "scheduler.json"
    with started(
        "dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)
    ) as process:
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            try:
                yield json.loads(file.read_text(encoding="utf-8"))["address"], process
                return
            except (FileNotFoundError, json.JSONDecodeError):
                time.sleep(0.05)
        raise TimeoutError("no scheduler")


@contextmanager
def whole_cluster(folder: Path, workers: int = 2) -> Iterator[tuple[str, list[subprocess.Popen]]]:
    """Its address once all workers are there; the processes, the scheduler first. A worker has one thread."""
    with ExitStack() as stack:
        address, first = stack.enter_context(scheduler(folder))
        arguments = (address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(folder))
        processes = [first, *(stack.enter_context(started("dask_worker", *arguments)) for _ in range(workers))]
        from distributed import Client

        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=SECONDS)
        yield address, processes


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    with whole_cluster(tmp_path_factory.mktemp("cluster")) as (found, _):
        yield found


def shop():
    return small_shop(**{"calendar.weeks": 3})


def same(one: Estimate, other: Estimate) -> bool:
    return one.laws == other.laws and all(
        a[name].tobytes() == b[name].tobytes()
        for a, b in (
            (one.totals, other.totals),
            (one.days, other.days),
            (one.noise, other.noise),
            (one.money, other.money),
        )
        for name in a
    )


def test_a_cluster_gives_the_same_bytes(address):
    late = shop().with_levers({"people.late.count": 2})
    with cluster(address) as executor:
        assert width_of(executor) == 2
        assert same(run(shop(), 4, seed=3, executor=executor, doubt=True), run(shop(), 4, seed=3, doubt=True))
        pair = last(compare(shop(), late, 3, seed=3, executor=executor))
        why = last(explain(shop(), late, "profit", 1, loops=("late_contacts", "repeat_contacts"), executor=executor))
    assert same(pair.a, run(shop(), 3, seed=3)) and same(pair.b, run(late, 3, seed=3))
    here = last(explain(shop(), late, "profit", 1, loops=("late_contacts", "repeat_contacts")))
    assert all(np.array_equal(why.parts[part], here.parts[part]) for part in here.parts)


def test_a_worker_that_is_killed_changes_nothing(tmp_path):
    with whole_cluster(tmp_path) as (found, (_, first, second)):
        with cluster(found) as executor, closing(replicate(shop(), 12, seed=3, executor=executor)) as results:
            for estimate in results:
                if estimate.n == 3:
                    os.kill(first.pid, signal.SIGKILL)
                    first.wait()
        assert second.poll() is None
    assert estimate.n == 12 and same(estimate, run(shop(), 12, seed=3))


def test_a_cluster_that_goes_away_is_said_in_one_sentence_and_what_was_kept_is_found_again(tmp_path):
    kept = tmp_path / "kept"
    with whole_cluster(tmp_path, 1) as (found, (first, *_)), pytest.raises(WorkersLost) as caught:
        with cluster(found) as executor:
            for estimate in replicate(shop(), 30, seed=3, executor=executor, keep=kept):
                if estimate.n == 3:
                    first.kill()
    assert "--keep" in caught.value.text("en") and "集群" in caught.value.text("zh")
    assert len(list(kept.glob("*.npz"))) >= 3
    assert same(run(shop(), 5, seed=3, keep=kept), run(shop(), 5, seed=3))


@pytest.mark.parametrize(
    "arguments",
    [
        ["season", "starter", "--replications", "3"],
        ["compare", "starter", "starter", "--replications", "2"],
        ["best", "starter", "starter", "--worth", "100000", "--at-most", "10"],
        ["studies", "V1", "--experiments", "4"],
    ],
)
def test_every_command_that_takes_a_cluster_prints_the_same_with_it(address, capsys, arguments):
    printed = []
    for more in ([], ["--cluster", address]):
        assert command.main([*arguments, *more]) == 0
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1] != ""


# ------------------------------------------------------------------------------------------------- trouble


@pytest.mark.parametrize("language, said", [("en", "no cluster answers at"), ("zh", "没有响应")])
def test_an_address_where_nobody_answers_is_said_in_one_sentence(language, said):
    """As a person meets it: a process, its standard error, its exit status, within ten seconds or so."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "playbook", "season", "starter", "--cluster", REFUSED, "--language", language],
        cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2 and done.stdout == ""
    assert len(done.stderr.splitlines()) == 1 and said in done.stderr and REFUSED in done.stderr
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("wrong", ["nonsense", "", "127.0.0.1", "127.0.0.1:99999", "http://x", "tcp://no host:1"])
def test_what_is_no_address_is_said_at_once(wrong):
    with pytest.raises(BadInput, match="no cluster answers"), cluster(wrong):
        pass


def test_somebody_who_listens_and_says_nothing_is_no_cluster():
    with socket.create_server(("127.0.0.1", 0)) as mute:
        began = time.monotonic()
        with pytest.raises(BadInput, match="no cluster answers"), cluster(f"127.0.0.1:{mute.getsockname()[1]}", 2.0):
            pass
        assert time.monotonic() - began < 5


def test_a_cluster_without_workers_is_said(tmp_path):
    with scheduler(tmp_path) as (found, _):
        with pytest.raises(BadInput, match="no workers"), cluster(found, 3.0):
            pass


def test_workers_with_another_version_are_said(address, monkeypatch):
    monkeypatch.setattr(fingerprint, "of_model", lambda: "another")
    with pytest.raises(BadInput, match="another version"), cluster(address):
        pass


def test_without_the_package_the_sentence_names_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(BadInput, match="needs the package distributed"), cluster(REFUSED):
        pass


def test_a_cluster_and_processes_exclude_each_other(capsys):
    assert command.main(["season", "starter", "--cluster", REFUSED, "--workers", "2"]) == 2
    assert "exclude each other" in capsys.readouterr().err
