"""What the question "what first?" gives, so far or at its end: steps with their worth, pairs, the set to take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from sim.experiment.results import Range
from sim.scenario import Scenario

# Changes that are told of every step, by key figure: money of the season, what is left for the year after, their sum,
# customers and people.
TOLD = ("value", "profit", "end_state", "service_level", "quits")
Stage = Literal["screening", "racing", "pairs", "doubt", "set", "done"]


@dataclass(frozen=True)
class Step:
    """One line of a practice's check-up, one level up, for a team: everything else stays as it is.

    `team` is the team as it is with what the practice faces (things that go wrong come on both sides), `plan` the same
    with the field `path` changed from `before` to `after`. `hours`: people's time to put it in place: the play of the
    practice with its preparation.
    """

    slug: str
    row: str
    level: int  # where the team stands, 1 to 4: at it, or above it and below the next
    path: str
    before: float
    after: float
    hours: float
    team: Scenario
    plan: Scenario
    faces: Mapping[str, float] = field(default_factory=dict)  # fields of what the practice faces, in `team` and `plan`

    @property
    def name(self) -> str:
        """ "peak-time.temps": what a file or a test calls it."""
        return f"{self.slug}.{self.row}"


@dataclass(frozen=True)
class Worth:
    """What a step changes, season by season under the same luck: the range of each of TOLD, over `n` seasons."""

    step: Step
    n: int
    change: Mapping[str, Range]
    outlay: float  # most money that is out at one time before it has come back: of the mean season, ≥ 0
    payback_day: int | None  # day of the season, from 0, after which it stays paid back; None within the season
    parts: Mapping[str, float]  # of the change of profit, by part: see sim.experiment.money
    first: float | None  # chance that no other step of the list is worth more; None while too few seasons tell
    evidence: Range | None = None  # of value, assumptions neutral
    doubt: Range | None = None  # of value, effects drawn from their ranges
    drops: bool = False  # left behind in the race: fewer seasons than the others


@dataclass(frozen=True)
class Pair:
    """Two steps taken together: `more` is by how much their value exceeds the sum of both."""

    one: str  # names of steps
    other: str
    more: Range


@dataclass(frozen=True)
class Limits:
    """What there is to spend: money at one time, people's hours, until a day of the season; None: no limit."""

    money: float | None = None
    hours: float | None = None
    before_day: int | None = None


@dataclass(frozen=True)
class Chosen:
    """The set to take: what was promised by adding up, and what it did when it was played itself, on other seasons."""

    steps: tuple[str, ...]  # names, the most valuable first
    promised: float
    played: Mapping[str, Range]  # by TOLD, on seasons that nothing was chosen by
    outlay: float
    payback_day: int | None
    hours: float
    plan: Scenario
    team: Scenario


@dataclass(frozen=True)
class Found:
    """See the module's docstring. `worths`: the best step of each practice, the most valuable first; `others`: every
    further line that was played, with fewer seasons; `still`: steps that moved nothing in this team."""

    team: Scenario
    seed: int
    stage: Stage
    played: int  # seasons so far
    planned: int
    worths: tuple[Worth, ...]
    others: tuple[Worth, ...] = ()
    still: tuple[Step, ...] = ()
    pairs: tuple[Pair, ...] = ()
    limits: Limits = field(default_factory=Limits)
    chosen: Chosen | None = None
    laws: tuple[str, ...] = ()  # broken ones: none is expected
