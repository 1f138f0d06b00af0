"""A session played alone, with the bots as rivals: the same rules, one team of one person, and no clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from playbook.workshop import rules, view
from playbook.workshop.log import Event
from playbook.workshop.session import Round, Session
from playbook.workshop.state import State, after
from sim.scenario import Scenario

ME = "me"
Played = dict[int, tuple[Mapping[str, float], ...]]  # team → what stood after each round
Live = Callable[[Session, Scenario, Played, int, tuple[str, ...]], Mapping[str, Any]]
LookBack = Callable[[Session, Scenario, Played, tuple[str, ...]], Mapping[str, Any]]


class Solo:
    """One game. `name` is what the player is called in it; each call is refused as in a room (`rules.Refused`)."""

    def __init__(self, session: Session, team: Scenario, name: str) -> None:
        alone = session.model_copy(update={"teams": (1, 1), "people": (1, 1), "must_vote": 0.0})
        self.room, self.state, self._now = rules.Room(alone, team), State(), 0.0
        self._write(Event("opened", self._tick(), rules.HOST, {"teams": [name], "language": "en"}))
        self._write(rules.join(self.room, self.state, ME, self._tick(), name, 0))

    @property
    def view(self) -> view.View:
        """What the player sees."""
        return view.of_person(self.room, self.state, ME)

    @property
    def next(self) -> Round | None:
        """The round that comes next, if any."""
        rounds = self.room.session.rounds
        number = self.state.play.round + 1
        return rounds[number] if number < len(rounds) else None

    def begin(self) -> None:
        """Open the next round to decisions."""
        event = rules.begin(self.room, self.state, self._tick())
        self._write(Event(event.kind, event.at, event.who, {**event.body, "ends": 0.0}))

    def bet(self, low: float, high: float) -> None:
        """What the player expects of the round's key figure."""
        self._write(rules.bet(self.room, self.state, ME, self._tick(), low, high))

    def decide(self, settings: Mapping[str, float]) -> None:
        """What the player does in this round; the bet comes first."""
        self._write(rules.vote(self.room, self.state, ME, self._tick(), settings))
        self._write(rules.decide(self.room, self.state, ME, self._tick(), settings))
        for event in rules.close(self.room, self.state, self._tick()):
            self._write(event)

    def again(self) -> None:
        """The round that was closed last is open again, as if nothing had been decided in it."""
        number = self.state.play.round
        self.state = State(**{**vars(self.state), "play": self.state.before[number]})
        self.begin()

    def live(self, play: Live) -> None:
        """Live the days of the round. `play` as `playbook.workshop.runs.results`."""
        number = self.state.play.round
        events = self.room.events(self.state, number)
        found = play(self.room.session, self.room.team, self.played(), number, events)
        self._write(rules.written("results", self._tick(), found))

    def look_back(self, debrief: LookBack) -> None:
        """Which decision made the difference. `debrief` as `playbook.workshop.debrief.debrief`."""
        events = self.room.events(self.state, self.state.play.round)
        found = debrief(self.room.session, self.room.team, self.played(), events)
        self._write(rules.written("debriefed", self._tick(), found))

    def played(self) -> Played:
        """What stood after each round so far."""
        rounds = range(self.state.play.round + 1)
        return {0: tuple(self.room.decided(self.state, 0, number) for number in rounds)}

    def _write(self, event: Event) -> None:
        self.state = after(self.state, event)

    def _tick(self) -> float:
        self._now += 1.0
        return self._now
