"""What a fresh machine installs is what was tested, and the tree names no place of its making."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DECLARED = [Requirement(text) for text in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"]]
CLUSTER = [Requirement(text) for text in PROJECT["optional-dependencies"]["cluster"]]
PDF = [Requirement(text) for text in PROJECT["optional-dependencies"]["pdf"]]
# Modules that import what an extra brings, and say so where it is missing.
ASKED_FOR = {"sim/experiment/clusters.py": CLUSTER, "playbook/documents/pdf.py": PDF}
BENCH = [Requirement(text) for text in PROJECT["optional-dependencies"]["bench"]]  # may be absent here
OTHER_NAMES = {"python-tzdata": "tzdata"}  # conda-forge calls "tzdata" the system's files, not the Python package
IMPORTED_AS = {
    "yaml": "pyyaml",
    "IPython": "ipython",
    "fontTools": "fonttools",
    "docx": "python-docx",
    "xdist": "pytest-xdist",
}
SKIPPED = {
    ".git",
    ".venv",
    "__pycache__",
    ".pytest_cache",
    ".ruff_cache",
    ".mypy_cache",
    ".hypothesis",
    ".benchmarks",
    "node_modules",
}


def files() -> list[Path]:
    """Files of the project: those git knows or would take; every file in a copy without git."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True
    )
    if listed.returncode == 0 and listed.stdout:
        return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]
    return [path for path in ROOT.rglob("*") if path.is_file() and not SKIPPED & set(path.parts)]


@cache
def pins() -> dict[str, list[Requirement]]:
    """Constraints by canonical name; several where systems or Pythons differ."""
    found: dict[str, list[Requirement]] = {}
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            pin = Requirement(line)
            found.setdefault(canonicalize_name(pin.name), []).append(pin)
    return found


@cache
def closure() -> dict[str, metadata.Distribution]:
    """Every distribution that the declared ones bring, in this environment, by canonical name."""
    found, ahead = {}, list(DECLARED)
    while ahead:
        wanted = ahead.pop()
        name = canonicalize_name(wanted.name)
        extras = wanted.extras or {""}
        if wanted.marker and not any(wanted.marker.evaluate({"extra": extra}) for extra in extras):
            continue
        if (name, tuple(sorted(extras))) in found:
            continue
        distribution = metadata.distribution(wanted.name)
        found[name, tuple(sorted(extras))] = distribution
        for text in distribution.requires or []:
            part = Requirement(text)
            if part.marker is None or any(part.marker.evaluate({"extra": extra}) for extra in extras):
                part.marker = None
                ahead.append(part)
    return {name: distribution for (name, _), distribution in found.items()}


def specs(requirement: Requirement) -> set[str]:
    return {str(spec) for spec in requirement.specifier}


def test_conda_and_pip_are_asked_for_the_same():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert environment["channels"] == ["conda-forge"]
    plain = [entry for entry in environment["dependencies"] if isinstance(entry, str)]
    by_pip = next(entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict))
    assert by_pip[-1] == "--editable ."
    asked = {}
    for text in [*plain, *by_pip[:-1]]:
        # Every spec must be readable by both: a name, a blank, operators and versions parted by commas.
        assert re.fullmatch(r"[A-Za-z0-9._-]+( (>=|<|==)[0-9.]+(,<[0-9.]+)?)?", text), text
        requirement = Requirement(text)
        asked[canonicalize_name(OTHER_NAMES.get(requirement.name, requirement.name))] = specs(requirement)
    assert asked.pop("python") == {PROJECT["requires-python"]}
    asked.pop("pip")
    assert asked == {canonicalize_name(requirement.name): specs(requirement) for requirement in DECLARED}


def test_constraints_pin_everything_exactly_and_name_no_address():
    for name, choices in pins().items():
        for pin in choices:
            assert pin.url is None
            assert [spec.operator for spec in pin.specifier] == ["=="], name


@pytest.mark.parametrize("name", sorted(closure()))
def test_what_is_installed_is_what_is_pinned(name):
    chosen = [pin for pin in pins()[name] if pin.marker is None or pin.marker.evaluate()]
    assert len(chosen) == 1
    assert closure()[name].version in chosen[0].specifier


def test_the_declared_ranges_admit_the_pins():
    for requirement in DECLARED + CLUSTER + PDF + BENCH:
        for pin in pins()[canonicalize_name(requirement.name)]:
            version = next(iter(pin.specifier)).version
            assert requirement.specifier.contains(version, prereleases=True), f"{requirement} and {pin}"


def imports(path: Path) -> set[str]:
    """Top-level names that a module imports, inside functions too."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add(node.module.partition(".")[0])
    return names


@pytest.mark.parametrize("folder", ["sim", "playbook", "tests"])
def test_everything_imported_is_declared(folder):
    """A package that only comes along with another may be gone tomorrow."""
    wanted = PROJECT["dependencies"] + (PROJECT["optional-dependencies"]["test"] if folder == "tests" else [])
    declared = {canonicalize_name(Requirement(text).name) for text in wanted}
    peers = {canonicalize_name(requirement.name) for requirement in BENCH}
    own = {"sim", "playbook", "tests", "start"} | {path.stem for path in (ROOT / "tests").rglob("*.py")}
    for path in sorted((ROOT / folder).rglob("*.py")):
        for name in imports(path) - set(sys.stdlib_module_names) - own:
            allowed = declared | peers if path.is_relative_to(ROOT / "tests/bench") else declared
            extra = ASKED_FOR.get(path.relative_to(ROOT).as_posix(), [])
            allowed |= {canonicalize_name(requirement.name) for requirement in extra}
            assert canonicalize_name(IMPORTED_AS.get(name, name)) in allowed, f"{path.relative_to(ROOT)}: {name}"


def test_no_file_names_a_registry_or_a_folder_of_some_machine():
    """Such names are spelt in two halves here, so that this file does not hold them."""
    hosts = ["py" + "pi.org", "pythonh" + "osted.org", "npm" + "js.org", "debian" + ".org", "ana" + "conda.org"]
    places = ["/ro" + "ot/", "/wo" + "rk/", "/op" + "t/", r"/ho" + r"me/\w+/", r"/Use" + r"rs/\w+/", r"C:\\Us" + "ers"]
    forbidden = re.compile("|".join([re.escape(host) for host in hosts] + places))
    found = []
    for path in files():
        content = path.read_bytes()
        if b"\0" in content[:8000]:
            continue
        for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
            if forbidden.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {forbidden.search(line)[0]}")
    assert found == []


@pytest.mark.parametrize("module", ["sim.scenario, sim.season.clock", "playbook.__main__", "sim.experiment.clusters"])
def test_the_model_and_the_command_import_light(module):
    """pandas, numba and scipy cost a second between them; they come in where they are used."""
    heavy = {"pandas", "numba", "scipy", "IPython", "distributed", "docx", "xlsxwriter", "icalendar"}
    code = f"import sys, {module}; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.parametrize("extra", [CLUSTER, PDF])
def test_the_tests_need_what_an_extra_brings(extra):
    """The extra and the tests ask for it in the same words, and nothing else of the project does."""
    tested = {canonicalize_name(requirement.name): specs(requirement) for requirement in DECLARED}
    assert all(tested[canonicalize_name(requirement.name)] == specs(requirement) for requirement in extra)
    usual = {canonicalize_name(Requirement(text).name) for text in PROJECT["dependencies"]}
    assert not usual & {canonicalize_name(requirement.name) for requirement in extra}


def test_the_versions_agree():
    from playbook.__main__ import VERSION

    assert PROJECT["version"] == VERSION


@pytest.mark.parametrize("arguments", [[], ["test"]])
def test_an_old_python_is_told_so_in_one_sentence(arguments, monkeypatch, capsys):
    import start

    monkeypatch.setattr(sys, "version_info", (3, 10, 2))
    assert start.main(arguments) == 2
    errors = capsys.readouterr().err.splitlines()
    assert len(errors) == 1 and "3.11" in errors[0] and "3.10" in errors[0]


def test_set_up_runs_again_only_when_something_has_changed(monkeypatch, tmp_path):
    import start

    steps = []
    monkeypatch.setattr(start, "VENV", str(tmp_path))
    monkeypatch.setattr(start, "PYTHON", str(tmp_path / "python"))
    monkeypatch.setattr(start, "STAMP", str(tmp_path / "stamp.json"))
    monkeypatch.setattr(start, "make_environment", lambda: (tmp_path / "python").touch())
    monkeypatch.setattr(start, "run", lambda command, what: steps.append(command[-1]))
    start.set_up([])
    assert steps == [".", "warmup"]
    start.set_up([])
    assert len(steps) == 2
    start.set_up(["test"])
    assert steps[2:] == [".[test]", "warmup"]
    start.set_up([])
    assert len(steps) == 4
    monkeypatch.setattr(sys, "base_prefix", "elsewhere")
    start.set_up(["test"])
    assert steps[4:] == [".[test]", "warmup"]


def test_a_set_up_that_failed_begins_again(monkeypatch, tmp_path, capsys):
    import start

    monkeypatch.setattr(start, "VENV", str(tmp_path))
    monkeypatch.setattr(start, "PYTHON", str(tmp_path / "python"))
    monkeypatch.setattr(start, "STAMP", str(tmp_path / "stamp.json"))
    monkeypatch.setattr(start, "LOG", str(tmp_path / "log"))
    monkeypatch.setattr(start, "make_environment", lambda: (tmp_path / "python").touch())
    monkeypatch.setattr(start.subprocess, "call", lambda *_, **__: 1)
    assert start.main([]) == 1
    assert "installing packages failed" in capsys.readouterr().err
    assert start.installed() == {}


def test_the_conda_line_and_both_commands_stand_in_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for line in ("python3 start.py\n", "python3 start.py test\n", "conda env create --file environment.yml"):
        assert line in readme
