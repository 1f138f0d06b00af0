"""`playbook events` prints the deck; `--event ID@DAY` of `playbook season` draws from it."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from playbook import language as languages
from playbook.command import say, tables
from playbook.command.working import last_of
from playbook.happenings import helped, lasts, often, touched

if TYPE_CHECKING:
    from sim.experiment import Estimate
    from sim.experiment.drawn_event import Drawn
    from sim.scenario import Scenario


def option(command: argparse.ArgumentParser, language: str) -> None:
    """--event of `season`."""
    command.add_argument(
        "--event", action="append", default=[], metavar="ID@DAY", dest="events", help=say("help_event", language)
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the deck in words."""
    from sim.shop.events import deck

    language = arguments.language
    words = languages.words(language)
    head = ["ID", *(words.t(f"events.{name}") for name in ("event", "how_often", "long", "touches", "answers"))]
    rows = [
        [
            one.id,
            words.pick(one.name),
            often(words, one),
            lasts(words, one),
            touched(words, one),
            helped(words, one, False),
        ]
        for one in deck().values()
    ]
    print(say("events_title", language, n=len(rows)))
    print()
    print(tables.aligned([head, *rows], left=frozenset(range(len(head)))))
    print()
    print(say("events_note", language))
    return 0


def drawn_from(scenario: Scenario, given: list[str], language: str) -> list[tuple[str, int]]:
    """(event, day of the season) of each ID@DAY. BadInput, naming what would be right, where one cannot be."""
    from sim.experiment.drawn_event import day_of
    from sim.files.bad_input import BadInput, nearest
    from sim.shop.events import deck

    found, days, start = [], scenario.calendar.days, scenario.calendar.start
    for text in given:
        name, _, when = text.partition("@")
        if name not in deck():
            near = nearest(name, deck())
            if near is not None:
                raise BadInput(say("event_unknown_near", language, text=text, near=near))
            raise BadInput(say("event_unknown", language, text=text, example=f"{next(iter(deck()))}@{days}"))
        try:
            day = int(when) if when.isdigit() else day_of(scenario, dt.date.fromisoformat(when))
        except ValueError:
            day = 0
        if not 1 <= day <= days:
            last = start + dt.timedelta(days=days - 1)
            raise BadInput(say("event_day", language, text=text, days=days, start=start, last=last))
        found.append((name, day))
    return found


def with_events(scenario: Scenario, events: Iterable[tuple[str, int]]) -> Scenario:
    """The scenario with these by hand, beside those that it has."""
    from sim.experiment.drawn_event import FIELD, entry

    by_hand = dict.fromkeys((*scenario.incidents.by_hand, *(entry(*one) for one in events)))
    return scenario.with_levers({FIELD: tuple(by_hand)}) if events else scenario


def found(struck: Estimate, events: list[tuple[str, int]], language: str, **options: Any) -> Iterator[Drawn]:
    """Each event of the seasons `struck` against the same seasons without it; options as they were played with."""
    from sim.experiment import replicate
    from sim.experiment.drawn_event import Drawn, without
    from sim.experiment.results import Comparison

    for event, day in events:
        stream = replicate(without(struck.scenario, event, day), struck.n, **options)
        calm = last_of(stream, language, lambda one: (one.n, one.planned))
        yield Drawn(event, day, Comparison(calm, struck))


def lines(drawn: Iterable[Drawn], currency: str, language: str) -> Iterator[str]:
    """A sentence for each event: in how many seasons it came, and what it changed."""
    from sim.shop.events import deck

    for one in drawn:
        date = one.seasons.a.scenario.calendar.start + dt.timedelta(days=one.day - 1)
        change = one.change("profit")
        money = {name: tables.number(getattr(change, name), "money", 0, signed=True) for name in ("mean", "p10", "p90")}
        yield say(
            "event_did", language, name=getattr(deck()[one.event].name, language), date=date, came=one.came, n=one.n,
            prevented=one.prevented, currency=tables.unit_label("money", currency, language),
            left=tables.number(one.change("end_state").mean, "money", 0, signed=True),
            half=tables.number(change.half_width, "money", 0), **money,
        )  # fmt: skip


def document(drawn: Iterable[Drawn]) -> list[dict[str, Any]]:
    """The same for --json; every number in full."""
    return [
        {
            "event": one.event, "day": one.day, "seasons": one.n, "came": one.came, "prevented": one.prevented,
            **{
                kpi: {name: getattr(one.change(kpi), name) for name in ("p10", "p50", "p90", "mean", "half_width")}
                for kpi in ("profit", "end_state")
            },
        }
        for one in drawn
    ]  # fmt: skip
