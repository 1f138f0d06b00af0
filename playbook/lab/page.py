"""Small pieces of HTML that every section uses. All text that comes in is escaped here."""

from __future__ import annotations

import html
import re
import tempfile

from playbook.language import Words, escape
from playbook.workspace import Workspace, WorkspaceError
from sim.files.bad_input import BadInput
from sim.files.messages import said
from sim.files.validation import complaint
from sim.scenario import Scenario

_SIGN = re.compile("([+\u2212])(?=[A-Z¥$€£])")


def sentence_of(text: str, kind: str = "pb-line") -> str:
    """A line of text in the page; `kind` is its CSS class."""
    return f'<p class="{kind}">{signs_kept(escape(text))}</p>' if text else ""


def signs_kept(text: str) -> str:
    """`text` with every sign tied to the currency after it: browsers may end a line between − and ¥."""
    return _SIGN.sub("\\1\u2060", text)


def error_line(words: Words, error: Exception) -> str:
    """One readable sentence about an exception, announced to screen readers."""
    return f'<p class="pb-error" role="alert">{escape(reason(words, error))}</p>'


def reason(words: Words, error: Exception) -> str:
    """What went wrong, in one line. Errors made for readers speak for themselves; others are named."""
    from pydantic import ValidationError

    if isinstance(error, ValidationError) and error.title == Scenario.__name__:
        return complaint(Scenario, error).text(words.language)
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        return words.t("lab.invalid", place=place, reason=first["msg"].removeprefix("Value error, "))
    if type(error).__name__ in ("BadInput", "WorkspaceError", "PracticeError"):
        return " ".join(said(error, words.language).split())
    text = " ".join(f"{type(error).__name__}: {error}".split())
    return words.t("lab.failed", reason=text[:300])


def table(head: list[str], rows: list[list[str]], caption: str = "", safe: frozenset[int] = frozenset()) -> str:
    """An HTML table; cells are escaped except in the columns listed in `safe`, which hold HTML made by us."""
    top = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = []
    for row in rows:
        cells = [cell if i in safe else escape(cell) for i, cell in enumerate(row)]
        first = f'<th scope="row" data-label="{html.escape(head[0])}">{cells[0]}</th>'
        rest = (f'<td data-label="{html.escape(head[i])}">{cell}</td>' for i, cell in enumerate(cells) if i)
        body.append(f"<tr>{first}{''.join(rest)}</tr>")
    name = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f'<table class="pb-table">{name}<thead><tr>{top}</tr></thead><tbody>{"".join(body)}</tbody></table>'


def unbroken(text: str) -> str:
    """HTML of a figure and its range in brackets: a line may end between the two and nowhere else."""
    at = max(text.find("("), text.find("（"))
    parts = [text[:at].rstrip(), text[at:]] if at > 0 else [text]
    return " ".join(f'<span class="pb-whole">{escape(part)}</span>' for part in parts)


def bullets(lines: list[str] | tuple[str, ...]) -> str:
    return "<ul>" + "".join(f"<li>{signs_kept(escape(line))}</li>" for line in lines) + "</ul>"


def open_workspace() -> tuple[Workspace, WorkspaceError | None]:
    """The reader's workspace, and why a folder that will not last had to be taken instead, if so."""
    try:
        return Workspace.open(), None
    except WorkspaceError as error:
        return Workspace.open(tempfile.mkdtemp(prefix="playbook-")), error


def notices(words: Words, workspace: Workspace, trouble: WorkspaceError | None = None) -> str:
    """Damaged files of the workspace and why nothing lasts, as lines for the page."""
    lines = [words.t("lab.not_kept", reason=trouble.text(words.language))] if trouble else []
    for one in workspace.notices:
        told = isinstance(one.reason, BadInput)
        reason = one.reason.text(words.language) if told else words.t(f"workspace.{one.reason}")
        lines.append(words.t("workspace.damaged", file=one.file, kept=one.kept_as, reason=reason))
    return "".join(sentence_of(line, "pb-near") for line in lines)
