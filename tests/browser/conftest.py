"""A real browser against the running app. Without Chromium these tests are skipped; in CI that is a failure."""

from __future__ import annotations

import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from xdist.scheduler import LoadScopeScheduling

from playbook.pages import place_of
from playbook.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 240  # a busy machine is no reason to fail
# Chromium's own errands (updates, sync, field trials) would look like requests of the page.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
FAILED = pytest.StashKey[bool]()
STILL_MS, AT_MOST_MS = 500, 2000
STILL = """([quiet, longest]) => new Promise(done => {
  const end = () => { seen.disconnect(); requestAnimationFrame(() => requestAnimationFrame(done)); };
  setTimeout(end, longest);
  let timer = setTimeout(end, quiet);
  const seen = new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(end, quiet); });
  seen.observe(document, {childList: true, subtree: true, attributes: true, characterData: true});
})"""
expect.set_options(timeout=PATIENCE_S * 1000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(2 * PATIENCE_S))


class WhoeverIsFree(LoadScopeScheduling):
    """The next test goes to whoever is free; those of a module with something of its own (a server, a figure) stay
    together, so that it is made once."""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return module if _has_its_own(self.config.rootpath / module) else nodeid


@cache
def _has_its_own(module: Path) -> bool:
    return 'scope="module"' in module.read_text(encoding="utf-8")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> WhoeverIsFree | None:
    return WhoeverIsFree(config, log) if config.getvalue("dist") == "loadfile" else None


def chromium() -> str:
    """Where the browser is, or ""."""
    named = os.environ.get("PLAYBOOK_CHROMIUM", "")
    return named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")


@dataclass
class Server:
    """A server that printed its address; `url` has the token."""

    process: subprocess.Popen
    url: str
    lines: list[str] = field(default_factory=list)

    def page(self, path: str) -> str:
        """The address of the page of a notebook, like en/peak-time.ipynb, with the token."""
        place = place_of(path)
        assert place is not None, path
        return self.at(place.address)

    def at(self, address: str) -> str:
        """An address of the app, like /en/peak-time/rate, with the token."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}{address}?{parts.query}"


def start_server(*arguments: str, workspace: Path, before: Path | None = None) -> Server:
    """`playbook ARGUMENTS --no-browser` with a workspace of its own; returns once it has printed its address.

    `before`: a folder where its Python looks for modules first.
    """
    path = os.pathsep.join(map(str, filter(None, (before, ROOT))))
    process = subprocess.Popen(
        [sys.executable, "-m", "playbook", *arguments, "--no-browser"],
        cwd=workspace, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        env=os.environ | {"PLAYBOOK_WORKSPACE": str(workspace), "PYTHONPATH": path, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    heard: queue.Queue = queue.Queue()
    lines: list[str] = []

    def listen() -> None:
        for line in process.stdout:
            lines.append(line)
            heard.put(line)
        heard.put(None)

    threading.Thread(target=listen, daemon=True).start()
    deadline = time.monotonic() + PATIENCE_S
    while True:
        line = heard.get(timeout=max(1.0, deadline - time.monotonic()))
        if line is None:
            raise AssertionError("the server did not start:\n" + "".join(lines))
        found = re.search(r"http://127\.0\.0\.1:\d+/\S*token=\S+", line)
        if found:
            return Server(process, found[0], lines)


def stop_server(server: Server) -> None:
    if server.process.poll() is None:
        os.killpg(server.process.pid, signal.SIGTERM)  # at Ctrl-C Lab would ask first, and wait for the answer
        try:
            server.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(server.process.pid, signal.SIGKILL)


@pytest.fixture(scope="session")
def workspace(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("browser-workspace")


@pytest.fixture(autouse=True)
def nobody_was_here(workspace: Path) -> None:
    """Each test meets the shared server as a first reader does: no shop chosen, no bet made by the test before."""
    Workspace.open(workspace).reset()


@pytest.fixture(scope="session")
def served(workspace) -> Iterator[Server]:
    server = start_server("--language", "en", workspace=workspace)
    yield server
    stop_server(server)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if not path:
        reason = "no Chromium found; name one in PLAYBOOK_CHROMIUM"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def screenshots(tmp_path_factory) -> Path:
    """Where each test leaves a picture of its last page if PLAYBOOK_SCREENSHOTS names a folder, else each that fails;
    the picture's name is printed with -rP."""
    named = os.environ.get("PLAYBOOK_SCREENSHOTS")
    folder = Path(named) if named else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Remembers that a test failed: its page is photographed afterwards."""
    report = (yield).get_result()
    if report.when == "call" and report.failed:
        item.stash[FAILED] = True


def leave(context: BrowserContext) -> None:
    """Close a context as a reader closes a tab: each page says goodbye, so that its kernel ends and computes no more.

    A context that is only closed says nothing, and the server keeps its kernels for minutes.
    """
    for page in context.pages:
        page.goto("about:blank")
    context.close()


def settled(page: Page) -> None:
    """Wait until what is drawn has stood still for a moment, or until a page that plays seasons has had its time."""
    page.evaluate(STILL, [STILL_MS, AT_MOST_MS])


@pytest.fixture
def page(request, browser, screenshots) -> Iterator[Page]:
    """A page that fails the test if it asked another host for anything, was refused to, or raised a script error."""
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    page = context.new_page()
    page.set_default_timeout(PATIENCE_S * 1000)
    foreign: list[str] = []
    broken: list[str] = []

    def asked(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1":
            foreign.append(url)

    page.on("request", lambda sent: asked(sent.url))
    page.on("websocket", lambda opened: asked(opened.url))
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", lambda said: foreign.append(said.text) if "Content Security Policy" in said.text else None)
    yield page
    if os.environ.get("PLAYBOOK_SCREENSHOTS") or request.node.stash.get(FAILED, False):
        name = re.sub(r"\W+", "-", request.node.name).strip("-")
        page.screenshot(path=screenshots / f"{name}.png", full_page=True)
        print(f"screenshot: {screenshots / name}.png")
    leave(context)
    assert foreign == [], "the page asked another host"
    assert broken == [], "a script of the page failed"
