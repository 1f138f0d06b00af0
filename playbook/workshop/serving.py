"""What all addresses of a room share while it is served."""

from __future__ import annotations

import io
import ipaddress
import secrets
import socket
from dataclasses import dataclass, field

from playbook.language import Words, words
from playbook.workshop.desk import Desk
from playbook.workshop.live import LiveRoom
from playbook.workshop.streams import Streams
from playbook.workshop.throttle import Throttle

SECRET_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without what looks alike
SECRET_GROUPS, SECRET_GROUP = 3, 4  # 59 bits
AWAY = "192.0.2.1"  # an address of documentation, to which nothing is sent


@dataclass
class Serving:
    """A live room at an address. `place` is what a browser must ask for: host and port."""

    live: LiveRoom
    host: str
    port: int
    tls: bool = False
    secret: str = field(default_factory=lambda: new_secret())
    codes: Throttle = field(default_factory=Throttle)
    secrets: Throttle = field(default_factory=Throttle)
    place_code: str = ""  # for a new telephone, the one that was asked for last

    def __post_init__(self) -> None:
        # people who had their places at another address and are not back yet
        self.away = set(self.live.state.people) if self.live.settles_at(self.host) else set()
        self.desk = Desk(self.live)
        self.streams = Streams(lambda: self.live.state, self.live.clock)
        self.live.told = self.streams.tell
        self.qr_svg = qr_svg(self.address)

    @property
    def words(self) -> Words:
        return words(self.live.state.language)

    @property
    def place(self) -> str:
        name = f"[{self.host}]" if ":" in self.host else self.host.lower()
        return name if self.port == (443 if self.tls else 80) else f"{name}:{self.port}"

    @property
    def origin(self) -> str:
        return f"{'https' if self.tls else 'http'}://{self.place}"

    @property
    def address(self) -> str:
        return f"{self.origin}/"


def new_secret() -> str:
    """For the facilitator: short enough to type once."""
    letters = (secrets.choice(SECRET_ALPHABET) for _ in range(SECRET_GROUPS * SECRET_GROUP))
    text = "".join(letters)
    return "-".join(text[i : i + SECRET_GROUP] for i in range(0, len(text), SECRET_GROUP))


def qr_svg(text: str) -> str:
    """`text` as a picture that stands in a page: no style, no script, nothing from elsewhere."""
    import segno

    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=2)
    return out.getvalue().decode()


def own_address() -> str:
    """This machine's address in the network it is in, this machine alone where it is in none. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((AWAY, 9))
            found = str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"
    return "127.0.0.1" if ipaddress.ip_address(found).is_unspecified else found


def one_address(text: str) -> bool:
    """Whether `text` can be one address of this machine: all at once (0.0.0.0, ::) is none."""
    try:
        return not ipaddress.ip_address(text).is_unspecified
    except ValueError:
        return bool(text) and all(c.isalnum() or c in "-." for c in text)
