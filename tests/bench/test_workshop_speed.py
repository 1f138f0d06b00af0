"""A full room: 61 telephones submit at once, and hear that the round is closed."""

from __future__ import annotations

import asyncio
import json
import os
import time
from statistics import median, quantiles
from urllib.parse import urlencode

from tests.workshop.bots import Telephone
from tests.workshop.hosting import start

PEOPLE, TEAMS, DECISIONS = 61, 11, 5


class Client:
    """A telephone with one line for what it asks and one for what it hears."""

    def __init__(self, address: str, code: str, name: str, team: int) -> None:
        self.first = Telephone(address)
        assert self.first.post("/join", {"code": code, "name": name, "team": str(team)}) is None
        self.view = self.first.view()
        self.place = self.first.origin.partition("//")[2]
        self.took: list[float] = []
        self.closed = 0.0

    async def connect(self) -> None:
        host, _, port = self.place.partition(":")
        self.asks = await asyncio.open_connection(host, int(port))
        self.hears = await asyncio.open_connection(host, int(port))
        await self._send(self.hears[1], "GET", "/events", "")
        await self.hears[0].readuntil(b"\r\n\r\n")

    async def post(self, act: str, **fields: str) -> None:
        begun = time.perf_counter()
        await self._send(self.asks[1], "POST", f"/{act}", urlencode({"csrf": self.first.csrf} | fields))
        head = (await self.asks[0].readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.partition("content-length: ")[2].partition("\r\n")[0])
        await self.asks[0].readexactly(length)
        assert head.startswith("http/1.1 200"), head
        self.took.append(time.perf_counter() - begun)

    async def hear(self) -> None:
        """Until the round is closed."""
        while True:
            line = await self.hears[0].readline()
            if line.startswith(b"data: ") and json.loads(line[6:])["phase"] in ("closed", "result"):
                self.closed = time.perf_counter()
                return

    async def _send(self, out: asyncio.StreamWriter, method: str, path: str, body: str) -> None:
        cookie = "; ".join(f"{name}={value}" for name, value in self.first.cookies.items())
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: {self.place}\r\nOrigin: {self.first.origin}\r\nCookie: {cookie}\r\n"
            f"Accept: application/json\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        out.write((head + body).encode())
        await out.drain()


async def whole_room(clients: list[Client], host: Telephone) -> dict[str, float]:
    await asyncio.gather(*(one.connect() for one in clients))
    assert host.post("/host/begin") is None
    await asyncio.gather(*(one.post("bet", low="50", high="90") for one in clients))
    await asyncio.gather(*(one.post("vote", **{"hiring.extra": "3.0"}) for one in clients))
    for one in clients:
        one.took.clear()
    for i in range(DECISIONS):  # everybody at the same moment: the worst that can be
        await asyncio.gather(*(one.post("vote", **{"hiring.extra": repr((0.0, 3.0, 6.0)[i % 3])}) for one in clients))
    at_once = sorted(x for one in clients for x in one.took)
    for one in clients:
        one.took.clear()

    async def some_time(i: int, one: Client) -> None:
        for k in range(DECISIONS):  # spread over a second each, as when a bell is near
            await asyncio.sleep((i * 0.37 + k) % 1.0)
            await one.post("vote", **{"hiring.extra": "6.0"})

    await asyncio.gather(*(some_time(i, one) for i, one in enumerate(clients)))
    spread = sorted(x for one in clients for x in one.took)
    heard = [asyncio.create_task(one.hear()) for one in clients]
    await asyncio.sleep(1.0)
    begun = time.perf_counter()
    assert await asyncio.to_thread(host.post, "/host/close") is None
    await asyncio.gather(*heard)
    return {
        "clients": len(clients),
        **{f"{name}_{p}_ms": 1000 * f(took) for name, took in (("at_once", at_once), ("within_a_second", spread))
           for p, f in (("p50", median), ("p95", lambda x: quantiles(x, n=20)[-1]), ("max", max))},
        "close_seen_by_all_ms": 1000 * (max(one.closed for one in clients) - begun),
        "load": os.getloadavg()[0],
    }  # fmt: skip


def test_a_full_room_submits_and_hears_the_bell(benchmark, tmp_path):
    process, facts = start(tmp_path, teams=TEAMS)
    try:
        clients = [Client(facts["address"], facts["code"], f"P{i}", i % TEAMS) for i in range(PEOPLE)]
        host = Telephone(facts["address"])
        assert host.post("/host", {"secret": facts["secret"]}) is None
        host.view()
        found = benchmark.pedantic(lambda: asyncio.run(whole_room(clients, host)), rounds=1)
    finally:
        process.kill()
        process.wait()
    benchmark.extra_info.update(found)
    print(*(f"{name} {value:.1f}" for name, value in found.items()))
