"""The words of the whole product: none that means something else, none that only its makers know, one spelling."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from playbook.language import languages

ROOT = Path(__file__).parents[2]

# A word that may not occur, and why. Chinese first.
FORBIDDEN = {
    "zh": {
        r"(?<!迎)接客": "what prostitutes do; a shop's agent receives: 接待",
        r"流失率": "reads as leavers or lost customers; who gave up waiting is 放弃率",
        r"忙碌率": "no shop says so: 接待饱和度",
        r"达标应答率": "which target? 及时回复率, and the page says within what",
        r"伤得最重的循环": "the loop that was injured most",
        r"循环": "a programmer's word; people say 连锁反应 or 恶性循环",
        r"(?<![上淡旺])季(?!度)": "a quarter, spring or a television series: 一场大促, 模拟20次",
        r"期末状态|期末价值": "an accountant's word: 留给明年的团队家底",
        r"线上的人": "people online; above a line they are 过了线的人",
        r"前台": "the reception desk; who answers customers sits at the 接待岗",
        r"努力程度": "nobody can measure it: 人均日接待量, or 干活的劲头",
        r"带上疑问": "no Chinese says so: 把不确定也算进去",
        r"黑色星期五": "the trade says 黑五",
        r"队伍就短": "队伍 is a team; what gets shorter is 排队",
        r"客服环节丢失": "an official's word: 没人回丢的单",
        r"最弱的证据": "sounds like a failed product: 证据等级",
        r"[PＰ](?:10|50|90)": "quantiles are for analysts: 10次里8次",
    },
    "en": {
        r"\bP(?:10|50|90)\b": "quantiles are for analysts: 8 seasons in 10",
        r"\bpp\b": "unexplained: points",
        r"[Gg]ave up or got no place": "gave up waiting",
        r"\b[Pp]eople on top\b|\b[Cc]olleagues on top\b": "extra agents",
        r"first = 0": "a count from nought is for programmers: after so many weeks",
        r"\bmiddle season\b": "a typical season",
        r"\bthe knee\b|\bKnee\b": "an economist's word: what brings 90% of the gain",
        r"nine tenths": "90%",
        r"\b[Ww]orth of the end state\b": "value left for next year",
        r"\b[Ff]loor moved\b": "agents moved",
        r"\bbets? dinner\b": "a bet has an article: bet a dinner on",
    },
}  # fmt: skip
# What may not stand on a page in either language.
HIDDEN = {
    r"python -m|pytest|playbook\.build": "a command for developers",
    r"\b[A-Z]{2,4}-(?:\d{2}|[a-z]+)": "an id of the register",
    r"doi:": "a DOI is a link",
    r"data/\w+\.(?:csv|toml)": "a file of the project",
}

# The command prints tables for analysts, whose legend explains its quantiles; its help speaks of files and commands.
COMMAND = ("playbook/command/words.toml",)


def _leaves(node: object, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _leaves(value, f"{place}.{key}".lstrip("."))
    elif isinstance(node, list):
        for i, value in enumerate(node):
            yield from _leaves(value, f"{place}.{i}")
    elif isinstance(node, str):
        yield place, node


@cache
def said(language: str) -> tuple[tuple[str, str, str], ...]:
    """(file, place, text) of every text of a language, wherever it stands."""
    other = {"en": "zh", "zh": "en"}[language]
    found = []
    for top in ("playbook", "sim", "data"):
        for path in sorted((ROOT / top).rglob("*.toml")):
            if path.name in (f"{other}.toml", "practice.toml"):
                continue
            name = path.relative_to(ROOT).as_posix()
            for place, text in _leaves(tomllib.loads(path.read_text(encoding="utf-8"))):
                own = path.name == f"{language}.toml"
                if own or re.search(rf"(?:^|\.){language}(?:\.\d+)?$", place):
                    found.append((name, place, text))
    return tuple(found)


def _met(language: str, patterns: dict[str, str], spared: tuple[str, ...] = ()) -> list[str]:
    return [
        f"{file}: {place}: {text!r}: {why}"
        for file, place, text in said(language)
        if not (spared and file.startswith(spared))
        for pattern, why in patterns.items()
        if re.search(pattern, text)
    ]


def test_words_are_found_wherever_they_stand() -> None:
    """What the tests below rely on: interface, practices, stories, teams, key figures and the command are read."""
    files = {file for file, _, _ in said("zh")}
    for name in ("playbook/words/zh.toml", "playbook/practices/peak-time/zh.toml", "playbook/stories/names.toml",
                 "playbook/command/words.toml", "sim/files/words/zh.toml", "data/kpis.toml", "data/studies.toml",
                 "data/teams/flagship.toml", "data/campaigns/618.toml"):  # fmt: skip
        assert name in files


@pytest.mark.parametrize("language", languages)
def test_no_word_that_means_something_else(language: str) -> None:
    """Each was met by a reader who stumbled; the reason stands beside it."""
    quantiles = {pattern: why for pattern, why in FORBIDDEN[language].items() if "50" in pattern}
    others = {pattern: why for pattern, why in FORBIDDEN[language].items() if pattern not in quantiles}
    assert _met(language, others) + _met(language, quantiles, COMMAND) == []


@pytest.mark.parametrize("language", languages)
def test_no_id_or_command_in_the_words_of_a_page(language: str) -> None:
    assert _met(language, HIDDEN, (*COMMAND, "sim/files/words")) == []


# ---------------------------------------------------------------------------------------------- spaces in Chinese

# Placeholders that are filled with names: all others are filled with numbers, which follow the same rule as digits.
NAMES = frozenset(
    "a action address advice b call case column columns field figures file fingerprint folder found grade "
    "kept kpi largest lever levers measure name names near one other others path place plan point reason "
    "right sentence slug studies study team teams text two type url weakest word words".split()
)
_HAN = "[\u4e00-\u9fff\uff01-\uff5e\u3001-\u3011\u201c\u201d]"
_NUMBER = rf"(?:[-\u2212±]?\d[\d,.]*%*|\{{(?!(?:{'|'.join(sorted(NAMES))})\}})\w+\}}%*)"
GAP = re.compile(rf"(?<={_HAN}) {_NUMBER}|(?<![\w.]){_NUMBER} (?={_HAN})")


def test_the_rule_of_spaces_tells_numbers_from_names() -> None:
    assert all(GAP.search(text) for text in ("旗舰店，27 人", "共 27人", "{n} 次", "前 {days}天", "95% 区间"))
    assert not any(GAP.search(text) for text in ("27人", "{n}次", "文件 {file} 无法", "用 SimPy 写", "低于 P10，"))


def test_no_space_between_a_number_and_chinese() -> None:
    """One rule: 27人, 618前, {n}次. Latin names keep their spaces where a sentence of the command has them."""
    assert [f"{file}: {place}: {text!r}" for file, place, text in said("zh") if GAP.search(text)] == []
