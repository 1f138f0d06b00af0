"""Commands that README.md and docs/ show are commands of today, and README's season prints what README says."""

from __future__ import annotations

import re
import shlex

import pytest

from playbook.__main__ import main, parser
from playbook.build import _parser as build_parser
from tests.command.tools import ROOT

PAGES = ("README.md", *sorted(f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md")))
UNTOLD = {"app", "build", "warmup"}  # `playbook` alone, what developers run, and what set-up runs


def _shown(page: str) -> list[str]:
    """Lines of a page's code blocks that begin with `playbook`, comments aside."""
    text = (ROOT / page).read_text(encoding="utf-8")
    fenced = "\n".join(re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))
    indented = re.findall(r"^ {4}(?:\$ )?(playbook(?: .*)?)$", text, re.MULTILINE)
    return indented + re.findall(r"^playbook(?: .*)?$", fenced, re.MULTILINE)


@pytest.mark.parametrize("page", PAGES)
def test_every_command_that_a_page_shows_is_one(page):
    """No option, choice or number in it has since gone or changed its name."""
    for line in _shown(page):
        words = shlex.split(line.split(" || ")[0], comments=True)[1:]
        found = parser("en").parse_args(words)
        if found.command == "build":
            build_parser("en").parse_args(found.what)


def test_the_pages_show_commands():
    assert sum(len(_shown(page)) for page in PAGES) > 40


def test_the_table_of_commands_has_each():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `playbook (\w+)", text, re.MULTILINE))
    assert told == set(parser("en").commands()) - UNTOLD


def test_the_season_in_the_readme_is_what_the_command_prints(capsys):
    """Twenty seasons of the flagship, some four seconds: whoever tries the first command should see these figures."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = text.partition("    $ playbook season flagship --replications 20 ")[2].partition("\n\nA season")[0]
    shown = [line.removeprefix("    ") for line in block.splitlines()[1:]]
    assert len(shown) > 10
    assert main(["season", "flagship", "--replications", "20", "--language", "en"]) == 0
    printed = capsys.readouterr().out
    assert printed.splitlines()[: len(shown)] == shown
    known, plain = re.findall(r"± ([\d,]+) CNY", printed.splitlines()[-1])
    assert f"profit to ± {known} CNY instead of ± {plain}." in " ".join(text.split())
