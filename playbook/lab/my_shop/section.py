"""What the sections of the page "My shop" have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playbook.lab.base import Panel

if TYPE_CHECKING:
    from playbook.lab.my_shop import ShopPage


RULES = """<style>
.pb-shop_files .widget-vbox { overflow: visible; }
.pb-question .widget-dropdown { flex-direction: column; align-items: flex-start; height: auto; max-width: 100%; }
.pb-question .widget-label { height: auto; white-space: normal; line-height: 1.5; }
.pb-question select { flex: none; width: auto; max-width: 100%; }
.pb-columns .widget-dropdown { flex: 1 1 340px; flex-wrap: wrap; height: auto; max-width: 480px; }
.pb-columns .widget-dropdown .widget-label { flex: 0 0 190px; height: auto; white-space: normal; line-height: 1.4; }
.pb-columns select { flex: 1 1 140px; min-width: 0; }
.pb-columns .widget-html { flex: 1 1 200px; width: auto; align-self: center; }
.pb-columns .widget-hbox { width: 100%; }
.pb-shop_use > .widget-inline-hbox, .pb-shop_files > .widget-inline-hbox, .pb-path .widget-text { flex-wrap: wrap;
  height: auto; width: 100%; }
.pb-shop_use > .widget-inline-hbox > :last-child, .pb-shop_files > .widget-inline-hbox > :last-child,
.pb-path .widget-text > input { flex: 1 1 240px; max-width: 420px; }
</style>"""


class ShopSection(Panel):
    """A section of the page; `shop` is the page, which all sections share."""

    rules = RULES

    def __init__(self, shop: ShopPage) -> None:
        self.shop = shop
        super().__init__(shop.words, shop.title)
