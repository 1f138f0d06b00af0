"""How long readers of the app wait: for a page's words, for a page that answers, and when a class arrives at once."""

from __future__ import annotations

import http.client
import os
import threading
import time
from collections.abc import Iterator
from statistics import quantiles
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import FLAGS, Server, chromium, start_server, stop_server

READERS = 25
WALK = ("/en/", "/en/peak-time", "/en/", "/en/hiring")


@pytest.fixture
def served(tmp_path) -> Iterator[Server]:
    server = start_server("--language", "en", workspace=tmp_path)
    yield server
    stop_server(server)


def test_a_walk_through_the_pages(benchmark, served):
    """Start page, practice, back, another practice: seconds to the heading, to the end of drawing, and to an answer of
    a control, in one browser whose cache is warm from the first page on."""
    from playwright.sync_api import Page, sync_playwright

    def visit(page: Page, address: str) -> dict[str, float | str]:
        begun = time.perf_counter()
        page.goto(served.at(address), wait_until="commit")
        page.locator("main h1").first.wait_for(timeout=120_000)
        words = time.perf_counter() - begun
        page.wait_for_selector("body[data-ready]", timeout=120_000)
        drawn = time.perf_counter() - begun
        control = page.locator(".pb-app :is(input, button, select):enabled").first
        control.focus(timeout=120_000)
        works = time.perf_counter() - begun
        return {"page": address, "words_s": words, "drawn_s": drawn, "works_s": works, "load": os.getloadavg()[0]}

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page()
        visit(page, WALK[0])

        def walk() -> None:
            benchmark.extra_info.setdefault("visits", []).extend(visit(page, address) for address in WALK)

        try:
            benchmark.pedantic(walk, rounds=3)
        finally:
            browser.close()
    for found in benchmark.extra_info["visits"]:
        print(found["page"], *(f"{name} {value:.2f}" for name, value in found.items() if name != "page"))


@pytest.mark.parametrize("within_s", [60, 0])
def test_a_class_opens_the_start_page(benchmark, served, within_s):
    """Seconds until each of 25 readers has the words, and the whole page, when they come evenly within that time."""
    place = urlsplit(served.at("/en/"))
    words: list[float] = []
    whole: list[float] = []

    def read(number: int) -> None:
        time.sleep(within_s * number / READERS)
        begun, text, heard = time.perf_counter(), b"", 0.0
        connection = http.client.HTTPConnection(place.netloc, timeout=300)
        connection.request("GET", f"{place.path}?{place.query}")
        answer = connection.getresponse()
        while piece := answer.read1(65_536):
            text += piece
            heard = heard or (time.perf_counter() - begun if b"</h1>" in text else 0.0)
        assert answer.status == 200 and b"cell-output+json" in text
        words.append(heard)
        whole.append(time.perf_counter() - begun)

    def arrive() -> None:
        readers = [threading.Thread(target=read, args=(number,)) for number in range(READERS)]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()

    benchmark.pedantic(arrive, rounds=1)
    assert len(whole) == READERS, "a reader got no page"
    for name, seconds in (("words_p95_s", words), ("whole_p95_s", whole)):
        benchmark.extra_info[name] = quantiles(seconds, n=20)[-1]
        print(name, round(benchmark.extra_info[name], 2), "load", os.getloadavg()[0])
