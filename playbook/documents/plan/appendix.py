"""Appendix: the shop's figures as the plan used them, and where each number of the document comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from playbook import practices
from playbook.api.fields import Leaf, leaves
from playbook.documents.blocks import Block, Cell, Number, Section, Table, numbers
from playbook.documents.plan.in_words import said
from playbook.documents.plan.words import table, text
from playbook.documents.plan.writing import Writer
from playbook.first.said import short

# Parts of a team that its manager knows: facts of the shop, not what is decided.
FACTS = ("calendar", "demand", "work", "people", "fulfilment", "money", "customers", "goods", "known")
LONG = ("calendar", "work", "people")  # parts of which only what the file says is shown
TECHNICAL = ("own_shape", "below", "redial_with", "routing", "hourly_csv", "schema_version")  # of a field's path

FILES = {"data/events.toml": "events", "data/parameters.csv": "parameters"}


def appendix(writer: Writer, sections: Sequence[Section]) -> tuple[Section, ...]:
    t = writer.t
    shop = Section("shop", t("appendix.shop"), tuple(figures(writer)), narrow=True)
    found = [number for section in walk(sections) for number in numbers(section.blocks)]
    found += numbers(shop.blocks)
    return shop, Section("sources", t("appendix.sources"), (sources(writer, found),), narrow=True)


def walk(sections: Iterable[Section]) -> Iterator[Section]:
    """Sections with those below them, in order."""
    for section in sections:
        yield section
        yield from walk(section.subsections)


def figures(writer: Writer) -> Iterator[Block]:
    """A table for each part of the shop: what it is, of which group or kind of work, its value."""
    t = writer.t
    names = {f"people.{one.id}": writer.says(one.title) for one in writer.team.people}
    names |= {f"work.{one.id}": writer.says(one.title) for one in writer.team.work}
    names |= {f"calendar.campaigns.{i}": writer.says(x.name) for i, x in enumerate(writer.team.calendar.campaigns)}
    found, held = leaves(writer.team), _said(writer)
    for part in FACTS:
        rows: list[tuple[Cell, ...]] = []
        for path, leaf in found.items():
            if path.startswith(f"{part}.") and (path in held or part not in LONG) and _known(leaf):
                of = next((name for prefix, name in names.items() if path.startswith(f"{prefix}.")), None)
                rows.append((of, _with_unit(writer, leaf), said(writer, leaf) or writer.cell(leaf, path)))
        rows.sort(key=lambda row: row[0] is not None)  # what is of the whole shop first
        if rows:
            some = any(row[0] is not None for row in rows)  # a part without groups has no column for them
            head = tuple(t(f"appendix.{name}") for name in ("of", "figure", "value"))
            cut = 0 if some else 1
            yield Table(
                head[cut:], tuple(row[cut:] for row in rows), t(f"part.{part}"), name=t(f"part.{part}"), once=some
            )  # fmt: skip


def _said(writer: Writer) -> frozenset[str]:
    """Fields that the team's file says something of: all others stand at what the model assumes."""
    dumped = writer.team.model_dump(exclude_defaults=True)
    return frozenset(path for path, _ in _paths(dumped, ""))


def _paths(node: Any, before: str) -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        for name, value in node.items():
            yield from _paths(value, f"{before}{name}.")
    elif isinstance(node, (list, tuple)) and node and isinstance(node[0], dict):
        for i, value in enumerate(node):
            yield from _paths(value, f"{before}{value.get('id', i)}.")
    else:
        yield before.removesuffix("."), node


def _known(leaf: Leaf) -> bool:
    """Whether it says something: a text in both languages stands elsewhere, an open field says nothing."""
    last = leaf.path.rpartition(".")[2]
    return (
        leaf.value not in (None, (), "") and last not in ("en", "zh") and not set(TECHNICAL) & set(leaf.path.split("."))
    )


def _with_unit(writer: Writer, leaf: Leaf) -> str:
    """What a field is, with its unit where its number has none of its own."""
    called, unit = _called(writer, leaf), leaf.unit(writer.language, writer.team.currency)
    alone = writer.unit(leaf) not in ("count", "ratio") and not isinstance(leaf.value, (list, tuple))
    if not unit or alone:
        return called
    return text(writer.language, "common.with_unit", what=called, unit=unit)


def _called(writer: Writer, leaf: Leaf) -> str:
    """What a field is; a table whose keys are names has them after it."""
    own = f"field.{leaf.kind}"  # where the list of fields speaks of what the file may say
    meaning = writer.t(own) if own in table(writer.language) else leaf.meaning(writer.language)
    parts = leaf.path.split(".")
    key = parts[-1]
    if len(parts) > 2 and parts[-2] == "skills":
        title = next((writer.says(one.title) for one in writer.team.work if one.id == key), key)
        return writer.t("common.of", what=meaning, of=title)
    if len(parts) > 2 and parts[-2] == "prep_hours":
        return writer.t("common.of", what=meaning, of=writer.role(key))  # type: ignore[arg-type]
    return meaning


def sources(writer: Writer, found: Sequence[Number]) -> Table:
    """Every source of the document once: what kind it is, where to look it up, how many numbers come from there. The
    fields of one table of the team's file stand together."""
    t = writer.t
    counted = Counter(
        number.source.partition(".")[0] if kind(number.source) == "field" else number.source for number in found
    )
    rows: list[tuple[Cell, ...]] = [
        (t(f"source.{kind(source)}"), named(writer, source), writer.number(counted[source], "count", source))
        for source in sorted(counted, key=lambda one: (kind(one), one))
    ]
    head = tuple(t(f"appendix.{name}") for name in ("kind", "source", "times"))
    return Table(head, tuple(rows), name=t("sheet.sources"), once=True)


def named(writer: Writer, source: str) -> str:
    """A source as people call it: a key figure, a line of the budget, a step; else where to look it up."""
    head, _, rest = source.partition(":")
    if not rest:
        return text(writer.language, "appendix.called", what=_holds(writer, source), name=source)
    if head != "run":
        return writer.title(rest)
    line = rest.removeprefix("ledger.")
    if line != rest:
        return writer.t("common.of", what=writer.t("section.budget"), of=writer.t(f"budget.{line}"))
    return writer.t("budget.cash") if rest == "cash" else writer.kpi_name(rest)


def _holds(writer: Writer, source: str) -> str:
    """What a table of the team's file or a file of data is about."""
    if source in FILES:
        return writer.t(f"file.{FILES[source]}")
    if f"part.{source}" in table(writer.language):
        return writer.t(f"part.{source}")
    return short(writer.words, practice_of(source)) if practice_of(source) else source


@cache
def practice_of(of: str) -> str:
    """The practice that a table of the team's file is about: the one of its name, else the one with most levers in it;
    "" for none."""
    slugs = practices.in_order()
    moved = Counter(slug for slug in slugs for one in practices.load(slug)[0].levers if one.path.startswith(f"{of}."))
    return of if of in slugs else max(moved, key=moved.__getitem__, default="")


def kind(source: str) -> str:
    """Of a number's source: run, plan, ratings, file or field."""
    head = source.partition(":")[0]
    if head != source:
        return head if head in ("run", "plan", "ratings") else "plan"
    return "file" if source.startswith("data/") else "field"
