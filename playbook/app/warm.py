"""Imported by the process that kernels are forked from: whatever a page needs, so that a kernel has it already.

Nothing here may start a thread or open a connection, and nothing may fail the import: a kernel that finds something
missing imports it itself.
"""

from __future__ import annotations

import contextlib
import gc
import signal
from importlib import import_module

MODULES = (
    "ipykernel.ipkernel", "ipykernel.kernelapp", "ipykernel.zmqshell", "ipywidgets", "pandas", "playbook.app.kernels",
    "playbook.lab", "playbook.lab.my_shop", "playbook.lab.start", "sim.experiment",
)  # fmt: skip


def modules() -> None:
    """Everything that a page's first second would import."""
    for name in MODULES:
        import_module(name)


def words() -> None:
    """Words, practices and teams: read once, and the same for everybody."""
    from playbook import language, practices
    from playbook.practices import LANGUAGES
    from sim.scenario.file import team, team_names

    for tongue in LANGUAGES:
        language.words(tongue)
        for slug in practices.names():
            practices.load(slug, tongue)
    for name in team_names():
        team(name)


def floor() -> None:
    """The compiled loop, from its cache or compiled now; and what a season calls beside it."""
    from sim.experiment import run
    from sim.floor import compiled
    from sim.scenario.file import team, team_names

    if compiled.available():
        run(min(map(team, team_names()), key=lambda one: one.headcount), replications=1)


with contextlib.suppress(ValueError):  # not the main thread: a test, or a notebook
    # Ctrl-C ends this without a word while it goes on; the fork server that it then becomes leaves it to the server.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
for step in (modules, words, floor):
    with contextlib.suppress(Exception):
        step()
gc.collect()
gc.freeze()  # what all kernels share is not to be copied by the first collection of each
