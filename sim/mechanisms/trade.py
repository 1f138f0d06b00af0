"""Trade: what orders, parcels and returns bring and cost, and the shop's fixed lines.

Cash basis: goods are paid when sold and come back into stock, at cost, when returned or cancelled; the platform's fee
comes back with the money.
"""

from __future__ import annotations

from sim.contract.channels import ADVERTISING, ORDERS, PARCELS, PRICE
from sim.contract.day import Day
from sim.contract.mechanism import Account, Mechanism, MoneyPart, Own
from sim.contract.phases import Phase


def _book(day: Day, own: Own[None, None, None]) -> None:
    shop, money, orders, parcels, price = day.shop, day.shop.money, day[ORDERS], day[PARCELS], day[PRICE]
    back, broken_off, value = parcels.returned, parcels.cancelled, money.order_value
    goods = value * (1 - money.gross_margin)
    day.book("revenue", orders * value)
    day.book("discounts", -orders * value * (1 - price))
    day.book("goods", -orders * goods)
    day.book("platform_fees", -orders * price * value * money.platform_fee)
    day.book("refunds", -back.worth * value)
    day.book("goods_back", back.parcels * goods)
    day.book("fees_back", back.worth * value * money.platform_fee)
    day.book("cancelled", broken_off.parcels * goods - broken_off.worth * value * (1 - money.platform_fee))
    day.book("parcels", -parcels.shipped * money.parcel_cost)
    day.book("return_handling", -back.parcels * money.return_cost)
    day.book("outsourced", -float(day.read.came_of @ day.facts.outsourced) * money.outsourced_contact)
    day.book("fixed", -money.fixed_cost_day)
    usual = money.ad_spend_day + money.ad_share * shop.demand.orders_day * value
    day.book("advertising", -usual * day[ADVERTISING])


MECHANISM = Mechanism(
    name="trade",
    what="what orders, parcels and returns bring and cost",
    needs=(ORDERS, PARCELS),
    reads=(ADVERTISING, PRICE),
    always=True,
    acts={Phase.PAY: _book},
    accounts=(
        Account("revenue", "orders at their usual value", MoneyPart.SALES),
        Account("discounts", "what a sale takes off it", MoneyPart.SALES),
        Account("goods", "goods of orders", MoneyPart.SALES),
        Account("platform_fees", "what the platform takes of what was paid", MoneyPart.SALES),
        Account("refunds", "money back for returned parcels", MoneyPart.RETURNS),
        Account("goods_back", "goods of returned parcels, at cost", MoneyPart.RETURNS),
        Account("fees_back", "the platform's fees of returned parcels", MoneyPart.RETURNS),
        Account(
            "cancelled",
            "orders cancelled because they were late: money back less goods and fees",
            MoneyPart.COMPENSATION,
        ),
        Account("parcels", "shipping", MoneyPart.SALES),
        Account("return_handling", "handling of returned parcels", MoneyPart.RETURNS),
        Account("outsourced", "contacts of the outsourced desk", MoneyPart.PAY),
        Account("fixed", "rent, systems and other lines that do not move", MoneyPart.OTHER),
        Account("advertising", "spending on advertising", MoneyPart.ADVERTISING),
    ),
)
