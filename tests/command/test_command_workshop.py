"""`playbook workshop`: what it says, what it keeps, what it goes on with, and what it refuses."""

from __future__ import annotations

import datetime as dt
import os
import re
import signal
import ssl
import subprocess
import sys
import time

import pytest

from playbook.__main__ import main
from playbook.command import workshop
from playbook.workshop.asks import Request
from playbook.workshop.session import practices_of
from playbook.workshop.store import names
from playbook.workspace import PlanEntry, Workspace, default_folder
from tests.command.tools import ROOT
from tests.workshop.bots import Telephone
from tests.workshop.rooms import enter, open_room


def begin(*arguments: str, language: str = "en") -> tuple[subprocess.Popen[str], str]:
    """The command, and what it says until it answers."""
    command = [sys.executable, "-m", "playbook", "workshop", "--language", language, "--host", "127.0.0.1", *arguments]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    said = ""
    while "Ctrl-C" not in said:
        line = process.stdout.readline()
        assert line, process.stderr.read()
        said += line
    return process, said


def end(process: subprocess.Popen[str], by: int = signal.SIGINT) -> str:
    process.send_signal(by)
    _, said = process.communicate(timeout=60)
    return said


def found(pattern: str, said: str) -> str:
    return re.search(pattern, said)[1]


def test_a_room_goes_on_after_a_crash_and_is_deleted_whole(capsys):
    process, said = begin("quarter", "--teams", "Red,Blue")
    address, code = found(r"(http://127\.0\.0\.1:\d+/)", said), found(r"Code of the room: (\d{6})", said)
    one = Telephone(address)
    assert one.post("/join", {"code": code, "name": "Ann", "team": "1"}) is None
    assert one.view()["teams"][0]["name"] == "Blue" and one.ask("GET", "/self-test")[0] == 200
    assert main(["workshop", "--list"]) == 0
    (name,) = names(default_folder())
    assert capsys.readouterr().out == f"{name}: open in another window\n"
    for arguments in (["--delete", name], []):
        assert main(["workshop", "--host", "127.0.0.1", *arguments]) == 2
        assert "open in another window" in capsys.readouterr().err
    port = address.rstrip("/").rpartition(":")[2]
    end(process, signal.SIGKILL)
    process, said = begin("--port", port, "--teams", "4")
    assert "keeps the shop and the teams that it began with, whatever is given as --teams" in said
    assert "another address" not in said
    assert f"Going on with the room {name}, 1 people in it" in said and f"Code of the room: {code}" in said
    one.line.close()
    assert one.view()["me"]["name"] == "Ann"
    one.line.close()
    assert "Everything up to now is kept" in end(process) and process.returncode == 0
    process, said = begin("--new")
    assert "Going on" not in said and f"Code of the room: {code}" not in said
    end(process)
    assert len(names(default_folder())) == 2
    assert main(["workshop", "--delete", name]) == 0
    assert name not in names(default_folder())
    assert not [path for path in (default_folder() / "sessions").iterdir() if name in path.name]


def test_what_people_committed_to_goes_into_the_plan_and_replaces_nothing(capsys):
    workspace = Workspace.open()
    live = open_room(workspace.folder, 1, "quarter-20270101-120000")
    live.join("Ann", 0)
    live.join("Ben", 0)
    live.flush()
    fields = {"owner": "Li", "date": "2027-02-01", "watch": "late parcels"}
    first, second = practices_of(live.room.session)[:2]
    for who, practice, change in zip(live.state.people, (first, second), ("Ask earlier", "Pack later"), strict=True):
        live.ask(who, Request("commit", {**fields, "practice": practice, "change": change}))
    live.close()
    entry = PlanEntry(owner="Wu", date=dt.date(2027, 1, 1), change="As before", number_to_watch="profit")
    workspace.commit(second, entry)
    assert main(["workshop", "--plan", "quarter-20270101-120000"]) == 0
    said = capsys.readouterr().out
    plan = Workspace.open().plan
    assert plan[first].change == "Ask earlier" and plan[first].owner == "Li"
    assert plan[second].change == "As before" and "stays as it is" in said
    assert main(["workshop", "--plan", "nothing"]) == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--host", "0.0.0.0"), "name one address of this computer"),
        (("--host", "::"), "name one address of this computer"),
        (("--host", "http://x/"), "name one address of this computer"),
        (("--host", "192.0.2.77"), "cannot answer at 192.0.2.77"),
        (("nothing",), "there is no shipped session nothing"),
        (("nothing.toml",), "nothing.toml"),
        (("--teams", "40"), "40 teams, and the session takes 1 to 6"),
        (("--teams", "Red,red"), "give each team a name of its own"),
        (("--teams", "Red,"), "give each team a name of its own"),
        (("--team", "nowhere"), "nowhere"),
        (("--resume",), "no room of the session quarter is open"),
        (("--delete", "nothing"), "no room nothing is kept"),
        (("--delete", "../settings"), "no room ../settings is kept"),
        (("--tls", "no.pem", "no.key"), "no certificate and key that belong together"),
    ],
)
def test_what_cannot_be_used_is_one_sentence(capsys, arguments, said):
    assert main(["workshop", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and len(captured.err.splitlines()) == 1 and said in captured.err
    assert not names(default_folder())


def test_a_port_that_is_taken_is_one_sentence(capsys):
    from playbook.workshop.server import bound

    (taken,) = bound("127.0.0.1", 0)
    assert main(["workshop", "--host", "127.0.0.1", "--port", str(taken.getsockname()[1])]) == 2
    assert "choose another --host or --port" in capsys.readouterr().err
    taken.close()


def test_a_room_of_yesterday_is_not_gone_on_with_unasked():
    """Yesterday's people would be in today's room."""
    folder = default_folder()
    day = f"quarter-{dt.datetime.now():%Y%m%d}"
    live = open_room(folder, name=f"{day}-000000", clock=lambda: time.time() - workshop.OPEN_S - 60)
    enter(live, (1, 1))
    live.close()
    process, said = begin()
    assert "Going on" not in said
    end(process)
    # of two that are open, the newest
    os.utime(folder / "sessions" / f"{day}-000000.sqlite")
    process, said = begin("--resume")
    assert f"Going on with the room {day}-000000, 2 people in it" in said
    end(process)


def test_the_list_tells_rooms_apart(capsys):
    assert main(["workshop", "--list"]) == 0
    assert "no room is kept" in capsys.readouterr().out
    live = open_room(default_folder(), name="quarter-20260101-000000")
    enter(live, (2, 1))
    live.close()
    assert main(["workshop", "--list"]) == 0
    assert capsys.readouterr().out == "quarter-20260101-000000: people: 3, rounds played: 0\n"


def test_with_a_certificate_the_cookie_stays_on_https(tmp_path):
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days", "2",
         "-subj", "/CN=127.0.0.1"], capture_output=True,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("openssl is not here to make a certificate")
    process, said = begin("--tls", str(cert), str(key))
    address, code = found(r"(https://127\.0\.0\.1:\d+/)", said), found(r"Code of the room: (\d{6})", said)
    import http.client
    from urllib.parse import urlencode

    context = ssl.create_default_context(cafile=cert)
    context.check_hostname = False
    line = http.client.HTTPSConnection(address[8:-1], context=context, timeout=20)
    sent = {"Origin": address[:-1], "Content-Type": "application/x-www-form-urlencoded"}
    line.request("POST", "/join", urlencode({"code": code, "name": "Ann", "team": "0"}), sent)
    answer = line.getresponse()
    assert answer.status == 303 and "Secure" in answer.headers["Set-Cookie"]
    line.close()
    end(process)


def test_a_room_that_goes_on_elsewhere_says_so_in_both_languages():
    folder = default_folder()
    for language, kept, moved in (("en", "whatever is given as --team, --teams", "code for each of the 2"),
                                  ("zh", "--team, --teams在这里不起作用", "给这2人每人一个码")):  # fmt: skip
        name = f"quarter-2027010{len(language)}-{language == 'zh':d}00000"
        live = open_room(folder, name=name, clock=time.time)
        enter(live, (1, 1))
        live.settles_at("192.0.2.9")
        live.close()
        process, said = begin("--team", "starter", "--teams", "2", language=language)
        assert kept in said and moved in said
        end(process)
        assert main(["workshop", "--delete", name]) == 0
