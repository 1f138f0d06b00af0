"""Documents to take away.

`blocks.py` is what one is made of, `plan/` what the team plan says; `docx.py`, `xlsx.py`, `html.py`, `ics.py` write it.
"""
