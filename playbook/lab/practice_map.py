"""The practices as a map: six groups of cards, each with what it is worth to the shop, how far the reader is, one next.

The same map as Markdown is for readers without a kernel.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from playbook import practices
from playbook.lab.kpi import KpiWords
from playbook.lab.page import unbroken
from playbook.lab.prose import md
from playbook.lab.ranking import SHOWN, Gain
from playbook.language import Words, escape
from playbook.practices.groups import groups
from playbook.workspace import Workspace

Link = Callable[[str], str]  # slug -> address of its page
NAMES = ("profit", "next_year", "answered")  # what SHOWN is called, keys of the words' section ranking
HELPS = ("gains", "later")  # verdicts of a practice that is worth opening first

STYLE = """<style>
.pb-map { display: grid; gap: 18px; margin: 10px 0 18px; }
.pb-group h3 { font-size: 17px; margin: 0 0 6px; font-weight: 650; }
.pb-cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr)); gap: 10px; }
.pb-practice { position: relative; border: 1px solid var(--pb-line); border-radius: 8px; padding: 10px 14px 12px;
  display: flex; flex-direction: column; gap: 4px; background: var(--pb-raised); }
.pb-practice:hover { border-color: var(--pb-accent); }
.pb-practice.pb-next { border: 2px solid var(--pb-accent); background: var(--pb-tint); }
.pb-practice a { font-size: 17px; font-weight: 650; }
.pb-practice a::after { content: ""; position: absolute; inset: 0; border-radius: 8px; }
.pb-app .pb-practice a:focus-visible { outline: none; }
.pb-practice a:focus-visible::after { outline: 3px solid var(--pb-accent); outline-offset: 2px; }
.pb-practice p { margin: 0; }
.pb-practice .pb-worth { display: grid; gap: 2px; font-size: 14px; line-height: 1.4; }
.pb-practice .pb-worth > div { display: grid; }
.pb-practice .pb-worth > div > :first-child { color: var(--pb-soft); }
.pb-practice .pb-worth > div > :last-child { font-variant-numeric: tabular-nums; }
.pb-practice .pb-steps { margin-top: auto; padding-top: 4px; font-size: 14px; color: var(--pb-soft); }
.pb-practice .pb-badge { font-size: 14px; font-weight: 650; color: var(--pb-link); }
.pb-planned { color: var(--pb-soft); } .pb-app .pb-planned p { margin: 2px 0; font-size: 15px; }
</style>"""


@dataclass(frozen=True)
class Steps:
    """How far the reader is with a practice."""

    bet: bool = False
    lever: bool = False
    challenges: int = 0
    rounds: int = 0
    plan: bool = False

    @classmethod
    def of(cls, workspace: Workspace) -> dict[str, Steps]:
        """Slug -> steps, of every written practice."""
        bets, done, plan = workspace.bets, workspace.done, workspace.plan
        found = {}
        for slug in practices.names():
            rounds = [f"challenge.{one.id}" for one in practices.load(slug)[0].rounds]
            passed = len(set(rounds) & set(done.get(slug, ())))
            found[slug] = cls(bool(bets.get(slug)), "lever" in done.get(slug, ()), passed, len(rounds), slug in plan)
        return found

    @property
    def opened(self) -> bool:
        return self.bet or self.lever or self.plan or self.challenges > 0

    def said(self, words: Words) -> str:
        """In one line; empty where nothing was done."""
        parts = [words.t(f"start.step_{name}") for name in ("bet", "lever") if getattr(self, name)]
        if self.challenges:
            parts.append(words.t("start.step_challenges", n=self.challenges, of=self.rounds))
        if self.plan:
            parts.append(words.t("start.step_plan"))
        return words.t("start.steps", steps=" · ".join(parts)) if parts else ""


def next_of(gains: Sequence[Gain], steps: Mapping[str, Steps]) -> str | None:
    """The practice to open next: the largest sure gain not yet opened; the first one where no gain is known."""
    fresh = [slug for slug in practices.in_order() if not steps[slug].opened]
    helpful = [one.slug for one in gains if one.verdict in HELPS and one.slug in fresh]
    return next(iter(helpful or (fresh if not gains else ())), None)


def drawn(
    words: Words, kpis: KpiWords, gains: Sequence[Gain], steps: Mapping[str, Steps], link: Link, suggest: bool = True
) -> str:
    """The map as HTML. `gains` may be of some practices only, or empty: then nothing is said of their worth.

    `suggest`: mark the one to open next, where what was opened is known.
    """
    known, chosen = {one.slug: one for one in gains}, next_of(gains, steps) if suggest else None
    out, later = [], []
    for group in groups():
        cards = [
            _card(words, kpis, slug, known.get(slug), steps[slug], link(slug), slug == chosen) for slug in group.written
        ]
        title = escape(words.pick(group.title))
        if cards:
            box = f'<div class="pb-cards" role="list">{"".join(cards)}</div>'
            out.append(f'<section class="pb-group"><h3>{title}</h3>{box}</section>')
        if planned := group.planned(words.language):
            line = escape(words.t("common.comma").join(planned))
            later.append(f"<p><b>{title}</b>{escape(words.t('common.colon'))}{line}</p>")
    if later:
        head = escape(words.t("start.planned"))
        out.append(f'<section class="pb-group pb-planned"><h3>{head}</h3>{"".join(later)}</section>')
    return f'{STYLE}<div class="pb-map">{"".join(out)}</div>'


def _card(words: Words, kpis: KpiWords, slug: str, gain: Gain | None, steps: Steps, address: str, is_next: bool) -> str:
    title = practices.load(slug, words.language)[1].title
    inner = []
    if is_next:
        badge = words.t("start.next_one" if gain else "start.next_first")
        inner.append(f'<p class="pb-badge">{escape(badge)}</p>')
    inner.append(f'<p><a href="{escape(address)}">{escape(title)}</a></p>')
    if gain is not None:
        rows = "".join(f"<div><span>{escape(k)}</span><span>{v}</span></div>" for k, v in _worth(words, kpis, gain))
        verdict = words.t(f"ranking.{gain.verdict}")
        inner.append(f'<p><b>{escape(verdict)}</b></p><div class="pb-worth">{rows}</div>')
    if said := steps.said(words):
        inner.append(f'<p class="pb-steps">{escape(said)}</p>')
    kind = "pb-practice pb-next" if is_next else "pb-practice"
    return f'<div class="{kind}" role="listitem">{"".join(inner)}</div>'


def _worth(words: Words, kpis: KpiWords, gain: Gain) -> list[tuple[str, str]]:
    """(what, HTML of the change with its range) for this season, next year and the customers answered."""
    return [
        (words.t(f"ranking.{name}"), unbroken(kpis.change_if_any(kpi, gain.plan.change(gain.team, kpi))))
        for name, kpi in zip(NAMES, SHOWN, strict=True)
    ]


def markdown(words: Words, kpis: KpiWords, gains: Sequence[Gain]) -> str:
    """The map as Markdown, with links to the notebooks beside it."""
    known, out, later = {one.slug: one for one in gains}, [], [f"### {md(words.t('start.planned'))}"]
    for group in groups():
        title, lines = md(words.pick(group.title)), []
        for slug in group.written:
            name, worth = practices.load(slug, words.language)[1].title, ""
            if gain := known.get(slug):
                told = [
                    f"{words.t(f'ranking.{one}')} {kpis.change_if_any(kpi, gain.plan.change(gain.team, kpi))}"
                    for one, kpi in zip(NAMES, SHOWN, strict=True)
                ]
                colon, stop = words.t("common.colon"), words.t("common.stop")
                verdict = words.t(f"ranking.{gain.verdict}")
                worth = f"{colon}**{md(verdict)}**{stop}{md(words.t('common.semicolon').join(told))}"
            lines.append(f"- [{md(name)}]({slug}.ipynb){worth}")
        if lines:
            out.append("\n".join([f"### {title}\n", *lines]))
        if planned := group.planned(words.language):
            later.append(f"{title}{words.t('common.colon')}{md(words.t('common.comma').join(planned))}")
    return "\n\n".join([*out, *(later if len(later) > 1 else [])])
