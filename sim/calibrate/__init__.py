"""From a shop's own exports to the model: real days read from files, measured, and replayed on the floor.

**Files.** `contacts` and `duty` read them, `checks` sets aside what cannot have been.

**People**, all of them in `people`. `survival` is a measured distribution, `pooling` draws few to the whole, and `laws`
joins both: a duration by type, priority and day. `patience`, `wrapup` and `work` are read with them, `ahead` is
patience by the line found, `skills` and `serving` are read from who served what, over all days and hour by hour
(`chains`), `order` from whom agents took first (`line` has who else waited), `segments` says who is alike, and `turns`
who does not stand in the line. `edges` says how far duty may reach.

**Days.** `prepared` joins a day with its people, `posts` puts agents on duty with what they serve for a while, `replay`
puts the day on the floor, `figures` sums up the real and the replayed one by the same definitions, and `months` says
how near many replays come.

**A team.** `team` makes a scenario of the files: see there.
"""
