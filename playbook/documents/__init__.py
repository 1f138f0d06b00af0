"""Documents to take away.

`blocks.py` is what one is made of, `plan/` what the team plan says; `docx.py`, `xlsx.py`, `html.py`, `wall.py`,
`ics.py` and `pdf.py` write it, and `said.py` and `widths.py` are what they share: how a number reads and how wide a
column stands. The same document gives the same bytes.
"""
