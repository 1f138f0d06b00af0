"""The page "Team plan": steps that are changed, duties that are checked, files that are made, and looking back."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import pytest

from playbook import practices
from playbook.documents.plan.tasks import ROLES, in_language, suggested
from playbook.first.came import KNOWN, form
from playbook.lab.plan import PlanPage
from playbook.lab.plan.take_away import File, TakeAwaySection
from playbook.lab.start import Start
from playbook.lab.upload import Sent
from playbook.language import escape, words
from playbook.practices import LANGUAGES
from playbook.workspace import PlanEntry, Promise, Workspace
from sim.files.messages import phrase
from sim.scenario.file import team, team_names
from sim.shop.responsibility import Duty, faults
from tests.playbook import fake_experiment
from tests.playbook.lab_tools import QUICK, click, figures, no_trouble, texts
from tests.season.shop import small_shop

PROMISE = Promise(change={"service_level": (0.01, 0.02, 0.03), "profit": (-5.0, 10.0, 20.0)}, n=16, seed=1, team="a",
                  plan="b", outlay=300.0, hours=12.0)  # fmt: skip
ENTRY = PlanEntry(owner="Li <Na>", date=dt.date(2026, 11, 1), change="More temps", number_to_watch="waits",
                  levers={"peak.temps": 4}, wrong_if="nobody comes", promise=PROMISE)  # fmt: skip


def page(folder: Path, language: str = "en", **options: object) -> PlanPage:
    workspace = Workspace.open(folder)
    workspace.set_scenario(small_shop())
    workspace.commit("peak-time", ENTRY)
    return PlanPage(language, workspace=workspace, seasons=(5, 6), **options)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_step_says_all_that_is_known_of_it(tmp_path: Path, language: str) -> None:
    section = page(tmp_path, language).steps
    shown = texts(section)
    for part in (practices.load("peak-time", language)[1].title, "More temps", "waits", "nobody comes", "16", "12"):
        assert part in shown
    assert 'href="peak-time.ipynb"' in shown and "<Na>" not in shown
    no_trouble(section)


def test_owner_and_date_are_kept_and_the_promise_stays(tmp_path: Path) -> None:
    here = page(tmp_path)
    card = here.steps.cards.children[0]
    card.owner.value, card.date.value = " Wang ", dt.date(2026, 11, 5)
    card.save()
    kept = Workspace.open(tmp_path).plan["peak-time"]
    assert (kept.owner, kept.date) == ("Wang", dt.date(2026, 11, 5))
    assert kept.model_copy(update={"owner": ENTRY.owner, "date": ENTRY.date}) == ENTRY
    for owner in (" ", "x" * 201):
        card.owner.value = owner
        card.save()
        assert "pb-near" in card.said.value and Workspace.open(tmp_path).plan["peak-time"] == kept
    card.withdraw()
    assert Workspace.open(tmp_path).plan == {} and not here.steps.cards.children
    assert 'href="start.ipynb"' in here.steps.said.value


def test_what_another_page_took_out_is_gone_when_the_reader_comes_back(tmp_path: Path) -> None:
    here = page(tmp_path)
    card = here.steps.cards.children[0]
    Workspace.open(tmp_path).withdraw("peak-time")
    card.save()
    assert Workspace.open(tmp_path).plan == {} and not here.steps.cards.children
    Workspace.open(tmp_path).commit("training", ENTRY)
    here.steps.returned()
    assert [one.slug for one in here.steps.cards.children] == ["training"]


def test_the_start_page_leads_to_the_plan(tmp_path: Path) -> None:
    page(tmp_path)
    start = Start(workspace=Workspace.open(tmp_path), experiment=fake_experiment, effort=QUICK, baselines=tmp_path)
    assert 'href="plan.ipynb"' in start.plan.value
    Workspace.open(tmp_path).withdraw("peak-time")
    start.refresh()
    assert "plan.ipynb" not in start.plan.value


# --------------------------------------------------------------------------------------------------- duties


@pytest.mark.parametrize("name", team_names())
def test_the_suggestion_holds_for_each_role_that_a_shop_has(name: str) -> None:
    """What is wrong with it is only what a missing role leaves open; whole, nothing is wrong."""
    shop = team(name)
    held = {group.role for group in shop.people}
    wrong = faults(suggested(shop, "en"))
    assert not wrong or held != set(ROLES)
    assert [duty.task for duty in suggested(shop, "zh")] == [
        duty.task for duty in in_language(suggested(shop, "en"), "zh")
    ]


def test_a_change_is_kept_and_its_fault_said_at_once(tmp_path: Path) -> None:
    here = page(tmp_path)
    here.workspace.set_scenario(team("flagship"))
    section = here.responsibility
    assert here.workspace.duties == () and "pb-good" in section.faults.value
    first = section.duties[0]
    section.table.moved = {"task": first.task, "answers": "", "n": 1}
    kept = Workspace.open(tmp_path).duties
    assert kept[0].answers == () and kept[1:] == section.duties[1:]
    assert escape(phrase("responsibility.no_owner", task=first.task).text("en")) in section.faults.value
    assert section.table.wrong == [first.task] and section.keep.layout.display == "none"
    section.table.moved = {"task": first.task, "answers": "data", "n": 2}
    section.table.moved = {"task": first.task, "role": "content", "does": True, "n": 3}
    section.table.moved = {"task": first.task, "role": first.does[0], "does": False, "n": 4}
    last = Workspace.open(tmp_path).duties[0]
    assert last.answers == ("data",)
    assert set(last.does) == {*first.does[1:], "content"}


def test_a_task_of_ones_own_comes_and_one_goes_with_what_was_handed_to_it(tmp_path: Path) -> None:
    section = page(tmp_path).responsibility
    count = len(section.duties)
    for name in ("", "x" * 101, section.duties[2].task):
        section.own.value = name
        section.add()
        assert "pb-near" in section.problem.value and len(section.duties) == count
    section.own.value = " Count   the <stock> "
    section.add()
    assert section.duties[-1] == Duty(task="Count the <stock>") and not section.problem.value
    assert "<stock>" not in section.faults.value
    gone = section.duties[0].task
    section.table.moved = {"task": gone, "remove": True, "n": 9}
    assert all(gone not in (duty.task, *duty.hands_to) for duty in section.duties)
    assert Workspace.open(tmp_path).duties == section.duties
    section.start_again()
    assert Workspace.open(tmp_path).duties == () and len(section.duties) == count


def test_what_no_table_sends_changes_nothing(tmp_path: Path) -> None:
    section = page(tmp_path).responsibility
    before, task = section.duties, section.duties[0].task
    for n, moved in enumerate(({"task": "nothing"}, {"task": task}, {"task": task, "answers": 3}), start=1):
        section.table.moved = {**moved, "n": n}
    section.table.moved = {"task": task, "answers": "king", "n": 7}
    assert section.duties == before and "pb-error" in section.alert.value
    assert Workspace.open(section.page.workspace.folder).duties == ()


def test_a_kept_list_speaks_the_pages_language(tmp_path: Path) -> None:
    here = page(tmp_path)
    here.responsibility.set((*here.responsibility.duties, Duty(task="盘点")))
    chinese = PlanPage("zh", workspace=Workspace.open(tmp_path)).responsibility
    assert [duty.task for duty in chinese.duties[:-1]] == [duty.task for duty in suggested(here.team, "zh")]
    assert chinese.duties[-1].task == "盘点"
    assert [one.kind for one in faults(chinese.duties)] == [one.kind for one in faults(here.responsibility.duties)]


# ---------------------------------------------------------------------------------------------------- files


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_press_makes_a_link_for_each_file(tmp_path: Path, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def made(shop: object, workspace: Workspace, tongue: str, **options: object) -> tuple[File, ...]:
        asked.append((shop, workspace.plan.keys(), tongue))
        options["progress"](1, 2)
        return tuple(File(kind, f"a.{kind}", "text/x", kind.encode()) for kind in ("word", "excel", "calendar"))

    monkeypatch.setattr(TakeAwaySection, "files_of", staticmethod(made))
    section = page(tmp_path, language).take_away
    assert not section.links.value
    click(section.bar)
    assert asked == [(small_shop(), {"peak-time"}, language)]
    assert section.links.value.count("<a download=") == 3
    no_trouble(section)


def test_files_that_take_long_can_be_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(*_: object, progress: object, **__: object) -> tuple[File, ...]:
        while True:
            progress(1, 40)
            time.sleep(0.01)

    monkeypatch.setattr(TakeAwaySection, "files_of", staticmethod(endless))
    section = page(tmp_path).take_away
    section.bar.button.click()
    section.bar.stop.click()
    assert section.bar.wait(10) and not section.links.value
    no_trouble(section)


# ------------------------------------------------------------------------------------------------ afterwards


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_came_is_judged_drawn_and_kept(tmp_path: Path, language: str) -> None:
    here = page(tmp_path, language)
    section = here.afterwards
    section.fields["profit"].value, section.fields["service_level"].value = "¥12,000", "62 %"
    section.fields["demand"].value = "150"
    click(section.bar, 300)
    assert section.verdict.value.count("<tr>") == 3 and figures(section.figure.value)
    assert figures(section.others.value) and section.more.layout.display is None
    assert practices.load("peak-time", language)[1].title in section.steps.value
    no_trouble(section)
    kept = Workspace.open(tmp_path).outcome
    assert kept.figures == {"profit": 12000.0, "service_level": 0.62} and kept.demand == 150.0
    again = PlanPage(language, workspace=Workspace.open(tmp_path)).afterwards
    assert again.fields["service_level"].value == "62%" and again.fields["orders"].value == ""


@pytest.mark.parametrize(("kpi", "text"), [("service_level", "62"), ("orders", "many <b>"), ("csat", "6")])
def test_a_field_that_cannot_be_is_named(tmp_path: Path, kpi: str, text: str) -> None:
    section = page(tmp_path).afterwards
    section.bar.press()
    assert words("en").t("plan_afterwards.nothing") in section.verdict.value
    section.fields[kpi].value = text
    section.bar.press()
    assert "pb-near" in section.verdict.value and "<b>" not in section.verdict.value
    assert Workspace.open(tmp_path).outcome.figures == {}


def test_an_empty_plan_is_told_before_anything_is_played(tmp_path: Path) -> None:
    here = page(tmp_path)
    here.workspace.withdraw("peak-time")
    here.afterwards.fields["profit"].value = "3"
    here.afterwards.bar.press()
    assert "there is no plan" in here.afterwards.bar.line.value


def test_a_file_fills_the_form(tmp_path: Path) -> None:
    section = page(tmp_path, "zh").afterwards
    content = form("zh").decode("utf-8-sig").replace(",,", ",1,", 1).encode()
    section.sent(Sent("came.csv", content))
    assert section.fields[KNOWN[0]].value == "1" and section.fields[KNOWN[1]].value == ""
