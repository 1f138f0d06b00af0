"""What a table of a shop's file is, in words: how much was read, from which columns, and what is to be said of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from playbook.command import say
from playbook.language import words
from playbook.my_files.private import example_of, without_cells
from sim.files.messages import phrase, said, visible

if TYPE_CHECKING:
    from sim.exports.quality import Remark
    from sim.exports.reading import Reading
    from sim.files.bad_input import BadInput


def title(reading: Reading, language: str) -> str:
    """The file, its sheet where it has several, and what it is."""
    from sim.exports.order_counts import OrderCounts
    from sim.exports.orders import Orders

    found = reading.read
    if found is None:
        return say("import_not_read", language, name=named(reading))
    what = said(phrase(reading.shape.value), language) if reading.shape else say("import_orders", language)
    if isinstance(found, OrderCounts):
        what = say("import_counts", language)
    if isinstance(found, Orders) and found.platform is not None:
        what = found.platform.text(language)
    return say("import_file", language, name=named(reading), what=what)


def named(reading: Reading) -> str:
    table = reading.table
    return table.name if table.sheet is None else f"{table.name} [{table.sheet}]"


def problem(reading: Reading, language: str) -> str:
    """Why a table was not read; "" for one that was."""
    return refusal(reading.problem, language) if reading.problem else ""


def refusal(error: BadInput, language: str) -> str:
    """Why a file or a table cannot be read, without what its cells hold."""
    return visible(said(without_cells(error.args[0], language), language))


def columns(reading: Reading, language: str) -> Iterator[str]:
    """The columns that orders were read from, with an example of each."""
    from sim.exports.orders import Orders

    found = reading.read
    if not isinstance(found, Orders):
        return
    for role in ("placed", "id", "paid", "amount", "status"):
        if role in found.columns:
            column = found.columns[role]
            example = example_of(reading, role) or hidden(language)
            facts = {"role": say(f"import_role_{role}", language), "heading": column.heading, "example": example}
            yield say("import_column", language, **facts)


def remark(one: Remark, language: str) -> str:
    """What was folded, set aside or not understood, with its count."""
    return visible(without_cells(one.phrase(), language).text(language))


def hidden(language: str) -> str:
    """What stands in place of an example that is somebody's name or number."""
    return say("import_private", language)


def role(name: str, language: str) -> str:
    """What a column of a role holds."""
    return words(language).t(f"column.{name}")


def lines(reading: Reading, language: str) -> list[str]:
    """All of it, for a terminal."""
    if reading.read is None:
        return [title(reading, language), f"  {problem(reading, language)}"]
    made = [title(reading, language), f"  {amount(reading.read, len(reading.table), language)}"]
    made += [f"  {line}" for line in columns(reading, language)]
    return made + [f"  - {remark(one, language)}" for one in reading.read.remarks]


def amount(found: Any, rows: int, language: str) -> str:
    """How many rows a table had and what came of them."""
    from sim.exports.agent_days import AgentDays
    from sim.exports.contact_file import ContactFile
    from sim.exports.intervals import Intervals
    from sim.exports.order_counts import OrderCounts
    from sim.exports.orders import Orders
    from sim.exports.tickets import Tickets

    facts: dict[str, object] = {"rows": f"{rows:,}"}
    match found:
        case Orders():
            days = found.days
            facts |= {"count": f"{len(found):,}", "kept": f"{int(found.counted.sum()):,}"}
            facts |= {"first": days.date(0), "last": days.date(len(days.counts) - 1)}
            return say("import_amount_orders", language, **facts)
        case OrderCounts():
            return say("import_amount_counts", language, **facts, count=f"{found.orders.sum():,.0f}")
        case ContactFile():
            contacts = found.contacts
            lost = len(contacts.arrival) - int(contacts.answered.sum())
            facts |= {"count": f"{len(contacts.arrival):,}", "lost": f"{lost:,}", "dates": len(contacts.dates)}
            key = "import_amount_contacts_day" if len(contacts.dates) == 1 else "import_amount_contacts"
            return say(key, language, **facts)
        case Intervals():
            return say("import_amount_intervals", language, **facts, count=f"{len(found.start):,}")
        case AgentDays():
            return say("import_amount_agents", language, **facts, count=len(found.agents))
        case Tickets():
            return say("import_amount_tickets", language, **facts, count=f"{len(found.created):,}")
        case _:
            facts |= {"count": len(found.people), "days": len({date for date, _ in found.days})}
            return say("import_amount_roster", language, **facts)
