"""What first: for one shop, the step of each practice that is worth most, the set to take within money and hours.

`levels.py` says where a team stands on every line of the check-up, `ratings.py` reads where its people see it,
`steps.py` has the steps it could take, `race.py` plays them, `worths.py` and `cash.py` make figures of the seasons,
`choice.py` chooses the set, `found.py` holds what came out, `said.py` puts a step in words. The command and the page
"What first" show the same `Found`. `doubts.py` and `told.py` say which facts would turn the advice,
`ladders.py` among which settings a promise is sought, `came.py` and `afterwards.py` look back.
"""
