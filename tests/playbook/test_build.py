"""What is built from the words and the model: the same words give the same bytes."""

from __future__ import annotations

import ast
import builtins
import copy
import json
import re
from collections.abc import Iterable
from pathlib import Path

import nbformat
import pytest

from playbook import practices, stories
from playbook.lab.seasons import BASELINES
from playbook.notebooks import building
from playbook.pages import CHECKUP, EVENTS, MY_SHOP, PLAN, WHAT_FIRST, WORKSHOP
from playbook.practices import LANGUAGES, count_words
from playbook.practices.groups import groups
from playbook.stories.figures import AS_TABLE
from playbook.stories.places import SECTIONS
from playbook.stories.shipped import results, table

NAMES = (
    "start", MY_SHOP, EVENTS, CHECKUP, WHAT_FIRST, PLAN, WORKSHOP, *practices.names(),
    *(f"trainers/{slug}" for slug in practices.names()), *stories.names(),
)  # fmt: skip
PATHS = [f"{language}/{name}.ipynb" for language in LANGUAGES for name in NAMES]


@pytest.fixture(scope="module")
def unexecuted() -> dict:
    """Every notebook by its path, built once; nobody changes them."""
    return dict(building.notebooks())


def test_every_notebook_is_looked_at(unexecuted: dict) -> None:
    """The paths below are those that the builder makes."""
    assert sorted(unexecuted) == sorted(PATHS)


@pytest.mark.parametrize("path", PATHS)
def test_notebooks_on_disk_have_the_cells_of_their_sources(path: str, unexecuted: dict) -> None:
    """Words were changed: the notebooks must be built again."""
    kept = nbformat.read(building.NOTEBOOKS / path, as_version=4)
    assert [(c.id, c.cell_type, c.source) for c in kept.cells] == [
        (c.id, c.cell_type, c.source) for c in unexecuted[path].cells
    ]
    assert kept.metadata["kernelspec"]["name"] == "python3"


@pytest.mark.parametrize("path", PATHS)
def test_notebooks_are_executed_clean_and_small(path: str) -> None:
    """Every code cell ran, none printed, no widget state; code is folded but for cells to change; few pictures.

    A viewer without a kernel finds the results: a story has a picture a section, or the table that stands for it with
    every row of the figure; a practice those of answer, lever and reason, with their numbers in an output beside them.
    """
    kept = nbformat.read(building.NOTEBOOKS / path, as_version=4)
    nbformat.validate(kept)
    code = [cell for cell in kept.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    folded = [cell for cell in code if cell.metadata.get("playbook", {}).get("part") != "lab"]
    assert all(cell.metadata["jupyter"]["source_hidden"] for cell in folded)
    assert "widgets" not in kept.metadata
    outputs = [output for cell in code for output in cell.outputs]
    assert all(output.output_type in ("execute_result", "display_data") for output in outputs)
    assert not any(building.VIEW in output.data for output in outputs)
    pictures = [output.data["image/png"] for output in outputs if "image/png" in output.data]
    name = Path(path).stem
    if name in practices.names() and "trainers" not in Path(path).parts:
        shown = {cell.id for cell in code if any("image/png" in output.data for output in cell.outputs)}
        assert {"run", "lever", "why"} <= shown
    elif name in stories.names():
        told = {id_ for id_ in AS_TABLE if f"told.{id_}" in {cell.source for cell in code}}
        assert len(pictures) + len(told) == len(code) - 1
        claims = {study["id"].lower(): len(study["claims"]) for study in results("studies")}
        lived = {"seasons": sum(len(study["claims"]) for study in results("lived"))}
        rows = (
            claims
            | lived
            | {id_: sum(row["statement"][0] == id_[-1].upper() for row in table("coverage")) for id_ in SECTIONS}
        )
        for cell in (cell for cell in code if cell.source.removeprefix("told.") in told):
            (text,) = [output.data["text/html"] for output in cell.outputs if "text/html" in output.data]
            assert text.count("<tr>") == 1 + rows.get(cell.source.removeprefix("told."), sum(claims.values()))
    elif name == "start":
        assert len(pictures) == 1
    assert sum(map(len, pictures)) * 3 // 4 <= building.LARGEST_PICTURES


def test_both_languages_have_the_same_code_cells(unexecuted: dict) -> None:
    """Only the language's name differs."""
    for name in NAMES:
        en, zh = (
            [cell.source for cell in unexecuted[f"{lang}/{name}.ipynb"].cells if cell.cell_type == "code"]
            for lang in LANGUAGES
        )
        assert [source.replace('"en"', '"zh"') for source in en] == zh


@pytest.mark.parametrize("path", PATHS)
def test_every_notebook_stands_alone(path: str, unexecuted: dict) -> None:
    """Each name in it was given by an earlier cell of the same notebook: it needs no kernel that knows more."""
    assert free_names(cell.source for cell in unexecuted[path].cells if cell.cell_type == "code") == set()


def test_a_name_from_elsewhere_is_noticed() -> None:
    """What the test above relies on."""
    assert (
        free_names(["from playbook import practice", 'peak = practice("peak-time")', "peak.bet", "print(peak)"])
        == set()
    )
    assert free_names(["peak.bet", "peak = 1"]) == {"peak"}


def free_names(cells: Iterable[str]) -> set[str]:
    """Names that cells use before one of them has given them."""
    known, free = set(dir(builtins)), set()
    for source in cells:
        for node in ast.parse(source).body:
            names = [name for name in ast.walk(node) if isinstance(name, ast.Name)]
            given = {name.id for name in names if isinstance(name.ctx, ast.Store)}
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                given |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
            free |= {name.id for name in names} - given - known
            known |= given
    return free


def test_links_between_notebooks_lead_somewhere(unexecuted: dict) -> None:
    """Language links, start page links and practice links, from the notebook's own folder."""
    import re

    for path, notebook in unexecuted.items():
        for cell in notebook.cells:
            for target in re.findall(r"\]\(([^)]+\.ipynb)\)", cell.source):
                assert (building.NOTEBOOKS / path).parent.joinpath(target).resolve().is_file(), (path, target)


def test_practices_stand_on_the_start_page_by_group(unexecuted: dict) -> None:
    """As the map has them; each written practice once, and no two claim one place."""
    numbers = {slug: practices.load(slug)[0].number for slug in practices.names()}
    assert len(set(numbers.values())) == len(numbers)
    text = "\n".join(cell.source for cell in unexecuted["zh/start.ipynb"].cells)
    shown = [slug for slug in re.findall(r"\]\(([a-z-]+)\.ipynb\)", text) if slug in numbers]
    assert shown == [slug for group in groups() for slug in group.written]


@pytest.mark.parametrize("path", ["en/start.ipynb", "zh/peak-time.ipynb"])
def test_building_again_changes_no_byte(path: str, unexecuted: dict) -> None:
    """Words and code as they are give the files as they are (`python -m playbook.build notebooks --check`: all)."""
    kept = (building.NOTEBOOKS / path).read_text(encoding="utf-8")
    assert building.built(path, copy.deepcopy(unexecuted[path])) == kept


def test_a_cell_that_prints_is_refused() -> None:
    """Printing would make the saved notebook differ from the live one."""
    output = nbformat.v4.new_output("stream", text="hello")
    cell = nbformat.v4.new_code_cell("print('hello')", outputs=[output], id="x")
    with pytest.raises(ValueError, match="must not print"):
        building.settle("en/x.ipynb", nbformat.v4.new_notebook(cells=[cell]))


def test_large_pictures_are_refused() -> None:
    """Notebooks stay light for a code host."""
    output = nbformat.v4.new_output("execute_result", data={"image/png": "A" * 600_000}, execution_count=1)
    cell = nbformat.v4.new_code_cell("x", outputs=[output], id="x")
    with pytest.raises(ValueError, match="pictures have 450000 bytes"):
        building.settle("en/x.ipynb", nbformat.v4.new_notebook(cells=[cell]))


def test_a_widget_is_saved_as_its_picture_and_its_numbers() -> None:
    """A viewer shows one kind of each output: so the picture stands in one and the table in the next. No widget is
    left for a viewer that could not find it."""
    view = {"model_id": "a" * 32, "version_major": 2, "version_minor": 0}
    data = {building.VIEW: view, "text/plain": "x", "text/html": "<table></table>", "image/png": "AAAA"}
    output = nbformat.v4.new_output("execute_result", data=data, execution_count=1)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x", outputs=[output], id="x")])
    building.settle("en/x.ipynb", notebook)
    picture, numbers = notebook.cells[0].outputs
    assert dict(picture.data) == {"image/png": "AAAA"}
    assert dict(numbers.data) == {"text/plain": "x", "text/html": "<table></table>"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_practice_is_read_in_its_time(language: str, unexecuted: dict) -> None:
    """At most 1,300 words of prose in a notebook, its play aside, which is led and not read."""
    for slug in practices.names():
        cells = unexecuted[f"{language}/{slug}.ipynb"].cells
        prose = " ".join(cell.source for cell in cells if cell.cell_type == "markdown" and cell.id != "play-words")
        assert count_words(prose) <= 1300, slug


# ------------------------------------------------------------------------------------------------------- baselines


def test_shipped_results_belong_to_the_shipped_teams() -> None:
    """Each page finds all that it shows before anything runs. A team file was changed: build its results again."""
    from playbook.baselines import CURVE_POINTS
    from playbook.lab.big_day import calm
    from playbook.lab.explained import Why
    from playbook.lab.seasons import key_of, shipped_team
    from playbook.lab.study import Study
    from sim import experiment
    from sim.scenario.file import team, team_names

    for name in team_names():
        one = team(name)
        assert shipped_team(name, one) is not None, name
        assert Why.from_file(name, key_of(calm(one)), key_of(one), BASELINES) is not None, name
    for slug in practices.names():
        practice, _ = practices.load(slug)
        study = Study(practice, team(practice.team), experiment)
        assert study.known() is not None and study.shipped_why(practice.why) is not None
        for lever_setting in practice.main.points(CURVE_POINTS):
            assert study.known({practice.main.id: lever_setting}) is not None


def test_shipped_results_break_no_law() -> None:
    """A page that says its books do not balance must not come from us."""
    for file in sorted(BASELINES.glob("*.json")):
        settings = json.loads(file.read_text(encoding="utf-8"))["seasons"].values()
        assert settings and all(one["laws"] == [] for one in settings), file.name
