"""The command `playbook` and its manners: languages, help, terminals, quick answers."""

from __future__ import annotations

import os
import string
import subprocess
import sys
import unicodedata

import pytest

import sim.experiment as experiment
from playbook import __main__ as command
from playbook.command import runs
from sim.files.messages import visible
from sim.scenario.file import read_scenario, team, team_names, write_scenario
from tests.command.tools import ROOT, SUBCOMMANDS, WORDS, run_command

# --------------------------------------------------------------------------------------------- validate, warmup


@pytest.mark.parametrize("name", team_names())
@pytest.mark.parametrize("language", ["en", "zh"])
def test_validate_says_what_a_valid_scenario_holds(capsys, name, language):
    assert command.main(["validate", name, "--language", language]) == 0
    out = capsys.readouterr().out
    assert getattr(team(name).title, language) in out
    assert str(team(name).headcount) in out


EVIL = "a\x1b]0;title\x07\x1b[31m\x9b2J\rb\u202ec\u2028d"


def _harmless(text: str) -> bool:
    return all(c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Zl", "Zp") for c in text)


@pytest.mark.parametrize("arguments", [
    ("validate",), ("season",), ("compare", "{}"), ("best", "{}", "--worth", "1", "--at-most", "10"),
])  # fmt: skip
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_title_cannot_command_the_terminal(small, tmp_path, monkeypatch, capsys, arguments, language):
    """A file from somebody else may hold what colours, renames or clears a terminal, or hides what follows."""
    title = {"en": EVIL, "zh": EVIL}
    event = {"name": title, "day": read_scenario(small).calendar.start, "preset": "618", "lift": 2.0}
    levers = {"title": title, "calendar.campaigns": [event]}
    write_scenario(read_scenario(small).with_levers(levers), small)
    monkeypatch.setattr(runs, "say_if_plain", lambda language: None)
    command.main([arguments[0], str(small), *(a.format(small) for a in arguments[1:]), "--language", language])
    captured = capsys.readouterr()
    assert r"a\x1b]0;title\x07\x1b[31m\x9b2J\x0db\u202ec\u2028d" in captured.out
    assert _harmless(captured.out) and _harmless(captured.err)


@pytest.mark.parametrize("arguments", [
    ("validate", f"no\n{EVIL}.toml"), ("season", "starter", "--json", f"{EVIL}/out.json"),
    ("season", "starter", "--replications", EVIL), ("season", "starter", "--of", EVIL), ("studies", EVIL),
    ("replay", EVIL), ("replay", "x", "--date", EVIL), ("best", "starter", "flagship", "--worth", EVIL), (EVIL,),
])  # fmt: skip
def test_a_name_on_the_command_line_cannot_command_the_terminal(arguments, capsys):
    try:
        assert command.main([*arguments, "--language", "en"]) == 2
    except SystemExit as error:
        assert error.code == 2
    captured = capsys.readouterr()
    assert captured.out == "" and len(captured.err.splitlines()) == 1
    assert _harmless(captured.err)


def test_joined_emoji_and_chinese_blanks_are_shown_as_they_are():
    assert visible("张\u3000三 \U0001f469\u200d\U0001f4bb é") == "张\u3000三 \U0001f469\u200d\U0001f4bb é"


def test_a_team_name_means_the_team_and_a_path_means_the_file(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "starter").write_text("not = [toml", encoding="utf-8")
    assert command.main(["validate", "starter"]) == 0
    assert command.main(["validate", "./starter"]) == 2


def test_warmup_says_when_the_engine_is_ready(monkeypatch, capsys):
    warmed = []
    monkeypatch.setattr(experiment, "run", lambda scenario, **options: warmed.append(scenario.id))
    assert command.main(["warmup", "--language", "en"]) == 0
    assert warmed == ["starter"]


# -------------------------------------------------------------------------------------------- words and manners


def test_every_sentence_exists_in_both_languages_with_the_same_placeholders():
    for key, entry in WORDS.items():
        assert set(entry) == {"en", "zh"}, key
        fields = [{f for _, f, _, _ in string.Formatter().parse(text) if f} for text in entry.values()]
        assert fields[0] == fields[1], key


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("subcommand", ["", *SUBCOMMANDS])
def test_help_is_there_for_every_subcommand_in_both_languages(capsys, language, subcommand):
    with pytest.raises(SystemExit) as stopped:
        command.main([*([subcommand] if subcommand else []), "--language", language, "--help"])
    assert stopped.value.code == 0
    out = capsys.readouterr().out
    assert WORDS["help_help"][language] in out


def test_the_language_comes_from_the_surroundings_unless_named(monkeypatch, capsys):
    for name in ("PLAYBOOK_LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    command.main(["validate", "starter"])
    assert team("starter").title.zh in capsys.readouterr().out
    command.main(["validate", "starter", "--language", "en"])
    assert team("starter").title.en in capsys.readouterr().out


def test_teams_named_in_the_help_are_the_shipped_ones():
    assert command.TEAMS.split(", ") == list(team_names())


def test_the_command_prints_chinese_on_a_terminal_that_cannot():
    done = run_command("validate", "starter", "--language", "zh", env=os.environ | {"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="a shell pipe")
def test_a_reader_that_stops_early_is_no_error():
    done = subprocess.run(
        f'"{sys.executable}" -m playbook season --help | true; exit ${{PIPESTATUS[0]}}',
        shell=True, executable="/bin/bash", cwd=ROOT, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0
    assert done.stderr == ""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")
def test_a_full_disk_is_one_sentence():
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "playbook", "validate", "starter", "--language", "en"],
            cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60,
        )  # fmt: skip
    assert done.returncode == 2
    assert "no space left" in done.stderr and len(done.stderr.strip().splitlines()) == 1


def test_no_command_loads_the_readers_of_exports_before_it_reads_one():
    code = (
        "import sys; from playbook.__main__ import main; main(['validate', 'starter']);"
        "print(sorted(name for name in sys.modules if name.startswith(('sim.exports', 'sim.calibrate'))))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines()[-1] == "[]"


def test_checking_a_file_loads_neither_notebooks_nor_the_engine():
    """`playbook validate` answers at once: what makes it slow to start stays unloaded."""
    code = (
        "import sys; from playbook.__main__ import main; main(['validate', 'starter']);"
        "print(sorted({'pandas', 'numba', 'scipy', 'ipywidgets', 'IPython', 'tornado', 'voila'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines()[-1] == "[]"
