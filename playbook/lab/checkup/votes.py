"""Who rated what on the check-up, and who may see it: the rules of a practice page's ballot, for all practices.

Each practice's ratings and whether they are shown lie in the workspace where its own page keeps them. How many rate
the check-up together is kept beside them under KEY.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from playbook import practices
from playbook.first.ratings import slugs
from playbook.workspace import Workspace
from playbook.workspace.kept import RUBRIC, Group, Rating

KEY = "checkup"  # in the place of a practice; none has this name

Line = tuple[str, str]  # slug, row


def rows_of(slug: str) -> tuple[practices.Row, ...]:
    """The lines of a practice."""
    return practices.load(slug)[0].rubric


def lines() -> tuple[Line, ...]:
    """Every line of the check-up, in order."""
    return tuple((slug, row.id) for slug in slugs() for row in rows_of(slug))


@dataclass(frozen=True)
class Votes:
    """See the module's docstring. Read from the workspace whenever asked."""

    workspace: Workspace

    # ------------------------------------------------------------------------------------------------- reading

    @property
    def raters(self) -> int:
        """How many rate together."""
        return self.workspace.group(KEY).raters

    def kept(self) -> dict[Line, dict[str, Rating]]:
        """Line -> person -> rating, whether they may be seen or not; lines without one are left out."""
        kept = self.workspace.ratings
        found = {(slug, row): kept.get(slug, {}).get(RUBRIC + row, {}) for slug, row in lines()}
        return {line: by for line, by in found.items() if by}

    def progress(self) -> dict[str, frozenset[str]]:
        """Person -> practices in which they handed in, in the order in which people are met."""
        found: dict[str, set[str]] = {}
        for (slug, _), by in self.kept().items():
            for who in by:
                found.setdefault(who, set()).add(slug)
        return {who: frozenset(done) for who, done in found.items()}

    def complete(self) -> list[str]:
        """Who has handed in everywhere."""
        return [who for who, done in self.progress().items() if len(done) == len(slugs())]

    def all_in(self) -> bool:
        return len(self.complete()) >= self.raters

    def hidden(self) -> bool:
        """Whether some ratings are in and not yet shown."""
        shown = self._shown()
        return any(slug not in shown for slug, _ in self.kept())

    def shown(self) -> dict[Line, dict[str, Rating]]:
        """The ratings that are on the table."""
        shown = self._shown()
        return {line: by for line, by in self.kept().items() if line[0] in shown}

    def _shown(self) -> set[str]:
        return {slug for slug, group in self.workspace.groups.items() if group.shown}

    def own(self, slug: str, who: str) -> dict[str, Rating]:
        """Row -> this person's rating of a practice, for who may see it."""
        kept = self.kept()
        return {row.id: by[who] for row in rows_of(slug) if who in (by := kept.get((slug, row.id), {}))}

    def named_like(self, name: str) -> str:
        """The name as somebody of the group has it already, however it is written; else as it is."""
        return next((who for who in self.progress() if who.casefold() == name.casefold()), name)

    # ------------------------------------------------------------------------------------------------- changing

    def set_raters(self, raters: int) -> None:
        self.workspace.set_group(KEY, Group(raters=raters))

    def hand_in(self, slug: str, ratings: Mapping[str, Rating], who: str) -> None:
        """Keep one person's ratings of a practice, by row; their older ones of it go.

        One alone sees them at once, unless others' ratings lie there in secret. With several, a practice lies face down
        until its whole group is in: it is turned before a rating is laid on it.
        """
        kept, before = self.workspace.ratings.get(slug, {}), self.workspace.group(slug)
        people = {name for by in kept.values() for name in by}
        shown = (before.shown and len(people) >= self.raters) or (self.raters == 1 and people <= {who})
        if (group := Group(raters=self.raters, shown=shown)) != before:
            self.workspace.set_group(slug, group)
        levels = {RUBRIC + row: rating.level for row, rating in ratings.items()}
        notes = {RUBRIC + row: rating.note for row, rating in ratings.items()}
        self.workspace.rate_all(slug, levels, who, notes)

    def reveal(self) -> None:
        """All cards on the table."""
        rated = {slug for slug, _ in self.kept()}
        self.workspace.set_groups({slug: Group(raters=self.raters, shown=True) for slug in slugs() if slug in rated})

    def begin_anew(self) -> None:
        """Another group: nobody's ratings of any practice are kept, nor how many rate."""
        self.workspace.forget_ratings(KEY, *slugs())
