"""The season: its laws, its directions, and draws that stay where they are when something else changes."""

from __future__ import annotations

import numpy as np
import pytest

from sim import experiment, floor
from sim.evidence import parameters
from sim.floor import invariants
from sim.floor.model import Cause, Outcome
from sim.season import kpi
from sim.season.clock import run_season
from sim.season.setup import Setup
from tests.season.shop import small_shop

SEEDS = range(1, 5)


def world(**levers) -> Setup:
    return Setup(small_shop(**levers), parameters())


def mean(name: str, seeds=SEEDS, **levers) -> float:
    w = world(**levers)
    return float(np.mean([kpi.totals(w, run_season(w, seed))[name] for seed in seeds]))


def tapes(monkeypatch, seed: int = 1, **levers) -> list:
    """The tape of every day of a season."""
    seen = []
    real = floor.run_day

    def record(tape, *rest, **options):
        seen.append(tape)
        return real(tape, *rest, **options)

    with monkeypatch.context() as patch:
        patch.setattr(floor, "run_day", record)
        run_season(world(**levers), seed)
    return seen


def draws_of(day) -> dict[int, tuple]:
    """Key → every draw of the contacts that are new today (carried ones have been partly used up).

    When a child comes also depends on when its parent was answered, so its time is left out.
    """
    fresh = ~day.queued
    time = np.where(day.cause == Cause.ROOT, day.enter, 0.0)
    columns = (day.kind, time, day.work, day.wrap, day.deadline - day.joined, day.joined - day.rank)
    rows = zip(*(column[fresh].tolist() for column in columns), strict=True)
    return dict(zip(day.key[fresh].tolist(), rows, strict=True))


CHANGES = {
    "one hire": {"people.late.count": 4},
    "one temp": {"peak.temps": 1},
    "redials": {"work.call.redial": 0.9},
    "one parcel more in the backlog": {"fulfilment.opening_backlog": 1},
    "overtime": {"peak.overtime_hours": 2.0},
    "more orders": {"demand.orders_day": 160.0},
    "a piece rate": {"pay.piece_rate": 1.0},
    "longer training": {"hiring.training_days": 20},
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_lever_leaves_every_unrelated_draw_as_it_was(change, monkeypatch):
    """Contacts that exist in both worlds come at the same time, want the same work and have the same patience."""
    before, after = tapes(monkeypatch), tapes(monkeypatch, **CHANGES[change])
    assert len(before) == len(after)
    shared = 0
    for old, new in zip(before, after, strict=True):
        a, b = draws_of(old), draws_of(new)
        both = a.keys() & b.keys()
        shared += len(both)
        assert all(a[key] == pytest.approx(b[key], abs=1e-9) for key in both)
    assert shared > 0.9 * sum(len(draws_of(day)) for day in before)


def test_one_late_parcel_more_adds_at_most_its_own_contacts(monkeypatch):
    """Nobody packs: every parcel of the opening backlog is late for ever, one more of them only adds."""
    nobody = {"people.stock.skills": {"pack": 0.1}, "work.pack.handle.mean_s": 86400.0, "calendar.campaigns": []}
    before = tapes(monkeypatch, **nobody, **{"fulfilment.opening_backlog": 40})
    after = tapes(monkeypatch, **nobody, **{"fulfilment.opening_backlog": 41})
    calls = [{k for k, row in draws_of(day).items() if row[0] == 1} for day in (before[5], after[5])]
    assert calls[0] <= calls[1] and len(calls[1]) - len(calls[0]) <= 2


def test_more_demand_keeps_every_contact_that_was_there(monkeypatch):
    """Arrivals are thinned from one dominating stream, so the first day only gains."""
    before, after = tapes(monkeypatch)[0], tapes(monkeypatch, **{"demand.orders_day": 200.0})[0]
    kept = set(before.key[before.kind == 0].tolist())
    assert kept < set(after.key[after.kind == 0].tolist())


def test_the_same_seed_gives_the_same_season_and_another_gives_another():
    w = world()
    one, two, other = (run_season(w, seed) for seed in (3, 3, 4))
    for name in one.days:
        assert one.days[name].tobytes() == two.days[name].tobytes(), name
    assert not np.array_equal(one.days["orders"], other.days["orders"])


def test_patience_is_held_to_account_day_by_day_and_over_the_season(monkeypatch):
    """If nothing were put down to luck, days would be named, and the season as a whole."""
    monkeypatch.setattr(invariants, "MANY", 0.0)
    named = [law for law in run_season(world(), 1).laws if "patience of" in law]
    assert any(law.startswith("day ") for law in named)
    assert any(law.startswith("patience of ") for law in named)


def test_every_law_holds():
    for seed in SEEDS:
        assert run_season(world(), seed).laws == ()


def test_the_engines_play_the_same_season():
    """SimPy is the definition of correct; whatever else is installed gives the same numbers."""
    scenario = small_shop(**{"calendar.weeks": 3})
    seasons = {name: run_season(Setup(scenario, parameters(), name), 1) for name in floor.engines()}
    reference = seasons.pop("simpy")
    for name, season in seasons.items():
        for column in ("contacts", "answered", "orders", "live_in_target", "shipped", "quits"):
            assert np.array_equal(season.days[column], reference.days[column]), (name, column)
        assert season.days["cash"] == pytest.approx(reference.days["cash"], rel=1e-9)


def test_a_season_resumed_from_a_morning_ends_as_the_whole_one():
    w = world()
    whole = run_season(w, 2)
    head = run_season(w, 2, stop=17)
    tail = run_season(w, 2, start=(17, head.state))
    for name in whole.days:
        joined = np.concatenate([head.days[name][:17], tail.days[name][17:]])
        assert np.array_equal(joined, whole.days[name]), name


DIRECTIONS = [
    ("more demand, more wait", {"demand.orders_day": 220.0}, "mean_wait_s", +1),
    ("one more person, less wait", {"people.late.count": 5}, "mean_wait_s", -1),
    ("one more person, fewer contacts each", {"people.late.count": 5}, "contacts_person_day", -1),
    ("one more packer, fewer late parcels", {"people.stock.count": 2}, "late_parcels", -1),
    ("temps answer the opening", {"peak.temps": 4, "peak.temps_days_before": 10}, "peak_service_level", +1),
    ("temps cost", {"peak.temps": 4, "peak.temps_days_before": 10}, "labour_cost", +1),
    ("temps who come earlier answer sooner", {"peak.temps": 4, "peak.temps_days_before": 14}, "mean_wait_s", -1),
    ("temps who pack save parcels", {"people.stock.count": 1, "peak.temps_packing": 3}, "late_parcels", -1),
    ("a night crew answers the opening", {"peak.night_crew": 0.6}, "peak_service_level", +1),
    ("overtime is counted", {"peak.overtime_hours": 2.0}, "overtime_hours", +1),
    ("overtime costs", {"peak.overtime_hours": 2.0}, "labour_cost", +1),
    ("a larger campaign, longer waits", {"calendar.campaigns.0.lift": 9.0}, "mean_wait_s", +1),
    ("impatient callers give up more", {"work.call.patience.mean_s": 30.0}, "abandonment", +1),
    ("redials make contacts", {"work.ask.redial": 0.9}, "child_ratio", +1),
    ("transfers make contacts", {"work.call.transfer": 0.3}, "child_ratio", +1),
    ("more chats at once, less wait", {"people.late.chats": 1, "people.early.chats": 1}, "mean_wait_s", +1),
    ("slower promise, fewer late", {"people.stock.count": 1, "fulfilment.ship_within_days": 6}, "late_parcels", -1),
    ("more returns cost money", {"fulfilment.return_share": 0.4}, "profit", -1),
    ("dearer orders earn more", {"money.order_value": 200.0}, "profit", +1),
    ("a thinner margin earns less", {"money.gross_margin": 0.3}, "profit", -1),
    ("leavers not replaced, fewer people", {"hiring.replace": 0.0, "hiring.lead_days": 2}, "headcount_end", -1),
    ("a full waiting room turns people away", {"floor.waiting_room": 0}, "abandonment", +1),
    ("balking loses contacts", {"work.ask.balking": 0.8}, "abandonment", +1),
]  # fmt: skip


@pytest.mark.parametrize("story, levers, name, sign", DIRECTIONS, ids=[row[0] for row in DIRECTIONS])
def test_every_lever_pulls_in_its_direction(story, levers, name, sign):
    starts = {"earlier": {"peak.temps": 4}, "replaced": {"hiring.lead_days": 2}}
    starts |= {word: {"people.stock.count": 1} for word in ("packer", "parcels", "fewer late")}  # two are enough here
    before = next((start for word, start in starts.items() if word in story), {})
    assert sign * (mean(name, **levers) - mean(name, **before)) > 0


def test_contacts_a_person_and_day_are_those_of_the_service_floor():
    """All who answer in this shop serve, and nobody of the warehouse counts among them."""
    w = world()
    season = run_season(w, 1)
    assert season.days["desk_answered"].sum() == season.days["answered"].sum()
    worked = season.days["staffed_s"].sum() / 8 / 3600  # breaks apart, and the warehouse's hours in it
    assert 0 < season.days["desk_days"].sum() < 1.2 * worked
    totals = kpi.totals(w, season)
    assert totals["contacts_person_day"] * season.days["desk_days"].sum() == pytest.approx(
        season.days["answered"].sum()
    )


def test_one_more_agent_never_makes_the_wait_longer_beyond_noise():
    """Paired over seeds: the mean difference lies below its own half width."""
    for group in ("early", "late"):
        count = small_shop().at(f"people.{group}.count")
        pair = experiment.last(experiment.compare(small_shop(), small_shop(**{f"people.{group}.count": count + 1}), 6))
        wait = pair.difference("mean_wait_s")
        assert wait.mean <= wait.half_width


def test_longer_training_comes_later_but_faster():
    """Everybody new: with more classroom the newcomers start later and answer with fewer mistakes."""
    short, long = (
        {"hiring.training_days": days, "hiring.lead_days": 0, "people.late.tenure_weeks": (0, 1),
         "people.early.tenure_weeks": (0, 1)} for days in (1, 25)
    )  # fmt: skip
    first, second = (run_season(world(**levers), 11) for levers in (short, long))
    hired = [result.state.people for result in (first, second)]
    new = [roster.generation > 0 for roster in hired]
    assert new[0].any()
    assert (hired[1].ready - hired[1].hired)[new[1]].min() > (hired[0].ready - hired[0].hired)[new[0]].max()
    shared = np.intersect1d(hired[0].key[new[0]], hired[1].key[new[1]])
    assert len(shared)


def test_a_piece_rate_speeds_a_busy_floor_and_hardly_an_idle_one():
    busy = {"demand.orders_day": 330.0, "calendar.campaigns": []}
    idle = {"demand.orders_day": 25.0, "calendar.campaigns": []}
    paid = {"pay.piece_rate": 3.0}
    gain = {}
    for name, load in (("busy", busy), ("idle", idle)):
        plain, pieces = (mean("mean_wait_s", seeds=(1, 2), **load, **pay) for pay in ({}, paid))
        answered = [mean("service_level", seeds=(1, 2), **load, **pay) for pay in ({}, paid)]
        gain[name] = answered[1] - answered[0]
        assert pieces <= plain
    assert gain["busy"] > 2 * abs(gain["idle"])


def test_a_quality_gate_pays_only_the_careful():
    paid = {"pay.piece_rate": 2.0}
    free, gated = (mean("labour_cost", seeds=(1,), **paid, **{"pay.quality_gate": gate}) for gate in (0.0, 0.97))
    assert gated < free


def test_a_day_at_three_times_the_demand_comes_back_to_baseline():
    flat = {"calendar.campaigns.0.preset": "double-eleven-2019", "calendar.campaigns.0.lift": 3.0, "calendar.weeks": 8}
    calm = run_season(world(**{"calendar.campaigns": [], "calendar.weeks": 8}), 5)
    hit = run_season(world(**flat), 5)
    assert hit.days["live_lost"][16] > 2 * max(calm.days["live_lost"][16], 1)
    tail = slice(-14, None)
    assert hit.days["backlog_parcels"][tail].mean() < 1.15 * calm.days["backlog_parcels"][tail].mean() + 5
    level = [r.days["live_in_target"][tail].sum() / r.days["live_ended"][tail].sum() for r in (calm, hit)]
    assert abs(level[1] - level[0]) < 0.05


def test_three_times_the_demand_for_ever_stays_finite_and_says_so():
    w = world(**{"demand.orders_day": 450.0, "work.call.redial": 1.0, "work.ask.redial": 1.0, "floor.max_redials": 5})
    result = run_season(w, 5)
    totals = kpi.totals(w, result)
    assert all(np.isfinite(value) for value in totals.values())
    assert all(np.isfinite(values).all() for values in result.days.values())
    assert any("collapse" in law for law in result.laws)


@pytest.mark.parametrize("loop", ["late_contacts", "overload_errors", "repeat_contacts", "overload_fatigue",
                                  "fatigue_leavers"])  # fmt: skip
def test_freezing_a_loop_at_its_own_path_hardly_moves_the_season(loop):
    """The path of the same run: only what a frozen mean smooths within a day may differ."""
    w = world()
    free = run_season(w, 6)
    frozen = run_season(w, 6, frozen=frozenset({loop}), path=free.links)
    exact = loop in ("late_contacts", "overload_fatigue", "fatigue_leavers")
    for name in ("contacts", "answered", "orders"):
        a, b = free.days[name].sum(), frozen.days[name].sum()
        assert (a == b) if exact else b == pytest.approx(a, rel=0.03)


def test_the_floor_s_answers_add_up_to_the_people_s():
    """Individual outputs add up to the floor's, over a day that the season really plays."""
    seen = []
    real = floor.run_day

    def record(*arguments, **options):
        seen.append(real(*arguments, **options))
        return seen[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(floor, "run_day", record)
        run_season(world(), 1, stop=20)
    for log in seen:
        done = (log.outcome == Outcome.SERVED) | (log.outcome == Outcome.TRANSFERRED)
        assert log.handled.sum() == done.sum()
