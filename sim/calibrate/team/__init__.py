"""From a shop's contacts and orders to a team that behaves like it, and how near it comes.

**When.** `counts` puts moments into intervals, `days` sets apart what is no usual day, `arrivals` finds level, weekday,
hours and the day's own factor, and `held_out` scores them on weeks that they have not seen.

**What comes.** `history` parts last year from the last weeks, `named_days` says when sales and feasts fall, `sale_days`
how one went in the file, `level_now` where usual days stand, `forecast` puts them together, `scored_days` tests it on
weeks left out, and `ahead` makes campaigns and sentences of it.

**How long.** `handle` and `waiting` turn measured times into laws that a scenario file can hold, `durations` joins them
by type, `pace` says which hours take longer and how far days differ, `surges` which hours had a flood of contacts,
`kinds` keeps the types to what a scenario has room for, and `measuring` keeps a day of any size within memory.

**Who.** `hours` infers duty where no roster says it, `on_duty` and `shifts` find how people come and go, `groups` who
serves what, `speeds` how fast, and `heads` how many and with which days off.

**Beside that**, where a file has it (`beside`): `redials` says who comes again, `holding` how many a person has in hand
and how much slower each then goes, `sales` joins contacts to orders, `lags` finds which come before the sale and which
after, `conversion` who buys after asking, `handed_on` who is handed on, and `said_beside` says it.

**A scenario.** `fit` is all of that at once, `own_times` says which types come at other times than the rest, `works`
and `scenario` put it into a sample's place, `public_holidays` into its calendar, and `settled` plays it until contacts
and handle times are the file's.

**From totals.** `totals` puts reports by interval on one grid, `inverted` finds patience and people from what the queue
did, `covering` finds shifts that put them there, and `totals_fit`, `totals_left_out` and `totals_report` are fit, check
and sentences of it.

**How near.** `left_out` plays days by the laws of others, `ceiling` says how near a perfect model would come, and
`report` says it in sentences.
"""
