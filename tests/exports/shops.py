# ruff: noqa: E501
"""Small exports as shops write them, values invented: for each its text, its orders, and what they are.

Headings and quirks are those that the shops' own files have; most columns without a meaning here are left out.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    """A file, the shop it is from, and what is in it: rows, orders, and how many of these are what."""

    key: str
    text: str
    rows: int
    orders: int
    first: str  # moment of the first order, as it has to come out
    cancelled: int = 0
    unpaid: int = 0
    refunded: int = 0
    deposit: int = 0
    live: int = 0
    amount: float | None = None  # of the first order
    encoding: str = "utf-8"


SHOPIFY = Sample(
    "shopify",
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Total,Created at,Lineitem quantity,Lineitem name,"
    "Notes,Cancelled at,Refunded Amount,Id,Source\n"
    '#1004,a@example.com,paid,2026-11-03 10:00:05 +0800,fulfilled,2026-11-04 09:00:00 +0800,70.00,2026-11-03 10:00:01 +0800,1,"Mug, blue","ring\nthe bell, please",,0.00,11,web\n'
    "#1004,,,,,,,2026-11-03 10:00:01 +0800,2,Plate,,,,,\n"
    "#1003,b@example.com,pending,,unfulfilled,,35.00,2026-11-03 09:00:00 +0800,1,Mug,,,0.00,12,web\n"
    "#1002,c@example.com,voided,,unfulfilled,,35.00,2026-11-02 09:00:00 +0800,1,Mug,,2026-11-02 09:30:00 +0800,0.00,13,web\n"
    "#1001,d@example.com,partially_refunded,2026-11-01 09:00:00 +0800,fulfilled,,35.00,2026-11-01 09:00:00 +0800,1,Mug,,,10.00,14,web\n",
    rows=5, orders=4, first="2026-11-03 10:00:01", cancelled=1, unpaid=1, refunded=1, amount=70.0,
)  # fmt: skip
TAOBAO = Sample(
    "taobao",
    "订单编号,买家会员名,总金额,买家实际支付金额,订单状态,收货人姓名,收货地址 ,联系手机,订单创建时间,订单付款时间 ,订单关闭原因,分阶段订单信息,定金排名\n"
    '"=""2200000000000000001""",买家甲,59.0,59.0,交易成功,测*,浙江省,\'13800000000,2026-11-10 20:00:01,2026-11-10 20:00:30,订单未关闭,,\n'
    '"=""2200000000000000002""",买家乙,59.0,0,交易关闭,测*,浙江省,\'13800000000,2026-11-10 20:00:02,,买家不想买了,,\n'
    '"=""2200000000000000003""",买家丙,59.0,0,等待买家付款,测*,浙江省,\'13800000000,2026-11-10 20:00:03,,订单未关闭,,\n'
    '"=""2200000000000000004""",买家丁,59.0,59.0,"买家已付款，等待卖家发货",测*,浙江省,\'13800000000,2026-10-31 20:00:04,2026-11-11 00:10:00,订单未关闭,阶段1：定金 10.00 阶段2：尾款 49.00,7\n',
    rows=4, orders=4, first="2026-11-10 20:00:01", cancelled=1, unpaid=1, deposit=1, amount=59.0, encoding="gb18030",
)  # fmt: skip
TAOBAO_SHORT = Sample(
    "taobao",
    "订单编号,总金额,买家实际支付金额,收货地址 ,订单创建时间,订单付款时间 ,退款金额\n"
    "1,178.8,0.0,上海,2026-02-21 00:00:00,,0.0\n"
    "2,21.0,21.0,内蒙古自治区,2026-02-20 23:59:54,2026-02-21 00:00:02,0.0\n"
    "3,37.0,0.0,安徽省,2026-02-20 23:59:35,2026-02-20 23:59:55,37.0\n",
    rows=3, orders=3, first="2026-02-21 00:00:00", unpaid=1, refunded=1, amount=0.0,
)  # fmt: skip
JD = Sample(
    "jd",
    '"订单号","商品ID","商品名称","订购数量","支付方式","下单时间","京东价","订单金额","订单状态","订单类型","下单帐号","客户姓名","付款确认时间"\n'
    '"290001","1","杯","1","在线支付","2026-11-29 23:48:48","59","118","完成","SOP","","测**","2026-11-29 23:49:08"\n'
    '"290001","2","碟","1","在线支付","2026-11-29 23:48:48","59","118","完成","SOP","","测**","2026-11-29 23:49:08"\n'
    '"290002","1","杯","1","在线支付","2026-11-29 21:49:22","59","59","(删除)等待出库","SOP","","测**",""\n'
    '"290003","1","杯","1","货到付款","2026-11-29 20:49:22","59","59","等待确认收货","SOP","","测**",""\n',
    rows=4, orders=3, first="2026-11-29 23:48:48", cancelled=1, amount=118.0, encoding="gb18030",
)  # fmt: skip
PDD = Sample(
    "pdd",
    "商品,订单号,订单状态,商品数量(件),支付时间,承诺发货时间,发货时间,售后状态,订单成交时间,商品总价(元),用户实付金额(元),省\n"
    "盒,261129-1\t,已发货，待签收,1,2026-11-29 23:20:30\t,2026-12-01 23:20:30\t,2026-11-30 19:20:30\t,无售后或售后取消,2026-11-29 23:20:33\t,29.9,26.9,浙江省\n"
    "盒,261129-2\t,未发货，退款成功,1,2026-11-29 19:47:15\t,2026-12-01 19:47:15\t,\t,退款成功,2026-11-29 19:47:18\t,29.9,26.9,浙江省\n"
    "盒,261129-3\t,已取消,1,\t,\t,\t,,2026-11-29 18:47:18\t,29.9,26.9,浙江省\n"
    "盒,261129-4\t,待付款,1,\t,\t,\t,,2026-11-29 17:47:18\t,29.9,26.9,浙江省\n",
    rows=4, orders=4, first="2026-11-29 23:20:33", cancelled=1, unpaid=1, refunded=1, amount=26.9, encoding="utf-8-sig",
)  # fmt: skip
DOUYIN = Sample(
    "douyin",
    "主订单编号,子订单编号,选购商品,商品数量,订单应付金额,订单提交时间,支付完成时间,APP渠道,流量来源,订单状态,承诺发货时间,售后状态,取消原因,达人ID,达人昵称\n"
    "\t6901\t,\t6901\t,杯,1,59.00,2026-11-29 20:00:00\t,2026-11-29 20:00:10\t,抖音,直播,已发货,2026-12-01 20:00:10\t,-,-,8,主播\n"
    "\t6901\t,\t6902\t,碟,1,20.00,2026-11-29 20:00:00\t,2026-11-29 20:00:10\t,抖音,直播,已发货,2026-12-01 20:00:10\t,-,-,8,主播\n"
    "\t6903\t,\t6903\t,杯,1,59.00,2026-11-29 19:00:00\t,2026-11-29 19:00:10\t,抖音,商品卡,已完成,2026-12-01 19:00:10\t,退款成功,-,0,-\n"
    "\t6904\t,\t6904\t,杯,1,59.00,2026-11-29 18:00:00\t,-,抖音,直播,已关闭,-,-,不想要了,8,主播\n"
    "\t6905\t,\t6905\t,杯,1,59.00,2026-11-29 17:00:00\t,-,抖音,搜索,待支付,-,-,-,0,-\n",
    rows=5, orders=4, first="2026-11-29 20:00:00", cancelled=1, unpaid=1, refunded=1, live=2, amount=79.0,
    encoding="utf-8-sig",
)  # fmt: skip
AMAZON = Sample(
    "amazon",
    "amazon-order-id\tmerchant-order-id\tpurchase-date\tlast-updated-date\torder-status\tproduct-name\titem-status\tquantity\tcurrency\titem-price\tship-city\n"
    '111-1\t\t2026-11-29T15:58:17+00:00\t2026-11-30T15:58:17+00:00\tShipped\tMug 12" café\tShipped\t1\tUSD\t19.99\tX\n'
    '111-1\t\t2026-11-29T15:58:17+00:00\t2026-11-30T15:58:17+00:00\tShipped\t"Plate\tShipped\t1\tUSD\t10.00\tX\n'
    '111-2\t\t2026-11-29T06:20:05+00:00\t2026-11-30T06:20:05+00:00\tCancelled\tMug 12" café\tCancelled\t0\t\t\tX\n'
    '111-3\t\t2026-11-28T06:20:05+00:00\t2026-11-30T06:20:05+00:00\tPending\tMug 12" café\tPending\t1\tUSD\t19.99\tX\n',
    rows=4, orders=3, first="2026-11-29 15:58:17", cancelled=1, unpaid=1, amount=29.99, encoding="cp1252",
)  # fmt: skip
WOOCOMMERCE = Sample(
    "woocommerce",
    "order_id,order_number,order_date,paid_date,status,order_total,order_currency,payment_method,customer_email\n"
    "1000,1000,2026-11-02 09:59:28,2026-11-02 09:59:28,completed,59.00,EUR,card,a@example.com\n"
    "1001,1001,2026-11-02 10:34:09,,checkout-draft,59.00,EUR,card,b@example.com\n"
    "1002,1002,2026-11-02 12:27:09,2026-11-02 12:27:09,refunded,59.00,EUR,card,c@example.com\n"
    "1003,1003,2026-11-02 13:27:09,,processing,59.00,EUR,cod,d@example.com\n"
    "1004,1004,2026-11-02 14:27:09,,cancelled,59.00,EUR,card,e@example.com\n",
    rows=5, orders=5, first="2026-11-02 09:59:28", cancelled=1, unpaid=1, refunded=1, amount=59.0,
)  # fmt: skip
MAGENTO = Sample(
    "magento",
    'ID,"Purchase Point","Purchase Date","Bill-to Name","Ship-to Name","Grand Total (Base)","Grand Total (Purchased)",Status\n'
    '000000101,"Main Website","Nov 2, 2026, 2:01:03 AM","Test A","Test A","$1,059.00","$1,059.00",complete\n'
    '000000102,"Main Website","Nov 2, 2026, 2:01:03 PM","Test B","Test B",$59.00,$59.00,canceled\n'
    '000000103,"Main Website","Nov 13, 2026, 12:30:00 AM","Test C","Test C",$59.00,$59.00,pending\n',
    rows=3, orders=3, first="2026-11-02 02:01:03", cancelled=1, unpaid=1, amount=1059.0,
)  # fmt: skip
SHOPEE = Sample(
    "shopee",
    "No. Pesanan,Status Pesanan,Status Pembatalan/ Pengembalian,Waktu Pesanan Dibuat,Waktu Pembayaran Dilakukan,Nama Produk,Jumlah,Total Pembayaran,Nama Penerima\n"
    "2611A,Selesai,,2026-11-02 09:10,2026-11-02 09:12,Gelas,1,45.000,T\n"
    "2611A,Selesai,,2026-11-02 09:10,2026-11-02 09:12,Piring,1,45.000,T\n"
    "2611B,Batal,,2026-11-02 10:10,,Gelas,1,30.000,T\n"
    "2611C,Belum Bayar,,2026-11-02 11:10,,Gelas,1,30.000,T\n",
    rows=4, orders=3, first="2026-11-02 09:10:00", cancelled=1, unpaid=1, amount=45000.0,
)  # fmt: skip
OLIST = Sample(
    "olist",
    "order_id;customer_id;order_status;order_purchase_timestamp;order_approved_at;order_estimated_delivery_date\n"
    "0a;c1;delivered;02-10-2017 11:07;02-10-2017 11:17;18-10-2017 00:00\n"
    "0b;c2;canceled;24-07-2018 20:41;;13-08-2018 00:00\n"
    "0c;c3;delivered;08-08-2018 08:38;08-08-2018 08:55;04-09-2018 00:00\n",
    rows=3, orders=3, first="2017-10-02 11:07:00", cancelled=1,
)  # fmt: skip
ONLINE_RETAIL = Sample(
    "online_retail",
    "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
    "536365,A,HOLDER,6,12/1/2010 8:26,2.55,17850,United Kingdom\n"
    "536365,B,LANTERN,6,12/1/2010 8:26,3.39,17850,United Kingdom\n"
    "536366,A,HOLDER,6,12/1/2010 8:28,1.85,17850,United Kingdom\n"
    "C536379,D,Discount,-1,12/13/2010 9:41,27.5,14527,United Kingdom\n",
    rows=4, orders=3, first="2010-12-01 08:26:00", cancelled=1,
)  # fmt: skip
ALL = (
    SHOPIFY, TAOBAO, TAOBAO_SHORT, JD, PDD, DOUYIN, AMAZON, WOOCOMMERCE, MAGENTO, SHOPEE, OLIST, ONLINE_RETAIL,
)  # fmt: skip
