"""The same whole workshop in process and over HTTP: four rounds, one team late, one rewind."""

from __future__ import annotations

import pytest

from tests.workshop.bots import InProcess, OverHttp, drive, whole_workshop
from tests.workshop.rooms import open_room
from tests.workshop.served import served

SIZES = [(4,) * 6, (1, 2, 6), (3, 1)]  # six teams of four, and odd ones


@pytest.mark.parametrize("sizes", SIZES)
def test_a_whole_workshop_in_process(tmp_path, sizes):
    live = open_room(tmp_path, len(sizes))
    assert drive(whole_workshop(sizes, 4), InProcess(live)) > 100
    state = live.state
    live.close()
    again = open_room(tmp_path)
    assert again.state == state
    again.close()


@pytest.mark.parametrize("sizes", SIZES)
def test_a_whole_workshop_over_http(tmp_path, sizes):
    with served(open_room(tmp_path, len(sizes))) as serving:
        driver = OverHttp(serving.address, serving.live.code, serving.secret)
        assert drive(whole_workshop(sizes, 4), driver) > 100
