"""Draws hang on key and purpose only: uniform, unrelated to their neighbours, the same in every form."""

from __future__ import annotations

import math
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given as given_that
from hypothesis import settings
from hypothesis import strategies as st

from sim import draws
from sim.draws import Purpose, child_key, exponential, extend, generator, key, mix, normal, uniform
from sim.floor import Cause, tape
from tests.floor.builders import alike, crew, kind, poisson, rules, work_types

N = 200_000
WORDS = st.integers(0, 2**64 - 1)


def test_hash_is_splitmix64():
    """The first five numbers of the published generator from the seed 1234567."""
    published = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431,
                 16408922859458223821]  # fmt: skip
    assert [mix((1234567 + draws.GOLDEN * (i + 1)) & draws.MASK) for i in range(5)] == published


def test_keys_and_draws_never_change_between_versions():
    """A changed number here changes every result ever published with a seed."""
    assert key(1, "arrival", "chat", 3, 40, 2) == 0xAFA62FD7C0424903
    assert child_key(12345, Cause.REPEAT, 2) == 0xFEB9A173F05264C0
    assert uniform(12345, Purpose.PATIENCE_A) == 0.11954258300911558


@pytest.mark.parametrize("keys", ["neighbours", "hashed", "children"])
@pytest.mark.parametrize("purpose", [Purpose.WORK_A, Purpose.REPEAT])
def test_draws_are_uniform(keys, purpose):
    u = uniform(_keys(keys), purpose)
    assert 0 < u.min() and u.max() < 1
    cells = np.bincount((u * 100).astype(int), minlength=100)
    chi = ((cells - N / 100) ** 2 / (N / 100)).sum()
    assert abs(chi - 99) < 4.5 * math.sqrt(2 * 99)


@pytest.mark.parametrize("keys", ["neighbours", "hashed", "children"])
def test_purposes_of_one_key_are_unrelated(keys):
    made = [uniform(_keys(keys), p) for p in Purpose]
    _unrelated(np.corrcoef(made))


@pytest.mark.parametrize("keys", ["neighbours", "hashed", "children"])
@pytest.mark.parametrize("lag", [1, 2, 64])
def test_neighbouring_keys_are_unrelated(keys, lag):
    u = uniform(_keys(keys), Purpose.WORK_A)
    v = uniform(_keys(keys), Purpose.WORK_B)
    _unrelated(np.corrcoef([u[:-lag], u[lag:], v[:-lag], v[lag:]]))


def test_children_are_unrelated_to_their_parent_and_siblings():
    roots = _keys("hashed")
    made = [uniform(roots, Purpose.PATIENCE_A)]
    for cause in (Cause.REDIAL, Cause.REPEAT, Cause.TRANSFER):
        made += [uniform(child_key(roots, cause, count), Purpose.PATIENCE_A) for count in (1, 2, 3)]
    _unrelated(np.corrcoef(made))


def test_seeds_are_unrelated():
    made = [uniform(key(seed, "arrival", "chat", np.arange(N)), Purpose.WORK_A) for seed in range(6)]
    _unrelated(np.corrcoef(made))


def test_pairs_of_purposes_fill_the_square():
    """Correlation misses what is not linear: the unit square of two draws is filled evenly."""
    keys = _keys("neighbours")
    u, v = uniform(keys, Purpose.WORK_A), uniform(keys, Purpose.WORK_B)
    cells = np.bincount((u * 20).astype(int) * 20 + (v * 20).astype(int), minlength=400)
    chi = ((cells - N / 400) ** 2 / (N / 400)).sum()
    assert abs(chi - 399) < 4.5 * math.sqrt(2 * 399)


@settings(deadline=None, derandomize=True)
@given_that(WORDS, st.sampled_from(Purpose))
def test_one_draw_is_the_draw_of_an_array(word, purpose):
    array = np.array([word, word ^ 1], dtype=np.uint64)
    assert uniform(word, purpose) == uniform(array, purpose)[0]
    assert 0 < uniform(word, purpose) < 1
    assert exponential(word, purpose, 3.0) == pytest.approx(exponential(array, purpose, 3.0)[0], rel=1e-14)
    assert normal(word, purpose, 7) == pytest.approx(normal(array, purpose, 7)[0], rel=1e-9, abs=1e-14)


@settings(deadline=None, derandomize=True)
@given_that(
    WORDS, st.integers(-(2**63), 2**63 - 1), st.text("abcxyz_é客", max_size=8), st.integers(0, 3), st.integers(0, 60)
)
def test_one_key_is_the_key_of_an_array(word, part, name, cause, count):
    parts = np.array([part, 5], dtype=np.int64)
    assert key(word, name, part) == key(word, name, parts)[0]
    assert extend(word, part) == extend(np.array([word, 0], dtype=np.uint64), part)[0]
    children = child_key(np.array([word, 7], dtype=np.uint64), np.array([cause, 1]), np.array([count, 2]))
    assert child_key(word, cause, count) == children[0] and child_key(7, 1, 2) == children[1]


@settings(deadline=None, derandomize=True)
@given_that(st.integers(0, 2**64 - 1), st.lists(st.integers(-1000, 10**6), min_size=2, unique=True, max_size=20))
def test_distinct_parts_give_distinct_keys(word, parts):
    assert len({extend(word, part) for part in parts}) == len(parts)


def test_order_and_kind_of_parts_matter():
    assert len({key(1, 2, 3), key(1, 3, 2), key(1, "2", 3), key(1, 2), key(1, 2, 3, 0), key(0, 1, 2, 3)}) == 6


def test_a_key_of_anything_else_is_refused():
    with pytest.raises(TypeError, match="ints and strings"):
        key(1, 0.5)


def test_generators_of_two_entities_differ_and_of_one_agree():
    assert generator(1, "hire", 3).random() == generator(1, "hire", 3).random()
    assert generator(1, "hire", 3).random() != generator(1, "hire", 4).random()


@pytest.mark.parametrize("cv", [0.3, 1.0, 1.2])
def test_lognormal_durations_have_their_mean_and_spread(cv):
    made = _durations(2, 190.0, cv, _keys("hashed"))
    assert abs(made.mean() / 190 - 1) < 4.5 * cv / math.sqrt(N)
    assert abs(np.log(made).std() / math.sqrt(math.log(1 + cv**2)) - 1) < 0.01


@pytest.mark.parametrize("family", [0, 1, 2, 3])
def test_one_duration_is_the_duration_of_an_array(family):
    keys = _keys("hashed")[:50]
    whole = _durations(family, 7.0, 0.8, keys)
    assert [tape.duration(family, 7.0, 0.8, k, 0, 1) for k in keys.tolist()] == pytest.approx(whole.tolist())


# the arrivals


def test_larger_means_only_add_arrivals():
    edges = np.linspace(0, 86400, 25)
    low, high = np.full(24, 5.0), np.full(24, 5.0)
    high[10:14] = 40.0
    (keys, times), (more_keys, more_times) = (tape.arrivals(1, 3, "chat", m, edges) for m in (low, high))
    more = dict(zip(more_keys.tolist(), more_times.tolist(), strict=True))
    assert all(more[k] == t for k, t in zip(keys.tolist(), times.tolist(), strict=True))
    added = np.array([t for k, t in more.items() if k not in set(keys.tolist())])
    assert len(added) > 80 and (added >= edges[10]).all() and (added < edges[14]).all()


def test_arrivals_are_a_poisson_process_of_the_given_mean():
    counts, late = [], []
    for day in range(3000):
        _, times = tape.arrivals(7, day, "chat", [3.0, 12.0], [0, 100, 200])
        counts.append([(times < 100).sum(), (times >= 100).sum()])
        late += (times[times >= 100] - 100).tolist()
    counts = np.array(counts)
    for j, mean in enumerate((3.0, 12.0)):
        assert abs(counts[:, j].mean() - mean) < 4.5 * math.sqrt(mean / 3000)
        assert abs(counts[:, j].var() / mean - 1) < 4.5 * math.sqrt((2 + 1 / mean) / 3000)
    assert abs(np.corrcoef(counts.T)[0, 1]) < 4.5 / math.sqrt(3000)
    assert abs(np.mean(late) - 50) < 4.5 * 100 / math.sqrt(12 * len(late))


def test_days_kinds_and_seeds_have_arrivals_of_their_own():
    edges = np.linspace(0, 100, 5)
    sets = [set(tape.arrivals(s, d, k, np.full(4, 30.0), edges)[0].tolist())
            for s, d, k in ((1, 0, "a"), (1, 1, "a"), (1, 0, "b"), (2, 0, "a"))]  # fmt: skip
    assert len(set.union(*sets)) == sum(map(len, sets))


def test_far_tail_of_a_small_slot_is_not_cut_off():
    """A slot whose count is far above its mean gets all of it: the widest of many slots goes beyond a fixed margin."""
    keys, _ = tape.arrivals(1, 0, "chat", np.full(400_000, 0.5), np.arange(400_001.0))
    assert abs(len(keys) - 200_000) < 4.5 * math.sqrt(200_000)


def test_arrivals_refuse_what_cannot_be():
    with pytest.raises(ValueError, match="negative or not finite"):
        tape.arrivals(1, 0, "chat", [1.0, -1.0], [0, 1, 2])
    with pytest.raises(ValueError, match="2 slots need 3 edges"):
        tape.arrivals(1, 0, "chat", [1.0, 1.0], [0, 1])
    with pytest.raises(ValueError, match="negative or not finite"):
        tape.build(work_types(kind()), key(1, np.arange(2)), [0, 0], [1.0, -1.0], 1, 100.0)
    with pytest.raises(TypeError, match="keys are whole numbers"):  # as floats, the low bits would be gone
        tape.build(work_types(kind()), np.append(key(1, np.arange(2)), 7), [0, 0, 0], [1.0, 1.0, 1.0], 1, 100.0)
    with pytest.raises(ValueError, match="outside 0 … 0"):
        tape.build(work_types(kind()), key(1, np.arange(2)), [0, 1], [1.0, 1.0], 1, 100.0)


# one thing more leaves every other draw as it was


BUSY = work_types(
    kind(work=3.0, patience=2.0, wrap_mean=0.5, redial=0.6, redial_after=5.0, repeat=0.5, repeat_after=20.0),
    kind(work=4.0, patience=9.0, transfer=0.3, transfer_to=0, redial=0.3, redial_after=9.0),
)
DAY = 300.0


def test_one_contact_more_leaves_every_other_tape_row_as_it_was():
    plain = poisson(BUSY, [1.0, 0.7], DAY)
    extra = _with_one_more(plain, BUSY)
    assert len(extra) == len(plain) + 1
    rest = tape.rows(extra, extra.key != key(5, "extra"))
    for field in fields(rest):
        assert np.array_equal(getattr(rest, field.name), getattr(plain, field.name)), field.name


def _one_agent_more(day, types, people, rule):
    return day, types, alike(len(people) + 1, 2, accuracy=0.5), rule


def _one_contact_more(day, types, people, rule):
    return _with_one_more(day, types), types, people, rule


def _one_redial_more(day, types, people, rule):
    return day, types, people, rules(max_redials=3)


def _slower_people(day, types, people, rule):
    return day, types, crew(np.full((len(people), 2), 0.8), accuracy=0.5), rule


@pytest.mark.parametrize("change", [_one_agent_more, _one_contact_more, _one_redial_more, _slower_people])
def test_a_change_leaves_the_draws_of_all_other_contacts(run_day, change):
    """Other contacts may fare differently. But what each of them brings, children too, is the same in both worlds."""
    world = poisson(BUSY, [1.0, 0.7], DAY), BUSY, alike(4, 2, accuracy=0.5), rules()
    logs = []
    for day, types, people, rule in (world, change(*world)):
        logs.append(run_day(day, people, types, rule))
    before, after = ({k: i for i, k in enumerate(log.key.tolist())} for log in logs)
    common = sorted(before.keys() & after.keys())
    assert len(common) > 0.8 * len(before)
    i, j = np.array([(before[k], after[k]) for k in common]).T
    assert (logs[0].root[i] == logs[1].root[j]).all() and (logs[0].cause[i] == logs[1].cause[j]).all()
    # a second redial is the same occasion whether or not a transfer lay between: only then its kind may differ
    same = logs[0].kind[i] == logs[1].kind[j]
    assert same[logs[0].transfers[i] == logs[1].transfers[j]].all() and same.mean() > 0.9
    patience = [log.deadline[rows] - log.enter[rows] for log, rows in ((logs[0], i[same]), (logs[1], j[same]))]
    assert np.allclose(*patience, rtol=0, atol=1e-9)
    children = i[logs[0].cause[i] != Cause.ROOT]
    assert len(children) > 30
    assert not np.array_equal(logs[0].waited[i], logs[1].waited[j])  # the change did change something


def test_a_child_s_draws_hang_on_its_chain_alone(run_day):
    log = run_day(poisson(BUSY, [1.0, 0.7], DAY), alike(4, 2, accuracy=0.5), BUSY, rules())
    for row in np.flatnonzero(log.cause != Cause.ROOT):
        cause = Cause(int(log.cause[row]))
        count = {Cause.REDIAL: log.redials, Cause.REPEAT: log.repeats, Cause.TRANSFER: log.transfers}[cause][row]
        assert log.key[row] == child_key(int(log.root[row]), cause, int(count))
        patience = exponential(int(log.key[row]), Purpose.PATIENCE_A, float(BUSY.patience_mean[log.kind[row]]))
        assert log.deadline[row] == log.enter[row] + patience
    assert set(log.cause.tolist()) == {0, 1, 2, 3}


def _with_one_more(day, types):
    """One contact more, with work for an hour and all the patience there is: somebody must wait longer for it."""
    keys = np.append(day.key, np.uint64(key(5, "extra")))
    more = tape.build(types, keys, np.append(day.kind, 1), np.append(day.enter, 150.25), day.seed, day.horizon)
    new = more.key == keys[-1]
    return replace(more, work=np.where(new, 3600.0, more.work), deadline=np.where(new, np.inf, more.deadline))


def _durations(family, mean, cv, keys):
    """One law for all, which is kind 0."""
    law = tape.Law.of(*(np.array([value]) for value in (family, mean, cv)))
    u, v = draws.uniforms(keys, (0, 1))
    return law.durations(np.zeros(len(keys), dtype=int), np.log(u), v)


def _keys(which):
    number = np.arange(N, dtype=np.uint64)
    return {
        "neighbours": number,
        "hashed": key(3, "arrival", "chat", 11, number),
        "children": child_key(key(3, "seat", number), np.full(N, 1), np.full(N, 1)),
    }[which]


def _unrelated(correlations):
    size = len(correlations)
    off = correlations[~np.eye(size, dtype=bool)]
    assert np.abs(off).max() < 4.9 / math.sqrt(N - 64)
