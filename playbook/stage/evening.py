"""A night of the model as the browser draws it: lists of whole numbers, one a minute, and scales that stay."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from playbook.language import Words
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.experiment.big_night import Night

Frames = dict[str, list[int]]

WINDOW = 240  # minutes from the opening whose answers are counted: those of the peak's key figures
BAR = 5  # minutes of a bar
MOST_DOTS = 90  # waiting; where more wait, a dot is several
TEXTS = (
    "bet_first", "closed", "coming", "compare", "desks", "finding", "kept", "late", "lost", "moment",
    "moment_closed", "opens", "panel_asking", "panel_asking_closed", "panel_parcels", "panel_people",
    "panel_waiting", "parcels", "pause", "people", "play", "queue", "save", "share", "share_closed", "time",
    "timeline", "waiting", "was",
)  # fmt: skip


@dataclass(frozen=True)
class Bar:
    """The lever beside the night, as the browser needs it; a number x is shown as before + x · scale + after."""

    label: str
    help: str
    low: float
    high: float
    step: float
    around: tuple[str, str]
    scale: float
    digits: int

    def place(self, value: float) -> int:
        """The number of a setting, counted in steps from the lowest."""
        return round((value - self.low) / self.step)

    @property
    def places(self) -> int:
        """The number of the highest setting."""
        return self.place(self.high)


def frames(night: Night) -> Frames:
    """Each minute's counts, (M,) lists. `lost` gave up or were turned away; `kept` as in `Night`."""
    minutes = night.minutes
    found = {
        name: getattr(minutes, name) for name in ("came", "in_time", "late", "waiting", "in_hand", "people")
    }  # fmt: skip
    found |= {"lost": minutes.gave_up + minutes.turned_away, "kept": night.kept, "parcels": night.parcels}
    return {name: values.tolist() for name, values in found.items()}


def opening_of(night: Night, scenario: Scenario) -> dt.datetime:
    """When the sale opens, by the shop's clock."""
    return dt.datetime.fromtimestamp(night.opening, ZoneInfo(scenario.timezone))


@dataclass(frozen=True)
class Clock:
    """What a wall clock shows in each minute of a night; `by` is what it is put on (or back) from minute `at` on."""

    first: int  # minutes since midnight as the night begins
    at: int
    by: int = 0

    @classmethod
    def of(cls, begins: float, minutes: int, timezone: str) -> Clock:
        """The clock of a night that begins at these POSIX seconds. At most one change of the clocks lies in it."""
        zone = ZoneInfo(timezone)
        first = dt.datetime.fromtimestamp(begins, zone)
        ahead = [_offset(begins + 60 * m, zone) - _offset(begins, zone) for m in range(minutes + 1)]
        at = next((m for m, by in enumerate(ahead) if by), minutes + 1)
        return cls(first.hour * 60 + first.minute, at, ahead[-1])

    def shows(self, minute: int) -> int:
        """Minutes since the midnight before the night; 1440 is the end of its first day."""
        return self.first + minute + (self.by if minute >= self.at else 0)


def _offset(at: float, zone: ZoneInfo) -> int:
    """Minutes by which the zone's clocks are ahead of UTC."""
    ahead = dt.datetime.fromtimestamp(at, zone).utcoffset()
    return 0 if ahead is None else round(ahead.total_seconds() / 60)


def told(evening: Frames, opens: int) -> dict[str, float]:
    """Of the first hours of the sale: how many came, were answered in time (and their share), and left."""
    hours = slice(opens, opens + WINDOW)
    came, kept, lost = (sum(evening[name][hours]) for name in ("came", "kept", "lost"))
    return {"came": came, "kept": kept, "lost": lost, "share": kept / came if came else 0.0}


def page_of(
    words: Words, scenario: Scenario, night: Night, evenings: Mapping[int, Frames], bar: Bar, start: int, seasons: int,
    bet: tuple[float, float] | None = None, open_: bool = True,
) -> dict[str, Any]:  # fmt: skip
    """All that the browser is told beside the evenings: words, times, the lever, the bet, and how large things are.

    `night` is that of the `start` setting, whose evening is among `evenings` (by the number of their setting); their
    extremes set the scales, which then stay. `bet`: shares of the peak's key figure. Without `open_` nothing of the
    outcome is shown.
    """
    opening = opening_of(night, scenario)
    length = len(evenings[start]["came"])
    clock = Clock.of(night.begins, length, scenario.timezone)
    top = scales(evenings.values())
    dot = max(1, math.ceil(top["waiting"] / MOST_DOTS))
    each = words.t("stage.dot") if dot == 1 else words.t("stage.dots", n=words.number(dot))
    note = words.t("stage.note", n=words.number(seasons)) if seasons else words.t("stage.note_one")
    if clock.by:
        old, new = (words.clock(at % 1440) for at in (clock.first + clock.at, clock.shows(clock.at)))
        note += ("" if words.language == "zh" else " ") + words.t("stage.clocks", old=old, new=new)
    shown = None
    if bet is not None:
        text = words.t("stage.bet", range=words.range(*bet, "share"))
        shown = {"range": [min(max(x, 0.0), 1.0) for x in bet], "text": text}
    texts = {name: words.template(f"stage.{name}") for name in TEXTS}
    return {
        "locale": "zh-CN" if words.language == "zh" else "en",
        "title": words.t("stage.heading", team=words.pick(scenario.title), date=words.date(opening.date())),
        "note": note + ("" if words.language == "zh" else " ") + each,
        "clock": asdict(clock),
        "minutes": length,
        "opens": night.opens,
        "until": min(night.opens + WINDOW, length),
        "lever": asdict(bar),
        "start": start,
        "bet": shown,
        "open": open_,
        "top": top,
        "dot": dot,
        "words": texts | {"colon": words.t("common.colon"), "join": "" if words.language == "zh" else " "},
    }


def scales(evenings: Iterable[Frames]) -> dict[str, int]:
    """The largest of each panel, rounded up; people and all who come as they are."""
    evenings = list(evenings)

    def most(name: str) -> int:
        return max(max(evening[name], default=0) for evening in evenings)

    bars = (sum(evening["came"][m : m + BAR]) for evening in evenings for m in range(0, len(evening["came"]), BAR))
    return {
        "asking": _round_up(max(bars, default=0)),
        "waiting": _round_up(most("waiting")),
        "parcels": _round_up(most("parcels")),
        "people": max(1, most("people")),
        "total": max(sum(e["in_time"]) + sum(e["late"]) + sum(e["lost"]) for e in evenings),
    }


def _round_up(x: float) -> int:
    """To a number with one figure, or with a half: 1, 1.5, 2, 2.5, 3, 4, … times a power of ten."""
    if x <= 5:
        return max(1, math.ceil(x))
    size = 10 ** math.floor(math.log10(x))
    return math.ceil(next(f * size for f in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if f * size >= x))
