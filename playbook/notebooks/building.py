"""Every notebook, built from the practices' words and executed in an empty workspace, so that building it again changes
no byte: cell ids are fixed, a widget is saved as its picture and its numbers.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playbook import language as languages
from playbook import practices, stories
from playbook.lab import prose
from playbook.notebooks import cells as make
from playbook.notebooks.own import OWN, own_notebook
from playbook.notebooks.practice import practice_notebook
from playbook.notebooks.start import start_notebook
from playbook.practices import LANGUAGES
from sim.files.atomic import write_atomic

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
PICTURE = "image/png"
VIEW = "application/vnd.jupyter.widget-view+json"
LARGEST_PICTURES = 300_000  # bytes of PNG in one notebook


def story_notebook(name: str, language: str) -> Any:
    """The notebook of a story, not executed."""
    tongue, text = languages.words(language), stories.load(name, language)
    links = f"[{tongue.t('page.other')}]({twin(language, f'{name}.ipynb')}) · [{tongue.t('page.start')}](start.ipynb)"
    cells = [
        make.prose("promise", "\n\n".join((f"# {prose.md(text.title)}", links, f"**{prose.md(text.promise)}**"))),
        make.code("setup", f'from playbook import story\n\ntold = story("{name}", "{language}")'),
    ]
    for number, section in enumerate(text.sections, 1):
        said = [f"## {number} · {prose.md(section.title)}", *(prose.md(line) for line in section.text)]
        cells.append(make.prose(f"{section.id}-words", "\n\n".join(said)))
        cells.append(make.code(section.id, f"told.{section.id}"))
    if text.limits:
        lines = "\n".join(f"- {prose.md(line)}" for line in text.limits)
        cells.append(make.prose("limits", f"## {tongue.t('story.limits')}\n\n{lines}"))
    return make.notebook(cells, text.title)


def twin(language: str, name: str) -> str:
    """The same page in the other language, from beside it."""
    other = next(one for one in LANGUAGES if one != language)
    return f"../{other}/{name}"


def notebooks() -> Iterator[tuple[str, Any]]:
    """Every notebook: its path below the notebooks' folder, and its cells."""
    for language in LANGUAGES:
        yield f"{language}/start.ipynb", start_notebook(language, twin(language, "start.ipynb"))
        for slug in OWN:
            yield f"{language}/{slug}.ipynb", own_notebook(slug, language, twin(language, f"{slug}.ipynb"))
        for slug in practices.names():
            yield f"{language}/{slug}.ipynb", practice_notebook(slug, language, twin(language, f"{slug}.ipynb"))
        for name in stories.names():
            yield f"{language}/{name}.ipynb", story_notebook(name, language)
        for slug in practices.names():
            yield f"{language}/trainers/{slug}.ipynb", trainer_notebook(slug, language)


def trainer_notebook(slug: str, language: str) -> Any:
    """The notebook of a practice's trainer, not executed."""
    from playbook.trainer import pages

    made = {"prose": make.prose, "code": make.code}
    cells = [made[cell.kind](cell.name, cell.source) for cell in pages.cells(slug, language)]
    return make.notebook(cells, pages.title(slug, language))


def built(path: str, notebook: Any) -> str:
    """The notebook's file: executed, settled, written. Raises nbclient's CellExecutionError and ValueError."""
    import nbformat
    from nbclient import NotebookClient

    with tempfile.TemporaryDirectory() as folder:
        # An empty workspace: what the author has bet or planned must not show.
        environment = {**os.environ, "PLAYBOOK_WORKSPACE": folder, "PYTHONPATH": _search_path()}
        for name in [name for name in environment if name.startswith("VOILA_")]:
            del environment[name]
        client = NotebookClient(
            notebook, timeout=300, kernel_name="python3", record_timing=False, resources={"metadata": {"path": folder}}
        )
        client.execute(env=environment)
    settle(path, notebook)
    return nbformat.writes(notebook) + "\n"


def settle(path: str, notebook: Any) -> None:
    """Take out what differs between two executions and what no viewer can show without a kernel.

    A saved widget is its picture and its numbers, each an output of its own: a viewer shows one kind of each output.
    ValueError for an error output, a print or large pictures.
    """
    notebook.metadata.pop("widgets", None)
    notebook.metadata["language_info"] = {"name": "python"}
    pictures = 0
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type not in ("execute_result", "display_data"):
                raise ValueError(f"{path}, cell {cell.id}: a cell must not print: {output}")
            output.data.pop(VIEW, None)
            # base64: four characters for three bytes
            pictures += len(output.data.get(PICTURE, "")) * 3 // 4
        if cell.cell_type == "code":
            cell.outputs = [one for output in cell.outputs for one in _apart(output)]
    if pictures > LARGEST_PICTURES:
        raise ValueError(f"{path}: its pictures have {pictures} bytes; {LARGEST_PICTURES} is the most")


def _apart(output: Any) -> list[Any]:
    """A picture beside a table as two outputs."""
    from nbformat.v4 import new_output

    if not {PICTURE, "text/html"} <= output.data.keys():
        return [output]
    return [new_output("display_data", data={PICTURE: output.data.pop(PICTURE)}), output]


def build_notebooks(check: bool, folder: Path = NOTEBOOKS, only: str = "", workers: int = 1) -> int:
    """Write every notebook, or with `check` say which would change; returns how many differ from their file.

    So many `workers` execute notebooks side by side: each has a kernel of its own and waits for it.
    """
    changed, chosen = 0, [one for one in notebooks() if only in one[0]]
    if not chosen:
        raise ValueError(f"no notebook's path contains {only!r}")
    for path, new in _all_built(chosen, workers):
        file = folder / path
        old = file.read_text(encoding="utf-8") if file.is_file() else None
        same = new == old
        changed += not same
        print(f"{path}: {'unchanged' if same else 'differs' if check else 'written'}", file=sys.stderr)
        if not check and not same:
            file.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(file, new.encode())
    return changed


def _all_built(unexecuted: list[tuple[str, Any]], workers: int) -> Iterator[tuple[str, str]]:
    """Paths and files, in their order."""
    from sim.experiment.workers import processes

    if workers <= 1:
        yield from ((path, built(path, notebook)) for path, notebook in unexecuted)
        return
    pool = processes(workers)
    try:
        futures = [(path, pool.submit(built, path, notebook)) for path, notebook in unexecuted]
        yield from ((path, future.result()) for path, future in futures)
    finally:
        pool.shutdown(cancel_futures=True)


def _search_path() -> str:
    return os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
