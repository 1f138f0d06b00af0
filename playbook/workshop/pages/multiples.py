"""What the wall shows of all teams at once: the opening of each as small multiples, and where each stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playbook.charts.figure import MARGIN, compose
from playbook.charts.hours import legend
from playbook.charts.ink import ACCENT, BAD, BODY, CARD, FAINT, GRID, INK, SMALL, SOFT, Pen, clip, text_width
from playbook.charts.scales import Scale, axis_labels, domain, numbers, tick_labels, ticks
from playbook.charts.season import broken_line
from playbook.language import Words
from playbook.workshop import score
from playbook.workshop.context import Context
from playbook.workshop.pages import outcome
from playbook.workshop.view import View


def nights(words: Words, view: View) -> str:
    """The opening of each team, quarter of an hour by quarter of an hour, all on one scale; "" without one."""
    found = outcome.last(view)
    known: list[tuple[str, Mapping[str, Any]]] = []
    for team in sorted(view.teams, key=lambda one: one.number):
        night = outcome.of_team(found, team.number).get("night")
        if night and night.get("came") and night.get("minutes"):
            known.append((team.name, night))
    if not known:
        return ""
    most = max(max([*night["came"], *(night.get("waiting") or [0])]) for _, night in known) or 1
    shares = [_share(night) for _, night in known]
    best, worst = (pick(range(len(known)), key=lambda i: shares[i]) for pick in (max, min))
    title = words.t(
        "workshop.night_found", best=known[best][0], high=words.percent(shares[best]), worst=known[worst][0],
        low=words.percent(shares[worst]),
    )  # fmt: skip
    if len(known) == 1:
        title = words.t("workshop.night_found_one", team=known[0][0], share=words.percent(shares[0]))
    keys = [
        (SOFT, GRID, 10.0, words.t("workshop.night_came")), (ACCENT, ACCENT, 10.0, words.t("workshop.night_in_time")),
        (BAD, BAD, 3.0, words.t("workshop.night_waiting")),
    ]  # fmt: skip

    def draw(pen: Pen, top: float, narrow: bool) -> float:
        top = legend(pen, keys, top, pen.width - MARGIN) + 12
        columns = 1 if narrow else {1: 1, 2: 2, 4: 2}.get(len(known), 3)
        gap, height = 18.0, 92.0 if len(known) > 2 else 200.0
        width = (pen.width - 2 * MARGIN - 34 - gap * (columns - 1)) / columns
        for index, (name, night) in enumerate(known):
            x = MARGIN + 34 + (index % columns) * (width + gap)
            y = top + (index // columns) * (height + 54)
            _night(pen, words, name, shares[index], night, most, (x, y, width, height), index % columns == 0)
        return top + ((len(known) - 1) // columns + 1) * (height + 54) - 14

    summary = words.t("common.semicolon").join(
        words.t("workshop.night_found_one", team=name, share=words.percent(share))
        for (name, _), share in zip(known, shares, strict=True)
    )
    return compose(words, title, summary, draw, subtitle=words.t("workshop.night_title")).bare()


def _share(night: Mapping[str, Any]) -> float:
    """Of all who came in the evening, the share answered in time."""
    return sum(night.get("in_time") or [0]) / max(sum(night["came"]), 1)


def _night(pen: Pen, words: Words, name: str, share: float, night: Mapping[str, Any], most: float,
           box: tuple[float, float, float, float], first: bool) -> None:  # fmt: skip
    x, y, width, height = box
    came, kept = numbers(night["came"]), numbers(night.get("in_time") or [0])
    said = words.percent(share)
    pen.text(x, y + 12, clip(name, width - text_width(said, BODY, True) - 8, BODY, True), BODY, INK, bold=True)
    pen.text(x + width, y + 12, said, BODY, ACCENT, "end", bold=True)
    floor = y + 20 + height
    marks = ticks(0, most, "people", 3)
    up = Scale(0, max(marks[-1], most), floor, y + 20)
    for tick, label in zip(marks, tick_labels(words, marks, "count"), strict=True):
        pen.line(x, up(tick), x + width, up(tick), GRID)
        if first:
            pen.text(x - 5, up(tick) + 4, label, SMALL, SOFT, anchor="end")
    pitch = width / len(came)
    for i, n in enumerate(came):
        pen.rect(x + i * pitch + 0.5, up(n), pitch - 1, floor - up(n), GRID, stroke=FAINT, stroke_width=0.6)
    for i, n in enumerate(kept[: len(came)]):
        pen.rect(x + i * pitch + 0.5, up(n), pitch - 1, floor - up(n), ACCENT)
    waiting = numbers(night.get("waiting") or [])
    if len(waiting):
        broken_line(pen, waiting[: len(came)], Scale(-0.5, len(came) - 0.5, x, x + width), up, BAD, 2.2)
    minutes = night["minutes"]
    for i in (0, len(minutes) // 2):
        pen.text(x + i * pitch, floor + 15, words.clock(minutes[i] % 1440), SMALL, SOFT)


def frontier(words: Words, context: Context, view: View) -> str:
    """All teams and the players that are not people: what the season is worth across, customers answered up."""
    found = outcome.last(view)
    teams = [(team.name, outcome.of_team(found, team.number)) for team in sorted(view.teams, key=lambda t: t.number)]
    rows = [*((name, one, True) for name, one in teams),
            *((name, one, False) for name, one in outcome.bots(words, found).values())]  # fmt: skip
    dots = []
    for name, one, people in rows:
        where = one.get("podiums") or {}
        if outcome.real(where.get("profit")) and outcome.real(where.get("customers")):
            dots.append((float(where["profit"]), float(where["customers"]), name, people))
    if not any(one[3] for one in dots):
        return ""
    ahead = score.frontier({str(i): dict(zip(score.FRONTIER, one[:2], strict=True)) for i, one in enumerate(dots)})
    edge = [dots[int(i)] for i in ahead]
    currency = context.team.currency
    unit = "share" if all(abs(one[1]) <= 1 for one in dots) else "count"
    on = [one[2] for one in edge if one[3]]
    title = words.t("workshop.frontier_found", teams=words.list(on)) if on else words.t("workshop.frontier_none")
    across_marks = ticks(*domain([one[0] for one in dots], currency, zero=False), currency, 4)
    up_marks = ticks(*domain([one[1] for one in dots], unit, zero=False), unit, 4)

    def draw(pen: Pen, top: float, narrow: bool) -> float:
        left, right, floor = MARGIN + 48, pen.width - MARGIN - 12, top + (250 if narrow else 290)
        pen.text(MARGIN, top + 8, words.t("workshop.frontier_up"), SMALL, SOFT)
        across = Scale(across_marks[0], across_marks[-1], left + 14, right - 14)
        up = Scale(up_marks[0], up_marks[-1], floor - 14, top + 30)
        for tick, label in zip(up_marks, tick_labels(words, up_marks, unit), strict=True):
            pen.line(left, up(tick), right, up(tick), GRID)
            pen.text(left - 6, up(tick) + 4, label, SMALL, SOFT, anchor="end")
        for tick, label in zip(across_marks, axis_labels(words, across_marks, currency), strict=True):
            pen.line(across(tick), top + 24, across(tick), floor, GRID)
            pen.text(across(tick), floor + 16, label, SMALL, SOFT, "middle")
        line = sorted((across(a), up(b)) for a, b, _, _ in edge)
        pen.path(line, FAINT, 1.6, dash="4 4")
        taken = [(across(a) - 8, up(b), 16.0) for a, b, _, _ in dots]  # no name over another or over a mark
        for a, b, name, people in sorted(dots, key=lambda one: not one[3]):
            x, y = across(a), up(b)
            if people:
                pen.dot(x, y, 7, ACCENT, CARD, 2)
            else:
                pen.path([(x - 6, y - 6), (x + 6, y - 6), (x + 6, y + 6), (x - 6, y + 6)], SOFT, 2, CARD, close=True)
            _label(pen, clip(name, 190, BODY, people), people, (x, y), right, taken)
        pen.text(right, floor + 36, words.t("workshop.frontier_across"), SMALL, SOFT, "end")
        return floor + 40

    said = words.t("common.semicolon").join(
        f"{name}{words.t('common.colon')}{words.money(a, currency)}{words.t('common.comma')}"
        f"{outcome.podium_value(words, context, 'customers', b)}"
        for a, b, name, _ in dots
    )
    note = words.t("workshop.frontier_note")
    return compose(words, title, said, draw, subtitle=words.t("workshop.frontier_title"), note=note).bare()


def _label(pen: Pen, name: str, bold: bool, at: tuple[float, float], right: float,
           taken: list[tuple[float, float, float]]) -> None:  # fmt: skip
    """A name beside its dot, moved up or down where another name stands."""
    x, y = at
    width = text_width(name, BODY, bold)
    start = x + 12 if x + 12 + width <= right else x - 12 - width
    for shift in (0, -15, 15, -30, 30):
        if not any(abs(y + shift - b) < 14 and start < a + w and a < start + width for a, b, w in taken):
            break
    taken.append((start, y + shift, width))
    pen.text(start, y + shift + 4.5, name, BODY, INK if bold else SOFT, bold=bold, halo=True)
