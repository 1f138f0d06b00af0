"""Joining: temps before a campaign, successors of those who leave, people on top, and who is made a lead."""

from __future__ import annotations

import numpy as np

from sim import draws
from sim.arrays import Floats, Ints
from sim.mechanisms import hiring, leadership
from sim.mechanisms import roster as rosters
from sim.mechanisms.roster import NEVER, Roster
from sim.staff import terms
from sim.staff.standing import Standing
from sim.units import DAYS_PER_WEEK

EXTRA = 1000  # generation of people hired on top, apart from successors


def morning(world, state, seed: int, d: int) -> None:
    """Temps start; people on top are advertised for; on the first day leads are made."""
    peak, plan = world.scenario.peak, world.scenario.hiring
    for big in world.rota.big:
        if d == max(0, big - 1 - peak.temps_days_before):
            _temps(world, state, seed, d, big + peak.days_after + 1)
    if plan.extra and d == plan.post_week * DAYS_PER_WEEK:
        _on_top(world, state, seed, d)
    if d == 0:
        lead(world, state, seed)


def join(state, rows: Roster, standing: Standing) -> None:
    """Put people on the roster."""
    state.roster.add(rows)
    state.standing.add(standing)


def _temps(world, state, seed: int, d: int, gone: int) -> None:
    scenario, peak = world.scenario, world.scenario.peak
    speed = world.rota.skills.speed
    packs = speed[:, world.wave_kinds].max(axis=1, initial=0) > 0
    talks = speed[:, world.order_kinds].max(axis=1, initial=0) > 0
    for wanted, able in ((peak.temps, talks & ~packs), (peak.temps_packing, packs)):
        for group, seats in _spread(scenario, able, wanted):
            rows = rosters.people(
                scenario, world.mechanisms.talent, seed, group, seats, d, True, d, d, gone, np.zeros(len(seats))
            )  # fmt: skip
            join(state, rows, Standing.of(rows.key))


def _spread(scenario, able, wanted: int):
    """(group, seats) over which `wanted` people are dealt out, group by group in turns."""
    groups = [g for g in np.flatnonzero(able) if scenario.people[g].count] or list(np.flatnonzero(able))
    for position, group in enumerate(groups):
        seats = np.arange(position, wanted, len(groups)) // len(groups)
        if len(seats):
            yield int(group), seats


def _on_top(world, state, seed: int, d: int) -> None:
    """The places on top are advertised today; they are filled when the pipeline is through."""
    for group, seats in _spread(world.scenario, world.service, world.scenario.hiring.extra):
        # Seats beyond the group's own, so that their days off take turns with everybody's.
        seats = seats + world.scenario.people[group].count
        _hire(world, state, seed, group, seats, EXTRA, d)


def replace(world, state, seed: int, d: int, person: int) -> None:
    """The place of somebody who leaves is advertised on the day of the notice, if it is filled at all."""
    roster = state.roster
    key = int(draws.extend(roster.key[person], "replace"))
    if draws.uniform(key, draws.Purpose.CHOICE) < world.scenario.hiring.replace:
        seats, generation = roster.seat[[person]], int(roster.generation[person]) + 1
        _hire(world, state, seed, int(roster.group[person]), seats, generation, d)


def _hire(world, state, seed: int, group: int, seats, generation: int, d: int) -> None:
    """Advertise, choose among the candidates of each place, and put the hires on the roster for their first day."""
    plan, m, scenario = world.scenario.hiring, world.mechanisms, world.scenario
    log_pay = float(np.log(scenario.pay.level))
    line = hiring.pipeline(m.recruitment, plan.lead_days, plan.tests, plan.applicants, log_pay)
    first = d + 1 + round(line.starts)
    course = rosters.newcomer_experience(m.learning, plan.training_days)
    rows = rosters.people(
        scenario, m.talent, seed, group, seats, generation, False, first, first + plan.training_days, NEVER,
        np.full(len(seats), course),
    )  # fmt: skip
    ability, noise = _candidates(rows.key, plan.applicants)
    z = hiring.hired(m.recruitment, plan.tests, ability, noise, log_pay)
    rows.ability[:] = np.exp(m.talent.spread * z - m.talent.spread**2 / 2)
    staff = int((state.roster.employed(d) & ~state.roster.temp).sum())
    share = hiring.referred_share(m.recruitment, plan.referral_share, len(seats), staff)
    referred = draws.uniform(draws.extend(rows.key, "referred"), draws.Purpose.CHOICE) < share
    join(state, rows, Standing.of(rows.key, referred, plan.tests))


def _candidates(keys, applicants: int):
    """Abilities of the candidates for each place and the luck of judging them, (n, k) standard normals.

    More candidates are the same ones and some more.
    """
    each = [draws.extend(keys, k) for k in range(applicants)]
    return tuple(
        np.stack([draws.normal(draws.extend(key, name), draws.Purpose.SIZE, draws.Purpose.SIZE_B) for key in each], 1)
        for name in ("candidate", "judged")
    )


def hire_cost(world) -> float:
    """Money for one hire."""
    plan = world.scenario.hiring
    return hiring.cost(plan.cost, plan.candidate_cost, plan.tests, plan.applicants)


def lead(world, state, seed: int) -> None:
    """The service floor's leads: those who are promoted, or else the longest-serving."""
    roster, s = state.roster, state.standing
    people = np.flatnonzero(world.service[roster.group] & ~roster.temp)
    if not len(people):
        return
    if world.scenario.careers.promotions:
        s.lead[_promoted(world, state, seed, people)] = True
        return
    posts = max(1, round(len(people) / world.scenario.leadership.span))
    s.lead[people[np.argsort(roster.hired[people], kind="stable")[:posts]]] = True


def _promoted(world, state, seed: int, people):
    """Who of `people` (rows) is made a lead."""
    plan, m, roster, s = world.scenario.careers, world.mechanisms.leadership, state.roster, state.standing
    output = _output(roster, people)
    noise = draws.normal(draws.extend(roster.key[people], "promoted"), draws.Purpose.SIZE, draws.Purpose.SIZE_B)
    s.aptitude[people] = leadership.aptitude(m, output, s.aptitude[people])
    places = min(plan.promotions, len(people))
    return people[leadership.promoted(m, output, s.aptitude[people], noise, places, plan.promote_on_output)]


def _output(roster: Roster, people) -> Floats:
    """Own output of `people` (rows) in standard deviations among them."""
    output = np.log(roster.ability[people])
    return (output - output.mean()) / (output.std() or 1.0)


def promised(world, state, d: int) -> Ints:
    """Rows of those who get the posts when the season ends on day `d`: the most standard days' work, leads aside."""
    roster, s = state.roster, state.standing
    there = world.service[roster.group] & roster.employed(d) & ~roster.temp & ~s.lead & (s.notice == NEVER)
    rows = np.flatnonzero(there)
    return rows[np.argsort(-s.results[rows], kind="stable")[: world.scenario.careers.promised]]


def log_quits_of_promised(world, state, d: int) -> float:
    """What the new leads add to everybody's log hazard: they lead as well as people chosen by their results."""
    new = promised(world, state, d)
    if not len(new):
        return 0.0
    m, roster, s = world.mechanisms, state.roster, state.standing
    floor = np.flatnonzero(world.service[roster.group] & roster.employed(d) & ~roster.temp)
    apt = s.aptitude.copy()
    if not world.scenario.careers.promotions:  # else output has already had its say in it, on the first day
        apt[floor] = leadership.aptitude(m.leadership, _output(roster, floor), apt[floor])
    now = terms.lead_quality(world, state, d)
    places = max(1, round(len(floor) / world.scenario.leadership.span), int((s.lead & roster.employed(d)).sum()))
    after = (now * places + apt[new].sum()) / (places + len(new))
    return float(m.transfer.shrinkage * leadership.quits_term(m.leadership, after - now))
