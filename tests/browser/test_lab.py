"""JupyterLab for those who teach with the notebooks or change them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import start_server, stop_server


@pytest.fixture
def lab(tmp_path, monkeypatch):
    """Lab with settings and state of its own, so that neither the user's nor the last test's matter."""
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_SETTINGS_DIR",
                 "JUPYTERLAB_WORKSPACES_DIR"):  # fmt: skip
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    server = start_server("lab", "--language", "en", workspace=tmp_path)
    yield server
    stop_server(server)


def test_lab_opens_the_start_page_with_code_folded_and_no_news(lab, page):
    page.goto(lab.url, wait_until="commit")
    notebook = page.locator(".jp-NotebookPanel:visible")
    expect(notebook).to_be_visible()
    expect(notebook.locator(".jp-MarkdownCell").first).to_be_visible()
    expect(notebook.locator(".jp-CodeCell .jp-Placeholder, .jp-CodeCell .jp-InputPlaceholder").first).to_be_visible()
    page.wait_for_timeout(2000)
    assert page.get_by_text("Would you like to get notified about official Jupyter news?").count() == 0
