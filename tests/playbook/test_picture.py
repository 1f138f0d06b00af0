"""The causal pictures: what they share is said once, and every picture is whole."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from playbook.practices import LANGUAGES, load, names
from playbook.practices.picture import Core, Picture, core, with_core
from sim.season.setup import LOOPS

FOLDER = Path(__file__).parents[2] / "playbook" / "practices"
PLACES = {"overload": (0.6, 0.5), "wrong_answers": (0.9, 0.3), "rest": (0.1, 0.2)}


def picture(**changes: Any) -> Picture:
    """A picture of one shared arrow and one of its own."""
    own = [{"source": "rest", "target": "overload", "sign": "-"}]
    return Picture.model_validate({"uses": ["errors"], "links": own, "places": PLACES} | changes)


def own_words(slug: str, language: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / slug / f"{language}.toml").read_text(encoding="utf-8"))


def test_the_shared_loops_are_those_that_the_model_can_freeze() -> None:
    """A loop of the season has one name in all pictures, and a name stands for a loop."""
    assert set(core().loops) == set(LOOPS)
    assert {link.loop for link in core().links.values() if link.loop} == set(LOOPS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_shared_is_said_nowhere_else(language: str) -> None:
    """Neither a shared quantity's word nor a shared loop's name or story is typed out in a practice."""
    nodes = {one[language] for one in core().nodes.values()}
    loops = {text for one in core().loops.values() for text in (one.name[language], one.story[language])}
    for slug in names():
        words = own_words(slug, language)
        assert not nodes & set(words["nodes"].values()), slug
        assert not loops & {text for one in words.get("loops", {}).values() for text in one.values()}, slug


def test_what_two_pictures_say_alike_is_shared() -> None:
    """The same quantity under the same word, or the same arrow, in two practices belongs in core.toml."""
    words, arrows = defaultdict(set), defaultdict(set)
    for slug in names():
        for name, label in own_words(slug, "en")["nodes"].items():
            words[name, label].add(slug)
        said = load(slug)[1].nodes
        for link in load(slug)[0].picture.links:
            arrows[said[link.source], said[link.target], link.sign].add(slug)
    assert [one for one, slugs in {**words, **arrows}.items() if len(slugs) > 1] == []


@pytest.mark.parametrize("slug", names())
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_quantity_and_loop_of_a_picture_has_words(slug: str, language: str) -> None:
    """Shared ones in the words of the core, others in the practice's own."""
    practice, words = load(slug, language)
    assert set(words.nodes) == {node.id for node in practice.nodes}
    assert list(words.loops) == list(practice.loops)
    for name in set(words.nodes) & set(core().nodes):
        assert words.nodes[name] == core().nodes[name][language]
    for name in set(words.loops) & set(core().loops):
        assert words.loops[name].name == core().loops[name].name[language]


def test_shared_words_are_chinese_in_chinese_and_english_in_english() -> None:
    """Two columns of one table are easily exchanged."""
    loops = [text for one in core().loops.values() for text in (one.name, one.story)]
    for text in [*core().nodes.values(), *loops]:
        assert re.search(r"[\u4e00-\u9fff]", text.zh) and not re.search(r"[A-Za-z,.]", text.zh), text
        assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", text.en), text


def test_own_arrows_come_first_unless_they_name_one_to_follow() -> None:
    """The order in which a picture is told is its author's."""
    own = [
        {"source": "rest", "target": "overload", "sign": "-"},
        {"source": "rest", "target": "fatigue", "sign": "-", "after": "errors"},
    ]
    places = {"fatigue": (0.6, 0.9), **PLACES}
    made = picture(uses=["errors", "tiring"], links=own, places=places)
    told = [(link.source, link.target) for link in made.all_links()]
    assert told == [("rest", "overload"), ("overload", "wrong_answers"), ("rest", "fatigue"), ("overload", "fatigue")]
    assert made.all_loops() == ("overload_errors", "overload_fatigue")
    assert [node.id for node in made.all_nodes()] == list(places)


FAULTS = {
    "no such shared arrow": ({"uses": ["erors"]}, "'erors' is not among"),
    "named twice": ({"uses": ["errors", "errors"]}, "stands twice"),
    "typed out again": (
        {"links": [{"source": "overload", "target": "wrong_answers", "sign": "+"}]},
        "is 'errors' of core.toml",
    ),
    "follows one that is not used": (
        {"links": [{"source": "rest", "target": "overload", "sign": "-", "after": "tiring"}]},
        "'tiring' is not among errors",
    ),
    "an end without a place": ({"places": {"overload": (0, 0), "rest": (1, 1)}}, "wrong_answers has an arrow"),
    "a place without an arrow": ({"places": PLACES | {"pace": (0, 0)}}, "pace has a place"),
    "a place off the sheet": ({"places": PLACES | {"rest": (0, 1.2)}}, "less than or equal to 1"),
    "no loop at all": ({"uses": [], "places": {"overload": (0, 0), "rest": (1, 1)}}, "belong to 0 loops"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_picture_that_cannot_be_drawn_is_refused(fault: str) -> None:
    changes, said = FAULTS[fault]
    with pytest.raises(ValidationError, match=re.escape(said)):
        picture(**changes)


def test_a_shared_arrow_leads_between_shared_quantities() -> None:
    """A slip in core.toml itself."""
    raw = core().model_dump()
    raw["links"]["errors"]["target"] = "wrong_anwsers"
    with pytest.raises(ValidationError, match="wrong_anwsers"):
        Core.model_validate(raw)


def test_a_practice_tells_a_shared_loop_its_own_way_and_renames_nothing() -> None:
    """The story may be its own; the name, and what a shared quantity is called, may not."""
    made = picture()
    words = with_core({"nodes": {"rest": "Rest"}, "loops": {"overload_errors": {"story": "Mine."}}}, made, "zh")
    assert words["nodes"] == {"rest": "Rest", "overload": "忙不过来", "wrong_answers": "答错"}
    assert words["loops"]["overload_errors"] == {"name": "忙不过来就答错", "story": "Mine."}
    with pytest.raises(ValueError, match=r"nodes\.overload: core\.toml has its words"):
        with_core({"nodes": {"overload": "Too much"}}, made, "en")
    with pytest.raises(ValueError, match=r"loops\.overload_errors: core\.toml has its name"):
        with_core({"loops": {"overload_errors": {"name": "Mine", "story": "Mine."}}}, made, "en")
