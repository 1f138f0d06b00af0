"""The opening evening by the minute: nobody gets lost in it, and it is the season's own evening."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from playbook import practices
from playbook.lab.study import at_start
from sim.experiment import replication_seed, world_of
from sim.experiment.big_night import Night, night
from sim.experiment.peak_week import prepare_peak_weeks
from sim.scenario import Scenario
from sim.scenario.file import team
from sim.season.clock import SeasonResult, run_season
from sim.units import SECONDS_PER_HOUR
from tests.season.shop import small_shop

HOURS = (3.0, 6.0)  # around midnight: both days of the opening
SEED = 3
PLANS: dict[str, dict] = {
    "nothing": {}, "a crew at the opening": {"peak.night_crew": 0.5}, "packers": {"peak.temps_packing": 3},
    "messages": {"work.ask.message": {"after_s": 60, "becomes": "mail"}},
}  # fmt: skip


def played(shop: Scenario, hours: tuple[float, float] = HOURS) -> Night:
    found = night(shop, shop, hours, 0, SEED)
    assert found is not None
    return found


@lru_cache(maxsize=4)
def _season(shop: str) -> SeasonResult:
    return run_season(world_of(Scenario.model_validate_json(shop)), replication_seed(SEED, 0))


def season(shop: Scenario) -> SeasonResult:
    return _season(shop.model_dump_json())


@pytest.mark.parametrize("plan", PLANS)
def test_whoever_came_was_answered_or_left_or_is_still_there(plan):
    """In every minute, over midnight too: came = answered + lost + left a message + growth of waiting and in hand."""
    found = played(small_shop(**PLANS[plan])).minutes
    before = found.there[0] - found.came[0] + found.gone[0]
    assert np.array_equal(found.came - found.gone, np.diff(found.there, prepend=before))
    assert all(values.min() >= 0 for values in vars(found).values())
    assert found.came.sum() > 100 and (found.gave_up.sum() > 0) == (plan != "a crew at the opening")
    assert (found.messages.sum() > 0) == (plan == "messages")


def test_the_evening_is_the_seasons_own():
    """A whole floor day, from midnight to midnight, has the season's counts of that day."""
    shop = small_shop()
    days, world = season(shop).days, world_of(shop)
    (big,) = world.facts.big
    assert world.facts.openings[big] == world.facts.days[big].begins  # this sale opens at midnight
    found = played(shop, (0.0, 24.0))
    gone = found.minutes
    answered, lost = gone.in_time.sum() + gone.late.sum(), gone.gave_up.sum() + gone.turned_away.sum()
    assert answered + lost == days["live_ended"][big]
    assert gone.in_time.sum() == days["live_in_target"][big] and lost == days["live_lost"][big]
    assert found.parcels[-1] == days["backlog_parcels"][big]
    assert played(shop, (24.0, 0.0)).parcels[-1] == days["backlog_parcels"][big - 1]


def test_the_first_hours_are_those_that_the_key_figure_counts():
    """Who came in the four hours of the peak figure, and how many of them were answered in time."""
    shop = small_shop(**{"peak.night_crew": 0.5})
    days, world = season(shop).days, world_of(shop)
    (big,) = world.facts.big
    found = played(shop, (0.0, 4.0))
    came, there = found.minutes.came.sum(), found.minutes.there[-1]
    assert days["window_in_target"][big] == found.kept.sum() > 0
    assert days["window_ended"][big] >= came - there  # those who still wait at four end later on the same day
    assert days["window_ended"][big] <= came + found.minutes.there[0]


def test_waiting_is_what_the_floors_own_clock_counted():
    """The mean of the minutes' queues is the queue of the 15-minute profile, which adds up seconds."""
    shop, seen = small_shop(), world_of(small_shop())
    (big,) = seen.facts.big
    profile = run_season(seen, replication_seed(SEED, 0), keep=frozenset([big])).profiles[big]
    found = played(shop, (0.0, 24.0)).minutes
    assert found.waiting.mean() == pytest.approx(profile["waiting"].mean(), rel=0.1)
    slots = found.came.reshape(-1, 15).sum(axis=1)
    assert np.array_equal(slots, profile["came"])


@pytest.mark.parametrize("plan", PLANS)
def test_from_a_morning_kept_it_is_the_same_evening(plan):
    """Run on from the base's morning, or from the first day: the same minutes."""
    base, changed = small_shop(), small_shop(**PLANS[plan])
    list(prepare_peak_weeks(base, 1, SEED))
    quick, whole = night(base, changed, HOURS, 0, SEED), night(changed, changed, HOURS, 0, SEED)
    assert quick is not None and whole is not None
    for name, values in vars(quick.minutes).items():
        assert np.array_equal(values, getattr(whole.minutes, name)), name
    assert np.array_equal(quick.parcels, whole.parcels) and np.array_equal(quick.kept, whole.kept)


def test_a_crew_moved_to_the_opening_is_seen_there():
    base = small_shop()
    before, after = played(base), night(base, small_shop(**{"peak.night_crew": 0.5}), HOURS, 0, SEED)
    assert after is not None and before.opens == after.opens == 180
    hours = slice(before.opens, before.opens + 240)
    assert after.minutes.people[hours].sum() > before.minutes.people[hours].sum()
    assert after.kept[hours].sum() > before.kept[hours].sum()


def test_an_opening_on_the_eve_is_found_there():
    """The sale of 18 June opens at 20:00 on the 17th."""
    shop = team("starter")
    found = night(shop, shop, (1.0, 2.0))
    assert found is not None
    (big,) = world_of(shop).facts.big
    midnight = world_of(shop).facts.days[big].begins
    assert found.opening == midnight - 4 * SECONDS_PER_HOUR and found.begins == found.opening - SECONDS_PER_HOUR
    assert len(found.minutes) == len(found.parcels) == len(found.kept) == 180 and found.laws == ()


def test_without_a_sale_there_is_no_evening():
    quiet = small_shop().model_copy(update={"calendar": small_shop().calendar.model_copy(update={"campaigns": ()})})
    assert night(quiet, quiet, HOURS) is None
    assert night(small_shop(), small_shop(), (1.0, 24.0 * 40)) is None  # beyond the season


@pytest.mark.parametrize("slug", [slug for slug in practices.names() if practices.load(slug)[0].stage is not None])
def test_the_lever_of_every_practice_with_a_stage_changes_what_is_seen(slug):
    """Its cure moves a tenth of the answers at the opening at least: a figure in which nothing moves is none."""
    practice, _ = practices.load(slug)
    stage = practice.stage
    start = at_start(practice, team(practice.team))
    cure = start.with_levers({practice.lever(stage.lever).path: practice.lever(stage.lever).clip(stage.cure)})
    before, after = (night(start, plan, (stage.before, stage.after)) for plan in (start, cure))
    assert before is not None and after is not None and before.laws == after.laws == ()
    assert after.kept.sum() >= 1.1 * before.kept.sum()
