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

from playbook import app

ROOT = Path(__file__).resolve().parent.parent
SECRET = "a_name_that_only_the_code_holds"
LAUNCH = (
    "import sys; from pathlib import Path; from playbook.app import open_app;"
    "sys.exit(open_app('en', browser=False, notebooks=Path(sys.argv[1])))"
)


def notebook(*cells: tuple[str, str]) -> dict:
    made = []
    for number, (kind, source) in enumerate(cells):
        cell = {"cell_type": kind, "id": f"cell-{number}", "metadata": {}, "source": source}
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


def launch(notebooks: Path, scratch: Path) -> Served:
    """Start the app in a folder that has nothing to do with it."""
    scratch.mkdir(exist_ok=True)
    environment = os.environ | {"TMPDIR": str(scratch), "PYTHONPATH": str(ROOT), "PLAYBOOK_LANGUAGE": "en"}
    process = subprocess.Popen(
        [sys.executable, "-c", LAUNCH, str(notebooks)],
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
        "en/broken.ipynb": notebook(("markdown", "# Broken"), ("code", "def inner():\n    1 / 0\ninner()")),
    }
    for name, content in pages.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    (folder / "en" / "private.py").write_text(SECRET, encoding="utf-8")
    running = launch(folder, tmp_path_factory.mktemp("scratch"))
    yield running
    if running.process.poll() is None:
        os.killpg(running.process.pid, signal.SIGKILL)
    running.process.communicate()


START = "/voila/render/en/start.ipynb"


def test_without_the_token_there_is_only_the_login(served):
    status, headers, text = served.get(START)
    assert status == 302
    assert headers["Location"].startswith("/login")
    assert "Words." not in text
    assert served.get(START, token="wrong")[0] == 302
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
    status, _, text = served.get("/voila/render/zh/start.ipynb", headers={"Cookie": cookie})
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
    assert headers["Location"].startswith(START)


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
    "/nothing", "/%ff", "/logout", "/voila/render/", "/voila/render/en", "/voila/render/none",
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
    assert served.get(path, token=served.token)[0] == 404
    assert served.get(path)[0] in (302, 403, 404)


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
    status, _, text = served.get("/voila/render/en/broken.ipynb", token=served.token)
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
        for start in (app.open_app, app.open_lab):
            assert start("en", port=port, browser=False, notebooks=tmp_path) == 2
            errors = capsys.readouterr().err.splitlines()
            assert len(errors) == 1 and str(port) in errors[0]


def test_missing_notebooks_give_status_2_and_one_sentence(tmp_path, capsys):
    assert app.open_app("en", notebooks=tmp_path) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_the_page_is_titled_by_its_metadata_or_first_heading(tmp_path):
    from playbook.server import _title

    page = tmp_path / "page.ipynb"
    for content, title in (
        (notebook(("markdown", "Hello\n\n# Peak time\n\nMore")), "Peak time · Team playbook"),
        (notebook() | {"metadata": {"title": "From the metadata"}}, "From the metadata · Team playbook"),
        (notebook(("markdown", "no heading")), "Team playbook"),
    ):
        page.write_text(json.dumps(content), encoding="utf-8")
        assert _title(page, "Team playbook") == title


def test_only_the_start_page_of_the_chosen_language_is_kept_warm(tmp_path):
    from playbook.server import settings

    pattern = re.compile(settings(tmp_path, "zh", tmp_path, False).VoilaKernelManager.preheat_denylist[0])
    names = ("zh/start.ipynb", "en/start.ipynb", "zh/peak-time.ipynb", "zh/start.ipynb.bak", "zh/xstart.ipynb")
    assert [name for name in names if not pattern.match(f"notebooks/{name}")] == ["zh/start.ipynb"]


def test_kernels_of_closed_pages_are_culled(tmp_path):
    from playbook.server import settings

    manager = settings(tmp_path, "en", tmp_path, False).MappingKernelManager
    assert 0 < manager.cull_interval <= manager.cull_idle_timeout <= 3600
