"""The Word file as LibreOffice sets it: all its words are there, in a font that has them, and nothing over the edge."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from playbook.documents.docx import docx_bytes
from playbook.language import languages
from tests.documents.sample import sample, texts

TOOLS = ("soffice", "pdftotext", "pdffonts", "pdfinfo")
CHINESE = re.compile(r"CJK|YaHei|Hei|Song|Source ?Han|PingFang|Droid", re.I)
EDGE = 50.0  # points: of the 20 mm at each side, less what a frame's line takes


@pytest.fixture(scope="module")
def printed(tmp_path_factory) -> dict[tuple[str, bool], Path]:
    """The sample as PDF, by language and with or without strange texts, in one run of LibreOffice."""
    missing = [name for name in TOOLS if shutil.which(name) is None]
    if missing:
        reason = f"not installed here: {', '.join(missing)}"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    folder = tmp_path_factory.mktemp("pages")
    paths = {}
    for language in languages:
        for hostile in (False, True):
            path = folder / f"{language}-{hostile}.docx"
            path.write_bytes(docx_bytes(sample(language, hostile)))
            paths[language, hostile] = path
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    files = [str(path) for path in paths.values()]
    subprocess.run(
        ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(folder), *files],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    return {key: path.with_suffix(".pdf") for key, path in paths.items()}


def told(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


@pytest.mark.parametrize("language", languages)
def test_every_heading_is_on_the_pages(printed, language):
    text = re.sub(r"\s", "", told("pdftotext", str(printed[language, False]), "-"))
    missing = [one for one in texts(sample(language)) if re.sub(r"\s", "", one) not in text]
    assert missing == []


def test_a_font_with_chinese_characters_is_embedded(printed):
    lines = told("pdffonts", str(printed["zh", False])).splitlines()[2:]
    chinese = [line for line in lines if CHINESE.search(line)]
    assert chinese
    assert all(re.search(r"\byes\s+yes\s+(yes|no)\s+\d+", line) for line in lines)  # embedded, and only what is used


@pytest.mark.parametrize("language", languages)
@pytest.mark.parametrize("hostile", [False, True])
def test_no_word_stands_over_the_edge(printed, language, hostile):
    """A sheet on which the boxes of all words lie within the margins."""
    page, over, seen = (0.0, 0.0), [], 0
    for line in told("pdftotext", "-bbox", str(printed[language, hostile]), "-").splitlines():
        if found := re.search(r'<page width="([\d.]+)" height="([\d.]+)"', line):
            page = float(found[1]), float(found[2])
        if found := re.search(r'<word xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)" yMax="([\d.]+)">(.*)</word>', line):
            seen += 1
            if float(found[1]) < EDGE or float(found[2]) > page[0] - EDGE or float(found[3]) > page[1]:
                over.append(found[4])
    assert seen > 100 and over == []


@pytest.mark.parametrize("language", languages)
def test_pages_are_a4_and_a_wide_table_has_its_own_that_are_turned(printed, language):
    facts = told("pdfinfo", "-f", "1", "-l", "9", str(printed[language, False]))
    sizes = re.findall(r"size:\s+([\d.]+) x ([\d.]+)", facts)
    turned = [float(width) > float(height) for width, height in sizes]
    assert {round(max(float(a), float(b))) for a, b in sizes} == {842}
    assert 4 <= len(turned) <= 6 and not turned[0] and not turned[-1] and 1 <= sum(turned) <= 2
