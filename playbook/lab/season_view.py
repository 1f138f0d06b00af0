"""A season as the start page shows it: key figures with ranges, and four figures over its days."""

from __future__ import annotations

from collections.abc import Iterator

from playbook import charts
from playbook.lab.kpi import KpiWords
from playbook.lab.prose import md
from playbook.lab.seasons import SEED, Seasons
from playbook.language import Words
from sim.scenario import Scenario

STRIP = ("profit", "peak_service_level", "abandonment", "late_parcels", "occupancy", "csat", "quits", "labour_cost")
PANELS = ("contacts", "service_level", "late_parcels", "csat")  # daily figures that have a season total of their name


def season_rows(kpis: KpiWords, seasons: Seasons) -> list[charts.Kpi]:
    """The key figures of the strip."""
    return [
        charts.Kpi(kpis.name(kpi), seasons.range(kpi), kpis.unit(kpi), kpis.digits(kpi), kpis.better(kpi))
        for kpi in STRIP
    ]


def season_figure(words: Words, shop: Scenario, seasons: Seasons, live: bool = False) -> charts.Figure:
    """The season day by day, its big days marked; `live`: the latest replication as a line over the band."""
    kpis = KpiWords.of(words, shop)
    panels = []
    for name in PANELS:
        low, middle, high = seasons.band(name)
        latest = seasons.days[name][-1] if live else None
        panels.append(
            charts.Panel(kpis.name(name), kpis.unit(name), low, middle, high, compare=latest, compared="latest")
        )
    marks = [charts.Mark(event.day, words.pick(event.name)) for event in shop.calendar.campaigns]
    params = {words.t("start.shop"): words.pick(shop.title), words.t("run.count"): seasons.n}
    note = words.t("start.live_key", n=words.number(seasons.n)) if live else ""
    return charts.season_band(
        words, panels, shop.calendar.start, marks, title=words.t("start.figure"), note=note, params=params,
        source=charts.source(words, words.pick(shop.title), seasons.n, SEED),
    )  # fmt: skip


def season_table(words: Words, shop: Scenario, seasons: Seasons) -> str:
    """The key figures as a Markdown table, for readers without a kernel."""
    kpis = KpiWords.of(words, shop)

    def rows() -> Iterator[str]:
        head = [words.t(f"start.table_{name}") for name in ("figure", "mean", "range")]
        yield f"| {' | '.join(head)} |"
        yield "|---|---|---|"
        for kpi in STRIP:
            spread = seasons.range(kpi)
            cells = (kpis.name(kpi), kpis.value(kpi, spread.mean), kpis.range(kpi, spread.p10, spread.p90))
            yield f"| {' | '.join(md(cell) for cell in cells)} |"

    return "\n".join(rows())
