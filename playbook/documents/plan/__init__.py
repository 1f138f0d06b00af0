"""The content of a team's plan: nine sections, its steps, risks and assumptions, in one language.

`plan_of` plays the team's seasons with its steps and without, and lets each section write. What nobody has decided
stands as a `Decide`, never as words that fill the place; every number says where it comes from.
"""

from __future__ import annotations

import datetime as dt
from concurrent.futures import Executor
from dataclasses import replace

from playbook.documents.blocks import Document
from playbook.documents.plan.decided import Applied, Decided, applied, of_workspace
from playbook.documents.plan.playing import Played, Told, play
from playbook.documents.plan.writing import Writer
from playbook.lab.seasons import SEED
from sim.scenario import Scenario

__all__ = ["NINE", "SEASONS", "Applied", "Decided", "Played", "applied", "of_workspace", "plan_of", "play", "played",
           "written"]  # fmt: skip

SEASONS = 20
NINE = (
    "objectives",
    "structure",
    "recruiting",
    "training",
    "collaboration",
    "appraisal",
    "workflow",
    "tools",
    "budget",
)


def plan_of(
    team: Scenario, decided: Decided, language: str, *, seasons: int = SEASONS, seed: int = SEED, made: dt.date,
    workers: int = 1, executor: Executor | None = None, progress: Told | None = None,
) -> Document:  # fmt: skip
    """The plan of a team, from `seasons` seasons of it with its steps and as many without, and what `beyond` plays
    besides. `progress` is told after each how many are played, of how many; what it raises stops the work."""
    decided = decided.for_team(team)
    found = applied(team, decided)
    all_played = played(found, decided, seasons, workers, progress, seed, executor)
    return written(found, decided, all_played, language, made)


def played(
    found: Applied, decided: Decided, seasons: int, workers: int = 1, progress: Told | None = None, seed: int = SEED,
    executor: Executor | None = None,
) -> Played:  # fmt: skip
    """All seasons that a plan stands on, by `workers` processes or an executor that is there already."""
    from playbook.documents.plan.beyond import beyond, planned

    of = seasons + planned(found, decided)
    told = progress or (lambda done, of: None)
    first = play(found, seasons, workers, lambda done, _: told(done, of), seed, executor=executor)
    more = beyond(found, decided, seasons, workers, lambda done, _: told(seasons + done, of), seed, executor)
    told(of, of)
    return replace(first, more=more)


def written(found: Applied, decided: Decided, played: Played, language: str, made: dt.date) -> Document:
    """The plan from seasons that are played already: the other language costs nothing more."""
    from playbook.documents.plan.appendix import appendix
    from playbook.documents.plan.budget import budget
    from playbook.documents.plan.flow import tools, workflow
    from playbook.documents.plan.objectives import objectives
    from playbook.documents.plan.people import recruiting, training
    from playbook.documents.plan.risks import assumptions, risks
    from playbook.documents.plan.steps import events, steps
    from playbook.documents.plan.structure import structure
    from playbook.documents.plan.teamwork import appraisal, collaboration
    from playbook.documents.plan.wall import wall

    writer = Writer(language, found, decided, played, made)
    team = found.team
    nine = (objectives, structure, recruiting, training, collaboration, appraisal, workflow, tools, budget)
    sections = tuple(write(writer) for write in (*nine, steps, risks, assumptions))
    return Document(
        language=language,
        title=writer.t("title.plan", team=writer.says(team.title)),
        subtitle=writer.t(
            "title.season", first=writer.words.date(team.calendar.start, year=True),
            last=writer.words.date(team.calendar.end, year=True), n=played.n,
        ),
        made=made,
        sections=sections,
        appendix=appendix(writer, sections),
        wall=wall(writer),
        events=events(writer),
    )  # fmt: skip
