"""The prose of a practice: the Markdown cells of its notebook.

A reader without a kernel sees this text; it comes from the practice's words alone, with the facts of its own team.
"""

from __future__ import annotations

from playbook.lab.plays import people, play
from playbook.language import Words as Tongue
from playbook.language import md
from playbook.practices import Practice, Words
from playbook.stories import worth
from sim.scenario import Scenario

SECTIONS = (
    "promise", "bet", "run", "lever", "why", "challenge", "rubric", "mydata", "play", "evidence", "commit",
)  # fmt: skip


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


def cells(tongue: Tongue, practice: Practice, text: Words, team: Scenario, twin: str) -> dict[str, str]:
    """Section -> Markdown. `twin` is the link to the page in the other language."""
    facts = facts_of(tongue, team)

    def head(section: str) -> str:
        return f"## {SECTIONS.index(section) + 1} · {tongue.t(f'{section}.title')}"

    def plain(section: str, *paragraphs: str) -> str:
        return "\n\n".join([head(section), *(md(p) for p in paragraphs if p)])

    chips = tongue.t(
        "page.chips", minutes=practice.minutes, people=people(tongue, practice), grade=practice.grade,
        meaning=tongue.t(f"evidence.grade_{practice.grade}"),
    )  # fmt: skip
    situation = [sentence.format(**facts) for sentence in text.situation]
    links = f"[{tongue.t('page.other')}]({twin}) · [{tongue.t('page.start')}](start.ipynb)"
    title, how = f"# {md(text.title)}", md(tongue.t("page.how"))
    turning = [text.levers[lever].label for lever in worth.turning(practice.slug)]
    doubt = md(tongue.t("page.turns", levers=tongue.list(turning))) if turning else ""
    gap = " " if tongue.language == "en" else ""
    return {
        "promise": "\n\n".join(filter(None, (title, links, f"**{md(text.promise)}**", doubt, md(chips), how))),
        "bet": plain("bet", gap.join(situation), text.bet_question.format(**facts)),
        "run": plain("run", tongue.t("run.prose")),
        "lever": plain("lever", tongue.t("lever.prose", lever=text.levers[practice.main.id].label)),
        "why": plain("why", text.why_intro),
        "challenge": plain("challenge", tongue.t("challenge.prose")),
        "rubric": "\n\n".join([head("rubric"), _rubric(tongue, practice, text)]),
        "mydata": plain("mydata", text.my_data),
        "play": "\n\n".join([head("play"), play(tongue, practice, text)]),
        "evidence": plain("evidence", tongue.t("evidence.prose")),
        "commit": plain("commit", tongue.t("commit.prose")),
    }


def _rubric(tongue: Tongue, practice: Practice, text: Words) -> str:
    """Anchors as a table."""
    lines = [f"| {tongue.t('rubric.row')} | 1 | 3 | 5 |", "|---|---|---|---|"]
    for row in practice.rubric:
        words = text.rubric[row.id]
        lines.append("| " + " | ".join(md(x) for x in (words.question, *words.anchors.model_dump().values())) + " |")
    return "\n".join(lines)
