"""A roster as a workbook that a shop can paste, change by hand and give back: names × days, 早 / 中 / 晚 / 休.

First a sheet for each week: a person a row, a day a column, a short code in each cell, and to the right what its codes
mean. Then every code there is, and what is short and the wishes that were not met. Of a week only the days are read
again, by the workbook's own sheet of codes, so that an old one is not read by the codes of today. A cell may then hold
a code of either language, the hours themselves ("9:00-18:00"), a word for a day off, or nothing, also a day off.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playbook.command import LANGUAGES, say
from playbook.roster_codes import (
    FIRST_BREAK,
    LEGEND,
    Legend,
    breaks,
    codes,
    is_meant,
    meanings,
    plain,
    row_of_legend,
    said_of,
)  # fmt: skip
from sim.files.bad_input import bad, listed, shown
from sim.files.toml_file import write_bytes
from sim.planning.roster.patterns import KINDS, Grid, clock
from sim.planning.roster.result import OFF, Group, Person, Roster

if TYPE_CHECKING:
    from sim.arrays import Ints

COLOURS = {
    "early": "#FFF2CC",
    "middle": "#DDEBF7",
    "late": "#D9D2E9",
    "night": "#BFC5D6",
    "split": "#E2EFDA",
    "off": "#FFFFFF",
}
_HOURS = re.compile(r"(\d{1,2}):(\d{2})[-–—~至到]+(?:次日)?(\d{1,2}):(\d{2})")
_DAY = re.compile(r"[A-Za-z]{2,3} \d{1,2}/\d{1,2}|\d{1,2}/\d{1,2} 周.")  # as `day_name` writes it
MOST_ROWS, LARGEST_BYTES = 5000, 20_000_000
FIRST_DAY = 2  # columns before the days: name, group
MADE = dt.datetime(2000, 1, 1)  # of every workbook, so that the same roster is the same file


def day_name(first: dt.date, day: int, language: str) -> str:
    """ "Mon 15 Jun", "6/15 周一"."""
    date = first + dt.timedelta(days=day)
    weekday = say(f"weekday_{date.weekday()}", language)
    return f"{date.month}/{date.day} {weekday}" if language == "zh" else f"{weekday} {date.day}/{date.month}"


def write(
    path: Path | str, roster: Roster, first: dt.date, language: str, groups: Sequence[str], types: Sequence[str]
) -> None:
    """Write the workbook. `first`: date of the first day; `groups`, `types`: their names for people. BadInput where
    the file cannot be written."""
    write_weeks(path, [(roster, first)], language, groups, types)


def write_weeks(
    path: Path | str, weeks: Sequence[tuple[Roster, dt.date]], language: str, groups: Sequence[str],
    types: Sequence[str], said: Sequence[Sequence[str]] = (),
) -> None:  # fmt: skip
    """The same for several weeks of the same groups, each with the date of its first day. `said`: for each week
    sentences that stand before its notes."""
    write_bytes(path, workbook_of(weeks, language, groups, types, said))


def workbook(roster: Roster, first: dt.date, language: str, groups: Sequence[str], types: Sequence[str]) -> bytes:
    """The workbook's bytes; the same roster gives the same ones."""
    return workbook_of([(roster, first)], language, groups, types)


def workbook_of(
    weeks: Sequence[tuple[Roster, dt.date]], language: str, groups: Sequence[str], types: Sequence[str],
    said: Sequence[Sequence[str]] = (),
) -> bytes:  # fmt: skip
    """The same for several weeks."""
    import xlsxwriter

    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    book.set_properties({"created": MADE})
    looks = {kind: book.add_format({"bg_color": colour, "align": "center", "border": 1, "border_color": "#CCCCCC"})
             for kind, colour in COLOURS.items()}  # fmt: skip
    head = book.add_format({"bold": True, "align": "center", "bottom": 1, "text_wrap": True})
    for roster, first in weeks:
        title = say("roster_sheet", language) + (f" {first.isoformat()}" if len(weeks) > 1 else "")
        _names(book.add_worksheet(title), roster, first, language, groups, looks, head)
    _legend(book.add_worksheet(say("roster_shifts_sheet", language)), weeks[0][0], language, head)
    _notes(book.add_worksheet(say("roster_notes_sheet", language)), weeks, language, types, head, said)
    book.close()
    return held.getvalue()


def _names(
    sheet: Any, roster: Roster, first: dt.date, language: str, groups: Sequence[str], looks: dict[str, Any], head: Any
) -> None:
    code, free = codes(roster.groups, language), say("roster_code_off", language)
    days = [day_name(first, day, language) for day in range(roster.grid.days)]
    titles = [say("roster_name", language), say("roster_group", language), *days, say("roster_hours", language)]
    for column, title in enumerate(titles):
        sheet.write_string(0, column, title, head)
    for row, person in enumerate(roster.people, start=1):
        sheet.write_string(row, 0, person.name)
        sheet.write_string(row, 1, groups[person.group])
        hours = 0.0
        for day in range(roster.grid.days):
            one = roster.pattern(row - 1, day)
            text, look = (free, looks["off"]) if one is None else (code[one], looks[one.kind])
            hours += one.hours if one is not None else 0.0
            sheet.write_string(row, FIRST_DAY + day, text, look)
        sheet.write_number(row, FIRST_DAY + roster.grid.days, hours)
    _beside(sheet, FIRST_DAY + roster.grid.days + 2, meanings(roster, language), len(roster.people), language, head)
    sheet.freeze_panes(1, FIRST_DAY)
    sheet.set_column(0, 1, 16)
    sheet.set_column(FIRST_DAY, FIRST_DAY + roster.grid.days, 9)


def _beside(sheet: Any, column: int, pairs: Sequence[tuple[str, str]], rows: int, language: str, head: Any) -> None:
    """Codes and meanings in columns that are not read, none longer than the table, so that no row is added to it."""
    for number, pair in enumerate(pairs):
        at, row = column + 2 * (number // rows), number % rows
        if row == 0:
            sheet.write_string(0, at, say("roster_code", language), head)
            sheet.write_string(0, at + 1, say("roster_means", language), head)
            sheet.set_column(at + 1, at + 1, 40)
        for more, text in enumerate(pair):
            sheet.write_string(1 + row, at + more, text)


def _legend(sheet: Any, roster: Roster, language: str, head: Any) -> None:
    keys = ("roster_code", "roster_from", "roster_to", "roster_breaks", "roster_hours", "roster_overtime")
    for column, key in enumerate(keys):
        sheet.write_string(0, column, say(key, language), head)
    for row, (one, code) in enumerate(codes(roster.groups, language).items(), start=1):
        begin, end = clock(roster.grid, one.start), clock(roster.grid, one.end)
        for column, text in enumerate((code, begin, end, breaks(roster.grid, one))):
            sheet.write_string(row, column, text)
        sheet.write_number(row, 4, one.hours)
        sheet.write_number(row, 5, one.overtime)
    sheet.write_string(row + 2, 0, say("roster_codes_how", language))
    sheet.set_column(0, 5, 14)


def _notes(
    sheet: Any, weeks: Sequence[tuple[Roster, dt.date]], language: str, types: Sequence[str], head: Any,
    said: Sequence[Sequence[str]],
) -> None:  # fmt: skip
    row = 0
    for number, (roster, first) in enumerate(weeks):
        title, *lines = notes(roster, first, language, types)
        before = said[number] if said else ()
        for place, line in enumerate((title, *before, *lines)):
            sheet.write_string(row, 0, line, head if place == 0 else None)
            row += 1
    sheet.set_column(0, 0, 100)


def notes(roster: Roster, first: dt.date, language: str, types: Sequence[str]) -> list[str]:
    """What is short, from when to when, the most hours first, and why wishes were not met; a sentence each."""
    lines = [*short_lines(roster, first, language, types), *unmet_lines(roster, first, language)]
    return [say("roster_notes_title", language), *(lines or [say("roster_notes_none", language)])]


def short_lines(roster: Roster, first: dt.date, language: str, types: Sequence[str]) -> list[str]:
    """What is short, from when to when, the most hours first."""
    lines = []
    short = [(kind, *one) for kind in range(len(types)) for one in spells(roster.short[kind].tolist(), roster.grid)]
    for kind, begin, end, people in sorted(short, key=lambda one: ((one[1] - one[2]) * one[3], one[1], one[0])):
        day = begin // roster.grid.slots
        facts = {
            "type": types[kind], "day": day_name(first, day, language), "people": f"{people:g}",
            "begin": clock(roster.grid, begin - day * roster.grid.slots),
            "end": clock(roster.grid, end - day * roster.grid.slots),
        }  # fmt: skip
        lines.append(say("roster_short", language, **facts))
    return lines


def unmet_lines(roster: Roster, first: dt.date, language: str) -> list[str]:
    """Shifts that nobody could be given, and why wishes were not met."""
    lines = []
    if roster.holes:
        lines.append(say("roster_holes", language, count=roster.holes))
    for one in roster.unmet:
        wish = roster.wishes[one.wish]
        facts = {
            "name": roster.people[wish.person].name, "day": day_name(first, wish.day, language),
            "what": say(f"roster_wish_{wish.what}", language),
        }  # fmt: skip
        others = ", ".join(dict.fromkeys(roster.people[roster.wishes[w].person].name for w in one.against))
        facts["why"] = say(f"roster_why_{one.rule.replace(' ', '_')}", language, names=others)
        lines.append(say("roster_unmet", language, **facts))
    return lines


def spells(short: Sequence[float], grid: Grid) -> list[tuple[int, int, float]]:
    """Slots from and to, within a day, in which the same number of people are short."""
    found: list[tuple[int, int, float]] = []
    for slot, people in enumerate(short):
        people = round(people, 2)
        if people <= 0:
            continue
        if found and found[-1][1] == slot and found[-1][2] == people and slot % grid.slots:
            found[-1] = (found[-1][0], slot + 1, people)
        else:
            found.append((slot, slot + 1, people))
    return found


def read(
    path: Path | str, people: Sequence[Person], groups: Sequence[Group], grid: Grid, language: str,
    first: dt.date | None = None, week: int = 0, content: bytes | None = None,
) -> Ints:  # fmt: skip
    """The shifts (N, D) that a changed workbook of these people holds, on its sheet of this week.

    BadInput, in one sentence, for a file that is no such workbook, days of another week than that which begins on
    `first`, a person who is missing or there twice, a row without a name, or a cell that is no shift of that person's
    group. `content`: the file's bytes where they are at hand; `path` is then only the name that an error begins with.
    """
    import numpy as np

    rows, legend = _rows(path, language, week, content)
    titles = {say("roster_name", other).lower() for other in LANGUAGES}
    top = next((i for i, row in enumerate(rows) if row and row[0].lower() in titles), None)
    if top is None:
        raise bad(path, say("roster_bad_head", language, title=say("roster_name", language)))
    if first is not None:
        _same_days(path, rows[top], top + 1, first, grid, language)
    place = {person.name: i for i, person in enumerate(people)}
    shifts = np.full((len(people), grid.days), OFF, dtype=np.int64)
    seen: set[str] = set()
    for number, row in enumerate(rows[top + 1 :], start=top + 2):
        cells = [row[FIRST_DAY + day] if FIRST_DAY + day < len(row) else "" for day in range(grid.days)]
        name = row[0] if row else ""
        if not name:
            if any(cells):
                raise bad(path, say("roster_bad_no_name", language, row=number))
            continue
        if name not in place:
            raise bad(path, say("roster_bad_person", language, row=number, name=shown(name)))
        if name in seen:
            raise bad(path, say("roster_bad_twice", language, row=number, name=shown(name)))
        seen.add(name)
        group = groups[people[place[name]].group]
        for day, cell in enumerate(cells):
            found = _shift(cell, group, groups, grid, legend)
            if found is None:
                facts = {"cell": f"{_column(day)}{number}", "held": shown(cell)}
                facts["off"] = say("roster_code_off", language)
                choices = [code for one, code in codes(groups, language).items() if one in group.patterns]
                facts["choices"] = listed(choices).text(language)
                meant = said_of(legend, cell)
                if meant is not None and not any(
                    is_meant(meant, one, grid) for each in groups for one in each.patterns
                ):
                    facts |= {"begin": shown(meant[0]), "end": shown(meant[1]), "breaks": shown(meant[2] or "–")}
                    raise bad(path, say("roster_bad_old", language, **facts))
                raise bad(path, say("roster_bad_cell", language, **facts))
            shifts[place[name], day] = found
    missing = [name for name in place if name not in seen]
    if missing:
        raise bad(path, say("roster_bad_missing", language, names=listed(missing).text(language)))
    return shifts


def own_codes(path: Path | str, language: str, content: bytes | None = None) -> Legend:
    """What a workbook's own sheet says of its codes; BadInput for a file that is no workbook."""
    return _rows(path, language, 0, content)[1]


def _same_days(path: Path | str, row: Sequence[str], number: int, first: dt.date, grid: Grid, language: str) -> None:
    """BadInput where the heading names another day than the roster has there; a heading of another kind is let be."""
    for day in range(grid.days):
        held = row[FIRST_DAY + day] if FIRST_DAY + day < len(row) else ""
        right = [day_name(first, day, other) for other in LANGUAGES]
        if _DAY.fullmatch(held) and held not in right:
            facts = {"cell": f"{_column(day)}{number}", "held": shown(held), "day": day_name(first, day, language)}
            raise bad(path, say("roster_bad_day", language, **facts))


def _shift(
    cell: str, group: Group, groups: Sequence[Group], grid: Grid, legend: Legend | None = None
) -> int | None:  # fmt: skip
    """Position of the shift that a cell names among those of a group, or `OFF`; None where it names none. What the
    workbook itself says of a code goes before what the team's codes are now."""
    text = plain(cell)
    if not text or text in OFF_WORDS or text in {say("roster_code_off", other).lower() for other in LANGUAGES}:
        return OFF
    patterns = group.patterns
    meant = said_of(legend or {}, cell)
    if meant is not None:
        return next((i for i, one in enumerate(patterns) if is_meant(meant, one, grid)), None)
    for other in LANGUAGES:
        named = {code.lower(): one for one, code in codes(groups, other).items()}
        one = named.get(text) or named.get(FIRST_BREAK.sub("a", text, count=1))  # without a letter: the earliest break
        if one is not None and one in patterns:
            return patterns.index(one)
        # a kind without its number: the group's first of it
        kinds = {say(f"roster_code_{kind}", other).lower(): kind for kind in KINDS}
        if text in kinds:
            alike = [i for i, mine in enumerate(patterns) if mine.kind == kinds[text]]
            if alike:
                return alike[0]
    hours = _HOURS.fullmatch(text)
    if hours is not None:
        begin, end = (f"{int(hours[i]):02d}:{hours[i + 1]}" for i in (1, 3))
        for i, mine in enumerate(patterns):
            ends = clock(grid, mine.end)
            if clock(grid, mine.start) == begin and end in (ends, ends.replace("24:00", "00:00")):
                return i
    return None


OFF_WORDS = frozenset(("off", "休息", "休", "公休", "轮休", "-", "–", "/"))


def _rows(path: Path | str, language: str, week: int, content: bytes | None) -> tuple[list[list[str]], Legend]:
    """The sheet of a week as texts, and what the workbook's own legend says of each code; nothing without one."""
    import python_calamine

    try:
        if (Path(path).stat().st_size if content is None else len(content)) > LARGEST_BYTES:
            raise bad(path, say("roster_bad_file", language))
        held = io.BytesIO(Path(path).read_bytes() if content is None else content)
        book = python_calamine.CalamineWorkbook.from_filelike(held)
        if week >= len(book.sheet_names):
            raise bad(path, say("roster_bad_weeks", language, count=week + 1))
        rows = book.get_sheet_by_index(week).to_python(skip_empty_area=False, nrows=MOST_ROWS)
        titles = {say("roster_shifts_sheet", other) for other in LANGUAGES}
        named = [name for name in book.sheet_names[1:] if name in titles]
        said = book.get_sheet_by_name(named[0]).to_python(skip_empty_area=False, nrows=MOST_ROWS) if named else []
    except (OSError, python_calamine.CalamineError):
        raise bad(path, say("roster_bad_file", language)) from None
    legend = {plain(_text(row[0])): row_of_legend(row) for row in said[1:] if len(row) >= LEGEND and row[1] != ""}
    return [[_text(cell) for cell in row] for row in rows], legend


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()


def _column(day: int) -> str:
    """Letters of a day's column in a spreadsheet."""
    number, letters = FIRST_DAY + day + 1, ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
