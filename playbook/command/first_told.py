"""What `playbook first` prints and writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from playbook import language as languages
from playbook import money
from playbook.command import say, tables
from playbook.first.found import Found, Worth
from playbook.first.said import short, to_do
from playbook.first.steps import next_level
from sim.experiment.results import Range

TOLD_PARTS = 3  # of the best, the largest part of what they bring is said


def lines(found: Found, language: str, assumed: dt.date | None, hours_week: float) -> Iterator[str]:
    """Everything in words. `assumed`: the day until which so many hours a week were assumed."""
    words, currency = languages.words(language), _unit(found, language)
    calendar = found.team.calendar
    title = getattr(found.team.title, language)
    yield say("first_title", language, title=title, days=calendar.days, start=calendar.start, seed=found.seed)
    if not found.worths:
        yield say("first_none", language)
    else:
        n = found.worths[0].n
        yield say("first_legend", language, n=n, currency=currency)
        yield ""
        yield _worth_table(found, words, language)
        yield ""
        yield say("first_takes", language, currency=currency)
        yield ""
        yield _takes_table(found, words, language)
        yield ""
        yield from _parts(found, words, language)
        yield from _doubt(found, words, language)
        yield from _pairs(found, words, language)
        yield from _set(found, words, language, assumed, hours_week)
    if found.still:
        yield ""
        yield say("first_still", language)
        for step in found.still:
            yield f"  {short(words, step.slug)} · {to_do(words, step)}"


def _unit(found: Found, language: str) -> str:
    return tables.unit_label("money", found.team.currency, language)


def amount(value: float, signed: bool = True) -> str:
    return tables.number(value, "money", 0, signed)


def _worth_table(found: Found, words: Any, language: str) -> str:
    keys = ("first_practice", "first_step", "first_worth")
    head = ["", *(say(key, language) for key in keys), "±", "P10", "P50", "P90", say("first_chance", language)]
    body = []
    for rank, one in enumerate(found.worths, start=1):
        value = one.change["value"]
        figures = [amount(value.mean), amount(value.half_width, signed=False)]
        figures += [amount(x) for x in (value.p10, value.p50, value.p90)]
        body.append([str(rank), short(words, one.step.slug), to_do(words, one.step), *figures, _chance(one)])
    return tables.aligned([head, *body], left=frozenset({1, 2}))


def _chance(one: Worth) -> str:
    if one.first is None:
        return "–"
    return "<1%" if one.first < 0.005 else f"{100 * one.first:.0f}%"


def _takes_table(found: Found, words: Any, language: str) -> str:
    keys = ("first_practice", "first_now", "first_next", "first_answered", "first_quits", "first_outlay", "first_back")
    head = ["", *(say(key, language) for key in (*keys, "first_hours"))]
    body = []
    for rank, one in enumerate(found.worths, start=1):
        now, later, answered, quits = (
            one.change[kpi].mean for kpi in ("profit", "end_state", "service_level", "quits")
        )
        shown = [amount(now), amount(later), tables.number(answered, "share", 1, signed=True)]
        shown += [tables.number(quits, "count", 1, signed=True), amount(one.outlay, signed=False)]
        back = _back(one.payback_day, found, language)
        body.append([str(rank), short(words, one.step.slug), *shown, back, f"{one.step.hours:.1f}"])
    return tables.aligned([head, *body], left=frozenset({1}))


def _back(day: int | None, found: Found, language: str) -> str:
    if day is None:
        return say("first_not_back", language)
    return say("first_at_once", language) if day == 0 else f"{found.team.calendar.start + dt.timedelta(days=day)}"


def _parts(found: Found, words: Any, language: str) -> Iterator[str]:
    """Of the best, where most of the money comes from: a part of the profit, or what is left for next year."""
    for one in found.worths[:TOLD_PARTS]:
        part, mean = max(one.parts.items(), key=lambda item: (abs(item[1]), item[0]))
        later = one.change["end_state"].mean
        if abs(later) > abs(mean):
            facts = {"practice": short(words, one.step.slug), "currency": _unit(found, language)}
            yield say("first_part_later", language, **facts, amount=amount(later))
        elif mean:
            facts = {"practice": short(words, one.step.slug), "part": money.label(words, part, mean)}
            yield say("first_part", language, **facts, amount=amount(mean), currency=_unit(found, language))


def _doubt(found: Found, words: Any, language: str) -> Iterator[str]:
    told = [(rank, one) for rank, one in enumerate(found.worths, start=1) if one.evidence and one.doubt]
    if not told:
        return
    keys = ("first_practice", "first_worth", "first_evidence", None, "first_in_doubt", None)
    head = ["", *(say(key, language) if key else "±" for key in keys), "P10", "P90"]
    body = []
    for rank, one in told:
        value, evidence, doubt = one.change["value"], one.evidence, one.doubt
        shown = [amount(value.mean)]
        for found_in in (evidence, doubt):
            shown += [amount(found_in.mean), amount(found_in.half_width, signed=False)]
        shown += [amount(doubt.p10), amount(doubt.p90)]
        body.append([str(rank), short(words, one.step.slug), *shown])
    yield ""
    yield say("first_doubted", language, n=told[0][1].doubt.n)
    yield ""
    yield tables.aligned([head, *body], left=frozenset({1}))


def _pairs(found: Found, words: Any, language: str) -> Iterator[str]:
    """Those whose range excludes 0: together more, or less, than the sum."""
    clear = [pair for pair in found.pairs if abs(pair.more.mean) > pair.more.half_width]
    if not clear:
        return
    steps = {one.step.name: one.step for one in found.worths}
    yield ""
    yield say("first_pairs_title", language, n=clear[0].more.n)
    for pair in sorted(clear, key=lambda pair: -abs(pair.more.mean)):
        key = "first_pair_more" if pair.more.mean > 0 else "first_pair_less"
        one, other = (short(words, steps[name].slug) for name in (pair.one, pair.other))
        figures = {"amount": amount(abs(pair.more.mean), False), "half": amount(pair.more.half_width, False)}
        yield "  " + say(key, language, one=one, other=other, currency=_unit(found, language), **figures)


def _set(found: Found, words: Any, language: str, assumed: dt.date | None, hours_week: float) -> Iterator[str]:
    chosen, currency = found.chosen, _unit(found, language)
    if chosen is None:
        return
    yield ""
    yield say("first_set_title", language, limits=_limits(found, language, assumed, hours_week))
    if not chosen.steps:
        yield "  " + say("first_set_none", language)
        return
    steps = {one.step.name: one.step for one in found.worths}
    for i, name in enumerate(chosen.steps, start=1):
        yield f"  {i}. {short(words, steps[name].slug)} · {to_do(words, steps[name])}"
    value = chosen.played["value"]
    figures = {name: amount(getattr(value, name)) for name in ("mean", "p10", "p90")}
    figures |= {"half": amount(value.half_width, False), "promised": amount(chosen.promised)}
    figures |= {"now": amount(chosen.played["profit"].mean), "later": amount(chosen.played["end_state"].mean)}
    yield say("first_set_promise", language, n=value.n, currency=currency, **figures)
    out, back = amount(chosen.outlay, False), _back(chosen.payback_day, found, language)
    yield say("first_set_takes", language, out=out, currency=currency, back=back, hours=f"{chosen.hours:.1f}")
    if found.limits.money is not None and chosen.outlay > found.limits.money:
        yield say("first_set_over", language, out=out, currency=currency, money=amount(found.limits.money, False))
    yield from _too_much(found, words, language)


def _too_much(found: Found, words: Any, language: str) -> Iterator[str]:
    """Steps that are worth something and alone take more than there is."""
    money, hours = found.limits.money, found.limits.hours
    for one in found.worths:
        facts = {"name": short(words, one.step.slug), "currency": _unit(found, language)}
        if one.change["value"].mean <= 0:
            continue
        if money is not None and one.outlay > money:
            yield say("first_set_dear", language, out=amount(one.outlay, False), money=amount(money, False), **facts)
        elif hours is not None and one.step.hours > hours:
            yield say("first_set_long", language, hours=f"{one.step.hours:.1f}", have=f"{hours:.1f}", **facts)


def _limits(found: Found, language: str, assumed: dt.date | None, hours_week: float) -> str:
    limits, said = found.limits, []
    if limits.money is not None:
        money_words = amount(limits.money, False)
        said.append(say("first_limit_money", language, money=money_words, currency=_unit(found, language)))
    if limits.before_day is not None:
        date = found.team.calendar.start + dt.timedelta(days=limits.before_day)
        said.append(say("first_limit_before", language, date=date))
    if limits.hours is not None:
        key = "first_limit_hours" if assumed is None else "first_limit_assumed"
        said.append(say(key, language, hours=f"{round(limits.hours, 1):g}", week=f"{hours_week:g}", date=assumed))
    words = languages.words(language)
    return words.t("common.semicolon").join(said) if said else say("first_limit_none", language)


# ------------------------------------------------------------------------------------------------------ the file


def document(found: Found) -> dict[str, Any]:
    """What --json writes; money in the shop's currency, shares as fractions, days from 0. No clock, no host."""
    chosen = found.chosen
    return {
        "format": "playbook first 1",
        "scenario": found.team.model_dump(mode="json"),
        "seed": found.seed,
        "seasons": found.played,
        "limits": asdict(found.limits),
        "steps": [_worth(one) for one in found.worths],
        "others": [_worth(one) for one in found.others],
        "still": [_step(step) for step in found.still],
        "pairs": [{"one": pair.one, "other": pair.other, "more": asdict(pair.more)} for pair in found.pairs],
        "set": None
        if chosen is None
        else {
            "steps": list(chosen.steps),
            "promised": chosen.promised,
            "played": _ranges(chosen.played),
            "outlay": chosen.outlay,
            "payback_day": chosen.payback_day,
            "hours": chosen.hours,
            "scenario": chosen.plan.model_dump(mode="json"),
        },
        "laws": list(found.laws),
    }


def _step(step: Any) -> dict[str, Any]:
    fields = ("name", "slug", "row", "level", "path", "before", "after", "hours")
    return {name: getattr(step, name) for name in fields} | {"to_level": next_level(step), "faces": dict(step.faces)}


def _worth(one: Worth) -> dict[str, Any]:
    told = {"n": one.n, "change": _ranges(one.change), "outlay": one.outlay, "payback_day": one.payback_day}
    told |= {"parts": dict(one.parts), "first": one.first, "drops": one.drops}
    sure = {name: None if value is None else asdict(value) for name, value in _sureness(one)}
    return _step(one.step) | told | sure


def _sureness(one: Worth) -> Iterator[tuple[str, Range | None]]:
    yield "evidence", one.evidence
    yield "doubt", one.doubt


def _ranges(of: Any) -> dict[str, Any]:
    return {kpi: asdict(found) for kpi, found in of.items()}
