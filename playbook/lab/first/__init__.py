"""The sections of the page "What first"."""
