"""Rounds: the lists of everyone made together, written beside those in use, and put in their place at once."""
