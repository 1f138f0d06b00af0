"""The workshop: people in a room decide in rounds on the same luck, and see which decision made the difference.

`session.py` is what a session file says, `log.py` the events that are the truth of a room, `state.py` what they add up
to, `rules.py` what a person may ask for, `view.py` what a person may see. These five are pure: no file, no clock, no
network, no season.
"""
