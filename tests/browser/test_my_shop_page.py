"""The page "My shop" in a browser: large files, by keyboard, on a phone, in both languages, in the app and in Lab."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from playbook.lab.upload import LARGEST_BYTES
from playbook.language import words
from tests.browser.conftest import Server, start_server, stop_server
from tests.browser.test_accessibility import barriers
from tests.browser.test_app_pages import opened
from tests.calibrate.made_month import made_month, written

PLANTED = "Xaverine Planted"
MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = start_server("--language", "en", workspace=tmp_path_factory.mktemp("my-shop-workspace"))
    yield server
    stop_server(server)


@pytest.fixture(scope="module")
def contacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(made_month(days=14, contacts=300, agents=8), tmp_path_factory.mktemp("files") / "contacts.csv")


def orders(path: Path, size: int) -> Path:
    """A file of orders of about so many bytes, a name and a message in every row."""
    begin = dt.datetime(2026, 9, 1)
    with path.open("w", encoding="utf-8") as file:
        file.write("订单编号,订单创建时间,收货人姓名,备注\n")
        for number in range(size // 100):
            moment = begin + dt.timedelta(seconds=number * 7919 % (28 * 86_400))
            file.write(f"{10**15 + number},{moment:%Y-%m-%d %H:%M:%S},{PLANTED},{'please ring twice ' * 2:42}\n")
    return path


def my_shop(server: Server, page: Page, language: str = "en") -> None:
    opened(page, server.page(f"{language}/my-shop.ipynb"))
    expect(page.locator(".pb-shop_files .pb-drop")).to_be_visible()


def drop(page: Page, *files: Path) -> None:
    page.locator(".pb-shop_files .pb-drop input").set_input_files(list(map(str, files)))


def told(page: Page, name: str) -> None:
    """Wait until a file is said to be what it is."""
    expect(page.locator(".pb-shop_files .pb-big", has_text=name)).to_be_visible()


def test_twelve_megabytes_come_with_progress_and_the_line_survives(shop, page, tmp_path, contacts):
    """Over 10 MB in one message breaks the page's line: these come in pieces, and a second file after them."""
    my_shop(shop, page)
    large = orders(tmp_path / "large.csv", 12 * MEGABYTE)
    drop(page, large)
    expect(page.locator(".pb-shop_files .pb-upload-row progress")).to_be_visible()
    told(page, "large.csv")
    expect(page.locator(".pb-shop_files .pb-upload-row")).to_have_count(0)
    drop(page, contacts)
    told(page, "contacts.csv")
    assert PLANTED not in page.content()


def test_a_file_over_the_limit_gets_its_sentence_before_anything_is_sent(shop, page, tmp_path, contacts):
    my_shop(shop, page)
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as file:
        file.truncate(LARGEST_BYTES + 1)
    drop(page, huge, contacts)
    refused = page.locator(".pb-shop_files .pb-upload-rows .pb-error")
    expect(refused).to_contain_text("huge.csv has 50 MB and was not sent")
    told(page, "contacts.csv")


def test_an_upload_can_be_stopped(shop, page, tmp_path, contacts):
    my_shop(shop, page)
    drop(page, orders(tmp_path / "large.csv", 45 * MEGABYTE))
    page.locator(".pb-shop_files .pb-upload-row button").click()
    expect(page.locator(".pb-shop_files .pb-upload-rows")).to_contain_text("large.csv was not taken")
    drop(page, contacts)
    told(page, "contacts.csv")
    expect(page.locator(".pb-shop_files .pb-big", has_text="large.csv")).to_have_count(0)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_from_a_file_to_a_team_that_every_page_speaks_of_by_keyboard_on_a_phone(shop, page, contacts, language):
    """390 px wide; the file chooser is the browser's own, everything else is Tab and Enter."""
    page.set_viewport_size({"width": 390, "height": 800})
    my_shop(shop, page, language)
    t = words(language).t
    drop(page, contacts)
    told(page, "contacts.csv")
    start = page.get_by_role("button", name=t("shop_team.start"))
    start.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".pb-shop_team .pb-figure")).to_be_visible()
    expect(start).to_be_focused()
    page.get_by_label(t("shop_use.name")).fill("Tea & Co")
    page.keyboard.press("Tab")
    use = page.get_by_role("button", name=t("shop_use.use"))
    use.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".pb-shop_use .pb-good")).to_contain_text("Tea & Co")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert barriers(page) == []
    with page.expect_download() as file:
        page.get_by_role("link", name=t("shop_use.file")).click()
    assert file.value.suggested_filename == "my-shop.toml"
    opened(page, shop.page(f"{language}/peak-time.ipynb"))
    expect(page.locator("body")).to_contain_text("Tea & Co")


def test_columns_by_keyboard_in_the_dark(shop, page, tmp_path):
    """The fold opens by Enter, a choice is made by keys, and what is confirmed is read."""
    page.emulate_media(color_scheme="dark")
    my_shop(shop, page)
    drop(page, orders(tmp_path / "orders.csv", 40_000))
    told(page, "orders.csv")
    fold = page.get_by_role("button", name=words("en").t("shop_files.columns"))
    fold.focus()
    page.keyboard.press("Enter")
    expect(fold).to_have_attribute("aria-expanded", "true")
    assert barriers(page) == []
    page.get_by_role("button", name=words("en").t("shop_files.confirm")).press("Enter")
    expect(page.get_by_role("button", name=words("en").t("shop_files.columns_known"))).to_be_visible()


def test_in_lab_the_same_way_takes_a_large_file(page, tmp_path, monkeypatch):
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_SETTINGS_DIR",
                 "JUPYTERLAB_WORKSPACES_DIR"):  # fmt: skip
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    server = start_server("lab", "--language", "en", workspace=tmp_path)
    try:
        page.goto(server.url.replace("start.ipynb", "my-shop.ipynb"), wait_until="commit")
        notebook = page.locator(".jp-NotebookPanel:visible")
        expect(notebook).to_be_visible()
        expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible()
        page.locator(".lm-MenuBar-itemLabel").get_by_text("Run", exact=True).click()
        page.locator(".lm-Menu-itemLabel").get_by_text("Run All Cells", exact=True).click()
        expect(notebook.locator(".pb-shop_files .pb-drop")).to_be_visible()
        expect(notebook.get_by_label(words("en").t("shop_files.path"))).to_be_visible()
        drop(page, orders(tmp_path / "large.csv", 12 * MEGABYTE))
        told(page, "large.csv")
        page.keyboard.press("Control+s")
        expect(page.locator(".jp-mod-dirty")).to_have_count(0)
        saved = [file.read_text(encoding="utf-8") for file in tmp_path.rglob("*.ipynb")]
        assert saved and not [text for text in saved if PLANTED in text]
    finally:
        stop_server(server)
