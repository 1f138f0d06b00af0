"""How long a person waits: from the command to a page that can be used."""

from __future__ import annotations

from tests.browser.conftest import FLAGS, chromium, start_server, stop_server


def test_from_the_command_to_a_usable_start_page(benchmark, tmp_path):
    """Three starts, each with the browser already running, as it is on most people's computers."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        servers = []

        def start() -> None:
            servers.append(start_server("--language", "en", workspace=tmp_path))
            page = browser.new_page()
            page.goto(servers[-1].url, wait_until="commit")
            page.wait_for_selector("body[data-ready]", timeout=120_000)
            page.close()

        def stop() -> None:
            stop_server(servers.pop())

        try:
            benchmark.pedantic(start, teardown=stop, rounds=3)
        finally:
            for server in servers:
                stop_server(server)
            browser.close()
