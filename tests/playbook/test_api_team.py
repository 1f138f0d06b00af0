"""A team as a table: every field is told in both languages, goes out and comes back, and is refused in one sentence."""

from __future__ import annotations

import io
import subprocess
import sys

import pandas as pd
import pytest

from playbook import team
from playbook.api.fields import leaves, nested
from playbook.language import languages
from sim.files.bad_input import BadInput
from sim.scenario.file import team_names, write_scenario

FLAGSHIP = team("flagship")


def changed(field: str, value: object) -> pd.DataFrame:
    """The flagship's table with one cell changed."""
    table = FLAGSHIP.table()
    table.loc[table["field"] == field, "value"] = value
    return table


def row_of(field: str) -> int:
    table = FLAGSHIP.table()
    return int(table.index[table["field"] == field][0])


@pytest.mark.parametrize("name", team_names())
def test_a_table_gives_back_its_team(name: str):
    """All of it: as a frame, by way of a file that a spreadsheet has read and written, and part by part."""
    shop = team(name)
    table = shop.table()
    assert team.from_table(table) == shop
    text = table.to_csv(index=False)
    assert team.from_table(pd.read_csv(io.StringIO(text))) == shop
    assert team.from_table(shop.table("people"), base=shop) == shop


@pytest.mark.parametrize("name", team_names())
def test_every_field_has_a_meaning_in_both_languages(name: str):
    told = {leaf.kind: {x: leaf.meaning(x) for x in languages} for leaf in leaves(team(name).scenario).values()}
    assert [kind for kind, words in told.items() if not all(words.values())] == []
    chinese = [words["zh"] for words in told.values()]
    assert all(any("\u4e00" <= c <= "\u9fff" for c in text) for text in chinese)


def test_durations_of_every_family_and_a_message_are_rows_of_the_table_too(tmp_path):
    """As a frame and by way of a spreadsheet, with a meaning in both languages."""
    sorts = [{"share": 0.4, "family": "gamma", "mean_s": 90, "shape": 2}, {"share": 0.6, "mean_s": 30}]
    given = {
        "work.chat_after.handle": {"family": "mixture", "parts": sorts},
        "work.chat_after.patience": {"family": "hyperexponential", "means_s": [30, 400], "shares": [0.3, 0.7]},
        "work.chat_after.repeat_after": {"family": "empirical", "values_s": [60, 600, 9000], "below": [0, 0.8, 1]},
        "work.chat_before.redial_after": {"family": "uniform", "low_s": 60, "high_s": 600},
        "work.chat_before.message": {"after_s": 90, "becomes": "case"},
    }
    usual = {"work.chat_after.repeat_after_s": 14_400.0, "work.chat_before.redial_after_s": 600.0}
    write_scenario(FLAGSHIP.scenario.with_levers(given | usual), tmp_path / "sorts.toml")
    shop = team(str(tmp_path / "sorts.toml"))
    table = shop.table()
    assert team.from_table(table) == shop
    assert team.from_table(pd.read_csv(io.StringIO(table.to_csv(index=False)))) == shop
    fields = leaves(shop.scenario)
    assert fields["work.chat_after.handle.parts.0.shape"].bounds == (0.1, 1000)
    assert [path for path, leaf in fields.items() if not (leaf.meaning("en") and leaf.meaning("zh"))] == []


def test_what_the_table_says_is_what_the_model_takes():
    """Units and bounds: shares end at 1, money is in the team's currency, whole numbers stay whole."""
    table = team("crossborder").table().set_index("field")
    assert tuple(table.loc["money.gross_margin", ["low", "high"]]) == (0, 1)
    assert table.loc["money.order_value", "unit"] == team("crossborder").scenario.currency != "CNY"
    assert isinstance(table.loc["calendar.weeks", "value"], int)
    shares = table[(table["low"] == 0) & (table["high"] == 1) & ~table["unit"].isin(["", "factor"])]
    assert set(shares["unit"]) == {"share (0 to 1)"}


def test_a_changed_cell_changes_the_team_and_nothing_else():
    larger = team.from_table(changed("people.service_early.count", 4))
    assert larger == FLAGSHIP.with_({"people.service_early.count": 4})
    assert larger != FLAGSHIP
    assert FLAGSHIP.scenario.at("people.service_early.count") == 2


def test_a_row_more_is_one_more_of_a_list():
    """A second group of people needs no other place than the table."""
    table = FLAGSHIP.table()
    rows = table[table["field"].str.startswith("people.service_early.")].copy()
    rows["field"] = rows["field"].str.replace("service_early", "service_dawn")
    more = team.from_table(pd.concat([table, rows], ignore_index=True))
    assert more.scenario.headcount == FLAGSHIP.scenario.headcount + 2


def test_an_empty_cell_leaves_a_field_at_its_default():
    assert team.from_table(changed("money.late_most", None)).scenario.money.late_most is None
    assert team.from_table(changed("money.ad_share", "")).scenario.money.ad_share == 0


@pytest.mark.parametrize(
    "field, value, en, zh",
    [
        ("demand.orders_day", -5, "write a number above 0 and at most 1,000,000", "请改为"),
        ("people.service_early.count", 2.5, "write a whole number from 0 to 2000", "请改为0到2000的整数"),
        ("calendar.campaigns.0.lift", 0.5, "write a number from 1 to 50", "请改为1到50的数字"),
        ("demand.weekday", "[1, 2]", "demand.weekday has 2 values; write a list of 7 values", "7个值的列表"),
        ("money.gross_margin", "much", 'is "much"; write a number from 0 to 1', "请改为0到1的数字"),
        ("people.service_early.shift", "dawn", 'is "dawn"; write one of', "early"),
    ],
)
def test_a_wrong_cell_is_told_with_its_field_and_row(field, value, en, zh):
    for language, part in (("en", en), ("zh", zh)):
        with pytest.raises(BadInput) as error:
            team.from_table(changed(field, value), language=language)
        said = str(error.value)
        assert part in said and field in said and str(row_of(field)) in said
        assert "\n" not in said


def test_a_table_that_is_none_is_told():
    table = FLAGSHIP.table()
    twice = pd.concat([table, table.iloc[[20]]], ignore_index=True)
    misspelt = table.replace({"field": {"peak.temps": "peak.tempz"}})
    for frame, said in (
        (table.drop(columns="value"), "no column value"),
        (twice, f"Rows 20 and {len(table)} both hold"),
        (misspelt, f"Row {row_of('peak.temps')}: peak.tempz is not known here; did you mean temps?"),
        (table[table["field"] != "demand.orders_day"], "demand.orders_day is missing"),
        (FLAGSHIP.table("money"), "missing"),
    ):
        with pytest.raises(BadInput) as error:
            team.from_table(frame)
        assert said in str(error.value)


@pytest.mark.parametrize(
    "call, said",
    [
        (lambda: team("flagshp"), "did you mean flagship?"),
        (lambda: team("flagshp", "zh"), "是不是想写 flagship？"),
        (lambda: team("flagship", "fr"), "write one of en, zh"),
        (lambda: team("nowhere.toml"), "nowhere.toml"),
        (lambda: FLAGSHIP.table("peopel"), "did you mean people?"),
        (lambda: FLAGSHIP.with_(orders_dya=1), 'There is no "orders_dya" here; did you mean orders_day'),
        (lambda: FLAGSHIP.with_(count=3), "count stands in more than one place"),
        (lambda: FLAGSHIP.with_(orders_day=True), "orders_day is true; write a number"),
        (lambda: FLAGSHIP.with_({"floor.shift_end": "later"}), "finish"),
        (lambda: FLAGSHIP.with_(xyzzy=3), "There is no field"),
    ],
)
def test_a_slip_is_one_sentence(call, said):
    with pytest.raises(BadInput) as error:
        call()
    assert said in str(error.value) and "\n" not in str(error.value)
    assert error.value._render_traceback_() == [str(error.value)]


def test_a_team_is_kept_in_a_file(tmp_path):
    busier = FLAGSHIP.with_(orders_day=2000)
    assert team(str(busier.save(tmp_path / "busier.toml"))) == busier
    assert "2,000 orders" in repr(busier) and "2,000" in repr(team(str(tmp_path / "busier.toml"), "zh"))


def test_nested_is_the_way_back_from_leaves():
    flat = {
        "id": "x",
        "people.a.count": 1,
        "people.b.count": 2,
        "calendar.campaigns.0.lift": 3,
        "shifts.a.start": "07:00",
    }
    assert nested(flat) == {
        "id": "x", "people": [{"id": "a", "count": 1}, {"id": "b", "count": 2}],
        "calendar": {"campaigns": [{"lift": 3}]}, "shifts": {"a": {"start": "07:00"}},
    }  # fmt: skip


def test_the_front_door_is_light():
    """pandas and the model come when something is asked for."""
    heavy = {"pandas", "numpy", "pydantic", "ipywidgets", "sim"}
    code = f"import sys; from playbook import practice, start, story, team; print({heavy} & {{*sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == "set()", done.stderr
