"""Starts what a person looks at: the app (Voilà on the notebooks, no code) or JupyterLab.

Both serve this computer only (127.0.0.1), ask for a token that is new at every start (unless the user keeps the app's:
`playbook.workspace.address`), find the notebooks from the place of this package whatever the current folder is, and
end with Ctrl-C. Set-up that must happen before Jupyter is imported (its search paths come from the environment) is
here; the app's server itself is in `playbook.app.server`.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import sys
import tempfile
import threading
import time
import warnings
import webbrowser
from pathlib import Path

from playbook.app import HOST
from playbook.command import say
from playbook.workspace import address as kept_address
from playbook.workspace import copies
from playbook.workspace.address import Access

HERE = Path(__file__).resolve().parent.parent
NOTEBOOKS = HERE.parent / "notebooks"
JUPYTER = HERE / "jupyter"
START = "start.ipynb"


def open_app(
    language: str,
    port: int = 0,
    browser: bool = True,
    debug: bool = False,
    notebooks: Path = NOTEBOOKS,
    address: str = "",
) -> int:
    """Serve the notebooks as an app until Ctrl-C, opening the start page; returns the exit status.

    `address`: "keep" uses the same port and token at this and later starts, "new" forgets them, "" does as before.
    """
    problem = _problem(language, port, notebooks)
    if problem:
        return problem
    print(say("starting", language), file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory(prefix="playbook-") as scratch:
        _isolate(Path(scratch), quiet=not debug)
        _skip_slow_import()
        # First of all: it imports for seconds, in a process of its own, while this one does, too.
        from playbook.app.kernels import NURSERY

        NURSERY.start()
        reached = _access(language, port, address)
        from playbook.app.server import serve

        serve(
            notebooks,
            language=language,
            access=reached,
            scratch=Path(scratch),
            debug=debug,
            ready=lambda url: _announce(url, language, browser),
        )
    print(f"\n{say('stopping', language)}", file=sys.stderr)
    return 0


def open_lab(
    language: str, port: int = 0, browser: bool = True, debug: bool = False, notebooks: Path = NOTEBOOKS
) -> int:
    """JupyterLab on the user's copies of the notebooks until Ctrl-C, start page open; gives the exit status."""
    problem = _problem(language, port, notebooks)
    if problem:
        return problem
    print(say("starting", language), file=sys.stderr, flush=True)
    from playbook.workspace import default_folder

    folder = default_folder().expanduser().resolve() / copies.FOLDER
    try:
        kept = copies.refresh(notebooks, folder)
    except OSError as error:
        sentence = say("no_copies", language, folder=folder, reason=error.strerror or error)
        print(say("problem", language, sentence=sentence), file=sys.stderr)
        return 2
    if kept:
        print(say("own_copies", language, n=len(kept), folder=folder), file=sys.stderr)
    # The user's own Lab settings stay in force; ours are only defaults (no pop-up with news, menus in the language).
    for settings in (JUPYTER, JUPYTER / language):
        _prepend("JUPYTER_CONFIG_PATH", settings)
    _prepend("PYTHONPATH", HERE.parent)
    _skip_slow_import()
    if not debug:
        warnings.simplefilter("ignore", DeprecationWarning)
    from jupyterlab.labapp import LabApp

    port, token = port or _free_port(), secrets.token_urlsafe(24)
    options = [
        f"--ServerApp.ip={HOST}",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={folder}",
        f"--IdentityProvider.token={token}",
        "--ServerApp.open_browser=False",
        "--ServerApp.answer_yes=True",
        "--ServerApp.allow_root=True",  # root in a container is still behind the token, on this computer only
        f"--Application.log_level={'DEBUG' if debug else 'ERROR'}",
    ]
    address = f"http://{HOST}:{port}/lab/tree/{language}/{START}?token={token}"
    threading.Thread(target=_announce_when_served, args=(port, address, language, browser), daemon=True).start()
    LabApp.launch_instance(options)
    print(f"\n{say('stopping', language)}", file=sys.stderr)
    return 0


def _problem(language: str, port: int, notebooks: Path) -> int:
    """2 after saying what is missing, 0 when nothing is."""
    sentence = ""
    if not (notebooks / language / START).is_file():
        sentence = say("no_notebooks", language, folder=notebooks / language)
    elif port and not _is_free(port):
        sentence = say("port_taken", language, port=port)
    if sentence:
        print(say("problem", language, sentence=sentence), file=sys.stderr)
    return 2 if sentence else 0


def _access(language: str, port: int, address: str) -> Access:
    """Port and token of this start. What can't be kept is said, and the app starts all the same."""
    from playbook.workspace import default_folder

    folder = default_folder()
    try:
        if address == "new":
            kept_address.forget(folder)
        kept = kept_address.load(folder)
        if kept is None and kept_address.there(folder):
            print(say("address_damaged", language, file=folder / kept_address.FILE), file=sys.stderr)
        if kept is None and address != "keep":
            return kept_address.new(port)
        token = (kept or kept_address.new()).token
        chosen = Access(port or (kept.port if kept else _free_port()), token, kept=True)
        if not _is_free(chosen.port):
            print(say("address_taken", language, port=chosen.port), file=sys.stderr)
            return kept_address.new(port)
        if chosen != kept:
            kept_address.keep(folder, chosen)
        return chosen
    except OSError as error:
        sentence = say("address_not_kept", language, folder=folder, reason=error.strerror or error)
        print(say("problem", language, sentence=sentence), file=sys.stderr)
        return kept_address.new(port)


def _isolate(scratch: Path, quiet: bool) -> None:
    """Keep the user's own Jupyter and IPython settings out of the app, and our template in."""
    profile = scratch / "ipython" / "profile_default"
    profile.mkdir(parents=True)
    if quiet:
        # Every kernel would warn that it talks to the server unencrypted; both are this computer.
        (profile / "ipython_kernel_config.json").write_text('{"IPKernelApp": {"log_level": 40}}', encoding="utf-8")
    os.environ["JUPYTER_NO_CONFIG"] = "1"
    os.environ["JUPYTER_CONFIG_DIR"] = str(scratch / "config")
    os.environ["JUPYTER_RUNTIME_DIR"] = str(scratch / "runtime")
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    os.environ["IPYTHONDIR"] = str(scratch / "ipython")
    _prepend("JUPYTER_PATH", JUPYTER)
    _prepend("PYTHONPATH", HERE.parent)  # kernels use this copy of the packages, not another one's


def _skip_slow_import() -> None:
    """Keep `rfc3987_syntax` out: it builds a grammar for seconds when imported, to check a kind of address that no
    file of ours holds; jsonschema does without it."""
    sys.modules.setdefault("rfc3987_syntax", None)


def _prepend(variable: str, folder: Path) -> None:
    rest = os.environ.get(variable)
    os.environ[variable] = f"{folder}{os.pathsep}{rest}" if rest else str(folder)


def _announce(url: str, language: str, browser: bool) -> None:
    """Print the address, then open it."""
    print(say("running", language, url=url), flush=True)
    if browser and not webbrowser.open(url):
        print(say("no_display", language, url=url), file=sys.stderr, flush=True)


def _announce_when_served(port: int, url: str, language: str, browser: bool) -> None:
    """Wait until something answers at `port`; JupyterLab itself tells nobody when it is ready."""
    while True:
        with contextlib.suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            break
        time.sleep(0.2)
    _announce(url, language, browser)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]
