"""The evening of the opening as it runs on the wall: all teams side by side, filling from left to right.

The picture stands whole as the server draws it, with what it came to; `assets/wall.js` covers what has not come yet.
It finds its numbers in the picture: by the minute for each team, and the texts that count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from playbook.charts.figure import MARGIN, compose
from playbook.charts.hours import legend
from playbook.charts.ink import ACCENT, BAD, BODY, FAINT, GRID, INK, SMALL, SOFT, Pen, clip, text_width
from playbook.charts.ink import number as coordinate
from playbook.charts.scales import Scale, tick_labels, ticks
from playbook.language import Words, escape
from playbook.workshop.pages import outcome
from playbook.workshop.revealing import LINES, RUNS_S, runs_together
from playbook.workshop.view import View

BAR = 5  # minutes of a bar
CLOCK = 25.0  # type of the clock that stands where the finding will be
LEFT, GAP, LABELS = 30.0, 18.0, 42.0  # beside the first panel, between two, and above each


def known(view: View) -> list[tuple[str, Mapping[str, Any]]]:
    """Name and evening of each team, in order; none where one of the teams that played has no evening."""
    found = outcome.last(view)
    teams = [one for one in sorted(view.teams, key=lambda one: one.number) if outcome.of_team(found, one.number)]
    results = {one.number: outcome.of_team(found, one.number) for one in teams}
    return [(one.name, results[one.number]["evening"]) for one in teams] if runs_together(results) else []


def share(evening: Mapping[str, Any]) -> float:
    """Of those who came once the sale had opened, the share answered in time."""
    opens = evening["opens"]
    return sum(evening["in_time"][opens:]) / max(sum(evening["came"][opens:]), 1)


def evenings(words: Words, view: View) -> str:
    """All teams on one scale; "" where there is no evening to run."""
    teams = known(view)
    if not teams:
        return ""
    shares = [share(one) for _, one in teams]
    best, worst = (pick(range(len(teams)), key=lambda i: shares[i]) for pick in (max, min))
    title = words.t(
        "workshop.night_found", best=teams[best][0], high=words.percent(shares[best]), worst=teams[worst][0],
        low=words.percent(shares[worst]),
    )  # fmt: skip
    if words.percent(shares[best]) == words.percent(shares[worst]):
        title = words.t("workshop_room.evening_alike", share=words.percent(shares[best]))
    if len(teams) == 1:
        title = words.t("workshop.night_found_one", team=teams[0][0], share=words.percent(shares[0]))
    summary = words.t("common.semicolon").join(
        words.t("workshop.night_found_one", team=name, share=words.percent(found))
        for (name, _), found in zip(teams, shares, strict=True)
    )
    keys = [
        (ACCENT, ACCENT, 10.0, words.t("workshop_room.evening_in_time")),
        (BAD, BAD, 10.0, words.t("workshop_room.evening_late")),
        (SOFT, SOFT, 10.0, words.t("workshop_room.evening_waiting_line")),
    ]
    most = max(max(_bars(one["came"])) for _, one in teams), max(max(one["waiting"]) for _, one in teams)
    end = teams[0][1]["first"] + len(teams[0][1]["came"])

    def draw(pen: Pen, top: float, narrow: bool) -> float:
        # the finding is kept back while the evening runs; the clock stands in its place
        pen.marks[:] = [f'<g class="found">{one}</g>' if 'font-weight="600"' in one else one for one in pen.marks]
        pen.text(MARGIN, MARGIN + CLOCK * 0.8, words.clock(end % 1440), CLOCK, ACCENT, bold=True)
        pen.marks[-1] = pen.marks[-1].replace("<text ", '<text class="time" visibility="hidden" ', 1)
        clip_by = "so-far-narrow" if narrow else "so-far"
        pen.marks.append(
            f'<clipPath id="{clip_by}" clipPathUnits="objectBoundingBox"><rect width="1" height="1"/></clipPath>'
        )
        top = legend(pen, keys, top, pen.width - MARGIN) + 12
        columns = 1 if narrow else {1: 1, 2: 2, 4: 2}.get(len(teams), 3)
        height = 96.0 if len(teams) > 2 else 210.0
        width = (pen.width - 2 * MARGIN - LEFT - GAP * (columns - 1)) / columns
        pitch = LABELS + height + 30
        for index, (name, evening) in enumerate(teams):
            row, column = divmod(index, columns)
            box = (MARGIN + LEFT + column * (width + GAP), top + row * pitch, width, height)
            _panel(pen, words, name, shares[index], evening, most, box, column == 0, clip_by)
        return top + ((len(teams) - 1) // columns + 1) * pitch - 8

    picture = compose(words, title, summary, draw, subtitle=words.t("workshop_room.evening_title")).bare()
    return picture.replace("<svg ", f'<svg data-evening="{RUNS_S}" ')  # both layouts


def _bars(line: Sequence[int]) -> list[int]:
    return [sum(line[at : at + BAR]) for at in range(0, len(line), BAR)]


def _panel(pen: Pen, words: Words, name: str, good: float, evening: Mapping[str, Any], most: tuple[int, int],
           box: tuple[float, float, float, float], first: bool, clip_by: str) -> None:  # fmt: skip
    """One team: what counts above, bars of five minutes upwards and the queue downwards, on one scale. `most`: who came
    in a bar, and who waited at once."""
    x, y, width, height = box
    said = words.percent(good)
    lists = " ".join(f'data-{key.replace("_", "-")}="{" ".join(map(str, evening[key]))}"' for key in LINES)
    pen.marks.append(f'<g class="panel" data-first="{evening["first"]}" data-opens="{evening["opens"]}" {lists}>')
    pen.text(x, y + 12, clip(name, width - text_width("100%", BODY + 3, True) - 8, BODY, True), BODY, INK, bold=True)
    _counts(pen, "share", "#", said, (x + width, y + 13), BODY + 3, ACCENT, "end", True)
    waiting, lost = (words.template(f"workshop_room.evening_{key}").replace("{n}", "#") for key in ("waiting", "lost"))
    _counts(pen, "waiting", waiting, words.number(evening["waiting"][-1]), (x, y + 31), SMALL, SOFT)
    _counts(pen, "lost", lost, words.number(sum(evening["lost"])), (x + width, y + 31), SMALL, BAD, "end")
    top, foot = y + LABELS, y + LABELS + height
    marks = ticks(0, most[0], "people", 3)
    up = Scale(-most[1], max(marks[-1], most[0]), foot, top)
    floor = up(0)
    for tick, label in zip(marks, tick_labels(words, marks, "count"), strict=True):
        pen.line(x, up(tick), x + width, up(tick), GRID)
        if first:
            pen.text(x - 5, up(tick) + 4, label, SMALL, SOFT, anchor="end")
    minute = width / len(evening["came"])
    opens = x + evening["opens"] * minute
    pen.line(opens, top, opens, foot, SOFT, dash="2 3")
    _run(pen, evening, up, (x, top, width, height), clip_by)
    pen.marks.append(
        f'<line class="now" visibility="hidden" x1="{coordinate(x)}" x2="{coordinate(x)}" y1="{coordinate(top)}" '
        f'y2="{coordinate(foot)}" stroke="{INK}" stroke-width="1.6"/></g>'
    )
    pen.line(x, floor, x + width, floor, FAINT)
    start = evening["first"]
    for at in range(-start % 60, len(evening["came"]), 60 if width > 200 else 120):
        pen.text(x + at * minute, foot + 15, words.clock((start + at) % 1440), SMALL, SOFT, "middle")


def _run(pen: Pen, evening: Mapping[str, Any], up: Scale, box: tuple[float, float, float, float], clip_by: str) -> None:
    """Bars and queue, as far as the evening has come: the script makes `clip_by` narrower."""
    x, top, width, height = box
    minute = width / len(evening["came"])
    pen.marks.append(f'<g clip-path="url(#{clip_by})">')
    pen.rect(x, top, width, height, "none")  # what the clip is a share of
    for index, (came, good) in enumerate(zip(_bars(evening["came"]), _bars(evening["in_time"]), strict=True)):
        left, good = x + index * BAR * minute, min(good, came)
        wide = min(BAR * minute, x + width - left) - 0.6
        pen.rect(left, up(came), wide, up(good) - up(came), BAD)
        pen.rect(left, up(good), wide, up(0) - up(good), ACCENT)
    edge = [(x + at * minute, up(-n)) for i, n in enumerate(evening["waiting"]) for at in (i, i + 1)]
    pen.path([(x, up(0)), *edge, (x + width, up(0))], fill=SOFT, close=True)
    pen.marks.append("</g>")


def _counts(pen: Pen, what: str, template: str, said: str, at: tuple[float, float], size: float, fill: str,
            anchor: str = "start", bold: bool = False) -> None:  # fmt: skip
    """A text that counts while the evening runs: `template` with "#" for its number, `said` at the end."""
    pen.text(*at, template.replace("#", said), size, fill, anchor, bold)
    told = f'<text class="counts" data-counts="{what}" data-text="{escape(template)}" '
    pen.marks[-1] = pen.marks[-1].replace("<text ", told, 1)
