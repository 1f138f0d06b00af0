"""The page "What first": a budget and a day asked for, steps of the check-up ranked for this shop, the set to take.

`page.py` is what its sections share; `ask.py`, `ranking.py` and `chosen.py` are the sections, in that order; `said.py`
puts steps and their worth in words, `levels.py` says where the team stands, `promise.py` makes entries of the plan.
"""

from playbook.lab.first.page import FirstPage

__all__ = ["FirstPage"]
