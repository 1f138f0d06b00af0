"""A shop from five numbers: what is typed is read, the rest is the sample's and grows with the shop."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playbook import my_shop
from playbook.lab.shop_form import ShopForm
from playbook.language import words
from playbook.my_shop import ENTRIES, Numbers
from sim.scenario import Scenario
from sim.scenario.file import read_scenario, team, team_names, write_scenario
from sim.shop.types import Text

ABOUT = Text(en="mine", zh="我的")
GOOD = {"orders": "1,600", "basket": "１６０", "margin": "56 %", "people": "13", "ask": "29"}


@pytest.mark.parametrize("name", team_names())
def test_a_samples_own_numbers_give_the_sample(name: str) -> None:
    """Nothing is scaled by one: people, money and questions stay."""
    sample = team(name)
    made = my_shop.shop(Numbers.of(sample), sample, ABOUT, "x")
    assert made.people == sample.people and made.fulfilment == sample.fulfilment
    assert made.calendar == sample.calendar and made.questions_an_order == pytest.approx(sample.questions_an_order)
    assert made.money.fixed_cost_day == pytest.approx(sample.money.fixed_cost_day)
    assert made.money.model_copy(update={"fixed_cost_day": 0.0}) == sample.money.model_copy(
        update={"fixed_cost_day": 0.0}
    )


def test_numbers_come_back_from_the_shop_they_made() -> None:
    numbers = Numbers(orders=640, basket=99.5, margin=0.41, people=7, ask=0.33)
    made = my_shop.shop(numbers, team("flagship"), ABOUT, "Tea & Co")
    back = Numbers.of(made)
    assert (back.orders, back.basket, back.margin, back.people) == (640, 99.5, 0.41, 7)
    assert back.ask == pytest.approx(0.33)
    assert my_shop.read(my_shop.typed(back))[0].people == 7
    assert made.desk_people == 7 and made.title.en == made.title.zh == "Tea & Co"


def test_packers_grow_with_the_orders_and_others_stay() -> None:
    """Twice the orders, twice the warehouse; the office is the sample's."""
    sample = team("flagship")
    before = Numbers.of(sample)
    made = my_shop.shop(Numbers(3200, before.basket, before.margin, before.people, before.ask), sample, ABOUT, "x")
    assert made.at("people.warehouse.count") == 2 * sample.at("people.warehouse.count")
    assert made.fulfilment.opening_backlog == 2 * sample.fulfilment.opening_backlog
    assert made.headcount - sample.headcount == sample.at("people.warehouse.count")


def test_fixed_costs_keep_their_share_of_what_is_left() -> None:
    sample = team("flagship")
    made = my_shop.shop(Numbers(900, 220, 0.5, 8, 0.2), sample, ABOUT, "x")
    share = made.money.fixed_cost_day / my_shop.left_a_day(made)
    assert share == pytest.approx(sample.money.fixed_cost_day / my_shop.left_a_day(sample))


@settings(max_examples=60, deadline=None)
@given(
    numbers=st.builds(
        Numbers, orders=st.floats(10, 50_000), basket=st.floats(1, 100_000), margin=st.floats(0.01, 0.95),
        people=st.integers(1, 500), ask=st.floats(0.01, 0.9),
    ),
    name=st.sampled_from(team_names()),
)  # fmt: skip
def test_every_number_in_range_makes_a_valid_shop(numbers: Numbers, name: str) -> None:
    """Also a shop that loses money, or is asked more than a sale of the sample could bear."""
    made = my_shop.shop(numbers, team(name), ABOUT, "x")
    assert Scenario.model_validate(made.model_dump()) == made and made.money.fixed_cost_day >= 0


def test_the_shop_survives_being_written(tmp_path: Path) -> None:
    made = my_shop.shop(Numbers(640, 99.5, 0.41, 7, 0.33), team("livestream"), ABOUT, "我的店")
    write_scenario(made, tmp_path / "own.toml")
    assert read_scenario(tmp_path / "own.toml") == made


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("orders", ""), ("orders", "many"), ("orders", "9"), ("orders", "nan"), ("orders", "inf"), ("orders", "-200"),
        ("basket", "0"), ("margin", "0.5"), ("margin", "96"), ("people", "2.5"), ("people", "0"), ("ask", "91"),
        ("ask", "<b>1</b>"), ("margin", "45,5"), ("orders", "1,60"), ("basket", "1,2345"),
        ("basket", "1_60"), ("basket", "1e3"), ("orders", ",600"), ("orders", "100-200"), ("people", "+13"),
    ],
)  # fmt: skip
def test_a_wrong_number_is_named_and_the_others_are_not(field: str, text: str) -> None:
    numbers, wrong = my_shop.read(GOOD | {field: text})
    assert numbers is None and wrong == (field,)


def test_numbers_are_read_as_people_type_them() -> None:
    assert my_shop.read(GOOD)[0] == Numbers(1600, 160, 0.56, 13, 0.29)
    assert my_shop.read(GOOD | {"orders": "1.6万", "basket": "¥160"})[0].orders == 16_000
    typed = GOOD | {"orders": "1.6 万单", "basket": "99.50元", "margin": "45.5％", "people": "13人"}
    assert my_shop.read(typed | {"ask": "29.5"})[0] == Numbers(16_000, 99.5, 0.455, 13, 0.295)


@given(st.text(alphabet="0123456789.,_eE+-%万元 ¥x０，。", max_size=12))
def test_a_typed_number_is_read_as_it_looks_or_not_at_all(text: str) -> None:
    """No underscore, exponent or sign is a number to a manager; digits with a point are read as they stand."""
    numbers, _ = my_shop.read(GOOD | {"basket": text})
    if numbers is not None:
        assert not set(text) & set("_eE+-x") and 1 <= numbers.basket <= 100_000
    plain = text.replace(" ", "")
    if plain.isascii() and plain.replace(".", "", 1).isdigit() and 1 <= float(plain) <= 100_000:
        assert numbers is not None and numbers.basket == float(plain)


def test_the_nearest_sample_is_a_plain_shop_of_its_size() -> None:
    assert my_shop.nearest(Numbers(150, 300, 0.3, 2, 0.5)) == "starter"
    assert my_shop.nearest(Numbers(2500, 60, 0.6, 20, 0.1)) == "flagship"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_form_says_one_sentence_for_each_wrong_field(language: str) -> None:
    made: list[Scenario] = []
    form = ShopForm(words(language), made.append)
    form.button.click()
    assert made == []
    sentences = [form.wrong[name].value for name in ENTRIES]
    assert all(said.count("pb-error") == 1 for said in sentences) and len(set(sentences)) == len(ENTRIES)
    for name, text in GOOD.items():
        form.fields[name].value = text
    form.fields["margin"].value = "45,5"
    form.button.click()
    assert "3.5" in form.wrong["margin"].value and "95" in form.wrong["margin"].value and made == []
    form.fields["margin"].value = "45.5"
    form.button.click()
    assert all(line.value == "" for line in form.wrong.values()) and made[0].demand.orders_day == 1600


def test_a_shop_is_changed_in_one_number_and_keeps_the_rest() -> None:
    """The form of a shop that is there begins with it, not with a sample."""
    own = my_shop.shop(Numbers(640, 99.5, 0.41, 7, 0.33), team("livestream"), ABOUT, "Tea & Co")
    made: list[Scenario] = []
    form = ShopForm(words("en"), made.append)
    form.fill(own)
    form.fields["people"].value = "9"
    form.button.click()
    (new,) = made
    assert new.desk_people == 9 and new.title == own.title and new.work == own.work
    assert new.demand == own.demand and new.fulfilment == own.fulfilment


def test_a_typed_name_is_one_line_of_text() -> None:
    assert my_shop.shop_name("  Tea\x00 &\n Co ", "My shop") == "Tea & Co"
    assert my_shop.shop_name(" \u202e ", "My shop") == "My shop"
    assert len(my_shop.shop_name("x" * 99, "")) == my_shop.LONGEST_NAME


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_desk_too_small_for_its_languages_is_told_how_many_it_needs(language: str) -> None:
    """In a manager's words, not by the names of fields; that many are enough."""
    made: list[Scenario] = []
    form = ShopForm(words(language), made.append)
    for name, text in (GOOD | {"people": "1"}).items():
        form.fields[name].value = text
    form.like.value = "crossborder"
    form.use()
    few = my_shop.fewest(my_shop.read(GOOD)[0], team("crossborder"))
    assert not made and str(few) in form.wrong["people"].value and "work." not in form.said.value
    form.fields["people"].value = str(few)
    form.use()
    assert len(made) == 1 and form.wrong["people"].value == ""
