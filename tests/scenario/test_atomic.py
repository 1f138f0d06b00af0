"""The one writer of files: whole or not there, through links, into devices and pipes, and nothing left behind."""

from __future__ import annotations

import os
import stat
import threading
import time

import pytest

from sim.files import atomic
from sim.files.atomic import check_writable, write_all_atomic, write_atomic

unix = pytest.mark.skipif(os.name == "nt", reason="links, pipes and rights are other things on Windows")


def test_a_file_is_made_and_replaced_and_keeps_its_rights(tmp_path):
    path = tmp_path / "a.json"
    write_atomic(path, b"one")
    if os.name != "nt":
        path.chmod(0o640)
    write_atomic(str(path), b"two")
    assert path.read_bytes() == b"two"
    assert os.name == "nt" or stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["a.json"]


def test_what_fails_half_way_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    path = tmp_path / "a.json"
    path.write_bytes(b"old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomic(path, b"new")
    assert path.read_bytes() == b"old" and os.listdir(tmp_path) == ["a.json"]


@unix
def test_a_link_stays_a_link_and_its_file_is_replaced(tmp_path):
    (tmp_path / "far").mkdir()
    target, link, loop = tmp_path / "far" / "file", tmp_path / "link", tmp_path / "link2"
    link.symlink_to("far/file")
    loop.symlink_to("link")
    for path, data in ((link, b"made"), (link, b"changed"), (loop, b"again")):
        write_atomic(path, data)
        assert link.is_symlink() and loop.is_symlink() and target.read_bytes() == data
    assert os.listdir(tmp_path / "far") == ["file"]


@unix
def test_a_pipe_is_written_to_and_still_a_pipe(tmp_path):
    pipe, heard = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: heard.append(pipe.read_bytes()), daemon=True)
    reader.start()
    check_writable(pipe)
    write_atomic(pipe, b"a message")
    reader.join(20)
    assert heard == [b"a message"] and stat.S_ISFIFO(pipe.stat().st_mode)
    assert os.listdir(tmp_path) == ["pipe"]


def test_a_device_is_written_to_and_its_refusal_is_told(full_disk):
    check_writable(full_disk)
    with pytest.raises(OSError, match="No space"):
        write_atomic(full_disk, b"x")
    assert stat.S_ISCHR(full_disk.stat().st_mode) and os.listdir(full_disk.parent) == [full_disk.name]


def test_folders_are_refused_and_a_check_changes_nothing(tmp_path):
    for use in (check_writable, lambda path: write_atomic(path, b"x")):
        with pytest.raises(OSError):
            use(tmp_path)
        with pytest.raises(OSError):
            use(tmp_path / "no" / "file")
    check_writable(tmp_path / "file")
    assert os.listdir(tmp_path) == []


def test_part_files_of_crashes_are_swept_after_a_day(tmp_path):
    """Young ones may belong to a write that goes on; files of other names belong to somebody else."""
    old, young, others = ".a.json.0123abcd.part", ".b.toml.89abcdef.part", "report.part"
    for name in (old, young, others):
        (tmp_path / name).write_bytes(b"half")
    for name in (old, others):
        os.utime(tmp_path / name, (time.time() - 2 * 86_400,) * 2)
    write_atomic(tmp_path / "c.json", b"whole")
    assert set(os.listdir(tmp_path)) == {young, others, "c.json"}


def test_a_long_name_can_be_written(tmp_path):
    """The part file's name is longer than the file's own: cut, so that it stays within what a folder takes."""
    path = tmp_path / ("夜" * 80)
    write_atomic(path, b"x")
    assert path.read_bytes() == b"x"


def test_several_files_come_all_or_none(tmp_path, monkeypatch):
    """The second has no room: the first, which had, stays as it was, and no part of either is left."""
    (tmp_path / "a").write_bytes(b"old")
    usual = os.fsync
    calls = []

    def full(handle):
        calls.append(handle)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        usual(handle)

    monkeypatch.setattr(os, "fsync", full)
    files = {tmp_path / "a": b"new", tmp_path / "b": b"new"}
    with pytest.raises(OSError, match="No space"):
        write_all_atomic(files)
    assert os.listdir(tmp_path) == ["a"] and (tmp_path / "a").read_bytes() == b"old"
    monkeypatch.undo()
    write_all_atomic(files)
    assert {name: (tmp_path / name).read_bytes() for name in os.listdir(tmp_path)} == {"a": b"new", "b": b"new"}
