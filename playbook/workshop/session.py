"""A session: teams, roles with their private cards, rounds with what they open, and the minutes, as a TOML file has it.

Texts are in both languages and may hold facts of the shop in braces, such as {orders_day}: `facts.py` fills them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, field_validator, model_validator

from playbook.workshop.facts import FACTS, unknown
from sim.evidence import DATA
from sim.files.bad_input import advice, bad, nearest
from sim.files.messages import Phrase, Series, phrase
from sim.files.toml_file import read_toml
from sim.files.validation import complaint, validated
from sim.scenario import Scenario
from sim.scenario.file import team_names
from sim.season.kpi import definitions
from sim.shop.events import deck
from sim.shop.types import Part, Slug, Text

SESSIONS = DATA / "sessions"
MOST_TEAMS, MOST_PEOPLE = 12, 12  # teams of a room, people of a team
MOST_CHOICES = 7  # of one lever: as many as fit on a telephone without scrolling
CHARTS = (  # key figures that every day has
    "profit", "orders", "contacts", "service_level", "abandonment", "mean_wait_s", "occupancy", "score", "late_parcels",
    "csat", "effort", "effort_slow",
)  # fmt: skip

Minutes = Annotated[float, Field(gt=0, le=240)]


def _of_facts(text: Any) -> Any:
    """What its braces name are facts of a shop."""
    for name in (*unknown(text.en), *unknown(text.zh)):
        raise ValueError(phrase("workshop.no_fact", name=name, right=_right(name, FACTS)))
    return text


class Short(Text):
    """A name or a line in the languages of the product."""

    _facts = model_validator(mode="after")(_of_facts)


class Long(Part):
    """A text of a few sentences in the languages of the product."""

    en: str = Field(min_length=1, max_length=2000)
    zh: str = Field(min_length=1, max_length=2000)
    _facts = model_validator(mode="after")(_of_facts)

    def text(self, language: str) -> str:
        return getattr(self, language)


class Choice(Part):
    """A lever that a round opens, and the few settings that a team may choose from."""

    path: str = Field(description="a field of the scenario that a practice has as a lever: peak.temps")
    values: tuple[float, ...] = Field(min_length=1, max_length=MOST_CHOICES)

    def values_from(self, now: float) -> tuple[float, ...]:
        """The settings in order, with the one that stands now."""
        return tuple(sorted({*map(float, self.values), float(now)}))


class Round(Part):
    """A stretch of the season that is decided and then lived."""

    id: Slug
    title: Short
    story: Long = Field(description="what the teams are told before they decide")
    until: Annotated[int, Field(ge=1)] = Field(description="the day of the season before which it ends, from 0")
    minutes: Minutes = Field(description="to talk, vote, bet and decide")
    counts: bool = Field(True, description="false: a round to learn the rules on, after which everything is as before")
    choices: tuple[Choice, ...] = Field(min_length=1, max_length=8)
    bet: Slug = Field(description="the key figure of the round that everybody predicts in secret")
    given: dict[str, float] = Field(
        default_factory=dict,
        max_length=4,
        description="levers that come set with it, whatever a team had: a budget that was cut",
    )
    events: tuple[str, ...] = Field(
        (), max_length=10, description="of the deck, on a day of the season: courier_strike@58"
    )
    charts: tuple[Slug, ...] = Field(("profit", "service_level"), min_length=1, max_length=2)
    question: Long = Field(description="the one question of the talk after it")

    @field_validator("bet")
    @classmethod
    def _figure(cls, name: str) -> str:
        if name not in definitions():
            raise ValueError(phrase("workshop.no_figure", right=advice(name, definitions())))
        return name

    @field_validator("charts")
    @classmethod
    def _daily(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if name not in CHARTS:
                raise ValueError(phrase("workshop.no_figure", right=_right(name, CHARTS)))
        return names


class Role(Part):
    """Somebody in the team, and what only they know."""

    id: Slug
    name: Short
    card: Long
    otherwise: Long | None = Field(None, description="the card of a shop that has not every fact of `card`")


class Step(Part):
    """A stretch of the facilitator's time."""

    id: Slug
    title: Short
    minutes: Minutes
    round: Slug | None = Field(None, description="the round that is decided in it")
    part: Literal["open", "check", "round", "look", "debrief", "break", "commit", "close"]
    say: Long
    do: Long
    wall: Long = Field(description="what is on the wall")


class Question(Part):
    """One question with one right answer."""

    id: Slug
    ask: Long
    options: tuple[Short, ...] = Field(min_length=2, max_length=5)
    right: Annotated[int, Field(ge=1)] = Field(description="number of the right option, from 1")
    because: Long


class Forms(Part):
    """Two short forms that ask the same with other words: half of the room has `a` first, the other half `b`."""

    a: tuple[Question, ...] = Field(max_length=6)
    b: tuple[Question, ...] = Field(max_length=6)

    @model_validator(mode="after")
    def _parallel(self) -> Forms:
        if len(self.a) != len(self.b):
            raise ValueError(phrase("workshop.forms", a=len(self.a), b=len(self.b)))
        return self


class Session(Part):
    """Everything that defines a workshop but the people."""

    schema_version: Literal[1] = 1
    id: Slug
    title: Short
    promise: Long
    team: Slug = Field(description="the shipped team; a shop's own file takes its place")
    minutes: Minutes = Field(description="all of it; the steps add up to it")
    seed: Annotated[int, Field(ge=0, le=2**31)] = 11
    lucks: Annotated[int, Field(ge=1, le=200)] = Field(
        8, description="other seasons in which decisions are judged, too"
    )
    teams: tuple[int, int] = Field((2, 6), description="fewest and most teams")
    people: tuple[int, int] = Field((2, 6), description="fewest and most people of a team")
    must_vote: Annotated[float, Field(ge=0, le=1)] = Field(
        0.5, description="share of a team that votes before it decides"
    )
    roles: tuple[Role, ...] = Field(min_length=1, max_length=8)
    rounds: tuple[Round, ...] = Field(min_length=1, max_length=8)
    steps: tuple[Step, ...] = Field(min_length=1, max_length=40)
    check: Forms

    @field_validator("team")
    @classmethod
    def _shipped(cls, name: str) -> str:
        if name not in team_names():
            raise ValueError(phrase("workshop.no_team", names=Series(team_names())))
        return name

    @model_validator(mode="after")
    def _fits(self) -> Session:
        _no_twins("rounds", (one.id for one in self.rounds))
        _no_twins("roles", (one.id for one in self.roles))
        _no_twins("steps", (one.id for one in self.steps))
        for name, (least, most), limit in (("teams", self.teams, MOST_TEAMS), ("people", self.people, MOST_PEOPLE)):
            if not 1 <= least <= most <= limit:
                raise ValueError(phrase("workshop.span", name=name, least=least, most=most, limit=limit))
        counting = [one for one in self.rounds if one.counts]
        if not counting:
            raise ValueError(phrase("workshop.none_counts"))
        for before, after in pairwise(counting):
            if after.until <= before.until:
                raise ValueError(phrase("workshop.days", round=after.id, until=after.until, before=before.until))
        if not all(one.counts for one in self.rounds[-len(counting) :]):
            raise ValueError(phrase("workshop.practice_late"))
        if (total := sum(one.minutes for one in self.steps)) != self.minutes:
            raise ValueError(phrase("workshop.minutes", total=f"{total:g}", minutes=f"{self.minutes:g}"))
        told = [one.round for one in self.steps if one.round]
        first, again = [one.id for one in self.rounds], [one.id for one in counting]
        if told not in (first, [*first, *again]):  # half a day plays what counts a second time, on the shop's own file
            raise ValueError(
                phrase("workshop.steps", told=", ".join(told), rounds=", ".join(r.id for r in self.rounds))
            )
        for one in (*self.check.a, *self.check.b):
            if one.right > len(one.options):
                raise ValueError(phrase("workshop.right", question=one.id, right=one.right, n=len(one.options)))
        return self

    @property
    def seasons(self) -> int:
        """In so many seasons decisions are judged: in the room's own luck, and in the others."""
        return self.lucks + 1

    def begins(self, number: int) -> int:
        """The day on which round `number`, from 0, begins to be lived."""
        earlier = [one.until for one in self.rounds[:number] if one.counts]
        return earlier[-1] if earlier else 0

    def step_of(self, number: int, now: str) -> str:
        """The step in which round `number` is decided: the next one of it, from step `now` on where there is one."""
        own = [i for i, one in enumerate(self.steps) if one.round == self.rounds[number].id]
        at = next((i for i, one in enumerate(self.steps) if one.id == now), 0)
        return self.steps[next((i for i in own if i >= at), own[0])].id

    def before(self, step: str) -> tuple[int, ...]:
        """The rounds that are played before a step. Where those that count come a second time, from the first of them
        on it is another room's time."""
        numbers = {one.id: i for i, one in enumerate(self.rounds)}
        at = next(i for i, one in enumerate(self.steps) if one.id == step)
        played = [i for i, one in enumerate(self.steps) if one.round]
        again = played[len(self.rounds)] if len(played) > len(self.rounds) else len(self.steps)
        first = again if at >= again else 0
        return tuple(dict.fromkeys(numbers[one.round] for one in self.steps[first:at] if one.round))


def session_names() -> tuple[str, ...]:
    """Ids of the shipped sessions, the shortest first."""
    found = [read_session(path) for path in SESSIONS.glob("*.toml")]
    return tuple(one.id for one in sorted(found, key=lambda one: one.minutes))


def shipped(name: str) -> Session:
    """A shipped session. BadInput where there is none of that name."""
    path = SESSIONS / f"{name}.toml"
    if not path.is_file():
        raise bad(path, phrase("workshop.unknown", name=name, near=advice(name, session_names())))
    return read_session(path)


def read_session(path: Path | str) -> Session:
    """The session of a TOML file. BadInput with one sentence for whatever cannot be used."""
    return validated(Session, read_toml(path), path)


def fitted(session: Session, team: Scenario, path: Path | str = "") -> Session:
    """`session`, if its rounds can be lived by `team`; BadInput that names what cannot."""
    name = path or f"{session.id}.toml"
    known = levers()
    for number, one in enumerate(session.rounds):
        if one.until > team.calendar.days:
            raise bad(name, phrase("workshop.too_long", round=one.id, until=one.until, days=team.calendar.days))
        asked = {choice.path: choice.values for choice in one.choices}
        for path, values in (*asked.items(), *((path, (value,)) for path, value in one.given.items())):
            if path not in known:
                raise bad(name, phrase("workshop.no_lever", round=one.id, path=path, near=advice(path, known)))
            for value in values:
                if refused := _refusal(team, path, value):
                    raise bad(name, phrase("workshop.no_value", round=one.id, text=refused))
        for event in one.events:
            if refused := _no_event(event, session.begins(number) + 1, one.until):
                raise bad(name, phrase("workshop.of_event", round=one.id, event=event, text=refused))
    return session


@cache
def levers() -> Mapping[str, tuple[str, str]]:
    """Path of each lever of a practice → (practice, id of the lever there): the practice that names it first."""
    from playbook import practices

    found: dict[str, tuple[str, str]] = {}
    for slug in practices.in_order():
        for lever in practices.load(slug)[0].levers:
            found.setdefault(lever.path, (slug, lever.id))
    return found


def practices_of(session: Session) -> tuple[str, ...]:
    """The practices whose levers a session opens, in the order in which it does."""
    known = levers()
    return tuple(dict.fromkeys(known[choice.path][0] for one in session.rounds for choice in one.choices))


def _refusal(team: Scenario, path: str, value: Any) -> Phrase | None:
    try:
        team.with_levers({path: value})
    except ValidationError as error:
        return complaint(Scenario, error)
    return None


def _no_event(entry: str, first: int, last: int) -> Phrase | None:
    """Why an event cannot come, on a day from `first` to `last`, as the deck counts them."""
    name, _, day = entry.partition("@")
    if name not in deck():
        return phrase("workshop.no_event", name=name, near=advice(name, deck()))
    if not (day.isascii() and day.isdigit() and first <= int(day) <= last):
        return phrase("workshop.event_day", name=name, first=first, last=last)
    return None


def _right(name: str, known: Iterable[str]) -> Phrase:
    """As `advice`, with all that are known where none is near."""
    near = nearest(name, known)
    return phrase("advice.near", word=near) if near else phrase("advice.choices", words=Series(tuple(known)))


def _no_twins(name: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise ValueError(phrase("workshop.twins", name=name, id=one))
        seen.add(one)
