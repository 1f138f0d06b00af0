"""What the command says of a wrong command line: one sentence in the user's language, with what was meant."""

from __future__ import annotations

import argparse
import re

import pytest

from playbook import __main__ as command
from playbook.command.grammar import said
from tests.command.tools import SUBCOMMANDS

WRONG = {
    "unknown command": (["seasn"], "season"),
    "unknown command, nothing near": (["xyzzy"], "validate"),
    "missing file": (["season"], "FILE"),
    "missing option": (["best", "starter", "flagship"], "--worth"),
    "misspelt option": (["season", "starter", "--replicatons", "5"], "--replications"),
    "misspelt option with =": (["season", "starter", "--sed=5"], "--seed"),
    "unknown option": (["season", "starter", "--zzz"], "playbook season --help"),
    "unknown option of all": (["--zzz"], "playbook --help"),
    "a word too many": (["season", "starter", "flagship"], "flagship"),
    "no value": (["season", "starter", "--seed"], "--seed"),
    "not a number": (["season", "starter", "--seed", "x"], "--seed"),
    "no choice": (["heads", "starter", "--week", "usul"], "usual"),
    "no choice, nothing near": (["heads", "starter", "--week", "zzz"], "peak"),
    "two that exclude": (["workshop", "--new", "--list"], "--new"),
    "a value where none goes": (["season", "starter", "--doubt=3"], "--doubt"),
    "an abbreviation of two": (["season", "starter", "--ev", "x"], "--evidence-only"),
}


def _refused(arguments, capsys, language):
    with pytest.raises(SystemExit) as stopped:
        command.main([*arguments, f"--language={language}"])
    captured = capsys.readouterr()
    assert stopped.value.code == 2 and captured.out == ""
    assert len(captured.err.splitlines()) == 1
    return captured.err


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_command_line_says_what_would_be_right(case, capsys):
    arguments, right = WRONG[case]
    assert right in _refused(arguments, capsys, "en")


@pytest.mark.parametrize("case", WRONG)
def test_in_chinese_no_english_sentence_is_left(case, capsys):
    """Names of commands and options stay; no two English words in a row are a name."""
    arguments, right = WRONG[case]
    error = _refused(arguments, capsys, "zh")
    assert right in error
    rest = re.sub(r"`[^`]*`|^playbook( \w+)?", "", error)
    assert re.search("[\u4e00-\u9fff]", rest)
    assert not re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", rest), rest


@pytest.mark.parametrize(("arguments", "name"), [
    (["validate", ""], "FILE"), (["season", "starter", "--json", ""], "--json"),
    (["season", "starter", "--keep", " "], "--keep"),
    (["plan", "starter", "-o", ""], "--out"), (["compare", "starter", ""], "B"), (["import", "a.csv", ""], "FILE"),
])  # fmt: skip
def test_an_empty_word_is_no_name(arguments, name, capsys, tmp_path, monkeypatch):
    """`--keep "$FOLDER"` without the variable would fill the folder in which one happens to stand."""
    monkeypatch.chdir(tmp_path)
    assert name in _refused(arguments, capsys, "en") and "empty" in _refused(arguments, capsys, "en")
    assert list(tmp_path.iterdir()) == []


def test_a_word_without_end_is_cut(capsys):
    assert len(_refused(["season", "starter", "--seed", "9" * 5000], capsys, "en")) < 400


def test_a_sentence_that_is_not_known_is_shown_as_it_is():
    assert said("something new", "zh") == "something new"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("subcommand", ["", *SUBCOMMANDS, "events"])
def test_the_help_begins_in_the_users_language(capsys, language, subcommand):
    with pytest.raises(SystemExit):
        command.main([*([subcommand] if subcommand else []), "--language", language, "--help"])
    assert capsys.readouterr().out.startswith({"en": "usage: playbook", "zh": "用法：playbook"}[language])


def test_every_way_to_be_wrong_is_met():
    """The patterns are of argparse's own sentences; a Python that words one anew fails here."""
    parser = argparse.ArgumentParser(exit_on_error=False)
    parser.add_argument("--many", nargs=2)
    with pytest.raises(argparse.ArgumentError) as error:
        parser.parse_args(["--many", "1"])
    assert said(str(error.value), "zh") == "--many 后面要写一个值"


def test_a_name_too_long_for_a_file_is_one_sentence(capsys):
    for option in ("--json", "--keep"):
        assert command.main(["season", "starter", option, "x" * 300, "--language", "en"]) == 2
        captured = capsys.readouterr()
        assert captured.out == "" and len(captured.err.splitlines()) == 1 and len(captured.err) < 400


@pytest.mark.parametrize(("arguments", "near"), [
    (["--of", "proft"], "profit"), (["--event", "courier_strik@3"], "courier_strike"),
])  # fmt: skip
def test_a_misspelt_figure_or_event_is_told_the_likely_one(arguments, near, capsys):
    for language, meant in (("en", "did you mean"), ("zh", "是不是想写")):
        assert command.main(["season", "starter", *arguments, "--language", language]) == 2
        error = capsys.readouterr().err
        assert meant in error and near in error and len(error) < 200
