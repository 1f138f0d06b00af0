"""Key figures as people read them: names, units and digits from data/kpis.toml, in one language and currency."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playbook.language import both_ends

if TYPE_CHECKING:
    from sim.scenario import Scenario

KPIS = Path(__file__).resolve().parents[2] / "data" / "kpis.toml"


@dataclass(frozen=True)
class Kpi:
    """A key figure. `better` is higher, lower or none; `unit` as in `playbook.language`."""

    id: str
    name: dict[str, str]
    unit: str
    better: str
    window: Any = ""
    digits: int | None = None
    scope: str = "season"
    without_sale: dict[str, str] | None = None  # its name where the season has no sale


@cache
def kpis() -> dict[str, Kpi]:
    """All key figures by id."""
    table = tomllib.loads(KPIS.read_text(encoding="utf-8"))
    fields = Kpi.__dataclass_fields__
    return {name: Kpi(id=name, **{k: v for k, v in row.items() if k in fields}) for name, row in table.items()}


class KpiWords:
    """Writes key figures in one language; money in `currency`, of a season with a `sale` or without."""

    def __init__(self, words: Any, currency: str = "CNY", sale: bool = True) -> None:
        self.words, self.currency, self.sale = words, currency, sale

    @classmethod
    def of(cls, words: Any, shop: Scenario) -> KpiWords:
        """As the figures of this shop's season are called."""
        return cls(words, shop.currency, bool(shop.calendar.campaigns))

    def name(self, kpi: str) -> str:
        one = kpis()[kpi]
        return self.words.pick(one.name if self.sale or one.without_sale is None else one.without_sale)

    def unit(self, kpi: str) -> str:
        unit = kpis()[kpi].unit
        return self.currency if unit == "money" else unit

    def better(self, kpi: str) -> str:
        """higher, lower or "" for neither."""
        better = kpis()[kpi].better
        return better if better in ("higher", "lower") else ""

    def digits(self, kpi: str) -> int | None:
        """Decimals, or None where the unit says. A season's money has none."""
        return 0 if kpis()[kpi].unit == "money" else kpis()[kpi].digits

    def scale_of_change(self, kpi: str) -> tuple[float, str, int | None]:
        """How a figure shows a difference: its factor, unit and decimals. That of a share is in percentage points."""
        return (100.0, "pp", 1) if self.unit(kpi) == "share" else (1.0, self.unit(kpi), self.digits(kpi))

    def value(self, kpi: str, x: float) -> str:
        return self.words.value(x, self.unit(kpi), self.digits(kpi))

    def signed(self, kpi: str, x: float) -> str:
        return self.words.signed(x, self.unit(kpi), self.digits(kpi))

    def size(self, kpi: str, x: float) -> str:
        """How large a difference is, without its sign: 6.6 pp."""
        return self.signed(kpi, abs(x)).removeprefix("+")

    def range(self, kpi: str, low: float, high: float) -> str:
        return self.words.range(low, high, self.unit(kpi), self.digits(kpi))

    def ends(self, kpi: str, low: float, high: float) -> tuple[str, str]:
        """Both ends of a range, each as text."""
        digits = both_ends(low, high, self.digits(kpi))
        first, last = (self.words.value(x, self.unit(kpi), digits) for x in (low, high))
        return first, last

    def span(self, kpi: str, spread: Any) -> str:
        """Mean (P10 to P90) as text; see `change` for a mean beyond its range."""
        mean, most = self._as_exact(kpi, spread), self.range(kpi, spread.p10, spread.p90)
        if _beyond(spread) and mean not in self.ends(kpi, spread.p10, spread.p90):
            return self.words.t("lab.change_few", mean=mean, most=most)
        return self.words.t("lab.span", mean=mean, range=most)

    def _as_exact(self, kpi: str, spread: Any) -> str:
        """The mean with as many decimals as its range has, where its own would put it outside: 277.3 h (277.1–277.5 h),
        not 277 h."""
        shown, digits = self.value(kpi, spread.mean), self.digits(kpi)
        if (
            digits is not None
            or self.unit(kpi) in ("share", "s", self.currency)
            or not spread.p10 < spread.mean < spread.p90
        ):
            return shown
        return self.words.range(spread.mean, spread.mean, self.unit(kpi)) if abs(spread.p90 - spread.p10) < 1 else shown

    def change(self, kpi: str, spread: Any) -> str:
        """A signed difference: its mean and its range; the mean alone where all three read the same. A mean beyond its
        range is that of few large changes, which is said: else it reads as a mistake."""
        t = self.words.t
        mean, low, high = (self.signed(kpi, x) for x in (spread.mean, spread.p10, spread.p90))
        if mean == low == high:
            return mean
        if _beyond(spread) and mean not in (low, high):
            most = low if low == high else t("lab.from_to", low=low, high=high)
            return t("lab.change_few", mean=mean, most=most)
        return t("lab.change", mean=mean, low=low, high=high)

    def change_if_any(self, kpi: str, spread: Any) -> str:
        """As `change`, in words where nothing moved in any season."""
        still = spread.p10 == spread.mean == spread.p90 == 0
        return self.words.t("lab.no_change") if still else self.change(kpi, spread)


def _beyond(spread: Any) -> bool:
    """Whether a mean lies outside what eight in ten lie between: few seasons, far from the others, have moved it."""
    return not spread.p10 <= spread.mean <= spread.p90
