"""The server is killed while people submit: what was acknowledged is there, and everybody goes on with their cookie."""

from __future__ import annotations

import http.client
import json
import threading

from playbook.workshop.live import digest
from playbook.workshop.store import Store, path_of
from tests.workshop.bots import Telephone
from tests.workshop.hosting import start

CLIENTS, BEFORE_THE_KILL, KILLS = 12, 70, 3
LOST = (http.client.HTTPException, OSError, json.JSONDecodeError)


def test_no_acknowledged_bet_vote_or_decision_is_lost(tmp_path):
    process, facts = start(tmp_path)
    port = int(facts["port"])
    people = [Telephone(facts["address"]) for _ in range(CLIENTS)]
    for i, one in enumerate(people):
        assert one.post("/join", {"code": facts["code"], "name": f"P{i}", "team": str(i % 6)}) is None
        one.view()
    host = Telephone(facts["address"])
    assert host.post("/host", {"secret": facts["secret"]}) is None
    host.view()
    assert host.post("/host/begin") is None
    taken: list[list[tuple[str, float]]] = [[] for _ in people]
    total = 0
    for kill in range(KILLS):
        goal, enough = total + BEFORE_THE_KILL * 2, threading.Event()

        def submit(i: int, one: Telephone, goal: int = goal, enough: threading.Event = enough) -> None:
            try:
                while True:
                    mark = len(taken[i]) + 1
                    for act, fields in (
                        ("bet", {"low": f"{mark / 100}", "high": "100"}),
                        ("vote", {"hiring.extra": repr((0.0, 3.0, 6.0)[mark % 3])}),
                        ("decide", {"hiring.extra": repr((0.0, 3.0, 6.0)[mark % 3])}),
                    ):
                        if one.post(f"/{act}", fields) is None:
                            value = mark * 0.0001 if act == "bet" else float(next(iter(fields.values())))
                            taken[i].append((act, value))
                        if sum(map(len, taken)) >= goal:
                            enough.set()
            except LOST:
                return

        threads = [threading.Thread(target=submit, args=(i, one)) for i, one in enumerate(people)]
        for thread in threads:
            thread.start()
        assert enough.wait(60)
        process.kill()  # SIGKILL, in the middle of their submissions
        for thread in threads:
            thread.join(30)
        process.wait(30)
        process.stdout.close()
        total = sum(map(len, taken))
        _all_there(tmp_path, people, taken)
        process, again = start(tmp_path, port)
        assert again["code"] == facts["code"], kill
        for i, one in enumerate(people):
            one.line.close()
            view = one.view()
            assert view["me"]["name"] == f"P{i}" and view["phase"] == "deciding"
    host.line.close()
    assert host.post("/host/close") is None
    process.terminate()
    assert process.wait(30) == 0
    process.stdout.close()
    assert total >= 400


def _all_there(folder, people: list[Telephone], taken: list[list[tuple[str, float]]]) -> None:
    """Each client's acknowledged submissions, in their order, are among its events on the disk, and at most one more
    that was written but not answered any more for each time it was killed."""
    store = Store(path_of(folder, "room"))
    events, tokens = store.events(), store.tokens()
    store.close()
    for one, mine in zip(people, taken, strict=True):
        who = tokens[digest(one.cookies["playbook_room"])]
        kept = []
        for event in events:
            if event.who == who and event.kind in ("bet", "voted", "decided"):
                act = {"bet": "bet", "voted": "vote", "decided": "decide"}[event.kind]
                kept.append((act, event.body["low"] if act == "bet" else event.body["settings"]["hiring.extra"]))
        rest = iter(kept)
        for act, value in mine:
            assert any(kind == act and abs(there - value) < 1e-9 for kind, there in rest), (act, value)
        assert len(kept) - len(mine) <= KILLS
