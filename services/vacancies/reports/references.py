"""What the sender of a report keeps to look up the answer: 60 random bits, easy to read and to type."""

import secrets

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U."""
LENGTH, GROUP = 12, 4
_READ_AS = str.maketrans("ILO", "110", " -\N{EN DASH}\N{NO-BREAK SPACE}.")


def new_reference() -> str:
    """Such as 7KQ2-M9XP-4TRA."""
    return written("".join(secrets.choice(SIGNS) for _ in range(LENGTH)))


def written(signs: str) -> str:
    """In groups of four."""
    return "-".join(signs[at : at + GROUP] for at in range(0, len(signs), GROUP))


def read(text: str) -> str:
    """What somebody typed, as it is kept; whatever its case, spaces and dashes."""
    return written(text.upper().translate(_READ_AS))
