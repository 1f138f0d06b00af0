"""The night that moves, in a page: hidden until the bet, the lever's evenings, the file, the picture."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from playbook.lab import Lab
from playbook.practices import PracticeError, load
from playbook.stage import document, frames
from playbook.stage.evening import _round_up, scales, told
from playbook.workspace import Bet, Workspace
from tests.playbook import fake_experiment
from tests.playbook.lab_tools import QUICK, every, no_trouble, open_lab, texts
from tests.playbook.test_lab_practices import change, folder  # noqa: F401  a fixture

LEVER = 12  # steps of the lever from nothing to 60 %


@pytest.fixture(params=("en", "zh"))
def lab(request, tmp_path: Path) -> Lab:
    return open_lab(tmp_path, language=request.param)


def shown(lab: Lab) -> Any:
    """The section as a browser has drawn it, once all its evenings are played."""
    section = lab.stage
    section.arrived()
    assert section.playing.wait()
    return section


def sent(section: Any, monkeypatch: pytest.MonkeyPatch) -> list[dict]:
    """What the section sends to browsers from now on."""
    messages: list[dict] = []
    monkeypatch.setattr(section.view, "send", lambda content, buffers=None: messages.append(content))
    return messages


def test_it_shows_the_start_and_keeps_every_setting_ready(lab) -> None:
    section = shown(lab)
    page = section.view.page
    assert page["open"] and page["start"] == 0 and page["opens"] == 120 and page["minutes"] == 480
    assert page["clock"] == {"first": 18 * 60, "at": 481, "by": 0} and page["until"] == 360
    assert {0, LEVER} <= {int(step) for step in section.view.nights} and set(section.nights) == set(range(LEVER + 1))
    assert lab.words.pick(lab.study.base.title) in page["title"]
    assert texts(section.line) == ""
    no_trouble(section)


def test_before_the_bet_nothing_of_the_outcome_is_shown(tmp_path) -> None:
    lab = open_lab(tmp_path, bet=False)
    section = shown(lab)
    assert section.view.page["open"] is False and section.view.page["bet"] is None
    lab.study.bet = Bet(kpi="peak_service_level", low=0.3, high=0.6)
    assert section.view.page["open"] is True and section.view.page["bet"]["range"] == [0.3, 0.6]
    assert "30%–60%" in section.view.page["bet"]["text"]


def test_a_bet_on_something_else_is_not_drawn(tmp_path) -> None:
    lab = open_lab(tmp_path)
    lab.study.bet = Bet(kpi="profit", low=0.0, high=1.0)
    assert shown(lab).view.page["bet"] is None


def test_a_setting_that_the_browser_asks_for_comes_back_as_its_evening(lab, monkeypatch) -> None:
    """The round trip: number of a step → setting of the scenario → evening; the plan takes the setting over."""
    section = shown(lab)
    messages = sent(section, monkeypatch)
    section.view.heard({"want": 6, "chosen": 6})
    assert every(lambda: bool(messages))
    evening = messages[0]["night"]
    assert messages[0]["step"] == 6 and told(evening, 120)["share"] == pytest.approx(0.3, abs=0.01)
    assert lab.study.chosen["night"] == pytest.approx(0.3)
    assert section.bar.place(section.value(6)) == 6
    json.dumps(evening)  # plain numbers


def test_one_lever_stands_at_one_setting_everywhere_on_the_page(tmp_path, monkeypatch) -> None:
    """What is pulled in the night shows at the slider below, and the other way round; nobody is told its own news."""
    workspace = Workspace.open(tmp_path / "workspace")
    workspace.record_bet("peak-time", Bet(kpi="peak_service_level", low=0.1, high=0.5))
    options = {"experiment": fake_experiment, "effort": QUICK, "baselines": tmp_path / "none"}
    lab = Lab("peak-time", workspace=workspace, **options)  # as it is shipped: the night's lever is the page's
    section, below = shown(lab), lab.lever
    messages = sent(section, monkeypatch)
    section.view.heard({"chosen": 6})
    assert below.slider.value == pytest.approx(section.value(6))
    assert [one for one in messages if "move" in one] == []
    below.slider.value = section.value(2)
    assert [one["move"] for one in messages if "move" in one] == [2]
    assert lab.study.moved == pytest.approx(section.value(2))


def test_an_evening_that_is_not_played_yet_is_played_when_asked_for(lab, monkeypatch) -> None:
    section = shown(lab)
    messages = sent(section, monkeypatch)
    del section.nights[7]
    section.view.heard({"want": 7})
    assert every(lambda: any(one.get("step") == 7 for one in messages))
    no_trouble(section)


@pytest.mark.parametrize(
    "content", [None, [], {"want": -1}, {"want": 13}, {"want": 2.5}, {"want": "3"}, {"want": True}]
)
def test_what_no_figure_would_send_is_not_listened_to(tmp_path, monkeypatch, content) -> None:
    section = shown(open_lab(tmp_path))
    messages = sent(section, monkeypatch)
    section.view.heard(content)
    assert messages == [] and section.study.chosen == {}


def test_another_team_has_another_evening(lab) -> None:
    section = shown(lab)
    lab.study.use_team(fake_experiment.team("starter"))
    assert every(lambda: bool(section.view.page))
    assert lab.words.pick(fake_experiment.team("starter").title) in section.view.page["title"]
    assert section.playing.wait()


def test_a_team_without_a_sale_is_told_so(lab) -> None:
    base = lab.study.team
    quiet = base.model_copy(update={"calendar": base.calendar.model_copy(update={"campaigns": ()})})
    lab.study.use_team(quiet)
    section = shown(lab)
    assert section.view.page == {} and lab.words.t("stage.no_sale") in texts(section.line)
    assert section.picture() is None
    with pytest.raises(ValueError, match=lab.words.t("stage.no_sale")[:10]):
        section.document()


def test_what_goes_wrong_is_said_in_the_page(lab, monkeypatch) -> None:
    monkeypatch.setattr(fake_experiment, "broken", True)
    section = shown(lab)
    assert "&lt;b&gt;here" in section.line.value


def test_the_evening_is_the_middle_one_of_the_seasons_known(tmp_path) -> None:
    """By the share that the bet is about; the first where nothing is known."""
    lab = open_lab(tmp_path)
    assert (lab.stage.which, lab.stage._of) == (0, 0)
    seasons = list(lab.study.replicate(lab.study.base))[-1]
    lab.stage._forget()
    values = seasons.totals["peak_service_level"]
    assert sorted(values)[(len(values) - 1) // 2] == values[lab.stage.which] and lab.stage._of == len(values)


def test_the_file_holds_every_setting_and_only_text(lab, tmp_path) -> None:
    """A title that would end the script is text like any other."""
    team = lab.study.team
    lab.study.use_team(team.model_copy(update={"title": team.title.model_copy(
        update={"en": "</script><b>A & B</b>", "zh": "</script><b>甲</b>"})}))  # fmt: skip
    page = lab.stage.save(tmp_path / "night.html").read_text(encoding="utf-8")
    data = json.loads(re.search(r'id="data">(.*?)</script>', page)[1])
    assert set(data["nights"]) == {str(step) for step in range(LEVER + 1)} and data["page"]["open"]
    assert data["page"]["title"].startswith("</script>") and page.count("</script>") == 2
    assert "<b>" not in page
    assert re.findall(r"(?:src|href)=|https?://(?!www\.w3\.org)", page) == []


def test_the_file_is_handed_to_the_browser(lab, monkeypatch) -> None:
    section = shown(lab)
    messages = sent(section, monkeypatch)
    section.view.heard({"save": True})
    assert every(lambda: bool(messages))
    assert messages[0]["name"] == "peak-time-flagship.html" and messages[0]["file"].startswith("<!doctype html>")


def test_a_saved_notebook_keeps_a_picture_and_a_sentence(lab) -> None:
    figure = lab.stage.picture()
    assert figure is not None and figure.png(820)[:4] == b"\x89PNG"
    assert lab.stage.finding(9) in figure.summary and "45%" in figure.svg
    said = lab.stage._repr_mimebundle_()["text/plain"]
    assert lab.words.t("stage.title") in said and said.endswith(lab.stage.finding(9)) and "{" not in said


def test_the_app_plays_no_evening_before_somebody_has_come(lab, monkeypatch) -> None:
    monkeypatch.setenv("VOILA_BASE_URL", "/")
    bundle = lab.stage._repr_mimebundle_()
    assert lab.stage.nights == {} and "image/png" not in bundle


def test_a_practice_without_a_stage_has_an_empty_section(tmp_path) -> None:
    section = open_lab(tmp_path, "demo-practice").stage
    section.arrived()
    assert section.picture() is None and texts(section.line) == ""


def test_every_text_of_the_figure_is_there_in_both_languages(lab) -> None:
    """The script asks for no word that the page does not bring."""
    from playbook.stage.view import SCRIPT

    page = lab.stage.page()
    asked = set(re.findall(r"words\.(\w+)", SCRIPT)) | {
        f"panel_{x}" for x in ("asking", "waiting", "people", "parcels")
    }
    assert asked - set(page["words"]) == set()
    assert all(text for text in page["words"].values() if text != page["words"]["join"])


def test_scales_hold_the_largest_of_all_settings_and_are_round() -> None:
    evening = {name: [0, 3, 7] for name in ("came", "in_time", "late", "lost", "waiting", "people", "parcels")}
    more = {**evening, "waiting": [0, 12, 1]}
    assert scales([evening, more]) == {"asking": 10, "waiting": 15, "parcels": 8, "people": 7, "total": 30}
    for x in (0, 1, 4.2, 9, 11, 101, 6220):
        assert _round_up(x) >= x and _round_up(_round_up(x)) == _round_up(x)


def test_what_is_told_is_of_the_first_hours_only(tmp_path) -> None:
    lab = open_lab(tmp_path)
    evening = frames(lab.stage.night(6))
    evening["came"] = [100] * 120 + [1] * 240 + [100] * 120
    evening["kept"] = [50] * 120 + [1] * 120 + [0] * 120 + [50] * 120
    assert told(evening, 120) | {"lost": 0} == {"came": 240, "kept": 120, "lost": 0, "share": 0.5}
    assert document(lab.stage.page(), {0: evening}).startswith("<!doctype html>")


STAGES = {
    "a lever that there is none": ('lever = "breaks"', 'lever = "gone"', "stage"),
    "a cure outside its lever": ("cure = 20.0", "cure = 99.0", "outside 15"),
    "no hour": ("after = 6", "after = 0", "stage.after"),
    "a misspelt key": ("before = 2", "befor = 2", "befor"),
}


@pytest.mark.parametrize("fault", STAGES)
def test_a_stage_that_cannot_be_is_refused_in_one_sentence(folder, fault) -> None:  # noqa: F811
    change(folder, "practice.toml", "[bet]", '[stage]\nlever = "breaks"\nbefore = 2\nafter = 6\ncure = 20.0\n\n[bet]')
    load.cache_clear()
    assert load("demo-practice", "en", folder)[0].stage.cure == 20.0
    load.cache_clear()
    old, new, said = STAGES[fault]
    change(folder, "practice.toml", old, new)
    with pytest.raises(PracticeError, match=re.escape(said)):
        load("demo-practice", "en", folder)
