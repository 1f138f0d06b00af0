"""The name under which a result is kept: a digest of everything that it was made from.

Whoever looks a result up makes the key from the scenario and the parameters of today and finds it only if nothing
that it hangs on has changed. Both sides say no more than they must: a scenario leaves out its defaults, and of the
parameters count only those that a season of it reads. So a new field with a neutral default changes no key, and a
changed parameter changes the keys of all that used it and of nothing else.

A key cannot see a change of the model's code: a test computes a sample of every shipped result anew.
"""

from __future__ import annotations

import hashlib
import json

from sim.evidence import Parameters
from sim.scenario import KEY_LENGTH, Scenario
from sim.season.setup import parameter_ids


def result_key(scenario: Scenario, parameters: Parameters, **facts: str | int | float) -> str:
    """Digest of a scenario, the parameters that its season reads, and `facts`: whatever else the result hangs on.

    KeyError if `parameters` lack one that the season reads. A file that the scenario names counts by its name.
    """
    made_from = [scenario.key, parameters.fingerprint(parameter_ids(scenario)), facts]
    return hashlib.sha256(json.dumps(made_from, sort_keys=True).encode()).hexdigest()[:KEY_LENGTH]
