"""The contract between a season and its mechanisms.

A mechanism (`mechanism`) is one module of `sim.mechanisms`. It acts in phases of a day (`phases`), adds to channels and
shares quantities (`channels`), remembers things of its own by person and by team (`memory`), and sees a day only
through `day.Day`: the shop's facts, its own levers and numbers, and named quantities of others. A season runs whatever
mechanisms it is given and knows none of them by name.
"""
