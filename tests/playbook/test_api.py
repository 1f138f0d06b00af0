"""A practice in Python: calls that give figures and frames, on a stand-in model whose answers are known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from playbook import practice, team
from playbook.api import running
from playbook.api.practice import GIVEN, Practice
from playbook.lab.judging import judge
from playbook.language import words
from playbook.practices import PracticeError
from playbook.workspace import Workspace
from sim.files.bad_input import BadInput
from tests.playbook import fake_experiment
from tests.playbook.lab_tools import QUICK


@pytest.fixture
def opened(tmp_path):
    """Practices on the stand-in model, without shipped results."""

    def one(slug: str = "peak-time", language: str = "en", **options: Any) -> Practice:
        options = {"experiment": fake_experiment, "effort": QUICK, "baselines": tmp_path / "none"} | options
        return Practice(slug, language, workspace=Workspace.open(tmp_path / "workspace"), **options)

    return one


# ------------------------------------------------------------------------------------------- what a practice is for


def test_team_and_levers_are_the_base_of_calls_and_widgets(opened):
    shop = team("starter").with_(orders_day=300)
    peak = opened(team=shop, levers={"temps": 10, "peak.break_minutes": 30})
    assert peak.study.base.peak.temps == 10 and peak.study.base.peak.break_minutes == 30
    assert peak.study.base.demand.orders_day == 300
    assert peak.study.origin.peak.temps == 0
    assert peak.study.start_of("temps") == 10
    assert peak.bet.team.value == GIVEN
    now = peak.levers.set_index("lever")["now"]
    assert now["temps"] == 10 and now["packing"] == 0


@pytest.mark.parametrize("given", ["jd", team("jd"), team("jd").scenario])
def test_a_team_is_given_by_name_or_as_it_is(opened, given):
    assert opened(team=given).study.team == team("jd").scenario


def test_the_old_call_is_what_it_was():
    peak = practice("peak-time", "zh")
    assert peak.words.language == "zh" and peak.study.base == peak.study.origin
    assert peak.study.team == peak.team(peak.practice.team)


def test_another_team_keeps_what_it_can_of_the_levers(opened):
    peak = opened(team="flagship", levers={"temps": 10, "people.service_early.count": 4})
    peak.study.use_team(peak.team("starter"))
    assert peak.study.levers == {"peak.temps": 10} and peak.study.base.peak.temps == 10


def test_it_says_what_it_is_and_what_can_be_called(opened):
    said = repr(opened(levers={"temps": 10}))
    for part in ("Flagship store", "Temporary agents on chat 10", "night, packing", ".compare(", ".exercise"):
        assert part in said
    assert "临时客服 10人" in repr(opened(language="zh", levers={"temps": 10}))


# ------------------------------------------------------------------------------------------------------------ results


def test_a_season_is_the_model_s_own(opened):
    """The numbers are those of the model for that very team and lever, replication by replication."""
    peak = opened()
    found = peak.season(temps=8, n=6)
    plan = peak.study.base.with_levers({"peak.temps": 8})
    model = fake_experiment.run(plan, 6, 1).totals
    frame = found.frame
    assert list(frame.columns) == ["replication", "kpi", "value"]
    profit = frame[frame["kpi"] == "profit"].sort_values("replication")["value"]
    assert profit.to_numpy() == pytest.approx(model["profit"])
    row = found.table.set_index("kpi").loc["profit"]
    assert (row["p10"], row["p50"], row["p90"]) == pytest.approx(np.quantile(model["profit"], [0.1, 0.5, 0.9]))


def test_more_seasons_than_the_page_s_do_not_change_the_page(opened):
    peak = opened()
    assert peak.season(n=np.int64(9)).n == 9
    assert peak.study.known().n == QUICK.seasons
    assert peak.season(n=2).n == 2


def test_a_comparison_is_season_by_season_under_the_same_luck(opened):
    peak = opened(levers={"temps": 10})
    found = peak.compare(packing=4)
    frame = found.frame
    assert (frame["change"] == frame["value"] - frame["start"]).all()
    # in the stand-in, four packers save 350 late parcels each, whatever the luck
    late = frame[frame["kpi"] == "late_parcels"]["change"]
    assert late.to_numpy() == pytest.approx(np.full(QUICK.seasons, -1400.0))
    row = found.table.set_index("kpi").loc["late_parcels"]
    assert row["mean"] == pytest.approx(-1400) and row["clear"]
    # against the practice's start, so the object's own temps are in it
    pay = frame[frame["kpi"] == "labour_cost"]["change"]
    assert pay.to_numpy() == pytest.approx(np.full(QUICK.seasons, 10 * (2500 + 180 * 3)))


def test_plans_by_name_and_another_setting_to_compare_with(opened):
    peak = opened()
    for found in (
        peak.compare(few={"temps": 5}, many={"temps": 20}),
        peak.compare({"few": {"temps": 5}, "many": {"peak.temps": 20}}),
    ):
        assert list(found.plans) == ["few", "many"]
        assert list(found.table["setting"].unique()) == ["few", "many"]
    assert list(peak.compare({"temps": 5}, {"temps": 20}).plans) == [
        "Temporary agents on chat 5",
        "Temporary agents on chat 20",
    ]
    same = peak.compare(temps=5, against={"peak.temps": 5})
    assert not same.frame["change"].any()


def test_without_a_setting_it_is_the_object_s_own_or_the_page_s_example(opened):
    assert list(opened(levers={"temps": 10}).compare().plans) == ["Temporary agents on chat 10"]
    peak = opened()
    (plan,) = peak.compare().plans.values()
    assert plan.totals["profit"] == pytest.approx(peak.study.known(peak.practice.why).totals["profit"])


def test_a_curve_knows_its_best_and_its_knee(opened):
    """In the stand-in answers rise with temps and saturate: the most is at the end, nine tenths of it come before."""
    curve = opened(levers={"temps": 2}).curve("temps", [0, 4, 8, 12, 16, 20])
    assert list(curve.curve) == [0, 2, 4, 8, 12, 16, 20] and curve.start == 2
    assert curve.best == 20 and 4 < curve.knee < 20
    changes = curve.table[curve.table["kpi"] == "peak_service_level"].set_index("setting")["mean"]
    assert changes[2] == 0 and changes[0] < 0 and changes.is_monotonic_increasing
    gain = changes[curve.best]
    assert changes[curve.knee] >= 0.9 * gain
    assert all(changes[x] < 0.9 * gain for x in curve.curve if 2 < x < curve.knee)


def test_a_curve_by_field_by_any_field_and_of_another_figure(opened):
    peak = opened()
    assert list(peak.curve("peak.temps", points=4).curve) == list(peak.curve("temps", points=4).curve)
    orders = peak.curve("demand.orders_day", np.array([1000, 2000]), kpi="revenue")
    assert list(orders.curve) == [1000, 1600, 2000] and orders.view.kpi == "revenue"
    assert orders.table[orders.table["kpi"] == "revenue"]["mean"].is_monotonic_increasing


def test_why_adds_up_in_every_season_and_the_section_is_still_there(opened):
    peak = opened()
    found = peak.why(packing=4)
    now = found.frame[found.frame["counts"] == "now"].groupby("replication")["amount"].sum()
    compared = peak.compare(packing=4).frame
    profit = compared[compared["kpi"] == "profit"].sort_values("replication")["change"]
    assert now.to_numpy() == pytest.approx(profit.to_numpy())
    assert found.table.set_index("part").loc["compensation", "mean"] == pytest.approx(3 * 1400)
    assert peak.why is peak.why and peak.why.children


def test_days_are_dated(opened):
    found = opened().by_day("late_parcels")
    assert len(found.frame) == QUICK.seasons * 84
    assert str(found.frame["date"].iloc[0].date()) == "2026-08-24"
    assert found.table["day"].tolist() == list(range(84))


CALLS = {
    "season": lambda peak: peak.season(),
    "compare": lambda peak: peak.compare(temps=4),
    "several": lambda peak: peak.compare(甲={"temps": 4}, 乙={"temps": 8}),
    "curve": lambda peak: peak.curve("temps", points=5),
    "why": lambda peak: peak.why(temps=4),
    "days": lambda peak: peak.by_day(),
    "check": lambda peak: peak.check(temps=4, night=0.3),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_result_shows_itself(opened, language, call):
    """A figure with its words, a table, lines of text that are the same again; each names the team."""
    peak = opened(language=language)
    result = call(peak)
    bundle = result._repr_mimebundle_()
    assert bundle.keys() == {"text/plain", "text/html", "image/png"}
    assert bundle["text/plain"] == str(result) == call(peak).text
    name = peak.words.pick(peak.study.team.title)
    assert name in result.text and (name in result.figure.alt or name in result.html)
    assert "<img alt=" in result.html and "<svg" not in result.html
    if language == "zh":
        bare = re.sub(r"P[159]0|seed|temps|night", "", result.text + result.figure.title)
        assert not re.search(r"[A-Za-z]{3,}", bare), bare


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_what_a_user_writes_is_no_html(opened, call):
    shop = team("flagship")
    for language in ("en", "zh"):
        shop = shop.with_({f"title.{language}": "<b>x</b>"})
    assert "<b>x" not in call(opened(team=shop)).html


def test_the_app_is_spared_the_drawing(opened, monkeypatch):
    found = opened().season()
    monkeypatch.setenv("VOILA_BASE_URL", "/")
    assert "image/png" not in found._repr_mimebundle_()


class Unasked:
    """A model that must not be asked."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"{name}: this was to be read and not computed")


def test_what_came_with_the_playbook_is_read():
    """The page's start, its example and its main lever's curve cost nothing."""
    peak = Practice("peak-time", experiment=Unasked())
    assert peak.season().n == peak.compare().n == peak.curve().n == peak.why().n == 16


# ----------------------------------------------------------------------------------------------------------- exercise


def test_an_answer_is_judged_as_on_the_page(opened):
    peak = opened()
    bounds = peak.practice.rounds[-1].bounds
    for levers in ({}, {"temps": 30}, {"temps": 6, "night": 0.5}):
        verdict = peak.check(**levers)
        expected = judge(bounds, peak.study.known(levers), peak.study.known())
        assert verdict.passed == expected.passed and verdict.sure == expected.sure
    assert not peak.check().passed


def test_the_verdict_says_what_each_lever_does(opened):
    peak = opened()
    found = peak.check(temps=6, packing=5)
    goal = peak.practice.final.goal.kpi
    alone = peak.compare(packing=5, against={"temps": 6, "packing": 5}).frame
    without = alone[alone["kpi"] == goal]["change"]
    assert found.brings["peak.temps"] == pytest.approx(-without.to_numpy())
    rows = found.table.set_index("lever")
    assert rows.loc["temps", "clear"] and not rows.loc["packing", "mean"]
    assert "Temporary packers: no difference here" in found.text
    assert found.text.startswith(("Passed.", "Not yet."))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_task_names_goal_levers_and_the_call(opened, language):
    task = opened(language=language).exercise
    said = repr(task)
    assert "check(night=" in said and all(f"{one}" in said for one in ("temps", "packing", "early"))
    assert words(language).pick({"en": "at least +40 points", "zh": "至少+40个百分点"}) in said
    assert task._repr_html_().count("<li>") == len(task.goals) + len(task.levers)


def test_only_the_practice_s_levers_solve_it(opened):
    with pytest.raises(BadInput, match=r"demand\.orders_day"):
        opened().check(orders_day=9000)


def test_a_lever_may_be_called_self(opened):
    found = opened("appraisal")
    assert found.check({"self": 0.1}).n == found.check(self=0.1).n == found.compare(self=0.1).n == QUICK.seasons


# -------------------------------------------------------------------------------------------------------------- slips


SLIPS = {
    "near": (lambda p: p.compare(tems=4), "did you mean temps", "是不是想写temps"),
    "by its label": (lambda p: p.compare(opening=0.4), "did you mean night", None),
    "nothing near": (lambda p: p.compare(xyzzy=4), "the levers are night, packing", "杠杆有night、packing"),
    "too much": (lambda p: p.compare(temps=40), "is 40; it goes from 0 to 30", "范围是0到30"),
    "per cent": (lambda p: p.compare(night=40), "as a share: 0.3 is 30%", "0.3就是30%"),
    "half a person": (lambda p: p.season(temps=4.5), "write a whole number from 0 to 30", "请写0到30"),
    "no number": (lambda p: p.season(temps="ten"), 'is "ten"; write a number from 0 to 30', "请写0到30"),
    "nan": (lambda p: p.season(night=float("nan")), "write a number from 0 to 0.6", "0到0.6"),
    "a field's bound": (
        lambda p: p.season({"peak.temps": 400}),
        "write a whole number from 0 to 200",
        "0到200的整数",
    ),
    "twice": (lambda p: p.season({"peak.temps": 4}, temps=4), "peak.temps is given twice", "写了两遍"),
    "seasons": (lambda p: p.season(n=0), "n is 0; write a whole number", "n 是0"),
    "mixed": (lambda p: p.compare(temps=4, few={"temps": 2}), "temps is neither", "temps两样都不是"),
    "two plans": (lambda p: p.why(a={"temps": 4}, b={"temps": 2}), "one plan at a time", "一次只解释一个"),
    "seasons in the wrong place": (lambda p: p.season(20), "20 is no setting; write levers as night=0.6", "n=20"),
    "a number to compare": (lambda p: p.compare(20), "n=20", "20不是设定"),
    "a curve of words": (lambda p: p.curve("floor.shift_end", ["finish"]), "has no curve", "画不出曲线"),
    "no values": (lambda p: p.curve("demand.orders_day"), "[800, 1600, 3200]", "[800, 1600, 3200]"),
    "no figure": (lambda p: p.curve(kpi="profitt"), "did you mean one of profit", "profit"),
    "no daily figure": (lambda p: p.by_day("profit"), "no key figure", "没有"),
}


@pytest.mark.parametrize("call, en, zh", SLIPS.values(), ids=SLIPS)
def test_a_slip_is_one_sentence_in_both_languages(opened, call, en, zh):
    for language, part in (("en", en), ("zh", zh)):
        if part is None:
            continue
        with pytest.raises(BadInput) as error:
            call(opened(language=language))
        said = str(error.value)
        assert part in said and "\n" not in said
        assert error.value._render_traceback_() == [said]


@pytest.mark.parametrize(
    "options, said",
    [
        ({"slug": "peaktime"}, "did you mean peak-time?"),
        ({"slug": "peaktime", "language": "zh"}, "是不是想写 peak-time？"),
        ({"slug": "peak-time", "language": "fr"}, "no language"),
        ({"slug": "peak-time", "team": "flagshp"}, "did you mean flagship?"),
        ({"slug": "peak-time", "team": 3}, "3 is no team"),
        ({"slug": "peak-time", "levers": {"temps": 99}}, "it goes from 0 to 30"),
    ],
)
def test_what_cannot_be_opened_is_told(options, said):
    with pytest.raises((BadInput, PracticeError)) as error:
        practice(**options)
    assert said in str(error.value)


# ---------------------------------------------------------------------------------------- while seasons are played


def stopped_after(n: int) -> SimpleNamespace:
    """The stand-in, interrupted in the season after the n-th of all that are played."""
    left = [n]

    def replicate(*args: Any, **options: Any) -> Iterator[Any]:
        for estimate in fake_experiment.replicate(*args, **options):
            if not left[0]:
                raise KeyboardInterrupt
            left[0] -= 1
            yield estimate

    return SimpleNamespace(**{**vars(fake_experiment), "replicate": replicate})


@pytest.mark.parametrize("language, said", [("en", "Stopped after 3 of 12 seasons"), ("zh", "模拟3次就停了")])
def test_an_interrupt_keeps_what_is_there(opened, language, said):
    """Both plans have been played equally far, and it is said how far."""
    found = opened(language=language, experiment=stopped_after(7)).compare(temps=4, n=12)
    assert found.n == 3 and said in found.text and said in found.html
    assert opened(language=language).compare(temps=4, n=12).n == 12


def test_an_interrupt_before_the_first_season_is_one_sentence(opened):
    for call in (lambda p: p.season(n=3), lambda p: p.compare(temps=4)):
        with pytest.raises(BadInput, match="nothing was computed"):
            call(opened(experiment=stopped_after(0)))


class Handle:
    def __init__(self) -> None:
        self.shown: list[dict[str, str]] = []

    def update(self, data: dict[str, str], raw: bool) -> None:
        self.shown.append(data)


@pytest.mark.parametrize("watched", [True, False])
def test_a_line_says_how_far_it_is_where_somebody_watches(opened, monkeypatch, watched):
    handle = Handle()

    def display(data: dict[str, str], **options: Any) -> Handle:
        handle.update(data, raw=True)
        return handle

    monkeypatch.setattr("IPython.display.display", display)
    monkeypatch.setattr(running, "somebody_watches", lambda: watched)
    monkeypatch.setattr(running, "PATIENCE_S", 0.0)
    monkeypatch.setattr(running, "AGAIN_S", 0.0)
    opened().season(n=3)
    said = [one["text/plain"] for one in handle.shown]
    assert said == (
        ["Playing seasons: 1 of 3", "Playing seasons: 2 of 3", "Playing seasons: 3 of 3", ""] if watched else []
    )


def test_nobody_watches_a_test():
    assert not running.somebody_watches()
