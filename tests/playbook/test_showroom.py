"""The showroom: pages that need nothing, put in place whole or not at all."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from playbook import practices, showroom
from playbook.language import words
from playbook.showroom import pages
from sim.files.bad_input import BadInput

LANGUAGES = ("en", "zh")


class Parts(HTMLParser):
    """Addresses that a page names, its ids, and the elements that are open at its end."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        self.addresses += [given[name] or "" for name in ("href", "src") if name in given]
        self.ids += [given["id"] or ""] if "id" in given else []


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("showroom") / "out"
    size = showroom.write(out)
    assert size == sum(file.stat().st_size for file in out.rglob("*") if file.is_file())
    return out


def test_a_practice_is_less_than_half_a_megabyte(made: Path) -> None:
    """In both languages, with its play; what all figures need stands once, beside the pages."""
    sizes = [file.stat().st_size for file in made.rglob("*.html")]
    assert 1e6 < sum(sizes) < 0.48e6 * len(practices.names())
    for slug in practices.names():
        assert "<style>" not in (made / LANGUAGES[0] / f"{slug}.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_practice_has_its_page_and_its_play(made: Path, language: str) -> None:
    there = {file.name for file in (made / language).iterdir()}
    for slug in practices.names():
        assert {f"{slug}.html", f"{slug}-play.html"} <= there
        assert (f"{slug}-night.html" in there) == bool(practices.load(slug)[0].stage)


def test_every_link_leads_to_a_file_of_the_folder_and_nothing_comes_from_elsewhere(made: Path) -> None:
    for file in made.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        for address in Parts(text).addresses:
            if address.startswith(("https://doi.org/", "#", "data:")):
                continue  # evidence may be followed; the page needs none of it
            assert not re.match(r"[a-z]+:|//", address), f"{file.name}: {address}"
            assert (file.parent / address).resolve().is_relative_to(made.resolve())
            assert (file.parent / address).is_file(), f"{file.name}: {address}"


@pytest.mark.parametrize("slug", ["peak-time", "incentives"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_has_an_answer_to_each_bet_and_a_sentence_for_each_setting(made: Path, slug: str, language: str) -> None:
    text = (made / language / f"{slug}.html").read_text(encoding="utf-8")
    assert len(set(Parts(text).ids)) == len(Parts(text).ids)
    assert text.count('data-of="answer"') == text.count('type="radio"') == pages.CHOICES
    settings = re.findall(r'data-of="setting" data-at="(\d+)" data-value="([^"]*)"', text)
    assert [int(at) for at, _ in settings] == list(range(len(settings)))
    assert len(settings) == int(re.search(r'type="range"[^>]* max="(\d+)"', text)[1]) + 1 >= 5
    hits = text.count(f"<p>{words(language).t('run.hit')}</p>")
    assert hits == 1  # the parts of the whole range share no more than an edge


def test_an_earlier_showroom_is_replaced_and_anything_else_is_left_alone(tmp_path: Path) -> None:
    def small() -> dict[str, str]:
        return {"index.html": "new", "showroom.css": "", "showroom.js": "", "en/index.html": "new"}

    old = {**small(), "index.html": "old", "zh/old.html": "old"}
    out = tmp_path / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(showroom, "files", lambda: iter(old.items()))
        showroom.write(out)
        patch.setattr(showroom, "files", lambda: iter(small().items()))
        showroom.write(out)
        assert (out / "index.html").read_text() == "new" and not (out / "zh").exists()
        (out / "letter.txt").write_text("mine")
        with pytest.raises(BadInput, match="something else than a showroom"):
            showroom.write(out)
        assert (out / "letter.txt").read_text() == "mine"
        with pytest.raises(BadInput, match="does not exist"):
            showroom.write(tmp_path / "no" / "such")
    assert [one.name for one in tmp_path.iterdir()] == ["out"]


def test_a_page_that_cannot_be_made_leaves_the_earlier_showroom(tmp_path: Path) -> None:
    def broken():
        yield "index.html", "half"
        raise OSError(28, "No space left on device")

    out = tmp_path / "out"
    out.mkdir()
    for name in ("index.html", "showroom.css", "showroom.js"):
        (out / name).write_text("old")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(showroom, "files", broken)
        with pytest.raises(BadInput, match="No space left"):
            showroom.write(out)
    assert (out / "index.html").read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["out"]


def test_a_name_too_long_for_a_folder_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be written"):
        showroom.write(tmp_path / ("n" * 300))
    assert list(tmp_path.iterdir()) == []
