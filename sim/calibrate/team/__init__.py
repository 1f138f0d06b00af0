"""From a shop's contacts and orders to a team that behaves like it, and how near it comes.

**When.** `counts` puts moments into intervals, `days` sets apart what is no usual day, `arrivals` finds level, weekday,
hours and the day's own factor, and `held_out` scores them on weeks that they have not seen.
"""
