"""Shops made from known numbers, for what files have beside arrivals: chats at once, who comes again, orders."""

from __future__ import annotations

import datetime as dt
import heapq

import numpy as np

from sim.calibrate.team.sales import Sales
from sim.exports.contacts import EPOCH, Contacts, contacts_of

FIRST = dt.date(2026, 9, 7)
BASE = float((FIRST - EPOCH).days) * 86400.0
DAY = 86400.0
KINDS = ("a", "b")


def chats(
    seed: int, stretch: list[float], days: int = 5, agents: int = 6, mean: float = 200.0, shape: float = 1.0,
    spread: float = 0.15, gap: float = 50.0,
) -> Contacts:  # fmt: skip
    """Everybody is asked every `gap` seconds or so, and has as many in hand as there are `stretch`; works are gamma."""
    chance = np.random.default_rng(seed)
    speeds = np.exp(spread * chance.standard_normal(agents))
    rows: list[tuple[float, float, int]] = []
    for day in range(days):
        for agent in range(agents):
            rows += [
                (BASE + day * DAY + a, b, agent) for a, b in _desk(chance, stretch, mean / speeds[agent], shape, gap)
            ]
    came, length, agent = (np.array(column) for column in zip(*rows, strict=True))
    every = np.ones(len(came), dtype=bool)
    return contacts_of(came, np.zeros(len(came)), every, length, agent=[f"P{a}" for a in agent.astype(int)])


def _desk(
    chance: np.random.Generator, stretch: list[float], mean: float, shape: float, gap: float
) -> list[tuple[float, float]]:
    """(begin, length) of the chats of one person on one day from nine to five."""
    now, end, clock, made = 9 * 3600.0, 17 * 3600.0, 0.0, []
    hand: list[tuple[float, float]] = []  # (clock at which the work is done, begin)
    coming = now + chance.exponential(gap)
    while hand or coming < end:
        done = now + (hand[0][0] - clock) * stretch[len(hand) - 1] if hand else np.inf
        until = min(done, coming if coming < end else np.inf)
        if hand:
            clock += (until - now) / stretch[len(hand) - 1]
        now = until
        if done <= coming or coming >= end:
            made.append((begin := heapq.heappop(hand)[1], now - begin))
            continue
        if len(hand) < len(stretch):
            heapq.heappush(hand, (clock + mean * chance.gamma(shape) / shape, now))
        busy = 0.4 + 1.2 * np.sin((now - 9 * 3600) / 7200) ** 2
        coming = now + chance.exponential(gap / busy)
    return made


def coming_again(
    seed: int, back: float, redial: float, after_s: float = 40_000.0, days: int = 28, anew: float = 0.02,
    people: int = 5000,
) -> Contacts:  # fmt: skip
    """Customers with contacts of their own now and then; of those answered `back` come again, of others `redial`."""
    chance = np.random.default_rng(seed)
    end = days * DAY
    rows: list[tuple[float, int, int, bool]] = []
    for customer in range(people):
        kind = int(chance.integers(2))
        for came in chance.random(chance.poisson(anew * days)) * end:
            while came < end:
                lost = bool(chance.random() < 0.15)
                rows.append((came, customer + 1, kind, lost))
                if chance.random() >= (redial if lost else back):
                    break
                came += 60 + chance.exponential(900) if lost else 160 + chance.exponential(after_s)
    came, customer, kind, lost = (np.array(column) for column in zip(*rows, strict=True))
    return contacts_of(
        BASE + came, np.where(lost, 60.0, 0.0), ~lost, np.full(len(came), 100.0),
        kind=[KINDS[k] for k in kind], agent=["P"] * len(came), customer=customer.astype(np.uint64),
    )  # fmt: skip


def shop(
    seed: int, before: tuple[float, float] = (0.3, 0.0), after: tuple[float, float] = (0.0, 0.3), transit: int = 4,
    days: int = 35, orders: float = 250.0, buys: float = 0.45, slower: float = 0.0, cv: float = 0.25,
) -> tuple[Contacts, Sales]:  # fmt: skip
    """Contacts and orders of the same days. `before`: questions for each order of somebody who asked nothing; `after`:
    contacts for each such order, evenly on the days 1 … `transit` after shipping, which is the day after the order.
    `slower`: log odds of buying lost for each minute of waiting."""
    chance = np.random.default_rng(seed)
    contacts: list[tuple[float, int, int, int, float]] = []  # moment, customer, order, kind, wait
    sold: list[tuple[int, float, float]] = []
    who = 0
    for day in range(-transit - 3, days):
        mean = orders * (1.3, 1.1, 0.9, 1.0, 1.1, 0.8, 0.6)[day % 7] * np.exp(cv * chance.standard_normal())
        midnight = BASE + day * DAY
        for _ in range(chance.poisson(mean)):
            who += 1
            sold.append((who, midnight + chance.uniform(9, 22) * 3600, midnight + DAY + 36_000))
            for kind, rate in enumerate(after):
                for _ in range(chance.poisson(rate)):
                    moment = midnight + (1 + chance.integers(1, transit + 1)) * DAY + chance.uniform(9, 22) * 3600
                    contacts.append((moment, who, who, kind, 0.0))
        for kind, rate in enumerate(before):
            for _ in range(chance.poisson(rate * mean)):
                who += 1
                moment, wait = midnight + chance.uniform(9, 20) * 3600, chance.exponential(90.0)
                contacts.append((moment, who, 0, kind, wait))
                odds = np.log(buys / (1 - buys)) - slower * (wait - 90.0) / 60
                if chance.random() < 1 / (1 + np.exp(-odds)):
                    sold.append((who, moment + wait + chance.uniform(60, 3000), midnight + DAY + 36_000))
    contacts = [one for one in contacts if BASE <= one[0] < BASE + days * DAY]
    moment, customer, order, kind, wait = (np.array(column) for column in zip(*contacts, strict=True))
    made = contacts_of(
        moment, wait, np.ones(len(moment), dtype=bool), np.full(len(moment), 60.0), kind=[KINDS[k] for k in kind],
        agent=["P"] * len(moment), customer=customer.astype(np.uint64), order=order.astype(np.uint64),
    )  # fmt: skip
    ids, placed, sent = (np.array(column) for column in zip(*(s for s in sold if s[1] >= BASE), strict=True))
    return made, Sales(ids.astype(np.uint64), ids.astype(np.uint64), placed, sent)
