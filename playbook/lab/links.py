"""Where the pages are: in the app each part of a page has an address of its own, in notebooks a page is a file."""

from __future__ import annotations

import os

from playbook.pages import OPEN, PARTS, Place


def in_app() -> bool:
    """Whether this kernel serves a page without code (Voilà) rather than a notebook somebody edits."""
    return any(name.startswith("VOILA_") for name in os.environ)


def page_link(language: str, slug: str, part: str = OPEN) -> str:
    """The address of a page, or of a part of it, for a link in a widget; `slug` may be "start".

    In a notebook all parts are one file beside the present one. ValueError for a part that no page has.
    """
    if part not in PARTS:
        raise ValueError(f"{part!r} is no part of a page: {', '.join(PARTS)}")
    if not in_app():
        return f"{slug}.ipynb"
    return os.environ.get("VOILA_BASE_URL", "/").rstrip("/") + Place(language, slug, part).address
