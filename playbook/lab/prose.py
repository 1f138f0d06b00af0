"""The prose of a practice: the Markdown cells of its notebook.

A reader without a kernel sees this text; it comes from the practice's words alone, with the facts of its own team.
"""

from __future__ import annotations

from playbook.lab.plays import minutes, people, play
from playbook.language import Words as Tongue
from playbook.language import md
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
        "day": tongue.pick(campaign.name) if campaign else tongue.t("bet.next_sale"),
        "lift": f"{campaign.lift:g}" if campaign else "1",
        "target": tongue.duration(live.target_s) if live else "–",
    }


def situation_of(tongue: Tongue, text: Words, team: Scenario) -> list[str]:
    """What there is to know of a team before the bet, a sentence each. Without a sale on its calendar nothing is said
    of how large it gets."""
    facts = facts_of(tongue, team)
    plain = tongue.t("bet.no_sale", people=facts["people"], orders=facts["orders"])
    lines = [line if team.calendar.campaigns or "{lift}" not in line else plain for line in text.situation]
    return [line.format(**facts) for line in lines]


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
        "page.chips", minutes=practice.minutes, play=minutes(practice), people=people(tongue, practice),
        grade=practice.grade, meaning=t(f"evidence.grade_{practice.grade}"),
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
        "rubric": plain("rubric"),
        "mydata": plain("mydata", text.my_data),
        "play": "\n\n".join([plain("play"), play(tongue, practice, text)]),
        "evidence": "\n\n".join(filter(None, [plain("evidence", t("evidence.prose")), md(chips), doubt])),
        "commit": plain("commit", t("commit.prose")),
    }
