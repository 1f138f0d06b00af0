"""Use."""

from __future__ import annotations

import ipywidgets as W

from playbook.lab.my_shop.section import ShopSection


class UseSection(ShopSection):
    """Use."""

    kind = "shop_use"

    def build(self) -> list[W.Widget]:
        return []
