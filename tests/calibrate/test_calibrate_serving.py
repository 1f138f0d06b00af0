"""Who serves which type at which hour: found in made days, and as posts on the floor."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.calibrate.chains import filtered
from sim.calibrate.contacts import Contacts
from sim.calibrate.posts import posts, served_in, window_of
from sim.calibrate.replay import GivenDay, play
from sim.calibrate.serving import Serving, always, measured_serving
from sim.calibrate.skills import skills
from tests.calibrate.made_days import NEVER, NOTHING, made_day

NONE_RUNG = np.zeros(2, dtype=bool)


def chains(seed: int, steps: int):
    """One sequence of two chains with random laws and likelihoods."""
    chance = np.random.default_rng(seed)
    renewed = chance.uniform(0.05, 0.95, (steps, 1, 2))
    renewed[0] = 1.0
    on, if_on, if_off = (chance.uniform(0.05, 0.95, size) for size in ((1, 2), (steps, 1, 2), (steps, 1, 2)))
    return on, renewed, if_on, if_off


def by_enumeration(on, renewed, if_on, if_off, k: int) -> tuple[float, np.ndarray]:
    """Likelihood, and probability of on at each step, from all paths."""
    steps, total, part = len(renewed), 0.0, np.zeros(len(renewed))
    for path in product((False, True), repeat=steps):
        chance = 1.0
        for t, state in enumerate(path):
            new = on[0, k] if state else 1.0 - on[0, k]
            stay = 0.0 if t == 0 else (1.0 - renewed[t, 0, k]) * (state == path[t - 1])
            chance *= (stay + renewed[t, 0, k] * new) * (if_on if state else if_off)[t, 0, k]
        total += chance
        part += chance * np.array(path)
    return total, part / total


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 6))
def test_a_chain_is_what_all_its_paths_say(seed, steps):
    on, renewed, if_on, if_off = chains(seed, steps)
    found = filtered(on, renewed, if_on, if_off, np.ones(steps, dtype=np.int64))
    for k in (0, 1):
        likelihood, part = by_enumeration(on, renewed, if_on, if_off, k)
        assert found.likelihood[0, k] == pytest.approx(np.log(likelihood))
        assert found.smoothed()[:, 0, k] == pytest.approx(part)


def test_drawn_paths_are_on_as_often_as_the_chain_says():
    on, renewed, if_on, if_off = chains(1, 5)
    found = filtered(on, renewed, if_on, if_off, np.ones(5, dtype=np.int64))
    chance = np.random.default_rng(2)
    drawn = np.mean([found.draw(chance.random((5, 1, 2))) for _ in range(4000)], axis=0)
    assert drawn == pytest.approx(found.smoothed(), abs=0.04)


def test_sequences_that_end_earlier_are_as_alone():
    on, renewed, if_on, if_off = (
        np.concatenate([one, two], axis=-2) for one, two in zip(chains(1, 5), chains(2, 5), strict=True)
    )
    together = filtered(on, renewed, if_on, if_off, np.array([2, 2, 2, 1, 1])).smoothed()
    alone = filtered(on[1:], renewed[:3, 1:], if_on[:3, 1:], if_off[:3, 1:], np.ones(3, dtype=np.int64)).smoothed()
    assert together[:3, 1] == pytest.approx(alone[:, 0]) and (together[3:, 1] == 0).all()


def moved(days: int = 6, kinds_of_b: float = 0.3) -> Contacts:
    """Agents A, B and C on some days: A serves both types, B never the second, C the second in the afternoon only."""
    chance = np.random.default_rng(4)
    made = made_day(1, contacts=10, agents=3, kinds=2).day
    columns = []
    for day in range(days):
        arrival = np.sort(chance.uniform(8 * 3600.0, 16 * 3600.0, 240))
        agent = chance.integers(0, 3, 240)
        second = (chance.random(240) < kinds_of_b) & (agent != 1) & ((agent != 2) | (arrival > 12 * 3600.0))
        columns.append(np.column_stack([np.full(240, day), arrival, agent, second]))
    day, arrival, agent, kind = np.concatenate(columns).T
    n = len(day)
    return replace(
        made, dates=(None,) * days, day=day.astype(int), arrival=arrival, agent=agent.astype(int),
        kind=kind.astype(int), wait=np.zeros(n), answered=np.ones(n, dtype=bool), service=np.full(n, 60.0),
        priority=np.zeros(n, dtype=int),
    )  # fmt: skip


def test_an_agent_who_changes_lines_at_noon_is_found_to():
    contacts = moved()
    found = measured_serving(contacts, skills(contacts), NONE_RUNG)
    assert (found.on[:, 0] > 0.95).all()
    assert found.on[0, 1] > 0.9 and found.on[1, 1] < 0.1 and 0.3 < found.on[2, 1] < 0.7
    likely = found.read(contacts).likely(len(contacts))[:, 1]
    hour, c = contacts.arrival / 3600.0, contacts.agent == 2
    assert likely[contacts.agent == 0].all() and not likely[contacts.agent == 1].any()
    assert likely[c & (hour > 12.75)].mean() > 0.95 and likely[c & (hour < 11.25)].mean() < 0.05


def test_what_the_contacts_leave_open_is_drawn():
    """About noon C may have changed earlier or later; nobody draws an hour that a contact has decided."""
    contacts = moved()
    reading = measured_serving(contacts, skills(contacts), NONE_RUNG).read(contacts)
    chance = np.random.default_rng(1)
    drawn = np.mean([reading.draw(chance.random(reading.chain.now.shape), len(contacts)) for _ in range(60)], axis=0)
    assert (drawn[contacts.kind == 1, 1] == 1.0).all()
    noon = (contacts.agent == 2) & (np.abs(contacts.arrival / 3600.0 - 12.0) < 0.2)
    assert ((drawn[noon, 1] > 0.1) & (drawn[noon, 1] < 0.9)).any()


def test_types_that_agents_ring_say_nothing():
    """The second type is rung: who serves it is as given, and a row of its contacts does not end the first."""
    contacts = moved()
    skilled = np.array([[True, True], [True, False], [True, True]])
    found = measured_serving(contacts, skilled, np.array([False, True]))
    assert (found.on[:, 1] == skilled[:, 1]).all() and (found.on[:, 0] > 0.95).all()
    assert found.read(contacts).likely(len(contacts))[:, 0].all()


def test_an_agent_on_a_post_for_a_while_is_several_posts_and_one_at_a_time():
    windows = np.array([[0.0, 0.0, 100.0], [0.0, 90.0, 200.0], [0.0, 200.0, 300.0], [1.0, 0.0, 50.0]])
    serves = np.array([[True, False], [True, True], [True, True], [True, False]])
    found = posts(windows, serves)
    assert found.agent.tolist() == [0, 0, 1]
    assert found.serves.tolist() == [[True, False], [True, True], [True, False]]
    assert found.windows.tolist() == [[0.0, 0.0, 100.0], [1.0, 100.0, 300.0], [2.0, 0.0, 50.0]]
    assert found.window.tolist() == [0, 1, 1, 2]


def test_a_window_serves_what_its_contacts_show_and_an_empty_one_what_is_usual():
    contacts = moved(days=1)
    windows = np.array([[0.0, 0.0, 1.0], [0.0, 8 * 3600.0, 17 * 3600.0], [2.0, 8 * 3600.0, 12 * 3600.0]])
    window = window_of(contacts, windows)
    assert (window[contacts.agent == 1] == -1).all() and (window[contacts.agent == 0] == 1).all()
    assert (window[contacts.agent == 2] == np.where(contacts.start[contacts.agent == 2] <= 12 * 3600 + 3, 2, -1)).all()
    serves = np.eye(2, dtype=bool)[contacts.kind]
    usual = np.array([[False, True], [True, True], [True, True]])
    assert served_in(windows, window, serves, usual).tolist() == [[False, True], [True, True], [True, False]]


def test_nobody_is_served_by_a_post_that_does_not_serve_it():
    """Agent 0 leaves the second line at noon: in no replay does he take it in the afternoon."""
    made = made_day(4, contacts=500, agents=4, kinds=2, patience=NEVER, wrapup=NOTHING, breaks=False)
    noon = 13 * 3600.0
    late, mine = made.day.start > noon, made.day.agent == 0
    day = replace(made.day, kind=np.where(late & mine, 0, made.day.kind))
    on = np.ones((4, 2))
    on[0, 1] = 0.5
    known = replace(always(on > 0.4), on=on, lasts=np.full(2, 1e5), rung=NONE_RUNG, share=np.full((24, 2), 0.5))
    assert isinstance(known, Serving)
    halves = np.array([[a, on, off] for a in range(4) for on, off in ((0.0, noon), (noon, 2 * 86400.0))])
    asked = GivenDay(day, halves, replace(made.truth.measured, serving=known))
    for number in range(3):
        lived, _, _, laws = play(asked, 1, number)
        assert not laws
        assert not ((lived.agent == 0) & (lived.kind == 1) & (lived.start > noon + 600.0)).any()
