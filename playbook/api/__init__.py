"""The playbook for somebody who writes Python: a practice and a team as objects, with results that show themselves.

`playbook.practice(...)` gives a `Practice`, `playbook.team(...)` a `Team`. Results (`playbook.api.results`) show a
figure and a short table in a notebook and hold their numbers as pandas frames. docs/notebook.md tells it by examples.
"""
