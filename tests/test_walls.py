"""Who may import whom: an arrow that points up fails, with the line it stands in."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# From the ground up. A room may import itself and the rows below its own, not its neighbours and nothing above.
LAYERS = (
    ("sim.arrays", "sim.units", "sim.files"),
    ("sim.draws",),
    ("sim.evidence",),
    ("sim.shop",),
    ("sim.exports",),
    ("sim.floor", "sim.planning"),
    ("sim.contract",),
    ("sim.mechanisms",),
    ("sim.scenario",),
    ("sim.season",),
    ("sim.experiment",),
    ("sim.calibrate", "sim.studies"),
    ("playbook",),
    ("notebooks",),
    ("tests", "start"),
)
HEIGHT = {room: height for height, row in enumerate(LAYERS) for room in row}
FLOOR_FOR_MECHANISMS = "sim.floor.model"  # what a contact and a day's log are; the engines are the season's business

# Modules that still break a rule. The list may only become shorter: who is on it and breaks none fails, too.
NOT_YET: dict[str, str] = {}


def modules() -> list[str]:
    """Paths of all modules of the model and the playbook, from the root."""
    found = (path for top in ("sim", "playbook") for path in (ROOT / top).rglob("*.py"))
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


def imported(source: str, module: str) -> Iterator[tuple[int, str]]:
    """(line, full name) of everything imported, in functions and for type checkers, too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = module.split(".")[: -node.level] if node.level else []
            base = ".".join([*package, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def room_of(name: str) -> str | None:
    """The room of a dotted name: "sim.floor" of "sim.floor.model.Tape"; None outside the project."""
    top, _, rest = name.partition(".")
    room = f"sim.{rest.partition('.')[0]}" if top == "sim" and rest else top
    return room if room in HEIGHT or top == "sim" else None


def arrows_up(source: str, path: str) -> list[str]:
    """A sentence for each import in the module at `path` that no rule allows."""
    module = path.removesuffix(".py").replace("/", ".")
    room, wrong = room_of(module.removesuffix(".__init__")), []
    assert room is not None
    for line, name in imported(source, module):
        target = room_of(name)
        if target in (None, room):
            continue
        where = f"{path}:{line}: {room} imports {name}"
        if target not in HEIGHT:
            wrong.append(f"{where}, a room that stands in no layer")
        elif HEIGHT[target] >= HEIGHT[room]:
            wrong.append(f"{where}, which lies {'above' if HEIGHT[target] > HEIGHT[room] else 'beside'} it")
        elif (
            room == "sim.mechanisms" and target == "sim.floor" and not f"{name}.".startswith(FLOOR_FOR_MECHANISMS + ".")
        ):
            wrong.append(f"{where}; of the floor a mechanism may know {FLOOR_FOR_MECHANISMS} only")
    return wrong


def marked(path: str) -> object:
    marks = pytest.mark.xfail(strict=True, raises=AssertionError, reason=NOT_YET[path]) if path in NOT_YET else ()
    return pytest.param(path, marks=marks)


@pytest.mark.parametrize("path", [marked(path) for path in modules()])
def test_no_arrow_points_up(path):
    assert arrows_up((ROOT / path).read_text(encoding="utf-8"), path) == []


def test_every_module_stands_in_a_layer():
    rooms = {room_of(path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")) for path in modules()}
    assert rooms - {"sim"} <= set(HEIGHT)
    assert NOT_YET.keys() <= set(modules())


def test_notebooks_reach_the_model_through_the_playbook_or_directly_and_nothing_else_of_ours():
    for notebook in sorted((ROOT / "notebooks").rglob("*.ipynb")):
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        source = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        assert arrows_up(source, notebook.relative_to(ROOT).as_posix().replace(".ipynb", ".py")) == []


@pytest.mark.parametrize(
    "path, line, wrong",
    [
        ("sim/floor/kernel.py", "from sim.season.clock import run_season", "above"),
        ("sim/floor/kernel.py", "from sim import season", "above"),
        ("sim/floor/kernel.py", "import sim.scenario.file", "above"),
        ("sim/floor/kernel.py", "def f():\n    from ..season import clock", "above"),
        ("sim/floor/kernel.py", "if TYPE_CHECKING:\n    from sim.scenario import Scenario", "above"),
        ("sim/floor/__init__.py", "from ..scenario import Scenario", "above"),
        ("sim/planning/erlang.py", "from sim.season import kpi", "above"),
        ("sim/planning/erlang.py", "from sim.floor.model import Tape", "beside"),
        ("sim/mechanisms/stock.py", "from sim.floor.compiled import run_day", "sim.floor.model only"),
        ("sim/mechanisms/stock.py", "from sim.floor import run_day", "sim.floor.model only"),
        ("sim/season/clock.py", "from playbook.words import say", "above"),
        ("playbook/app/launch.py", "import notebooks", "above"),
        ("sim/season/clock.py", "from sim.cellar import wine", "no layer"),
        ("playbook/app/launch.py", "from tests.sentences import all_of", "above"),
    ],
)
def test_a_wrong_arrow_is_found_with_its_line(path, line, wrong):
    found = arrows_up("import numpy as np\n" + line, path)
    number = 2 + line.count("\n")
    assert len(found) == 1 and found[0].startswith(f"{path}:{number}: ") and wrong in found[0]


@pytest.mark.parametrize(
    "path, line",
    [
        ("sim/mechanisms/stock.py", "from sim.floor.model import DayLog"),
        ("sim/mechanisms/stock.py", "from sim.floor import model"),
        ("sim/mechanisms/stock.py", "from sim.mechanisms.demand import mean"),
        ("sim/mechanisms/stock.py", "from sim.contract import Day"),
        ("sim/studies/v1_piece_rate.py", "from sim.season.clock import run_season"),
        ("playbook/app/launch.py", "from sim.scenario import Scenario"),
        ("sim/floor/tape.py", "from . import model"),
        ("sim/floor/tape.py", "import numpy, simpy"),
    ],
)
def test_a_right_arrow_is_let_through(path, line):
    assert arrows_up(line, path) == []
