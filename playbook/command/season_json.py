"""What `season --json` writes; docs/season-json.md names every key with its unit.

The document holds neither clock nor host: the same run gives the same bytes, with any number of workers.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from typing import Any

from playbook.command import events, tables

FORMAT = "playbook season 2"  # the number rises whenever a key comes, goes or changes its meaning
MOST_IN_FULL = 100  # seasons whose days are written one by one, each of them about 60 kB for twelve weeks


def document(
    estimate: Any, arguments: argparse.Namespace, stage: Any = None, drawn: Iterable[Any] = ()
) -> dict[str, Any]:
    """Run, key figures with each replication's value, days, ledger, broken laws.

    Shares are fractions, money in the scenario's currency, seconds in seconds, every number in full. `stage`: how the
    run that was to reach a half width ended; `drawn`: what events by hand did.
    """
    from playbook.command import precision
    from sim.experiment import results

    def bands(series: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        """Over the replications, day by day: (n, D) → three quantiles and the mean, (D,) each."""
        return {
            name: dict(zip(("p10", "p50", "p90"), results.band_of(values), strict=True)) | {"mean": values.mean(axis=0)}
            for name, values in series.items()
        }

    found = {
        "format": FORMAT,
        "scenario": estimate.scenario.model_dump(mode="json"),
        "seed": estimate.seed,
        "replications": estimate.n,
        "evidence_only": arguments.evidence_only,
        "doubt": arguments.doubt,
        "neutralised": list(estimate.neutralised),
        "kpis": _key_figures(estimate),
        "days": bands(estimate.days),
        "ledger": bands(estimate.ledger),
        "accounts": _accounts(estimate.ledger),
        "laws": list(estimate.laws),
    }
    if drawn:
        found["events"] = events.document(drawn)
    if arguments.days:
        found["each"] = _in_full(estimate, arguments.days)
    return found | ({} if stage is None else {"precision": precision.document(stage)})


def _key_figures(estimate: Any) -> dict[str, dict[str, Any]]:
    kpis = {}
    for kpi, entry in tables.known(estimate.totals):
        found = estimate.range(kpi)
        kpis[kpi] = {name: getattr(found, name) for name in ("p10", "p50", "p90", "mean", "half_width")}
        kpis[kpi] |= {"unit": entry["unit"], "values": estimate.totals[kpi]}
    return kpis


def _accounts(ledger: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """What is booked on each account, and the part of profit it belongs to."""
    from sim.mechanisms import MECHANISMS

    return {
        account.id: {"what": account.what, "part": str(account.part)}
        for one in MECHANISMS
        for account in one.accounts
        if account.id in ledger
    }


def _in_full(estimate: Any, most: int) -> list[dict[str, Any]]:
    """Days and ledger of the first replications, in the order of the key figures' `values`."""
    return [
        {
            "days": {name: values[r] for name, values in estimate.days.items()},
            "ledger": {account: values[r] for account, values in estimate.ledger.items()},
        }
        for r in range(min(most, estimate.n))
    ]
