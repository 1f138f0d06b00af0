"""Where a team rates itself on the check-up's lines: from the workspace, from a file that several people filled, to a
form that they fill.

A rating's place is a practice and a row of its rubric. A file may name both by their ids or by what people read: a
practice's title, a line's question, in either language.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playbook import practices
from playbook.command import say
from playbook.first.levels import level_of
from playbook.practices.groups import Group as PracticeGroup
from playbook.practices.groups import groups
from playbook.workspace.kept import LONGEST_PARAGRAPH, RUBRIC, Group, rater_name
from sim.files.bad_input import advice, bad, nearest, shown
from sim.files.csv_rows import Column, Row, read_rows
from sim.files.messages import said

if TYPE_CHECKING:
    from playbook.workspace import Workspace
    from sim.scenario import Scenario

Levels = dict[str, dict[str, int]]  # slug -> row -> 1 … 5
BLANK = frozenset(("", "-", "–", "—", "?", "？", "don't know", "don’t know", "不知道", "不清楚"))  # not rated


@dataclass(frozen=True)
class Said:
    """A sentence of the command's words, in whichever language it is asked for."""

    key: str
    facts: Mapping[str, Any]

    def text(self, language: str) -> str:
        return say(self.key, language, **{name: said(fact, language) for name, fact in self.facts.items()})


def _said(key: str, **facts: Any) -> Said:
    return Said(key, facts)


COLUMNS = (
    Column("practice", _said("checkup_means_practice"), ("专题",)),
    Column("row", _said("checkup_means_row"), ("line", "question", "行", "问题")),
    Column("level", _said("checkup_means_level"), ("rating", "打分", "几分", "分数")),
    Column("who", _said("checkup_means_who"), ("name", "rater", "谁", "名字", "姓名"), needed=False),
    Column("note", _said("checkup_means_note"), ("notes", "comment", "备注", "说明"), needed=False),
)


@dataclass(frozen=True)
class Given:
    """What one person says of one line. `level` None: a note alone. `row_number` in the file, from 1."""

    slug: str
    row: str
    level: int | None
    who: str
    note: str
    row_number: int


@cache
def slugs() -> tuple[str, ...]:
    """All practices group by group, as the map shows them."""
    return tuple(slug for _, written in sections() for slug in written)


@cache
def sections() -> tuple[tuple[PracticeGroup, tuple[str, ...]], ...]:
    """Every group of the map with its written practices."""
    return tuple((group, group.written) for group in groups())


def middle(levels: Iterable[int]) -> int:
    """The middle of several levels, the lower one of two middles. IndexError where there is none."""
    ordered = sorted(levels)
    return ordered[(len(ordered) - 1) // 2]


def levels_in_file(team: Scenario) -> Levels:
    """Where a team's own fields say that it stands, on every line."""
    return {
        slug: {row.id: level_of(row, float(team.at(row.path))) for row in practices.load(slug)[0].rubric}
        for slug in slugs()
    }


def ratings_of(workspace: Workspace) -> Levels:
    """The team's levels by the ratings kept in a workspace: the middle of its people. Practices whose ratings are
    still secret, and lines that nobody could rate, are left out."""
    kept, found = workspace.ratings, {}
    for slug in slugs():
        if not workspace.group(slug).shown:
            continue
        rows = {}
        for row in practices.load(slug)[0].rubric:
            people = [one.level for one in kept.get(slug, {}).get(RUBRIC + row.id, {}).values()]
            if known := [level for level in people if level is not None]:
                rows[row.id] = middle(known)
        if rows:
            found[slug] = rows
    return found


# ------------------------------------------------------------------------------------------------------- reading


def read_ratings(path: Path | str) -> Levels:
    """The team's levels in a CSV file or a workbook: the middle of several raters. BadInput as `read_given`."""
    return middles(read_given(path))


def middles(given: Iterable[Given]) -> Levels:
    """The team's level of each line that somebody rated."""
    return {slug: {row: middle(levels) for row, levels in rows.items()} for slug, rows in by_line(given).items()}


def by_line(given: Iterable[Given]) -> dict[str, dict[str, list[int]]]:
    """Everybody's levels by practice and row, in the playbook's order."""
    held: dict[tuple[str, str], list[int]] = defaultdict(list)
    for one in given:
        if one.level is not None:
            held[one.slug, one.row].append(one.level)
    found: dict[str, dict[str, list[int]]] = {}
    for slug in slugs():
        for row in practices.load(slug)[0].rubric:
            if levels := held.get((slug, row.id)):
                found.setdefault(slug, {})[row.id] = levels
    return found


def read_given(path: Path | str) -> tuple[Given, ...]:
    """Everybody's ratings in a file, line by line; lines without a level and without a note are left out.

    Columns: practice, row, level and, where wanted, who and note. An empty name is the one above it: a form needs it
    once. BadInput, in one sentence, for a file that cannot be read, an unknown practice or line, a level that is none,
    or one person's line that is rated twice.
    """
    found: list[Given] = []
    names: dict[str, str] = {}  # as first written
    first: dict[tuple[str, str, str], int] = {}  # where a person's line was met first
    for name, content in _tables(path):
        who = ""
        for row in read_rows(name, COLUMNS, content):
            if written := rater_name(row.cells.get("who", "")):
                who = names.setdefault(written.casefold(), written)
            one = _given(row, who)
            if one is None:
                continue
            place = (one.slug, one.row, who)
            if place in first:
                facts = {"row": row.number, "other": first[place], "who": who or _said("checkup_nameless")}
                raise bad(name, _said("checkup_twice", **facts, line=shown(row.cells["row"])))
            first[place] = row.number
            found.append(one)
    return tuple(found)


def _tables(path: Path | str) -> Iterator[tuple[str, bytes]]:
    """The tables of a file as CSV in UTF-8, each with the name that a sentence about it begins with. Of a workbook, the
    sheets that have a column of levels; its first one where none has."""
    from sim.exports.encodings import decoded
    from sim.exports.sources import Kind, from_path
    from sim.exports.workbooks import sheets
    from sim.files.csv_text import csv_bytes

    source = from_path(path)
    if source.kind is not Kind.WORKBOOK:
        yield str(path), decoded(source)[0].encode()
        return
    held = [(name, [list(row) for row in rows]) for name, rows in sheets(source)]
    level = next(column for column in COLUMNS if column.name == "level")
    known = {level.name, *level.also}
    filled = [one for one in held if any(cell.strip().lower() in known for row in one[1][:1] for cell in row)]
    for name, rows in filled or held[:1]:
        yield (f"{path} [{name}]" if len(filled) > 1 else str(path)), csv_bytes(rows)
    if not held:
        yield str(path), b""


def _given(row: Row, who: str) -> Given | None:
    level, note = row.cells["level"].strip(), row.cells.get("note", "")[:LONGEST_PARAGRAPH].strip()
    if not any((row.cells["practice"], row.cells["row"], level.casefold() not in BLANK)):
        return None
    slug = _named(row, "practice", _practices())
    line = _named(row, "row", _lines(slug))
    if level.casefold() in BLANK:
        return Given(slug, line, None, who, note, row.number) if note else None
    if level not in map(str, practices.LEVELS):
        raise row.wrong("level", _said("checkup_bad_level"))
    return Given(slug, line, int(level), who, note, row.number)


def _named(row: Row, column: str, known: Mapping[str, str]) -> str:
    """What the cell names: an id, or what people read for it."""
    word = " ".join(row.cells[column].split())
    if (found := known.get(word.casefold())) is not None:
        return found
    if not word:
        raise row.wrong(column, next(one.means for one in COLUMNS if one.name == column))
    near = nearest(word, known)
    raise row.wrong(column, advice(word, [near] if near else dict.fromkeys(known.values())))


@cache
def _practices() -> dict[str, str]:
    """Slugs and titles in lower case -> slug."""
    return {
        name.casefold(): slug
        for slug in slugs()
        for name in (slug, *(practices.load(slug, language)[1].title for language in practices.LANGUAGES))
    }


@cache
def _lines(slug: str) -> dict[str, str]:
    """Ids and questions of a practice's rubric in lower case -> id."""
    return {
        " ".join(name.split()).casefold(): row.id
        for row in practices.load(slug)[0].rubric
        for name in (row.id, *(practices.load(slug, one)[1].rubric[row.id].question for one in practices.LANGUAGES))
    }


def together(files: Mapping[str, Iterable[Given]]) -> tuple[Given, ...]:
    """The ratings of several files; who gave no name is called like the file. With one file nobody needs a name.
    BadInput where one person rates a line in two of them."""
    if len(files) == 1:
        return tuple(next(iter(files.values())))
    found: list[Given] = []
    first: dict[tuple[str, str, str], str] = {}  # file that has a person's line
    for name, given in files.items():
        for one in given:
            one = replace(one, who=one.who or rater_name(Path(name).stem))
            other = first.setdefault((one.slug, one.row, one.who.casefold()), name)
            if other != name:
                raise bad(name, _said("checkup_two_files", row=one.row_number, who=one.who, other=other))
            found.append(one)
    return tuple(found)


def keep(workspace: Workspace, given: Iterable[Given]) -> None:
    """Put ratings into the workspace. They join those that are there; a practice whose ratings are secret stays so."""
    people: dict[str, dict[str, list[Given]]] = defaultdict(lambda: defaultdict(list))
    for one in given:
        people[one.slug][one.who].append(one)
    changed = {}
    for slug, by in people.items():
        before = {who for row in workspace.ratings.get(slug, {}).values() for who in row}
        group = workspace.group(slug)
        raters = max(len(before | by.keys()), group.raters if before else 1)
        for who, lines in by.items():
            levels = {RUBRIC + one.row: one.level for one in lines}
            workspace.rate_all(slug, levels, who, {RUBRIC + one.row: one.note for one in lines})
        changed[slug] = Group(raters=raters, shown=group.shown or not before)
    workspace.set_groups(changed)


# ------------------------------------------------------------------------------------------------------- the form


def write_form(path: Path | str, language: str, team: Scenario | None = None) -> None:
    """Write the check-up as a workbook to fill: a line a row, with the level that a team's own file says. BadInput
    where it cannot be written."""
    from sim.files.toml_file import write_bytes

    write_bytes(path, form(language, team))


def form(language: str, team: Scenario | None = None) -> bytes:
    """The workbook's bytes; the same team gives the same ones. Every text is a text, never a formula."""
    import io

    import xlsxwriter

    from playbook.roster_sheet import MADE

    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    book.set_properties({"created": MADE})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    fill = book.add_format(
        {"bg_color": "#FFF9E5", "border": 1, "border_color": "#D9D9D9", "text_wrap": True, "valign": "top"}
    )
    sheet = book.add_worksheet(say("checkup_sheet", language))
    columns = ("practice", "row", "one", "three", "five", "look", "file", "level", "note", "who")
    widths = (16, 30, 26, 26, 26, 24, 9, 8, 30, 12)
    for at, (key, width) in enumerate(zip(columns, widths, strict=True)):
        sheet.write_string(0, at, say(f"checkup_head_{key}", language), head)
        sheet.set_column(at, at, width)
    stand = {} if team is None else levels_in_file(team)
    number = 0
    for slug in slugs():
        practice, text = practices.load(slug, language)
        for row in practice.rubric:
            number += 1
            words = text.rubric[row.id]
            cells = (text.title, words.question, words.anchors.one, words.anchors.three, words.anchors.five, words.look)
            for at, cell in enumerate(cells):
                sheet.write_string(number, at, cell, wrap)
            if stand:
                sheet.write_number(number, 6, stand[slug][row.id], wrap)
            for at in (7, 8, 9):
                sheet.write_blank(number, at, None, fill)
    levels = list(map(str, practices.LEVELS))
    sheet.data_validation(
        1, 7, number, 7,
        {"validate": "list", "source": levels, "error_title": say("checkup_head_level", language),
         "error_message": say("checkup_bad_level", language)},
    )  # fmt: skip
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    about = book.add_worksheet(say("checkup_how_sheet", language))
    about.set_column(0, 0, 90)
    lines = [say(f"checkup_how_{n}", language) for n in range(1, 4)]
    if team is not None:
        lines.append(say("checkup_how_file", language, team=team.title.text(language)))
    for at, line in enumerate(lines):
        about.write_string(at, 0, line, wrap)
    book.close()
    return held.getvalue()
