"""Trade: what orders, parcels and returns bring and cost, and the shop's fixed lines.

Cash basis: goods are paid when sold and come back into stock, at cost, when returned.
"""

from __future__ import annotations

from sim.contract.channels import ORDERS, PARCELS
from sim.contract.day import Day
from sim.contract.mechanism import Account, Mechanism, MoneyPart, Own
from sim.contract.phases import Phase


def _book(day: Day, own: Own[None, None, None]) -> None:
    money, orders, parcels = day.shop.money, day[ORDERS], day[PARCELS]
    goods = money.order_value * (1 - money.gross_margin)
    day.book("revenue", orders * money.order_value)
    day.book("goods", -orders * goods)
    day.book("refunds", -parcels.returned * money.order_value)
    day.book("goods_back", parcels.returned * goods)
    day.book("parcels", -parcels.shipped * money.parcel_cost)
    day.book("return_handling", -parcels.returned * money.return_cost)
    day.book("late_compensation", -parcels.late * money.late_compensation)
    day.book("fixed", -money.fixed_cost_day)
    day.book("advertising", -money.ad_spend_day)


MECHANISM = Mechanism(
    name="trade",
    what="what orders, parcels and returns bring and cost",
    needs=(ORDERS, PARCELS),
    always=True,
    acts={Phase.PAY: _book},
    accounts=(
        Account("revenue", "orders at their value", MoneyPart.SALES),
        Account("goods", "goods and platform fees of orders", MoneyPart.SALES),
        Account("refunds", "money back for returned parcels", MoneyPart.RETURNS),
        Account("goods_back", "goods of returned parcels, at cost", MoneyPart.RETURNS),
        Account("parcels", "shipping", MoneyPart.SALES),
        Account("return_handling", "handling of returned parcels", MoneyPart.RETURNS),
        Account("late_compensation", "paid for parcels shipped late", MoneyPart.COMPENSATION),
        Account("fixed", "rent, systems and other lines that do not move", MoneyPart.OTHER),
        Account("advertising", "spending on advertising", MoneyPart.ADVERTISING),
    ),
)
