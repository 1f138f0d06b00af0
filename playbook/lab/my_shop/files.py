"""Files."""

from __future__ import annotations

import ipywidgets as W

from playbook.lab.my_shop.section import ShopSection


class FilesSection(ShopSection):
    """Files."""

    kind = "shop_files"

    def build(self) -> list[W.Widget]:
        return []
