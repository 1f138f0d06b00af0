"""The app's server, by plain requests: who gets in, what is served, and that stopping it leaves nothing behind."""

from __future__ import annotations

import http.client
import http.cookies
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from playbook.app.kernels import CAN_FORK
from playbook.app.launch import open_app, open_lab

ROOT = Path(__file__).resolve().parent.parent
SECRET = "a_name_that_only_the_code_holds"
LAUNCH = (
    "import sys; from pathlib import Path; from playbook.app.launch import open_app;"
    "sys.exit(open_app('en', browser=False, notebooks=Path(sys.argv[1]), address=sys.argv[2]))"
)


def notebook(*cells: tuple[str, str], parts: tuple[str | None, ...] = ()) -> dict:
    made = []
    for number, (kind, source) in enumerate(cells):
        part = parts[number] if parts else None
        cell = {"cell_type": kind, "id": f"cell-{number}", "source": source}
        cell["metadata"] = {"playbook": {"part": part}} if part else {}
        made.append(cell | ({"outputs": [], "execution_count": None} if kind == "code" else {}))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": made}


@dataclass
class Served:
    """A running app and a way to ask it."""

    process: subprocess.Popen
    port: int
    token: str
    scratch: Path

    def get(self, path: str, method: str = "GET", token: str = "", headers: dict | None = None):
        """(status, headers, text) of one request; redirects are not followed."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=240)
        if token:
            path += ("&" if "?" in path else "?") + f"token={token}"
        connection.request(method, path, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode("utf-8", "replace")


def launch(notebooks: Path, scratch: Path, address: str = "", workspace: Path | None = None) -> Served:
    """Start the app in a folder that has nothing to do with it."""
    scratch.mkdir(exist_ok=True)
    environment = os.environ | {"TMPDIR": str(scratch), "PYTHONPATH": str(ROOT), "PLAYBOOK_LANGUAGE": "en"}
    environment["PLAYBOOK_WORKSPACE"] = str(workspace or scratch / "workspace")
    process = subprocess.Popen(
        [sys.executable, "-c", LAUNCH, str(notebooks), address],
        cwd=scratch, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    for line in process.stdout:
        found = re.search(r"http://127\.0\.0\.1:(\d+)/\S*token=(\S+)", line)
        if found:
            return Served(process, int(found[1]), found[2], scratch)
    raise AssertionError(f"the app did not start: {process.stderr.read()}")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebooks")
    pages = {
        "en/start.ipynb": notebook(("markdown", "# Start <here>\n\nWords."), ("code", f"{SECRET} = 6 * 7\n{SECRET}")),
        "zh/start.ipynb": notebook(("markdown", "# 首页")),
        "en/parted.ipynb": notebook(
            ("markdown", "# Parted\n\nThe first words. [Twin](../zh/parted.ipynb) [Start](start.ipynb)"),
            ("code", "1 + 1"),
            ("markdown", "The second words. [Twin](../zh/parted.ipynb)"),
            ("code", "'-'.join('xyz')"),  # no kernel's id holds the answer by chance
            ("markdown", "Words for the notebook alone."),
            parts=("open", None, "rate", "rate", "lab"),
        ),
        "zh/parted.ipynb": notebook(("markdown", "# 分成几块"), parts=("open",)),
        "en/trainers/parted.ipynb": notebook(("markdown", "# For trainers\n\n[The page](../parted.ipynb)")),
        "en/broken.ipynb": notebook(("markdown", "# Broken"), ("code", "def inner():\n    1 / 0\ninner()")),
    }
    for name, content in pages.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    (folder / "en" / "private.py").write_text(SECRET, encoding="utf-8")
    running = launch(folder, tmp_path_factory.mktemp("scratch"))
    yield running
    if running.process.poll() is None:
        os.killpg(running.process.pid, signal.SIGKILL)
    running.process.communicate()


START = "/en/"


@pytest.mark.parametrize("path", ["/en/", "/voila/render/en/start.ipynb", "/login", "/login?next=/en/", "/none"])
def test_without_the_token_a_page_of_ours_says_what_to_do(served, path):
    """In both languages, at the address itself, so that a bookmark stays one; Jupyter's form is never shown."""
    for token in ("", "wrong"):
        status, _, text = served.get(path, token=token)
        assert status == 403
        assert "Words." not in text
        assert "started anew" in text and "重新启动" in text and "<code>playbook</code>" in text
        assert "<form" not in text and "ipython" not in text.lower() and "jupyter" not in text.lower()
    assert served.get("/api/kernels/00000000-0000-0000-0000-000000000000")[0] in (302, 403)


def test_the_page_has_prose_and_result_but_no_code(served):
    status, _, text = served.get(START, token=served.token)
    assert status == 200
    assert "Words." in text
    assert "42" in text
    assert SECRET not in text
    assert '<html lang="en">' in text
    assert "<title>Start &lt;here&gt; · Team playbook</title>" in text
    assert 'name="viewport"' in text


def test_the_cookie_of_the_first_page_opens_the_next(served):
    _, headers, _ = served.get("/", token=served.token)
    status, headers, _ = served.get(START, token=served.token)
    jar = http.cookies.SimpleCookie()
    for value in headers.get_all("Set-Cookie"):
        jar.load(value)
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in jar.items())
    status, _, text = served.get("/zh/", headers={"Cookie": cookie})
    assert status == 200
    assert '<html lang="zh-CN">' in text


def test_the_page_names_no_other_host_and_forbids_the_browser_to_ask_one(served):
    _, headers, text = served.get(START, token=served.token)
    loaded = re.findall(r"""(?:src|href)=["'](?:https?:)?//[^"']+""", text)
    assert loaded == []
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "http:" not in policy and "https:" not in policy and "*" not in policy


def test_the_bare_address_leads_to_the_start_page(served):
    status, headers, _ = served.get("/")
    assert status == 302
    assert headers["Location"] == START


@pytest.mark.parametrize(
    "old, new",
    [
        ("/voila/render/en/start.ipynb", "/en/"), ("/en/start", "/en/"), ("/en/start.ipynb", "/en/"),
        ("/voila/render/en/parted.ipynb", "/en/parted"), ("/en/parted.ipynb", "/en/parted"),
        ("/en/parted/open", "/en/parted"), ("/en/trainers/parted.ipynb", "/en/trainers/parted"),
    ],
)  # fmt: skip
def test_an_address_of_before_leads_to_the_page(served, old, new):
    status, headers, _ = served.get(old, token=served.token)
    assert status == 302
    assert headers["Location"].partition("?")[0] == new


def test_a_part_is_shown_alone_with_the_way_to_the_others(served):
    _, _, first = served.get("/en/parted", token=served.token)
    _, _, second = served.get("/en/parted/rate", token=served.token)
    assert "The first words." in first and "The second words." not in first and "x-y-z" not in first
    assert "The second words." in second and "The first words." not in second and "x-y-z" in second
    assert "for the notebook alone" not in first + second
    assert '"2"' in first and '"2"' in second, "a cell of no part, like the set-up, runs on every page"
    here = re.findall(r'<a href="([^"]+)" aria-current="page">([^<]+)</a>', second)
    assert here == [("/en/parted/rate", "Where are we?")]
    assert '<a href="/en/parted" aria-current' in first and '<a href="/en/parted">' in second
    assert "<title>Where are we? · Parted · Team playbook</title>" in second


def test_links_between_notebooks_lead_to_pages(served):
    _, _, first = served.get("/en/parted", token=served.token)
    _, _, second = served.get("/en/parted/rate", token=served.token)
    _, _, trainers = served.get("/en/trainers/parted", token=served.token)
    assert 'href="/zh/parted"' in first and 'href="/en/"' in first
    assert 'href="/zh/parted/rate"' in second, "the other language opens at the same part"
    assert 'href="/en/parted"' in trainers
    assert ".ipynb" not in first + second + trainers


def test_the_words_are_sent_before_the_kernel_has_answered(served):
    """They stand in the page above the settings of the kernel's connection, which are written when it has."""
    text = served.get("/en/parted", token=served.token)[2]
    assert text.index("The first words.") < text.index('id="jupyter-config-data"') < text.index('"2"')


def test_a_kernel_is_forked_and_has_the_widgets_ready(served):
    """Its process is a child of the fork server's, and not a new Python."""
    served.get(START, token=served.token)
    children = psutil.Process(served.process.pid).children(recursive=True)
    grandchildren = [one for one in children if one.ppid() != served.process.pid]
    assert grandchildren


@pytest.mark.parametrize(
    "path",
    ["/voila/tree", "/voila/tree/en", "/voila/files/en/private.py", "/voila/files/en/start.ipynb", "/api/contents",
     "/voila/api/contents", "/api/kernels", "/api/sessions", "/api/terminals"],
)  # fmt: skip
def test_neither_files_nor_listings_nor_kernels_are_served(served, path):
    status, _, text = served.get(path, token=served.token)
    assert status in (403, 404)
    assert SECRET not in text


KERNEL = "00000000-0000-0000-0000-000000000000"
UNKNOWN = [
    "/nothing", "/%ff", "/en/none", "/en/start/rate", "/en/parted/plan", "/en/parted/none", "/fr/", "/en/private.py",
    "/en/trainers/none", "/en/%00", "/en/..%2f..%2fx", "/en/parted.ipynb/x", "/en/trainers/../private.ipynb",
    "/logout", "/voila/render/", "/voila/render/en", "/voila/render/none",
    "/voila/render/none.ipynb", "/voila/render/%00", "/voila/render/%00.ipynb", "/voila/render/%ff",
    "/voila/render/en/start.ipynb/x", "/voila/render/en/private.py", "/voila/render/..%2f..%2fetc%2fpasswd",
    f"/voila/render/{'a' * 3000}.ipynb", "/voila/templates/", "/voila/templates/x", "/voila/templates/a/b/c",
    "/voila/templates/a/static/../..", "/voila/templates/none/static/x.js", "/voila/static/none.js",
    "/voila/static/..%2f..%2fx", "/voila/static/%00", "/voila/labextensions/none", "/voila/api/themes/none",
    f"/voila/query/{KERNEL}", f"/api/kernels/{KERNEL}", f"/api/kernels/{KERNEL}/channels",
]  # fmt: skip


@pytest.mark.parametrize("path", UNKNOWN)
def test_an_unknown_address_is_not_found(served, path):
    """The log of the app holds no traceback of it: looked at when the app has stopped."""
    status, _, text = served.get(path, token=served.token)
    assert status == 404
    if not path.startswith(
        ("/api", "/voila/static", "/voila/templates", "/voila/labext", "/voila/api", "/voila/query")
    ):
        assert "no such page" in text and "没有这个页面" in text and 'href="/en/"' in text
    assert served.get(path)[0] in (403, 404)


def test_nobody_hears_of_a_kernel_without_the_token(served):
    """Voilà's socket would tell who asked for a page, and with what token, to anybody who knows the kernel's id."""
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
               "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}  # fmt: skip
    text = served.get(START, token=served.token)[2]
    kernel = json.loads(re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', text, re.DOTALL)[1])["kernelId"]
    for token in ("", "wrong"):
        assert served.get(f"/voila/query/{kernel}", token=token, headers=upgrade)[0] in (403, 404)


def test_a_request_under_a_foreign_name_is_refused(served):
    """A page of another site that points its own name at this computer gets nothing, not even the login."""
    assert served.get(START, token=served.token, headers={"Host": "evil.example"})[0] == 403


def test_a_cell_that_fails_says_so_without_a_traceback(served):
    status, _, text = served.get("/en/broken", token=served.token)
    assert status == 200
    assert "could not be shown" in text
    assert "ZeroDivisionError" not in text
    assert "inner" not in text


def test_a_page_that_is_left_takes_its_kernel_with_it(served):
    text = served.get(START, token=served.token)[2]
    config = json.loads(re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', text, re.DOTALL)[1])
    kernel = f"/api/kernels/{config['kernelId']}"
    _, headers, _ = served.get(START, token=served.token)
    cookie = "; ".join(value.partition(";")[0] for value in headers.get_all("Set-Cookie"))
    assert served.get(kernel, headers={"Cookie": cookie})[0] == 200
    left = served.get(f"/voila/api/shutdown/{config['kernelId']}", method="POST", headers={"Cookie": cookie})
    assert left[0] == 204
    assert served.get(kernel, headers={"Cookie": cookie})[0] == 404


def _kernels(served: Served) -> set[int]:
    """The processes of kernels: children of the fork server's, which is a child of the app."""
    children = psutil.Process(served.process.pid).children(recursive=True)
    return {one.pid for one in children if one.ppid() != served.process.pid}


def _until(holds) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.skipif(not CAN_FORK, reason="this system cannot fork a process")
def test_a_page_that_is_left_while_it_opens_leaves_no_kernel(served):
    """Nobody will ever tell the app that this kernel may end."""
    before = _kernels(served)
    with socket.create_connection(("127.0.0.1", served.port)) as asking:
        asking.sendall(f"GET {START}?token={served.token} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        _until(lambda: _kernels(served) - before)
    _until(lambda: not _kernels(served) - before)


@pytest.mark.skipif(not CAN_FORK, reason="this system cannot fork a process")
def test_a_kernel_that_was_killed_is_gone_for_its_page(served):
    """One started in its place would know nothing of the page, whose buttons would do nothing."""
    before = _kernels(served)
    _, headers, text = served.get(START, token=served.token)
    config = json.loads(re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', text, re.DOTALL)[1])
    cookie = "; ".join(value.partition(";")[0] for value in headers.get_all("Set-Cookie"))
    (kernel,) = _kernels(served) - before
    os.kill(kernel, signal.SIGKILL)
    _until(lambda: served.get(f"/api/kernels/{config['kernelId']}", headers={"Cookie": cookie})[0] == 404)
    assert not _kernels(served) - before


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C reaches a child by another way on Windows")
def test_ctrl_c_stops_server_and_kernels_and_leaves_no_file(served):
    """Runs last: it ends the shared app. The interrupt goes to the whole group, as a terminal sends it."""
    children = psutil.Process(served.process.pid).children(recursive=True)
    assert children, "no kernel was running"
    os.killpg(served.process.pid, signal.SIGINT)
    _, errors = served.process.communicate(timeout=60)
    assert served.process.returncode == 0
    assert "Traceback" not in errors
    deadline = time.monotonic() + 20
    while any(child.is_running() for child in children) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(child.is_running() for child in children)
    assert [name for name in os.listdir(served.scratch) if name.startswith(("playbook-", "voila_"))] == []


# ------------------------------------------------------------------------------------------- before the server


def test_a_taken_port_gives_status_2_and_one_sentence(tmp_path, capsys):
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "start.ipynb").write_text("{}", encoding="utf-8")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for start in (open_app, open_lab):
            assert start("en", port=port, browser=False, notebooks=tmp_path) == 2
            errors = capsys.readouterr().err.splitlines()
            assert len(errors) == 1 and str(port) in errors[0]


def test_missing_notebooks_give_status_2_and_one_sentence(tmp_path, capsys):
    assert open_app("en", notebooks=tmp_path) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_kernels_of_closed_pages_are_culled(tmp_path):
    from playbook.app.server import settings

    manager = settings(tmp_path, tmp_path, False).MappingKernelManager
    assert 0 < manager.cull_interval <= manager.cull_idle_timeout <= 3600


def test_yesterdays_browser_is_let_in_at_a_kept_address(tmp_path):
    """The address bar has no token; the cookie of the first start is good at the second."""
    notebooks = tmp_path / "notebooks"
    (notebooks / "en").mkdir(parents=True)
    (notebooks / "en" / "start.ipynb").write_text(json.dumps(notebook(("markdown", "# Start"))), encoding="utf-8")
    cookie = ""
    for address, expected in (("keep", 200), ("", 200), ("new", 403)):
        running = launch(notebooks, tmp_path / "scratch", address, tmp_path / "folder")
        try:
            if not cookie:
                _, headers, _ = running.get(START, token=running.token)
                cookie = "; ".join(value.partition(";")[0] for value in headers.get_all("Set-Cookie"))
            if address != "new":
                port = running.port
            assert running.get(START, headers={"Cookie": cookie, "Host": f"127.0.0.1:{port}"})[0] == expected
        finally:
            os.killpg(running.process.pid, signal.SIGINT)
            running.process.communicate(timeout=60)
