"""The order of a day. Within a phase the order of mechanisms does not matter: all see the state before it."""

from __future__ import annotations

from enum import StrEnum


class Phase(StrEnum):
    MORNING = "morning"
    WEEK = "week"
    DEMAND = "demand"
    CREW = "crew"
    FLOOR = "floor"
    SHIP = "ship"
    PAY = "pay"
    PEOPLE = "people"
    LEAVE = "leave"
    CLOSE = "close"


MEANING = {
    Phase.MORNING: "people come; a campaign is as ready as it is",
    Phase.WEEK: "every seventh morning but the first: what the week taught, showed and used up",
    Phase.DEMAND: "would-be orders; the contacts and parcels that reach the floor",
    Phase.CREW: "who works today, how fast, how right, how hard",
    Phase.FLOOR: "contacts meet people, second by second",
    Phase.SHIP: "what was packed leaves, what was ordered waits",
    Phase.PAY: "the day's entries in the books",
    Phase.PEOPLE: "what the day did to people and to customers' memory",
    Phase.LEAVE: "who gives notice tonight",
    Phase.CLOSE: "places are advertised; the day's figures are noted",
}
