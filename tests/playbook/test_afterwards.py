"""Looking back on a plan: its steps, what came, and files of it that cannot be read."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from playbook.first.afterwards import SEED, both_ways, looked_back, played
from playbook.first.came import DEMAND, KNOWN, Came, Name, form, number_in, read_came, whole_season
from playbook.workspace import PlanEntry, Promise
from sim.experiment import Comparison, run
from sim.experiment.results import Gathering, Replication
from sim.files.bad_input import BadInput
from tests.season.shop import small_shop
from tests.sentences import in_chinese

NONE = (0.0, 0.0, 0.0)


def entry(levers: dict | None = None, **change: tuple[float, float, float]) -> PlanEntry:
    promise = Promise(change=change, n=16, seed=1, team="a", plan="b") if change else None
    return PlanEntry(owner="Li", date=dt.date(2026, 11, 1), change="c", number_to_watch="w", levers=levers or {},
                     promise=promise)  # fmt: skip


def pair(without: dict[str, np.ndarray], plan: dict[str, np.ndarray]) -> Comparison:
    """A comparison with these totals."""
    sides = []
    for totals in (without, plan):
        gathering = Gathering(small_shop(), 1, len(next(iter(totals.values()))), ())
        for row in zip(*totals.values(), strict=True):
            done = gathering.add(Replication(dict(zip(totals, row, strict=True)), {}, {}, ()))
        sides.append(done)
    return Comparison(*sides)


RANDOM = np.random.default_rng(3)
WITHOUT = {"profit": RANDOM.normal(100, 10, 60), "service_level": RANDOM.normal(0.7, 0.02, 60),
           "contacts": RANDOM.normal(900, 30, 60)}  # fmt: skip
PLAN = {"profit": WITHOUT["profit"] + 1, "service_level": WITHOUT["service_level"] + 0.08,
        "contacts": WITHOUT["contacts"]}  # fmt: skip


def verdicts(came: dict[str, float], plan: dict[str, PlanEntry] | None = None) -> dict[str, str]:
    found = looked_back(pair(WITHOUT, PLAN), plan or {"a": entry()}, Came(came))
    return {one.kpi: one.verdict for one in found.figures}


def test_verdicts_follow_what_came() -> None:
    """Service at the promise is as promised, far under it worse; a change within luck cannot be seen in profit; a
    figure without a better way is higher, not better."""
    assert verdicts({"service_level": 0.78, "profit": 101.0}) == {
        "service_level": "as_promised",
        "profit": "cannot_tell",
    }
    assert verdicts({"service_level": 0.6, "profit": 170.0}) == {"service_level": "worse", "profit": "better"}
    assert verdicts({"contacts": 1200.0}) == {"contacts": "higher"}


def test_the_telling_figure_does_not_depend_on_what_came() -> None:
    for service in (0.5, 0.7, 0.78):
        found = looked_back(pair(WITHOUT, PLAN), {"a": entry()}, Came({"profit": 500.0, "service_level": service}))
        assert found.telling is not None and found.telling.kpi == "service_level"
    assert looked_back(pair(WITHOUT, PLAN), {"a": entry()}, Came({"profit": 500.0})).telling is None


def test_odds_rise_with_what_came_toward_the_plan() -> None:
    ratios = [
        looked_back(pair(WITHOUT, PLAN), {"a": entry()}, Came({"service_level": x})).figures[0].found.odds.ratio
        for x in (0.70, 0.72, 0.74, 0.76)
    ]
    assert ratios == sorted(ratios) and ratios[0] < 1 < ratios[-1]


def test_two_steps_that_promise_the_same_figure_cannot_be_told_apart_by_it() -> None:
    plan = {"a": entry(profit=(0.5, 1.0, 1.5), service_level=(0.07, 0.08, 0.09)), "b": entry(profit=(1.0, 2.0, 3.0)),
            "c": entry(profit=NONE), "d": entry()}  # fmt: skip
    came = Came({"profit": 101.0, "service_level": 0.78})
    a, b, c, d = looked_back(pair(WITHOUT, PLAN), plan, came).steps
    assert a.shared == {"profit": ("b",)} and b.shared == {"profit": ("a",)}
    assert [own.kpi for own in a.own] == ["service_level"] and a.own[0].verdict == "as_promised"
    assert a.own[0].came[1] == pytest.approx(0.78 - WITHOUT["service_level"].mean())
    assert not (b.own or c.own or c.shared or d.own or d.shared)
    missed = looked_back(pair(WITHOUT, PLAN), plan, Came({"service_level": 0.62})).steps[0]
    assert missed.own[0].verdict == "worse"


def test_of_the_models_own_seasons_few_are_beyond_luck() -> None:
    """A hundred seasons of the small shop as if they had come, looked back on with a hundred others and a plan that
    does nothing: p-values are uniform, about one in ten is beyond luck, and no other verdict than "cannot tell"."""
    kpis, n = ("profit", "service_level", "csat"), 100
    truths, seasons = (run(small_shop(), n, seed).totals for seed in (5, SEED))
    without = {kpi: seasons[kpi] for kpi in kpis}
    same = pair(without, without)
    found = []
    for i in range(n):
        came = Came({kpi: float(truths[kpi][i]) for kpi in kpis})
        found += looked_back(same, {"a": entry()}, came).figures
    for kpi in kpis:
        distance = stats.kstest([one.found.place.p for one in found if one.kpi == kpi], "uniform").statistic
        assert stats.kstwo.sf(distance, n // 2) > 0.01  # n truths against n seasons vary as n / 2 against the law
    verdicts = [one.verdict for one in found]
    assert 0.02 < verdicts.count("worse") / len(found) < 0.1
    assert 0.02 < verdicts.count("better") / len(found) < 0.1
    assert set(verdicts) == {"worse", "better", "cannot_tell"}


def test_a_lever_and_the_demand_reach_both_ways() -> None:
    a, b = both_ways(small_shop(), {"x": entry({"peak.temps": 3}), "y": entry({"peak.temps": 5})}, 220.0)
    assert a.demand.orders_day == b.demand.orders_day == 220.0
    assert (a.peak.temps, b.peak.temps) == (0, 5)


def test_seasons_at_the_demand_that_came_have_its_orders() -> None:
    """Half as many orders again, played: what looked better than luck is what the demand explains."""
    plan, shop = {"x": entry({"peak.temps": 2})}, small_shop()
    *_, usual = played(shop, plan, Came({"orders": 1.0}), 4)
    *_, more = played(shop, plan, Came({"orders": 1.0}, 225.0), 4)
    ratio = more.b.totals["orders"].mean() / usual.b.totals["orders"].mean()
    assert ratio == pytest.approx(1.5, rel=0.06)
    again = list(played(shop, plan, Came({"orders": 1.0}), 4, workers=2))[-1]
    assert again.b.totals["profit"].tolist() == usual.b.totals["profit"].tolist()


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ({}, "there is no plan"), ({"x": entry()}, "change nothing"), ({"x": entry({"peak.nobody": 3})}, "peak.nobody"),
        ({"x": entry({"peak.temps": -3})}, "peak.temps"),
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be_played_is_told(plan: dict[str, PlanEntry], said: str) -> None:
    with pytest.raises(BadInput, match=said) as error:
        both_ways(small_shop(), plan)
    assert in_chinese(error.value)


# ------------------------------------------------------------------------------------------------------- files


def write(folder: Path, text: str, name: str = "came.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_in_either_language_gives_the_same(tmp_path: Path) -> None:
    english = write(tmp_path, 'figure,value\nProfit of the season,"¥1,200,000"\nAnswered in time,83 %\nOrders,\n')
    chinese = write(tmp_path, "指标;数值\n到手利润;120万\n及时回复率;83%\n平常一天的订单;\n", "zh.csv")
    toml = write(tmp_path, "profit = 1200000\nservice_level = 0.83\n", "came.toml")
    found = [read_came(path) for path in (english, chinese, toml)]
    assert found[0] == found[1] == found[2]
    assert found[0].figures == {"profit": 1_200_000.0, "service_level": 0.83} and found[0].demand is None


def test_weeks_are_added_up_where_the_figure_is_a_sum(tmp_path: Path) -> None:
    rows = "".join(f"orders,{n},{100 * n}\n" for n in range(1, 5))
    came = read_came(write(tmp_path, f"kpi,week,value\n{rows}demand,,150\n"))
    assert came.figures == {"orders": 1000.0} and came.demand == 150.0 and came.parts == {"orders": 4}
    assert whole_season("f", came, small_shop()) == came
    assert read_came(write(tmp_path, "orders = [100, 200, 300, 400]\n", "w.toml")).figures == came.figures
    with pytest.raises(BadInput, match="4 weeks"):
        whole_season("f", Came({"orders": 600.0}, None, {"orders": 3}), small_shop())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kpi,value\nprofits,3\n", "row 2.*profits.*did you mean"), ("kpi,value\norders,many\n", "row 2.*many"),
        ("kpi,value\nservice_level,83\n", "83% or 0.83"), ("kpi,value\ncsat,6\n", "from 1 to 5"),
        ("kpi,value\norders,-3\n", "0 or more"), ("kpi,value\norders,\n", "no figure has a value"),
        ("kpi,value\ndemand,300\n", "no figure has a value"), ("kpi,value\ndemand,0\norders,3\n", "row 2"),
        ("kpi,value\norders,3\norders,4\n", "row 3.*twice"), ("kpi,worth\norders,3\n", "value"), ("", "empty"),
        ("kpi,week,value\ncsat,1,4\ncsat,2,4.5\n", "row 3.*added up"), ("kpi,value\nquits,nan\n", "row 2"),
    ],
)  # fmt: skip
def test_a_bad_file_is_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(BadInput, match=said) as error:
        read_came(path)
    assert str(error.value).startswith(str(path)) and in_chinese(error.value)


@pytest.mark.parametrize("text", ["orders = true\n", "orders = 'x'\n", "orders = [[1]]\n", "[orders]\na = 1\n"])
def test_a_bad_toml_is_one_sentence(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInput, match="orders") as error:
        read_came(write(tmp_path, text, "came.toml"))
    assert in_chinese(error.value)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_form_is_read_once_it_is_filled_in(tmp_path: Path, language: str) -> None:
    path = tmp_path / "form.csv"
    path.write_bytes(form(language))
    with pytest.raises(BadInput, match="no figure has a value"):
        read_came(path)
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    filled = [lines[0], *(line.replace(",,", ",1,", 1) for line in lines[1:])]
    came = read_came(write(tmp_path, "\n".join(filled), "filled.csv"))
    assert set(came.figures) == set(KNOWN) and came.demand == 1.0


def test_names_are_there_in_both_languages() -> None:
    names = [Name(kpi).text(language) for kpi in (*KNOWN, DEMAND) for language in ("en", "zh")]
    assert len(set(names)) == len(names)


@given(st.floats(0, 1e9).map(lambda x: round(x, 2)), st.sampled_from(["", "-", "−"]), st.sampled_from(["", "¥", "￥"]))
def test_numbers_are_read_as_people_write_them(x: float, sign: str, mark: str) -> None:
    assert number_in(f" {sign}{mark}{x:,.2f} ") == pytest.approx(-x if sign else x)


@pytest.mark.parametrize("text", ["", "x", "1e3", "1.2.3", "nan", "12 apples", "%", "--3"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert number_in(text) is None
