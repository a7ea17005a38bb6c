"""Words said around what is meant; they cover nothing and demand nothing."""

from pathlib import Path

FILLER = frozenset((Path(__file__).parent / "filler.txt").read_text(encoding="utf-8").split())
"""Folded words such as "was", "mit", "ausbildung"."""


def without_filler(folded: str) -> str:
    """What is left of a folded text; the text itself where nothing would be left."""
    return " ".join(word for word in folded.split() if word not in FILLER) or folded
