"""The prose of a practice: the Markdown cells of its notebook, and its play as a page to print.

A reader without a kernel sees this text; it comes from the practice's words alone, with the facts of its own team.
"""

from __future__ import annotations

import re

from playbook.language import Words as Tongue
from playbook.language import escape
from playbook.practices import Practice, Words
from playbook.stories import worth
from sim.scenario import Scenario

# The three minutes of the opening, whose headings are numbered, and what opens from there.
PATH = ("bet", "run", "lever", "why", "share")
PARTS = ("challenge", "rubric", "mydata", "play", "evidence", "commit")
SECTIONS = ("promise", "how", *PATH, "more", "own", "exercise", *PARTS)


def facts_of(tongue: Tongue, team: Scenario) -> dict[str, str]:
    """What situation and bet may say of a team; see playbook.practices.FACTS."""
    campaign = next(iter(team.calendar.campaigns), None)
    live = next((work for work in team.work if work.channel in ("chat", "phone")), None)
    return {
        "people": tongue.number(team.headcount),
        "orders": tongue.number(team.demand.orders_day),
        "day": tongue.pick(campaign.name) if campaign else "–",
        "lift": f"{campaign.lift:g}" if campaign else "1",
        "target": tongue.duration(live.target_s) if live else "–",
    }


def cells(tongue: Tongue, practice: Practice, text: Words, twin: str) -> dict[str, str]:
    """Section -> Markdown. `twin` is the link to the page in the other language.

    The situation is not here: it tells of the team that the reader has chosen, so the bet's widget tells it.
    """

    def plain(section: str, *paragraphs: str) -> str:
        number = f"{PATH.index(section) + 1} · " if section in PATH else ""
        return "\n\n".join([f"## {number}{tongue.t(f'{section}.title')}", *(md(p) for p in paragraphs if p)])

    t = tongue.t
    links = f"[{t('page.other')}]({twin}) · [{t('page.start')}](start.ipynb)"
    chips = t(
        "page.chips", minutes=practice.minutes, people=_people(tongue, practice), grade=practice.grade,
        meaning=t(f"evidence.grade_{practice.grade}"),
    )  # fmt: skip
    turning = [text.levers[lever].label for lever in worth.turning(practice.slug)]
    doubt = md(t("page.turns", levers=tongue.list(turning))) if turning else ""
    return {
        "promise": "\n\n".join((f"# {md(text.title)}", links, f"**{md(text.promise)}**")),
        "how": md(t("page.lab")),
        "bet": plain("bet"),
        "run": plain("run"),
        "lever": plain("lever", t("lever.intro")),
        "why": plain("why"),
        "share": plain("share"),
        "more": plain("more"),
        "own": plain("own", t("own.prose")),
        "exercise": plain("exercise", t("exercise.prose")),
        "challenge": plain("challenge", t("challenge.prose")),
        "rubric": "\n\n".join([plain("rubric"), _rubric(tongue, practice, text)]),
        "mydata": plain("mydata", text.my_data),
        "play": "\n\n".join([plain("play"), play(tongue, practice, text)]),
        "evidence": "\n\n".join(filter(None, [plain("evidence", t("evidence.prose")), md(chips), doubt])),
        "commit": plain("commit", t("commit.prose")),
    }


def play(tongue: Tongue, practice: Practice, text: Words) -> str:
    """The play: numbered steps with minutes, words to say, room and remote, pitfalls, follow-up."""
    total = sum(step.minutes for step in practice.play)
    people = _people(tongue, practice)
    lines = [md(tongue.t("play.frame", minutes=total, prepare=practice.prepare_minutes, people=people))]
    lines.append(f"{tongue.t('play.materials')} {md(text.materials)}")
    for i, step in enumerate(practice.play, start=1):
        words = text.play[step.id]
        minutes = tongue.t("play.minutes", n=step.minutes)
        lines.append(f"**{i}. {md(words.title)}** · {minutes}\n\n> {md(words.say)}")
        lines.append(f"- {tongue.t('play.room')} {md(words.room)}\n- {tongue.t('play.remote')} {md(words.remote)}")
    if practice.checklist:
        lines.append(f"**{tongue.t('play.checklist')}**")
        lines.append("\n".join(f"- ☐ {md(text.checklist[name])}" for name in practice.checklist))
    lines.append(f"**{tongue.t('play.pitfalls')}**")
    lines.append("\n".join(f"- {md(text.pitfalls[name])}" for name in practice.pitfalls))
    follow = text.follow_up
    lines.append(md(tongue.t("play.follow_up", text=follow.text, owner=follow.owner, days=follow.days)))
    return "\n\n".join(lines)


def play_page(tongue: Tongue, practice: Practice, text: Words) -> str:
    """The play as a complete HTML page for paper: no script, nothing from elsewhere."""
    out = [f"<h1>{escape(text.title)}</h1><p><b>{escape(text.promise)}</b></p>"]
    total = sum(step.minutes for step in practice.play)
    people = _people(tongue, practice)
    frame = tongue.t("play.frame", minutes=total, prepare=practice.prepare_minutes, people=people)
    out.append(f"<p>{escape(frame)}</p><p>{tongue.t('play.materials')} {escape(text.materials)}</p><ol>")
    for step in practice.play:
        words, minutes = text.play[step.id], tongue.t("play.minutes", n=step.minutes)
        out.append(f"<li><h2>{escape(words.title)} · {minutes}</h2><blockquote>{escape(words.say)}</blockquote>")
        for key, said in (("room", words.room), ("remote", words.remote)):
            out.append(f"<p>{tongue.t(f'play.{key}')} {escape(said)}</p>")
        out.append("</li>")
    out.append("</ol>")
    for key, table, names in (
        ("checklist", text.checklist, practice.checklist),
        ("pitfalls", text.pitfalls, practice.pitfalls),
    ):
        if names:
            items = "".join(f"<li>{escape(table[name])}</li>" for name in names)
            out.append(f"<h2>{tongue.t(f'play.{key}')}</h2><ul class='{key}'>{items}</ul>")
    follow = text.follow_up
    said = tongue.t("play.follow_up", text=follow.text, owner=follow.owner, days=follow.days)
    lines = "<p class='line'></p>" * 4
    out.append(f"<p>{escape(said)}</p><h2>{tongue.t('play.notes')}</h2>{lines}")
    return _PAGE.format(lang=tongue.language, title=escape(text.title), body="".join(out))


_PAGE = """<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title><style>
@page {{ size: A4; margin: 16mm; }} body {{ font: 11pt/1.4 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif;
max-width: 180mm; margin: 8mm auto; }} h1 {{ font-size: 18pt; }} h2 {{ font-size: 12pt; margin: 6pt 0 2pt; }}
li {{ break-inside: avoid; }}
.checklist li {{ list-style: "☐ "; }}
blockquote {{ margin: 2pt 0 2pt 10pt; font-style: italic; }} p {{ margin: 3pt 0; }}
.line {{ border-bottom: 1px solid #999; height: 16pt; }}</style></head><body>{body}</body></html>"""


def md(text: str) -> str:
    """Plain text for Markdown: nothing in it is taken for markup."""
    return re.sub(r"([\\`*_\[\]<>#|~$])", r"\\\1", text)


def _people(tongue: Tongue, practice: Practice) -> str:
    """How many people a play is for: 3–6."""
    low, _, high = practice.people.partition("-")
    return tongue.t("units.range", low=low, high=high) if high else low


def _rubric(tongue: Tongue, practice: Practice, text: Words) -> str:
    """Anchors as a table."""
    lines = [f"| {tongue.t('rubric.row')} | 1 | 3 | 5 |", "|---|---|---|---|"]
    for row in practice.rubric:
        words = text.rubric[row.id]
        lines.append("| " + " | ".join(md(x) for x in (words.question, *words.anchors.model_dump().values())) + " |")
    return "\n".join(lines)
