"""A shop's own files: read, told in words, and made into a team, for the command line and for the page alike."""
