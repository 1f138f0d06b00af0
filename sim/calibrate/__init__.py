"""From a shop's own exports to the model: a real day read from files, measured, and replayed on the floor.

`contacts` and `duty` read the files, `survival` holds a measured distribution, `patience`, `wrapup` and `skills`
measure people from the day, `figures` sums a day up (the real one and a replayed one by the same definitions), and
`replay` puts the day on the floor.
"""
