"""What a page needs beside the view: where the room is, and what is played in it."""

from __future__ import annotations

from dataclasses import dataclass

from playbook.workshop.session import Session
from sim.scenario import Scenario


@dataclass(frozen=True)
class Away:
    """Somebody whose browser does not know the room at its new address. `code`: with which they take their place."""

    name: str
    team: str
    code: str = ""


@dataclass(frozen=True)
class Context:
    """`qr_svg` is the address as a picture, `csrf` what every form sends back, `now` unix seconds."""

    address: str
    code: str
    qr_svg: str
    csrf: str
    session: Session
    team: Scenario
    now: float
    place: str = ""  # for the facilitator: the code for a new telephone that was asked for last
    away: tuple[Away, ...] = ()  # who had a place at another address and is not back; codes are the facilitator's alone
    failed: bool = False  # for the facilitator: the simulation of the round broke off
    looks_back: bool = False  # for facilitator and wall: the debrief was asked for and is being worked out
