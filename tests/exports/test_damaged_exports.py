"""Exports with something wrong in them: right all the same, refused, or said. Never a wrong count without a word."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sim.files.bad_input import BadInput
from tests.exports import made
from tests.exports.test_made_exports import by_hour, read

QUICK = settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.generate])
# What a remark about a count may be: a file that says one of these was not read without a word.
LOUD = {
    "broken_quotes", "cut_end", "damaged", "doubled", "guessed_placed", "ids_rounded", "no_moment", "quote_letter",
    "short_rows", "states_unknown", "stray", "unread", "wide_rows",
}  # fmt: skip
FORMS = made.forms().map(lambda form: replace(form, line_end="\n", sep_line=False, blank_every=0))


def outcome(data: bytes, orders: list[made.Order]) -> str:
    """ "right", "refused", "said", or "wrong" for a wrong count without a word. Any other exception is one."""
    try:
        found = read(data)
    except BadInput:
        return "refused"
    if by_hour(found) == Counter(order.placed.replace(minute=0) for order in orders):
        return "right"
    return "said" if {remark.key.partition(".")[2] for remark in found.remarks} & LOUD else "wrong"


def lines(orders: list[made.Order], form: made.Form) -> tuple[list[str], int, int]:
    """The lines of a file, and the first and the last but one of its rows."""
    text = made.written(orders, form).decode(form.encoding)
    found = text.split("\n")
    return found, form.titles + 1, len(found) - 1 - form.total


def with_product(line: str, form: made.Form, product: str) -> str:
    """A row with another product, quotation marks and all; as it was where it cannot be parted simply."""
    cells = line.split(form.separator)
    if 1 not in form.columns or len(cells) != len(form.columns) + form.trailing:
        return line
    cells[form.columns.index(1)] = product
    return form.separator.join(cells)


def one_open_quote(text, first, last, form, random):
    at = random.randrange(first, last)
    text[at] = with_product(text[at], form, '"5 in lamp')


def two_quotes_far_apart(text, first, last, form, random):
    one, two = sorted(random.sample(range(first, last), 2))
    text[one], text[two] = with_product(text[one], form, '"small'), with_product(text[two], form, 'size 7"')


def every_row_twice(text, first, last, form, random):
    text[first:last] = [line for line in text[first:last] for _ in "ab"]


def joined_to_itself(text, first, last, form, random):
    text[last:last] = text[first:last]


def a_block_again(text, first, last, form, random):
    at = random.randrange(first, last - 8)
    text[last:last] = text[at : at + 8 + random.randrange(4)]


def a_year_mistyped(text, first, last, form, random):
    at = random.randrange(first, last)
    text[at] = text[at].replace("2026-", "2062-").replace("2026/", "2062/").replace("2026年", "2062年")


def a_separator_too_many(text, first, last, form, random):
    at = random.randrange(first, last)
    text[at] = with_product(text[at], form, f"a{form.separator}b")


def a_line_break_without_quotes(text, first, last, form, random):
    at = random.randrange(first, last)
    text[at] = with_product(text[at], form, "a\nb")


def two_rows_in_one_line(text, first, last, form, random):
    at = random.randrange(first, last - 1)
    text[at : at + 2] = [text[at] + text[at + 1]]


def an_hour_that_does_not_exist(text, first, last, form, random):
    at = random.randrange(first, last)
    text[at] = re.sub(r" \d{1,2}:(\d\d)", r" 25:\1", text[at])


def another_order_of_rows(text, first, last, form, random):
    rows = text[first:last]
    random.shuffle(rows)
    text[first:last] = rows


def headings_that_nobody_knows(text, first, last, form, random):
    for known, other in {"订单编号": "编码甲", "Order ID": "Ref", "订单创建时间": "时刻", "Created at": "When"}.items():
        text[first - 1] = text[first - 1].replace(known, other)


def no_headings(text, first, last, form, random):
    del text[:first]


def numbers_that_excel_rounded(text, first, last, form, random):
    text[first:last] = [re.sub(r"2026\d{9}", "2.026E+12", line) for line in text[first:last]]


DAMAGES = (
    one_open_quote, two_quotes_far_apart, every_row_twice, joined_to_itself, a_block_again, a_year_mistyped,
    a_separator_too_many, a_line_break_without_quotes, two_rows_in_one_line, an_hour_that_does_not_exist,
    another_order_of_rows, headings_that_nobody_knows, no_headings, numbers_that_excel_rounded,
)  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
@QUICK
@given(seed=st.integers(0, 10**6), form=FORMS)
def test_damaged_text_is_never_read_wrongly_without_a_word(damage, seed, form):
    orders = made.orders(seed)
    text, first, last = lines(orders, form)
    damage(text, first, last, form, Random(seed))
    assert outcome("\n".join(text).encode(form.encoding), orders) != "wrong"


@settings(QUICK, max_examples=120)
@given(seed=st.integers(0, 10**6), form=FORMS)
def test_damaged_bytes_are_answered_with_a_table_or_a_sentence(seed, form):
    """What one wrong byte says cannot always be known; that nothing breaks can."""
    random, data = Random(seed), bytearray(made.written(made.orders(seed), form))
    at = random.randrange(len(data))
    match seed % 4:
        case 0:
            del data[at : at + random.randrange(1, 4)]
        case 1:
            data[at] = random.randrange(256)
        case 2:
            data[at:at] = bytes(random.randrange(256) for _ in range(3))
        case _:
            del data[max(at, 1) :]
    try:
        found = read(bytes(data))
    except BadInput as error:
        assert len(str(error)) > 20
    else:
        assert 0 < len(found) <= found.rows
