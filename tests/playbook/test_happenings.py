"""Events in words: whole numbers that are near enough, in both languages."""

from __future__ import annotations

import re

import pytest

from playbook import practices
from playbook.happenings import by_name, helped, lasts, often, touched
from playbook.language import words
from playbook.practices import LANGUAGES
from sim.shop.events import deck

EVENT = deck()["courier_strike"]


@pytest.mark.parametrize(
    ("rate", "en", "zh"),
    [
        (4.0, "4 a year", "一年4次"),
        (2.5, "2.5 a year", "一年2.5次"),
        (1.0, "1 a year", "一年1次"),
        (0.95, "0.95 a year", "一年0.95次"),
        (0.7, "about 7 times in ten years", "十年约7次"),
        (0.5, "once in 2 years", "2年一次"),
        (0.15, "once in 7 years", "7年一次"),
        (0.0, "by hand only", "只能手动"),
    ],
)
def test_how_often_is_said_in_whole_numbers_of_years(rate, en, zh):
    event = EVENT.model_copy(update={"rate": rate})
    assert (often(words("en"), event), often(words("zh"), event)) == (en, zh)


@pytest.mark.parametrize(
    ("days", "en", "zh"),
    [
        (0.0, "a moment", "一下子"),
        (0.04, "about 1 hour", "约1小时"),
        (0.4, "about 10 hours", "约10小时"),
        (0.01, "about 15 minutes", "约15分钟"),
        (1.2, "1 day", "1天"),
        (1.6, "1.5 days", "1.5天"),
        (3.7, "4 days", "4天"),
    ],
)
def test_how_long_is_said_in_whole_hours_or_days(days, en, zh):
    event = EVENT.model_copy(update={"days": days})
    assert (lasts(words("en"), event), lasts(words("zh"), event)) == (en, zh)


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_the_deck_says_is_near_what_is_said(language):
    """Within a fifth of the rate, as it can be read back from the words."""
    for event in deck().values():
        said = often(words(language), event)
        number = float(re.findall(r"[\d.]+", said)[0])
        if event.when == "sale":
            read = number / 100
        elif said in (words(language).t("events.every", years=round(number)),):
            read = 1 / number
        elif said == words(language).t("events.in_ten_years", n=round(number)):
            read = number / 10
        else:
            read = number
        assert read == pytest.approx(event.rate, rel=0.2), (event.id, said)


def test_money_is_said_in_sales_of_usual_days() -> None:
    """A share of one, one, several: never 0.3 days or "1 days"."""
    en, zh = words("en"), words("zh")
    sizes = {0.05: "5% of a usual day’s sales", 1.0: "a usual day’s sales", 3.0: "3 usual days’ sales"}
    for size, said in sizes.items():
        assert touched(en, EVENT.model_copy(update={"touches": {"fine": size}})) == f"a fine of {said}"
        assert touched(en, EVENT.model_copy(update={"touches": {"damage": size}})) == f"{said} lost each day"
    said = [touched(zh, EVENT.model_copy(update={"touches": {"fine": size}})) for size in sizes]
    assert said == ["罚款相当于平常一天销售额的5%", "罚款相当于平常一天的销售额", "罚款相当于平常3天的销售额"]


def test_events_are_listed_by_the_alphabet_and_by_sound() -> None:
    """产 chǎn before 主 zhǔ, which code points have the other way round; capitals do not stand apart."""
    names = [name for name, _ in by_name(words("zh"))]
    assert len(names) == len(deck()) and names.index("产品召回") < names.index("快递停运") < names.index("主播临时取消")
    english = [name for name, _ in by_name(words("en"))]
    assert english == sorted(english, key=str.lower)


def test_a_table_names_who_helps_in_short() -> None:
    event = deck()["shop_closed"]
    for language in LANGUAGES:
        long, short = (helped(words(language), event, short=short) for short in (False, True))
        titles = [practices.load(slug, language)[1].title for slug in ("compliance", "risk")]
        assert all(title in long and title not in short and re.split("[:：]", title)[0] in short for title in titles)
