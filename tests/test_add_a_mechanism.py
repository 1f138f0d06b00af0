"""docs/add-a-practice.md, section 2, does what it says: a toy mechanism is added to a copy of the project and run."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "add-a-practice.md").read_text(encoding="utf-8")
SECTION = TEXT[TEXT.index("## 2. The mechanism") : TEXT.index("## 3. Levers")]
STEP = re.compile(
    r"^(?:New file `(?P<new>[^`]+)`|At the end of `(?P<end>[^`]+)`"
    r"|In `(?P<inside>[^`]+)`, after `(?P<after>[^`]+)`):\n\n"
    r"```\w+\n(?P<text>.*?)```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Step:
    file: str
    after: str | None
    text: str

    def apply(self, root: Path) -> None:
        path = root / self.file
        if self.after is None:
            before = path.read_text(encoding="utf-8") if path.exists() else ""
            path.write_text(before + self.text, encoding="utf-8")
            return
        before = path.read_text(encoding="utf-8")
        assert before.count(f"{self.after}\n") == 1, (
            f"{self.file}: {self.after} stands there {before.count(self.after)} times"
        )
        path.write_text(before.replace(f"{self.after}\n", f"{self.after}\n{self.text}"), encoding="utf-8")


STEPS = [Step(m["new"] or m["end"] or m["inside"], m["after"], m["text"]) for m in STEP.finditer(SECTION)]


def commands() -> list[list[str]]:
    """The commands of the section, for this Python."""
    block = re.search(r"```sh\n(.*?)```", SECTION, re.DOTALL)
    assert block is not None
    lines = [shlex.split(line) for line in block[1].splitlines()]
    return [[sys.executable, *(["-m", "playbook"] if line[0] == "playbook" else []), *line[1:]] for line in lines]


def test_a_mechanism_is_added_as_the_text_says(tmp_path):
    skip = shutil.ignore_patterns("__pycache__", "baselines", "results", "fonts", "browser", "floor", "planning")
    for name in ("sim", "playbook", "tests", "data"):
        ignore = skip if name in ("tests", "data") else shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for step in STEPS:
        step.apply(tmp_path)
    environment = os.environ | {"PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    said = ""
    for command in commands():
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{command[2:]}:\n{done.stdout[-3000:]}{done.stderr[-2000:]}"
        said = done.stdout
    assert "second supplier" in said and "switched off" in said
    assert "SpareLevers" in (tmp_path / "data" / "scenario.schema.json").read_text(encoding="utf-8")


def test_the_text_says_how_much_it_takes():
    files = {step.file for step in STEPS}
    lines = sum(len(step.text.splitlines()) for step in STEPS)
    assert f"**{len(files)} files, {lines} lines**" in SECTION
