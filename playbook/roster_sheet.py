"""A roster as a workbook that a shop can paste, change by hand and give back: names × days, 早 / 中 / 晚 / 休.

First a sheet for each week: a person a row, a day a column, a short code in each cell, and to the right what the codes
on it mean. Then every code there is, and what is short and the wishes that were not met. Of a week only the days are
read again; codes mean what the workbook's own sheet of them says, so that an old one is not read by the codes of today. A cell may then hold a code of either
language, the hours themselves ("9:00-18:00"), a word for a day off, or nothing, which is a day off as well.
"""

from __future__ import annotations

import datetime as dt
import io
import itertools
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

from playbook.command import LANGUAGES, say
from sim.files.bad_input import bad, listed, shown
from sim.files.toml_file import write_bytes
from sim.planning.roster.patterns import KINDS, Grid, Pattern, clock
from sim.planning.roster.result import OFF, Group, Person, Roster

if TYPE_CHECKING:
    from sim.arrays import Ints

COLOURS = {"early": "#FFF2CC", "middle": "#DDEBF7", "late": "#D9D2E9", "night": "#BFC5D6", "off": "#FFFFFF"}
_HOURS = re.compile(r"(\d{1,2}):(\d{2})[-–—~至到]+(?:次日)?(\d{1,2}):(\d{2})")
_FIRST = re.compile(r"(?=\+|$)")
_DAY = re.compile(r"[A-Za-z]{2,3} \d{1,2}/\d{1,2}|\d{1,2}/\d{1,2} 周.")  # as `day_name` writes it
MOST_ROWS, LARGEST_BYTES = 5000, 20_000_000
LEGEND = 6  # columns of the sheet of codes
FIRST_DAY = 2  # columns before the days: name, group
MADE = dt.datetime(2000, 1, 1)  # of every workbook, so that the same roster is the same file


def codes(groups: Sequence[Group], language: str) -> dict[Pattern, str]:
    """A short code for each shift that some group may work: its kind and when it begins ("E9", "晚15"), a letter where
    several begin then (a has the earliest break), and hours of overtime ("E9b+2")."""
    every = sorted(
        {one for group in groups for one in group.patterns},
        key=lambda one: (*_begins(one), one.end, [-slot for slot in one.worked], one.name),
    )
    alike, found = Counter(_begins(one) for one in every), {}
    for _, several in itertools.groupby(every, _begins):
        for number, one in enumerate(several):
            hour, minute = divmod(round(one.start * 60 * one.hours / len(one.worked)), 60)
            letter = ascii_lowercase[number % 26] * (1 + number // 26) if alike[_begins(one)] > 1 else ""
            text = say(f"roster_code_{one.kind}", language) + (f"{hour}:{minute:02d}" if minute else f"{hour}")
            found[one] = text + letter + (f"+{one.overtime:g}" if one.overtime else "")
    return found


def _begins(one: Pattern) -> tuple[int, int, float]:
    """What a shift's code says before its letter."""
    return KINDS.index(one.kind), one.start, one.overtime


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
    types: Sequence[str],
) -> None:  # fmt: skip
    """The same for several weeks of the same groups, each with the date of its first day."""
    write_bytes(path, workbook_of(weeks, language, groups, types))


def workbook(roster: Roster, first: dt.date, language: str, groups: Sequence[str], types: Sequence[str]) -> bytes:
    """The workbook's bytes; the same roster gives the same ones."""
    return workbook_of([(roster, first)], language, groups, types)


def workbook_of(
    weeks: Sequence[tuple[Roster, dt.date]], language: str, groups: Sequence[str], types: Sequence[str]
) -> bytes:
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
    _notes(book.add_worksheet(say("roster_notes_sheet", language)), weeks, language, types, head)
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
    beside = FIRST_DAY + roster.grid.days + 2  # nothing is read there
    sheet.write_string(0, beside, say("roster_code", language), head)
    sheet.write_string(0, beside + 1, say("roster_means", language), head)
    for row, (text, meaning) in enumerate(meanings(roster, language), start=1):
        sheet.write_string(row, beside, text)
        sheet.write_string(row, beside + 1, meaning)
    sheet.set_column(beside + 1, beside + 1, 40)
    sheet.freeze_panes(1, FIRST_DAY)
    sheet.set_column(0, 1, 16)
    sheet.set_column(FIRST_DAY, FIRST_DAY + roster.grid.days, 9)


def meanings(roster: Roster, language: str) -> list[tuple[str, str]]:
    """Each code that stands in the roster and what it means, a day off last, then how a code is made."""
    used = {
        one for i in range(len(roster.people)) for day in range(roster.grid.days) if (one := roster.pattern(i, day))
    }
    found = []
    for one, code in codes(roster.groups, language).items():
        if one in used:
            facts = {"kind": say(f"roster_kind_{one.kind}", language), "hours": f"{one.hours:g}"}
            facts |= {"begin": clock(roster.grid, one.start), "end": clock(roster.grid, one.end)}
            text = say("roster_meaning", language, **facts)
            if pause := breaks(roster.grid, one):
                text += say("roster_meaning_break", language, breaks=pause)
            if one.overtime:
                text += say("roster_meaning_overtime", language, overtime=f"{one.overtime:g}")
            found.append((code, text))
    found.append((say("roster_code_off", language), say("roster_meaning_off", language)))
    return [*found, ("", say("roster_codes_how", language))]


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


def breaks(grid: Grid, one: Pattern) -> str:
    """When the breaks of a shift are: "12:00-13:00"; nothing without one."""
    free = [slot for slot in range(one.span) if slot not in one.worked]
    begins = [slot for slot in free if slot - 1 not in free]
    ends = [slot + 1 for slot in free if slot + 1 not in free]
    return ", ".join(
        f"{clock(grid, one.start + a)}-{clock(grid, one.start + b)}" for a, b in zip(begins, ends, strict=True)
    )


def _notes(sheet: Any, weeks: Sequence[tuple[Roster, dt.date]], language: str, types: Sequence[str], head: Any) -> None:
    row = 0
    for roster, first in weeks:
        for number, line in enumerate(notes(roster, first, language, types)):
            sheet.write_string(row, 0, line, head if number == 0 else None)
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
                meant = _said(legend, cell)
                if meant is not None and not any(_meant(meant, one, grid) for each in groups for one in each.patterns):
                    facts |= {"begin": shown(meant[0]), "end": shown(meant[1]), "breaks": shown(meant[2] or "–")}
                    raise bad(path, say("roster_bad_old", language, **facts))
                raise bad(path, say("roster_bad_cell", language, **facts))
            shifts[place[name], day] = found
    missing = [name for name in place if name not in seen]
    if missing:
        raise bad(path, say("roster_bad_missing", language, names=listed(missing).text(language)))
    return shifts


def _same_days(path: Path | str, row: Sequence[str], number: int, first: dt.date, grid: Grid, language: str) -> None:
    """BadInput where the heading names another day than the roster has there; a heading of another kind is let be."""
    for day in range(grid.days):
        held = row[FIRST_DAY + day] if FIRST_DAY + day < len(row) else ""
        right = [day_name(first, day, other) for other in LANGUAGES]
        if _DAY.fullmatch(held) and held not in right:
            facts = {"cell": f"{_column(day)}{number}", "held": shown(held), "day": day_name(first, day, language)}
            raise bad(path, say("roster_bad_day", language, **facts))


Legend = dict[str, tuple[str, ...]]  # code → from, to, breaks, hours, overtime, as a workbook's own sheet says


def _shift(
    cell: str, group: Group, groups: Sequence[Group], grid: Grid, legend: Legend | None = None
) -> int | None:  # fmt: skip
    """Position of the shift that a cell names among those of a group, or `OFF`; None where it names none. What the
    workbook itself says of a code goes before what the team's codes are now."""
    text = _plain(cell)
    if not text or text in OFF_WORDS or text in {say("roster_code_off", other).lower() for other in LANGUAGES}:
        return OFF
    patterns = group.patterns
    meant = _said(legend or {}, cell)
    if meant is not None:
        return next((i for i, one in enumerate(patterns) if _meant(meant, one, grid)), None)
    for other in LANGUAGES:
        named = {code.lower(): one for one, code in codes(groups, other).items()}
        one = named.get(text) or named.get(_FIRST.sub("a", text, count=1))  # without a letter: the earliest break
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


def _plain(cell: str) -> str:
    return re.sub(r"\s+", "", cell).lower()


def _said(legend: Legend, cell: str) -> tuple[str, ...] | None:
    """What a workbook says that a code means; without a letter: the earliest break."""
    text = _plain(cell)
    return legend.get(text) or legend.get(_FIRST.sub("a", text, count=1))


def _meant(meant: tuple[str, ...], one: Pattern, grid: Grid) -> bool:
    """Whether a shift is that which a row of the legend describes."""
    found = clock(grid, one.start), clock(grid, one.end), breaks(grid, one), f"{one.hours:g}", f"{one.overtime:g}"
    return found == meant


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
    legend = {_plain(_text(row[0])): _row_of_legend(row) for row in said[1:] if len(row) >= LEGEND and row[1] != ""}
    return [[_text(cell) for cell in row] for row in rows], legend


def _row_of_legend(row: Sequence[Any]) -> tuple[str, ...]:
    """From, to, breaks, hours and overtime as `_meant` writes them."""
    numbers = [f"{cell:g}" if isinstance(cell, int | float) else _text(cell) for cell in row[4:LEGEND]]
    return (*(_text(cell) for cell in row[1:4]), *numbers)


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()


def _column(day: int) -> str:
    """Letters of a day's column in a spreadsheet."""
    number, letters = FIRST_DAY + day + 1, ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
