"""What is heard: consonants in the classes of the Kölner Phonetik (Postel 1969), vowels as they are."""

import re

_CLASSES = str.maketrans({
    "p": "b", "t": "d", "v": "f", "w": "f", "k": "g", "q": "g", "c": "g", "n": "m", "z": "s", "y": "i", "h": None,
})  # fmt: skip
_SAME = (("ph", "f"), ("sch", "s"), ("ch", "g"), ("dt", "d"), ("tz", "z"), ("x", "gs"))
_TWICE = re.compile(r"(.)\1+")


def alike(left: str, right: str) -> bool:
    """Whether two folded words are heard alike, or have the same letters in another order."""
    return sound(left) == sound(right) or sorted(left) == sorted(right)


def sound(folded: str) -> str:
    """How a folded word sounds: "maier" and "meier" differ, "baeker" and "baecker" do not."""
    for spelt, heard in _SAME:
        folded = folded.replace(spelt, heard)
    return _TWICE.sub(r"\1", folded.translate(_CLASSES))
