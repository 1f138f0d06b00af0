"""A slider that was let go: the peak week first, then its season in the place of it; urgent work goes before other."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from playbook.lab import jobs
from playbook.lab.jobs import SPARE, Cancelled, Runner, checkpoint, urgently
from tests.playbook import fake_experiment
from tests.playbook.lab_tools import QUICK, every, figures, no_trouble, open_lab, texts

LANGUAGES = ("en", "zh")


class Gated:
    """The stand-in model, each peak week and each season of which waits until it is let."""

    def __init__(self) -> None:
        self.weeks, self.seasons = threading.Semaphore(0), threading.Semaphore(0)
        self.asked: list[float] = []  # temps who pack, of every season begun

    def model(self) -> SimpleNamespace:
        return SimpleNamespace(
            replicate=self._replicate, peak_weeks=self._peak_weeks, explain_money=fake_experiment.explain_money,
            prepare_peak_weeks=fake_experiment.prepare_peak_weeks,
        )  # fmt: skip

    def _replicate(self, scenario, *arguments, **options) -> Iterator:
        for estimate in fake_experiment.replicate(scenario, *arguments, **options):
            self._wait(self.seasons, options)
            self.asked.append(scenario.peak.temps_packing)
            yield estimate

    def _peak_weeks(self, base, changed, *arguments, **options) -> Iterator:
        for weeks in fake_experiment.peak_weeks(base, changed, *arguments, **options):
            self._wait(self.weeks, options)
            yield weeks

    @staticmethod
    def _wait(gate: threading.Semaphore, options: dict) -> None:
        while not gate.acquire(timeout=0.01):
            options["each_day"](0, None)


@pytest.fixture
def gated() -> Gated:
    return Gated()


@pytest.fixture(params=LANGUAGES)
def lab(request, tmp_path: Path, gated: Gated):
    return open_lab(tmp_path, language=request.param, experiment=gated.model())


def test_the_peak_week_comes_first_and_its_season_takes_its_place(lab, gated) -> None:
    """One week at once, more of them, the seasons with their progress, then nothing but the season."""
    section = lab.lever
    section.slider.value = 6
    week = section.week
    gated.weeks.release()
    assert every(lambda: "<svg" in week.figure.value)
    label = lab.text.levers["packing"].label
    assert f"{label} 6" in texts(week.sentence) and f"{label} = 6" in figures(week.figure.value)[0]
    assert section.strip.value == "", "no season yet"
    gated.weeks.release(QUICK.weeks)
    assert every(lambda: lab.words.t("peak.season") in week.line.value)
    assert lab.kpis.name("quits") in week.more.value
    gated.seasons.release()
    assert every(lambda: f'aria-valuemax="{2 * QUICK.seasons}" aria-valuenow="1"' in week.line.value)
    assert "<svg" in week.figure.value and section.strip.value == ""
    gated.seasons.release(2 * QUICK.seasons)
    assert week.runner.wait()
    assert texts(week).strip() == "" and section.strip.value and label in section.sentence.value
    no_trouble(section)


def test_moving_again_ends_the_older_setting_at_once(lab, gated) -> None:
    """No season of a setting that was passed on the way, and no word of it."""
    section = lab.lever
    section.slider.value = 3
    gated.weeks.release(QUICK.weeks)
    assert every(lambda: lab.words.t("peak.season") in section.week.line.value)
    older = section.week.runner._job.thread
    section.slider.value = 9
    older.join(30)
    assert not older.is_alive(), "the older one waited for its season"
    gated.weeks.release(QUICK.weeks)
    gated.seasons.release(2 * QUICK.seasons)
    assert section.week.runner.wait()
    assert set(gated.asked) == {0, 9}
    assert lab.study.known({"packing": 3}) is None and lab.study.known({"packing": 9}).n == QUICK.seasons


def test_a_season_that_is_known_needs_no_peak_week(lab, gated) -> None:
    """Back at a setting that has run: its season, without a wait."""
    section = lab.lever
    gated.seasons.release(100)
    gated.weeks.release(100)
    section.slider.value = 6
    assert section.week.runner.wait()
    section.slider.value = 7
    assert section.week.runner.wait()
    asked, job = len(gated.asked), section.week.runner._job
    section.slider.value = 6
    assert section.week.runner._job is job and len(gated.asked) == asked
    assert section.strip.value and texts(section.week).strip() == ""


def test_a_challenge_is_judged_when_its_season_is_through(lab, gated) -> None:
    """The peak week on release, the verdict after it; an older verdict and the other players go."""
    round_ = lab.challenges.show("morning_after")
    gated.seasons.release(100)
    gated.weeks.release(100)
    round_.sliders["packing"].value = 5
    assert round_.week.runner.wait()
    assert round_.verdict.value and not round_.compare.button.disabled
    while gated.weeks.acquire(blocking=False):
        pass
    round_.sliders["overtime"].value = 1.0
    assert not round_.verdict.value and not round_.figure.value and round_.compare.button.disabled
    gated.weeks.release()
    assert every(lambda: "<svg" in round_.week.figure.value) and not round_.verdict.value
    shown = figures(round_.week.figure.value)[0]
    assert all(lab.text.levers[name].label in shown for name in ("overtime", "packing"))
    gated.weeks.release(QUICK.weeks)
    assert round_.week.runner.wait()
    assert round_.verdict.value and texts(round_.week).strip() == ""
    assert lab.study.chosen["overtime"] == 1.0
    no_trouble(round_)


def test_checking_takes_over_from_the_slider(lab, gated) -> None:
    """The button while the peak week runs: the week goes, the button's own progress stays."""
    round_ = lab.challenges.show("final")
    round_.sliders["packing"].value = 5
    gated.weeks.release()
    assert every(lambda: "<svg" in round_.week.figure.value)
    gated.seasons.release(100)
    round_.bar.button.click()
    assert round_.bar.wait() and round_.verdict.value
    assert texts(round_.week).strip() == "" and round_.week.runner.wait()


def test_nothing_is_played_before_a_bet(tmp_path: Path, gated) -> None:
    lab = open_lab(tmp_path, bet=False, experiment=gated.model())
    lab.lever.slider.value = 6
    lab.challenges.show("final").sliders["packing"].value = 6
    assert not lab.lever.week.runner.begun and not lab.challenges.rounds["final"].week.runner.begun


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_first_idea_says_that_it_is_one(tmp_path: Path, language: str) -> None:
    """A change that acts all season is shown as if it began on a day."""
    lab = open_lab(tmp_path, language=language)
    base, week = lab.study.base, lab.lever.week
    texts_of = []
    for change in ({"peak.temps": 1}, {"floor.vip_share": 0.5}):
        *_, last = fake_experiment.peak_weeks(base, base.with_levers(change), 2)
        week.show(last, {"x": "1"})
        texts_of.append(week.sentence.value)
    second = lab.words.date(base.calendar.start + dt.timedelta(days=1))
    said = [lab.words.t(key, date=second) for key in ("peak.exact", "peak.rough")]
    assert said[0] in texts_of[0].replace("&#x27;", "'") and said[1] in texts_of[1].replace("&#x27;", "'")


def test_without_a_campaign_the_season_comes_alone(tmp_path: Path) -> None:
    lab = open_lab(tmp_path)
    lab.study.use_team(lab.study.team.with_levers({"calendar.campaigns": []}))
    lab.lever.slider.value = 6
    assert lab.lever.week.runner.wait()
    assert lab.study.known({"packing": 6}).n == QUICK.seasons and lab.lever.strip.value


def test_a_model_that_fails_is_told_where_the_week_would_stand(tmp_path: Path, monkeypatch) -> None:
    lab = open_lab(tmp_path)
    monkeypatch.setattr(fake_experiment, "broken", True)
    lab.lever.slider.value = 6
    assert lab.lever.week.runner.wait()
    assert 'role="alert"' in lab.lever.week.line.value and "<b>here" not in texts(lab.lever)


def test_what_sliders_need_is_played_once_somebody_has_come(tmp_path: Path, monkeypatch) -> None:
    """Never for a page that nobody looks at; once for each base."""
    bases = []

    def prepare(base, *arguments, **options) -> Iterator[int]:
        bases.append(base.id)
        return iter(())

    monkeypatch.setattr(fake_experiment, "prepare_peak_weeks", prepare)
    lab = open_lab(tmp_path)
    section = lab.lever
    lab.study.use_team(fake_experiment.team("starter"))
    assert bases == []
    browser = section.children[-1]
    for _ in range(2):
        browser._handle_custom_msg({"arrived": True}, [])
    assert lab.preparing.wait() and bases == ["starter"]
    lab.study.use_team(fake_experiment.team("crossborder"))
    assert lab.preparing.wait() and bases == ["starter", "crossborder"]


# --------------------------------------------------------------------------------------------------- whose turn it is


def test_a_cancelled_job_ends_at_its_next_checkpoint() -> None:
    """In the middle of a step, not only between two."""
    begun, ended = threading.Event(), []

    def work() -> Iterator[int]:
        begun.set()
        while True:
            checkpoint()
        yield 1

    runner = Runner()
    runner.start(work, ended.append, ended.append)
    assert begun.wait(30)
    runner.cancel()
    assert runner.wait() and ended == [True] and not jobs._under_way


def test_a_job_lets_a_more_urgent_one_go_first() -> None:
    """Spare work stops while a slider's peak week runs, and goes on after it."""
    urgent, through, steps = threading.Event(), threading.Event(), []

    def spare() -> Iterator[int]:
        for i in range(1_000_000):
            checkpoint()
            yield i

    def slider() -> Iterator[str]:
        with urgently():
            urgent.set()
            assert through.wait(30)
            yield "week"
        yield "season"

    background, front = Runner(SPARE), Runner()
    background.start(spare, steps.append)
    assert every(lambda: steps)
    front.start(slider, lambda item: None)
    assert urgent.wait(30)
    assert every(lambda: stands_still(steps))
    through.set()
    assert front.wait()
    count = len(steps)
    assert every(lambda: len(steps) > count)
    background.cancel()
    assert background.wait()


def stands_still(steps: list) -> bool:
    count = len(steps)
    return not every(lambda: len(steps) > count, limit=3 * jobs.PATIENCE_S)


def test_a_checkpoint_outside_a_job_does_nothing() -> None:
    """The model may be run from anywhere."""
    assert checkpoint(3, None) is None
    with urgently():
        assert not jobs._under_way
    assert issubclass(Cancelled, Exception)
