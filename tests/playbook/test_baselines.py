"""Building shipped results: only what is out of date is made, it is said why, and nothing is lost on the way."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from playbook import baselines, build, sealed
from playbook.baselines import Cause, Plan, Setting
from playbook.lab.seasons import key_of
from playbook.rounds import SAMPLES
from sim import evidence
from sim.evidence import Parameters
from sim.experiment.money import PARTS
from sim.scenario.file import team

STARTER = team("starter").with_levers({"calendar.weeks": 2, "calendar.campaigns": ()})
MORE = STARTER.with_levers({"peak.break_minutes": STARTER.peak.break_minutes + 15})
LOOP = ("overload_errors",)
NAMES = ("first", "second")


def small(name: str, n: int = 2, extra: dict[str, float] | None = None) -> Plan:
    """A plan of two settings, or three, whose first is in every plan."""
    scenarios = [STARTER, MORE] + ([STARTER.with_levers(extra)] if extra else [])
    settings = {key_of(one): Setting(one, n, ("contacts",) if name == "first" else ()) for one in scenarios}
    return Plan(name, settings, Cause(STARTER, MORE, 1, "profit", LOOP, 1))


@pytest.fixture(autouse=True)
def small_plans(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(baselines, "names", lambda: NAMES)
    monkeypatch.setattr(baselines, "plan", small)


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[Setting | Cause]:
    """Every task that was run in this process."""
    found = []
    for kind in (Setting, Cause):
        plain = kind.run
        monkeypatch.setattr(kind, "run", lambda task, plain=plain: (found.append(task), plain(task))[1])
    return found


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def test_everything_is_made_once_and_then_nothing(tmp_path: Path, ran: list, capsys: pytest.CaptureFixture) -> None:
    """The setting that two files ask for runs once for both; a second call runs nothing and changes no byte."""
    baselines.build(folder=tmp_path)
    assert list(contents(tmp_path)) == ["first.json", "second.json"]
    assert sorted(type(one).__name__ for one in ran) == ["Cause", "Cause", "Setting", "Setting"]
    made, told = contents(tmp_path), capsys.readouterr()
    assert "first.json: it is missing or cannot be read" in told.err and not told.out
    ran.clear()
    baselines.build(folder=tmp_path)
    assert ran == [] and contents(tmp_path) == made
    assert capsys.readouterr().err.splitlines() == ["first.json: up to date", "second.json: up to date"]


def test_a_file_holds_what_its_plan_asks_for(tmp_path: Path) -> None:
    """So many seasons, daily figures where they are shown, one explanation that adds up."""
    baselines.build(folder=tmp_path)
    for name, days in zip(NAMES, (["contacts"], []), strict=True):
        data = json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8"))
        assert data["seasons"].keys() == {key_of(STARTER), key_of(MORE)}
        for one in data["seasons"].values():
            assert len(one["totals"]["profit"]) == 2 and list(one["days"]) == days
        (why,) = data["why"]
        assert (why["from"], why["to"], set(why["parts"])) == (key_of(STARTER), key_of(MORE), set(PARTS))
        assert sum(values[0] for values in why["parts"].values()) == pytest.approx(why["change"][0], abs=1)
        assert why["loops"] is None, "one replication cannot say that a loop carries"


def test_other_samples_ship_what_they_are_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other luck and drawn effects under names of their own, with one total each; a second call makes nothing."""
    more = {one.key: one for sample in SAMPLES for one in [Setting(STARTER, 2, totals=("profit",), sample=sample)]}
    assert len(more) == 3 and key_of(STARTER) in more
    plain = small("second")
    both = {key_of(STARTER): plain.settings[key_of(STARTER)].both(more[key_of(STARTER)])}
    monkeypatch.setattr(baselines, "plan", lambda name: replace(plain, settings={**more, **plain.settings, **both}))
    baselines.build(["second"], folder=tmp_path)
    data = sealed.read(tmp_path / "second.json")
    profits = [data["seasons"][key]["totals"]["profit"] for key in more]
    assert len({tuple(one) for one in profits}) == 3
    assert [len(data["seasons"][key]["totals"]) == 1 for key in more] == [key != key_of(STARTER) for key in more]
    assert baselines.out_of_date(baselines.plan("second"), data) == []


def test_several_processes_make_the_same_bytes(tmp_path: Path) -> None:
    """As one does."""
    for workers in (1, 2):
        baselines.build(folder=tmp_path / str(workers), workers=workers)
    assert contents(tmp_path / "1") == contents(tmp_path / "2")


def test_a_changed_parameter_is_named_with_both_values(
    tmp_path: Path, ran: list, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    """Everything that used it is made anew."""
    baselines.build(folder=tmp_path)
    ran.clear(), capsys.readouterr()
    plain = evidence.parameters()
    name = next(name for name in small("first").parameters if name.startswith("fatigue."))
    other = Parameters({**plain, name: plain[name] + 0.125})
    monkeypatch.setattr(evidence, "parameters", lambda evidence_only=False: other)
    data = sealed.read(tmp_path / "first.json")
    reasons = baselines.out_of_date(small("first"), data)
    assert reasons == [
        "2 of 2 settings are not in it",
        "its explanation is of another change",
        f"{name} was {plain[name]}, is {plain[name] + 0.125}",
    ]
    baselines.build(folder=tmp_path)
    assert len(ran) == 4 and reasons[-1] in capsys.readouterr().err
    assert sealed.read(tmp_path / "first.json")["parameters"][name] == plain[name] + 0.125


def test_of_many_changed_parameters_a_few_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line stays one that can be read."""
    baselines.build(["second"], folder=tmp_path)
    plain = evidence.parameters()
    other = Parameters({name: value + 0.125 for name, value in plain.items()})
    monkeypatch.setattr(evidence, "parameters", lambda evidence_only=False: other)
    *_, last = reasons = baselines.out_of_date(small("second"), sealed.read(tmp_path / "second.json"))
    assert len(reasons) == 2 + baselines.MOST_NAMED + 1
    assert last == f"so have {len(small('second').parameters) - baselines.MOST_NAMED} more parameters changed"


def test_only_what_is_missing_is_run(tmp_path: Path, ran: list, monkeypatch: pytest.MonkeyPatch) -> None:
    """A practice gets another setting: the ones it had stay as they are. It loses it again: nothing is run."""
    baselines.build(folder=tmp_path)
    before = contents(tmp_path)
    ran.clear()
    extra = {"peak.break_minutes": STARTER.peak.break_minutes + 30}
    monkeypatch.setattr(baselines, "plan", lambda name: small(name, extra=extra))
    baselines.build(["second"], folder=tmp_path)
    assert [task.scenario for task in ran] == [STARTER.with_levers(extra)]
    assert contents(tmp_path)["first.json"] == before["first.json"]
    then, now = (json.loads(one["second.json"])["seasons"] for one in (before, contents(tmp_path)))
    assert len(now) == 3 and then.items() < now.items()
    monkeypatch.setattr(baselines, "plan", small)
    ran.clear()
    baselines.build(folder=tmp_path)
    assert ran == [] and contents(tmp_path) == before


def test_more_seasons_are_asked_for(tmp_path: Path, ran: list, monkeypatch: pytest.MonkeyPatch) -> None:
    """What there is does not do; fewer than there are is only a cut."""
    baselines.build(["first"], folder=tmp_path)
    monkeypatch.setattr(baselines, "plan", lambda name: small(name, n=3))
    assert baselines.out_of_date(small("first", n=3), sealed.read(tmp_path / "first.json"))
    baselines.build(["first"], folder=tmp_path)
    ran.clear()
    monkeypatch.setattr(baselines, "plan", small)
    baselines.build(["first"], folder=tmp_path)
    seasons = sealed.read(tmp_path / "first.json")["seasons"].values()
    assert ran == [] and {len(one["totals"]["profit"]) for one in seasons} == {2}


@pytest.mark.parametrize("damage", ["", "{", "[]", None])
def test_a_damaged_file_is_made_again(tmp_path: Path, damage: str | None) -> None:
    """Not JSON, no object, or one number changed by hand: then none of its numbers is trusted."""
    baselines.build(["second"], folder=tmp_path)
    file = tmp_path / "second.json"
    whole = file.read_bytes()
    if damage is None:
        data = sealed.read(file)
        data["seasons"][key_of(STARTER)]["totals"]["profit"][1] += 1
        damage = json.dumps(data)
        assert baselines.out_of_date(small("second"), data) == ["it was changed by hand"]
    file.write_text(damage, encoding="utf-8")
    baselines.build(["second"], folder=tmp_path)
    assert file.read_bytes() == whole


def test_all_makes_what_is_up_to_date_and_goes_on_where_it_stopped(
    tmp_path: Path, ran: list, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    """Stopped after the first file; the next call, without the option, makes the second and then has nothing left."""
    baselines.build(folder=tmp_path)
    whole = contents(tmp_path)
    capsys.readouterr()
    write = sealed.write

    def stopped(path: Path, content: dict) -> int:
        if path.name == "second.json":
            raise KeyboardInterrupt
        return write(path, content)

    monkeypatch.setattr(sealed, "write", stopped)
    with pytest.raises(KeyboardInterrupt):
        baselines.build(everything=True, folder=tmp_path)
    assert capsys.readouterr().err.count("all are made anew") == 2
    monkeypatch.setattr(sealed, "write", write)
    ran.clear()
    baselines.build(folder=tmp_path)
    told = capsys.readouterr().err
    assert "first.json: up to date" in told and "second.json: all are made anew" in told
    assert len(ran) == 3 and contents(tmp_path) == whole


def test_a_new_key_figure_is_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The model counts something more: pages would not find it in the shipped seasons."""
    from sim.season import kpi

    baselines.build(["first"], folder=tmp_path)
    data = sealed.read(tmp_path / "first.json")
    assert baselines.out_of_date(small("first"), data) == []
    more = {**kpi.definitions(), "another": {}}
    monkeypatch.setattr(kpi, "definitions", lambda: more)
    assert baselines.out_of_date(small("first"), data) == ["2 of 2 settings are not in it"]


def test_a_name_that_is_none_is_refused(capsys: pytest.CaptureFixture) -> None:
    """With the names that there are."""
    with pytest.raises(SystemExit) as caught:
        build.main(["baselines", "firts"])
    assert caught.value.code == 2 and "firts; there are first, second" in capsys.readouterr().err


def test_stopping_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    """Ctrl-C is no crash."""

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(baselines, "build", stopped)
    assert build.main(["baselines"]) == 130
    assert capsys.readouterr().err.startswith("stopped; ")
