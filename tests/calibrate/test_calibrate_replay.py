"""A day replayed on the floor: the same day where nothing is left to chance, the same law where something is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.calibrate.duty import Duty, infer_duty, served_outside, union
from sim.calibrate.figures import UNITS, day_figures, half_hour_edges, half_hours
from sim.calibrate.laws import Law
from sim.calibrate.order import set_order
from sim.calibrate.people import measure
from sim.calibrate.replay import GAP_S, GivenDay, drawn_callers, drawn_posts, floor_day, play, replay
from sim.calibrate.skills import skills
from sim.calibrate.survival import SurvivalCurve
from sim.floor import Outcome
from tests.calibrate.made_days import NEVER, NOTHING, MadeDay, made_day, weibull

PATIENCE, WRAPUP = SurvivalCurve(300.0), SurvivalCurve(14.0)


def given_day(made: MadeDay, **laws: SurvivalCurve) -> GivenDay:
    """The day as its files tell it, people measured from it unless said otherwise, priority ahead by 90 s."""
    measured = measure(made.day, Duty(made.day.agents, {0: made.windows}), GAP_S)
    order = set_order(len(measured.segments), 90.0)
    chosen = {name: Law(curve, kinds=len(made.day.kinds)) for name, curve in laws.items()}
    return GivenDay(made.day, made.windows, replace(measured, order=order, **chosen))


def last(stream):
    *_, result = stream
    return result


@pytest.mark.parametrize("priority", [0.0, 0.3])
def test_a_day_without_chance_is_replayed_contact_by_contact(priority):
    """Patience endless and no wrap-up: every wait and every agent is the real one."""
    made = made_day(4, contacts=560, kinds=2, priority=priority)
    played, log, _, laws = play(given_day(made, patience=NEVER, wrapup=NOTHING), seed=99, number=0)
    assert not laws
    assert (made.day.wait > 0).sum() > 100
    assert played.wait == pytest.approx(made.day.wait, abs=1e-6)
    assert (played.agent == made.day.agent).all()
    assert (log.outcome == Outcome.SERVED).all()


def test_with_the_true_laws_the_real_day_is_one_of_the_replays():
    """Over a dozen days: the actual figures lie about the replays' means as one more replay would."""
    scores: dict[str, list[float]] = {"abandonment": [], "mean_wait": [], "service_level": [], "free_while_waiting": []}
    for seed in range(12):
        made = made_day(seed, contacts=640, patience=PATIENCE, wrapup=WRAPUP)
        result = last(replay(given_day(made, patience=PATIENCE, wrapup=WRAPUP), replications=12, seed=3))
        for name, of_figure in scores.items():
            values = result.figures[name]
            of_figure.append((result.actual[name] - values.mean()) / (values.std(ddof=1) * np.sqrt(1 + 1 / 12)))
    for name, of_figure in scores.items():
        assert abs(np.mean(of_figure)) < 3.5 / np.sqrt(12), name
        assert 0.4 < np.std(of_figure) < 2.0, name


def test_with_everything_measured_from_the_files_the_day_comes_out_right_on_average():
    """Kaplan–Meier patience (truly Weibull) and wrap-up from gaps: within 1.5 points of giving up and a tenth of wait.

    Without wrap-up the same days come out far too good: the test can tell.
    """
    gap, bare = {"abandonment": [], "mean_wait": []}, []
    for seed in range(8):
        made = made_day(seed, contacts=640, patience=weibull(0.8, 320.0), wrapup=WRAPUP)
        result = last(replay(given_day(made), replications=6, seed=1))
        for name, of_figure in gap.items():
            of_figure.append((result.range(name).mean, result.actual[name]))
        bare.append(last(replay(given_day(made, wrapup=NOTHING), 6, 1)).range("abandonment").mean)
    given_up, waited = np.array(gap["abandonment"]), np.array(gap["mean_wait"])
    assert abs(np.diff(given_up.mean(axis=0)).item()) < 0.015
    assert np.diff(waited.mean(axis=0)).item() == pytest.approx(0.0, abs=0.1 * waited[:, 1].mean())
    assert np.mean(bare) < given_up[:, 1].mean() - 0.02


def test_without_wrap_up_no_agent_is_free_while_somebody_waits():
    """And with it, all that time is wrap-up: never more than was drawn."""
    made = made_day(5, contacts=640, patience=PATIENCE, wrapup=WRAPUP)
    bare = given_day(made, wrapup=NOTHING)
    played, _, _, _ = play(bare, 1, 0)
    figures = day_figures(played, made.windows, np.ones((5, 1), dtype=bool), 20.0)
    assert figures["free_while_waiting"] == pytest.approx(0.0, abs=1e-6)
    played, log, _, _ = play(given_day(made, wrapup=WRAPUP), 1, 0)
    free = day_figures(played, made.windows, np.ones((5, 1), dtype=bool), 20.0)["free_while_waiting"] * 3600
    assert 0 < free <= log.busy.sum() - log.service_area.sum() + 1e-6


def test_more_of_each_burden_makes_the_day_worse():
    made = made_day(6, contacts=640, patience=PATIENCE, wrapup=WRAPUP)
    waits = [
        last(replay(given_day(made, wrapup=SurvivalCurve(s), patience=NEVER), 3, 1)).range("mean_wait").mean
        for s in (0.0, 10.0, 30.0)
    ]
    assert waits == sorted(waits) and waits[2] > 1.5 * waits[0]
    left = [
        last(replay(given_day(made, patience=SurvivalCurve(s)), 3, 1)).range("abandonment").mean
        for s in (1000.0, 300.0, 60.0)
    ]
    assert left == sorted(left) and left[2] > 2 * left[0]


def test_a_head_start_helps_those_who_have_it_at_the_cost_of_the_others():
    made = made_day(6, contacts=640, patience=NEVER, priority=0.3)
    urgent = made.day.priority == 2
    waits = {}
    for seconds in (0.0, 90.0, 600.0):
        asked = given_day(made, patience=NEVER)
        order = set_order(len(asked.measured.segments), seconds)
        played, _, _, laws = play(replace(asked, measured=replace(asked.measured, order=order)), 1, 0)
        assert not laws
        waits[seconds] = played.wait[urgent].mean(), played.wait[~urgent].mean()
    assert waits[0.0][0] > waits[90.0][0] > waits[600.0][0]
    assert waits[0.0][1] < waits[90.0][1] < waits[600.0][1]


def test_the_result_hangs_on_the_seed_and_not_on_the_number_of_replications():
    made = made_day(7, contacts=300, agents=3, patience=PATIENCE, wrapup=WRAPUP)
    one, two = (last(replay(given_day(made), n, seed=5)).figures["mean_wait"] for n in (2, 4))
    assert (one == two[:2]).all() and len(set(two)) == 4
    assert (last(replay(given_day(made), 2, seed=6)).figures["mean_wait"] != one).all()


@settings(max_examples=25)
@given(
    st.integers(0, 10**6), st.integers(1, 60), st.integers(1, 4), st.integers(1, 3),
    st.sampled_from([NEVER, NOTHING, SurvivalCurve(60.0), weibull(0.6, 200.0, steps=40)]),
    st.sampled_from([NOTHING, SurvivalCurve(20.0)]),
)  # fmt: skip
def test_any_day_obeys_the_laws_and_leaves_nobody_behind(seed, contacts, agents, kinds, patience, wrapup):
    """However odd the windows, everybody is served or gives up by the horizon; endless patience may wait for ever."""
    made = made_day(seed, contacts, agents, patience, wrapup, kinds=kinds, priority=0.3)
    if not made.day.answered.any():
        return
    asked = given_day(made, patience=patience, wrapup=wrapup)
    played, log, _, laws = play(asked, seed, 1)
    assert not laws
    if patience is not NEVER:
        assert (log.outcome != Outcome.PENDING).all()
    figures = day_figures(played, made.windows, np.ones((agents, kinds), dtype=bool), 20.0)
    assert 0 <= figures["abandonment"] <= 1 and figures["mean_wait"] >= 0
    assert figures["service_level"] + figures["abandonment"] <= 1 + 1e-12


def test_who_gave_up_brings_a_service_of_the_same_kind_if_served_in_a_replay():
    made = made_day(6, contacts=640, patience=PATIENCE, kinds=2)
    day = replace(made.day, service=np.where(made.day.kind == 0, 50.0, 70.0) * made.day.answered)
    asked = given_day(replace(made, day=day))
    tape, *_ = floor_day(asked, 1, drawn_callers(asked, 1, 0), drawn_posts(asked, 1, 0))
    gave_up = ~made.day.answered
    assert gave_up.sum() > 20
    assert (tape.work[gave_up & (day.kind == 0)] == 50.0).all() and (tape.work[gave_up & (day.kind == 1)] == 70.0).all()


# ---------------------------------------------------------------------------------------------- what is read


def test_half_hours_add_up_to_the_day():
    made = made_day(5, contacts=640, patience=PATIENCE)
    edges = half_hour_edges(made.day)
    slots = half_hours(made.day, made.windows, edges)
    whole = day_figures(made.day, made.windows, np.ones((5, 1), dtype=bool), 20.0)
    assert slots["contacts"].sum() == 640
    for name in ("abandonment", "mean_wait"):
        assert np.average(slots[name], weights=slots["contacts"]) == pytest.approx(whole[name])
    hours = (made.windows[:, 2] - made.windows[:, 1]).sum() / 3600
    assert slots["on_duty"].sum() / 2 == pytest.approx(hours, rel=0.01)
    assert set(whole) == set(UNITS)


def test_figures_of_a_day_by_hand():
    """Four contacts: waits 0, 10, 30 answered, 60 gave up; an agent on duty for 400 s with 200 s of service."""
    day = made_day(1, contacts=4, agents=1).day
    day = replace(
        day, arrival=np.array([0.0, 90, 150, 160]), wait=np.array([0.0, 10, 30, 60]),
        answered=np.array([True, True, True, False]), service=np.array([90.0, 70, 40, np.nan]),
        agent=np.array([0, 0, 0, -1]),
    )  # fmt: skip
    found = day_figures(day, np.array([[0.0, 0.0, 400.0]]), np.ones((1, 1), dtype=bool), target=20.0)
    assert found == pytest.approx({
        "abandonment": 0.25, "mean_wait": 25.0, "mean_wait_answered": 40 / 3, "mean_wait_abandoned": 60.0,
        "service_level": 0.5, "delayed": 0.75, "occupancy": 0.5,
        "free_while_waiting": 20 / 3600,  # 90–100 and 170–180, while somebody waits
    })  # fmt: skip


def test_windows_are_inferred_from_services_that_are_close():
    day = made_day(1, contacts=4, agents=2).day
    day = replace(
        day, arrival=np.array([0.0, 250, 700, 10]), wait=np.zeros(4), answered=np.ones(4, dtype=bool),
        service=np.array([100.0, 50, 20, 5]), agent=np.array([0, 0, 0, 1]),
    )  # fmt: skip
    duty = infer_duty(day, gap=180.0)
    assert duty.windows[0].tolist() == [[0, 0, 300], [0, 700, 720], [1, 10, 15]]
    assert served_outside(day, duty.windows[0]) == 0
    assert served_outside(day, duty.windows[0][:1]) == 2


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 60), st.integers(0, 20)), max_size=12), st.integers(0, 5))
def test_joined_windows_cover_what_they_were_made_of_and_leave_gaps(windows, gap):
    given_windows = [(a, float(on), float(on + length)) for a, on, length in windows]
    made = union(given_windows, float(gap))
    for agent, on, off in given_windows:
        if off > on:
            assert ((made[:, 0] == agent) & (made[:, 1] <= on) & (off <= made[:, 2])).sum() == 1
    for agent in range(3):
        mine = made[made[:, 0] == agent]
        assert (mine[1:, 1] > mine[:-1, 2] + gap).all()


def test_skills_need_a_share_of_five_to_be_denied():
    """A serves 40 contacts, half of them of kind b, and B none of kind b: of 8 it would be 3.3, of 20 it is 6.7."""
    for contacts, denied in ((8, False), (20, True)):
        day = made_day(1, contacts=40 + contacts, agents=2, kinds=2).day
        agent = np.repeat([0, 1], [40, contacts])
        kind = np.where(agent == 0, np.arange(40 + contacts) % 2, 0)
        found = skills(replace(day, agent=agent, kind=kind))
        assert found.tolist() == [[True, True], [True, not denied]]
