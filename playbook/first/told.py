"""What would turn the advice, in words and rows: the command, the page and documents say the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from playbook.charts.tornado import Bar
from playbook.first.doubts import Asked
from playbook.first.options import label
from playbook.language import Words

if TYPE_CHECKING:
    from sim.experiment.swings import End, Knowing, Swing, Swings

BARS = 10  # of the figure, the widest ones


class Told:
    """Sentences about some `Swings` in one language. `facts`: what was asked, as given to `swings`."""

    def __init__(self, words: Words, currency: str, facts: Sequence[Asked], found: Swings) -> None:
        self.words, self.currency, self.found = words, currency, found
        self.facts = {one.fact.id: one for one in facts}

    @property
    def first(self) -> str:
        return label(self.words, self.found.first)

    def money(self, value: float, signed: bool = True) -> str:
        show = self.words.signed if signed else self.words.value
        return show(value, self.currency)

    def advice(self) -> str:
        """Today's advice and what it is worth; "" before a season is through."""
        worth = self.found.base.get(self.found.first)
        return "" if worth is None else self.words.t("doubts.advice", first=self.first, value=self.money(worth.mean))

    def name(self, swing: Swing) -> str:
        return self.facts[swing.fact.id].name(self.words)

    def ends(self, swing: Swing) -> tuple[str, str]:
        """The fact's low and high end."""
        return self.facts[swing.fact.id].said(self.words, self.currency)

    def verdict(self, swing: Swing) -> str:
        """Whether the fact turns the advice, and to what: clearly, perhaps, or not."""
        turned = dict.fromkeys(end for end in map(swing.turned, ("low", "high")) if end)
        if turned:
            return self.words.t("doubts.clear", best=self.words.list(label(self.words, name) for name in turned))
        best = dict.fromkeys(name for name in map(swing.best, ("low", "high")) if name != swing.first)
        if best:
            return self.words.t("doubts.luck", best=self.words.list(label(self.words, name) for name in best))
        return self.words.t("doubts.no")

    def shown(self) -> list[Swing]:
        """Facts of the table, the widest first: those that were played in the most seasons."""
        most = max((swing.n for swing in self.found.swings), default=0)
        return [swing for swing in self.found.swings if swing.n == most]

    def rows(self) -> tuple[list[str], list[list[str]]]:
        """Head and rows of the table."""
        t = self.words.t
        head = [t(f"doubts.{name}") for name in ("fact", "range", "at_low", "at_high", "best", "turns")]
        return head, [self._row(swing) for swing in self.shown()]

    def _row(self, swing: Swing) -> list[str]:
        t, (low, high) = self.words.t, self.ends(swing)
        worth = [self.money(swing.range(end, swing.first).mean) for end in ("low", "high")]
        best = list(dict.fromkeys(label(self.words, swing.best(end)) for end in ("low", "high")))
        there = best[0] if len(best) == 1 else t("doubts.both", low=best[0], high=best[1])
        return [self.name(swing), t("doubts.both", low=low, high=high), *worth, there, self.verdict(swing)]

    def first_to_know(self) -> Iterator[str]:
        """A sentence for each fact that is worth finding out first; one that says so where nothing turns the advice."""
        if not self.found.turning:
            yield self._nothing_turns()
            return
        for swing, knowing in self.found.worth_finding_out():
            yield self.to_know(swing, knowing)

    def _nothing_turns(self) -> str:
        """That no fact turns the advice; where another step leads within luck, at which facts, and what that may be
        worth at most."""
        from sim.experiment.swings import worth_knowing

        said = {"n": self.words.number(len(self.found.swings)), "first": self.first}
        perhaps = [(swing, worth_knowing(swing).high) for swing in self.shown() if not swing.settled]
        if not perhaps:
            return self.words.t("doubts.none", **said)
        most, worth = max(perhaps, key=lambda pair: pair[1])
        named = self.words.list(self.words.t("doubts.quoted", name=self.name(swing)) for swing, _ in perhaps)
        value = self.money(worth, signed=False)
        return self.words.t(
            "doubts.perhaps", facts=named, most=self.words.t("doubts.quoted", name=self.name(most)), value=value, **said
        )

    def to_know(self, swing: Swing, knowing: Knowing) -> str:
        """What turns, what knowing it before is worth, and how to find it out."""
        t, one = self.words.t, self.facts[swing.fact.id]
        worth = {"value": knowing.mean, "low": knowing.low, "high": knowing.high}
        said = t("doubts.worth", **{name: self.money(x, signed=False) for name, x in worth.items()})
        gap = "" if self.words.language == "zh" else " "
        turn = self.words.t("common.comma").join(
            t("doubts.worth_turn", value=value, best=label(self.words, best), first=self.first)
            for value, best in zip(self.ends(swing), map(swing.turned, ("low", "high")), strict=True)
            if best
        )
        return t("doubts.worth_line", fact=one.name(self.words), turn=turn, worth=said + gap, find=one.find(self.words))

    def notes(self) -> list[str]:
        """How to read it: of what the ranges are, what was played less, what moves nothing."""
        t, number = self.words.t, self.words.number
        said = [t("doubts.range_is")]
        if less := len(self.found.swings) - len(self.shown()):
            seasons = min(swing.n for swing in self.found.swings)
            said.append(t("doubts.fewer", facts=number(less), n=number(seasons)))
        if self.found.still:
            said.append(t("doubts.still", n=number(len(self.found.still))))
        return said

    def bars(self, most: int = BARS) -> list[Bar]:
        """Of the figure: the widest facts, and every one that turns the advice."""
        shown = [one for i, one in enumerate(self.shown()) if i < most or one.turns]
        return [self._bar(swing) for swing in shown]

    def _bar(self, swing: Swing) -> Bar:
        said = self.ends(swing)

        def better(end: End) -> str:
            best = swing.turned(end)
            return label(self.words, best) if best else ""

        worth = [swing.range(end, swing.first).mean for end in ("low", "high")]
        return Bar(self.name(swing), (worth[0], worth[1]), said, (better("low"), better("high")))
