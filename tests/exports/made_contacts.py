"""Days of contacts with known truth, and the files that different systems would write of them. All values invented."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from sim.exports.contact_file import ContactFile
from sim.exports.sources import from_bytes
from sim.exports.tables import Table, read_tables

ZONE = "Asia/Shanghai"
EPOCH = dt.datetime(1970, 1, 1)
FIRST = dt.datetime(2026, 11, 11)
AGENTS, KINDS = ("Ana", "Ben", "Chen"), ("presale", "aftersale")


@dataclass(frozen=True)
class Made:
    """One contact: `came` in seconds after FIRST on the shop's clock; service None: gave up."""

    came: int
    wait: int
    service: int | None
    agent: str
    kind: str
    wrapup: int = 0

    @property
    def moment(self) -> dt.datetime:
        return FIRST + dt.timedelta(seconds=self.came)

    def after(self, seconds: float) -> dt.datetime:
        return self.moment + dt.timedelta(seconds=seconds)

    @property
    def row(self) -> tuple[object, ...]:
        """What has to come back, whatever file it went through."""
        served = self.service is not None
        agent = self.agent if served else ""
        return (self.came, self.kind, self.wait, served, self.service if served else None, agent)


@st.composite
def made_days(draw: st.DrawFn, most: int = 12) -> list[Made]:
    """Contacts in order, a second or more apart so that no two are one; at least one of them answered."""
    steps = draw(st.lists(st.integers(1, 40_000), min_size=2, max_size=most))
    found, now = [], 0
    for i, step in enumerate(steps):
        now += step
        served = i == 0 or draw(st.booleans())
        found.append(
            Made(
                came=now,
                wait=draw(st.integers(0, 900)),
                service=draw(st.integers(1, 3000)) if served else None,
                agent=draw(st.sampled_from(AGENTS)),
                kind=draw(st.sampled_from(KINDS)),
                wrapup=draw(st.integers(0, 300)),
            )
        )
    return found


def rows_of(file: ContactFile) -> list[tuple[object, ...]]:
    """What was read, in the form of `Made.row`."""
    c = file.contacts
    found = []
    for i in range(len(c)):
        date = c.dates[c.day[i]]
        assert date is not None
        came = (date - FIRST.date()).days * 86400 + c.arrival[i]
        served = bool(c.answered[i])
        agent = c.agents[c.agent[i]] if c.agent[i] >= 0 else ""
        found.append((came, c.kinds[c.kind[i]], c.wait[i], served, float(c.service[i]) if served else None, agent))
    return found


def table_of(name: str, text: str, encoding: str = "utf-8") -> Table:
    return read_tables(from_bytes(name, text.encode(encoding)))[0]


def epoch(moment: dt.datetime, zone: str = ZONE) -> int:
    return int(moment.replace(tzinfo=ZoneInfo(zone)).timestamp())


def utc(moment: dt.datetime, zone: str = ZONE) -> str:
    return dt.datetime.fromtimestamp(epoch(moment, zone), dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class QueueLog:
    """Lines of a queue_log; `line` takes a moment on the shop's clock."""

    lines: list[tuple[int, str]] = field(default_factory=list)

    def line(self, moment: dt.datetime, call: str, queue: str, agent: str, event: str, *data: object) -> None:
        at = epoch(moment)
        self.lines.append((at, "|".join(map(str, (at, call, queue, agent, event, *data)))))

    def contact(self, c: Made, call: str) -> None:
        self.line(c.moment, call, c.kind, "NONE", "ENTERQUEUE", "", "13800000000", 1)
        if c.service is None:
            self.line(c.after(c.wait), call, c.kind, "NONE", "ABANDON", 1, 1, c.wait)
            return
        self.line(c.after(c.wait), call, c.kind, c.agent, "CONNECT", c.wait, f"{call}1", 2)
        self.line(c.after(c.wait + c.service), call, c.kind, c.agent, "COMPLETECALLER", c.wait, c.service, 1)

    def text(self) -> str:
        return "\n".join(line for _, line in sorted(self.lines, key=lambda pair: pair[0])) + "\n"


def queue_log(day: list[Made]) -> str:
    log = QueueLog()
    for i, contact in enumerate(day):
        log.contact(contact, f"{epoch(contact.moment)}.{i}")
    return log.text()


def record(c: Made, i: int) -> dict[str, object]:
    """A contact record as Amazon Connect gives it."""
    served = c.service is not None
    return {
        "ContactId": f"id-{i}",
        "Channel": "VOICE",
        "InitiationMethod": "INBOUND",
        "InitiationTimestamp": utc(c.after(-30)),
        "Queue": {"Name": c.kind, "EnqueueTimestamp": utc(c.moment), "DequeueTimestamp": utc(c.after(c.wait)),
                  "Duration": c.wait},
        "Agent": {
            "Username": c.agent,
            "ConnectedToAgentTimestamp": utc(c.after(c.wait)),
            "AgentInteractionDuration": (c.service or 0) - min(5, c.service or 0),
            "CustomerHoldDuration": min(5, c.service or 0),
            "AfterContactWorkDuration": c.wrapup,
        } if served else None,
        "DisconnectTimestamp": utc(c.after(c.wait + (c.service or 0))),
        "DisconnectReason": "CUSTOMER_DISCONNECT",
        "LastUpdateTimestamp": utc(c.after(c.wait + (c.service or 0) + 60)),
    }  # fmt: skip


def records(rows: list[dict[str, object]]) -> str:
    return "\n".join(json.dumps(row) for row in rows) + "\n"


def call_list(day: list[Made], sign: str = ",", form: str = "%Y-%m-%d %H:%M:%S", lost_waits: bool = True) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=sign)
    writer.writerow(["Call Id", "Agent", "Call Start", "Topic", "Answered (Y/N)", "Wait Time", "Talk Time"])
    for i, c in enumerate(day):
        served = c.service is not None
        wait = c.wait if served or lost_waits else ""
        talk = f"{(c.service or 0) // 3600}:{(c.service or 0) // 60 % 60:02d}:{(c.service or 0) % 60:02d}"
        row = [f"c{i}", c.agent, c.moment.strftime(form), c.kind, "Y" if served else "N", wait, talk if served else ""]
        writer.writerow(row)
    return out.getvalue()
