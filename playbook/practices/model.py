"""practice.toml: everything of a practice that has no language."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from playbook import importers
from playbook.practices.parts import Id, Part, Setting, Slug, known, listed, no_twins
from playbook.practices.picture import Link, Node, Picture

FINAL = "final"  # the id of the last round
UNTOUCHED = "start"  # the player who leaves a round as it is
BOTS = ("naive", "rule", "near")
PLAYERS = (UNTOUCHED, *BOTS)


class Bet(Part):
    """What the reader bets on before any result: a range of one season total of the start setting."""

    kpi: Id
    low: float
    high: float
    step: Annotated[float, Field(gt=0)]


class Lever(Part):
    """One thing to decide: a field of the scenario, its range and where the practice starts it."""

    id: Id
    path: str
    low: float
    high: float
    step: Annotated[float, Field(gt=0)] = 1.0
    start: float | None = Field(None, description="where the practice begins; the team's own value when absent")
    percent: bool = Field(False, description="shown times 100 with %")
    main: bool = False
    beside: dict[str, float] = Field(
        default_factory=dict,
        description="fields of other levers without which this one moves nothing, as they are when it is priced alone",
    )

    @model_validator(mode="after")
    def _ordered(self) -> Lever:
        if not self.low < self.high:
            raise ValueError(f"lever {self.id!r}: low {self.low:g} must be below high {self.high:g}")
        if self.start is not None and not self.low <= self.start <= self.high:
            raise ValueError(f"lever {self.id!r}: start {self.start:g} is outside {self.low:g} to {self.high:g}")
        return self

    @property
    def whole(self) -> bool:
        """Whether only whole numbers make sense."""
        return all(float(x).is_integer() for x in (self.low, self.high, self.step))

    def clip(self, value: float) -> float:
        """`value` moved into the range and onto the nearest step; an int where only whole numbers make sense."""
        steps = round((min(max(value, self.low), self.high) - self.low) / self.step)
        value = min(round(self.low + steps * self.step, 9), self.high)
        return int(value) if self.whole else float(value)

    def points(self, most: int) -> tuple[float, ...]:
        """At most `most` settings from low to high, evenly spread over the steps, both ends among them."""
        n = min(most, round((self.high - self.low) / self.step) + 1)
        spread = (self.low + (self.high - self.low) * i / (n - 1) for i in range(n))
        return tuple(dict.fromkeys(self.clip(x) for x in spread))


class Bound(Part):
    """A season total that must reach or keep to a number. `of` says what the number is: the total itself, a multiple
    of the same total at the practice's start setting, or a difference from it. `playbook.lab.judging` judges it."""

    kpi: Id
    at_least: float | None = None
    at_most: float | None = None
    of: Literal["value", "start", "change"] = "value"

    @model_validator(mode="after")
    def _one_side(self) -> Bound:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError(f"the bound on {self.kpi!r} needs at_least or at_most, exactly one of them")
        return self

    @property
    def number(self) -> float:
        return self.at_least if self.at_least is not None else self.at_most

    @property
    def falls(self) -> bool:
        """Whether it says how far a figure may fall: "at least −1.6 pp" is no sentence for people."""
        return self.of == "change" and self.at_least is not None and self.number < 0


class Bots(Part):
    """Three players to compare with: one that does nothing clever, a rule of thumb, and a near-best setting."""

    naive: Setting
    rule: Setting
    near: Setting


class Final(Bots):
    """The last round, in which all levers move: its conditions, and the same three players."""

    goal: Bound
    budget: Bound | None = None


class Challenge(Part):
    """A goal to reach with some of the levers. Doing nothing and the rule of thumb fail it, the near-best setting
    passes."""

    id: Id
    levers: tuple[Id, ...] = Field(min_length=1, max_length=5)
    start: Setting = Field(default_factory=dict, description="settings that differ from the practice's start")
    goal: Bound
    budget: Bound | None = None
    bots: Bots

    @property
    def bounds(self) -> tuple[Bound, ...]:
        """The conditions: the goal first."""
        return (self.goal,) if self.budget is None else (self.goal, self.budget)

    def played(self, player: str) -> dict[str, float]:
        """The levers as one of PLAYERS has them, where they differ from the practice's start."""
        return self.start if player == UNTOUCHED else {**self.start, **getattr(self.bots, player)}


class Row(Part):
    """A line of the rubric: an observable field of the scenario and its value at 1, 3 and 5."""

    id: Id
    path: str
    anchors: dict[Literal["1", "3", "5"], float]
    whole: bool = Field(True, description="only whole numbers make sense")
    beside: dict[str, float] = Field(
        default_factory=dict,
        description="fields of levers without which a step moves nothing, as they are when it is priced",
    )
    none: float | None = Field(
        None,
        description="the value with which nothing of it is done, where the anchors fall towards it: level 1, not 5",
    )

    @model_validator(mode="after")
    def _all_anchors(self) -> Row:
        if set(self.anchors) != {"1", "3", "5"}:
            raise ValueError(f"rubric {self.id!r}: anchors must name 1, 3 and 5")
        a, b, c = (self.anchors[k] for k in "135")
        if not (a < b < c or a > b > c):
            raise ValueError(f"rubric {self.id!r}: the anchors {a:g}, {b:g}, {c:g} must rise or fall throughout")
        if self.none is not None and not (self.none < c < a or self.none > c > a):
            raise ValueError(f"rubric {self.id!r}: none = {self.none:g} must lie beyond the anchor of level 5")
        return self

    def value(self, level: int) -> float:
        """The field's value at a level 1 … 5; 2 and 4 lie halfway between the anchors."""
        a, b, c = (self.anchors[k] for k in "135")
        value = {1: a, 2: (a + b) / 2, 3: b, 4: (b + c) / 2, 5: c}[level]
        return int(value + 0.5) if self.whole else round(value, 6)


class Stage(Part):
    """The opening of the big sale as a figure that moves: which lever is pulled beside it, and which hours it shows."""

    lever: Id
    before: Annotated[float, Field(ge=0, le=24, multiple_of=0.25)] = Field(description="hours before the opening")
    after: Annotated[float, Field(gt=0, le=24, multiple_of=0.25)] = Field(description="hours after it")
    cure: float = Field(description="the lever's setting in a saved picture, beside the start")


class Daily(Part):
    """A line over the days of a season, which shows what the practice is about: a daily count of the model, or an
    account as paid.wages or earned.revenue."""

    id: Id
    of: str = Field(pattern=r"^((paid|earned)\.)?[a-z_]+$")
    per: str | None = Field(None, pattern=r"^[a-z_]+$", description="the daily count by which it is divided")
    unit: str = "count"
    seconds: bool = Field(False, description="counted in seconds, shown in hours")
    so_far: bool = Field(False, description="added up from the first day on: of what is rare on any day")


class Step(Part):
    """A step of the play."""

    id: Id
    minutes: int = Field(ge=1, le=60)


class Practice(Part):
    """Everything of a practice that has no language."""

    slug: Slug
    number: int = Field(ge=1, le=99, description="its place among all practices")
    group: Id
    minutes: int = Field(ge=5, le=60)
    people: str = Field(pattern=r"^\d+(-\d+)?$", description="how many people the play takes, 3-8")
    prepare_minutes: int = Field(0, ge=0, le=240, description="to prepare the play")
    team: Id
    grade: Literal["A", "B", "C", "D"] = Field(description="the weakest grade among the main effects")
    kpi: Id = Field(description="the season total that the lever's curve and the last challenge are about")
    watch: tuple[Id, ...] = Field(min_length=1, max_length=8)
    end_state: tuple[Id, ...] = Field(("headcount_end", "backlog_end", "csat"), max_length=6)
    bet: Bet
    picture: Picture
    stage: Stage | None = Field(None, description="none where no lever changes what is seen of that evening")
    daily: tuple[Daily, ...] = Field((), max_length=2, description="what the main lever changes, day by day")
    why: Setting = Field(description="the change that section 5 explains until the reader chooses another")
    levers: tuple[Lever, ...] = Field(min_length=1, max_length=5)
    given: dict[str, float] = Field(
        default_factory=dict, description="fields of the scenario that no lever moves, as the practice begins"
    )
    faces: dict[str, float] = Field(
        default_factory=dict,
        description="fields that nobody decides, such as how much goes wrong: on both sides of a comparison",
    )
    challenges: tuple[Challenge, ...] = Field(min_length=3, max_length=3)
    final: Final
    rubric: tuple[Row, ...] = Field(min_length=3, max_length=4)
    play: tuple[Step, ...] = Field(min_length=3, max_length=12)
    checklist: tuple[Id, ...] = ()
    pitfalls: tuple[Id, ...] = Field(min_length=2, max_length=8)
    evidence: tuple[str, ...] = Field(min_length=1)
    parameters: tuple[str, ...] = ()
    data: Id = Field("orders", description="what the reader may upload in section 8: a module of playbook/importers")
    statements: dict[str, str] = Field(default_factory=dict, description="seed statement -> element, as play.schedule")

    @model_validator(mode="after")
    def _fits_together(self) -> Practice:
        for name in ("levers", "daily", "rubric", "play"):
            no_twins(name, [item.id for item in getattr(self, name)])
        no_twins("challenges", [*(item.id for item in self.challenges), FINAL])
        if sum(lever.main for lever in self.levers) != 1:
            raise ValueError("exactly one lever must have main = true: section 4 is about it")
        known("data", [self.data], importers.names())
        self._settings("why", self.why)
        for challenge in self.challenges:
            place = f"challenge {challenge.id}"
            known(place, challenge.levers, [lever.id for lever in self.levers])
            self._settings(place, challenge.start)
            for bot in challenge.bots.model_dump().values():
                self._settings(place, bot)
                known(f"{place}: bots", bot, challenge.levers)
        for bot in BOTS:
            self._settings("final", getattr(self.final, bot))
        if self.stage is not None:
            self._settings("stage", {self.stage.lever: self.stage.cure})
        for row in self.rubric:
            paths = {lever.path: lever.id for lever in self.levers}
            known(f"rubric {row.id}: beside", row.beside, paths)
            self._settings(f"rubric {row.id}: beside", {paths[path]: value for path, value in row.beside.items()})
        self._places()
        return self

    def _settings(self, place: str, setting: Setting) -> None:
        for name, value in setting.items():
            known(place, [name], [lever.id for lever in self.levers])
            lever = self.lever(name)
            if not lever.low <= value <= lever.high:
                raise ValueError(f"{place}: {name} = {value:g} is outside {lever.low:g} to {lever.high:g}")

    def _places(self) -> None:
        elements = self.elements()
        for statement, element in self.statements.items():
            if element not in elements:
                raise ValueError(
                    f"statements: {statement} points to {element!r}, which is not among {listed(elements)}"
                )
        for element in set(self.statements.values()):
            if (n := list(self.statements.values()).count(element)) > 4:
                raise ValueError(f"statements: {n} of them share {element!r}; four is the most for one element")

    def figures(self) -> set[str]:
        """The season totals that the page names."""
        bounds = (bound for one in self.rounds for bound in one.bounds)
        return {self.kpi, self.bet.kpi, *self.watch, *self.end_state, *(bound.kpi for bound in bounds)}

    def elements(self) -> tuple[str, ...]:
        """What can cover a seed statement, as lever.<id>, challenge.<id>, rubric.<id>, play.<id> and so on."""
        lists = {"lever": self.levers, "challenge": self.challenges, "rubric": self.rubric, "play": self.play}
        named = [f"{kind}.{item.id}" for kind, items in lists.items() for item in items]
        return (*named, *(f"checklist.{x}" for x in self.checklist), *(f"pitfall.{x}" for x in self.pitfalls))

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The quantities of the causal picture."""
        return self.picture.all_nodes()

    @property
    def links(self) -> tuple[Link, ...]:
        """Its arrows, in the order in which they are told."""
        return self.picture.all_links()

    @property
    def loops(self) -> tuple[str, ...]:
        """The loops that its arrows belong to."""
        return self.picture.all_loops()

    @property
    def rounds(self) -> tuple[Challenge, ...]:
        """The challenges, and the last round as one of them."""
        final = self.final
        bots = Bots(**{bot: getattr(final, bot) for bot in BOTS})
        levers = tuple(lever.id for lever in self.levers)
        return (*self.challenges, Challenge(id=FINAL, levers=levers, goal=final.goal, budget=final.budget, bots=bots))

    def lever(self, name: str) -> Lever:
        return next(lever for lever in self.levers if lever.id == name)

    @property
    def main(self) -> Lever:
        """The lever of section 4."""
        return next(lever for lever in self.levers if lever.main)
