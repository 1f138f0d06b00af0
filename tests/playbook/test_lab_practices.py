"""The loader of practices: what is wrong with a file is said in one sentence that names file and place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from playbook.practices import Lever, PracticeError, Row, count_words, load

SOURCE = Path(__file__).parent / "practices" / "demo-practice"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(SOURCE, tmp_path / "demo-practice")
    load.cache_clear()
    return tmp_path


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / "demo-practice" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


FAULTS = {
    "misspelt key": ("practice.toml", "minutes = 20", "minuets = 20", "minuets"),
    "wrong type": ("practice.toml", "minutes = 20", 'minutes = "twenty"', "minutes"),
    "no main lever": ("practice.toml", "main = true", "main = false", "exactly one lever"),
    "lever upside down": ("practice.toml", "low = 15.0", "low = 75.0", "must be below"),
    "bot outside its lever": ("practice.toml", "rule = { breaks = 15.0 }", "rule = { breaks = 5.0 }", "outside 15"),
    "bot with a lever of another challenge": (
        "practice.toml",
        "rule = { breaks = 15.0 }",
        "rule = { training = 2 }",
        "not among breaks",
    ),
    "anchors that do not rise": ("practice.toml", "3 = 40, 5 = 60", "3 = 70, 5 = 60", "rise or fall"),
    "link to nowhere": ("practice.toml", 'target = "tired"', 'target = "gone"', "gone"),
    "two sides of a bound": ("practice.toml", "at_most = 2.05", "at_most = 2.05, at_least = 1", "exactly one"),
    "statement without place": ("practice.toml", "[bet]", 'statements = { A01 = "play.z" }\n[bet]', "play.z"),
    "five statements on one element": (
        "practice.toml",
        "[bet]",
        'statements = { A01 = "play.a", A02 = "play.a", A03 = "play.a", A04 = "play.a", A05 = "play.a" }\n[bet]',
        "four is the most",
    ),
    "words missing": ("en.toml", "[levers.training]", "[levers.trainnig]", "levers: words are missing for training"),
    "placeholder that nothing fills": ("en.toml", "{knee}", "{kneee}", "kneee"),
    "fact that no team has": ("en.toml", "{people}", "{peple}", "peple"),
    "answer that is no option": ("en.toml", "answer = 1", "answer = 5", "options"),
    "not TOML": ("zh.toml", "title =", "title", "not readable as TOML"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_one_sentence_with_file_and_place(folder: Path, fault: str) -> None:
    """An author reads which file, where, and what is wrong."""
    name, old, new, said = FAULTS[fault]
    change(folder, name, old, new)
    with pytest.raises(PracticeError) as caught:
        for language in ("en", "zh"):
            load("demo-practice", language, folder)
    text = str(caught.value)
    assert name in text and said in text and "\n" not in text


def test_a_practice_that_does_not_exist_is_named(folder: Path) -> None:
    """Somebody mistypes a practice."""
    with pytest.raises(PracticeError, match="peek-time"):
        load("peek-time", "en")
    with pytest.raises(PracticeError, match="'fr' is no language"):
        load("demo-practice", "fr", folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    """A translation has not been written yet."""
    (folder / "demo-practice" / "zh.toml").unlink()
    with pytest.raises(PracticeError, match=r"demo-practice/zh\.toml: the file is missing"):
        load("demo-practice", "zh", folder)


def test_levers_step_and_stay_inside() -> None:
    """A setting from outside lands on a step inside the range."""
    lever = Lever(id="a", path="peak.temps", low=0, high=10, step=1)
    assert [lever.clip(x) for x in (-3, 2.4, 2.6, 99)] == [0, 2, 3, 10]
    assert isinstance(lever.clip(2.4), int)
    share = Lever(id="b", path="peak.night_crew", low=0.0, high=0.6, step=0.05)
    assert share.clip(0.32) == 0.3
    assert share.points(4) == (0.0, 0.2, 0.4, 0.6)
    assert share.points(99)[-1] == 0.6 and len(share.points(99)) == 13


def test_levels_between_anchors_lie_halfway() -> None:
    """2 and 4 of a rubric have values of their own."""
    row = Row(id="a", path="peak.temps", anchors={"1": 0, "3": 6, "5": 20})
    assert [row.value(level) for level in range(1, 6)] == [0, 3, 6, 13, 20]
    falling = Row(id="b", path="peak.overtime_hours", anchors={"1": 3, "3": 1.5, "5": 0.5}, whole=False)
    assert [falling.value(level) for level in range(1, 6)] == [3, 2.25, 1.5, 1.0, 0.5]


def test_chinese_and_english_words_are_counted_alike() -> None:
    """A sentence and its translation weigh about the same."""
    assert count_words("Draw the hours, then move shifts.") == 6
    assert count_words("画出小时，再挪班次。") == 5
