"""A real day on the model's floor: given arrivals and services; drawn people, and what the file leaves open.

What is given comes from the files: who came when about what, with what priority; how long each service took; who
serves what; when each agent was on duty. What is drawn, anew in every replication: how long each caller would wait,
how long each agent's wrap-up takes, the service of those who never got one, a priority that the file does not show,
and, with `GivenDay.doubt`, everything that was measured (from all that may as well be true) and when duty began and
ended. Nobody is steered towards the day's result: abandonment and waits come out of the queue.

The queue is that of a telephone bank: one call at a time (or several chats, `GivenDay.at_once`); an agent who is free
takes the first caller in line whom he or she serves, and who has been free longest is next. Segments stand ahead in the
line as `order` measured it; at the "Anonymous Bank", whose documentation says that priority customers are given 1.5
minutes of waiting time at the outset (Guedj & Mandelbaum, Technion 1999), about that is found. An agent who is in a
call when a window ends finishes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.arrays import Bools, Floats, Ints
from sim.calibrate.ahead import group_of, line_found
from sim.calibrate.contacts import Contacts
from sim.calibrate.edges import Edges
from sim.calibrate.figures import (
    TYPE_UNITS,
    UNITS,
    day_figures,
    half_hour_edges,
    half_hours,
    type_figures,
    type_half_hours,
)
from sim.calibrate.people import Measured, People, drawn_people, known_people
from sim.calibrate.posts import Posts, posts, served_in, window_of
from sim.calibrate.segments import LEVELS
from sim.calibrate.serving import Reading
from sim.calibrate.turns import drawn_aside, met_a_line
from sim.draws import Purpose
from sim.experiment import Range
from sim.files.csv_rows import DAY_S
from sim.floor.model import Channel, Crew, DayLog, Family, Outcome, Rules, Tape, WorkTypes

TARGET_S = 20.0
BEFORE_ALL_S = DAY_S  # places a contact before all others in the line
GAP_S = 180.0  # between two services of one agent: longer is a break
LOOKS = 4  # the line that callers find and the patience that it leaves them are found by playing the day again
SLOT_FIGURES = ("abandonment", "mean_wait")


@dataclass(frozen=True)
class GivenDay:
    """All that a replay needs. `day` holds one date only; agents are numbered as in `windows` (agent, on, off)."""

    day: Contacts
    windows: Floats  # as the file has them, or as the services show them
    measured: Measured
    target: float = TARGET_S
    edges: Edges | None = None  # how far the windows' ends are in doubt; None: not at all
    at_once: Ints | None = None  # (A,) contacts that each agent may have in hand; None: one, as on the telephone
    doubt: bool = True  # whether each replication draws what is measured from all that may as well be true

    @property
    def date(self) -> int:
        """What tells the draws of one day from those of another; 0 where the file does not say."""
        date = self.day.dates[int(self.day.day[0])]
        return 0 if date is None else date.toordinal()

    # the same in every replication
    @cached_property
    def reading(self) -> Reading:
        """What the day's contacts say of who served what when."""
        return self.measured.serving.read(self.day)

    @cached_property
    def serves(self) -> Bools:
        """(N, K) what the agent of each contact served then, as best known."""
        return self.reading.likely(len(self.day))

    @cached_property
    def window(self) -> Ints:
        """(N,) see `sim.calibrate.posts.window_of`."""
        return window_of(self.day, self.windows)

    @cached_property
    def met_a_line(self) -> Bools:
        """See `sim.calibrate.turns`."""
        return met_a_line(self.day, self.serves)

    @cached_property
    def known_posts(self) -> Posts:
        """Hours of duty and types served as best known: in the middle of what is in doubt."""
        return self.posts(self.serves, self.measured.usual, self.middle)

    @property
    def middle(self) -> Floats:
        """(agent, on, off) in the middle of what is in doubt."""
        half = np.full(len(self.measured.usual), 0.5)
        return self.windows if self.edges is None else self.edges.at(half, half)

    def posts(self, serves: Bools, usual: Bools, windows: Floats) -> Posts:
        """The posts with these types served (by contact, and by agents of whom a window shows nothing)."""
        return posts(windows, served_in(self.windows, self.window, serves, usual))


NAN = float("nan")


@dataclass(frozen=True)
class Replay:
    """The day as it was and its n replications so far; S half hours, K types."""

    given: GivenDay
    seed: int
    planned: int
    actual: dict[str, float]
    figures: dict[str, Floats]  # (n,)
    edges: Floats  # (S + 1,) seconds
    actual_slots: dict[str, Floats]  # (S,)
    slots: dict[str, Floats]  # (n, S)
    actual_types: dict[str, Floats]  # (K,)
    types: dict[str, Floats]  # (n, K)
    actual_cells: dict[str, Floats]  # (K, S)
    cells: dict[str, Floats]  # (n, K, S)
    busy: Floats  # (n,) seconds with a contact or its wrap-up ÷ seconds on duty
    laws: tuple[str, ...]

    @property
    def n(self) -> int:
        return len(self.busy)

    def range(self, name: str) -> Range:
        """Over the replications; those in which nobody is concerned (nan) are left out."""
        values = self.figures[name]
        known = values[~np.isnan(values)]
        return Range.of(known) if len(known) else Range(NAN, NAN, NAN, NAN, NAN, n=0)

    def slot_error(self, name: str) -> float:
        """Mean distance of the replications' mean from the day, over half hours, weighted by their contacts."""
        mean, weight = self.slots[name].mean(axis=0), self.actual_slots["contacts"]
        some = weight > 0
        return float(np.average(np.abs(mean - self.actual_slots[name])[some], weights=weight[some]))


def replay(given: GivenDay, replications: int = 20, seed: int = 1) -> Iterator[Replay]:
    """Play the day again and again; yields the result so far after each replication."""
    day, edges = given.day, half_hour_edges(given.day)

    def sums(contacts: Contacts, posts: Posts) -> tuple[dict[str, Any], ...]:
        return (
            day_figures(contacts, posts.windows, posts.serves, given.target, at_posts(given, posts)),
            half_hours(contacts, posts.windows, edges),
            type_figures(contacts, given.target),
            type_half_hours(contacts, edges),
        )

    known = given.known_posts
    actual = sums(replace(day, agent=known.of(day, given.window)), known)
    names = (tuple(UNITS), SLOT_FIGURES, tuple(TYPE_UNITS), SLOT_FIGURES)
    made = [
        {name: np.full((replications, *np.shape(actual[part][name])), NAN) for name in names[part]} for part in range(4)
    ]
    busy = np.full(replications, NAN)
    broken: tuple[str, ...] = ()
    for number in range(replications):
        lived, log, posts, laws = play(given, seed, number)
        for part, found in enumerate(sums(replace(lived, agent=np.where(lived.answered, log.agent, -1)), posts)):
            for name in names[part]:
                made[part][name][number] = found[name]
        busy[number] = log.busy.sum() / log.staffed.sum()
        broken += tuple(f"replication {number + 1}: {law}" for law in laws)
        # views: what is yielded grows in place of being gathered anew, and rows once written stay
        figures, slots, types, cells = ({name: rows[: number + 1] for name, rows in part.items()} for part in made)
        yield Replay(
            given, seed, replications, actual[0], figures, edges, actual[1], slots, actual[2], types, actual[3], cells,
            busy[: number + 1], broken,
        )  # fmt: skip


def window_ends(given: GivenDay, seed: int, replications: int = 5) -> tuple[float, float] | None:
    """Mean abandonment with the shortest and with the longest duty that the day allows; None: no end is in doubt."""
    if given.edges is None:
        return None
    sure = replace(given, doubt=False)
    short, long = (
        float(np.mean([np.mean(~play(sure, seed, number, reach)[0].answered) for number in range(replications)]))
        for reach in (0.0, 1.0)
    )
    return short, long


def play(
    given: GivenDay, seed: int, number: int, reach: float | None = None
) -> tuple[Contacts, DayLog, Posts, tuple[str, ...]]:
    """One replication: the contacts as they fared, the floor's log by post, the posts, and the invariants it broke."""
    from sim.floor import invariants, run_day

    posts, callers = drawn_posts(given, seed, number, reach), drawn_callers(given, seed, number)
    day, line = given.day, np.zeros(len(given.day), dtype=np.int64)
    tape, crew, types, rules = floor_day(given, seed, callers, posts)
    log = run_day(tape, crew, types, rules)
    for _ in range(LOOKS if given.measured.ahead.counts else 0):
        before, line = line, line_found(replace(day, wait=log.waited))
        if (line == before).all():
            break
        patience = callers.patience(given, line)
        tape = replace(
            tape, deadline=day.arrival + patience, horizon=_horizon(day, crew.windows, patience, tape.work + tape.wrap)
        )
        log = run_day(tape, crew, types, rules)
    served = log.outcome == Outcome.SERVED
    # whom agents ring does not wait until one is free: the contact begins then
    rung = given.measured.aside.rung[day.kind] & (tape.head_start == BEFORE_ALL_S)
    later = np.where(rung & served, log.waited, 0.0)
    played = replace(
        day,
        arrival=day.arrival + later,
        wait=log.waited - later,
        answered=served,
        service=np.where(served, tape.work, np.nan),
        agent=np.where(served, posts.agent[log.agent], -1),
    )
    return played, log, posts, invariants.check(tape, crew, types, rules, log)


@dataclass(frozen=True)
class Callers:
    """The N contacts of one replication."""

    key: NDArray[np.uint64]
    hazard: Floats  # cumulated hazard of the curve at which each would hang up if no line counted
    people: People
    head_start: Floats
    work: Floats
    wrap: Floats
    aside: Bools

    def patience(self, given: GivenDay, line: Ints) -> Floats:
        """Seconds that each would wait who finds such a line; infinity: does not stand in it."""
        group = group_of(given.day.kind, line)
        hazard = given.measured.ahead.bent(self.hazard, self.people.ahead, group)
        return np.where(self.aside, np.inf, given.measured.patience.curve.draw(np.exp(-hazard)))


def drawn_callers(given: GivenDay, seed: int, number: int) -> Callers:
    """What callers bring in one replication, of all that may as well be true."""
    day, measured = given.day, given.measured
    keys = draws.key(seed, "replay", given.date, number, np.arange(len(day)))
    people = drawn_people(measured, seed, given.date, number) if given.doubt else known_people(measured)
    segment = measured.segments.draw(day, draws.uniform(keys, Purpose.CHOICE))
    work, lost = day.service.copy(), ~day.answered
    work[lost] = measured.work.draw(day.kind[lost], draws.uniform(keys[lost], Purpose.WORK_A))
    aside = drawn_aside(day, given.met_a_line, measured.aside, draws.uniform(keys, Purpose.CHOICE_B))
    wrap = measured.wrapup.draw(draws.uniform(keys, Purpose.WRAP), people.wrapup[day.kind * LEVELS])
    if day.wrapup is not None:  # as each service is the day's own, so is the work after it
        wrap = np.where(np.isnan(day.wrapup), wrap, day.wrapup)
    return Callers(
        key=keys,
        hazard=-np.log(draws.uniform(keys, Purpose.PATIENCE_A)) / people.patience[segment],
        people=people,
        head_start=np.where(aside, BEFORE_ALL_S, people.head_start[segment]),
        work=work,
        wrap=wrap,
        aside=aside,
    )


def floor_day(given: GivenDay, seed: int, callers: Callers, posts: Posts) -> tuple[Tape, Crew, WorkTypes, Rules]:
    """What the floor is given, nobody in line yet; row i of the tape is contact i, agent p of the crew is post p."""
    day = given.day
    patience = callers.patience(given, np.zeros(len(day), dtype=np.int64))
    zero = np.zeros(len(day), dtype=np.int64)
    crew = crew_of(given, posts)
    tape = Tape(
        horizon=_horizon(day, crew.windows, patience, callers.work + callers.wrap),
        seed=seed,
        key=callers.key,
        root=callers.key,
        kind=day.kind,
        cause=zero,
        redials=zero,
        repeats=zero,
        transfers=zero,
        enter=day.arrival,
        joined=day.arrival,
        rank=day.arrival - callers.head_start,
        head_start=callers.head_start,
        deadline=day.arrival + patience,
        work=callers.work,
        wrap=callers.wrap,
        queued=np.zeros(len(day), dtype=bool),
        agent=zero - 1,
        wrapping=np.zeros(len(day), dtype=bool),
    )
    alike = np.ones(int(crew.chats.max(initial=1)))  # what was measured holds the slowness of several at once
    return tape, crew, work_types(given), Rules(alike, alike, -1, False, 0, 0, 0)


def drawn_posts(given: GivenDay, seed: int, number: int, reach: float | None = None) -> Posts:
    """Who is on duty and serves what in one replication, of all that may as well be true.

    Each agent has a way to begin and to end. `reach` sets all ends of the windows at once: 0 the shortest duty that
    the day allows, 1 the longest.
    """
    if not given.doubt and reach is None:
        return given.known_posts
    agents, kinds = given.measured.usual.shape

    def uniforms(name: str, count: int, purpose: Purpose) -> Floats:
        return np.asarray(draws.uniform(draws.key(seed, name, given.date, number, np.arange(count)), purpose))

    windows = given.windows
    if given.edges is not None:
        ends = np.full((2, agents), reach) if reach is not None else [
            uniforms("replay.duty", agents, purpose) for purpose in (Purpose.CHOICE, Purpose.CHOICE_B)
        ]  # fmt: skip
        windows = given.edges.at(*ends)
    if not given.doubt:
        return given.posts(given.serves, given.measured.usual, windows)
    chain = given.reading.chain.now
    serves = given.reading.draw(
        uniforms("replay.serving", chain.size, Purpose.CHOICE).reshape(chain.shape), len(given.day)
    )
    usual = uniforms("replay.usual", agents * kinds, Purpose.CHOICE).reshape(agents, kinds) < given.measured.serving.on
    return given.posts(serves, usual, windows)


def work_types(given: GivenDay) -> WorkTypes:
    """The contact types for the floor; nobody comes again, is handed on or balks, so what children draw is unused.

    Patience without steps is exponential, and then the floor's law of abandonment is checked too.
    """
    kinds = len(given.day.kinds)
    no, one, whole = np.zeros(kinds), np.ones(kinds), np.zeros(kinds, dtype=np.int64)
    patience = given.measured.patience
    exponential = patience.types is None and not len(patience.curve.times) and 0 < patience.curve.tail < np.inf
    channel = Channel.PHONE if given.at_once is None else Channel.CHAT
    exponential &= not given.measured.ahead.counts
    exponential &= not (given.measured.aside.unseen > 0).any()  # whom agents ring does not give up
    return WorkTypes(
        names=given.day.kinds, channel=whole + channel, priority=whole, target=no + given.target,
        work_family=whole + Family.FIXED, work_mean=one, work_cv=no,
        wrap_family=whole + Family.EXPONENTIAL, redial_family=whole + Family.EXPONENTIAL,
        repeat_family=whole + Family.EXPONENTIAL,
        patience_family=whole + (Family.EXPONENTIAL if exponential else Family.NONE),
        patience_mean=one * (patience.curve.tail if exponential else 0.0), patience_cv=no, wrap_mean=no, balking=no,
        redial=no, redial_after=one, repeat=no, repeat_after=one, transfer=no, transfer_to=whole - 1,
    )  # fmt: skip


def crew_of(given: GivenDay, posts: Posts) -> Crew:
    """The posts, all at the speed of the services given."""
    speed, at_once = posts.serves.astype(np.float64), at_posts(given, posts)
    return Crew(
        ids=np.arange(len(speed)),
        speed=speed,
        accuracy=np.ones_like(speed),
        preference=np.zeros(speed.shape, dtype=np.int64),
        chats=np.ones(len(speed), dtype=np.int64) if at_once is None else at_once,
        windows=posts.windows,
    )


def at_posts(given: GivenDay, posts: Posts) -> Ints | None:
    """(P,) contacts that each post may have in hand; None: one."""
    return None if given.at_once is None else given.at_once[posts.agent]


def _horizon(day: Contacts, windows: Floats, patience: Floats, longest: Floats) -> float:
    """A time by which everybody has hung up or been served: nobody starts after his or her deadline."""
    deadlines = (day.arrival + patience)[np.isfinite(patience)]
    last = max(DAY_S, day.arrival.max(), windows[:, 2].max(), deadlines.max(initial=0.0))
    return float(last + longest.max() + 1.0)
