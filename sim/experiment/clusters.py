"""A Dask cluster as the executor of an experiment, for those who outgrow one machine.

Scheduler and workers run from the same version of this project as the client (the scheduler, too, reads the tasks);
what a scenario names by path, such as a file of orders, lies at the same place on all of them. A worker that dies
loses nothing: the scheduler gives its tasks to others.
"""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import Executor
from typing import Any

from sim.experiment import fingerprint
from sim.files.bad_input import BadInput, shown
from sim.files.messages import phrase

TIMEOUT = 8.0  # seconds until an address counts as one where nobody answers


@contextlib.contextmanager
def cluster(address: str, timeout: float = TIMEOUT) -> Iterator[Executor]:
    """An executor whose tasks run on the workers of the scheduler at `address`, such as tcp://10.0.0.5:8786.

    Raises BadInput within about `timeout` seconds where nobody answers, where there are no workers, and where a worker
    runs another version of the project, whose seasons would be others. Workers may come and go from then on (where
    all have gone, the tasks wait for others); the version of those that come is not looked at.
    """
    try:
        import distributed
    except ImportError:
        raise BadInput(phrase("cluster.absent")) from None
    with _quiet():
        client = _client(distributed.Client, address, timeout)
        if client is None:
            raise BadInput(phrase("cluster.unreachable", address=shown(address)))
        try:
            _check(client, address, timeout)
            yield client.get_executor(pure=False)
        finally:
            # What is still under way there is of no use to anybody, so the executor's own goodbye, which waits for it,
            # is left out; a scheduler that has gone cannot be told goodbye either.
            with contextlib.suppress(OSError, TimeoutError):
                client.close(timeout=1.0)


def _client(client: type, address: str, timeout: float) -> Any:
    """A client of the scheduler there; None where there is none.

    In a thread, because the library waits for ever where somebody listens and never says a word.
    """
    found: list[Any] = []

    def connect() -> None:
        # Whatever else listens there answers in a way of its own, which the library takes as it comes: any error is no.
        with contextlib.suppress(Exception):
            _knock(address, timeout)
            mine = type("Client", (client,), {"__del__": _nothing})
            found.append(mine(address, timeout=timeout, set_as_default=False))

    thread = threading.Thread(target=connect, daemon=True)
    thread.start()
    thread.join(timeout)
    return found[0] if found else None


def _nothing(client: Any) -> None:
    """For a client that never came up: the library would wait for its goodbye, and complain at the program's end."""


def _knock(address: str, timeout: float) -> None:
    """Nothing where somebody listens, an error otherwise. The client itself would go on trying where it is refused."""
    from distributed.comm.addressing import get_address_host_port, parse_address

    if parse_address(address)[0] not in ("tcp", "tls"):
        raise ValueError(address)
    socket.create_connection(get_address_host_port(address), timeout).close()


def _check(client: Any, address: str, timeout: float) -> None:
    """That there are workers, and that they run what runs here."""
    try:
        client.wait_for_workers(1, timeout=timeout)
    except TimeoutError:
        raise BadInput(phrase("cluster.empty", address=shown(address))) from None
    prints = client.run(_print_here, on_error="return")
    if any(found != fingerprint.of_model() for found in prints.values()):
        raise BadInput(phrase("cluster.other", address=shown(address)))


def _print_here() -> str:
    return fingerprint.of_model()


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """No reports of lost connections, with tracebacks, beside the one sentence that a user gets."""
    # each part of the library has a logger with a level of its own
    names = [name for name in logging.root.manager.loggerDict if name.startswith("distributed")] + [
        "tornado.application"
    ]
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)
