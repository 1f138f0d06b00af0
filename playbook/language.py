"""English and Chinese: the interface's words, and numbers as each language writes them.

One table per language in `playbook/words/`, with the same keys and the same placeholders. A value that goes into
HTML or SVG is escaped by the caller with `escape`; this module returns plain text.
"""

from __future__ import annotations

import datetime as dt
import html
import math
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sim.files.messages import PLACEHOLDER, fill, read_words

languages = ("en", "zh")
WORDS = Path(__file__).parent / "words"
MISSING = "–"  # shown for a number that is not one
MINUS = "\u2212"

_SYMBOLS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£"}
_NAMES_ZH = {"CNY": "元", "USD": "美元", "EUR": "欧元", "GBP": "英镑", "JPY": "日元", "HKD": "港元"}
# What parts the items of a list, where it stands in an item itself.
_COMMAS = {"en": (", ",), "zh": ("、",)}
_ANDS = {"en": (" and ",), "zh": ("和", "与", "及")}
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
# Above ten thousand Chinese counts in 万 and 亿; English in millions and billions.
_LARGE = {"en": ((1e9, "bn"), (1e6, "m")), "zh": ((1e8, "亿"), (1e4, "万"))}
_COUNTED = ("count", "people", "contacts", "orders", "parcels", "hours", "minutes", "days", "weeks")  # whole, or nearly
_DIGITS = dict.fromkeys(_COUNTED, 1) | {"score": 2, "points": 2, "ratio": 2}
_ALIASES = {"seconds": "s", "points": "score", "second": "s", "percent": "share"}


def escape(text: Any) -> str:
    """`text` for HTML and SVG, attributes included; characters that XML does not allow are dropped."""
    allowed = "".join(c for c in str(text) if c in "\t\n\r" or (ord(c) >= 32 and not _not_xml(ord(c))))
    return html.escape(allowed, quote=True)


def md(text: str) -> str:
    """Plain text for Markdown: nothing in it is taken for markup."""
    return re.sub(r"([\\`*_\[\]<>#|~$])", r"\\\1", text)


def _not_xml(code: int) -> bool:
    return 0x7F <= code <= 0x9F or 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF)


def currency_word(currency: str, language: str) -> str:
    """A currency as the unit beside a figure: its code (CNY); in Chinese its word (元), and the code of one without."""
    return _NAMES_ZH.get(currency, currency) if language == "zh" else currency


def placeholders(text: str) -> frozenset[str]:
    return frozenset(PLACEHOLDER.findall(text))


@cache
def words(language: str = "en") -> Words:
    """The words of a language, loaded once."""
    return Words(language)


def pseudo() -> Words:
    """English in fullwidth letters (ｌｉｋｅ ｔｈｉｓ): an ASCII letter on a page drawn with it is hard-coded text."""
    return _Pseudo("en")


def both_ends(low: float | None, high: float | None, digits: int | None) -> int | None:
    """The decimals of a range whose ends take `digits` each: none where both are whole."""
    return 0 if digits and all(_real(x) and float(x).is_integer() for x in (low, high)) else digits


class Words:
    """The table of one language and its ways with numbers. Use `words(language)`."""

    def __init__(self, language: str):
        if language not in languages:
            raise ValueError(f"{language!r} is no language of the playbook: {', '.join(languages)}")
        self.language = language
        self._table = read_words(WORDS / f"{language}.toml")

    def _show(self, text: str) -> str:
        return text

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(self._table)

    def has(self, key: str) -> bool:
        return key in self._table

    def t(self, key: str, **values: Any) -> str:
        """The text at a dotted key with its placeholders filled. KeyError: no such key, or a placeholder left open."""
        text = self._table[key]
        for name in placeholders(text):
            if name not in values:
                raise KeyError(f"{key}: no value for {{{name}}}")
        return self._show(fill(text, lambda name: str(values[name])))

    def template(self, key: str) -> str:
        """The text at a dotted key with its placeholders as they are: a browser fills them."""
        return self._show(self._table[key])

    def pick(self, text: Any) -> str:
        """This language's side of a text that has both: an object or a mapping with `en` and `zh`. A str passes."""
        if isinstance(text, str):
            return text
        return text[self.language] if isinstance(text, Mapping) else getattr(text, self.language)

    def list(self, items: Iterable[str]) -> str:
        """a, b and c; items with an "and" of their own are parted by commas, those with a comma by semicolons."""
        items = list(items)
        if len(items) < 2:
            return "".join(items)
        if any(comma in item for item in items for comma in _COMMAS[self.language]):
            return self.t("common.semicolon").join(items)
        if any(word in item for item in items for word in _ANDS[self.language]):
            return self.t("common.comma").join(items)
        return self.t("common.comma").join(items[:-1]) + self.t("common.and") + items[-1]

    # Numbers -------------------------------------------------------------------------------------------------------

    def number(self, x: float | None, digits: int = 0) -> str:
        """12,300; with `digits` decimals."""
        if not _real(x):
            return MISSING
        if abs(x) >= 1e15:
            return self._show(_sign(f"{x:.2g}"))
        return self._show(_sign(f"{x:,.{digits}f}"))

    def compact(self, x: float | None, digits: int = 0) -> str:
        """As `number`, in millions (万 in Chinese) where it is large: 1.23m, 12.3万."""
        if not _real(x):
            return MISSING
        least = 1e6 if self.language == "en" else 1e5
        return self._show(self._large(x, least, trim=True) or self.number(x, digits))

    def percent(self, x: float | None, digits: int = 0) -> str:
        """0.873 → 87%."""
        return MISSING if not _real(x) else self.number(100 * x, digits) + "%"

    def money(self, x: float | None, currency: str = "CNY", trim: bool = False, digits: int | None = None) -> str:
        """¥12,300, ¥1.20m; 9,800元, 1.20万元. `trim` leaves out zeros at the end (¥1.2m), as on an axis; `digits`
        decimals below a million (ten thousand in Chinese), by default two for small amounts that have them."""
        if not _real(x):
            return MISSING
        least = 1e6 if self.language == "en" else 1e4
        whole = abs(x) >= 100 or abs(x - round(x)) < 0.005
        digits = (0 if whole else 2) if digits is None else digits
        amount = self._large(x, least, trim) or self.number(x, digits)
        return self._show(self._with_currency(amount, currency))

    def duration(self, seconds: float | None) -> str:
        """45 s, 2 min 30 s, 1 h 5 min, 2 d 4 h: at most two parts."""
        if not _real(seconds):
            return MISSING
        size = abs(seconds)
        sign = MINUS if seconds < 0 and size >= 0.05 else ""
        if size < 59.95:
            digits = 1 if 0.05 <= size < 9.95 else 0
            return sign + self.t("units.s", n=_plain(size, digits))
        if size >= 1e15:
            return sign + self.t("units.s", n=self.number(size))
        large, small, parts = ("d", "h", (86400, 3600)) if size >= 2 * 86400 else ("h", "min", (3600, 60))
        if size < 3599.5:
            large, small, parts = "min", "s", (60, 1)
        whole, rest = divmod(round(size / parts[1]), parts[0] // parts[1])
        if not rest:
            return sign + self.t(f"units.{large}_only", n=self.number(whole))
        return sign + self.t(f"units.{large}_{small}", a=self.number(whole), b=rest)

    def date(self, day: dt.date, year: bool = False) -> str:
        """11 Nov; 11月11日."""
        if self.language == "zh":
            return self._show((f"{day.year}年" if year else "") + f"{day.month}月{day.day}日")
        return self._show(f"{day.day} {_MONTHS[day.month - 1]}" + (f" {day.year}" if year else ""))

    def clock(self, minutes: float) -> str:
        """20:00, from minutes after midnight; 24:00 stays 24:00."""
        minutes = round(minutes)
        hours = minutes // 60 if minutes == 1440 else minutes // 60 % 24
        return f"{hours:02d}:{minutes % 60:02d}"

    def value(self, x: float | None, unit: str, digits: int | None = None) -> str:
        """`x` in its unit: "share" in per cent, "s" as a duration, "money" with its sign, others with a word."""
        unit = _ALIASES.get(unit, unit)
        if not _real(x):
            return MISSING
        if unit == "share":
            return self.percent(x, digits or 0)
        if unit == "s":
            return self.duration(x)
        if unit == "money" or re.fullmatch(r"[A-Z]{3}", unit):
            return self.money(x, "CNY" if unit == "money" else unit, digits=digits)
        if digits is None:
            digits = _DIGITS.get(unit, 0 if abs(x) >= 100 or abs(x - round(x)) < 1e-9 else 1 if abs(x) >= 10 else 2)
            digits = 0 if unit in _COUNTED and (abs(x - round(x)) < 0.05 or abs(x) >= 100) else digits
        shown = self.number(x, digits) if digits else self.compact(x)
        if unit in ("", "count", "score", "ratio"):
            return shown
        if self.has(f"units.{unit}"):
            return self.t(f"units.{unit}", n=shown)
        # A lever's unit in words of its own: in Chinese no space stands between a number and a word.
        return shown + ("" if re.match(r"[\u4e00-\u9fff]", unit) else " ") + unit

    def signed(self, x: float | None, unit: str, digits: int | None = None) -> str:
        """A change: +3 points, +¥1,200, −2 min 5 s."""
        unit = _ALIASES.get(unit, unit)
        if not _real(x):
            return MISSING
        if unit == "share":
            digits = (0 if abs(100 * x) >= 9.95 else 1) if digits is None else digits
            shown = self.t("units.pp", n=self.number(abs(100 * x), digits))
        else:
            shown = self.value(abs(x), unit, digits)
        if not re.search(r"[1-9]", shown):  # rounds to nothing: no sign
            return shown
        return (MINUS if x < 0 else "+") + shown

    def range(self, low: float | None, high: float | None, unit: str, digits: int | None = None) -> str:
        """72%–81%, 146–468 people; "−5 to 3" beside a minus; one where both read the same; 65–240, not 65.0–240.0."""
        digits = both_ends(low, high, digits)
        word = f"units.{_ALIASES.get(unit, unit)}"
        if unit not in ("s", "seconds") and self.has(word) and _real(low) and _real(high):
            same = all(abs(x - round(x)) < 0.05 for x in (low, high))
            bare = self.range(low, high, "count", digits if digits is not None else 0 if same else _DIGITS.get(unit))
            return self.t(word, n=bare)
        first, last = self.value(low, unit, digits), self.value(high, unit, digits)
        if first == last:
            return first
        plain = not (first.startswith(MINUS) or last.startswith(MINUS))
        return self.t("units.range" if plain else "units.range_words", low=first, high=last)

    def _large(self, x: float, least: float, trim: bool) -> str | None:
        """`x` in the largest step of the language that holds it, three figures; None below `least`."""
        if abs(x) >= 1e15 or abs(round(x)) < least:
            return None
        for step, name in _LARGE[self.language]:
            # 999,995 thousand is already a billion once it is rounded to three figures
            if abs(x) >= step * 0.9995 and abs(x) >= least * 0.9995:
                scaled = x / step
                digits = 2 if abs(scaled) < 9.995 else 1 if abs(scaled) < 99.95 else 0
                shown = f"{scaled:,.{digits}f}"
                return _sign(shown.rstrip("0").rstrip(".") if trim and "." in shown else shown) + name
        return None

    def _with_currency(self, amount: str, currency: str) -> str:
        if self.language == "zh":
            return amount + currency_word(currency, "zh")
        sign, bare = (MINUS, amount[1:]) if amount.startswith(MINUS) else ("", amount)
        return sign + (_SYMBOLS[currency] + bare if currency in _SYMBOLS else f"{currency} {bare}")


class _Pseudo(Words):
    """See `pseudo`."""

    def _show(self, text: str) -> str:
        return text.translate({code: code + 0xFEE0 for code in (*range(65, 91), *range(97, 123))})


def _real(x: float | None) -> bool:
    return x is not None and math.isfinite(x)


def _sign(text: str) -> str:
    """A proper minus, and none before a zero."""
    if not text.startswith("-"):
        return text
    return MINUS + text[1:] if re.search(r"[1-9]", text) else text[1:]


def _plain(x: float, digits: int) -> str:
    return f"{x:.{digits}f}"
