"""The facilitator's pack: every part in both languages, nothing open in it, and answers that the model bears out."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import re
from functools import cache

import numpy as np
import pytest

from playbook.__main__ import main
from playbook.documents.blocks import Bullets, Facts, Paragraph, Table, numbers
from playbook.documents.docx import docx_bytes
from playbook.language import languages, words
from playbook.workshop.answers import TOLD, Answers, answers, choices, shop
from playbook.workshop.pack import PARTS, pack_of
from playbook.workshop.pack.agenda import times
from playbook.workshop.pack.made import Made
from playbook.workshop.pack.paper import CUT, pack_html
from playbook.workshop.session import SESSIONS, fitted, session_names, shipped
from playbook.workshop.suited import suited
from sim.experiment.replications import compare
from sim.experiment.results import last
from sim.scenario.file import team

DAY = dt.date(2026, 10, 1)
SEASONS = 2
STARTER = team("starter")


@cache
def quarter():
    return fitted(suited(shipped("quarter"), STARTER), STARTER)


@cache
def found() -> Answers:
    """Two seasons of the smallest shop."""
    return last(answers(quarter(), STARTER, SEASONS, 3))


@cache
def pack(language: str, name: str = "quarter", title: str = ""):
    """The answers of another session are made up: its texts are looked at, not its numbers."""
    own = STARTER if not title else STARTER.with_fields({"title": {"en": title, "zh": title}})
    if name == "quarter":
        return pack_of(quarter(), own, found(), language, DAY, start=9 * 60 + 30)
    session = fitted(suited(shipped(name), own), own)
    base = shop(session, own)
    rows = tuple(type(found().rows[0])(*one, None) for one in choices(session, own))
    ahead = {(one.id, c.path, kpi): c.values_from(base.at(c.path)) for one in session.rounds for c in one.choices
             for kpi in (*TOLD, one.bet)}  # fmt: skip
    return pack_of(session, own, Answers(SEASONS, SEASONS, 3, base, {}, rows, ahead), language, DAY)


def said(sections):
    """Every text of some sections."""
    for one in sections:
        yield one.title
        for block in one.blocks:
            match block:
                case Paragraph():
                    yield block.text
                case Bullets():
                    yield from block.items
                case Facts():
                    yield from (text for row in block.rows for text in row if isinstance(text, str))
                case Table():
                    yield from block.head
                    yield from (cell for row in block.rows for cell in row if isinstance(cell, str))
        yield from said(one.subsections)


@pytest.mark.parametrize("language", languages)
def test_the_pack_has_every_part(language):
    """A session that asks nothing has no questions and no key to them."""
    assert [one.key for one in pack(language).sections] == [x for x in PARTS if x not in ("key", "questions")]
    assert [one.key for one in pack(language, "ninety").sections] == list(PARTS)


@pytest.mark.parametrize("language", languages)
@pytest.mark.parametrize("name", ["quarter", "ninety", "half-day"])
def test_nothing_is_left_open(language, name):
    document = pack(language, name)
    for text in said(document.sections):
        assert text.strip() and not re.search(r"[{}]|\bnan\b|workshop_pack|None", text), text


def test_both_languages_have_as_much():
    """Part by part: as many sections, rows and numbers."""

    def shape(sections):
        return [(one.key, len(one.blocks), len(numbers(one.blocks)), shape(one.subsections)) for one in sections]

    assert shape(pack("en").sections) == shape(pack("zh").sections)
    assert shape(pack("en", "ninety").sections) == shape(pack("zh", "ninety").sections)


def test_clock_times_go_on_where_the_step_before_ended():
    of = Made(quarter(), STARTER, found(), words("en"), 9 * 60 + 30, 6)
    spans = times(of)
    assert spans[0][0] == 570 and spans[-1][1] == 570 + 25
    assert all(before[1] == after[0] for before, after in itertools.pairwise(spans))
    assert "09:30–09:33" in pack_html(pack("en"))


def test_there_is_a_sheet_for_each_team_and_round_and_a_box_for_each_choice():
    document = pack("en")
    sheets = next(one for one in document.sections if one.key == "decisions").subsections
    assert len(sheets) == 6 * 2
    table = next(block for block in sheets[-1].blocks if isinstance(block, Table))
    assert [row[1].count("□") for row in table.rows] == [3, 3, 5, 4]
    assert "now: 0%" in table.rows[0][1]


def test_teams_limits_the_sheets():
    document = pack_of(quarter(), STARTER, found(), "en", DAY, teams=2)
    assert len(next(one for one in document.sections if one.key == "decisions").subsections) == 2 * 2


def test_each_role_has_one_card():
    cards = next(one for one in pack("zh").sections if one.key == "cards").subsections
    assert [one.key for one in cards] == [one.id for one in quarter().roles]


def test_answers_are_what_a_comparison_gives():
    """The same two seasons, played as a pair of scenarios."""
    base = shop(quarter(), STARTER)
    row = next(one for one in found().rows if (one.path, one.value) == ("peak.temps_packing", 2))
    pair = last(compare(base, base.with_levers({"peak.temps_packing": 2}), SEASONS, 3))
    for kpi in (*TOLD, "peak_service_level"):
        assert row.change[kpi] == pair.difference(kpi), kpi


def test_answers_stand_for_every_choice_in_order_and_the_standing_one_is_named():
    rows = [(one.round, one.path, one.value) for one in found().rows]
    assert rows == list(choices(quarter(), STARTER))
    base = shop(quarter(), STARTER)
    for one in found().rows:
        assert (one.change is None) == (one.value == base.at(one.path))


def test_twice_the_same_answers_whatever_was_played_before():
    again = last(answers(quarter(), STARTER, SEASONS, 3))
    assert again.rows == found().rows and again.ahead == found().ahead


def test_the_leading_settings_hold_the_one_with_the_best_mean():
    for one in quarter().rounds:
        for choice in one.choices:
            rows = found().of(one.id, choice.path)
            best = max(rows, key=lambda row: 0.0 if row.change is None else row.change["value"].mean)
            assert best.value in found().leading(one.id, choice.path)


def test_one_season_tells_nothing_apart():
    alone = next(iter(answers(quarter(), STARTER, 1, 3)))
    assert alone.n == 1
    assert not any(alone.clear(one.id, choice.path) for one in quarter().rounds for choice in one.choices)


def test_messages_earn_now_and_cost_the_year_after():
    """The one lever of the round to learn on: profit up, what is left down, and the sum down. Known direction."""
    session = fitted(suited(shipped("ninety"), STARTER), STARTER)
    base = shop(session, STARTER)
    pair = last(compare(base, base.with_levers({"crm.messages": 5}), 3, 5))
    assert (pair.b.totals["profit"] > pair.a.totals["profit"]).all()
    assert (pair.b.totals["end_state"] < pair.a.totals["end_state"]).all()
    assert np.mean(pair.b.totals["value"] - pair.a.totals["value"]) < 0


HOSTILE = '<script>alert(1)</script>\u202e{agents} & "shop"'


@pytest.mark.parametrize("language", languages)
def test_a_hostile_title_is_text(language):
    page = pack_html(pack(language, title=HOSTILE))
    assert "<script" not in page and "&lt;script&gt;" in page and "\u202e" not in page
    assert "{agents}" in page  # somebody's text is nobody's placeholder


@pytest.mark.parametrize("language", languages)
def test_the_page_fetches_nothing_and_runs_nothing(language):
    page = pack_html(pack(language, "ninety"))
    assert "http" not in re.sub(r'http-equiv="', "", page) and "src=" not in page.replace("default-src", "")
    assert page.count("<section") == page.count("</section>")


@pytest.mark.parametrize("language", languages)
def test_word_can_open_it(language):
    import docx

    made = docx.Document(io.BytesIO(docx_bytes(pack(language, "ninety"))))
    heads = [one.text for one in made.paragraphs if one.style.name == "Heading 1"]
    assert heads == [one.title for one in pack(language, "ninety").sections]


def test_what_is_cut_out_has_a_broken_line_around_each_part():
    import docx
    from docx.oxml.ns import qn

    document = pack("en", "ninety")
    made = docx.Document(io.BytesIO(docx_bytes(document, cut=CUT)))
    frames, before = 0, False
    for one in made.paragraphs:
        held = one._p.pPr.find(qn("w:pBdr")) if one._p.pPr is not None else None
        dashed = held is not None and {side.get(qn("w:val")) for side in held} == {"dashed"}
        frames += dashed and not before
        before = dashed
    assert frames == sum(len(one.subsections) for one in document.sections if one.key in CUT) > 0


def test_the_same_pack_gives_the_same_bytes():
    assert docx_bytes(pack("en")) == docx_bytes(pack_of(quarter(), STARTER, found(), "en", DAY, start=570))


# ---- the command


def run(*arguments: str) -> int:
    return main(["pack", *arguments, "--language", "en"])


def test_the_command_writes_both_files_and_finds_its_seasons_again(tmp_path, capsys):
    arguments = ("quarter", "--team", "starter", "-o", str(tmp_path / "out"), "--replications", "1", "--start", "9:30",
                 "--keep", str(tmp_path / "kept"))  # fmt: skip
    assert run(*arguments) == 0
    first = (tmp_path / "out" / "pack.html").read_bytes()
    assert (tmp_path / "out" / "pack.docx").stat().st_size > 10_000
    capsys.readouterr()
    assert run(*arguments) == 0
    assert "0 added" in capsys.readouterr().err
    assert (tmp_path / "out" / "pack.html").read_bytes() == first


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("ninty", "-o", "out"), "ninety"),
        (("quarter", "--team", "startre", "-o", "out"), "starter"),
        (("quarter", "-o", "file"), "file"),
        (("own.toml", "-o", "out"), "own.toml"),
        (("bet.toml", "-o", "out"), "rounds.ready.bet"),
        (("quarter", "--team", "out/pack.html", "-o", "out"), "pack.html"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_in_one_sentence(tmp_path, monkeypatch, capsys, arguments, named):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "own.toml").write_text("id = 5\n", encoding="utf-8")
    text = (SESSIONS / "quarter.toml").read_text(encoding="utf-8")
    (tmp_path / "bet.toml").write_text(text.replace('bet = "service_level"', 'bet = "nothing"'), encoding="utf-8")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "pack.html").write_text("mine", encoding="utf-8")
    assert run(*arguments) == 2
    err = capsys.readouterr().err
    assert named in err and len(err.strip().splitlines()) == 1
    assert (tmp_path / "out" / "pack.html").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("language", languages)
@pytest.mark.parametrize("command", ["pack", "workshop"])
def test_help_names_every_shipped_session(command, language, capsys):
    with pytest.raises(SystemExit):
        main([command, "--help", "--language", language])
    said = " ".join(capsys.readouterr().out.split())
    assert (", " if language == "en" else "、").join(session_names()) in said.replace("half- day", "half-day")


def test_no_time_of_day_is_refused(capsys):
    with pytest.raises(SystemExit) as ended:
        run("quarter", "-o", "x", "--start", "25:00")
    assert ended.value.code == 2
    assert "25:00" in capsys.readouterr().err
