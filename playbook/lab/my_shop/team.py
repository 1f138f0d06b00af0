"""Team."""

from __future__ import annotations

import ipywidgets as W

from playbook.lab.my_shop.section import ShopSection


class TeamSection(ShopSection):
    """Team."""

    kind = "shop_team"

    def build(self) -> list[W.Widget]:
        return []
