"""What a user calls a thing to change: a lever's id, a field's dotted path, or its last part where only one ends so."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from playbook.api.fields import Leaf, leaves, short_names
from playbook.api.slips import Slip
from playbook.lab.slider import lever_value
from playbook.language import Words
from playbook.practices import Lever
from sim.files.bad_input import shown
from sim.files.messages import said
from sim.files.validation import complaint
from sim.scenario import Scenario

NEAR = 3  # names that are proposed for a wrong one
ALIKE = 0.6  # as difflib measures it


@dataclass(frozen=True)
class Names:
    """The names that can be changed in `scenario`: with a practice's levers, by id, and their labels."""

    words: Words
    scenario: Scenario
    levers: Mapping[str, Lever] = field(default_factory=dict)
    labels: Mapping[str, Any] = field(default_factory=dict)  # lever id -> its words: label, unit, help

    def fields(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Values by the path of their field, each possible for itself. Raises Slip for the first one that is not."""
        found: dict[str, Any] = {}
        for name, value in given.items():
            path = self.path(str(name))
            if path in found:
                raise self.slip("api.twice", name=path)
            found[path] = self._value(str(name), path, value)
        return found

    def changed(self, given: Mapping[str, Any]) -> Scenario:
        """The scenario with these values. Raises Slip also for what is not possible together."""
        return self.with_fields(self.fields(given))

    def with_fields(self, values: Mapping[str, Any]) -> Scenario:
        """The same for values by path, as `fields` gives them."""
        from pydantic import ValidationError

        try:
            return self.scenario.with_fields(values)
        except ValidationError as error:
            raise Slip(complaint(Scenario, error), self.words.language) from None

    def path(self, name: str) -> str:
        """The path of the field that `name` means. Raises Slip with the nearest names."""
        if name in self.levers:
            return self.levers[name].path
        known = leaves(self.scenario)
        if name in known:
            return name
        ends = short_names(known).get(name, [])
        if len(ends) == 1:
            return ends[0]
        if ends:
            raise self.slip("api.several", name=name, paths=self.words.list(ends[:NEAR]))
        if near := self._near(name, known):
            raise self.slip("api.near", name=shown(name), near=either(self.words, near))
        key = "api.unknown" if self.levers else "api.unknown_field"
        raise self.slip(key, name=shown(name), levers=self.words.list(list(self.levers)))

    def lever_at(self, path: str) -> Lever | None:
        """The lever that moves the field at `path`, if one does."""
        return next((lever for lever in self.levers.values() if lever.path == path), None)

    def label(self, path: str) -> str:
        """A field in words: a lever's label, another field's path."""
        lever = self.lever_at(path)
        return self.labels[lever.id].label if lever else path

    def shown(self, path: str, value: Any) -> str:
        """A value in words: 6 people, 35%; any other field's as it is."""
        lever = self.lever_at(path)
        if lever and isinstance(value, (int, float)):
            finest = min(lever.step, 10.0 ** -_places(value * (100 if lever.percent else 1)) / _scale(lever))
            return lever_value(self.words, lever.model_copy(update={"step": finest}), self.labels[lever.id], value)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return self.words.number(value, _places(value))
        return said(shown(value), self.words.language)

    def setting(self, values: Mapping[str, Any]) -> str:
        """Fields and values in a row: Temps on chat 10, Overtime per shift 2 h."""
        told = (f"{self.label(path)} {self.shown(path, value)}" for path, value in values.items())
        return self.words.t("common.comma").join(told)

    def slip(self, key: str, **facts: Any) -> Slip:
        language = self.words.language
        return Slip(self.words.t(key, **{name: said(fact, language) for name, fact in facts.items()}), language)

    # ----------------------------------------------------------------------------------------------------- inside

    def _value(self, name: str, path: str, value: Any) -> Any:
        value = value.item() if hasattr(value, "item") and not isinstance(value, str) else value  # of numpy
        leaf = leaves(self.scenario)[path]
        if leaf.number and value is not None:
            self._refuse_no_number(name, value, leaf)
        if name in self.levers:
            return self._of_lever(self.levers[name], value)
        return int(value) if isinstance(value, float) and value.is_integer() and leaf.whole else value

    def _refuse_no_number(self, name: str, value: Any, leaf: Leaf) -> None:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            lever = self.levers.get(name)
            low, high = (lever.low, lever.high) if lever else leaf.bounds
            key = "api.no_number" if low is None or high is None else "api.no_number_in"
            facts = {"low": _plain(low), "high": _plain(high), "unit": self._unit(name, leaf)}
            raise self.slip(key, name=name, value=shown(value), **facts)

    def _of_lever(self, lever: Lever, value: Any) -> float:
        """A lever's value: inside its range, and whole where only whole numbers make sense."""
        facts = {
            "name": lever.id, "label": self.labels[lever.id].label, "value": _plain(value),
            "low": _plain(lever.low), "high": _plain(lever.high), "unit": self._unit(lever.id, None),
        }  # fmt: skip
        if not lever.low <= value <= lever.high:
            raise self.slip("api.outside_share" if lever.percent else "api.outside", **facts)
        if not lever.whole:
            return float(value)
        if value != int(value):
            raise self.slip("api.whole", **facts)
        return int(value)

    def _unit(self, name: str, leaf: Leaf | None) -> str:
        """A unit as it stands behind a range."""
        unit = self.labels[name].unit if name in self.levers else ""
        if not unit and leaf is not None:
            unit = leaf.unit(self.words.language, self.scenario.currency)
        gap = " " if self.words.language == "en" else ""
        return f"{gap}{unit}" if unit else ""

    def _near(self, name: str, known: Iterable[str]) -> list[str]:
        """The names that were probably meant: those spelt alike, or levers whose label has the word."""
        known = list(known)
        short = {word: paths[0] for word, paths in short_names(known).items() if len(paths) == 1}
        whole = [path for path in known if path not in short.values()]
        choices = list(dict.fromkeys([*self.levers, *short, *whole]))
        found = difflib.get_close_matches(name[:100], choices, n=NEAR, cutoff=ALIKE)
        in_label = [one for one in self.levers if len(name) > 1 and name.lower() in self.labels[one].label.lower()]
        return list(dict.fromkeys([*in_label, *found]))[:NEAR]


def either(words: Words, names: Iterable[str]) -> str:
    """a, b or c."""
    *first, last = names
    return words.t("common.comma").join(first) + words.t("api.or") + last if first else last


def _plain(x: float | None) -> str:
    return "" if x is None else f"{x:g}" if abs(x) < 1e6 else f"{x:,.0f}"


def _places(x: float) -> int:
    """Decimals that show a number as it was given, at most three."""
    return next((n for n in range(3) if abs(round(x, n) - x) < 1e-9), 3)


def _scale(lever: Lever) -> float:
    return 100.0 if lever.percent else 1.0
