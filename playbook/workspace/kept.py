"""What a workspace keeps, as documents: bets, ratings, steps taken, the plan, the language.

Each document is one JSON file of the reader's folder and says of which version it is; `playbook.workspace` reads and
writes them.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from playbook.language import languages
from sim.shop.responsibility import Duty

VERSION = 1
MOST_RATERS = 40
LONGEST_NAME = 40  # of somebody who rates
RUBRIC = "rubric."  # before a row's id among the rated elements of a practice

MOST_SCENARIOS = 5  # that stand beside the shop as it is

LONGEST_LINE, LONGEST_PARAGRAPH, LONGEST_FILE = 200, 2000, 1_000_000  # characters

Line = Annotated[str, Field(min_length=1, max_length=LONGEST_LINE)]
Paragraph = Annotated[str, Field(max_length=LONGEST_PARAGRAPH)]
Finite = Annotated[float, Field(allow_inf_nan=False)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


class Bet(_Entry):
    """A range that the player expects a key figure to fall in, made before the result was seen."""

    kpi: Line
    low: Finite
    high: Finite
    at: dt.datetime = Field(default_factory=_now)

    @model_validator(mode="after")
    def _ordered(self) -> Bet:
        if self.low > self.high:
            raise ValueError(f"a bet goes from its low to its high end, {self.low:g} is above {self.high:g}")
        return self


class Rating(_Entry):
    """Where somebody sees the team on one row of a rubric, 1 to 5; None: they were asked and could not tell."""

    level: Annotated[int, Field(ge=1, le=5)] | None
    note: Paragraph = ""
    at: dt.datetime = Field(default_factory=_now)


def rater_name(text: str) -> str:
    """A name as it is kept: printable, single spaces, at most LONGEST_NAME characters; "" where nothing is left."""
    kept = "".join(c for c in text if c.isprintable())
    return " ".join(kept.split())[:LONGEST_NAME].rstrip()


class Promise(_Entry):
    """What a step was said to change, season by season under the same luck: P10, mean and P90 by key figure, in the
    scenario's units; `team`, `plan`: the scenarios' keys, `n` seasons of `seed`."""

    change: dict[Line, tuple[Finite, Finite, Finite]]
    outlay: Finite = 0.0  # most money out at one time
    hours: Finite = 0.0  # people's time to put it in place
    n: Annotated[int, Field(ge=1)]
    seed: Annotated[int, Field(ge=0)]
    team: Line
    plan: Line


class PlanEntry(_Entry):
    """What a practice puts into the plan: who does what by when, the number that tells, the levers as set.

    `promise` and `wrong_if` (what would prove the step wrong) are there where it came from "What first"."""

    owner: Line
    date: dt.date
    change: Annotated[str, Field(min_length=1, max_length=LONGEST_PARAGRAPH)]
    number_to_watch: Line
    levers: dict[Line, bool | int | Finite | Line] = Field(default_factory=dict)
    note: Paragraph = ""
    wrong_if: Annotated[str, Field(max_length=LONGEST_PARAGRAPH)] = ""
    promise: Promise | None = None
    at: dt.datetime = Field(default_factory=_now)


class Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1] = VERSION


class Settings(Document):
    language: str = "en"

    @field_validator("language")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in languages:
            raise ValueError(f"{value!r} is no language of the playbook: {', '.join(languages)}")
        return value


class Bets(Document):
    bets: dict[Line, tuple[Bet, ...]] = Field(default_factory=dict)


class Group(_Entry):
    """People who rate a practice together: how many they are, and whether their ratings are on the table."""

    raters: Annotated[int, Field(ge=1, le=MOST_RATERS)] = 1
    shown: bool = False


class Ratings(Document):
    ratings: dict[Line, dict[Line, dict[Annotated[str, Field(max_length=LONGEST_LINE)], Rating]]] = Field(
        default_factory=dict
    )
    groups: dict[Line, Group] = Field(default_factory=dict)


class Progress(Document):
    """By practice: what the reader has done on its page, such as "lever" or "challenge.<id>", first things first; and
    where the levers were left."""

    done: dict[Line, tuple[Line, ...]] = Field(default_factory=dict)
    levers: dict[Line, dict[Line, Finite]] = Field(default_factory=dict)


class Scenarios(Document):
    """Scenarios kept under a name to stand beside the shop: name -> the scenario as JSON."""

    scenarios: dict[Line, Annotated[str, Field(max_length=LONGEST_FILE)]] = Field(
        default_factory=dict, max_length=MOST_SCENARIOS
    )


class Plan(Document):
    plan: dict[Line, PlanEntry] = Field(default_factory=dict)


class Duties(Document):
    """Who answers for which task and who does it."""

    duties: tuple[Duty, ...] = ()


class Outcome(Document):
    """What the season really came to, as the user gave it: by key figure in the scenario's units; `demand`: orders of a
    usual day, as they were."""

    figures: dict[Line, Finite] = Field(default_factory=dict)
    demand: Finite | None = None
