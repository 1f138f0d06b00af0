"""The parser of the command: its help and what it says of a wrong command line are in the user's language.

`argparse` knows its sentences in English only. `said` turns each that a command line can bring about into one of
words.toml; one that a later Python adds is shown as it stands.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from playbook.command import LANGUAGES, say
from sim.files.bad_input import nearest
from sim.files.messages import cut, visible

LONGEST_WORD = 60  # letters of a word of the command line that are repeated
_ARGUMENT = re.compile(r"argument (?P<name>.+?): (?P<what>.*)", re.DOTALL)
_WHOLE = (
    ("missing", re.compile(r"the following arguments are required: (?P<names>.+)")),
    ("ambiguous", re.compile(r"ambiguous option: (?P<text>.+) could match (?P<names>.+)", re.DOTALL)),
)
_OF_ARGUMENT = (
    ("no_value", re.compile(r"expected (?:one argument|at least one argument|\d+ arguments?)")),
    ("choice", re.compile(r"invalid choice: (?P<text>.+) \(choose from (?P<names>.+)\)", re.DOTALL)),
    ("not_with", re.compile(r"not allowed with argument (?P<other>.+)")),
    ("no_value_taken", re.compile(r"ignored explicit argument (?P<text>.+)", re.DOTALL)),
)

ANSWERED = ("FIGURE>=X", "ID", "NAME")  # no files: their commands say what an empty one should have been


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, without the usage lines, and what was probably meant."""

    def __init__(self, *args: Any, language: str = "en", **kwargs: Any) -> None:
        super().__init__(*args, add_help=False, **kwargs)
        self.language = language
        self._optionals.title, self._positionals.title = say("options", language), say("arguments", language)
        self.add_argument("-h", "--help", action="help", help=say("help_help", language))
        self.add_argument(
            "--language", choices=LANGUAGES, default=argparse.SUPPRESS, help=say("help_language", language)
        )

    def parse_args(self, args: Any = None, namespace: Any = None) -> argparse.Namespace:
        found, unknown = self.parse_known_args(args, namespace)
        asked = self.commands().get(getattr(found, "command", None) or "", self)
        if unknown:
            asked.refuse_unknown(unknown)
        asked.refuse_empty(found)
        return found

    def commands(self) -> dict[str, Parser]:
        """The subcommands by name; empty in a subcommand."""
        groups = (a for a in self._actions if isinstance(a, argparse._SubParsersAction))
        return {name: one for group in groups for name, one in group.choices.items()}

    def refuse_unknown(self, words: Sequence[str]) -> NoReturn:
        """End with what the first word that found no place should have been."""
        word = next((one for one in words if one.startswith("-")), words[0])
        name = word.partition("=")[0]
        if not name.startswith("-"):
            self._end(say("grammar_too_many", self.language, text=_short(word), program=self.prog))
        near = nearest(name, [o for action in self._actions for o in action.option_strings if o.startswith("--")])
        key = "grammar_unknown" if near is None else "grammar_unknown_near"
        self._end(say(key, self.language, text=_short(name), near=near, program=self.prog))

    def refuse_empty(self, found: argparse.Namespace) -> None:
        """End where a word is empty, as "$OUT" is whose variable nobody set: it would mean this very folder."""
        for action in self._actions:
            if action.metavar in ANSWERED:
                continue
            given = getattr(found, action.dest, None)
            for one in given if isinstance(given, list) else [given]:
                if isinstance(one, str) and not one.strip() and one != action.default:
                    name = action.option_strings[-1] if action.option_strings else action.metavar
                    self._end(say("grammar_empty", self.language, name=name))

    def format_usage(self) -> str:
        return self._in_language(super().format_usage())

    def format_help(self) -> str:
        return self._in_language(super().format_help())

    def _in_language(self, text: str) -> str:
        return say("grammar_usage", self.language) + text.removeprefix("usage: ")

    def error(self, message: str) -> NoReturn:
        self._end(said(message, self.language, self.prog))

    def _end(self, sentence: str) -> NoReturn:
        self.exit(2, say("grammar_problem", self.language, program=self.prog, sentence=sentence) + "\n")


def said(message: str, language: str, program: str = "playbook") -> str:
    """What `argparse` says in English, in `language`; `program` is named where its help is worth a look."""
    for key, pattern in _WHOLE:
        if match := pattern.fullmatch(message):
            return say(f"grammar_{key}", language, program=program, **match.groupdict())
    of_one = _ARGUMENT.fullmatch(message)
    if of_one is None:
        return visible(message)
    name, what = of_one["name"], of_one["what"]
    for key, pattern in _OF_ARGUMENT:
        if match := pattern.fullmatch(what):
            facts = match.groupdict()
            if key == "choice":
                return _not_a_choice(name, facts["text"], facts["names"], language)
            facts = {fact: _short(_bare(text)) for fact, text in facts.items()}
            return say(f"grammar_{key}", language, name=name, **facts)
    return say("grammar_argument", language, name=name, what=what)


def _not_a_choice(name: str, text: str, names: str, language: str) -> str:
    """The likely one of the choices, or all of them."""
    word, choices = _bare(text), [_bare(one) for one in names.split(", ")]
    near = nearest(word, choices)
    if near is not None:
        return say("grammar_choice_near", language, name=name, text=_short(word), near=near)
    return say("grammar_choice", language, name=name, text=_short(word), names=_listed(choices, language))


def _listed(words: Iterable[str], language: str) -> str:
    return say("grammar_comma", language).join(words)


def _bare(text: str) -> str:
    """A word as it was typed; argparse quotes it, before Python 3.12 in choices, too."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text


def _short(text: str) -> str:
    return cut(visible(text), LONGEST_WORD)
