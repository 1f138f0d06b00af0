"""What first: for one shop, the step of each practice that is worth most, the set to take within money and hours.

`levels.py` says where a team stands on every line of the check-up, `steps.py` which steps it could take, `race.py`
plays them, `worths.py` and `cash.py` make figures of the seasons, `choice.py` chooses the set, `found.py` holds what
came out, `told.py` puts a step in words. The command `playbook first` and the page "What first" show the same `Found`.
"""
