"""Files read as what they are, and the command that says so."""

from __future__ import annotations

import pytest

from playbook import __main__ as command
from sim.exports.reading import Answers, read_file
from sim.exports.sources import from_bytes
from tests.exports import shops


@pytest.fixture
def shop(tmp_path):
    """`shop(sample)` writes a sample and gives its path."""

    def write(sample: shops.Sample, name: str = "orders.csv") -> str:
        path = tmp_path / name
        path.write_bytes(sample.text.encode(sample.encoding))
        return str(path)

    return write


def test_every_table_of_a_file_is_read_as_what_it_is():
    (orders,) = read_file(from_bytes("a", shops.PDD.text.encode()))
    assert orders.shape is None and orders.problem is None and len(orders.read) == 4
    (other,) = read_file(from_bytes("b", b"name,colour\nlamp,blue\nmug,red\n"))
    assert other.read is None and "no column holds dates with a time of day" in str(other.problem)


def test_answers_reach_the_orders():
    (reading,) = read_file(from_bytes("a", shops.WOOCOMMERCE.text.encode()), Answers("Asia/Shanghai", "UTC"))
    assert reading.read.placed[0] % 86400 == 17 * 3600 + 59 * 60 + 28


@pytest.mark.parametrize(
    "language, said",
    [
        ("en", "4 rows: 3 orders from 2026-11-29 to 2026-11-29; 2 of them count, those cancelled or never paid do not"),
        ("zh", "4行：3个订单，从2026-11-29到2026-11-29，其中2个计入，已取消和没付款的不计"),
    ],
)
def test_import_says_what_a_file_is_and_how_much_was_read(shop, capsys, language, said):
    assert command.main(["import", shop(shops.JD), "--language", language]) == 0
    out = capsys.readouterr().out
    assert said in out and ("JD orders" if language == "en" else "京东订单") in out
    assert "290001" not in out  # an order number


def test_import_goes_on_after_a_file_that_cannot_be_read(shop, capsys, tmp_path):
    missing = str(tmp_path / "no.csv")
    assert command.main(["import", missing, shop(shops.SHOPEE), "--language", "en"]) == 2
    shown = capsys.readouterr()
    assert "no such file" in shown.err and "Shopee orders" in shown.out


def test_import_writes_nothing(shop, capsys, tmp_path):
    path = shop(shops.SHOPIFY)
    before = {entry: entry.stat().st_mtime_ns for entry in tmp_path.iterdir()}
    command.main(["import", path, "--yes"])
    assert {entry: entry.stat().st_mtime_ns for entry in tmp_path.iterdir()} == before


def test_import_asks_on_a_terminal_whose_clock_a_file_shows(shop, capsys, monkeypatch):
    asked = []
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    answers = iter(["UTC", "Asia/Shanghai"])
    monkeypatch.setattr("builtins.input", lambda text: asked.append(text) or next(answers))
    assert command.main(["import", shop(shops.WOOCOMMERCE), "--language", "en"]) == 0
    assert len(asked) == 2 and "the busiest hour is" in asked[0]
    assert "whose clock" not in capsys.readouterr().out


def test_with_yes_nothing_is_asked_and_the_guess_is_said(shop, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda text: pytest.fail("asked"))
    assert command.main(["import", shop(shops.WOOCOMMERCE), "--yes", "--language", "en"]) == 0
    assert "taken as the shop's, the busiest hour is" in capsys.readouterr().out


def test_a_time_zone_that_does_not_exist_is_refused(shop, capsys):
    with pytest.raises(SystemExit) as stop:
        command.main(["import", shop(shops.JD), "--timezone", "Mars/Base", "--language", "en"])
    assert stop.value.code == 2 and "is no time zone" in capsys.readouterr().err
