"""Appendix: the shop's figures as the plan used them, and where each number of the document comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from playbook.api.fields import Leaf, leaves
from playbook.documents.blocks import Block, Cell, Number, Section, Table, numbers
from playbook.documents.plan.writing import Writer

# Parts of a team that its manager knows: facts of the shop, not what is decided.
FACTS = ("calendar", "demand", "work", "people", "fulfilment", "money", "customers", "goods", "known")
TECHNICAL = ("own_shape", "redial_with", "routing", "hourly_csv", "schema_version")  # of a field's path


def appendix(writer: Writer, sections: Sequence[Section]) -> tuple[Section, ...]:
    t = writer.t
    shop = Section("shop", t("appendix.shop"), tuple(figures(writer)))
    found = [number for section in walk(sections) for number in numbers(section.blocks)]
    found += numbers(shop.blocks)
    return shop, Section("sources", t("appendix.sources"), (sources(writer, found),))


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
    found = leaves(writer.team)
    for part in FACTS:
        rows: list[tuple[Cell, ...]] = []
        for path, leaf in found.items():
            if path.startswith(f"{part}.") and _known(leaf):
                of = next((name for prefix, name in names.items() if path.startswith(f"{prefix}.")), None)
                rows.append((_called(writer, leaf), of, writer.cell(leaf, path)))
        if rows:
            head = (t("appendix.figure"), t("appendix.of"), t("appendix.value"))
            yield Table(head, tuple(rows), t(f"part.{part}"), name=t(f"part.{part}"))


def _known(leaf: Leaf) -> bool:
    """Whether it says something: a text in both languages stands elsewhere, an open field says nothing."""
    last = leaf.path.rpartition(".")[2]
    return leaf.value not in (None, (), "") and last not in ("en", "zh") and not set(TECHNICAL) & set(leaf.path.split("."))


def _called(writer: Writer, leaf: Leaf) -> str:
    """What a field is; a table whose keys are names has them after it."""
    said = writer.meaning(leaf.path)
    parts = leaf.path.split(".")
    key = parts[-1]
    if len(parts) > 2 and parts[-2] == "skills":
        title = next((writer.says(one.title) for one in writer.team.work if one.id == key), key)
        return writer.t("common.with_unit", what=said, unit=title)
    if len(parts) > 2 and parts[-2] == "prep_hours":
        return writer.t("common.with_unit", what=said, unit=writer.role(key))  # type: ignore[arg-type]
    return said


def sources(writer: Writer, found: Sequence[Number]) -> Table:
    """Every source of the document once: what kind it is, where to look it up, how many numbers come from there."""
    t = writer.t
    counted: dict[str, int] = {}
    for number in found:
        counted[number.source] = counted.get(number.source, 0) + 1
    rows: list[tuple[Cell, ...]] = [
        (source, t(f"source.{kind(source)}"), writer.number(counted[source], "count", source))
        for source in sorted(counted, key=lambda one: (kind(one), one))
    ]
    return Table(tuple(t(f"appendix.{name}") for name in ("source", "kind", "times")), tuple(rows), name=t("sheet.sources"))


def kind(source: str) -> str:
    """Of a number's source: run, plan, ratings, file or field."""
    head = source.partition(":")[0]
    if head != source:
        return head if head in ("run", "plan", "ratings") else "plan"
    return "file" if source.startswith("data/") else "field"
