"""What a page knows: results that continue each other, settings and their names, sliders' numbers."""

from __future__ import annotations

import json
import threading
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from playbook.lab.explained import Loops, Why
from playbook.lab.jobs import Runner
from playbook.lab.kpi import KpiWords, kpis
from playbook.lab.page import reason, table
from playbook.lab.seasons import SEED, Seasons, clear, key_of, range_of
from playbook.lab.slider import Slider, decimals, lever_value
from playbook.lab.study import Effort, Study
from playbook.language import words
from playbook.practices import Lever, load
from sim.scenario import Scenario
from tests.playbook import fake_experiment
from tests.playbook.lab_tools import PRACTICES, QUICK, open_lab, packing_first

EN, ZH = words("en"), words("zh")


@pytest.fixture
def study() -> Study:
    practice, _ = load("demo-practice", "en", PRACTICES)
    return Study(practice, fake_experiment.team("starter"), fake_experiment, Effort(seasons=8), baselines=None)


def test_seasons_continue_where_they_stopped(study: Study) -> None:
    """Stopped after three replications, then up to eight: the same as eight at once, and none is run twice."""
    first = list(islice(study.replicate(study.base), 3))
    assert [s.n for s in first] == [1, 2, 3] and study.missing(study.base) == 5
    more = list(study.replicate(study.base))
    assert [s.n for s in more] == [3, 4, 5, 6, 7, 8]
    whole = fake_experiment.run(study.base, 8, SEED)
    assert more[-1].totals["profit"] == pytest.approx(whole.totals["profit"])
    assert [s.n for s in study.replicate(study.base)] == [8] and study.missing(study.base) == 0


def test_truths_are_kept_apart(study: Study) -> None:
    """A run without assumptions, or one under doubt, never passes for the usual one."""
    list(study.replicate(study.base))
    assert study.known(truth="evidence") is None and study.known(truth="doubt") is None


def test_settings_have_one_name_however_they_are_written(study: Study) -> None:
    """A lever at its start is no change, and the order of levers means nothing."""
    start = study.start_of("training")
    assert study.key() == study.key({}) == study.key({"training": start}) == key_of(study.base)
    assert study.key({"training": 9, "breaks": 30}) == study.key({"breaks": 30.0, "training": 9.0})
    assert study.key({"training": 9}) != study.key()


def test_a_setting_is_made_and_named_once(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slider that comes back to a setting, a curve that asks for all of its own at every step: nothing is checked or
    written out again."""
    first = study.scenario({"training": 9}), study.key({"training": 9})

    def never(*_: object, **__: object) -> None:
        raise AssertionError("the scenario was taken apart again")

    for name in ("model_dump", "model_dump_json", "with_levers"):
        monkeypatch.setattr(Scenario, name, never)
    assert study.scenario({"training": 9}) is first[0] and study.key({"training": 9}) == first[1]
    assert study.known({"training": 9}) is None and study.missing(first[0]) == 8
    with pytest.raises(AssertionError):
        study.scenario({"training": 10})


def test_another_team_starts_afresh(study: Study) -> None:
    """Choices belong to the team they were made for."""
    study.chosen, study.moved = {"training": 9}, 30
    study.use_team(fake_experiment.team("flagship"))
    assert study.chosen == {} and study.moved is None
    assert study.base.id == fake_experiment.team("flagship").id
    assert study.start_of("breaks") == study.practice.lever("breaks").clip(study.base.peak.break_minutes)


def test_differences_are_taken_season_by_season() -> None:
    """B is always 2 more than A, whatever the luck: the difference has no spread."""
    luck = np.array([1.0, 50.0, -3.0, 8.0])
    a, b = Seasons({"x": luck}), Seasons({"x": luck[:3] + 2})
    change = b.change(a, "x")
    assert (change.p10, change.mean, change.p90, change.n) == (2, 2, 2, 3)
    assert clear(change) and not clear(range_of(luck)) and not clear(range_of([5.0]))


def test_shipped_seasons_come_back_as_they_were() -> None:
    """Through JSON, to seven digits."""
    estimate = fake_experiment.run(fake_experiment.team("starter"), 4)
    seasons = Seasons.of(estimate)
    again = Seasons.from_json(json.loads(json.dumps(seasons.to_json())))
    for kpi, values in seasons.totals.items():
        assert again.totals[kpi] == pytest.approx(values, rel=1e-6)
    assert again.days.keys() == seasons.days.keys() and again.n == 4
    assert Seasons.from_json(seasons.only(()).to_json()).days == {}


def test_shipped_results_show_before_anything_runs(tmp_path: Path) -> None:
    """A curve, once the lever is moved, and an explanation without a wait; they belong to exactly this team."""
    practice, _ = packing_first("peak-time")
    team = fake_experiment.team(practice.team)
    maker = Study(practice, team, fake_experiment, Effort(seasons=4), baselines=None)
    seasons = {}
    for x in practice.main.points(25):
        *_, found = maker.replicate(maker.scenario({practice.main.id: x}))
        seasons[maker.key({practice.main.id: x})] = found.only(()).to_json()
    *_, why = maker.explain(practice.why)
    explained = {"from": maker.key(), "to": maker.key(practice.why)} | why.to_json()
    shipped = {"seasons": seasons, "why": [explained]}
    (tmp_path / "practice-peak-time.json").write_text(json.dumps(shipped), encoding="utf-8")
    lab = open_lab(tmp_path, baselines=tmp_path, experiment=None)
    assert "<svg" in lab.why.figure.value
    lab.lever.slider.value = practice.main.clip(practice.main.high)
    assert "<svg" in lab.lever.figure.value
    assert lab.lever.picture() is not None and "image/png" in lab.lever._repr_mimebundle_()
    lab.study.use_team(fake_experiment.team("starter"))
    assert lab.study.known() is None and lab.study.shipped_why(practice.why) is None


@pytest.mark.parametrize("carries", [True, False])
def test_loops_are_worked_out_only_where_the_shipped_example_moves_by_them(tmp_path, monkeypatch, carries) -> None:
    """After the money, for any change; elsewhere no season is played for them."""
    practice, _ = load("peak-time")
    change = np.full(3, 100.0)
    loops = Loops("profit", change, {"direct": 0.5 * change, "late_contacts": 0.5 * change}) if carries else None
    shipped = {"seasons": {}, "why": [Why(change, {"chat": change}, {}, loops).to_json()]}
    (tmp_path / "practice-peak-time.json").write_text(json.dumps(shipped), encoding="utf-8")
    study = Study(practice, fake_experiment.team(practice.team), fake_experiment, QUICK, baselines=tmp_path)
    if not carries:
        monkeypatch.setattr(fake_experiment, "explain", None)
    *money, last = study.explain({practice.main.id: 9})
    assert all(one.loops is None for one in money) and len(money) == QUICK.seasons - 1 + carries
    assert (last.loops is not None) == carries
    assert not carries or (last.loops.carry and set(last.loops.parts) == {"direct", *practice.loops})


def test_a_slider_keeps_what_comes_from_the_browser_inside() -> None:
    """A message from outside cannot set a lever beyond its ends."""
    slider = Slider(low=0, high=10, step=1, value=4)
    slider.set_state({"value": 1e9})
    assert slider.value == 10
    slider.set_state({"value": -5})
    assert slider.value == 0


def test_settings_are_shown_with_their_decimals_and_unit() -> None:
    """35 %, 0.5 h, 6 people; in Chinese without a space."""
    share = Lever(id="a", path="x", low=0.0, high=0.6, step=0.05, percent=True)
    hours = Lever(id="b", path="x", low=0.0, high=3.0, step=0.5)
    heads = Lever(id="c", path="x", low=0, high=10)

    class Text:
        def __init__(self, unit: str) -> None:
            self.unit = unit

    assert lever_value(EN, share, Text(""), 0.35) == "35%"
    assert lever_value(EN, hours, Text("h"), 0.5) == "0.5 h"
    assert lever_value(EN, heads, Text("people"), 6) == "6 people"
    assert lever_value(ZH, heads, Text("人"), 6) == "6人"
    pay = Lever(id="d", path="x", low=0.0, high=0.02, step=0.0025, percent=True)
    assert [lever_value(ZH, pay, Text(""), x) for x in (0.0, 0.0025, 0.02)] == ["0%", "0.25%", "2%"]
    assert [decimals(x) for x in (1, 0.5, 0.25, 7.5)] == [0, 1, 2, 1]


@pytest.mark.parametrize("tongue", [EN, ZH])
def test_every_key_figure_can_be_written(tongue) -> None:
    """Name, value, change and range of each, in the team's currency."""
    reader = KpiWords(tongue, "USD")
    for kpi in kpis():
        assert reader.name(kpi)
        change = range_of([-1.5, 0.0, 2.5])
        for text in (reader.value(kpi, 0.5), reader.change(kpi, change), reader.span(kpi, change)):
            assert text and "{" not in text
    assert "$" in reader.value("profit", 5) or "美元" in reader.value("profit", 5)


def test_a_mean_beyond_its_range_is_said_to_be_that_of_a_few_seasons() -> None:
    """Nothing in nine of ten seasons and much in the last: the average alone would contradict its own range."""
    rare, sure, usual = range_of([0.0] * 19 + [2000.0]), range_of([66.0] * 5), range_of([-1.0, 2.0, 3.0])
    assert KpiWords(EN).change("profit", rare) == "+¥100 (8 seasons in 10: ¥0; a few others move the average)"
    assert KpiWords(ZH).change("profit", rare) == "+100元（10次里8次：0元；平均被另外几次拉动）"
    assert KpiWords(EN).span("profit", rare) == "¥100 (8 seasons in 10: ¥0; a few others move the average)"
    assert KpiWords(EN).change("profit", sure) == "+¥66" and "(" in KpiWords(EN).change("profit", usual)


def test_a_mean_is_as_exact_as_a_narrow_range_beside_it() -> None:
    """277 h would lie outside 277.1–277.5 h; a wide range needs no decimals of its mean."""
    narrow, wide = range_of([277.0, 277.2, 277.3, 277.4, 277.6]), range_of([200.0, 277.3, 300.0])
    hours = next(name for name, one in kpis().items() if one.unit == "hours" and one.digits is None)
    assert KpiWords(EN).span(hours, narrow).startswith("277.3 h (277.")
    assert KpiWords(EN).span(hours, wide).startswith("259 h (")


def test_errors_are_told_in_one_line() -> None:
    """What the model says, with nothing that a page would take for HTML left to the caller."""
    assert reason(EN, ValueError("a\nb")).count("\n") == 0
    with pytest.raises(Exception) as caught:
        fake_experiment.team("starter").with_levers({"peak.temps": -1})
    told = reason(EN, caught.value)
    assert told == "peak.temps is -1; write a whole number from 0 to 200"
    assert reason(ZH, caught.value) == "peak.temps 现在是 -1，请改为0到200的整数"
    with pytest.raises(Exception) as caught:
        fake_experiment.team("starter").with_levers({"shifts.day.breaks": (("23:00", "23:30"),)})
    assert reason(ZH, caught.value).startswith("shifts.day：休息时间23:00到23:30不在班次")


def test_tables_escape_their_cells() -> None:
    """Text from a register, a name from a reader."""
    made = table(["<a>", "b"], [["<script>", "x & y"]], "<c>")
    assert "<script>" not in made and "&lt;script&gt;" in made and "x &amp; y" in made and "<caption>&lt;c&gt;" in made


def test_an_explanation_is_given_up_within_a_day_of_the_model(study, monkeypatch):
    """Whoever presses Stop while "why" runs does not wait for the season in hand."""
    begun, ended = threading.Event(), []

    def endless(*_: object, each_day, **__: object):
        begun.set()
        while True:
            each_day(0, None)
        yield

    monkeypatch.setattr(fake_experiment, "explain_money", endless)
    runner = Runner()
    runner.start(lambda: study.explain(study.practice.why), ended.append, ended.append)
    assert begun.wait(30)
    runner.cancel()
    assert runner.wait() and ended == [True]
