"""The notebooks' step keeps one kernel: nothing goes from one notebook to the next, and a stuck one is replaced."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat.v4 as v4
from nbformat import writes

from tests import __main__ as steps

ROOT = Path(__file__).parents[1]
LEFT = "'secret' in globals()"


def notebook(folder: Path, name: str, *cells: tuple[str, str]) -> None:
    """A notebook with what its cells are expected to show."""
    code = []
    for source, shown in cells:
        output = v4.new_output("execute_result", data={"text/plain": shown}, execution_count=1)
        code.append(v4.new_code_cell(source, outputs=[output] if shown else [], execution_count=1))
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.ipynb").write_text(writes(v4.new_notebook(cells=code)), encoding="utf-8")


def test_a_notebook_finds_an_empty_kernel_in_its_own_folder(tmp_path: Path) -> None:
    """Four notebooks: the second shares the first's process and none of its names, the third gets stuck, the fourth
    has another process. A notebook whose result differs fails."""
    pid = tmp_path / "pid"
    same = f"import os, pathlib; str(os.getpid()) == pathlib.Path({str(pid)!r}).read_text()"
    here = "os.path.basename(os.getcwd())"
    private = "'playbook-notebooks-' in os.environ['PLAYBOOK_WORKSPACE']"
    write = f"import os, pathlib; secret = pathlib.Path({str(pid)!r}).write_text(str(os.getpid()))"
    notebook(tmp_path / "one", "first", (write, ""), (here, "'one'"), (private, "True"))
    notebook(tmp_path / "two", "second", (LEFT, "False"), (same, "True"), (here, "'two'"), ("1 + 1", "3"))
    notebook(tmp_path / "two", "third", ("import time; time.sleep(60)", ""))
    notebook(tmp_path / "two", "uncle", (same, "False"), (LEFT, "False"))
    options = [*(one for one in steps.NBVAL if "timeout" not in one), "--nbval-cell-timeout=2"]
    folders = [str(tmp_path / "one"), str(tmp_path / "two")]
    command = [sys.executable, "-m", "pytest", *options, "-q", "-p", "no:cacheprovider", *folders]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    failed = [line for line in done.stdout.splitlines() if line.startswith("FAILED")]
    assert [line.split("/")[-1].split(" -")[0] for line in failed] == ["second.ipynb::Cell 3", "third.ipynb::Cell 0"]
    assert "2 failed, 8 passed" in done.stdout, done.stdout
