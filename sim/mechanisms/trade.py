"""Trade: what orders, parcels and returns bring and cost, and the shop's fixed lines.

Cash basis: goods are paid when sold and come back into stock, at cost, when returned or cancelled; the platform's fee
comes back with the money.
"""

from __future__ import annotations

from sim.contract.channels import ADVERTISING, ORDERS, PARCELS, PRICE
from sim.contract.day import Day
from sim.contract.mechanism import Account, Mechanism, Own
from sim.contract.phases import Phase


def _book(day: Day, own: Own[None, None, None]) -> None:
    shop, money, orders, parcels, price = day.shop, day.shop.money, day[ORDERS], day[PARCELS], day[PRICE]
    back = parcels.returned + parcels.cancelled
    goods = money.order_value * (1 - money.gross_margin)
    day.book("revenue", orders * money.order_value)
    day.book("discounts", -orders * money.order_value * (1 - price))
    day.book("goods", -(orders - back.parcels) * goods)
    day.book("platform_fees", -(orders * price - back.worth) * money.order_value * money.platform_fee)
    day.book("refunds", -back.worth * money.order_value)
    day.book("parcels", -parcels.shipped * money.parcel_cost)
    day.book("return_handling", -parcels.returned.parcels * money.return_cost)
    day.book("outsourced", -float(day.read.came_of @ day.facts.outsourced) * money.outsourced_contact)
    day.book("fixed", -money.fixed_cost_day)
    usual = money.ad_spend_day + money.ad_share * shop.demand.orders_day * money.order_value
    day.book("advertising", -usual * day[ADVERTISING])


MECHANISM = Mechanism(
    name="trade",
    what="what orders, parcels and returns bring and cost",
    needs=(ORDERS, PARCELS),
    reads=(ADVERTISING, PRICE),
    always=True,
    acts={Phase.PAY: _book},
    accounts=(
        Account("revenue", "orders at their usual value"),
        Account("discounts", "what a sale takes off it"),
        Account("goods", "goods of orders, less what comes back"),
        Account("platform_fees", "what the platform takes of what was paid, less what it gives back"),
        Account("refunds", "money back for returned and cancelled orders"),
        Account("parcels", "shipping"),
        Account("return_handling", "handling of returned parcels"),
        Account("outsourced", "contacts of the outsourced desk"),
        Account("fixed", "rent, systems and other lines that do not move"),
        Account("advertising", "spending on advertising"),
    ),
)
