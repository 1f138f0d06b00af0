"""The plan's content: nine sections of every team, numbers that hold, and a user's texts that stay texts."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import docx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from playbook import practices
from playbook.api.fields import leaves
from playbook.charts import Figure
from playbook.documents.blocks import Block, Bullets, Decide, Document, Facts, Number, Paragraph, Table, numbers
from playbook.documents.docx import docx_bytes
from playbook.documents.plan import NINE, Decided, Played, applied, of_workspace, plan_of, play, played, written
from playbook.documents.plan.appendix import walk
from playbook.documents.plan.beyond import CANDIDATES
from playbook.documents.plan.budget import LINES, by_line
from playbook.documents.xlsx import xlsx_bytes
from playbook.lab.kpi import kpis
from playbook.language import languages
from playbook.workspace import PlanEntry, Workspace
from sim.scenario.file import team, team_names
from tests.playbook.plan.worlds import HOSTILE, MADE, SEASONS, decided, entry, full, seasons
from tests.season.shop import small_shop

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ROOT = Path(__file__).resolve().parents[3]
SHOP = small_shop(**{"pay.piece_rate": 2.0})  # pays by results
CASES = [(name, kind) for name in team_names() for kind in ("empty", "full")]


@pytest.fixture(scope="module", autouse=True)
def pictures_drawn_once() -> Iterator[None]:
    """Plans of one play have the same pictures: each is drawn once."""
    draw, drawn = Figure.png, {}

    def once(figure: Figure, width: int = 960, small: bool = True) -> bytes:
        key = figure.svg, width, small
        if key not in drawn:
            drawn[key] = draw(figure, width, small)
        return drawn[key]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Figure, "png", once)
        yield


@cache
def document(name: str, kind: str, language: str = "en") -> Document:
    found, what, played = seasons(name, kind)
    return written(found, what, played, language, MADE)


def texts(doc: Document) -> list[str]:
    """Every text of a document, wall and calendar included."""
    said = [doc.title, doc.subtitle]
    for section in walk((*doc.sections, *doc.appendix)):
        said.append(section.title)
        said += [text for block in section.blocks for text in _texts(block)]
    said += [text for block in doc.wall for text in _texts(block)]
    return said + [text for event in doc.events for text in (event.title, event.text)]


def _texts(block: Block) -> list[str]:
    if isinstance(block, Paragraph):
        return [block.text]
    if isinstance(block, Bullets):
        return list(block.items)
    if isinstance(block, Decide):
        return [block.question, block.suggestion, block.where]
    if isinstance(block, Facts):
        return [text for row in block.rows for text in row if isinstance(text, str)]
    if isinstance(block, Table):
        return [*block.head, block.caption, block.name] + [x for row in block.rows for x in row if isinstance(x, str)]
    return [block.says]


def every_number(doc: Document) -> list[Number]:
    sections = walk((*doc.sections, *doc.appendix))
    return [n for section in sections for n in numbers(section.blocks)] + numbers(doc.wall)


def sound(doc: Document) -> None:
    """What every plan is, whatever was decided."""
    assert tuple(section.key for section in doc.sections[: len(NINE)]) == NINE
    for section in walk((*doc.sections, *doc.appendix)):
        assert section.title.strip() and section.blocks
    for section in doc.sections[: len(NINE)]:
        assert any(isinstance(block, (Table, Facts, Decide)) for block in section.blocks)
    tables = [b for s in walk((*doc.sections, *doc.appendix)) for b in s.blocks if isinstance(b, Table)]
    for one in tables:
        assert one.rows and all(len(row) == len(one.head) for row in one.rows), one.caption
        assert all(0 <= i < len(one.rows) for i in one.marked)
        assert all(isinstance(row[i], Number) for i in one.totals for row in one.rows if row[i] is not None)
    names = [one.name for one in tables if one.name]
    assert len(names) == len(set(names)) and all(len(name) <= 31 for name in names)
    assert len({event.uid for event in doc.events}) == len(doc.events)
    for number in every_number(doc):
        assert np.isfinite(number.value), number
        assert (number.low is None) == (number.high is None) == (not number.of), number
        assert number.low is None or number.low <= number.high


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_nine_sections_of_every_team_and_none_is_empty(name: str, kind: str):
    for language in languages:
        sound(document(name, kind, language))


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_every_number_says_where_it_comes_from(name: str, kind: str):
    found, what, played = seasons(name, kind)
    today, daily = leaves(found.team), set(played.plan.days)
    doc = document(name, kind)
    counts = {id(number) for number in numbers(doc.appendix[-1].blocks)}  # how many numbers come from each source
    for number in every_number(doc):
        head, _, rest = number.source.partition(":")
        if not rest:
            if number.source.startswith("data/"):
                assert (ROOT / number.source).is_file()
            elif (field := today.get(number.source)) is not None and not isinstance(field.value, tuple):
                assert number.value == field.value or id(number) in counts, number
            else:
                found.planned.at(number.source)
        elif head == "run":
            assert rest in kpis() or rest in daily or rest.removeprefix("ledger.") in LINES, number
        else:
            assert head in ("plan", "ratings")
            assert rest in (what.plan if head == "plan" else what.ratings)


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_no_placeholder_is_left_open(name: str, kind: str):
    for language in languages:
        open_ones = [text for text in texts(document(name, kind, language)) if re.search(r"\{\w*\}", text)]
        assert [text for text in open_ones if "{profit}" not in text] == []  # a user's own text stays as it is


def test_what_is_not_decided_is_asked_and_what_is_decided_is_not():
    nothing, everything = (_asked(document("flagship", kind)) for kind in ("empty", "full"))
    titles = {practices.load(slug)[1].title for slug in practices.names()}
    assert {title for title in titles if any(title in one.question for one in nothing)} == titles
    assert not any(title in one.question for title in titles for one in everything)
    assert all(one.suggestion for one in nothing)


def _asked(doc: Document) -> list[Decide]:
    return [b for s in walk(doc.sections) for b in s.blocks if isinstance(b, Decide)]


def test_without_steps_there_is_one_column_and_with_steps_the_change_is_that_of_pairs():
    aims = document("flagship", "empty").sections[0].blocks[1]
    assert isinstance(aims, Table) and len(aims.head) == 2
    aims = document("flagship", "full").sections[0].blocks[1]
    _, _, played = seasons("flagship", "full")
    assert isinstance(aims, Table)
    change = np.quantile(played.plan.totals["profit"] - played.team.totals["profit"], [0.1, 0.5, 0.9])
    shown = aims.rows[0][3]
    assert isinstance(shown, Number) and shown.signed
    assert np.allclose([shown.low, shown.value, shown.high], change)


def test_the_budget_adds_up_to_the_profit():
    for name in ("flagship", "crossborder"):
        _, _, played = seasons(name, "full")
        lines = by_line(dict(played.plan.ledger))
        assert np.allclose(sum(x.sum(axis=1) for x in lines.values()), played.plan.totals["profit"])
        table = next(b for b in document(name, "full").sections[8].blocks if isinstance(b, Table) and b.totals)
        left = [row[-1].value for row in table.rows]
        assert np.isclose(sum(left), played.plan.totals["profit"].mean())
        for row in table.rows:
            assert np.isclose(sum(cell.value for cell in row[1:-1]), row[-1].value)


def test_a_users_texts_stay_texts():
    doc = document("flagship", "full")
    said = "\n".join(texts(doc))
    assert "\x07" not in said and "\u202e" not in said
    assert '<b>{profit} & "x" =SUM(A1)\\u202e\\x07 李娜 💥</b>' in said


def test_each_step_has_a_day_and_a_review_two_weeks_later():
    doc = document("starter", "full")
    days = {event.uid: event.day for event in doc.events}
    for slug, one in full().plan.items():
        assert days[f"step-{slug}"] == one.date
        assert days[f"review-{slug}"] == one.date + dt.timedelta(days=14)
    assert days["sale-2026-06-18"] == dt.date(2026, 6, 18)
    assert [event.day for event in doc.events] == sorted(event.day for event in doc.events)


def test_a_step_that_the_team_cannot_have_is_said_and_left_out():
    plan = {
        "hiring": entry("hiring", levers={"hiring.extra": 4}),
        "risk": entry("risk", levers={"risk.nowhere": 1}),
        "goals": entry("goals", levers={"goals.number": -3}),
        "market": entry("market", levers={"calendar.weeks": 5}),
    }
    found = applied(small_shop(), Decided(plan))
    assert found.refused == ("risk", "goals", "market")
    assert found.planned == small_shop(**{"hiring.extra": 4}) and found.by == {"hiring.extra": "hiring"}
    doc = plan_of(small_shop(), Decided(plan), "en", seasons=1, made=MADE)
    said = [b.text for b in doc.sections[9].blocks if isinstance(b, Paragraph)]
    assert len([one for one in said if "does not fit" in one]) == 3
    set_by = [n for s in walk(doc.sections) for n in numbers(s.blocks) if n.source == "plan:hiring"]
    assert {n.value for n in set_by if n.unit == "count"} == {4.0}


def test_a_workspace_about_another_shop_decides_nothing(tmp_path: Path):
    workspace = Workspace.open(tmp_path)
    assert of_workspace(workspace) == Decided()
    workspace.set_scenario(team("starter"))
    workspace.commit("hiring", entry("hiring"))
    workspace.rate("hiring", "early", 4, who="a")
    workspace.note_levers("hiring", {"extra": 2.0})
    found = of_workspace(workspace)
    assert found.for_team(team("flagship")) == Decided()
    assert found.for_team(team("starter")) is found
    assert found.plan == workspace.plan and found.ratings == {"hiring": {"early": (4,)}}
    assert found.levers == {"hiring": {"extra": 2.0}}


def test_ratings_that_a_group_has_not_laid_open_stay_out(tmp_path: Path):
    from playbook.workspace import Group

    workspace = Workspace.open(tmp_path)
    workspace.set_scenario(team("starter"))
    workspace.rate("hiring", "early", 4, who="a")
    workspace.set_group("hiring", Group(raters=3, shown=False))
    assert of_workspace(workspace).ratings == {}
    workspace.set_group("hiring", Group(raters=3, shown=True))
    assert of_workspace(workspace).ratings == {"hiring": {"early": (4,)}}


def test_progress_is_told_after_each_season_and_may_stop_the_work():
    told: list[tuple[int, int]] = []
    play(applied(small_shop(), Decided()), 3, progress=lambda *one: told.append(one))
    assert told == [(1, 3), (2, 3), (3, 3)]

    class Stop(Exception):
        pass

    def stop(done: int, planned: int) -> None:
        raise Stop

    with pytest.raises(Stop):
        plan_of(small_shop(), Decided(), "en", seasons=3, made=MADE, progress=stop)


def test_progress_of_a_whole_plan_counts_up_to_all_that_is_played():
    told: list[tuple[int, int]] = []
    found = played(applied(SHOP, Decided()), Decided(), 2, progress=lambda *one: told.append(one))
    counts, planned = [n for n, _ in told], {of for _, of in told}
    assert counts[:2] == [1, 2] and counts == sorted(counts) and planned == {counts[-1]}
    more = found.more
    assert more is not None and more.paid is not None and more.hiring is not None
    assert len(more.struck) == CANDIDATES and all(len(losses) == 2 for losses in more.struck.values())


def test_the_same_plan_whatever_the_workers():
    plan = Decided({"hiring": entry("hiring")})
    one, two = (plan_of(small_shop(), plan, "zh", seasons=SEASONS, made=MADE, workers=n) for n in (1, 2))
    assert one == two


def random_entry() -> st.SearchStrategy[tuple[str, PlanEntry]]:
    """A step of any practice, its levers anywhere in their ranges, said in any texts."""
    line = st.one_of(st.text(min_size=1, max_size=40), st.just(HOSTILE)).filter(lambda text: text.strip())

    @st.composite
    def made(draw) -> tuple[str, PlanEntry]:
        practice, _ = practices.load(draw(st.sampled_from(practices.names())))
        some = draw(st.lists(st.sampled_from(practice.levers), unique_by=lambda lever: lever.id))
        levers = {one.path: one.clip(draw(st.floats(one.low, one.high))) for one in some}
        levers |= draw(st.dictionaries(line, st.one_of(st.integers(-9, 9), line), max_size=1))
        more = {"levers": levers, "date": draw(st.dates()), "wrong_if": draw(st.one_of(st.just(""), line))}
        said = {name: draw(line) for name in ("owner", "change", "number_to_watch")}
        promise = entry(practice.slug).promise if draw(st.booleans()) else None
        return practice.slug, entry(practice.slug, promise=promise, **more, **said)

    return made()


WORKSPACES = (st.lists(random_entry(), max_size=4), st.sampled_from(languages))


@cache
def played_once(changed: bool) -> Played:
    """A season of the small shop, with a step and without, and all else that a plan plays: its words and tables take
    any."""
    decided = Decided({"hiring": entry("hiring")} if changed else {})
    found = applied(SHOP, decided)
    assert found.changed == changed
    return played(found, decided, 1)


def plan_of_entries(entries: list[tuple[str, PlanEntry]], language: str) -> tuple[Decided, Document]:
    """What a workspace decides, in seasons that are played once for all."""
    decided = Decided(dict(entries))
    found = applied(SHOP, decided)
    return decided, written(found, decided, played_once(found.changed), language, MADE)


@settings(max_examples=200, deadline=None)
@given(*WORKSPACES)
def test_any_workspace_makes_a_plan(entries: list[tuple[str, PlanEntry]], language: str):
    decided, doc = plan_of_entries(entries, language)
    sound(doc)
    assert len(doc.sections[9].subsections) == len(decided.plan)


@pytest.mark.parametrize(("least", "most"), [(0, 2), (3, 4)])  # 200 in all, in two tests of half the time
@settings(max_examples=100, deadline=None)
@given(data=st.data(), language=st.sampled_from(languages))
def test_any_workspace_is_printed(least: int, most: int, data: st.DataObject, language: str):
    """As files for Word and Excel that can be opened: no heading is empty and none stands over nothing."""
    _, doc = plan_of_entries(data.draw(st.lists(random_entry(), min_size=least, max_size=most)), language)
    opened_in_word(doc)
    opened_in_excel(doc)


def opened_in_word(doc: Document) -> None:
    """Every title is a heading, and below each something stands before the next one of its level or above."""
    paper = docx.Document(io.BytesIO(docx_bytes(doc)))
    kinds = []
    for one in paper.element.body:
        style = one.find(f"{W}pPr/{W}pStyle")
        name = "" if style is None else style.get(f"{W}val", "")
        if one.tag == f"{W}p":
            text = "".join(part.text or "" for part in one.iter(f"{W}t"))
            level = int(name[-1]) if name.startswith("Heading") and name[-1].isdigit() else 0
            assert not level or text.strip(), "an empty heading"
            kinds.append((level, bool(text.strip()) or one.find(f".//{W}drawing") is not None))
        else:
            kinds.append((0, True))
    for (level, _), (after, said) in zip(kinds, [*kinds[1:], (1, False)], strict=True):
        assert not level or after > level or (not after and said), "a heading over nothing"
    assert {section.title for section in doc.sections} <= {paragraph.text for paragraph in paper.paragraphs}


def opened_in_excel(doc: Document) -> None:
    """Every table with a name has a sheet of its own, and no sheet is empty."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(xlsx_bytes(doc)))
    for name in book.sheet_names:
        assert any(cell != "" for row in book.get_sheet_by_name(name).to_python() for cell in row), name
    tables = [block for section in walk((*doc.sections, *doc.appendix)) for block in section.blocks]
    named = {one.name for one in tables if isinstance(one, Table) and one.name}
    assert named <= set(book.sheet_names)


def test_empty_and_full_differ():
    assert decided("empty") != decided("full")
    assert document("jd", "empty").sections != document("jd", "full").sections
