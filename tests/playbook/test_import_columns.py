"""`playbook import --columns`, `--save-preset` and `--preset`: columns shown, changed, kept and used again."""

from __future__ import annotations

from pathlib import Path

import pytest

from playbook.__main__ import main
from sim.exports.presets import read_presets

HEADING = "编号,时间一,时间二,收货人,状态,金额"
ROWS = "\n".join(
    f"A{i},2026-11-{1 + i:02d} 09:00:00,2026-11-{1 + i:02d} 17:00:00,王小明,已完成,25.5" for i in range(20)
)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path = tmp_path / "shop.csv"
    path.write_text(f"{HEADING}\n{ROWS}\n", encoding="utf-8")
    return path


def test_columns_are_shown_with_an_example_and_no_customers_name(shop, capsys):
    assert main(["import", "--columns", str(shop)]) == 0
    said = capsys.readouterr().out
    assert "placed = 时间一" in said and "2026-11-01 09:00:00" in said
    assert "王小明" not in said and "A1," not in said


def test_a_column_changed_at_the_terminal_is_kept_and_used_for_the_next_file(shop, tmp_path, capsys, monkeypatch):
    kept = tmp_path / "columns.toml"
    answers = iter(["", "placed = 时间三", "placed = 时间二", ""])  # the clock stays; a slip; the change; done
    monkeypatch.setattr("builtins.input", lambda _: next(answers))
    for stream in ("stdin", "stdout"):
        monkeypatch.setattr(f"sys.{stream}.isatty", lambda: True, raising=False)
    assert main(["import", "--columns", "--save-preset", str(kept), str(shop)]) == 0
    assert "时间三" in capsys.readouterr().out
    assert read_presets(kept)[0].columns["placed"] == "时间二"
    assert main(["import", "--yes", "--preset", str(kept), str(shop)]) == 0
    assert "17:00" in capsys.readouterr().out


def test_nothing_is_kept_of_a_file_that_cannot_be_read(tmp_path, capsys):
    broken, kept = tmp_path / "broken.csv", tmp_path / "columns.toml"
    broken.write_text("name,colour\nlamp,blue\nmug,red\n", encoding="utf-8")
    assert main(["import", "--save-preset", str(kept), str(broken)]) == 2
    assert not kept.exists()


def test_a_file_that_holds_no_presets_is_refused_before_anything_is_read(shop, capsys):
    assert main(["import", "--preset", str(shop), str(shop)]) == 2
    assert capsys.readouterr().out == ""
