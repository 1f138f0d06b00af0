"""The days on which the courier stops, in a page: two yards that fill and empty, and their figure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import anywidget
import numpy as np
import traitlets

from playbook.charts import Figure, Yard
from playbook.language import Words
from playbook.stage.view import HERE, STYLE

SCRIPT = "".join((HERE / name).read_text(encoding="utf-8") for name in ("drawing.js", "courier.js"))
MOST_BOXES, MOST_CUSTOMERS = 126, 20  # that there is room for; where more are, one stands for several
TEXTS = (
    "is_before", "is_drains", "is_over", "is_stood_in", "is_undecided", "is_unseen", "is_waited", "nobody", "own",
    "second", "stopped", "time", "timeline",
)  # fmt: skip


class CourierView(anywidget.AnyWidget):
    """`page` as `page_of` gives it, empty until there is something to show."""

    _esm = SCRIPT
    _css = STYLE + (HERE / "courier.css").read_text(encoding="utf-8")

    page = traitlets.Dict().tag(sync=True)


@dataclass(frozen=True)
class Told:
    """A plan's yard as it moves: `gone` is the slot by whose end the pile has gone, None where it has not; `second`
    whether something stands by; `times` when it was seen and decided, `said` what is to be read of each day."""

    yard: Yard
    gone: int | None
    second: bool
    times: str
    said: Sequence[str]


def page_of(
    words: Words, title: str, labels: Sequence[str], stops: int, plans: Sequence[Told], figure: Figure
) -> dict[str, Any]:
    """All that the browser is told; `labels` name the days, `stops` is the slot on whose morning the courier stops."""
    box = _each([one.yard.waiting for one in plans], MOST_BOXES)
    mark = _each([one.yard.asking for one in plans], MOST_CUSTOMERS)
    fullest = int(np.argmax(plans[0].yard.waiting)) + 1  # its evening
    note = words.t("courier.note", box=words.number(box), mark=words.number(mark))
    texts = {name: words.t(f"courier.{name}") for name in TEXTS}
    return {
        "locale": "zh-CN" if words.language == "zh" else "en",
        "title": title,
        "finding": figure.title + words.t("common.stop").strip(),
        "days": len(labels),
        "labels": list(labels),
        "stops": stops,
        "shown": fullest,
        "box": box,
        "mark": mark,
        "note": title + words.t("common.stop") + note,
        "moments": [
            words.t("common.semicolon").join(f"{one.yard.name}{words.t('common.colon')}{one.said[n]}" for one in plans)
            for n in range(len(labels))
        ],
        "plans": [
            {
                "name": one.yard.name,
                **{name: _whole(getattr(one.yard, name)) for name in ("waiting", "overdue", "asking")},
                "stretches": [list(stretch) for stretch in one.yard.stretches],
                "gone": one.gone,
                "second": one.second,
                "times": one.times,
                "said": list(one.said),
            }
            for one in plans
        ],
        "figure": figure.html(),
        "words": texts | {"colon": words.t("common.colon"), "play": words.t("stage.play"),
                          "pause": words.t("stage.pause")},
    }  # fmt: skip


def _each(rows: Sequence[Any], room: int) -> int:
    """How many one mark stands for, so that the most of any day have room."""
    return max(1, math.ceil(max(float(np.max(row)) for row in rows) / room))


def _whole(values: Any) -> list[int]:
    return [round(x) for x in np.asarray(values, float).tolist()]
