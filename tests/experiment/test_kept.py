"""Replications kept in a folder: found again bit for bit, or not at all."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.experiment import Estimate, Task, compare, fingerprint, kept, last, run
from sim.experiment.kept import Kept
from sim.experiment.results import Replication
from sim.experiment.tasks import play
from sim.files.bad_input import BadInput
from tests.season.shop import small_shop

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def shop():
    return small_shop(**{"calendar.weeks": 3})


def same(one: Estimate, other: Estimate) -> bool:
    parts = [(one.totals, other.totals), (one.days, other.days), (one.noise, other.noise), (one.money, other.money)]
    parts += [(one.ledger, other.ledger)]
    parts += [(one.profiles[day], other.profiles[day]) for day in one.profiles]
    return (one.laws, list(one.profiles)) == (other.laws, list(other.profiles)) and all(
        list(a) == list(b) and all(a[k].tobytes() == b[k].tobytes() and a[k].dtype == b[k].dtype for k in a)
        for a, b in parts
    )


def never(task, each_day=None):
    raise AssertionError("was run")


@pytest.mark.parametrize("options", [{}, {"workers": 2}, {"doubt": True}, {"evidence_only": True}])
def test_what_is_kept_is_what_was_run_and_is_not_run_again(tmp_path, monkeypatch, shop, options):
    plain = run(shop, 3, seed=4, **options)
    first = run(shop, 3, seed=4, keep=tmp_path / "a" / "b", **options)
    monkeypatch.setattr("sim.experiment.replications.play", never)
    again = run(shop, 3, seed=4, keep=tmp_path / "a" / "b", **options)
    assert plain.profiles and same(plain, first) and same(plain, again)
    with pytest.raises(AssertionError, match="was run"):
        run(shop, 4, seed=4, keep=tmp_path / "a" / "b", **options)


def test_a_run_goes_on_where_it_was_and_a_comparison_finds_its_first_arm(tmp_path, shop):
    other = shop.with_levers({"people.late.count": 2})
    run(shop, 2, seed=4, keep=tmp_path)
    folder = Kept(tmp_path)
    both = last(compare(shop, other, 3, seed=4, keep=folder, workers=2))
    assert (folder.found, folder.added) == (2, 4)
    assert same(both.a, run(shop, 3, seed=4)) and same(both.b, run(other, 3, seed=4))


def test_names_say_all_that_a_season_hangs_on(tmp_path, monkeypatch, shop):
    """Each of these is another season, so none may find the file of another."""
    folder, task = Kept(tmp_path), Task(shop, 1, False, "auto")
    names = [folder.path(task)]
    names += [folder.path(replace(task, **{name: value})) for name, value in (
        ("seed", 2), ("evidence_only", True), ("engine", "plain"), ("doubt", True),
        ("scenario", shop.with_levers({"peak.temps": 1})),
    )]  # fmt: skip
    for name in ("of_parameters", "of_model"):
        with monkeypatch.context() as patch:
            patch.setattr(fingerprint, name, lambda *_: "another")
            kept._parameters.cache_clear()
            names.append(folder.path(task))
            kept._parameters.cache_clear()
    monkeypatch.setattr(kept, "FORM", kept.FORM + 1)
    names.append(folder.path(task))
    assert len(set(names)) == len(names) == 9


def test_equal_scenarios_find_each_others_seasons(tmp_path, shop):
    folder = Kept(tmp_path)
    said = shop.with_levers({"peak.temps": shop.peak.temps})
    assert folder.path(Task(shop, 1, False, "auto")) == folder.path(Task(said, 1, False, "auto"))


def test_a_file_of_orders_counts_by_what_it_holds(tmp_path, shop):
    file = tmp_path / "orders.csv"
    file.write_text("hour,orders\n2026-10-26 10:00,150\n", encoding="utf-8")
    plan = shop.with_levers({"demand.hourly_csv": str(file)})

    def path() -> Path:
        kept._content.cache_clear()  # as in a new process
        return Kept(tmp_path / "kept").path(Task(plan, 1, False, "auto"))

    first = path()
    assert path() == first
    file.write_text("hour,orders\n2026-10-26 11:00,150\n", encoding="utf-8")
    assert path() != first


def test_prints_of_parameters_follow_values_switches_and_ranges(shop):
    prints = [fingerprint.of_parameters(shop, evidence, doubt) for evidence in (False, True) for doubt in (False, True)]
    assert len(set(prints)) == 4
    assert fingerprint.of_parameters(shop) == prints[0]


def test_the_print_of_the_model_follows_its_text(monkeypatch, tmp_path):
    before = fingerprint.of_model.__wrapped__()
    assert before == fingerprint.of_model.__wrapped__()
    monkeypatch.setattr(fingerprint, "DATA", tmp_path)  # no presets, no key figures
    assert fingerprint.of_model.__wrapped__() != before


# ------------------------------------------------------------------------------------------------- damage


@cache
def whole() -> tuple[Task, Replication, bytes]:
    task = Task(small_shop(**{"calendar.weeks": 3}), 5, False, "auto")
    season = replace(play(task), laws=("a broken law, 法",))
    return task, season, kept._written(season, kept._about(task))


def equal(one: Replication, other: Replication) -> bool:
    return same(estimate(one), estimate(other)) and one.totals == other.totals


def estimate(one: Replication) -> Estimate:
    return Estimate(
        whole()[0].scenario, 1, 1, {k: np.array([v]) for k, v in one.totals.items()}, one.days, one.profiles, one.laws,
        (), {k: np.array([v]) for k, v in one.noise.items()}, {k: np.array([v]) for k, v in one.money.items()},
        one.ledger,
    )  # fmt: skip


def read(data: bytes) -> Replication | None:
    return kept._read(data, kept._about(whole()[0]))


def test_a_file_gives_back_what_was_written():
    assert equal(read(whole()[2]), whole()[1])
    assert kept._read(whole()[2], kept._about(replace(whole()[0], seed=6))) is None


@given(st.data())
def test_a_damaged_file_is_none_or_whole(data):
    """Any byte changed, any tail lost, anything in its place: never another season."""
    written = whole()[2]
    where = data.draw(st.integers(0, len(written) - 1))
    match data.draw(st.sampled_from(["byte", "tail", "other"])):
        case "byte":
            bad = bytearray(written)
            bad[where] ^= data.draw(st.integers(1, 255))
        case "tail":
            bad = written[:where]
        case _:
            bad = data.draw(st.binary(max_size=300))
    found = read(bytes(bad))
    assert found is None or equal(found, whole()[1])


def test_most_damage_is_seen():
    """The test above would pass where every file was believed; so: flips in the middle of the numbers are found."""
    written = whole()[2]
    flips = [bytes([*written[:i], written[i] ^ 1, *written[i + 1 :]]) for i in range(2000, len(written) - 6000, 41)]
    assert len(flips) > 20 and sum(read(flip) is None for flip in flips) > 0.6 * len(
        flips
    )  # names and dates need no care


def test_a_damaged_file_is_computed_again_and_replaced(tmp_path, shop):
    plain = run(shop, 2, seed=4, keep=tmp_path)
    for file in tmp_path.glob("*.npz"):
        file.write_bytes(file.read_bytes()[:-100])
    folder = Kept(tmp_path)
    assert same(plain, run(shop, 2, seed=4, keep=folder)) and (folder.found, folder.added) == (0, 2)
    folder = Kept(tmp_path)
    assert same(plain, run(shop, 2, seed=4, keep=folder)) and (folder.found, folder.added) == (2, 0)


# ------------------------------------------------------------------------------------------------- trouble


@pytest.mark.parametrize("language, said", [("en", "nothing can be kept in this folder"), ("zh", "无法保存")])
def test_a_folder_that_is_a_file_is_refused_in_one_sentence(tmp_path, language, said):
    (tmp_path / "file").write_bytes(b"")
    for place in ("file", "file/below"):
        with pytest.raises(BadInput) as caught:
            Kept(tmp_path / place)
        assert said in caught.value.text(language)


def test_a_full_disk_takes_the_copies_and_not_the_results(tmp_path, monkeypatch, shop):
    folder = Kept(tmp_path)
    write = kept.write_atomic

    def full(path, data):
        if len(list(tmp_path.glob("*.npz"))) == 1:
            raise OSError(28, "No space left on device")
        write(path, data)

    monkeypatch.setattr(kept, "write_atomic", full)
    found = run(shop, 3, seed=4, keep=folder)
    assert same(found, run(shop, 3, seed=4))
    assert folder.added == 1 and isinstance(folder.failed, OSError)


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs process groups")
def test_a_client_that_is_killed_has_lost_nothing_that_it_said(tmp_path):
    """What its progress counted is found by the same command, which then prints what one run in peace prints."""
    folder = tmp_path / "kept"
    line = [sys.executable, "-m", "playbook", "season", "starter", "--replications", "12", "--workers", "2"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [*line, "--keep", str(folder)], cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, start_new_session=True,
    )  # fmt: skip
    for said in process.stderr:
        if found := re.match(r"replication (\d+) of 12", said):
            if int(found[1]) >= 3:
                break
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    there = len(list(folder.glob("*.npz")))
    assert 3 <= there < 12
    again, peace = (
        subprocess.run([*line, *more], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
        for more in (["--keep", str(folder)], [])
    )
    assert again.stdout == peace.stdout and "Profit" in peace.stdout
    assert f"kept: {there} replications found, {12 - there} added" in again.stderr
