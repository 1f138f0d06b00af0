"""Hiring: people to look for and other ways to have enough of them, from what each costs and brings when."""
