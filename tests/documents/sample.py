"""A document with every kind of block, in both languages, with texts that are long, strange or hostile."""

from __future__ import annotations

import datetime as dt

from playbook.documents.blocks import (
    Bullets,
    Decide,
    Document,
    Event,
    Facts,
    Number,
    Paragraph,
    Picture,
    Section,
    Table,
)
from playbook.language import words
from tests.playbook import sample_figures

MADE = dt.date(2026, 9, 1)
HOSTILE = (
    "=1+1", "<script>alert(1)</script>", "{{ 7*7 }}", "{% for x in y %}", "a\x0bb\x00c", "@SUM(A1)", "+1", "]]>&amp;",
    "W" * 120, "\u202eright to left\u202c and on", "שלום \u200f עולם", "#set page(width: 1pt)",
    "$x^2$ *bold* _it_ `raw`", "two\r\nlines", "退换货" * 40, "🙂 𠮷 龘", "'quoted'\"double\"",
)  # fmt: skip
_TEXTS = {
    "title": ("Team plan: Flagship store", "团队方案：旗舰店"),
    "subtitle": ("27 people, from 1 October to 24 December", "27人，10月1日到12月24日"),
    "objectives": ("Objectives", "目标"),
    "structure": ("Roles and structure", "岗位与分工"),
    "service": ("Service desk", "客服组"),
    "peak": ("The big sale", "大促怎么打"),
    "week": ("The week by the hour", "一周排班"),
    "numbers": ("Where the numbers come from", "数字从哪里来"),
    "say": (
        "Customers are answered within three minutes, also in the first hours of the sale. Leadership bears the risk.",
        "大促开场几小时也要在三分钟内回复顾客。过直角转角时、骨干发言、角色返还、海关放行，认真写每个字。",
    ),
    "note": ("Counted over 20 simulated seasons.", "按20次模拟统计。"),
    "kpi": ("Key figure", "指标"),
    "now": ("Now", "现在"),
    "then": ("With the plan", "按方案"),
    "change": ("Change", "变化"),
    "who": ("Who", "谁负责"),
    "by": ("Until", "截止"),
    "level": ("Answered in time", "及时回复率"),
    "profit": ("Profit of the season", "这场大促的利润"),
    "wait": ("Longest wait", "最长等待"),
    "quits": ("People who leave", "离职人数"),
    "lead": ("Head of service", "客服主管"),
    "of": ("8 seasons in 10", "10次里8次"),
    "error": ("error of the mean over 20 seasons", "20次平均值的误差"),
    "caption": ("What changes", "有哪些变化"),
    "sheet": ("Budget", "预算"),
    "post": ("Item", "项目"),
    "cost": ("Cost", "费用"),
    "temps": ("Temporary people", "临时客服"),
    "train": ("Training", "培训"),
    "over": ("Overtime", "加班"),
    "one": ("Write the rota two weeks ahead", "提前两周排好班"),
    "two": ("Talk the opening hours through with everybody", "开场时段和每个人过一遍"),
    "ask": ("Who stands in for the head of service at night?", "夜里客服主管不在，谁顶上？"),
    "hint": ("The most experienced agent of the late shift", "晚班里经验最足的客服"),
    "place": ("practice “Roles”", "“岗位”练习"),
    "picture": ("Service in the first hours, by setting.", "不同安排下开场几小时的服务。"),
    "team": ("Team", "团队"),
    "start": ("First day", "第一天"),
    "share": ("Away at a time", "同时请假比例"),
    "event": ("Advert for temporary people goes out", "发布临时客服招聘"),
    "long": ("A table of twelve columns", "十二列的表"),
    "hostile": ("Strange texts", "特殊文字"),
}


def sample(language: str, hostile: bool = False) -> Document:
    """The document; with `hostile` a section of HOSTILE texts in every kind of block."""
    t = words(language)
    said = {key: pair[language == "zh"] for key, pair in _TEXTS.items()}

    def money(value: float, spread: float = 0.0, signed: bool = False) -> Number:
        ends = (value - spread, value + spread) if spread else (None, None)
        of = said["error" if signed else "of"]
        return Number(value, "money", "run:profit", *ends, of=of, currency="CNY", signed=signed)

    changes = Table(
        (said["kpi"], said["now"], said["then"], said["change"], said["who"], said["by"]),
        (
            (said["level"], Number(0.713, "share", "run:x", 0.66, 0.77, said["of"]),
             Number(0.842, "share", "run:x", 0.80, 0.88, said["of"]),
             Number(0.129, "share", "run:x", 0.09, 0.17, said["error"], signed=True), said["lead"],
             dt.date(2026, 10, 12)),
            (said["profit"], money(1_234_567, 90_000), money(1_301_000, 80_000), money(66_433, 90_000, True),
             said["lead"], dt.date(2026, 10, 20)),
            (said["wait"], Number(905, "seconds", "run:x", 600, 1500, said["of"]),
             Number(170, "seconds", "run:x", 120, 260, said["of"]), None, said["lead"], None),
            (said["quits"], Number(2.4, "count", "run:x", 1, 4, said["of"]), Number(2, "count", "run:x"), None, "",
             None),
        ),
        said["caption"], marked=frozenset((2,)),
    )  # fmt: skip
    budget = Table(
        (said["post"], said["cost"], said["share"]),
        (
            (said["temps"], money(48_000, 6_000), Number(0.6, "share", "pay")),
            (said["train"], money(12_500), Number(0.156, "share", "pay")),
            (said["over"], money(19_500.5), Number(0.244, "share", "pay")),
        ),
        said["sheet"], totals=(1,), name=said["sheet"], chart=(0, (1,)),
    )  # fmt: skip
    hours = Table(
        (said["who"], *(f"{hour}:00" for hour in range(9, 20))),
        tuple(
            (f"{said['lead']} {row}", *(Number(row + hour % 4, "count", "roster") for hour in range(11)))
            for row in range(1, 31)
        ),
        said["long"], totals=tuple(range(1, 12)),
    )  # fmt: skip
    facts = Facts((
        (said["team"], said["title"]), (said["start"], dt.date(2026, 10, 1)),
        (said["profit"], money(1_234_567, 90_000)),
        (said["share"], Number(0.034, "share", "leave.share")),
    ))  # fmt: skip
    steps = Bullets((said["one"], said["two"]), boxes=True)
    decide = Decide(said["ask"], said["hint"], said["place"])
    sections = [
        Section(
            "objectives", said["objectives"],
            (Paragraph(said["say"]), facts, changes, Paragraph(said["note"], small=True)),
        ),
        Section(
            "structure", said["structure"], (Bullets((said["one"], said["two"]), numbered=True), decide),
            (Section("service", said["service"], (Bullets((said["two"], said["one"])), steps)),),
        ),
        Section("peak", said["peak"], (Picture(sample_figures.season(t), said["picture"]), budget)),
        Section("week", said["week"], (Paragraph(said["note"]), hours)),
    ]  # fmt: skip
    if hostile:
        sections.append(_hostile(said["hostile"]))
    return Document(
        language, said["title"], said["subtitle"], MADE, tuple(sections),
        appendix=(Section("numbers", said["numbers"], (Paragraph(said["note"]),)),),
        wall=(Paragraph(said["say"]), facts, changes, steps, decide),
        events=(
            Event("advert@flagship", dt.date(2026, 10, 12), said["event"], f"{said['say']}; a, b\\c\n{said['one']}"),
            Event("opening@flagship", dt.date(2026, 11, 1), said["peak"]),
        ),
    )  # fmt: skip


def _hostile(title: str) -> Section:
    rows = tuple((text, HOSTILE[-1 - number], Number(number, "count", text)) for number, text in enumerate(HOSTILE))
    named = Table(
        HOSTILE[:3], rows, HOSTILE[0], totals=(2,), marked=frozenset((0,)), name="a/b:*?[]='x", chart=(0, (2,)),
    )  # fmt: skip
    facts = Facts(tuple(zip(HOSTILE, HOSTILE[::-1], strict=True)))
    return Section(
        "hostile", HOSTILE[1], (
            *(Paragraph(text) for text in HOSTILE), Bullets(HOSTILE), facts, named,
            Decide(*HOSTILE[:3]), Table(HOSTILE[:12], (HOSTILE[:12],) * 3, HOSTILE[9]),
        ),
        (Section("own", title, (Table(("a", "b"), ()), Facts(()), Bullets(())),), Section("", HOSTILE[2], ())),
    )  # fmt: skip


def texts(document: Document) -> list[str]:
    """Every heading of a document."""

    def of(sections: tuple[Section, ...]) -> list[str]:
        return [title for one in sections for title in (one.title, *of(one.subsections))]

    return [document.title, *of(document.sections), *of(document.appendix)]
