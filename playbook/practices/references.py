"""What a practice names outside its folder: teams, key figures, evidence, parameters, fields of the scenario.

The loader does not look there, so that a page opens quickly; the tests do, and `playbook build check` before them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import ValidationError

from playbook.command import say
from playbook.practices.model import FINAL, Practice
from sim.files.bad_input import advice, shown
from sim.files.messages import said
from sim.files.validation import complaint
from sim.scenario import Scenario


def astray(practice: Practice, language: str = "en") -> Iterator[str]:
    """One sentence for each name that leads nowhere and each setting that its field cannot have."""
    from sim.evidence import parameter_table, register, weakest
    from sim.experiment.day_by_day import lines
    from sim.scenario.file import team, team_names
    from sim.season.kpi import definitions

    yield from _unknown(practice, "team", [practice.team], team_names(), language)
    for place, names in _kpis(practice):
        yield from _unknown(practice, place, names, definitions(), language)
    yield from _unknown(practice, "daily", _lines(practice), sorted(lines()), language)
    yield from _unknown(practice, "evidence", practice.evidence, register(), language)
    yield from _unknown(practice, "parameters", practice.parameters, parameter_table(), language)
    if all(name in register() for name in practice.evidence):
        least = weakest(register()[name].grade for name in practice.evidence)
        if practice.grade != least:
            yield _says(practice, language, "practice_grade", grade=practice.grade, weakest=least)
    if practice.team in team_names():
        yield from _settings(practice, team(practice.team), language)


def _lines(practice: Practice) -> list[str]:
    """What its lines over the days of a season count, and by what they are divided."""
    return [name for one in practice.daily for name in (one.of, one.per) if name is not None]


def _kpis(practice: Practice) -> Iterator[tuple[str, Iterable[str]]]:
    """Where a practice names season totals, and which."""
    yield from (("kpi", [practice.kpi]), ("bet.kpi", [practice.bet.kpi]))
    yield from (("watch", practice.watch), ("end_state", practice.end_state))
    for one in practice.rounds:
        place = FINAL if one.id == FINAL else f"challenges.{one.id}"
        yield f"{place}.goal", [one.goal.kpi]
        if one.budget:
            yield f"{place}.budget", [one.budget.kpi]


def _unknown(practice: Practice, key: str, names: Iterable[str], known: Iterable[str], language: str) -> Iterator[str]:
    known = list(known)
    for name in dict.fromkeys(names):
        if name not in known:
            facts = {"place": key, "name": said(shown(name), language), "advice": said(advice(name, known), language)}
            yield _says(practice, language, "practice_unknown", **facts)


def _settings(practice: Practice, start: Scenario, language: str) -> Iterator[str]:
    """Every field that is moved exists and takes the settings that the page can give it."""
    moved = [(f"levers.{one.id}", one.path, (one.clip(one.low), one.clip(one.high))) for one in practice.levers]
    moved += [(f"rubric.{one.id}", one.path, tuple(map(one.value, range(1, 6)))) for one in practice.rubric]
    for place, path, values in moved:
        for value in values:
            try:
                start.with_levers({path: value})
            except KeyError:
                yield _says(practice, language, "practice_no_field", place=place, path=said(shown(path), language))
                break
            except ValidationError as error:
                right = complaint(Scenario, error).text(language)
                yield _says(practice, language, "practice_setting", place=place, value=f"{value:g}", right=right)
                break


def _says(practice: Practice, language: str, sentence: str, **facts: Any) -> str:
    return say(sentence, language, file=f"{practice.slug}/practice.toml", **facts)
