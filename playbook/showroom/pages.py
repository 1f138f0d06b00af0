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
from playbook.lab import Lab, prose, ranking
from playbook.lab.explained import money_figure
from playbook.lab.kpi import KpiWords
from playbook.lab.seasons import Seasons, shipped_team
from playbook.lab.why import why_sentence
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
    """The start page: the practices by group, and what each is worth to each shipped team."""
    words = languages.words(language)
    groups: dict[str, list[Any]] = {}
    for slug in slugs():
        practice, text = practices.load(slug, language)
        groups.setdefault(practice.group, []).append({"slug": slug, "title": text.title, "promise": text.promise})
    named = [(words.t(f"group.{group}"), found) for group, found in groups.items()]
    return _page("start.html.j2", language, name="index", groups=named, teams=list(_teams(words)))


def practice(slug: str, language: str) -> str:
    """A practice: bet, answer, lever, why, evidence and play."""
    with tempfile.TemporaryDirectory() as folder:  # the reader's own bets and plans are nobody else's
        lab = Lab(slug, language, workspace=Workspace.open(folder))
        found, words = lab.study.known({}), lab.words
        curve, why = lab.shipped_curve(), lab.study.shipped_why(lab.practice.why)
        if found is None or why is None or not curve:
            raise PracticeError(f"{slug}: no shipped results; run `playbook build baselines practice-{slug}`")
        settings, now = list(_settings(lab, curve)), sorted(curve).index(lab.study.start_of(lab.practice.main.id))
        facts = prose.facts_of(words, lab.study.team)
        return _page(
            "practice.html.j2", language, name=slug, title=lab.text.title, promise=lab.text.promise,
            situation=[line.format(**facts) for line in lab.text.situation],
            question=lab.text.bet_question.format(**facts), team=words.pick(lab.study.team.title),
            choices=list(_choices(lab, found)), lever=lab.text.levers[lab.practice.main.id], settings=settings, now=now,
            knee=lab.lever.knee_sentence(curve), why_intro=lab.text.why_intro,
            why=why_sentence(lab.kpis, why.folded()),
            why_figure=money_figure(words, lab.kpis, why, {words.t("run.count"): words.number(why.n)}).html(),
            evidence=lab.evidence.table(), limits=lab.text.limits, play=prose.play_body(words, lab.practice, lab.text),
            following=_after(slug), count=words.number(found.n),
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
        )  # fmt: skip
        verdict = lab.words.t("run.hit" if low <= result.mean <= high else "run.miss")
        yield Choice(kpis.range(bet.kpi, low, high), answer, verdict, figure.html())


def _settings(lab: Lab, curve: dict[float, Seasons]) -> Iterator[Setting]:
    """Every shipped setting of the main lever, from low to high."""
    section, begin = lab.lever, curve[lab.study.start_of(lab.practice.main.id)]
    for x in sorted(curve):
        figure = section.curve_figure(curve, lab.practice.kpi, x)
        yield Setting(section.value_of(x), section.sentence_of(x, curve[x], begin), figure.html())


def _after(slug: str) -> dict[str, str] | None:
    """The practice that follows, if one does."""
    order = slugs()
    at = order.index(slug) + 1
    return {"slug": order[at]} if at < len(order) else None


def _teams(words: Words) -> Iterator[dict[str, str]]:
    """Each team with what the practices are worth to it."""
    for name in team_names():
        one = team(name)
        plans = {slug: shipped_team(name, plan) for slug, plan in ranking.plans(one)}
        seasons = shipped_team(name, one)
        if seasons is None or not all(plans.values()):
            raise PracticeError(f"{name}: no shipped results; run `playbook build baselines {name}`")
        rows = ranking.ranked({slug: plan for slug, plan in plans.items() if plan}, seasons)
        table = ranking.table_of(words, KpiWords(words, one.currency), rows, lambda slug: f"{slug}.html")
        yield {"name": name, "title": words.pick(one.title), "about": words.pick(one.description), "table": table}


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
