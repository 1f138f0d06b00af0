"""Single queues: Erlang C and Erlang A, to 0.5 %, and queues with other distributions.

The values are exact (closed forms evaluated with 40 digits; integrals of Baccelli and Hébuterne for general
patience; Pollaczek and Khinchine for one server). A short run of SimPy and a long one of the compiled floor, on
tapes made alike, must each lie within 3.5 standard errors of every value; the long one must know the headline
figures to 0.5 %. Where nobody abandons and load is above 0.93, waits vary so slowly that 0.5 % of the mean wait would
take 70 to 850 million contacts: there the long run is held to 0.5 % by its service level, and by P(wait) if it can be.
"""

from __future__ import annotations

import pytest

from sim.floor import Family, engines
from tests.floor.builders import alike, kind, work_types
from tests.floor.theory import System, batches, compare

pytestmark = pytest.mark.theory
PRECISION = 0.005
SHORT = 120_000  # contacts on SimPy

# millions of contacts of the long run; arrival rate, service rate, agents, t; P(wait), mean wait, P(wait <= t)
ERLANG_C = {
    "11 agents": (18, 1 / 18, 1 / 180, 11, 20.0, 0.6821182046893, 122.7812768441, 0.3896138117292),
    "12 agents": (16, 1 / 18, 1 / 180, 12, 20.0, 0.4493882242983, 40.44494018684, 0.640158040374),
    "13 agents": (14, 1 / 18, 1 / 180, 13, 20.0, 0.2852704530365, 17.11622718219, 0.7955947884178),
    "14 agents": (18, 1 / 18, 1 / 180, 14, 20.0, 0.174131933595, 7.835937011777, 0.8883500191795),
    "15 agents": (18, 1 / 18, 1 / 180, 15, 20.0, 0.102042367008, 3.673525212288, 0.941452842869),
    "12 at 70 %": (13, 4.2, 0.5, 12, 1 / 3, 0.1838886303935, 0.1021603502186, 0.8990797798947),
    "1 at 80 %": (3, 0.8, 1.0, 1, 1.0, 0.8, 4.0, 0.3450153975376),
    "50 at 96 %": (9, 48.0, 1.0, 50, 1 / 3, 0.6944556111968, 0.3472278055984, 0.6434546008033),
    "90 at 93 %": (6, 84.0, 1.0, 90, 0.05, 0.4119573138288, 0.06865955230479, 0.6948145157726),
    "1000 at 95 %": (2, 950.0, 1.0, 1000, 0.01, 0.06825341537714, 0.001365068307543, 0.9586022109437),
}
SLOW = {"50 at 96 %": {"mean wait"}, "90 at 93 %": {"mean wait"}, "1000 at 95 %": {"mean wait", "P(wait)"}}

# λ, μ, θ, n, t; P(wait), P(ab), E[W], utilisation, E[W | served], E[W | abandoned]; P(W > t), S1, P(ab within t)
ERLANG_A = {
    "A1": (5, 48.0, 1.0, 0.5, 50, 1 / 3, 0.4677740685538, 0.03091224916219, 0.06182449832439, 0.9303242408043,
           0.06026500399255, 0.1107140775508, 0.02713560829219, 0.943018954747, 0.02984543696083),
    "A2": (3, 8.0, 1.0, 0.25, 10, 0.1, 0.3467982303811, 0.02639633743661, 0.1055853497464, 0.7788829300507,
           0.1009887263689, 0.2751274071062, 0.258508255803, 0.7339694763258, 0.007522267871263),
    "A3": (1, 10.0, 1.0, 1.0, 10, 0.1, 0.5420702855281, 0.1251100357211, 0.1251100357211, 0.8748899642789,
           0.1149431227709, 0.1962068910343, 0.3790952552806, 0.575126903721, 0.04577784099843),
    "A4": (5, 100.0, 1.0, 1.0, 100, 0.05, 0.5132987982791, 0.03986099680915, 0.03986099680915, 0.9601390031909,
           0.03891653311596, 0.06261046374463, 0.3062018575104, 0.6734875003223, 0.02031064216728),
    "A5": (4, 102.0, 1.0, 1.0, 100, 0.1, 0.5917186345188, 0.04991797599982, 0.04991797599982, 0.9690836644802,
           0.04904092185477, 0.06661082783512, 0.2029321268719, 0.7587772981087, 0.03829057501941),
    "A6": (1, 120.0, 1.0, 1.0, 100, 0.1, 0.9721362601095, 0.1676929556882, 0.1676929556882, 0.9987684531742,
           0.1788222299918, 0.1124552543607, 0.7304224088285, 0.1830527010874, 0.08652489008411),
    "A7": (11, 100.0, 1.0, 0.1, 100, 0.1, 0.7660026034417, 0.01916446773622, 0.1916446773622, 0.9808355322638,
           0.1915175791182, 0.1981495527152, 0.5717507581615, 0.4215714200401, 0.006677821798363),
    "A8": (2, 100.0, 1.0, 10.0, 100, 0.01, 0.2619128623283, 0.06044959193768, 0.006044959193768, 0.9395504080623,
           0.005171512355522, 0.01962068910343, 0.1831679877248, 0.7947134684494, 0.02211854382578),
    "A9": (3, 4.2, 0.5, 1.0, 12, 1 / 3, 0.1273722818087, 0.02967890554237, 0.02967890554237, 0.6792247661203,
           0.0240600770092, 0.2133806880794, 0.03137818990973, 0.945269575559, 0.02335223453127),
}  # fmt: skip

# work (mean 1) and patience laws; λ, n; P(wait), P(ab), E[W]
GENERAL = {
    "M/D/1": ({"work_family": Family.FIXED}, 0.8, 1, 0.8, None, 2.0),
    "M/LN/1, SCV 0.5": ({"work_family": Family.LOGNORMAL, "work_cv": 0.5**0.5}, 0.8, 1, 0.8, None, 3.0),
    "M/LN/1, SCV 4": ({"work_family": Family.LOGNORMAL, "work_cv": 2.0}, 0.8, 1, 0.8, None, 10.0),
    "M/M/20+LN": (
        {"patience": 1.0, "patience_family": Family.LOGNORMAL},
        22.0, 20, 0.7816753812721, 0.1235180599833, 0.205426645706,
    ),
    "M/M/20+D": (
        {"patience": 1.0, "patience_family": Family.FIXED},
        22.0, 20, 0.9495940280895, 0.098437727802, 0.6572368556783,
    ),
    "M/M/100+LN": (
        {"patience": 1.0, "patience_family": Family.LOGNORMAL},
        102.0, 100, 0.757003410001, 0.03764750781639, 0.1120274559154,
    ),
}  # fmt: skip


def _engines(rows):
    for name in engines():
        if name != "plain":  # the same source as "compiled", held to the same log elsewhere
            yield from (pytest.param(name, row, id=f"{row}-{name}") for row in rows)


@pytest.mark.parametrize("engine, row", _engines(ERLANG_C))
def test_erlang_c(engine, row):
    millions, rate, service, agents, t, p_wait, mean_wait, in_time = ERLANG_C[row]
    system = System(work_types(kind(work=1 / service)), alike(agents), (rate,), within=t)
    batch = _run(engine, system, millions)
    roots, in_hand = batch["roots"][:, 0], batch["in hand"][:, 0]
    headline = {
        "P(wait)": (batch["must wait"][:, 0], roots, p_wait),
        "mean wait": (batch["waited"][:, 0], roots, mean_wait),
        "service level": (batch["served within"][:, 0], batch["served"][:, 0], in_time),
    }
    slow = {name: headline.pop(name) for name in SLOW.get(row, ()) if engine != "simpy"}
    compare(system, batch, headline, PRECISION if engine != "simpy" else None)
    compare(system, batch, slow | {"occupancy": (in_hand, agents * batch["length"], rate / service / agents)})


@pytest.mark.parametrize("engine, row", _engines(ERLANG_A))
def test_erlang_a(engine, row):
    (millions, rate, service, theta, agents, t, p_wait, p_ab, mean_wait, utilisation, wait_served, wait_lost,
     tail, s1, lost_in_time) = ERLANG_A[row]  # fmt: skip
    system = System(work_types(kind(work=1 / service, patience=1 / theta)), alike(agents), (rate,), within=t)
    batch = _run(engine, system, millions)
    column = {name: values[:, 0] for name, values in batch.items() if getattr(values, "ndim", 0) == 2}
    roots, lost, served = column["roots"], column["abandoned"], column["served"]
    headline = {
        "P(wait)": (column["must wait"], roots, p_wait),
        "P(abandon)": (lost, roots, p_ab),
        "mean wait": (column["waited"], roots, mean_wait),
    }
    compare(system, batch, headline, PRECISION if engine != "simpy" else None)
    more = {
        "utilisation": (column["in hand"], agents * batch["length"], utilisation),
        "wait of the served": (column["waited served"], served, wait_served),
        "wait of the lost": (column["waited abandoned"], lost, wait_lost),
        "P(W > t)": (served + lost - column["within"], served + lost, tail),
        "served in time": (column["served within"], served + lost, s1),
        "abandoned in time": (column["within"] - column["served within"], served + lost, lost_in_time),
        "abandonments against time in queue": (lost, column["queue"], theta),
    }
    compare(system, batch, more)


@pytest.mark.parametrize("engine, row", _engines(GENERAL))
def test_other_distributions(engine, row):
    law, rate, agents, p_wait, p_ab, mean_wait = GENERAL[row]
    system = System(work_types(kind(**law)), alike(agents), (rate,))
    batch = _run(engine, system, 1.5)
    roots = batch["roots"][:, 0]
    rows = {
        "P(wait)": (batch["must wait"][:, 0], roots, p_wait),
        "mean wait": (batch["waited"][:, 0], roots, mean_wait),
    }
    if p_ab is not None:
        rows["P(abandon)"] = (batch["abandoned"][:, 0], roots, p_ab)
    compare(system, batch, rows)


def _run(engine, system, millions):
    if engine == "simpy":
        return batches(engines()[engine], system, SHORT, days=30)
    return batches(engines()[engine], system, millions * 1e6, days=100)
