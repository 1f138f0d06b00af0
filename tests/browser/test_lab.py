"""JupyterLab for those who teach with the notebooks or change them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from playbook.language import words
from tests.browser.conftest import start_server, stop_server


@pytest.fixture
def lab(request, tmp_path, monkeypatch):
    """Lab with settings and state of its own, so that neither the user's nor the last test's matter; in English unless
    the test names another language."""
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_SETTINGS_DIR",
                 "JUPYTERLAB_WORKSPACES_DIR"):  # fmt: skip
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    server = start_server("lab", "--language", getattr(request, "param", "en"), workspace=tmp_path)
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


@pytest.mark.parametrize("lab", ["zh"], indirect=True)
def test_a_chinese_reader_has_chinese_menus_and_finds_in_them_what_the_page_names(lab, page):
    """The page says: 点“运行”，再点“运行所有单元格”."""
    page.goto(lab.url, wait_until="commit")
    expect(page.locator(".jp-NotebookPanel:visible")).to_be_visible()
    menu, item = re.findall("“([^”]*)”", words("zh").t("page.lab"))
    page.locator(".lm-MenuBar-itemLabel").get_by_text(menu, exact=True).click()
    expect(page.locator(".lm-Menu-itemLabel").get_by_text(item, exact=True)).to_be_visible()
