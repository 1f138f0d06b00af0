"""Addresses of pages, links between them, the pages of trouble, and an address that is kept: without a server."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys

import pytest

from playbook import pages
from playbook.app import launch, trouble
from playbook.lab import links
from playbook.workspace import address as kept_address


def test_the_page_is_titled_by_its_metadata_or_first_heading():
    for content, title in (
        ({"cells": [{"source": ["Hello\n", "\n", "# Peak time\n"]}]}, "Peak time"),
        ({"cells": [], "metadata": {"title": "From the metadata"}}, "From the metadata"),
        ({"cells": [{"source": "no heading"}]}, ""),
        ({}, ""),
    ):
        assert pages.title(content) == title


@pytest.mark.parametrize(
    "notebook, part, address",
    [
        ("en/start.ipynb", "open", "/en/"), ("zh/peak-time.ipynb", "open", "/zh/peak-time"),
        ("zh/peak-time.ipynb", "rate", "/zh/peak-time/rate"),
        ("en/trainers/hiring.ipynb", "open", "/en/trainers/hiring"),
    ],
)  # fmt: skip
def test_a_place_has_a_notebook_and_an_address(notebook, part, address):
    place = pages.place_of(notebook).at(part)
    assert (place.notebook, place.address) == (notebook, address)


@pytest.mark.parametrize(
    "path", ["fr/start.ipynb", "en/start.py", "start.ipynb", "en/others/x.ipynb", "../en/x.ipynb", ""]
)
def test_other_files_have_no_page(path):
    assert pages.place_of(path) is None


def test_links_elsewhere_stay_as_they_are():
    here = pages.Place("en", "hiring", "rate")
    for text in ("[a](https://example.org/x.ipynb)", "[b](#place)", "[c](../../x.ipynb)", "x.ipynb", "[d](data.csv)"):
        assert pages.with_addresses(text, here) == text
    assert pages.with_addresses("[e](careers.ipynb#x)", here, "/base/") == "[e](/base/en/careers#x)"
    assert pages.with_addresses('<a href="../zh/start.ipynb">', here) == '<a href="/zh/">'


@pytest.mark.parametrize("kind", [trouble.NO_ENTRY, trouble.MISSING, trouble.BROKEN])
@pytest.mark.parametrize(
    "language, first, second", [("zh", "zh-CN", "en"), ("en", "en", "zh-CN"), ("<x>", "en", "zh-CN")]
)
def test_a_page_of_trouble_speaks_both_languages_that_of_the_address_first(kind, language, first, second):
    text = trouble.page(kind, language, "/<base>/")
    assert text.startswith(f'<!DOCTYPE html>\n<html lang="{first}">')
    assert re.findall(r'<section lang="([^"]+)">', text) == [first, second]
    assert "<x>" not in text and "<base>" not in text and "`" not in text


def test_a_kept_address_comes_back_and_is_readable_by_its_user_alone(tmp_path):
    folder = tmp_path / "new" / "folder"
    assert kept_address.load(folder) is None
    kept = kept_address.Access(8123, kept_address.new().token, kept=True)
    kept_address.keep(folder, kept)
    assert kept_address.load(folder) == kept
    if os.name != "nt":
        assert (folder / kept_address.FILE).stat().st_mode & 0o777 == 0o600
    assert kept_address.new().token != kept_address.new().token
    assert kept_address.new().cookie_secret != kept.cookie_secret == kept_address.load(folder).cookie_secret
    kept_address.forget(folder)
    assert kept_address.load(folder) is None


LONG = "x" * 40


@pytest.mark.parametrize(
    "content",
    [
        "", "[]", "{}", '{"port": 1}', '{"port": 8000, "token": "short"}', '{"port": 8000, "token": 7}',
        f'{{"port": "80", "token": "{LONG}"}}', f'{{"port": 0, "token": "{LONG}"}}',
        f'{{"port": true, "token": "{LONG}"}}',
    ],
)  # fmt: skip
def test_a_damaged_address_is_as_good_as_none_and_is_told(tmp_path, content, monkeypatch, capsys):
    monkeypatch.setenv("PLAYBOOK_WORKSPACE", str(tmp_path))
    file = tmp_path / kept_address.FILE
    file.write_text(content, encoding="utf-8")
    assert kept_address.load(tmp_path) is None
    for language in ("en", "zh"):
        assert not launch._access(language, 0, "").kept and file.read_text(encoding="utf-8") == content
        (said,) = capsys.readouterr().err.splitlines()
        assert str(file) in said and "--keep-address" in said
    kept = launch._access("en", 0, "keep")
    assert kept_address.load(tmp_path) == kept and len(capsys.readouterr().err.splitlines()) == 1
    assert launch._access("en", 0, "") == kept and capsys.readouterr().err == ""


def test_the_command_keeps_an_address_until_told_to_forget_it(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PLAYBOOK_WORKSPACE", str(tmp_path))
    usual = launch._access("en", 0, "")
    assert not usual.kept and not (tmp_path / kept_address.FILE).exists()
    kept = launch._access("en", 0, "keep")
    assert kept.port > 0 and launch._access("zh", 0, "") == launch._access("en", 0, "keep") == kept
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", kept.port))
        taken.listen()
        other = launch._access("en", 0, "")
    assert other.token != kept.token and str(kept.port) in capsys.readouterr().err
    assert launch._access("en", 0, "new").token != kept.token and not (tmp_path / kept_address.FILE).exists()


def test_widgets_link_to_the_addresses_that_the_server_knows(monkeypatch):
    """Every part's link, taken apart as the server does; below a base path, too."""
    monkeypatch.setenv("VOILA_BASE_URL", "/here/")
    for part in pages.PARTS:
        known = re.fullmatch(rf"/here/zh/hiring(?:/({'|'.join(pages.PARTS)}))?", links.page_link("zh", "hiring", part))
        assert known is not None and (known[1] or pages.OPEN) == part
    assert links.page_link("zh", pages.START) == "/here/zh/"


def test_an_address_is_known_without_widgets_or_the_model():
    """The server reads addresses before anything large is imported."""
    code = "import sys, playbook.pages; print(sorted({'ipywidgets', 'numba', 'pandas', 'scipy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"


def test_a_page_that_goes_before_its_line_stands_is_no_error():
    """tornado drops a connection on a ValueError, without a word; anything else it would print."""
    from playbook.app.addresses import Channels

    handler = object.__new__(Channels)
    handler.connection = None
    with pytest.raises(ValueError, match="gone"):
        handler.select_subprotocol(["v1.kernel.websocket.jupyter.org"])
