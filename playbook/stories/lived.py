"""The studies that whole seasons have lived, as readers are told of them."""

from __future__ import annotations

from typing import Any

from playbook import could_fail
from playbook.charts import Claim
from playbook.lab.page import table as html_table
from playbook.language import Words
from playbook.lived_studies import fingerprint
from playbook.stories.claims import claim_of
from playbook.stories.shipped import results


def claims(words: Words) -> list[Claim]:
    """The claims of all of them in words, each with the number of its study's section and what its verdict is worth
    today."""
    from playbook.stories import load

    told = {one.id: number for number, one in enumerate(load("studies", words.language).sections, 1)}
    found = []
    for study in results("lived"):
        fresh = study["fingerprint"] == fingerprint(study["id"])
        for claim in study["claims"]:
            kind = claim["kind"] if fresh else "unknown"
            worth = could_fail.in_words(kind, claim["turned"], words.language)
            found.append(claim_of(words, study["id"], claim, worth, f"{told[study['id'].lower()]} · "))
    return found


def table(words: Words, section: Any) -> str:
    """HTML of `claims`: what was published, what seasons show, whether they agree, and what that is worth."""
    verdicts = {True: words.t("lived.agrees"), False: words.t("lived.misses")}
    lines = [[one.label, one.note, one.text, verdicts[one.passed], one.weight] for one in claims(words)]
    head = [words.t(f"story.head_{name}") for name in ("number", "role", "found")]
    head += [words.t("lived.verdict"), words.t("story.head_weight")]
    return html_table(head, lines, section.title)
