"""What a shop of the reader's own has beside five numbers, and the largest cost of one that loses money."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from playbook import my_shop
from playbook.lab import own_shop
from playbook.lab.kpi import KpiWords
from playbook.lab.page import sentence_of
from playbook.lab.shop_form import ShopForm
from playbook.language import escape, words
from playbook.my_shop import Numbers
from sim.calibrate.team.scenario import FROM_FILES
from sim.contract.mechanism import MoneyPart
from sim.scenario.file import team
from sim.shop.types import Text
from tests.playbook import fake_experiment
from tests.playbook.lab_tools import click, no_trouble
from tests.playbook.test_lab_start import open_start

MINE = my_shop.shop(Numbers(640, 99.5, 0.41, 7, 0.33), team("flagship"), Text(en="mine", zh="我的"), "Tea & Co")
GAIN = {"sales": 500.0, "returns": -80.0, "pay": -200.0, "advertising": -100.0}


def money(**parts: float) -> dict[str, np.ndarray]:
    """Profit by its parts in two seasons, whose average is as given; orders are no money."""
    means = {part.value: 0.0 for part in MoneyPart} | parts
    return {name: np.array([mean - 7, mean + 7]) for name, mean in means.items()} | {"orders": np.full(2, 1e9)}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_who_else_works_there_is_said_and_nothing_of_a_sample(language: str) -> None:
    """The people named are those who are paid beside the desk."""
    said = own_shop.untyped(words(language), MINE)
    others = [group for group in MINE.people if group.role != "service"]
    assert str(MINE.headcount - MINE.desk_people) in said
    assert all(words(language).pick(group.title) in said for group in others)
    assert own_shop.untyped(words(language), team("flagship")) == ""


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_shop_of_files_is_not_said_to_have_shifts_that_are_its_own_from_a_sample(language: str) -> None:
    """Its shifts came from the files; prices and pay did not, and stay so when one number is changed in the form."""
    fitted = MINE.with_levers({"description": FROM_FILES.model_dump()})
    said = own_shop.untyped(words(language), fitted)
    assert said != own_shop.untyped(words(language), MINE)
    assert {"en": "shifts", "zh": "班次"}[language] not in said and str(MINE.headcount - MINE.desk_people) in said
    made: list = []
    form = ShopForm(words(language), made.append, fitted)
    assert form.intro.value == sentence_of(words(language).t("start.five_own"))
    form.fields["basket"].value = "120"
    form.button.click()
    assert made[0].money.order_value == 120 and own_shop.untyped(words(language), made[0]) == said
    form.fill(None)
    assert form.intro.value == sentence_of(words(language).t("start.five"))


def test_numbers_that_nobody_changed_stay_as_exact_as_they_were() -> None:
    """Shown as 1067 and 38.3, kept as the files have them."""
    exact = my_shop.shop(Numbers(1066.728, 160.0, 0.56, 21, 0.383238), MINE, MINE.description, "mine")
    made: list = []
    form = ShopForm(words("en"), made.append, exact)
    assert (form.fields["orders"].value, form.fields["ask"].value) == ("1067", "38.3")
    form.fields["people"].value = "22"
    form.button.click()
    got = Numbers.of(made[0])
    assert got.people == 22 and got.orders == 1066.728 and got.ask == pytest.approx(0.383238)
    form.fields["orders"].value = "1067.0"
    form.button.click()
    assert made[1].demand.orders_day == 1067.0


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("cost", [part for part in MoneyPart if part is not MoneyPart.SALES])
def test_the_largest_cost_of_a_loss_is_named(language: str, cost: MoneyPart) -> None:
    kpis = KpiWords(words(language), MINE.currency)
    for brought in (500.0, -500.0):
        said = own_shop.at_a_loss(kpis, MINE, money(**GAIN | {"sales": brought, cost.value: -2000.0}))
        named = words(language).t(f"start.own_cost_{cost.value}", people=MINE.headcount)
        assert named in said and kpis.value("profit", 2000.0) in said and kpis.value("profit", brought) in said


def test_a_gain_and_a_season_whose_money_is_unknown_need_no_reason() -> None:
    kpis = KpiWords(words("en"), MINE.currency)
    assert own_shop.at_a_loss(kpis, MINE, money(**GAIN)) == own_shop.at_a_loss(kpis, MINE, {}) == ""


def test_the_page_says_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Below the shop's name, and below its season once that was played; a sample chosen next has neither."""

    def losing(*given, **options):
        for estimate in fake_experiment.replicate(*given, **options):
            yield replace(estimate, money=money(**GAIN | {"pay": -2000.0}))

    page = open_start(tmp_path)
    page.made(MINE)
    page.bar.wait(60)
    page.gains.wait(60)
    assert escape(own_shop.untyped(page.words, MINE)) in page.about.value
    because = page.words.t("start.own_cost_pay", people=MINE.headcount)
    assert because not in page.sentence.value
    monkeypatch.setattr(page, "experiment", type("Model", (), {"replicate": staticmethod(losing)}))
    click(page.bar)
    assert because in page.sentence.value
    page.choice.value = "flagship"
    assert (
        because not in page.sentence.value and page.words.t("start.own_role", role="Data", n=1) not in page.about.value
    )
    no_trouble(page)
