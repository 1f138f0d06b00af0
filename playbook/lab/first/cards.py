"""The first steps of the ranking as cards: what to do, what it brings and costs, how sure that is."""

from __future__ import annotations

from playbook.first.found import Worth
from playbook.first.said import chance, channel, short, to_do, verdict
from playbook.lab.first.shared import Shared
from playbook.lab.links import page_link
from playbook.lab.page import signs_kept, unbroken
from playbook.language import escape
from sim.experiment.results import Range

STYLE = """<style>
.pb-first-cards { display: grid; gap: 12px; margin: 12px 0;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 280px), 1fr)); }
.pb-first-card { border: 1px solid var(--pb-line); border-radius: 8px; padding: 12px 14px;
  background: var(--pb-raised); }
.pb-first-card.pb-best { border: 2px solid var(--pb-accent); }
.pb-app .pb-first-card h3 { font-size: 17px; font-weight: 650; margin: 0 0 2px; line-height: 1.35; }
.pb-app .pb-first-card p { margin: 2px 0 6px; }
.pb-first-facts { margin: 8px 0 0; display: grid; gap: 6px; font-size: 14px; line-height: 1.4; }
.pb-first-facts > div { display: grid; }
.pb-first-facts > div > :first-child { color: var(--pb-soft); }
.pb-first-facts > div > :last-child { font-variant-numeric: tabular-nums; }
</style>"""


def cards(page: Shared, worths: list[Worth]) -> str:
    """HTML of one card each, in a list."""
    inner = "".join(_card(page, worth, rank) for rank, worth in enumerate(worths, 1))
    return f'{STYLE}<div class="pb-first-cards" role="list">{inner}</div>' if worths else ""


def _card(page: Shared, worth: Worth, rank: int) -> str:
    words, t = page.words, page.words.t
    link = page_link(words.language, worth.step.slug)
    name = t("first_page.rank", n=rank, practice=short(words, worth.step.slug))
    rows = "".join(
        f"<div><span>{escape(what)}</span><span>{signs_kept(said)}</span></div>" for what, said in _facts(page, worth)
    )
    kind = "pb-first-card pb-best" if rank == 1 else "pb-first-card"
    return (
        f'<article class="{kind}" role="listitem"><h3><a href="{escape(link)}">{escape(name)}</a></h3>'
        f"<p>{escape(to_do(words, worth.step))}</p>"
        f'<p class="pb-note">{escape(t(f"first_page.card_{verdict(worth)}"))}</p>'
        f'<div class="pb-first-facts">{rows}</div></article>'
    )


def _facts(page: Shared, worth: Worth) -> list[tuple[str, str]]:
    """(what, HTML) line by line."""
    words, t, kpis = page.words, page.words.t, page.kpis

    def change(kpi: str, found: Range | None = None) -> str:
        return unbroken(kpis.change_if_any(kpi, found or worth.change[kpi]))

    facts = [(t("first_page.chance"), escape(chance(words, worth)))]
    facts += [
        (t("first_page.this_season"), change("profit")), (t("first_page.next_year"), change("end_state")),
        (t("first_page.answered"), change("service_level")), (t("first_page.quits"), change("quits")),
        (t("first_page.outlay"), escape(outlay(page, worth))),
        (t("first_page.paid_back"), escape(paid_back(page, worth))),
    ]  # fmt: skip
    if through := channel(kpis, worth):
        facts.append((t("first_page.through"), escape(through)))
    facts += [
        (what, change("value", found))
        for what, found in ((t("first_page.neutral"), worth.evidence), (t("first_page.doubt"), worth.doubt))
        if found is not None
    ]
    return facts


def outlay(page: Shared, worth: Worth) -> str:
    """The most money that is out at one time."""
    return page.kpis.value("profit", worth.outlay) if worth.outlay >= 0.5 else page.words.t("first_page.no_outlay")


def paid_back(page: Shared, worth: Worth) -> str:
    """The date from which it stays paid back."""
    if worth.payback_day == 0:
        return page.words.t("first_page.at_once")
    if worth.payback_day is not None:
        return page.words.date(page.date_of(worth.payback_day))
    return page.words.t("first_page.not_paid_back")
