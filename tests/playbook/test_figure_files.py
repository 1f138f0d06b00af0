"""Figures on a page and in files: widgets, SVG, and PNG without a browser or a font of the machine."""

from __future__ import annotations

import struct
import warnings
import xml.etree.ElementTree as ET
import zlib
from pathlib import Path

import numpy as np
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from playbook import fonts
from playbook.fonts import machine
from playbook.fonts.shrink import shrink
from playbook.language import languages, words
from tests.playbook.sample_figures import FIGURES

EN = words("en")
every_figure = pytest.mark.parametrize("name", FIGURES)
every_language = pytest.mark.parametrize("language", languages)


def test_the_widget_holds_both_layouts_and_can_be_changed_in_place():
    first, second = FIGURES["bet"](EN), FIGURES["bots"](EN)
    widget = first.widget()
    assert first.svg in widget.value and first.narrow in widget.value
    second.update(widget)
    assert second.svg in widget.value and first.svg not in widget.value


def pixels(png: bytes) -> np.ndarray:
    """Height × width × 3 of a PNG with a palette and no filters."""
    at, parts = 8, {}
    while at < len(png):
        size = struct.unpack(">I", png[at : at + 4])[0]
        parts[png[at + 4 : at + 8]] = png[at + 8 : at + 8 + size]
        at += 12 + size
    width, height, depth, kind = struct.unpack(">IIBB", parts[b"IHDR"][:10])
    assert (depth, kind) == (8, 3)
    rows = np.frombuffer(zlib.decompress(parts[b"IDAT"]), np.uint8).reshape(height, width + 1)
    assert not rows[:, 0].any()
    return np.frombuffer(parts[b"PLTE"], np.uint8).reshape(-1, 3)[rows[:, 1:]]


@every_figure
@every_language
def test_png_needs_no_font_of_the_machine_and_misses_no_glyph(name: str, language: str):
    """The bundled fonts hold every character of every figure in both weights, so no box can appear."""
    figure = FIGURES[name](words(language))
    trees = ET.fromstring(figure.svg), ET.fromstring(figure.narrow)
    used = {char for tree in trees for node in tree.iter("{http://www.w3.org/2000/svg}text") for char in node.text}
    for file in fonts.FILES:
        assert used - fonts.covered(file) == set()
    png = figure.png()
    picture = pixels(png)
    assert picture.shape[1] == 960
    assert (picture < 100).all(axis=2).sum() > 100  # dark ink is there
    assert len(png) <= 40_000


def test_the_fonts_hold_every_word_of_the_interface():
    for lang in languages:
        used = set("".join(words(lang)._table.values()))
        assert used - fonts.covered() == set()
        assert used - fonts.covered(fonts.FILES[1]) == set()


def test_a_small_png_shows_the_same_picture():
    """The palette moves no channel by more than a few steps, and white stays white."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">{}</svg>'
    shades = "".join(
        f'<rect x="{x}" y="{y}" width="1" height="1" fill="rgb({6 * x},{12 * y},{(7 * x + 5 * y) % 256})"/>'
        for x in range(40) for y in range(18)
    )  # fmt: skip
    picture = pixels(shrink(fonts.rasterize(svg.format(shades), 40))).astype(int)
    assert (picture[18:] == 255).all()
    wanted = np.array([[(6 * x, 12 * y, (7 * x + 5 * y) % 256) for x in range(40)] for y in range(18)])
    assert np.abs(picture[:18] - wanted).max() <= 32


def _one_text(text: str) -> str:
    text = f'<text x="4" y="18" font-size="16">{text}</text>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 24">{text}</svg>'


def a_font(path: Path, chars: str, name: str = "Squares") -> None:
    """A font of the machine that draws each of these characters as a black square."""
    builder, pen = FontBuilder(1000, isTTF=True), TTGlyphPen(None)
    names = [".notdef", *(f"g{i}" for i in range(len(chars)))]
    for point in ((0, 0), (0, 800), (800, 800), (800, 0)):
        (pen.lineTo if pen.points else pen.moveTo)(point)
    pen.closePath()
    square = pen.glyph()
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(char): name for char, name in zip(chars, names[1:], strict=True)})
    builder.setupGlyf(dict.fromkeys(names[1:], square) | {".notdef": TTGlyphPen(None).glyph()})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (900, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Squares", "styleName": "Regular"} | ({"psName": name} if name else {}))
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)


@pytest.fixture
def fonts_of_the_machine(tmp_path, monkeypatch):
    """A folder that is all the fonts this machine has."""
    monkeypatch.setattr(machine, "folders", lambda: [tmp_path / "none", tmp_path])
    machine._file_for.cache_clear()
    machine.code_points.cache_clear()
    yield tmp_path
    machine._file_for.cache_clear()
    machine.code_points.cache_clear()


def dark(png: bytes) -> int:
    return int((pixels(shrink(png)) < 100).all(axis=2).sum())


def test_a_rare_character_is_drawn_with_a_font_of_the_machine_that_has_it(fonts_of_the_machine):
    """Also a private one, which LibreOffice's symbols draw; the one beside it, which no font has, is no box."""
    (fonts_of_the_machine / "a-damaged.ttf").write_bytes(b"no font")
    a_font(fonts_of_the_machine / "a-nameless.ttf", "\uf8f0\U0010fffd", name="")  # which the renderer refuses
    a_font(fonts_of_the_machine / "b.ttf", "\uf8f0\U00020bb7")
    for char in ("\uf8f0", "\U00020bb7"):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            drawn = fonts.rasterize(_one_text(char), 60)
        assert dark(drawn) == pytest.approx((0.8 * 16) ** 2, rel=0.2)
    with pytest.warns(UserWarning, match="no font on this machine draws \U0010fffd"):
        both = fonts.rasterize(_one_text("\uf8f0\U0010fffd"), 60)
    assert both == fonts.rasterize(_one_text("\uf8f0?"), 60)


def test_without_any_font_on_the_machine_nothing_is_a_box(fonts_of_the_machine):
    with pytest.warns(UserWarning, match="no font"):
        strange = fonts.rasterize(_one_text("\uf8f0"), 60)
    assert strange == fonts.rasterize(_one_text("?"), 60)
    assert machine.files_for("a") == {}


def test_the_folders_of_this_machine_are_looked_into():
    """Whatever fonts there are, their character maps are what decides."""
    for char, file in machine.files_for("aЖ\uf8f0").items():
        assert file.is_file() and ord(char) in machine.code_points(file)


def test_a_character_that_no_font_has_is_a_question_mark_and_a_warning():
    """Never an empty box."""
    with pytest.warns(UserWarning, match="no font"):
        strange = fonts.rasterize(_one_text("\U0010fffd"), 60)
    assert strange == fonts.rasterize(_one_text("?"), 60)


def test_a_character_without_a_picture_is_left_out():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert fonts.rasterize(_one_text("a\u200b\ufeffb"), 60) == fonts.rasterize(_one_text("ab"), 60)


def test_a_figure_saves_as_svg_and_png(tmp_path: Path):
    figure = FIGURES["bet"](words("zh"))
    svg = figure.save(tmp_path / "a.svg")
    png = figure.save(str(tmp_path / "a.PNG"))
    assert ET.parse(svg).getroot().get("aria-label") == figure.alt
    assert png.read_bytes()[1:4] == b"PNG"
    with pytest.raises(ValueError, match=r"a\.gif"):
        figure.save(tmp_path / "a.gif")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.PNG", "a.svg"]
