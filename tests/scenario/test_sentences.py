"""The error sentences of both languages: the same keys and facts, and how facts stand in a sentence."""

from __future__ import annotations

import pickle
import re
import tomllib
from pathlib import Path

import pytest

import sim
from sim.files.bad_input import BadInput, bad, listed, shown
from sim.files.messages import LONGEST, PLACEHOLDER, WORDS, Phrase, Series, phrase, said, templates
from sim.scenario import Scenario
from sim.scenario.file import team
from tests.sentences import HAN, LEFT_OUT

EN, ZH = templates("en"), templates("zh")
LIBRARY = {"csv.broken", "field.missing_means", "file.unreadable", "file.unwritable", "toml.end", "toml.line"}


def test_both_languages_have_the_same_keys():
    """A sentence that one language lacks would be an exception instead of a sentence."""
    assert EN.keys() == ZH.keys()


def test_both_languages_tell_the_same_facts():
    """Only English texts of libraries and of the schema may be left out of the Chinese."""
    for key, text in EN.items():
        facts = set(PLACEHOLDER.findall(text))
        assert set(PLACEHOLDER.findall(ZH[key])) == (facts - LEFT_OUT if key in LIBRARY else facts), key


@pytest.mark.parametrize("language", ["en", "zh"])
def test_sections_and_keys_stand_in_order_of_name(language: str):
    tables = tomllib.loads((WORDS / f"{language}.toml").read_text(encoding="utf-8"))
    assert list(tables) == sorted(tables)
    assert [name for name, table in tables.items() if list(table) != sorted(table)] == []


def test_every_template_is_used_and_every_key_has_one():
    sections = "|".join({key.partition(".")[0] for key in EN})
    top = Path(sim.__file__).parent
    code = "".join(
        path.read_text(encoding="utf-8") for room in (top, top.parent / "playbook") for path in room.rglob("*.py")
    )
    used = set(re.findall(r'phrase\(\s*"([a-z_]+\.[a-z_]+)"', code))
    assert used <= EN.keys()
    assert EN.keys() - set(re.findall(rf'"((?:{sections})\.[a-z0-9_]+)"', code)) == set()


def test_chinese_sentences_are_chinese_with_their_own_punctuation():
    """Between two Chinese letters stands no Latin comma, colon, bracket or question mark, and no space."""
    for key, text in ZH.items():
        bare = PLACEHOLDER.sub("", text)
        assert HAN.search(bare) or not re.search("[A-Za-z]", bare), key
        assert not re.search(r"[\u4e00-\u9fff}][,:;?()]|[\u4e00-\u9fff] +[\u4e00-\u9fff]", text), key


def test_a_latin_fact_stands_between_spaces_in_chinese_and_a_chinese_one_does_not():
    wrong = phrase("field.wrong", field="demand.orders_day", value="-1", expected=phrase("expected.integer"))
    assert wrong.text("zh") == "demand.orders_day 现在是 -1，请改为整数"
    assert said(phrase("team.unknown", name="大店", advice=phrase("advice.nothing")), "zh") == (
        "自带的团队里没有大店；这里没有可选的内容"
    )
    assert phrase("field.of_table", field="订a单", reason="b").text("zh") == "订a单：b"


def test_lists_have_the_commas_of_the_language_and_values_their_own():
    assert listed("abc").text("zh") == "a、b、c" and str(listed("abc")) == "a, b, c"
    assert listed("abcdefghi").text("zh") == "a、b、c、d、e、f、g、h、…"
    assert said(shown([1, {"a": 2, "b": 3}]), "zh") == "[1, 包含 a、b 的表]"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_sentence_is_one_short_line_in_every_language(language: str):
    error = bad("a\nb" * 100, phrase("field.wrong", field="x\r\ny", value=shown("v\t" * 500), expected="z" * 900))
    text = error.text(language)
    assert text.isprintable() and len(text) == LONGEST and text.endswith("…")
    assert len(said(shown({name * 30: 1 for name in "abc"}), language)) == 60
    assert len(Series(("long",) * 50, longest=30).text(language)) == 30


def test_a_key_or_a_fact_that_is_not_there_is_an_error():
    with pytest.raises(KeyError):
        phrase("field.no_such_key").text("en")
    with pytest.raises(KeyError, match="advice"):
        str(Phrase("team.unknown", {"name": "x"}))


def test_a_text_that_is_in_the_users_language_already_stays():
    """What the command says in its own words comes without English."""
    assert BadInput("没有这个文件").text("zh") == "没有这个文件"
    assert bad("a.csv", "换一天").text("zh") == "a.csv：换一天"


def test_an_error_of_another_process_still_has_both_languages():
    error = pickle.loads(pickle.dumps(bad("a.toml", phrase("toml.empty"))))
    assert error.text("zh") == "a.toml：文件是空的；请先复制一个自带的团队文件"
    assert str(error) == "a.toml: the file is empty; copy one of the shipped teams to begin with"


def test_a_campaign_is_named_in_the_language_of_the_sentence():
    data = team("flagship").model_dump()
    event = data["calendar"]["campaigns"][0]
    event |= {"name": {"en": "Singles' Day", "zh": "双十一"}, "day": event["day"].replace(year=2030)}
    with pytest.raises(ValueError) as caught:
        Scenario.model_validate(data)
    reason = caught.value.errors()[0]["ctx"]["error"].args[0]
    assert "“双十一”" in reason.text("zh") and "'Singles' Day'" in str(reason)
