"""The words of the plan: both languages say the same, and the code asks for what is there."""

from __future__ import annotations

import re
import tomllib

import pytest

from playbook.documents.plan.words import WORDS, table, text
from playbook.language import languages, placeholders

EN, ZH = table("en"), table("zh")
WRITTEN = re.compile(r"""["']([a-z0-9_]+\.[a-z0-9_.-]+)["']""")
MADE = re.compile(r"""f"((?:[\w.-]|\{[^{}\n]*\})+)\"""")


def code() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(WORDS.parent.glob("*.py")))


def test_both_tables_have_the_same_keys_and_placeholders():
    assert set(EN) == set(ZH)
    assert [key for key in EN if placeholders(EN[key]) != placeholders(ZH[key])] == []


@pytest.mark.parametrize("language", languages)
def test_sections_and_keys_stand_in_order_and_say_something(language: str):
    found = tomllib.loads((WORDS / f"{language}.toml").read_text(encoding="utf-8"))
    assert list(found) == sorted(found)
    assert [name for name, keys in found.items() if list(keys) != sorted(keys)] == []
    assert [key for key, said in table(language).items() if not said.strip()] == []


def test_chinese_is_chinese():
    """What is the same in both holds nothing but signs and placeholders."""
    alike = [key for key in EN if EN[key] == ZH[key]]
    assert [key for key in alike if re.search("[A-Za-z]", re.sub(r"\{\w+\}", "", EN[key]))] == []
    assert [key for key in ZH if key not in alike and not re.search("[\u4e00-\u9fff：（；]", ZH[key])] == []


def test_every_key_is_asked_for_and_every_key_that_is_asked_for_is_there():
    written = set(WRITTEN.findall(code()))
    pieces = [re.split(r"\{[^{}]*\}", made) for made in MADE.findall(code())]
    made = [re.compile("[a-z0-9_.]+".join(map(re.escape, one))) for one in pieces if one[0].endswith((".", "_"))]
    assert sorted(key for key in set(EN) - written if not any(one.fullmatch(key) for one in made)) == []
    asked = set(re.findall(r'\bt\(\s*"([a-z_.]+)"', code()))
    assert sorted(asked - set(EN) - {"common.comma", "common.semicolon"}) == []


def test_a_placeholder_without_a_value_is_an_error_and_a_value_is_put_in_as_it_is():
    with pytest.raises(KeyError, match="luck"):
        text("en", "common.of_luck")
    assert text("en", "common.of_luck", n="{m}\x07") == "luck of {m}\\x07 seasons, 8 in 10"
    with pytest.raises(ValueError, match="no language"):
        table("xx")
