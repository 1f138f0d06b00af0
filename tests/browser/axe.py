"""A page as axe-core sees it."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

BARRIERS = ("serious", "critical")


def barriers(page: Page) -> list[str]:
    """What axe finds that keeps people out: rule, and the first three places."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): " + "; ".join(node["html"][:160] for node in one["nodes"][:3])
        for one in found
        if one["impact"] in BARRIERS
    ]
