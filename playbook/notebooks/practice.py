"""The notebook of a practice: three minutes first, then its other parts in order.

Each cell says in its metadata to which part of the page it belongs; the app shows one part at a time. The words of a
section stand above its cell; its cell is one expression.
"""

from __future__ import annotations

from typing import Any

from playbook import language as languages
from playbook import bad_end, practices
from playbook.baselines import CURVE_POINTS
from playbook.lab import OWN_STAGES, prose
from playbook.pages import LAB, OPEN
from playbook.notebooks import cells as make

# Section of the words, attribute of the practice, part of the page.
SECTIONS = (
    ("bet", "bet", OPEN), ("run", "run", OPEN), ("lever", "lever", OPEN), ("why", "why", OPEN),
    ("share", "share", OPEN), ("more", "more", OPEN), ("challenge", "challenges", "challenges"),
    ("rubric", "rubric", "rate"), ("mydata", "my_data", "shop"), ("play", "play", "play"),
    ("evidence", "evidence", "evidence"), ("commit", "commit", "plan"),
)  # fmt: skip


def practice_notebook(slug: str, language: str, twin: str) -> Any:
    """The notebook, not executed. `twin` is the link to the page in the other language."""
    practice, text = practices.load(slug, language)
    words = prose.cells(languages.words(language), practice, text, twin)
    name = slug.split("-")[0]
    cells = [
        make.prose("promise", words["promise"], OPEN),
        make.prose("how", words["how"], LAB),
        make.code("setup", f'from playbook import practice\n\n{name} = practice("{slug}", "{language}")'),
    ]
    for section, attribute, part in SECTIONS:
        cells.append(make.prose(f"{section}-words", words[section], part))
        if section == "run" and (practice.stage is not None or practice.daily or slug in OWN_STAGES):
            cells.append(make.code("stage", f"{name}.stage", part))
        cells.append(make.code(section, f"{name}.{attribute}", part))
        if section == "challenge" and slug in bad_end.SLUGS:
            cells.append(make.code("bad-end", f"{name}.bad_end", part))
        if section == "more":
            cells += _own(practice, language, words)
    return make.notebook(cells, text.title)


def _own(practice: practices.Practice, language: str, words: dict[str, str]) -> list[Any]:
    """Cells that are there to be changed: a shop of one's own, and an exercise that the model checks."""
    lever = practice.main
    # A setting that is shipped: the notebook is executed in seconds.
    settings = [x for x in lever.points(CURVE_POINTS) if x != lever.start]
    wanted = practice.why.get(lever.id, lever.high)
    setting = f"{min(settings, key=lambda x: abs(x - wanted)):g}"
    asked = f'practice("{practice.slug}", "{language}", team="{practice.team}", levers={{"{lever.id}": {setting}}})'
    return [
        make.prose("own-words", words["own"], LAB),
        make.code("own", f"shop = {asked}\nshop.compare()", LAB, shown=True),
        make.prose("exercise-words", words["exercise"], LAB),
        make.code("exercise", "shop.exercise", LAB),
        make.code("exercise-check", f"shop.check({lever.id}={setting})", LAB, shown=True),
    ]
