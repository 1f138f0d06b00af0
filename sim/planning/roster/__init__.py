"""Rosters: the cheapest shifts that cover what is needed, and who works them.

`rules` is the law as data, `patterns` the shifts, `result` what goes in and comes out. `heads_plan` finds how many
people work which shift, `names` who they are, `check` what a roster breaks, by hand or not.
"""
