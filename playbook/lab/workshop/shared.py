"""What the sections of the workshop page share: the session, the shop, and the game that is under way."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from functools import cached_property

from playbook.lab.kpi import KpiWords
from playbook.lab.own_page import OwnPage
from playbook.workshop.session import Session, session_names, shipped
from playbook.workshop.solo import Live, LookBack, Solo
from playbook.workshop.suited import played
from playbook.workspace import Workspace
from sim.scenario import Scenario
from sim.scenario.file import team as shipped_team

# The game under way, while this kernel lives: a page made again goes on with it.
_LAST: dict[str, Solo] = {}


def the_runs() -> Live:
    """What lives a round; loaded when the first one is lived."""
    from playbook.workshop.runs import results

    return results


def the_debrief() -> LookBack:
    """What looks back; likewise."""
    from playbook.workshop.debrief import debrief

    return debrief


class Shared(OwnPage):
    """The page without its sections, in one language. `live` and `look_back` have the form of
    `playbook.workshop.runs.results` and `playbook.workshop.debrief.debrief`, which are used when None."""

    kind = "workshop_page"

    def __init__(
        self, language: str = "en", *, live: Live | None = None, look_back_by: LookBack | None = None,
        workspace: Workspace | None = None, memory: MutableMapping[str, Solo] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(language, workspace)
        self._live, self._look_back = live, look_back_by
        self._memory = _LAST if memory is None else memory
        self._listeners: list[Callable[[], None]] = []

    @property
    def game(self) -> Solo | None:
        """The game under way in this language."""
        return self._memory.get(self.words.language)

    @property
    def kpis(self) -> KpiWords:
        """Key figures in the money of the game's shop."""
        return KpiWords(self.words, self.game.room.team.currency if self.game else "CNY")

    @cached_property
    def sessions(self) -> tuple[Session, ...]:
        """The shipped sessions, the shortest first."""
        return tuple(shipped(name) for name in session_names())

    def shop(self, session: Session) -> Scenario:
        """The shop that a session is played on: the reader's own, where its season fits, else the session's."""
        return self.workspace.own or shipped_team(session.team)

    def play(self, session: Session, team: Scenario) -> None:
        """Begin a game. BadInput where the shop does not fit the session."""
        game = Solo(played(session, team), team, self.words.t("workshop_page.you"))
        self._memory[self.words.language] = game
        self.tell()

    def live(self, game: Solo) -> None:
        """Live the round that was decided."""
        game.live(self._live or the_runs())

    def debrief(self, game: Solo) -> None:
        """Ask which decision made the difference."""
        game.look_back(self._look_back or the_debrief())

    def listen(self, call: Callable[[], None]) -> None:
        """Call when the game has moved on: from the run's thread, or the kernel's."""
        self._listeners.append(call)

    def tell(self) -> None:
        """The game has moved on."""
        for call in self._listeners:
            call()
