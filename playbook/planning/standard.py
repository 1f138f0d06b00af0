"""How much is played before heads, rosters and hiring are told: the same on the command line and on the page."""

HEADS_WEEKS = 40  # that heads are settled on
ROSTER_WEEKS = 20  # that the command makes rosters on; the page has those of its heads at hand
JUDGED_WEEKS = 20  # others, at most, that only tell how often the promise is kept
ROSTERS = 6  # after the first, each with one more wherever the simulated floor says no
SEASONS = 10  # that hiring is planned on, and as many that judge the plan
HIRING_ROUNDS = 4  # times, at most, that the seasons correct the plan
GOAL_LEVERS = 12  # that a search for a promise looks at, at most
