"""Events in words: whole numbers that are near enough, in both languages."""

from __future__ import annotations

import re

import pytest

from playbook.happenings import lasts, often
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
