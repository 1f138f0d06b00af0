"""Agents on the floor: a post is one agent with the types that he or she serves for a while.

On the floor whoever is on duty serves the same types all day. An agent who is moved from one line to another is
therefore several posts, of which one is on duty at a time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.calibrate.contacts import Contacts
from sim.calibrate.duty import CLOCKS_S, union


@dataclass(frozen=True)
class Posts:
    """P posts, in order of their agents."""

    agent: Ints  # (P,)
    serves: Bools  # (P, K)
    windows: Floats  # (post, on, off)
    window: Ints  # (W,) the post of each window that they were made of

    def of(self, contacts: Contacts, window: Ints) -> Ints:
        """(N,) the post that served each contact; where its window is not known, the agent's first; -1: nobody."""
        first = np.searchsorted(self.agent, contacts.agent)
        some = first < len(self.agent)
        some[some] = self.agent[first[some]] == contacts.agent[some]
        found = np.where(window >= 0, self.window[window], np.where(some, first, -1))
        return np.asarray(np.where(contacts.answered, found, -1))


def window_of(contacts: Contacts, windows: Floats) -> Ints:
    """(N,) the window in which each contact's service began, of the agent who served it; -1: in none."""
    if not len(windows):
        return np.full(len(contacts), -1)
    far = 1.0 + 2.0 * max(float(windows[:, 1:].max(initial=0.0)), float(contacts.start.max(initial=0.0)) + CLOCKS_S)
    start = contacts.start + CLOCKS_S
    at = np.searchsorted(windows[:, 1] + windows[:, 0] * far, start + contacts.agent * far, side="right") - 1
    named = contacts.answered & (contacts.agent >= 0) & (at >= 0)
    return np.where(named & (windows[at, 0] == contacts.agent) & (contacts.start <= windows[at, 2] + CLOCKS_S), at, -1)


def served_in(windows: Floats, window: Ints, serves: Bools, usual: Bools) -> Bools:
    """(W, K) types that are served in each window: all that its contacts show, `usual` (A, K) where it has none.

    `window` as from `window_of`; `serves`: (N, K) what the agent of each contact served then.
    """
    made = np.zeros((len(windows), serves.shape[1]), dtype=bool)
    some = window >= 0
    np.logical_or.at(made, window[some], serves[some])
    empty = np.ones(len(windows), dtype=bool)
    empty[window[some]] = False
    made[empty] = usual[windows[empty, 0].astype(int)]
    return made


def posts(windows: Floats, serves: Bools) -> Posts:
    """From windows (agent, on, off) in order, and the types served in each; nobody is in two at a time."""
    later = windows.copy()
    same = windows[1:, 0] == windows[:-1, 0]
    later[1:, 1] = np.where(same, np.maximum(windows[1:, 1], windows[:-1, 2]), windows[1:, 1])
    what = np.column_stack([windows[:, 0].astype(np.int64), serves])
    known, which = np.unique(what, axis=0, return_inverse=True)
    some = later[:, 2] > later[:, 1]
    rows = zip(which.ravel()[some], later[some, 1], later[some, 2], strict=True)
    on_duty = union([(int(p), float(on), float(off)) for p, on, off in rows])
    return Posts(known[:, 0], known[:, 1:].astype(bool), on_duty, which.ravel())
