"""What the sections of the page "My shop" have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playbook.lab.base import Panel

if TYPE_CHECKING:
    from playbook.lab.my_shop import ShopPage


class ShopSection(Panel):
    """A section of the page; `shop` is the page, which all sections share."""

    def __init__(self, shop: ShopPage) -> None:
        self.shop = shop
        super().__init__(shop.words, shop.title)
