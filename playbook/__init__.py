"""The playbook: practices to work through, a season to watch, a plan to write.

In a notebook: `from playbook import practice, team`, then `peak = practice("peak-time", team="flagship")`: one section
a cell (`peak.bet`, `peak.run` …), or figures and frames (`peak.compare(temps=10)`). docs/notebook.md shows both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from playbook.api.practice import Practice
    from playbook.api.team import Team
    from playbook.lab.checkup import CheckupPage
    from playbook.lab.events import EventsPage
    from playbook.lab.first.page import FirstPage
    from playbook.lab.my_shop import ShopPage
    from playbook.lab.plan import PlanPage
    from playbook.lab.start import Start
    from playbook.lab.workshop import WorkshopPage
    from playbook.stories import Story
    from sim.scenario import Scenario

__all__ = [
    "checkup_page", "events_page", "first_page", "my_shop_page", "plan_page", "practice", "start", "story", "team",
    "workshop_page",
]  # fmt: skip


def practice(
    slug: str, language: str = "en", *, team: Team | Scenario | str | None = None,
    levers: Mapping[str, Any] | None = None,
) -> Practice:  # fmt: skip
    """A practice, for a team and with levers as the caller wants them.

    Widgets, one a cell: .bet, .run, .lever, .why, .challenges, .rubric, .my_data, .play, .evidence, .commit.
    Results with a figure and a pandas frame: .season(n=20), .by_day("late_parcels"), .compare(temps=10),
    .curve("temps"), .why(temps=10); .exercise and .check(temps=10); .levers lists what can be moved.

    `team`: the name of a shipped team, what `team(...)` gives, or a Scenario. `levers`: values by lever id or by dotted
    field ("peak.temps"). Raises, with one sentence: PracticeError for a practice or language that does not exist, and
    BadInput for a team, lever or value that cannot be.
    """
    from playbook.api.practice import Practice

    return Practice(slug, language, team=team, levers=levers)


class _Teams:
    """team("flagship") is a shipped team, team("my.toml") that of a scenario file; in Chinese: team("jd", "zh").

    `.table()` gives it as a pandas frame, `.with_(orders_day=2000)` another team, `team.from_table(frame)` the team
    that a changed frame says. Raises BadInput with one sentence.
    """

    def __call__(self, name: str, language: str = "en") -> Team:
        from playbook.api.team import Team

        return Team.named(name, language)

    def from_table(self, frame: pd.DataFrame, base: Team | str | None = None, language: str = "en") -> Team:
        """As `playbook.api.team.Team.from_table`."""
        from playbook.api.team import Team

        return Team.from_table(frame, base, language)


team = _Teams()


def start(language: str = "en") -> Start:
    """The start page."""
    from playbook.lab.start import Start

    return Start(language)


def my_shop_page(language: str = "en") -> ShopPage:
    """The page "My shop": `.files`, `.team`, `.use`, `.peak`, `.heads`, `.roster` and `.hiring` are its sections."""
    from playbook.lab.my_shop import ShopPage

    return ShopPage(language)


def events_page(language: str = "en") -> EventsPage:
    """The page "What can happen": `.draw` draws an event against the reader's team, `.deck` is the whole deck."""
    from playbook.lab.events import EventsPage

    return EventsPage(language)


def checkup_page(language: str = "en") -> CheckupPage:
    """The page "Check-up": `.survey` asks every practice's lines, `.spread` shows where the team stands and differs."""
    from playbook.lab.checkup import CheckupPage

    return CheckupPage(language)


def first_page(language: str = "en") -> FirstPage:
    """The page "What first": `.ask` asks for a budget and a day, `.ranking` ranks the steps of the check-ups for the
    reader's team, `.chosen` is the set within the budget and puts it into the plan, `.goal` finds the cheapest levers
    that keep a promise, `.doubts` says what would turn the advice, `.beside` holds up to five scenarios beside the
    shop."""
    from playbook.lab.first.page import FirstPage

    return FirstPage(language)


def plan_page(language: str = "en") -> PlanPage:
    """The page "Team plan": `.steps`, `.responsibility`, `.take_away` and `.afterwards` are its sections."""
    from playbook.lab.plan import PlanPage

    return PlanPage(language)


def workshop_page(language: str = "en") -> WorkshopPage:
    """The page "Workshop": `.invite` chooses a session and says how a room is opened for it, `.rounds` plays it alone
    against bots, `.look_back` shows which decision made the difference."""
    from playbook.lab.workshop import WorkshopPage

    return WorkshopPage(language)


def story(name: str, language: str = "en") -> Story:
    """A story about the model itself; its sections are attributes. KeyError for one that does not exist."""
    from playbook.stories import Story

    return Story(name, language)
