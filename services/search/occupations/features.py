"""What the classes of occupations are told apart by: n-grams of words in one gender form, and the words themselves."""

import re

SIZES = (3, 4, 5)
_FEMININE = re.compile(r"(?<=[a-z]{3})(?:innen|in)$")
_WOMAN = re.compile(r"frau(?:en)?$")


def one_form(word: str) -> str:
    """A folded word in the form that both genders share: "baeckerin" and "baecker", "kauffrau" and "kaufmann"."""
    return _FEMININE.sub("", _WOMAN.sub("mann", word))


def features(folded: str) -> frozenset[str]:
    """The features of a folded text; the order of its words does not matter."""
    found: set[str] = set()
    for word in folded.split():
        padded = f"^{one_form(word)}$"
        found.add(f"={padded}")
        found.update(padded[at : at + size] for size in SIZES for at in range(len(padded) - size + 1))
    return frozenset(found)
