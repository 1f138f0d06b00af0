"""The form of a practice page: three minutes first, one lock, one team, and something to take away."""

from __future__ import annotations

import re
import tomllib
from html import unescape
from pathlib import Path

import ipywidgets as W
import pytest

from playbook import practices
from playbook.lab import Lab, page_link
from playbook.lab.access import Fold
from playbook.lab.seasons import key_of
from playbook.lab.slider import Slider
from playbook.notebooks.practice import SECTIONS, practice_notebook
from playbook.pages import LAB, OPEN, PARTS
from playbook.practices import LANGUAGES, count_words
from playbook.workspace import Bet, Workspace
from sim.scenario.file import read_scenario, team
from tests.playbook import fake_experiment
from tests.playbook.lab_tools import QUICK, click, figures, no_trouble, open_lab, texts, widgets_of

OPENING = [attribute for _, attribute, part in SECTIONS if part == OPEN]
MOST_WORDS = 400


def shipped_lab(folder: Path, slug: str, language: str) -> Lab:
    """A page as a reader opens it first: shipped results, nothing in the workspace."""
    return Lab(slug, language, workspace=Workspace.open(folder / "workspace"), experiment=fake_experiment)


def opened_words(lab: Lab) -> int:
    """Words that can be seen on the opening part, folds shut: its Markdown cells and its widgets."""
    notebook = practice_notebook(lab.practice.slug, lab.words.language, "twin.ipynb")
    shown = [visible(getattr(lab, name)) for name in OPENING]
    waiting = {name for name in OPENING if "pb-locked" in getattr(lab, name)._dom_classes}
    for i, cell in enumerate(notebook.cells):
        # The heading of a section that waits for the bet waits, too.
        following = notebook.cells[i + 1].source.rpartition(".")[2] if i + 1 < len(notebook.cells) else ""
        if cell.cell_type == "markdown" and part_of(cell) == OPEN and following not in waiting:
            shown.append(re.sub(r"\]\([^)]*\)", "]", cell.source))
    return count_words(" ".join(shown))


# What an HTML widget holds and does not show: styles, pictures, what is folded.
UNSEEN = r"<(style|svg).*?</\1>|</summary>.*?</details>"


def visible(widget: W.Widget) -> str:
    """The text of a widget that is on the screen."""
    if getattr(widget, "layout", None) is not None and widget.layout.display == "none":
        return ""
    if isinstance(widget, Fold):
        return visible(widget.children[0])
    said = [visible(child) for child in getattr(widget, "children", ())]
    if isinstance(widget, W.HTML):
        said.append(unescape(re.sub(r"<[^>]*>", " ", re.sub(UNSEEN, " ", widget.value, flags=re.S))))
    if isinstance(widget, Slider):
        said += [widget.label, widget.help]
    if isinstance(widget, W.Dropdown):
        said.append(widget.label)
    return " ".join([*said, getattr(widget, "description", "")])


def part_of(cell) -> str:
    return cell.metadata.get("playbook", {}).get("part", "")


# ------------------------------------------------------------------------------------------------------- the opening


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", practices.names())
def test_the_opening_is_read_in_three_minutes(tmp_path: Path, slug: str, language: str) -> None:
    """Under 400 words, as the page opens and with bet, answer and reason on it."""
    lab = shipped_lab(tmp_path, slug, language)
    before = opened_words(lab)
    assert before < MOST_WORDS
    lab.bet.record()
    assert lab.run.sentence.value and lab.why.sentence.value, "shipped results are there at once"
    main = lab.practice.main
    setting = main.clip(lab.practice.why.get(main.id, main.high))
    lab.lever.slider.value = setting if setting != lab.lever.setting else main.clip(main.high)
    assert lab.lever.week.runner.wait()
    assert before < opened_words(lab) < MOST_WORDS


def test_the_steps_of_the_path_are_numbered_from_one() -> None:
    """Bet, answer, lever, why, share; what opens from there has no number."""
    for slug in practices.names():
        cells = practice_notebook(slug, "en", "twin.ipynb").cells
        heads = [line for c in cells if c.cell_type == "markdown" for line in c.source.split("\n") if line[:3] == "## "]
        assert [head.split()[1] for head in heads if head.split()[1].isdigit()] == ["1", "2", "3", "4", "5"]
        assert [head.split()[1].isdigit() for head in heads] == [True] * 5 + [False] * (len(heads) - 5)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cell_says_to_which_part_it_belongs(language: str) -> None:
    """Only the set-up belongs to all; the parts follow one another in their order; cells to change are a notebook's."""
    for slug in practices.names():
        cells = practice_notebook(slug, language, "twin.ipynb").cells
        assert [cell.id for cell in cells if not part_of(cell)] == ["setup"]
        assert tuple(dict.fromkeys(part for cell in cells if (part := part_of(cell)) not in ("", LAB))) == PARTS
        shown = [cell for cell in cells if cell.cell_type == "code" and "jupyter" not in cell.metadata]
        assert shown and {part_of(cell) for cell in shown} == {LAB}
        text = " ".join(cell.source for cell in cells if part_of(cell) != LAB)
        assert "JupyterLab" not in text and "app" not in re.findall(r"\w+", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_participants_find_no_answers_of_the_quiz(language: str) -> None:
    for slug in practices.names():
        _, text = practices.load(slug, language)
        said = " ".join(cell.source for cell in practice_notebook(slug, language, "twin.ipynb").cells)
        quiz = text.trainer.quiz
        assert not any(one.because in said for one in (*quiz.a, *quiz.b))


def test_a_part_has_an_address_in_the_app_and_is_the_same_file_in_a_notebook(monkeypatch) -> None:
    assert page_link("zh", "hiring", "plan") == page_link("zh", "hiring") == "hiring.ipynb"
    monkeypatch.setenv("VOILA_BASE_URL", "/")
    assert page_link("zh", "hiring") == "/zh/hiring" and page_link("zh", "hiring", "plan") == "/zh/hiring/plan"
    assert page_link("en", "start") == "/en/"
    with pytest.raises(ValueError, match="no part"):
        page_link("en", "hiring", "plans")


def test_in_the_app_every_part_is_one_link_away(tmp_path: Path, monkeypatch) -> None:
    lab = open_lab(tmp_path)
    assert "href" not in lab.more.lines()
    monkeypatch.setenv("VOILA_BASE_URL", "/")
    found = re.findall(r'href="([^"]*)"', lab.more.lines())
    assert found == [f"/en/peak-time/{part}" for part in PARTS if part != OPEN]


# ------------------------------------------------------------------------------------------------------------- locks


def test_before_the_bet_one_sentence_and_no_button_that_does_nothing(tmp_path: Path) -> None:
    """The answer says what comes; lever, reason and share wait without a word; no button is there in vain."""
    lab = open_lab(tmp_path, bet=False)
    assert lab.words.t("run.bet_first") in unescape(texts(lab.run))
    for name in ("lever", "why", "share"):
        assert visible(getattr(lab, name)).strip() == "", name
    buttons = [w for name in OPENING for w in widgets_of(getattr(lab, name)) if isinstance(w, W.Button)]
    seen = [w.description for w in buttons if w.layout.display != "none"]
    assert seen == [lab.words.t("bet.record")]
    for section in (lab.challenges, lab.evidence):
        assert texts(section).count(lab.words.t("lab.bet_first")) == 1
    lab.bet.low.value = 0.1
    lab.bet.record()
    assert lab.run.bar.wait() and figures(texts(lab.run)), "the season runs when the bet is on record"
    assert all("pb-locked" not in getattr(lab, name)._dom_classes for name in ("lever", "why", "share"))


def test_a_result_of_another_team_leaves_nothing_behind(tmp_path: Path) -> None:
    lab = open_lab(tmp_path)
    click(lab.run.bar)
    assert "Done" in texts(lab.run)
    lab.bet.team.value = "starter"
    assert "Done" not in texts(lab.run) and figures(texts(lab.run)) == []


# -------------------------------------------------------------------------------------------------------------- team


def test_the_team_chosen_elsewhere_is_the_team_here(tmp_path: Path) -> None:
    """Chosen on the start page: the situation tells its numbers once, and every result names it."""
    Workspace.open(tmp_path / "workspace").set_scenario(team("starter"))
    lab = open_lab(tmp_path)
    assert lab.study.team == team("starter") and lab.bet.team.value == "starter"
    said = texts(lab.bet)
    assert f"{team('starter').headcount} people" in said and f"{team('flagship').headcount} people" not in said
    lab.lever.slider.value = 5
    assert lab.lever.week.runner.wait()
    round_ = lab.challenges.show("final")
    for bar in (lab.run.bar, lab.why.bar, round_.bar, lab.evidence.bar):
        click(bar)
    assert team("starter").title.en in unescape(lab.share.sheet().page)
    for section in (lab.run, lab.lever, lab.why, round_, lab.evidence):
        assert team("starter").title.en in texts(section)
        no_trouble(lab.run)


def test_a_team_chosen_here_is_chosen_everywhere_and_an_own_one_is_kept(tmp_path: Path) -> None:
    lab = open_lab(tmp_path)
    lab.bet.team.value = "jd"
    assert lab.workspace.scenario == team("jd") and open_lab(tmp_path).study.team == team("jd")
    own = team("jd").with_levers({"demand.orders_day": 3000})
    lab.workspace.set_scenario(own)
    again = open_lab(tmp_path)
    assert again.study.team == own
    again.bet.team.value = "starter"
    assert again.study.team == team("starter") and again.workspace.own == own


def test_shipped_starts_of_other_teams_are_there_at_once(tmp_path: Path) -> None:
    """A team whose own season is the practice's start needs no run."""
    Workspace.open(tmp_path / "workspace").set_scenario(team("jd"))
    lab = Lab("peak-time", workspace=Workspace.open(tmp_path / "workspace"), experiment=fake_experiment)
    if key_of(team("jd")) == lab.study.key():
        assert lab.study.known().n == lab.study.effort.seasons


# ------------------------------------------------------------------------------------------------------------- share


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_finding_leaves_the_page_as_three_files(tmp_path: Path, language: str) -> None:
    """A page with finding, team, setting, range, luck and version; a picture; a scenario with the same key."""
    lab = open_lab(tmp_path, language=language)
    lab.lever.slider.value = 7
    assert lab.lever.week.runner.wait()
    page, picture, scenario = lab.share.save(tmp_path / "out")
    assert picture.read_bytes()[:4] == b"\x89PNG"
    assert key_of(read_scenario(scenario)) == lab.study.key({"packing": 7})
    text = page.read_text(encoding="utf-8")
    here = lab.study.known({"packing": 7})
    for said in (
        lab.text.title, lab.words.pick(team("flagship").title), lab.text.levers["packing"].label,
        lab.kpis.span("profit", here.range("profit")), f"--replications {here.n} --seed 1", "0.1.0",
    ):  # fmt: skip
        assert said in unescape(text), said
    assert "<svg" in text and "<script" not in text and "http" not in re.sub(r'xmlns="[^"]*"', "", text)
    links = re.findall(r'download="([^"]+)" href="data:', texts(lab.share))
    assert links == [page.name, picture.name, scenario.name]


def test_a_name_with_markup_is_text_on_the_sheet(tmp_path: Path) -> None:
    own = team("flagship").with_levers({"title.en": "<b>Ann & co</b>"})
    Workspace.open(tmp_path / "workspace").set_scenario(own)
    lab = open_lab(tmp_path)
    lab.lever.slider.value = 7
    assert lab.lever.week.runner.wait()
    assert "<b>Ann" not in lab.share.sheet().page and "&lt;b&gt;Ann &amp; co" in lab.share.sheet().page
    assert "<b>Ann" not in texts(lab.share) + texts(lab.run) + texts(lab.lever)


def test_in_a_notebook_the_example_is_saved_where_nothing_was_moved(tmp_path: Path) -> None:
    lab = open_lab(tmp_path)
    scenario = lab.share.save(tmp_path)[-1]
    levers = tomllib.loads(scenario.read_text(encoding="utf-8"))["peak"]
    assert levers["temps_packing"] == lab.practice.why["packing"]


# -------------------------------------------------------------------------------------------------------- challenges


def test_what_the_other_players_did_stands_below_the_button_that_asked(tmp_path: Path) -> None:
    lab = open_lab(tmp_path)
    round_ = lab.challenges.show("same_payroll")
    click(round_.bar)
    assert len(set(figures(round_.figure.value))) == 1 and round_.others.value == ""
    click(round_.compare)
    order = list(round_.children)
    assert order.index(round_.others) > order.index(round_.compare) > order.index(round_.figure)
    assert lab.words.t("challenge.player_near") in round_.others.value
    assert lab.words.t("challenge.player_near") not in round_.figure.value


def test_a_run_ends_with_the_number_it_began_with(tmp_path: Path) -> None:
    """Seasons that were there before were not played again, but they are there."""
    lab = open_lab(tmp_path)
    click(lab.run.bar)
    click(lab.lever.bar)
    planned = QUICK.seasons * len({lab.lever._start(), *lab.lever.lever.points(QUICK.points)})
    assert f"Done: {planned} seasons." in lab.lever.bar.line.value


def test_the_quick_look_says_what_it_is() -> None:
    """The first answer of a slider is not the season's."""
    from playbook.language import words

    for key in ("peak.first", "peak.sentence"):
        assert words("en").t(key, first="a", last="b", setting="c", kpi="d", change="e", n=1).startswith("Quick look")


# --------------------------------------------------------------------------------------------------- without a kernel


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", practices.names())
def test_a_saved_notebook_tells_the_story(tmp_path: Path, slug: str, language: str) -> None:
    """Answer, lever and reason as pictures with their numbers beside them; no word of where it would work."""
    lab = shipped_lab(tmp_path, slug, language)
    bundles = {attribute: getattr(lab, attribute)._repr_mimebundle_() for _, attribute, _ in SECTIONS}
    for name in ("run", "lever", "why"):
        assert "image/png" in bundles[name] and "<table" in bundles[name]["text/html"], name
    for name in ("bet", "share", "more", "challenges", "my_data", "evidence"):
        assert bundles[name]["text/html"], name
    assert sum(len(one.get("image/png", "")) for one in bundles.values()) * 3 // 4 < 300_000
    assert not any(
        "JupyterLab" in str(one.get(kind, "")) for one in bundles.values() for kind in ("text/plain", "text/html")
    )
    wanted = lab.kpis.value(lab.practice.bet.kpi, lab.study.known().range(lab.practice.bet.kpi).mean)
    assert wanted in unescape(bundles["run"]["text/html"])


def test_bets_do_not_show_in_a_saved_notebook(tmp_path: Path) -> None:
    lab = shipped_lab(tmp_path, "peak-time", "en")
    before = lab.run._repr_mimebundle_()
    lab.workspace.record_bet("peak-time", Bet(kpi=lab.practice.bet.kpi, low=0.17, high=0.23))
    after = shipped_lab(tmp_path, "peak-time", "en").run._repr_mimebundle_()
    assert {k: before[k] for k in ("text/html", "text/plain", "image/png")} == {
        k: after[k] for k in ("text/html", "text/plain", "image/png")
    }
