"""The plan of a season in words: the order of a day, who acts when, what adds to which channel, who knows what."""

from __future__ import annotations

from collections.abc import Iterator

from sim.contract.channels import CHANNELS
from sim.contract.phases import MEANING, Phase
from sim.season.setup import Setup

INDENT, WIDTH = 2, 18


def lines(setup: Setup) -> Iterator[str]:
    """The plan of a scenario's season, a line at a time."""
    yield "The order of a day, and who acts in it:"
    for phase in Phase:
        yield _row(phase.value, MEANING[phase])
        yield from (_row("", f"- {name}") for name, _ in setup.acts[phase])
    yield ""
    yield "Channels, and what adds to them:"
    groups = list(dict.fromkeys(channel.group for channel in CHANNELS))
    group = ""
    for channel in sorted(CHANNELS, key=lambda one: groups.index(one.group)):
        if channel.group != group:
            group = channel.group
            yield _row(f"of {group}", "")
        terms = [name for name, _ in setup.wiring.adds.get(channel, ())]
        bent = f"; bent by {setup.wiring.bends[channel][0]}" if channel in setup.wiring.bends else ""
        bound = f"; within the bound on {channel.bound}" if channel.bound else ""
        how = {"sum": " + ", "product": " × ", "list": ", "}[channel.combine]
        yield _row(f"- {channel.id}", f"{channel.what}: {how.join(terms) or 'nothing'}{bent}{bound}")
    yield ""
    yield "Quantities, and who owns them:"
    for quantity, (name, _) in sorted(setup.wiring.shares.items(), key=lambda item: item[0].id):
        readers = [one.name for one in setup.mechanisms if quantity in (*one.needs, *one.reads)]
        yield _row(quantity.id, f"{quantity.what}: {name}" + (f", for {', '.join(readers)}" if readers else ""))
    yield ""
    yield "Loops that can be held, and the link that is:"
    yield from (_row(loop.id, f"{loop.what}: {one.name}") for one in setup.mechanisms for loop in one.loops)
    yield ""
    yield "Accounts:"
    for one in setup.mechanisms:
        yield from (_row(account.id, f"{account.what}: {one.name}") for account in one.accounts)
    yield ""
    yield "Mechanisms:"
    for one in setup.all_mechanisms:
        state = "" if one in setup.mechanisms else " (switched off here)"
        yield _row(one.name, f"{one.what}{state}")


def _row(head: str, text: str) -> str:
    return " " * INDENT + f"{head:<{WIDTH}} {text}".rstrip()
