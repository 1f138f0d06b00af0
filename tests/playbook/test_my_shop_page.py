"""The page "My shop", driven in Python: files, what they are, questions, columns, the team, its use; nothing kept."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import ipywidgets as W
import pytest

from playbook.lab import MINE, Lab
from playbook.lab.access import is_off
from playbook.lab.jobs import Cancelled
from playbook.lab.my_shop import ShopPage, zones
from playbook.lab.my_shop import files as files_module
from playbook.lab.my_shop import team as team_module
from playbook.lab.my_shop.card import TableCard
from playbook.lab.upload import PIECE_BYTES, Sent, Upload, plain_name
from playbook.language import words
from playbook.my_files.private import may_be_shown
from playbook.my_files.reading import opened
from playbook.my_files.team import made_team
from playbook.notebooks.own import OWN, own_notebook
from playbook.pages import MY_SHOP
from playbook.practices import LANGUAGES
from playbook.workspace import Workspace
from sim.exports.presets import KINDS, roles_of
from sim.exports.reading import Answers
from sim.exports.sources import from_bytes
from sim.scenario.file import read_scenario, team, team_names
from tests.calibrate.made_month import Month, made_month, written
from tests.exports import shops
from tests.playbook import fake_experiment
from tests.playbook.lab_tools import figures, no_trouble, texts, widgets_of

PLANTED = ("王小明", "13800138000", "西湖区文三路", "ORDER-77812", "请放门卫")


@pytest.fixture
def page(tmp_path: Path) -> ShopPage:
    return ShopPage("en", workspace=Workspace.open(tmp_path / "workspace"))


@pytest.fixture(scope="module")
def month() -> Month:
    return made_month(days=14, contacts=300, agents=8)


@pytest.fixture(scope="module")
def contacts(month: Month, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return written(month, tmp_path_factory.mktemp("shop") / "contacts.csv").read_bytes()


def orders(each: int = 60, days: int = 14) -> bytes:
    """So many orders a day with a buyer's name, telephone, address, order number and message planted in every row."""
    rows = ["订单编号,买家会员名,联系手机,收货地址 ,买家留言,订单创建时间"]
    for day in range(1, days + 1):
        rows += [
            f"{PLANTED[3]}{day:02d}{i:03d},{PLANTED[0]},{PLANTED[1]},{PLANTED[2]},{PLANTED[4]},"
            f"2026-09-{day:02d} {8 + i % 15:02d}:05:00"
            for i in range(each)
        ]
    return "\n".join(rows).encode("gb18030")


def bring(page: ShopPage, name: str, data: bytes) -> None:
    page.files.came(Sent(name, data))
    settle(page)


def settle(page: ShopPage, seconds: float = 60) -> None:
    """Wait until every file is read."""
    end = time.monotonic() + seconds
    while page.files._waiting:
        assert time.monotonic() < end, "files are still being read"
        time.sleep(0.01)


def cards(page: ShopPage) -> list[TableCard]:
    return [one for one in widgets_of(page.files.cards) if isinstance(one, TableCard)]


# ------------------------------------------------------------------------------------------------------------- upload


class Wire:
    """A browser on the other end of an upload: what it sends, and what it is told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, came: Callable[[Sent], None]) -> None:
        self.upload = Upload(words("en"), came)
        self.told: list[dict] = []
        monkeypatch.setattr(self.upload, "send", lambda content, buffers=None: self.told.append(content))

    def says(self, content: object, piece: bytes = b"") -> None:
        self.upload._heard(content, [memoryview(piece)] if piece else [])

    def sends(self, name: str, data: bytes, key: str = "k") -> None:
        """As the browser does: each piece when it is asked for."""
        self.says({"begin": key, "name": name, "size": len(data)})
        while "next" in self.told[-1]:
            at = self.told[-1]["at"]
            self.says({"piece": key, "at": at}, data[at : at + PIECE_BYTES])


def test_a_file_comes_in_pieces_and_is_whole(monkeypatch):
    came: list[Sent] = []
    wire = Wire(monkeypatch, came.append)
    data = bytes(range(256)) * 12_000  # three pieces and a bit
    wire.sends("C:\\fakepath\\my orders.csv", data)
    assert came == [Sent("my orders.csv", data)]
    assert [one["at"] for one in wire.told if "next" in one] == [0, 1_000_000, 2_000_000, 3_000_000]
    assert wire.told[-1] == {"done": "k"}
    wire.sends("second.csv", b"", "k2")
    assert came[-1] == Sent("second.csv", b"")


def test_pieces_that_nobody_asked_for_are_no_part_of_a_file(monkeypatch):
    came: list[Sent] = []
    wire = Wire(monkeypatch, came.append)
    wire.says({"piece": "k", "at": 0}, b"stray")
    wire.says({"begin": "k", "name": "a.csv", "size": 4})
    wire.says({"piece": "other", "at": 0}, b"abcd")
    wire.says({"piece": "k", "at": 2}, b"cd")
    for odd in (None, "x", {"begin": 3}, {"begin": "k", "name": "a", "size": -1}, {"piece": "k", "at": 0}):
        wire.says(odd)
    assert came == []
    wire.says({"piece": "k", "at": 0}, b"abcd")
    assert came == [Sent("a.csv", b"abcd")]


def test_a_file_that_is_stopped_or_too_large_never_comes(monkeypatch):
    came: list[Sent] = []
    wire = Wire(monkeypatch, came.append)
    wire.says({"begin": "k", "name": "a.csv", "size": 4})
    wire.says({"stop": "k"})
    wire.says({"piece": "k", "at": 0}, b"abcd")
    wire.says({"begin": "l", "name": "a.csv", "size": wire.upload.largest + 1})
    wire.says({"piece": "l", "at": 0}, b"abcd")
    wire.says({"begin": "m", "name": "more.csv", "size": 2})
    wire.says({"piece": "m", "at": 0}, b"more than it said")
    assert came == []


def test_a_name_has_no_folder_and_is_short_enough_for_a_sentence():
    assert plain_name("/data/a.csv") == "a.csv" == plain_name("D:\\x\\a.csv")
    long = plain_name("x" * 300 + ".xlsx")
    assert len(long) == 80 and long.endswith("….xlsx")


# -------------------------------------------------------------------------------------------------------------- files


def test_each_file_is_told_as_what_it_is_with_its_counts(page, contacts, month):
    bring(page, "contacts.csv", contacts)
    bring(page, "orders.csv", orders())
    shown = texts(page.files)
    assert f"{len(month.contacts):,} contacts on 14 days" in shown
    assert "840 orders from 2026-09-01 to 2026-09-14" in shown
    assert len(cards(page)) == 2
    no_trouble(page.files)


def test_a_file_that_cannot_be_read_gets_one_sentence_and_the_others_stay(page):
    bring(page, "orders.csv", orders())
    bring(page, "broken.xlsx", b"PK\x03\x04 no workbook <b>")
    shown = texts(page.files)
    assert shown.count('class="pb-error"') == 1 and "broken.xlsx" in shown and "Traceback" not in shown
    assert len(page.desk.readings) == 1


def test_a_file_brought_again_takes_the_place_of_the_first_and_one_can_be_removed(page):
    bring(page, "orders.csv", orders(each=30))
    bring(page, "orders.csv", orders(each=60))
    assert [len(one.read) for one in page.desk.readings] == [840]
    gone = next(
        one for one in widgets_of(page.files.cards) if isinstance(one, W.Button) and "orders.csv" in one.description
    )
    gone.click()
    assert page.desk.readings == [] and "Nothing yet" in texts(page.files)


def test_all_files_together_have_a_limit(page, monkeypatch):
    monkeypatch.setattr(files_module, "MOST_BYTES", 60_000)
    bring(page, "one.csv", orders(each=30))
    bring(page, "two.csv", orders(each=60))
    assert "two.csv was not taken" in texts(page.files)
    assert [file.name for file in page.desk.files.values()] == ["one.csv"]


def test_whose_clock_it_is_is_asked_with_the_busiest_hour_and_the_answer_holds(page):
    """Taobao writes no zone. On a clock in UTC, Chinese evenings would be eight hours later."""
    bring(page, "orders.csv", shops.TAOBAO.text.encode("gb18030"))
    (card,) = cards(page)
    before = card.reading.read.placed.copy()
    options = {zone: label for label, zone in card.clock.options}
    assert card.clock.value == "" and options[""].endswith("20:00") and options["UTC"].endswith("04:00")
    card.clock.value = "UTC"
    settle(page)
    (card,) = cards(page)
    assert card.clock.value == "UTC"
    assert (card.reading.read.placed - before == 8 * 3600).all()
    assert {zone: label for label, zone in card.clock.options}[""].endswith("20:00")
    card.clock.value = ""
    settle(page)
    assert (cards(page)[0].reading.read.placed == before).all()


def test_which_number_is_the_month_is_asked_and_the_answer_holds(page):
    rows = "".join(f"N{i},{1 + i % 12}/{2 + i % 3}/2026 10:{i % 60:02d}\n" for i in range(200))
    bring(page, "orders.csv", ("Order ID,Created at\n" + rows).encode())
    (card,) = cards(page)
    assert card.order is not None
    other = next(order for _, order in card.order.options if order != card.order.value)
    days = len(card.reading.read.days.counts)
    card.order.value = other
    settle(page)
    (card,) = cards(page)
    assert card.order.value == other and len(card.reading.read.days.counts) != days


def test_columns_confirmed_once_are_kept_for_the_next_file_and_hold_no_cell(page, tmp_path):
    """The shop says that the moment of payment counts as the order's."""
    rows = "".join(
        f"{i},2026-09-{1 + i % 20:02d} 10:00:00,2026-09-{1 + i % 20:02d} 21:00:00,王小明\n" for i in range(400)
    )
    data = ("订单编号,订单创建时间,订单付款时间,收货人姓名\n" + rows).encode("gb18030")
    bring(page, "september.csv", data)
    form = cards(page)[0].columns
    assert form.choices["placed"].value == "订单创建时间"
    form.choices["paid"].value = ""
    form.choices["placed"].value = "订单付款时间"
    form.confirm()
    settle(page)
    assert cards(page)[0].reading.read.hourly()[:, 21].sum() == 400
    kept = (page.workspace.folder / "columns.toml").read_text(encoding="utf-8")
    assert "订单付款时间" in kept and "王小明" not in kept
    again = ShopPage("zh", workspace=Workspace.open(page.workspace.folder))
    bring(again, "october.csv", data.replace(b"-09-", b"-10-"))
    assert cards(again)[0].reading.read.hourly()[:, 21].sum() == 400
    assert "照你上次确认的" in texts(again.files)


def test_another_zone_of_the_shop_reads_every_file_anew(page):
    utc = "Order ID,Created at\n" + "".join(f"N{i},2026-09-{1 + i % 20:02d}T02:00:00Z\n" for i in range(200))
    bring(page, "orders.csv", utc.encode())
    assert page.desk.readings[0].read.hourly()[:, 10].sum() == 200
    page.files.zone.value = "Europe/Berlin"
    settle(page)
    assert page.desk.readings[0].read.hourly()[:, 4].sum() == 200


@pytest.mark.parametrize("language", ["en", "zh"])
def test_some_twenty_zones_are_offered_and_all_can_be_searched(language):
    tongue = words(language)
    offered = [zone for _, zone in zones.likely(tongue, "Europe/Madrid")]
    assert offered[0] == "Europe/Madrid" and len(offered) == len(set(offered)) and 18 <= len(offered) <= 24
    assert offered[1].startswith("Asia/") == (language == "zh")
    every = zones.every(tongue)
    assert set(offered) <= set(every.values()) and len(every) > 300


def test_a_zone_that_is_searched_for_is_taken(page):
    files, before = page.files, page.desk.zone
    files.zone.value = ""
    assert page.desk.zone == before and files.search.layout.display is None  # nothing is taken before one is found
    files.search.value = next(label for label, zone in files.every_zone.items() if zone == "Europe/Madrid")
    assert page.desk.zone == files.zone.value == "Europe/Madrid"
    assert files.search.layout.display == "none"


def test_a_path_can_be_named_in_a_notebook_and_not_in_the_app(page, tmp_path, monkeypatch):
    file = tmp_path / "orders.csv"
    file.write_bytes(orders())
    page.files.path.value = str(file)
    page.files.read_path()
    settle(page)
    assert len(page.desk.readings) == 1 and str(tmp_path) not in texts(page.files)
    monkeypatch.setenv("VOILA_BASE_URL", "/")
    app = ShopPage("en", workspace=page.workspace)
    row = next(one for one in widgets_of(app.files) if app.files.path in getattr(one, "children", ()))
    assert row.layout.display == "none"


# ------------------------------------------------------------------------------------------------------ team and use


@pytest.fixture(scope="module")
def made(contacts, tmp_path_factory) -> ShopPage:
    """A page with a team, made once for the tests that only look."""
    page = ShopPage("en", workspace=Workspace.open(tmp_path_factory.mktemp("made")))
    for section in OWN[MY_SHOP].sections:
        getattr(page, section)
    bring(page, "contacts.csv", contacts)
    bring(page, "orders.csv", orders())
    page.team.bar.press()
    assert page.team.bar.wait(120)
    return page


def test_the_team_is_told_with_its_error_its_figure_and_where_it_comes_from(made, month):
    shown = texts(made.team)
    assert f"{len(month.contacts):,} contacts of 14 days" in shown
    assert "gave up, played" in shown and figures(shown)
    assert "Now from your file" in shown and "As in the sample shop" in shown and "No file says it" in shown
    no_trouble(made.team)


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_near_the_team_comes_is_said_first_and_by_what_luck_alone_gives(made, language):
    """Off by no more than a perfect model, up to twice that, further: three judgements, each with both shares."""
    tongue = words(language)

    def said(off: float) -> str:
        scores = {True: SimpleNamespace(actual=0.08, replayed=0.09), False: SimpleNamespace(distance=off)}
        checked = SimpleNamespace(
            score=lambda name, own_pace=True: scores[own_pace],
            ceiling=lambda name: SimpleNamespace(distance=(0.007, 0.008, 0.01)),
        )
        return team_module.nearness(tongue, replace(made.desk.made, checked=checked))

    judged = [said(off) for off in (0.009, 0.011, 0.019, 0.021)]
    begins = [tongue.t(f"shop_team.{key}", played="", real="", miss="", low="", high="")[:4]
              for key in ("near_as_can_be", "near_enough", "near_enough", "near_little")]  # fmt: skip
    assert [one[:4] for one in judged] == begins and judged[1] != judged[0]
    assert all(part in judged[3] for part in ("8.0%", "9.0%", "2.1", "0.7", "1.0"))
    assert team_module.nearness(tongue, replace(made.desk.made, checked=None)) == ""


def test_the_judgement_stands_before_everything_that_was_measured(made):
    head = made.team.head.value
    assert head.index("pb-big") < head.index("contacts of 14 days")
    assert "correlation" not in head and "correlation" in made.team.rest.value
    told = {one.key for one in made.desk.made.sentences}
    assert "fit.people" in told and "on duty on average" in head  # how many people, where the reader looks first
    assert ("In the team" in head) == ("fit.in_team" in told)


def test_using_the_team_makes_every_page_speak_of_it_and_back(made):
    made.use.name.value = "Tea & Co"
    made.use.take.click()
    assert made.workspace.scenario.title.en == "Tea & Co"
    assert made.workspace.scenario.demand.orders_day == pytest.approx(60, rel=0.01)
    lab = Lab("peak-time", workspace=made.workspace, experiment=fake_experiment)
    assert lab.here == MINE and lab.study.team == made.workspace.scenario
    assert "Tea &amp; Co" in made.use.now.value
    made.use.back.click()
    assert made.workspace.scenario in [team(name) for name in team_names()]
    assert made.workspace.own.title.en == "Tea & Co", "one's own shop stays kept"


def test_name_and_big_day_are_asked_of_a_team_that_there_is(page, made):
    """Without one, "no big day" stood beside a shop in use that has one."""
    assert {one.layout.display for one in (page.use.name, page.use.day)} == {"none"}
    assert {one.layout.display for one in (made.use.name, made.use.day)} == {None}


def test_the_download_is_the_team(made, tmp_path):
    import base64
    import re

    data = re.search(r"base64,([^\"]+)", made.use.file.value)[1]
    file = tmp_path / "my-shop.toml"
    file.write_bytes(base64.b64decode(data))
    assert read_scenario(file) == made.desk.made.team.scenario


def test_a_coming_big_day_is_put_on_the_calendar_eight_weeks_after_the_start(made):
    made.use.day.value = "double-eleven-2025"
    made.use.take.click()
    assert "Say when" in made.use.said.value
    made.use.date.value = dt.date(2027, 10, 20)
    shop = made.use.scenario()
    assert (shop.calendar.start, shop.calendar.campaigns[0].day) == (dt.date(2027, 8, 23), dt.date(2027, 10, 20))
    assert dt.date(2027, 10, 1) in shop.calendar.holidays
    made.use.day.value = ""


def test_nothing_of_a_customer_is_in_any_widget_output_or_file(made):
    """Names, telephones, addresses, order numbers and messages were in every row of the orders."""
    seen = [texts(getattr(made, name)) for name in OWN[MY_SHOP].sections]
    for name in OWN[MY_SHOP].sections:
        section = getattr(made, name)
        seen += [repr(one.get_state()) for one in widgets_of(section)]
        seen.append(repr(section._repr_mimebundle_()))
    made.use.take.click()
    seen += [file.read_text(encoding="utf-8") for file in made.workspace.folder.iterdir() if file.is_file()]
    assert not [one for one in PLANTED for text in seen if one in text]


def test_a_cell_that_cannot_be_read_is_not_quoted_where_it_may_be_private(page):
    """A name in the column of moments, in that of states, in one of our own files; the row's number says where."""
    rows = [f"{i},2026-09-{1 + i % 20:02d} 10:00:00,{PLANTED[0]}{i}" for i in range(400)]
    rows[5] = f"5,{PLANTED[0]}{PLANTED[1]},交易成功"
    bring(page, "orders.csv", ("订单编号,订单创建时间,订单状态\n" + "\n".join(rows)).encode())
    ours = f"date,request_s,type,wait_s,outcome,service_s,agent\n2026-09-01,{PLANTED[0]},a,5,served,60,A\n"
    bring(page, "ours.csv", ours.encode())
    bring(page, "times.csv", b"Order ID,Created at\n1,2026-09-01 10:00:00\n2,25:99 o'clock\n3,2026-09-02 10:00:00\n")
    seen = "".join(repr(one.get_state()) for one in widgets_of(page.files))
    assert not [one for one in PLANTED if one in seen]
    assert "first in row 7" in seen and "row 2: request_s" in seen and "(not shown)" in seen


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("2026-11-11 00:05:09", True), ("11 Nov 2026 9:05 PM", True), ("2026年11月11日下午3点", True),
        ("20261111", True), ("-4", True), ("", True), ("N/A", True), ("25:99", True),
        ("王小明", False), ("Jan", False), ("Sunny 5", False), ("13800138000", False), ("12 May Street", False),
    ],
)  # fmt: skip
def test_what_may_be_shown_of_a_cell(cell, shown):
    assert may_be_shown(cell) is shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_that_a_file_may_have_has_a_word(language):
    roles = {role for kind in KINDS for role in roles_of(kind)}
    assert sorted(role for role in roles if not words(language).has(f"column.{role}")) == []


def test_without_contacts_the_page_says_what_is_missing(page):
    bring(page, "orders.csv", orders())
    assert page.team.bar.button.layout.display == "none"
    assert "file of contacts" in texts(page.team)
    assert is_off(page.use.take)


def test_the_fit_can_be_stopped_and_begun_again(page, contacts, monkeypatch):
    bring(page, "contacts.csv", contacts)
    begun = team_module.made_team

    def slow(*args, step, **options):
        step(0)
        for _ in range(2000):
            time.sleep(0.01)
            step(0)
        return begun(*args, step=step, **options)

    monkeypatch.setattr(team_module, "made_team", slow)
    page.team.bar.press()
    page.team.bar.stop.click()
    assert page.team.bar.wait(5) and page.desk.made is None
    assert not is_off(page.team.bar.button) and "Stopped" in texts(page.team)


@pytest.mark.parametrize("played", [3, 0])
def test_the_fit_ends_where_it_is_told_to_in_days_left_out_and_in_weeks_played(contacts, played):
    """`played` 0: the team that plays some weeks does not count its days."""
    brought = opened(lambda: from_bytes("contacts.csv", contacts), "contacts.csv", Answers())
    seen: list[int] = []

    def each_day(through: int, days: int) -> None:
        seen.append(through)
        if through == played:
            raise Cancelled

    with pytest.raises(Cancelled):
        made_team(brought.readings, "en", zone="Asia/Shanghai", each_day=each_day)
    assert seen[-1] == played and seen.count(played) == 1


def test_a_team_of_other_files_than_now_is_not_taken(page, contacts, monkeypatch):
    bring(page, "contacts.csv", contacts)
    monkeypatch.setattr(team_module, "made_team", lambda *args, **options: page.files.remove(0))
    page.team.bar.press()
    page.team.bar.wait()
    assert page.desk.made is None and is_off(page.use.take)


def test_files_of_two_shops_are_said_to_be_so(page, contacts):
    bring(page, "contacts.csv", contacts)
    bring(page, "orders.csv", orders(each=3))
    page.team.bar.press()
    assert page.team.bar.wait(120)
    assert "not all of one shop" in texts(page.team)


def test_what_files_say_beside_each_other_goes_with_the_file(page, contacts):
    bring(page, "contacts.csv", contacts)
    assert "more than one of the files" not in texts(page.files)
    bring(page, "again.csv", contacts)
    assert "more than one of the files" in texts(page.files)
    page.files.remove(1)
    assert "more than one of the files" not in texts(page.files)


# ----------------------------------------------------------------------------------------------------------- notebook


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notebook_has_a_cell_and_words_for_each_section(language, tmp_path):
    cells = own_notebook(MY_SHOP, language, "twin.ipynb").cells
    sources = [cell.source for cell in cells]
    page = ShopPage(language, workspace=Workspace.open(tmp_path))
    for name in OWN[MY_SHOP].sections:
        assert f"shop.{name}" in sources
        assert page.words.t(f"shop_{name}.title") in "".join(sources)
        bundle = getattr(page, name)._repr_mimebundle_()
        assert page.title in bundle["text/plain"] and bundle["text/html"], "something to read without a kernel"
