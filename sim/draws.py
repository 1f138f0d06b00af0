"""Draws that hang on who and what for, never on when they were asked for.

A draw is a hash of a key (the entity: this contact, this seat) and a purpose (its patience, its handle time). No
stream is consumed in order, so one contact, agent or lever more leaves every other draw as it was, and two
scenarios compared with one seed differ only where their causes differ (common random numbers by construction).

The hash is the output function of SplitMix64 (Steele, Lea & Flood 2014, doi:10.1145/2660193.2660195): purpose p of
a key is the number p + 1 of the SplitMix64 sequence that starts there. Functions take Python ints or uint64 arrays
and give the same bits for both.
"""

from __future__ import annotations

import math
from enum import IntEnum
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np
from numpy.random.bit_generator import ISeedSequence

MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15  # 2⁶⁴ ÷ golden ratio, odd: the step of SplitMix64
MIX_1 = 0xBF58476D1CE4E5B9
MIX_2 = 0x94D049BB133111EB
CHILD = 0xD1B54A32D192ED03  # sets the keys of children apart from the uniforms of their root
UNIT = 2.0**-52
_S30, _S27, _S31, _S12 = (np.uint64(n) for n in (30, 27, 31, 12))
_GOLDEN, _MIX_1, _MIX_2 = np.uint64(GOLDEN), np.uint64(MIX_1), np.uint64(MIX_2)


class Purpose(IntEnum):
    """What a draw is for. Append only: a changed number changes every result."""

    WORK_A = 0
    WORK_B = 1
    PATIENCE_A = 2
    PATIENCE_B = 3
    WRAP = 4
    BALK = 5
    REDIAL = 6
    REDIAL_DELAY = 7
    WRONG = 8
    REPEAT = 9
    REPEAT_DELAY = 10
    TRANSFER = 11
    VIP = 12
    ARRIVAL = 13
    ARRIVAL_TIME = 14
    # 15 and 16 are free: what they were for is gone
    CHOICE = 17  # a yes or no of the slow clock: quits, hired, converts
    CHOICE_B = 18
    SIZE = 19  # a quantity of the slow clock
    SIZE_B = 20
    ROUTE = 21  # which of the people free a contact goes to


def mix(x: Any) -> Any:
    """The 64-bit finaliser of SplitMix64: a bijection, int → int or uint64 array → uint64 array."""
    if isinstance(x, np.ndarray):
        x = x ^ (x >> _S30)  # a new array, the only one
        x *= _MIX_1
        x ^= x >> _S27
        x *= _MIX_2
        x ^= x >> _S31
        return x
    x = ((x ^ (x >> 30)) * MIX_1) & MASK
    x = ((x ^ (x >> 27)) * MIX_2) & MASK
    return x ^ (x >> 31)


def extend(key: Any, part: Any) -> Any:
    """The key of `part` (an int, a string or an array of ints) within `key`; distinct ints give distinct keys."""
    if type(key) is int and type(part) is int:  # nearly all that the slow clock asks for
        return mix(((key ^ (part & MASK)) + GOLDEN) & MASK)
    if isinstance(part, str):
        part = _text(part)
    elif isinstance(part, np.ndarray):
        part = part.astype(np.uint64)
    elif isinstance(part, (int, np.integer)):
        part = int(part) & MASK
    else:
        raise TypeError(f"a key is made of ints and strings, not of {type(part).__name__} {part!r}")
    if isinstance(key, np.ndarray) or isinstance(part, np.ndarray):
        many, one = (key, part) if isinstance(key, np.ndarray) else (part, key)  # it is the same the other way round
        if quick is not None and isinstance(one, int) and many.ndim == 1:
            made = np.empty(len(many), dtype=np.uint64)
            quick.extend(np.ascontiguousarray(many), np.uint64(one), made)
            return made
        return mix((_word(key) ^ _word(part)) + _GOLDEN)
    return mix(((int(key) ^ part) + GOLDEN) & MASK)


def key(seed: int, *parts: Any) -> Any:
    """Identity of an entity: `key(7, "hire", seat, generation)`. An array among the parts gives an array of keys."""
    if parts and isinstance(parts[0], str) and isinstance(seed, int):
        made, parts = _named(seed, parts[0]), parts[1:]
    else:
        made = extend(0, seed)
    for part in parts:
        made = extend(made, part)
    return made


@lru_cache(maxsize=1024)
def _named(seed: int, name: str) -> int:
    return extend(extend(0, seed), name)


def child_key(root: Any, cause: Any, count: Any) -> Any:
    """Identity of the contact that `root` makes by `cause` (redial, repeat, transfer) for the `count`-th time."""
    if isinstance(root, np.ndarray) and isinstance(cause, int) and isinstance(count, int):
        return mix(mix(root ^ np.uint64(CHILD)) + np.uint64(GOLDEN * (cause * 65536 + count + 1) & MASK))
    if isinstance(root, np.ndarray):
        step: Any = np.broadcast_to(np.asarray(cause) * 65536 + np.asarray(count) + 1, root.shape).astype(np.uint64)
        return mix(mix(root ^ np.uint64(CHILD)) + _GOLDEN * step)
    step = int(cause) * 65536 + int(count)
    return mix((mix(int(root) ^ CHILD) + GOLDEN * (step + 1)) & MASK)


def uniform(key: Any, purpose: int) -> Any:
    """A uniform of the open interval (0, 1): 52 bits, the middle of its cell, so that 0 and 1 never come."""
    if isinstance(key, np.ndarray):
        return uniforms(key, (purpose,))[0]
    return ((mix((int(key) + GOLDEN * (purpose + 1)) & MASK) >> 12) + 0.5) * UNIT


def uniforms(keys: Any, purposes: tuple[int, ...]) -> Any:
    """`uniform` of each purpose for an array of keys, in one go: (purposes, *keys.shape)."""
    if quick is not None and keys.ndim == 1:
        made = np.empty((len(purposes), len(keys)))
        quick.uniforms(np.ascontiguousarray(keys), _numbers(purposes), made)
        return made
    return np.stack([_unit(mix(keys + _step(purpose))) for purpose in purposes])


class Quick(NamedTuple):
    """Loops over arrays of keys (n,) that fill their last argument by the same hash, sooner than numpy."""

    uniforms: Any  # keys, purposes (p,), (p, n)
    extend: Any  # keys, a part, (n,)


quick: Quick | None = None  # the compiled floor puts its loops here


def exponential(key: Any, purpose: int, mean: Any = 1.0) -> Any:
    """An exponential with this mean, by inversion."""
    u = uniform(key, purpose)
    return -mean * (np.log(u) if isinstance(u, np.ndarray) else math.log(u))


def normal(key: Any, purpose_a: int, purpose_b: int) -> Any:
    """A standard normal from two uniforms (Box–Muller, the cosine half)."""
    a, b = uniform(key, purpose_a), uniform(key, purpose_b)
    if isinstance(a, np.ndarray):
        return np.sqrt(-2.0 * np.log(a)) * np.cos(2.0 * math.pi * b)
    return math.sqrt(-2.0 * math.log(a)) * math.cos(2.0 * math.pi * b)


def generator(seed: int, *parts: Any) -> np.random.Generator:
    """A numpy generator of its own for draws of the slow clock: give it one entity and one occasion."""
    seeded: Any = _Seeded(key(seed, *parts))  # numpy takes any seed sequence, its annotations only its own
    return np.random.Generator(np.random.Philox(seeded))


class _Seeded(ISeedSequence):
    """Gives Philox its key. Given as `key=` it would be the same, after numpy has asked the machine for a seed."""

    def __init__(self, made: int):
        self.made = made

    def generate_state(self, n_words: int, dtype: Any = np.uint64) -> Any:
        return np.array([self.made, 0], dtype=dtype)


@lru_cache(maxsize=4096)
def _text(part: str) -> int:
    return int.from_bytes(blake2b(part.encode(), digest_size=8).digest(), "little")


@lru_cache(maxsize=64)
def _numbers(purposes: tuple[int, ...]) -> Any:
    return np.array(purposes)


@lru_cache(maxsize=64)
def _step(purpose: int) -> np.uint64:
    return np.uint64((GOLDEN * (purpose + 1)) & MASK)


def _unit(bits: Any) -> Any:
    made = (bits >> _S12).astype(np.float64)
    made += 0.5
    made *= UNIT
    return made


def _word(x: Any) -> Any:
    return x if isinstance(x, np.ndarray) else np.uint64(x)
