"""`playbook afterwards`: what the plan promised, what came, and whether luck explains the difference."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playbook.command import LANGUAGES, say, tables
from playbook.command.runs import before_json, load, pool_of
from playbook.command.targets import targets
from playbook.command.working import Progress, last_of

if TYPE_CHECKING:
    from playbook.first.afterwards import Afterwards, Figure
    from playbook.first.ratings import Levels
    from playbook.workspace import PlanEntry

USUAL, MOST = 100, 10_000  # seasons
VERDICTS = {
    "as_promised": "afterwards_as_promised", "better": "afterwards_better", "worse": "afterwards_worse",
    "higher": "afterwards_higher", "lower": "afterwards_lower", "cannot_tell": "afterwards_cannot_tell",
}  # fmt: skip


def options(command: argparse.ArgumentParser, language: str, teams: str, whole: Callable[..., Any]) -> None:
    command.add_argument("team", metavar="TEAM", nargs="?", help=say("help_file", language, teams=teams))
    command.add_argument("file", metavar="FILE", nargs="?", help=say("help_afterwards_came", language))
    command.add_argument("--plan", metavar="FOLDER", help=say("help_afterwards_plan", language))
    command.add_argument(
        "--seasons", type=whole(4, MOST, language), default=USUAL, metavar="N",
        help=say("help_afterwards_seasons", language, default=USUAL),
    )  # fmt: skip
    command.add_argument(
        "--workers", type=whole(1, 256, language), default=1, metavar="N", help=say("help_workers", language, default=1)
    )
    command.add_argument("--form", metavar="OUT.csv", help=say("help_afterwards_form", language))
    command.add_argument("--json", metavar="OUT", help=say("help_json", language))
    command.set_defaults(cluster=None)


def run(arguments: argparse.Namespace) -> int:
    """Print the figures, the plan as a whole and its steps; or write the empty form. BadInput where that cannot be."""
    from sim.files.bad_input import BadInput
    from sim.files.toml_file import write_bytes

    language, wanted = arguments.language, targets(arguments)
    if wanted["form"] is not None:
        from playbook.first.came import form

        if _holds_other(wanted["form"], [form(one) for one in LANGUAGES]):
            raise BadInput(say("afterwards_form_there", language, path=arguments.form))
        write_bytes(wanted["form"], form(language))
        print(say("written", language, path=arguments.form), file=sys.stderr)
        return 0
    if arguments.team is None or arguments.file is None:
        raise BadInput(say("afterwards_missing", language))
    team, (plan, rated) = load(arguments.team, language), _plan(arguments.plan)

    from playbook.first.afterwards import SEED, looked_back, played
    from playbook.first.beginning import beginning
    from playbook.first.came import read_came, whole_season

    came = whole_season(arguments.file, read_came(arguments.file), team)
    team, _ = beginning(team, plan, rated)
    with pool_of(arguments) as pool:
        stream = played(team, plan, came, arguments.seasons, executor=pool)
        comparison = last_of(
            stream, language, lambda one: (one.b.n, one.b.planned), Progress(language, key="afterwards_playing")
        )
    found = looked_back(comparison, plan, came)
    with before_json(wanted["json"], lambda: document(found, SEED), language):
        title = getattr(team.title, language)
        print(say("afterwards_title", language, team=title, n=found.n, seed=SEED))
        print("\n".join(lines(found, team.currency, language)))
    if wanted["json"] is not None:
        print(say("written", language, path=arguments.json), file=sys.stderr)
    return 0


def _holds_other(path: Path, forms: list[bytes]) -> bool:
    """Whether a file is there that is no empty form. A device (/dev/stdout) holds nothing and may have no end."""
    return path.is_file() and (path.stat().st_size not in map(len, forms) or path.read_bytes() not in forms)


def _plan(folder: str | None) -> tuple[dict[str, PlanEntry], Levels]:
    """The plan's steps, and where the team's people put it."""
    from pathlib import Path

    from playbook.first.ratings import ratings_of
    from playbook.workspace import Workspace, WorkspaceError
    from sim.files.bad_input import BadInput, bad
    from sim.files.messages import phrase

    if folder is not None and not Path(folder).is_dir():
        raise bad(folder, phrase("file.missing"))
    try:
        workspace = Workspace.open(folder)
        return workspace.plan, ratings_of(workspace)
    except WorkspaceError as error:
        raise BadInput(error) from error


def lines(found: Afterwards, currency: str, language: str) -> list[str]:
    """The result as text: a table of figures, what the plan as a whole can be told by, and its steps."""

    def tell(key: str, **facts: object) -> str:
        return say(f"afterwards_{key}", language, **facts)

    out = []
    if found.came.demand is not None:
        out.append(tell("demand", orders=f"{found.came.demand:,.0f}"))
    out += [tell("legend"), "", table(found, currency, language), ""]
    out.append(tell("beyond", count=found.beyond, all=len(found.figures), usual=f"{len(found.figures) / 10:.1f}"))
    if any(one.found.place.close for one in found.figures):
        out.append(tell("close"))
    out += [odds_line(found, language), ""]
    out += [line for step in found.steps for line in _step_lines(step, currency, language)]
    return out


def table(found: Afterwards, currency: str, language: str) -> str:
    heads = ("figure", "came", "low", "high", "without_low", "without_high", "unit", "luck", "reading")
    rows = [[say(f"afterwards_head_{name}", language) for name in heads]]
    for one in found.figures:
        entry, see = _entry(one.kpi), one.found
        values = [see.value, see.promised.p10, see.promised.p90, see.without.p10, see.without.p90]
        place = say("afterwards_p", language, p=_percent(see.place.p), low=_percent(see.place.low),
                    high=_percent(see.place.high))  # fmt: skip
        unit = tables.unit_label(entry["unit"], currency, language)
        verdict = say(VERDICTS[one.verdict], language)
        rows.append([entry["name"][language], *tables.numbers(values, entry["unit"]), unit, place, verdict])
    return tables.aligned(rows, left=frozenset({0, 6, 7, 8}))


def odds_line(found: Afterwards, language: str) -> str:
    """What the most telling figure says of the plan, or that none tells."""
    one = found.telling
    if one is None:
        return say("afterwards_none_tells", language)
    name, beats = _entry(one.kpi)["name"][language], one.found.beats
    odds = one.found.odds
    likely, low, high = odds.ratio, odds.low, odds.high
    key = "with"
    if likely < 1:
        key, likely, low, high = "without", 1 / likely, 1 / high, 1 / low
    if low <= 1:
        key = "either"
    if one.found.outside:
        key = "neither"
    facts = {"figure": name, "k": times(likely), "low": times(low), "high": times(high), "n": found.n}
    said = say(f"afterwards_odds_{key}", language, **facts)
    capped = say("afterwards_capped", language, n=found.n) if odds.capped and key != "neither" else ""
    return say("afterwards_telling", language, figure=name, share=_percent(max(beats, 1 - beats))) + said + capped


def times(value: float) -> str:
    return f"{value:.1f}" if value < 9.5 else f"{value:.0f}"


def _step_lines(step: Any, currency: str, language: str) -> list[str]:
    facts = {"step": _title(step.slug, language), "owner": step.entry.owner, "number": step.entry.number_to_watch}
    out = [say("afterwards_step", language, **facts)]
    for own in step.own:
        entry = _entry(own.kpi)
        cells = tables.numbers([*own.promised, *own.came], entry["unit"], signed=True)
        names = ("p_low", "p_mean", "p_high", "low", "mean", "high")
        facts = dict(zip(names, cells, strict=True)) | {"figure": entry["name"][language]}
        facts["unit"] = tables.unit_label(entry["unit"], currency, language)
        out.append("  " + say("afterwards_own", language, **facts, verdict=say(VERDICTS[own.verdict], language)))
    comma = say("replay_comma", language)
    by_others: dict[tuple[str, ...], list[str]] = {}
    for kpi, others in step.shared.items():
        by_others.setdefault(others, []).append(_entry(kpi)["name"][language])
    for others, kpis in by_others.items():
        named = comma.join(_title(slug, language) for slug in others)
        out.append("  " + say("afterwards_shared", language, figures=comma.join(kpis), others=named))
    if not step.own and not step.shared:
        key = "afterwards_no_figure" if step.entry.promise else "afterwards_no_promise"
        out.append("  " + say(key, language, number=step.entry.number_to_watch))
    return out


def document(found: Afterwards, seed: int) -> dict:
    """The result as data."""
    return {
        "seasons": found.n, "seed": seed, "demand": found.came.demand, "beyond_luck": found.beyond,
        "telling": found.telling.kpi if found.telling else None,
        "figures": [_figure(one) for one in found.figures],
        "steps": [
            {
                "step": step.slug, "owner": step.entry.owner, "number_to_watch": step.entry.number_to_watch,
                "own": [
                    {"kpi": own.kpi, "promised": own.promised, "came": own.came, "verdict": own.verdict,
                     "p": own.place.p}
                    for own in step.own
                ],
                "shared": {kpi: list(others) for kpi, others in step.shared.items()},
            }
            for step in found.steps
        ],
    }  # fmt: skip


def _figure(one: Figure) -> dict:
    see = one.found
    span = {name: {"mean": x.mean, "p10": x.p10, "p50": x.p50, "p90": x.p90}
            for name, x in (("plan", see.promised), ("without", see.without), ("change", see.change))}  # fmt: skip
    luck = {"p": see.place.p, "p_low": see.place.low, "p_high": see.place.high, "p_without": see.place_without.p}
    odds = {"ratio": see.odds.ratio, "low": see.odds.low, "high": see.odds.high, "capped": see.odds.capped}
    return {"kpi": one.kpi, "came": see.value, "verdict": one.verdict, "tells": see.tells, "beats": see.beats,
            "odds": odds, **span, **luck}  # fmt: skip


def _entry(kpi: str) -> dict[str, Any]:
    from sim.season.kpi import definitions

    return definitions()[kpi]


def _title(slug: str, language: str) -> str:
    from playbook import practices

    return practices.title_of(slug, language)


def _percent(share: float) -> str:
    return f"{100 * share:.0f}"
