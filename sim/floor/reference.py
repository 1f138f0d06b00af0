"""The work floor on SimPy's clock: the definition of correct. Another engine is right if it gives the same log.

Instants. Events happen in the order (time, kind, number): OFF of an agent, ON of an agent, END of work of an agent,
ABANDON of a row, ARRIVE of a row. What would happen at or after the horizon does not happen.

Agents. `load` is the number of contacts in hand, wrap-up included. An agent fits a kind if on duty, skilled in it
(speed > 0), and: for chats, not `alone` and below the cap; for everything else, with nothing in hand. Work that is
not a chat makes its agent `alone`. `service` is a clock that runs at 1 / stretch[load], the concurrency slowdown, and
is brought up to date when the load changes; a contact taken when it shows v ends when it shows v + work / speed. It is
set back to 0 when the hands are empty.

ARRIVE. Chats and phone calls are BLOCKED, unless let in before, if as many live contacts wait or are being talked to
(wrap-up excluded) as there are trunks. Of the agents that fit, the smallest (preference, load, since, number) starts
the contact; `since` is when the load last changed or the agent came on. With another routing than LONGEST_IDLE those
of the same preference and load are equals: of them all (RANDOM), or of those LEAST_OCCUPIED (within `SAME_SHARE`, the
share of the time on duty so far today with anything in hand), the one with the smallest draw of contact and person
takes it. Otherwise, unless it has been let in before: a
contact of a kind that `closes` is turned away (CLOSED) if nobody with the skill is on duty, somebody in a break being
off; chats and phone calls are BLOCKED if as many live contacts wait as the room holds, and a share BALKs. The rest
wait, by (rank, row) within their kind, and ABANDON at their deadline; or, before it, when all their waits together have
lasted for `message_after`, they leave a MESSAGE: a child of the kind `message_to` that arrives at once.
END. The smallest (finish, row) in the agent's hands ends. A talk is handled: handed on to another kind (TRANSFERRED,
a child arrives at once), or SERVED, perhaps wrongly, perhaps to come back (a REPEAT child later). Then its wrap-up
begins, not divided by speed but slowed down likewise, or it is released. A released agent on duty takes, as long as
something fits, the smallest (priority, rank, row) of the heads of the queues that fit.
Lost contacts (abandoned, balked, blocked, closed) may REDIAL later. Children are new rows with draws of their own; but
a redial of a kind that comes the `same_again` has its parent's work (what is left of it), wrap-up and patience (of who
gave up: as long as the wait was).
OFF. At the end of an agent's last window with `hand_back`, talks in hand go back to the queue with their rank, the
work that is left and the patience that was left when they were taken, and look for another agent at once, in the order
(rank, row); wrap-ups are dropped. Otherwise work in hand is finished off duty (overrun).
Time 0. Carried work in hand is put there before any event, whoever is on duty. Carried rows that wait arrive at 0.
Horizon. What is pending goes to the carry: in hand by row, then waiting by (priority, rank, row), then the future ones
by time. Remaining work is max(0, finish − service), in seconds at speed 1 for a talk.
A row's wait runs over midnight: `joined` of a carried row is minus the seconds it has waited, its deadline what is
left of its patience. A carried wrap-up was counted yesterday: today its row stays PENDING without an end.
"""

from __future__ import annotations

from collections.abc import Generator
from heapq import heappop, heappush
from itertools import islice
from typing import Any

import simpy

from sim.draws import Purpose, child_key, extend, uniform
from sim.floor.model import Cause, Channel, Crew, DayLog, Outcome, Routing, Rules, Tape, WorkTypes
from sim.floor.records import Agent, Area, Bench, Contact, Moment, contacts_of, day_log
from sim.floor.routing import SAME_SHARE
from sim.floor.tape import seconds

OFF, ON, END, ABANDON, ARRIVE = range(5)
CHAT, DEFERRED = int(Channel.CHAT), int(Channel.DEFERRED)


def run_day(tape: Tape, crew: Crew, types: WorkTypes, rules: Rules) -> DayLog:
    """Play one floor day and return its log, in the rows of `sim.floor.model.DayLog`."""
    floor = Floor(tape, crew, types, rules)
    floor.clock.run(until=tape.horizon)
    return day_log(floor)


class Clock(simpy.Environment):
    """SimPy's clock with events at absolute instants in the floor's total order.

    SimPy's own Timeout would compute now + (time − now), which rounds: events meant for one instant would drift
    apart. And its order within an instant is the order of scheduling, which depends on the engine.
    """

    def __init__(self, horizon: float):
        super().__init__(0.0)
        self.horizon = horizon

    def at(self, time: float, kind: int, number: int, event: Moment) -> Moment:
        if time < self.horizon:
            queue: list[Any] = self._queue  # SimPy's annotations ask for an Event; a Moment has what it uses of one
            heappush(queue, (time, (kind << 40) | number, next(self._eid), event))
        return event


class Floor:
    """One day: contacts, agents, queues, and what happens to them."""

    def __init__(self, tape: Tape, crew: Crew, types: WorkTypes, rules: Rules):
        self.tape, self.types, self.rules = tape, types, rules
        kinds = range(len(types))
        self.channel, self.priority = types.channel.tolist(), types.priority.tolist()
        self.chance = {
            name: getattr(types, name).tolist() for name in ("balking", "redial", "repeat", "transfer", "transfer_to")
        }
        self.routing = types.routing.tolist()
        self.stretch, self.errors = rules.stretch.tolist(), rules.error_stretch.tolist()
        self.clock = Clock(tape.horizon)
        self.contacts = contacts_of(tape)
        self.agents = [Agent(a, crew, self.channel) for a in range(len(crew))]
        self.bench = [Bench(self.agents, k) for k in kinds]
        self.queue: list[list[tuple[float, int, Contact]]] = [[] for _ in kinds]
        self.waiting, self.talking = [Area() for _ in kinds], [Area() for _ in kinds]
        self.live_waiting = 0
        self.when_root, self.when_child = [self.on_root], [lambda moment: self.arrive(moment.subject)]
        self.when_deadline, self.when_end = [self.on_deadline], [self.on_end]
        for agent in self.agents:
            self.clock.process(self.work_shift(agent))
        for row in (tape.agent >= 0).nonzero()[0].tolist():
            self.resume(self.contacts[row], self.agents[tape.agent[row]])
        self.roots = islice(self.contacts, len(self.contacts))
        self.expect_next()

    # arrivals

    def expect_next(self) -> None:
        for contact in self.roots:
            if contact.agent is None:
                self.clock.at(contact.enter, ARRIVE, contact.row, Moment(self.when_root, contact))
                return

    def on_root(self, moment: Moment) -> None:
        self.expect_next()
        self.arrive(moment.subject)

    def arrive(self, contact: Contact) -> None:
        k, now = contact.kind, self.clock.now
        live = self.channel[k] != DEFERRED
        if live and not contact.queued and self.live_inside() >= self.rules.trunks >= 0:
            self.lose(contact, Outcome.BLOCKED)
            return
        agent = self.bench[k].best()
        if agent is not None:
            if self.routing[k] != Routing.LONGEST_IDLE:
                agent = self.among_equals(contact, agent)
            self.start(contact, agent)
            self.expect_end(agent)
            self.offer(agent)
            return
        if not contact.queued:
            if self.types.closes[k] and not any(a.on and a.speed[k] > 0 for a in self.agents):
                self.lose(contact, Outcome.CLOSED)
                return
            room = self.rules.waiting_room
            if live and self.live_waiting >= room >= 0:
                self.lose(contact, Outcome.BLOCKED)
                return
            if self.chance["balking"][k] > 0 and uniform(contact.key, Purpose.BALK) < self.chance["balking"][k]:
                self.lose(contact, Outcome.BALKED)
                return
        contact.queued = contact.waits = True
        contact.spell += 1
        heappush(self.queue[k], (contact.rank, contact.row, contact))
        self.count_waiting(k, 1)
        until = max(now, min(contact.deadline, contact.since + (self.types.message_after[k] - contact.waited)))
        self.clock.at(until, ABANDON, contact.row, Moment(self.when_deadline, contact, contact.spell))

    def among_equals(self, contact: Contact, first: Agent) -> Agent:
        """By the rule of its kind, one of those who fit with the preference and load of the first of them."""
        k, now = contact.kind, self.clock.now
        place = first.preference[k], first.load
        equals = [a for a in self.agents if k in a.open_to() and (a.preference[k], a.load) == place]
        if self.routing[k] == Routing.LEAST_OCCUPIED:
            least = min(agent.occupied(now) for agent in equals)
            equals = [agent for agent in equals if agent.occupied(now) <= least + SAME_SHARE]
        return min(equals, key=lambda a: (uniform(extend(contact.key, a.person), Purpose.ROUTE), a.number))

    def live_inside(self) -> int:
        """Live contacts that wait or are being talked to."""
        talking = sum(area.count for k, area in enumerate(self.talking) if self.channel[k] != DEFERRED)
        return self.live_waiting + talking

    def on_deadline(self, moment: Moment) -> None:
        contact = moment.subject
        if contact.waits and contact.spell == moment.mark:
            contact.waits = False
            contact.waited += self.clock.now - contact.since
            self.count_waiting(contact.kind, -1)
            if contact.deadline <= self.clock.now:
                self.lose(contact, Outcome.ABANDONED)
                return
            contact.outcome, contact.end = int(Outcome.MESSAGE), self.clock.now
            self.spawn(contact, Cause.MESSAGE, int(self.types.message_to[contact.kind]), self.clock.now)

    def lose(self, contact: Contact, outcome: Outcome) -> None:
        contact.outcome, contact.end = int(outcome), self.clock.now
        chance = self.chance["redial"][contact.kind]
        if chance > 0 and contact.redials < self.rules.max_redials:
            if uniform(contact.key, Purpose.REDIAL) < chance:
                delay = seconds(self.types, "redial", contact.kind, contact.key)
                again = self.spawn(contact, Cause.REDIAL, contact.kind, self.clock.now + delay)
                if self.types.same_again[contact.kind]:
                    gave_up = outcome == Outcome.ABANDONED
                    patience = contact.waited if gave_up else contact.deadline - contact.enter
                    again.deadline = again.enter + patience
                    again.work, again.wrap = contact.work, contact.wrap

    def spawn(self, parent: Contact, cause: Cause, k: int, enter: float) -> Contact:
        """A child of `parent`, which reaches the floor at `enter`."""
        counts = [parent.redials, parent.repeats, parent.transfers]
        counted = min(cause, Cause.TRANSFER) - 1  # a message is handed on, too
        counts[counted] += 1
        key = child_key(parent.root, cause, counts[counted])
        patience, work, wrap = (seconds(self.types, what, k, key) for what in ("patience", "work", "wrap"))
        child = Contact(
            len(self.contacts), enter, key=key, root=parent.root, kind=k, cause=int(cause), redials=counts[0],
            repeats=counts[1], transfers=counts[2], enter=enter, joined=enter, rank=enter - parent.head_start,
            head_start=parent.head_start, deadline=enter + patience, work=work, wrap=wrap,
        )  # fmt: skip
        parent.child = child.row
        self.contacts.append(child)
        self.clock.at(enter, ARRIVE, child.row, Moment(self.when_child, child))
        return child

    # work

    def advance(self, agent: Agent) -> None:
        """Bring the agent's service clock up to now."""
        if agent.load:
            agent.service += (self.clock.now - agent.updated) / self.stretch[agent.load - 1]
        agent.updated = self.clock.now

    def take_in_hand(self, contact: Contact, agent: Agent, seconds: float) -> None:
        now = self.clock.now
        if agent.load == 0:
            agent.busy_from = now
            if not agent.on:
                agent.overrun_from = now
        self.advance(agent)
        agent.slots.append((agent.service + seconds, contact.row, contact))
        agent.load += 1
        agent.alone = agent.alone or self.channel[contact.kind] != CHAT
        agent.since = now
        contact.agent = agent
        if not contact.wrapping:
            self.talking[contact.kind].change(now, 1)

    def start(self, contact: Contact, agent: Agent) -> None:
        now = self.clock.now
        contact.waited += now - contact.since
        contact.taken, contact.queued = now, True
        if contact.start is None:
            contact.start = now
        self.take_in_hand(contact, agent, contact.work / agent.speed[contact.kind])

    def resume(self, contact: Contact, agent: Agent) -> None:
        """Put carried work back in hand at time 0."""
        contact.start = None if contact.wrapping else contact.enter
        contact.waited, contact.taken = contact.enter - contact.joined, contact.enter
        seconds = contact.work if contact.wrapping else contact.work / agent.speed[contact.kind]
        self.take_in_hand(contact, agent, seconds)
        self.expect_end(agent)

    def expect_end(self, agent: Agent) -> None:
        agent.version += 1
        left = (agent.slots[0] if agent.load == 1 else min(agent.slots))[0] - agent.service
        time = self.clock.now + left * self.stretch[agent.load - 1]
        self.clock.at(time, END, agent.number, Moment(self.when_end, agent, agent.version))

    def on_end(self, moment: Moment) -> None:
        agent = moment.subject
        if moment.mark != agent.version:
            return  # the load has changed since, and with it the time
        slot = agent.slots[0] if agent.load == 1 else min(agent.slots)
        agent.slots.remove(slot)
        agent.service, agent.updated = slot[0], self.clock.now
        contact = slot[2]
        if not contact.wrapping:
            self.finish_talk(contact, agent)
            if contact.wrap > 0:
                contact.wrapping = True
                agent.slots.append((agent.service + contact.wrap, contact.row, contact))
                self.expect_end(agent)
                return
        self.release(agent)
        if agent.on:
            self.take(agent)
        if agent.load:
            self.expect_end(agent)
        self.offer(agent)

    def finish_talk(self, contact: Contact, agent: Agent) -> None:
        k, now, chance = contact.kind, self.clock.now, self.chance
        self.talking[k].change(now, -1)
        contact.end, contact.held = now, agent.load
        agent.handled[k] += 1
        if chance["transfer"][k] > 0 and contact.transfers < self.rules.max_transfers:
            if uniform(contact.key, Purpose.TRANSFER) < chance["transfer"][k]:
                contact.outcome = int(Outcome.TRANSFERRED)
                self.spawn(contact, Cause.TRANSFER, chance["transfer_to"][k], now)
                return
        contact.outcome = int(Outcome.SERVED)
        error = min(1.0, (1.0 - agent.accuracy[k]) * self.errors[agent.load - 1])
        contact.wrong = error > 0 and uniform(contact.key, Purpose.WRONG) < error
        if contact.wrong and chance["repeat"][k] > 0 and contact.repeats < self.rules.max_repeats:
            if uniform(contact.key, Purpose.REPEAT) < chance["repeat"][k]:
                delay = seconds(self.types, "repeat", k, contact.key)
                self.spawn(contact, Cause.REPEAT, k, now + delay)

    def release(self, agent: Agent) -> None:
        now = self.clock.now
        agent.load -= 1
        agent.since = now
        if agent.load == 0:
            agent.alone, agent.service = False, 0.0
            agent.busy += now - agent.busy_from
            if agent.on:
                agent.busy_on_duty += now - max(agent.busy_from, agent.came)
            else:
                agent.overrun += now - agent.overrun_from

    def take(self, agent: Agent) -> bool:
        """Start what the agent should do next, until nothing fits; whether anything was started."""
        any_started = False
        while True:
            best = None
            for k in agent.open_to():
                queue = self.queue[k]
                while queue and not queue[0][2].waits:
                    heappop(queue)  # has abandoned
                if queue:
                    place = self.priority[k], queue[0][0], queue[0][1]
                    if best is None or place < best:
                        best, kind = place, k
            if best is None:
                return any_started
            contact = heappop(self.queue[kind])[2]
            contact.waits = False
            self.count_waiting(kind, -1)
            self.start(contact, agent)
            any_started = True

    def count_waiting(self, k: int, by: int) -> None:
        self.waiting[k].change(self.clock.now, by)
        if self.channel[k] != DEFERRED:
            self.live_waiting += by

    def offer(self, agent: Agent) -> None:
        """Put the agent on the bench of every kind that fits; what was there before is out of date."""
        agent.change += 1
        for k in agent.open_to():
            self.bench[k].add(agent)

    # shifts

    def work_shift(self, agent: Agent) -> Generator[Any, Any, None]:
        for on, off in agent.windows:
            yield self.clock.at(on, ON, agent.number, Moment([]))
            self.come_on(agent)
            yield self.clock.at(off, OFF, agent.number, Moment([]))
            self.go_off(agent, last=(on, off) == agent.windows[-1])

    def come_on(self, agent: Agent) -> None:
        agent.on, agent.since = True, self.clock.now
        agent.came = self.clock.now
        if agent.load:
            agent.overrun += self.clock.now - agent.overrun_from
        if self.take(agent):
            self.expect_end(agent)
        self.offer(agent)

    def go_off(self, agent: Agent, last: bool) -> None:
        agent.on, agent.overrun_from = False, self.clock.now
        agent.duty += self.clock.now - agent.came
        if agent.load:
            agent.busy_on_duty += self.clock.now - max(agent.busy_from, agent.came)
        self.offer(agent)
        if not (last and self.rules.hand_back and agent.load):
            return
        now = self.clock.now
        self.advance(agent)
        back = []
        for finish, _, contact in agent.slots:
            if not contact.wrapping:
                self.talking[contact.kind].change(now, -1)
                contact.work = max(0.0, finish - agent.service) * agent.speed[contact.kind]
                contact.deadline = now + (contact.deadline - contact.taken)
                contact.since = now
                back.append((contact.rank, contact.row, contact))
        agent.slots, agent.load, agent.alone, agent.service, agent.since = [], 0, False, 0.0, now
        agent.version += 1
        agent.busy += now - agent.busy_from
        for _, _, contact in sorted(back):
            self.arrive(contact)
