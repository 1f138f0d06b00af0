"""`playbook beside`: up to five scenarios beside a base, their fields and what they change under the same luck."""

from __future__ import annotations

import argparse
import sys

from playbook.command import say, tables
from playbook.command.runs import before_json, kept_in, load, pool_of, report_kept, report_laws
from playbook.command.targets import targets
from playbook.command.working import last_of


def options(command: argparse.ArgumentParser, language: str, teams: str) -> None:
    command.add_argument("a", metavar="BASE", help=say("help_beside_base", language, teams=teams))
    command.add_argument("plan", metavar="B", nargs="+", help=say("help_beside_other", language))
    command.add_argument("--json", metavar="OUT", help=say("help_json", language))


def run(arguments: argparse.Namespace) -> int:
    """Print, for each, what differs from the base and what that changes."""
    from playbook import language as languages
    from playbook.first import differences
    from playbook.lab.kpi import KpiWords
    from sim.experiment import side_by_side
    from sim.scenario.file import BadInput

    language, target = arguments.language, targets(arguments)["json"]
    words = languages.words(language)
    if len(arguments.plan) > differences.MOST:
        raise BadInput(say("beside_too_many", language, most=differences.MOST, n=len(arguments.plan)))
    base, *others = (load(name, language) for name in (arguments.a, *arguments.plan))
    for name, other in zip(arguments.plan, others, strict=True):
        if why := differences.unlike(base, other):
            facts = {"a": arguments.a, "b": name}
            if why == "currency":
                raise BadInput(say("beside_currency", language, **facts, x=base.currency, y=other.currency))
            raise BadInput(say("beside_length", language, **facts, x=base.calendar.days, y=other.calendar.days))
    kept = kept_in(arguments.keep)
    with pool_of(arguments) as pool:
        stream = side_by_side(
            (base, *others), arguments.replications, arguments.seed, executor=pool, keep=kept
        )  # fmt: skip
        first, *rest = last_of(stream, language, lambda found: (found[-1].n, found[-1].planned))
    report_kept(kept, language)
    changes = [differences.changes(first, one) for one in rest]

    def document() -> dict:
        return {
            "format": "playbook beside 1", "seed": arguments.seed, "replications": arguments.replications,
            "base": {"name": arguments.a, "scenario": base.model_dump(mode="json"),
                     "mean": {kpi: first.range(kpi).mean for kpi in differences.FIGURES}},
            "others": [
                {"name": name, "scenario": other.model_dump(mode="json"), **differences.as_data(base, other, change)}
                for name, other, change in zip(arguments.plan, others, changes, strict=True)
            ],
        }  # fmt: skip

    kpis = KpiWords.of(words, base)
    with before_json(target, document, language):
        print(say("beside_title", language, base=arguments.a, n=first.n, seed=arguments.seed))
        for name, other, change in zip(arguments.plan, others, changes, strict=True):
            print(f"\n{say('beside_one', language, name=name, title=words.pick(other.title))}\n")
            found = differences.differences(base, other)
            if not found:
                print(say("beside_same", language))
                continue
            head = [say(f"beside_{key}", language) for key in ("field", "from", "to")]
            print(
                tables.aligned([head, *differences.rows_of_fields(words, found, base.currency)], frozenset({0, 1, 2}))
            )
            head = [say(f"beside_{key}", language) for key in ("figure", "change", "interval", "seasons")]
            print(f"\n{tables.aligned([head, *differences.rows_of_changes(kpis, change)])}")
        report_laws(tuple(law for one in (first, *rest) for law in one.laws), language)
    if target is not None:
        print(say("written", language, path=arguments.json), file=sys.stderr)
    return 0
