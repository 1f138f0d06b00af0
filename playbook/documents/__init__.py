"""Documents to take away. `blocks.py` is what one is made of, `plan/` what the team plan says, and `docx.py`, `xlsx.py`,
`html.py`, `ics.py` write the same document as a file of each kind."""
