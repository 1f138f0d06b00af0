"""A team that is a 5 in every line of every practice: better, within the bounds that the model states, and lawful."""

from __future__ import annotations

import numpy as np
import pytest

from playbook import practices
from sim.scenario import Scenario
from sim.scenario.file import team
from tests.season.test_everything_on import MOST_OUTPUT, MOST_QUITS, played


def at_five(shop: Scenario, slugs: tuple[str, ...]) -> Scenario:
    """Each line of each rubric at 5; where two practices ask for different values of a field, the later one's."""
    fields = {row.path: row.value(5) for slug in slugs for row in practices.load(slug)[0].rubric}
    return shop.with_fields(fields)


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("name", ["flagship", "crossborder"])
def test_everything_at_five_stays_within_the_stated_bounds(name: str, backwards: bool, monkeypatch) -> None:
    """Output by at most 40 %, quits by at most 70 %, whichever practice comes first; every law of the season holds."""
    slugs = practices.in_order()
    best = at_five(team(name), tuple(reversed(slugs)) if backwards else tuple(slugs))
    (season,) = played(best, range(1, 2), monkeypatch)
    assert season.broken == () and season.outside == ()
    assert 0.05 < np.log(season.output) <= np.log1p(MOST_OUTPUT) + 1e-12
    assert np.log1p(-MOST_QUITS) - 1e-12 <= np.log(season.quits) < -0.05
