"""What the pages of the showroom say, taken from the practices' words and from shipped results."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import jinja2

from playbook import charts, practices
from playbook import language as languages
from playbook.lab import Lab, plays, practice_map, prose, ranking
from playbook.lab.explained import money_figure
from playbook.lab.kpi import KpiWords
from playbook.lab.practice_map import Steps
from playbook.lab.seasons import Seasons
from playbook.lab.slider import lever_value
from playbook.lab.why import change_sentence, later_line
from playbook.language import Words
from playbook.practices import LANGUAGES, PracticeError
from playbook.workspace import Workspace
from sim.scenario.file import team, team_names

CHOICES = 5  # ranges to bet on


@dataclass(frozen=True)
class Setting:
    """A setting that was played: how it reads, what it brings in a sentence, and its figure (HTML)."""

    value: str
    sentence: str
    figure: str


@dataclass(frozen=True)
class Choice:
    """A range to bet on: how it reads, what the model answers, and its figure (HTML)."""

    range: str
    answer: str
    verdict: str
    figure: str


def slugs() -> tuple[str, ...]:
    return tuple(practices.in_order())


def door() -> str:
    """The page that leads to the reader's language."""
    return _page("door.html.j2", languages={one: languages.words(one).t("page.name") for one in LANGUAGES})


def start(language: str) -> str:
    """The start page: for each shipped team the map of the practices, each with what it is worth to that team."""
    return _page("start.html.j2", language, name="index", teams=list(_teams(languages.words(language))))


def of_practice(slug: str, language: str) -> Iterator[tuple[str, str]]:
    """The files of a practice: its page, its play on paper, and its night where it has one."""
    with tempfile.TemporaryDirectory() as folder:  # the reader's own bets and plans are nobody else's
        lab = Lab(slug, language, workspace=Workspace.open(folder))
        yield f"{slug}.html", _practice(lab)
        yield f"{slug}-play.html", plays.play_page(lab.words, lab.practice, lab.text)
        if lab.practice.stage:
            yield f"{slug}-night.html", lab.stage.document()


def _practice(lab: Lab) -> str:
    """Bet, answer, lever, why and evidence."""
    words, kpis, study, slug = lab.words, lab.kpis, lab.study, lab.practice.slug
    found, curve, why = study.known({}), lab.shipped_curve(), study.shipped_why(lab.practice.why)
    if found is None or why is None or not curve:
        raise PracticeError(f"{slug}: no shipped results; run `playbook build baselines practice-{slug}`")
    facts, order, shown = prose.facts_of(words, study.team), slugs(), why.folded()
    following = order[order.index(slug) + 1 :]
    figure = money_figure(words, kpis, why, {words.t("run.count"): words.number(why.n)}, lab.why.source(why.n))
    return _page(
        "practice.html.j2", words.language, name=slug, title=lab.text.title, promise=lab.text.promise,
        situation=prose.situation_of(words, lab.text, study.team),
        question=lab.text.bet_question.format(**facts), team=words.pick(study.team.title),
        choices=list(_choices(lab, found)), lever=lab.text.levers[lab.practice.main.id],
        settings=list(_settings(lab, curve)), now=sorted(curve).index(study.start_of(lab.practice.main.id)),
        knee=lab.lever.knee_sentence(curve), why_intro=lab.text.why_intro, why=change_sentence(kpis, shown),
        later=later_line(kpis, shown), why_figure=figure.bare(), evidence=lab.evidence.table(), limits=lab.text.limits,
        night=bool(lab.practice.stage), following=following[0] if following else "",
    )  # fmt: skip


def _choices(lab: Lab, found: Seasons) -> Iterator[Choice]:
    """The bet's whole range in equal parts, each answered."""
    bet, kpis, result = lab.practice.bet, lab.kpis, found.range(lab.practice.bet.kpi)
    edges = [bet.low + (bet.high - bet.low) * i / CHOICES for i in range(CHOICES + 1)]
    for low, high in pairwise(edges):
        answer = lab.text.sentences.run.format(
            kpi=kpis.name(bet.kpi), p10=kpis.value(bet.kpi, result.p10), mean=kpis.value(bet.kpi, result.mean),
            p90=kpis.value(bet.kpi, result.p90), n=lab.words.number(found.n),
            low=kpis.value(bet.kpi, low), high=kpis.value(bet.kpi, high),
        )  # fmt: skip
        figure = charts.bet_result(
            lab.words, kpis.name(bet.kpi), kpis.unit(bet.kpi), bet=(low, high), result=result,
            digits=kpis.digits(bet.kpi), params={lab.words.t("run.count"): lab.words.number(found.n)},
            source=lab.run.source(found.n), span=(bet.low, bet.high),
        )  # fmt: skip
        verdict = lab.words.t("run.hit" if low <= result.mean <= high else "run.miss")
        yield Choice(kpis.range(bet.kpi, low, high), answer, verdict, figure.bare())


def _settings(lab: Lab, curve: dict[float, Seasons]) -> Iterator[Setting]:
    """Every shipped setting of the main lever, from low to high, drawn on the same axis."""
    section, lever, begin = lab.lever, lab.practice.main, curve[lab.study.start_of(lab.practice.main.id)]
    foot, span = section.source(begin.n), section.curve_figure(curve, lab.practice.kpi, None).span
    for x in sorted(curve):
        figure = section.curve_figure(curve, lab.practice.kpi, x, span=span, source=foot)
        value = lever_value(lab.words, lever, lab.text.levers[lever.id], x)
        yield Setting(value, section.sentence_about(curve[x], begin, x), figure.bare())


def _teams(words: Words) -> Iterator[dict[str, str]]:
    """Each team with what the practices are worth to it."""
    for name in team_names():
        one = team(name)
        rows = ranking.shipped_gains(name, one)
        if not rows:
            raise PracticeError(f"{name}: no shipped results; run `playbook build baselines {name}`")
        steps = {slug: Steps() for slug in slugs()}
        kpis = KpiWords.of(words, one)
        drawn = practice_map.drawn(words, kpis, rows, steps, lambda slug: f"{slug}.html", suggest=False)
        yield {"title": words.pick(one.title), "about": words.pick(one.description), "map": drawn}


@cache
def _templates() -> jinja2.Environment:
    loader = jinja2.PackageLoader("playbook.showroom")
    return jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def _page(template: str, language: str = "en", **facts: Any) -> str:
    words = languages.words(language)
    other = next(one for one in LANGUAGES if one != language)
    return _templates().get_template(template).render(t=words.t, language=language, other=other, **facts)
