"""The words and the numbers of both languages."""

from __future__ import annotations

import datetime as dt
import math
import re
import tomllib
from collections.abc import Set as AbstractSet

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbook.language import WORDS, Words, currency_word, escape, languages, placeholders, pseudo, words
from playbook.money import LATER, label
from sim.experiment.money import PARTS
from sim.mechanisms import MECHANISMS
from sim.season.end_state import PEOPLE
from sim.shop.types import Text

EN, ZH = words("en"), words("zh")
UNITS = ("money", "share", "s", "hours", "minutes", "days", "weeks", "count", "people", "contacts", "score", "ratio",
         "USD", "pallets", "")  # fmt: skip


def test_both_tables_have_the_same_keys():
    """A string that one language lacks would be an exception on a page."""
    assert EN.keys == ZH.keys


# A key that code writes out, or one it puts together: "common.unit_{unit}" is every key that begins so, "{kind}.title"
# every one that ends so. What has neither a section in front nor one word behind would be nearly every key.
_WRITTEN = re.compile(r"""["'`]([a-z0-9_.]+)["'`]""")
_ASKED = re.compile(r"""(?:words|tongue|spoken|self)\.t\(\s*"([a-z0-9_.]+)\"""")
_MADE = re.compile(r"""f"((?:[\w.]|\{[^{}\n]*\})+)\"""")
_FRONT, _BEHIND = re.compile(r"[a-z]\w*\."), re.compile(r"[._][a-z]{3,}")


def _code() -> str:
    found = (path for path in WORDS.parent.rglob("*") if path.suffix in (".py", ".js", ".j2"))
    return "\n".join(path.read_text(encoding="utf-8") for path in found)


def test_every_key_is_used():
    code = _code()
    assert _unused({"chart.nobody_asks_for_this", "sales.day"}, code) == ["chart.nobody_asks_for_this", "sales.day"]
    assert _unused(EN.keys, code) == []


def _unused(keys: AbstractSet[str], code: str) -> list[str]:
    pieces = (re.split(r"\{[^{}]*\}", made) for made in _MADE.findall(code))
    keyed = (one for one in pieces if _FRONT.match(one[0]) or (one[0] == "" and _BEHIND.fullmatch("".join(one[1:]))))
    made = [re.compile("[A-Za-z0-9_.]+".join(map(re.escape, one))) for one in keyed]
    unwritten = keys - set(_WRITTEN.findall(code))
    return sorted(key for key in unwritten if not any(one.fullmatch(key) for one in made))


def test_every_key_that_code_writes_out_is_there():
    assert sorted({key for key in _ASKED.findall(_code()) if "." in key} - EN.keys) == []


def test_both_tables_have_the_same_placeholders():
    differ = [key for key in EN.keys & ZH.keys if placeholders(EN._table[key]) != placeholders(ZH._table[key])]
    assert differ == []


@pytest.mark.parametrize("table", [EN, ZH], ids=languages)
def test_no_value_is_empty(table: Words):
    assert [key for key, text in table._table.items() if not isinstance(text, str) or not text.strip()] == []


@pytest.mark.parametrize("language", languages)
def test_sections_stand_in_order_of_name(language: str):
    """People who add keys find the place at once, and two who add at the same time seldom touch the same lines."""
    names = list(tomllib.loads((WORDS / f"{language}.toml").read_text(encoding="utf-8")))
    assert names == sorted(names)


def test_chinese_values_are_chinese():
    """Nothing was left in English; the name of the other language in its own words is meant."""
    bare = {key: re.sub(r"\{\w+\}", "", text) for key, text in ZH._table.items()}
    english = [key for key, text in bare.items() if re.search(r"[A-Za-z]{2,}", text)]
    left = [key for key in english if not re.search(r"[\u4e00-\u9fff]", bare[key])]
    assert [key for key in left if ZH._table[key] != "English"] == []


def test_a_missing_key_or_value_is_an_error():
    with pytest.raises(KeyError):
        EN.t("chart.no_such_key")
    with pytest.raises(KeyError, match="value"):
        EN.t("chart.goal")


def test_a_value_is_put_in_as_it_is():
    """A customer's text with braces is no placeholder."""
    assert EN.t("chart.goal", value="{other} {0} %s") == "Goal {other} {0} %s"


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match="fr"):
        words("fr")


def test_pick_takes_this_languages_side():
    text = Text(en="Shop", zh="店铺")
    assert (EN.pick(text), ZH.pick(text)) == ("Shop", "店铺")
    assert (ZH.pick({"en": "a", "zh": "甲"}), EN.pick("as is")) == ("甲", "as is")


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (EN.money(12300), "¥12,300"), (ZH.money(12300), "1.23万元"),
        (EN.money(-9800), "−¥9,800"), (ZH.money(-9800), "−9,800元"),
        (EN.money(1_234_567), "¥1.23m"), (ZH.money(1_234_567), "123万元"),
        (EN.money(999_999.7), "¥1.00m"), (ZH.money(9_999.6), "1.00万元"),
        (EN.money(999_950_000), "¥1.00bn"), (ZH.money(123_456_789), "1.23亿元"),
        (EN.money(3.5), "¥3.50"), (EN.money(0), "¥0"), (EN.money(-0.001), "¥0"),
        (EN.money(3_000_000, trim=True), "¥3m"), (EN.money(5, "USD"), "$5"), (ZH.money(5, "USD"), "5美元"),
        (EN.money(5, "SEK"), "SEK 5"), (EN.percent(0.873), "87%"), (EN.percent(-0.05, 1), "−5.0%"),
        (EN.duration(45), "45 s"), (EN.duration(4.24), "4.2 s"), (EN.duration(150), "2 min 30 s"),
        (ZH.duration(150), "2分30秒"), (EN.duration(120), "2 min"), (ZH.duration(120), "2分钟"),
        (EN.duration(3900), "1 h 5 min"), (EN.duration(3599.7), "1 h"), (EN.duration(59.97), "1 min"),
        (EN.duration(86400 * 3 + 7200), "3 d 2 h"), (ZH.duration(86400 * 2), "2天"), (EN.duration(-30), "−30 s"),
        (EN.date(dt.date(2026, 11, 11)), "11 Nov"), (ZH.date(dt.date(2026, 11, 11), year=True), "2026年11月11日"),
        (EN.clock(1200), "20:00"), (EN.clock(1440), "24:00"), (EN.clock(1500), "01:00"),
        (EN.value(0.873, "share"), "87%"), (EN.value(75, "seconds"), "1 min 15 s"), (EN.value(4.4, "points"), "4.40"),
        (EN.value(6, "people"), "6 people"), (ZH.value(6, "people"), "6人"), (EN.value(2.5, "hours"), "2.5 h"),
        (EN.value(2, "hours"), "2 h"), (EN.value(12300, "count"), "12,300"), (ZH.value(1_230_000, "count"), "123万"),
        (EN.value(3, "pallets"), "3 pallets"), (ZH.value(45, "分钟"), "45分钟"), (ZH.signed(2, "周"), "+2周"),
        (EN.signed(0.034, "share"), "+3.4 points"), (ZH.signed(-0.12, "share"), "−12个百分点"),
        (EN.signed(1200, "money"), "+¥1,200"), (EN.signed(-125, "s"), "−2 min 5 s"), (EN.signed(0, "money"), "¥0"),
        (EN.range(0.72, 0.81, "share"), "72%–81%"), (ZH.range(0.72, 0.81, "share"), "72%～81%"),
        (EN.range(-5, 3, "count"), "−5 to 3"), (EN.range(146, 468, "people"), "146–468 people"),
        (EN.range(0.8, 0.8, "share"), "80%"), (EN.range(1.5, 2, "hours"), "1.5–2.0 h"),
        (EN.list(["a", "b", "c"]), "a, b and c"), (ZH.list(["甲", "乙", "丙"]), "甲、乙和丙"), (EN.list(["a"]), "a"),
    ],
)  # fmt: skip
def test_known_answers(shown: str, expected: str):
    assert shown == expected


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("x", [math.nan, math.inf, -math.inf, None])
def test_what_is_no_number_is_a_dash(unit: str, x: float | None):
    assert EN.value(x, unit) == "–"
    assert ZH.signed(x, unit) == "–"


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(UNITS), st.sampled_from(languages))
def test_any_number_reads_as_one(x: float, unit: str, language: str):
    """No exponent tail, no minus before a zero, never longer than a label may be."""
    shown = words(language).value(x, unit)
    assert re.search(r"\d", shown)
    assert len(shown) <= 40
    assert not (shown.startswith("−") and not re.search(r"[1-9]", shown))


@given(st.floats(1, 1e14), st.sampled_from(("money", "count", "s", "USD")), st.sampled_from(languages))
def test_a_shown_number_reads_back_as_itself(x: float, unit: str, language: str):
    """To half a per cent, times to 3 %: no step of the large units is mixed up."""
    scale = {"bn": 1e9, "m": 1e6, "亿": 1e8, "万": 1e4, "s": 1, "min": 60, "h": 3600, "d": 86400, "秒": 1, "分钟": 60,
             "分": 60, "小时": 3600, "天": 86400}  # fmt: skip
    shown = words(language).value(x, unit).replace(",", "")
    pieces = re.findall(r"([\d.]+) ?(bn|min|m|亿|万|秒|分钟|分|小时|天|[shd])?", shown)
    read = sum(float(n) * scale.get(name, 1) for n, name in pieces)
    assert read == pytest.approx(x, rel=0.03 if unit == "s" else 0.005, abs=0.051)


def test_pseudo_marks_every_text_and_number():
    """Hard-coded text is what stays in plain letters."""
    strange = pseudo()
    said = [strange.t(key, **dict.fromkeys(placeholders(strange._table[key]), "x")) for key in strange.keys]
    said += [strange.value(1234567, unit) for unit in UNITS if unit != "pallets"]
    said += [strange.date(dt.date(2026, 1, 2)), strange.signed(0.1, "share"), strange.range(1, 2, "people")]
    assert [text for text in said if re.search("[A-Za-z]", text)] == []


def test_escape_leaves_nothing_that_markup_or_xml_would_read():
    assert escape("<b onclick=\"x('y')\">&\x00\x0b\ud800") == "&lt;b onclick=&quot;x(&#x27;y&#x27;)&quot;&gt;&amp;"


@pytest.mark.parametrize("tongue", [EN, ZH])
def test_every_part_of_profit_and_every_kind_of_end_state_has_words_either_way(tongue):
    """A mechanism that leaves something new, or a new cause of lost orders, has to say how it is called."""
    names = [*PARTS, LATER + PEOPLE, *(LATER + kind for one in MECHANISMS for kind in one.leaves)]
    assert all(label(tongue, name, sign) for name in names for sign in (1.0, -1.0))


@pytest.mark.parametrize("ends, said", [((65, 240), "65–240"), ((65, 240.5), "65.0–240.5"), ((-1, 3), "−1 to 3")])
def test_whole_ends_of_a_range_have_no_decimals(ends, said) -> None:
    assert words("en").range(*ends, "count", 1) == said


def test_items_with_and_or_commas_of_their_own_can_be_told_apart():
    assert words("zh").list(["单量与咨询量预测", "定价"]) == "单量与咨询量预测、定价"
    assert (
        words("zh").list(["单量与咨询量预测", "活动报名、定价与优惠设置"])
        == "单量与咨询量预测；活动报名、定价与优惠设置"
    )
    assert words("en").list(["forecast", "prices and coupons", "pages"]) == "forecast, prices and coupons, pages"
    assert words("en").list(["sales, prices and coupons", "pages"]) == "sales, prices and coupons; pages"
    assert words("en").list(["12,300 orders", "pages"]) == "12,300 orders and pages"


def test_a_unit_of_money_is_a_code_in_english_and_a_word_in_chinese():
    for currency, word in (("CNY", "元"), ("USD", "美元"), ("EUR", "欧元"), ("XAU", "XAU")):
        assert currency_word(currency, "en") == currency
        assert currency_word(currency, "zh") == word and words("zh").money(5, currency) == f"5{word}"
