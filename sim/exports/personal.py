"""Columns that say who somebody is. None of them is ever read; the report names them."""

from __future__ import annotations

from sim.exports.columns import plain
from sim.exports.quality import Remark
from sim.exports.tables import Table
from sim.files.bad_input import listed

_WORDS = (
    "姓名 收货人 地址 电话 手机 手机号 会员名 昵称 支付宝 旺旺 买家留言 身份证 邮箱 发票抬头 帐号 "
    "email mail phone address street zip postal billingname shippingname billtoname shiptoname buyername recipient "
    "customername firstname lastname fname lname bookingcontactname username ipaddress useragent notes noteattributes "
    "buyermessage alamat penerima telepon pembeli"
).split()


def is_personal(heading: str) -> bool:
    """Whether a heading says that its column tells who somebody is, or holds words that they wrote."""
    name = plain(heading)
    return not name.startswith("是否") and any(word in name for word in _WORDS)


def not_read(table: Table, used: set[int]) -> tuple[Remark, ...]:
    """The remark on personal columns with something in them."""
    candidates = ((i, heading) for i, heading in enumerate(table.headings) if i not in used and is_personal(heading))
    found = [heading for i, heading in candidates if table.holds_something(i)]
    return (Remark("remark.personal", len(found), {"columns": listed(found, longest=160)}),) if found else ()
