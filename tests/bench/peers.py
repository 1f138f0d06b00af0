"""The same day on ten engines. Each entry of `ENGINES` takes a `Line` and returns two functions: one that plays it,
which is what is timed, and one that turns what it returned into an `Answer`.

Every engine counts agents: when fewer are on duty than busy, calls in hand are finished and none begins until the
number fits again. Where a library does it otherwise, a few lines here put it right, and say what was wrong.
Peers are written as their manuals teach it: a process for each customer, a resource, a wait with a time limit.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.floor import Outcome, closing, compiled, day_tables, reference
from tests.bench.busy_days import DRAINED, HOUR, Floats, Line, on_the_floor

TWIN = "twin.so"


class Answer(NamedTuple):
    waited: Floats  # seconds in the queue, of every customer in order
    lost: np.ndarray  # whether the customer hung up


class Engine(NamedTuple):
    make: Callable[[Line, Path], tuple[Callable[[], Any], Callable[[Any], Answer]]]
    rounds: int  # at most; of slow ones fewer
    tries: int  # in a round; the fastest counts
    needs: str | None = None  # a module


def seconds(values: Any) -> list[float]:
    return values.tolist()


class Book:
    """Where a peer writes down what became of each customer."""

    def __init__(self, day: Line):
        self.enter, self.work, self.patience = seconds(day.enter), seconds(day.work), seconds(day.patience)
        self.waited, self.lost = [0.0] * len(day), [False] * len(day)
        self.staff: list[int] = day.staff.tolist()

    def answer(self, _: Any) -> Answer:
        return Answer(np.array(self.waited), np.array(self.lost))


# ours


def of_log(log: Any) -> Answer:
    return Answer(log.waited.copy(), log.outcome == Outcome.ABANDONED)


def kernel(day: Line, _: Path) -> Any:
    """The compiled loop alone, its tables already filled."""
    floor, loop = on_the_floor(day), compiled.compiled_loop()
    made = day_tables.fill(floor.tape, floor.crew, floor.types, floor.rules)
    return lambda: compiled.play(loop, made), lambda end: of_log(closing.day_log(end, floor.tape, floor.crew))


def whole_day(engine: str) -> Any:
    """The whole way from tape to log."""

    def make(day: Line, _: Path) -> Any:
        floor = on_the_floor(day)
        return lambda: compiled.run_day(floor.tape, floor.crew, floor.types, floor.rules, engine), of_log

    return make


def simpy_floor(day: Line, _: Path) -> Any:
    floor = on_the_floor(day)
    return lambda: reference.run_day(floor.tape, floor.crew, floor.types, floor.rules), of_log


# C


def c_twin(day: Line, folder: Path) -> Any:
    play = ctypes.CDLL(str(folder / TWIN)).play
    play.restype, count = ctypes.c_int64, ctypes.c_int64
    n, shifts = len(day), len(day.staff)
    start, end, waited, outcome = np.full(n, np.nan), np.full(n, np.nan), np.zeros(n), np.zeros(n, dtype=np.int8)
    given = (day.enter, day.work, day.patience), (np.arange(shifts) * HOUR, day.staff), (start, end, waited, outcome)
    customers, hours, results = ([ctypes.c_void_p(a.ctypes.data) for a in arrays] for arrays in given)

    def run() -> Any:
        assert play(count(n), *customers, count(shifts), *hours, *results) >= 0
        return given  # keeps the arrays alive

    return run, lambda _: Answer(waited, outcome == 2)


# SimPy


def simpy_textbook(day: Line, _: Path) -> Any:
    import simpy

    class Desk(simpy.Resource):
        def set_capacity(self, capacity: int) -> None:
            """SimPy has no setter, and `_trigger_put` lets in one of those who wait, not as many as fit."""
            self._capacity = capacity
            while self.put_queue and self.count < capacity:
                self._trigger_put(None)

    book = Book(day)
    enter, work, patience, waited, lost = book.enter, book.work, book.patience, book.waited, book.lost

    def customer(env: Any, desk: Any, i: int) -> Any:
        came = env.now
        with desk.request() as turn:
            yield turn | env.timeout(patience[i])
            waited[i] = env.now - came
            if turn.triggered:
                yield env.timeout(work[i])
            else:
                lost[i] = True

    def arrivals(env: Any, desk: Any) -> Any:
        for i, time in enumerate(enter):
            yield env.timeout(time - env.now)
            env.process(customer(env, desk, i))

    def hours(env: Any, desk: Any) -> Any:
        for capacity in book.staff[1:]:
            yield env.timeout(HOUR)
            desk.set_capacity(capacity)

    def run() -> None:
        env = simpy.Environment()
        desk = Desk(env, book.staff[0])
        env.process(hours(env, desk))
        env.process(arrivals(env, desk))
        env.run()

    return run, book.answer


# asimpy


def asimpy(day: Line, _: Path) -> Any:
    import asimpy as peer

    class Desk(peer.Resource):
        """`release` hands the place on although the desk has shrunk, and nothing is begun when it grows."""

        def release(self) -> None:
            self._count -= 1
            self.let_in()

        def set_capacity(self, capacity: int) -> None:
            self.capacity = capacity
            self.let_in()

        def let_in(self) -> None:
            while self._waiters and self._count < self.capacity:
                turn = self._waiters.popleft()
                if not turn.cancelled:
                    self._count += 1
                    turn.succeed()

    book = Book(day)

    class Customer(peer.Process):
        def init(self, desk: Any, i: int) -> None:
            self.desk, self.i = desk, i

        async def run(self) -> None:
            i, came = self.i, self.now
            what, _ = await peer.FirstOf(self._env, turn=self.desk.acquire(), gone=self.timeout(book.patience[i]))
            book.waited[i] = self.now - came
            if what == "turn":
                await self.timeout(book.work[i])
                self.desk.release()
            else:
                book.lost[i] = True

    class Arrivals(peer.Process):
        def init(self, desk: Any) -> None:
            self.desk = desk

        async def run(self) -> None:
            for i, time in enumerate(book.enter):
                await self.timeout(time - self.now)
                Customer(self._env, self.desk, i)

    class Hours(Arrivals):
        async def run(self) -> None:
            for capacity in book.staff[1:]:
                await self.timeout(HOUR)
                self.desk.set_capacity(capacity)

    def run() -> None:
        env = peer.Environment()
        desk = Desk(env, book.staff[0])
        Hours(env, desk)
        Arrivals(env, desk)
        env.run()

    return run, book.answer


# simulus


def simulus(day: Line, _: Path) -> Any:
    import simulus as peer

    book = Book(day)

    def run() -> None:
        sim = peer.simulator()
        desk = sim.semaphore(book.staff[0])
        too_many = 0  # agents who are to go when they finish: a semaphore cannot be lowered below what is out

        def customer(i: int) -> None:
            nonlocal too_many
            came = sim.now
            turn, _ = sim.wait(desk, offset=book.patience[i])
            book.waited[i] = sim.now - came
            if not turn:
                book.lost[i] = True
                return
            sim.sleep(book.work[i])
            if too_many:
                too_many -= 1
            else:
                desk.signal()

        def arrivals() -> None:
            for i, time in enumerate(book.enter):
                sim.sleep(until=time)
                sim.process(customer, i)

        def hours() -> None:
            nonlocal too_many
            for before, capacity in zip(book.staff, book.staff[1:], strict=False):
                sim.sleep(HOUR)
                for _ in range(capacity - before):
                    if too_many:
                        too_many -= 1
                    else:
                        desk.signal()
                idle = min(max(0, desk.val), max(0, before - capacity))
                desk.val -= idle
                too_many += max(0, before - capacity) - idle

        sim.process(hours)
        sim.process(arrivals)
        sim.run()

    return run, book.answer


# salabim


def salabim(day: Line, _: Path) -> Any:
    import salabim as peer

    book = Book(day)

    class Customer(peer.Component):
        def setup(self, desk: Any, i: int) -> None:
            self.desk, self.i = desk, i

        def process(self) -> Any:
            i, came = self.i, self.env.now()
            yield self.request(self.desk, fail_delay=book.patience[i])
            book.waited[i] = self.env.now() - came
            if self.failed():
                book.lost[i] = True
                return
            yield self.hold(book.work[i])
            self.release()

    class Arrivals(peer.Component):
        def setup(self, desk: Any) -> None:
            self.desk = desk

        def process(self) -> Any:
            for i, time in enumerate(book.enter):
                yield self.hold(till=time)
                Customer(desk=self.desk, i=i)

    class Hours(Arrivals):
        def process(self) -> Any:
            for capacity in book.staff[1:]:
                yield self.hold(HOUR)
                self.desk.set_capacity(capacity)

    def run() -> None:
        # its faster ways: generators in place of greenlets, no monitors
        env = peer.Environment(trace=False, yieldless=False)
        desk = peer.Resource(capacity=book.staff[0], monitor=False)
        Hours(desk=desk)
        Arrivals(desk=desk)
        env.run()

    return run, book.answer


# Ciw


def ciw(day: Line, _: Path) -> Any:
    import ciw as peer

    class Node(peer.Node):
        def change_shift(self) -> None:
            """A shift without pre-emption sends the whole crew home and brings a whole new one beside the busy."""
            self.schedule.get_next_shift()
            self.next_shift_change = self.schedule.next_shift_change_date
            self.c = wanted = self.schedule.c
            # first to go are the idle, then those who finish first; first to stay on are those who finish last
            order = sorted(self.servers, key=lambda s: s.next_end_service_date if s.busy else 0.0, reverse=True)
            for place, server in enumerate(order):
                server.shift_end, server.offduty = self.now, place >= wanted
            for server in order[wanted:]:
                if not server.busy:
                    self.kill_server(server)
            self.add_new_servers(max(0, wanted - len(order)))
            self.begin_service_if_possible_change_shift()

    class Given(peer.dists.Distribution):
        """These numbers, customer by customer."""

        def __init__(self, numbers: list[float]):
            self.numbers = numbers

        def sample(self, t: float | None = None, ind: Any = None) -> float:
            return self.numbers[ind.id_number - 1]

    class Times(Given):
        """These instants: time goes on from the arrival before."""

        def sample(self, t: float | None = None, ind: Any = None) -> float:
            self.next = getattr(self, "next", -1) + 1
            return self.numbers[self.next] - t if self.next < len(self.numbers) else np.inf

    book = Book(day)

    def run() -> Any:
        ends = [HOUR * (j + 1) for j in range(len(book.staff) - 1)] + [DRAINED]
        network = peer.create_network(
            arrival_distributions=[Times(book.enter)],
            service_distributions=[Given(book.work)],
            reneging_time_distributions=[Given(book.patience)],
            number_of_servers=[peer.Schedule(numbers_of_servers=book.staff, shift_end_dates=ends)],
        )
        simulation = peer.Simulation(network, node_class=Node)
        simulation.simulate_until_max_time(DRAINED - 1.0)
        return simulation

    def answer(simulation: Any) -> Answer:
        for record in simulation.get_all_records():
            book.waited[record.id_number - 1] = record.waiting_time
            book.lost[record.id_number - 1] = record.record_type == "renege"
        return book.answer(None)

    return run, answer


KERNEL, RUN_DAY, C_TWIN, TEXTBOOK, CIW = "compiled kernel", "compiled run_day", "C twin", "textbook SimPy", "Ciw"
ENGINES = {
    KERNEL: Engine(kernel, 7, 7, "numba"),
    RUN_DAY: Engine(whole_day("compiled"), 7, 7, "numba"),
    C_TWIN: Engine(c_twin, 7, 7),
    "plain run_day": Engine(whole_day("plain"), 2, 1),
    "SimPy floor": Engine(simpy_floor, 3, 1),
    TEXTBOOK: Engine(simpy_textbook, 3, 1),
    "asimpy": Engine(asimpy, 3, 1, "asimpy"),
    "simulus": Engine(simulus, 2, 1, "simulus"),
    CIW: Engine(ciw, 1, 1, "ciw"),
    "salabim": Engine(salabim, 1, 1, "salabim"),
}
FAST = (KERNEL, RUN_DAY, C_TWIN)  # take turns in one process
SLOW = (CIW, "salabim")  # half a minute or more
