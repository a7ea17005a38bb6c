"""A lint for plain German: short sentences, one thought each, hyphens in long compounds. It helps; it proves nothing.

After Anlage 2 of BITV 2.0, less strict where a page is plain German and not Leichte Sprache: a sentence has at most 12
words and one comma, a word of more than 12 letters has a hyphen, nothing is in the subjunctive or the passive, and no
semicolon joins a second thought.
"""

import re
from collections.abc import Iterator

WORDS, LETTERS, COMMAS = 12, 12, 1
KEPT = {"Einstiegsqualifizierung", "Schwierigkeiten"}
"""Long words that are the name of a thing."""
_MARKUP = re.compile(r"<[^>]+>|%\(\w+\)s|https?://\S+|\S+@\S+")
_SENTENCE = re.compile(r"(?<=[.!?:])\s+|\s–\s|\n+")
_PARTICIPLE = (
    r"(?!bereit|bekannt)(?:[a-zäöü]{0,6}ge[a-zäöüß]{3,}|(?:be|ver|er|über|unter)[a-zäöüß]{3,}|[a-zäöü]+ier)(?:t|en)"
)
_PASSIVE = re.compile(
    rf"\b(?:[Ww]ird|[Ww]erden|[Ww]urden?)\b(?:[^.!?:;,]*)\b{_PARTICIPLE}\b|\b{_PARTICIPLE} (?:wird|werden|wurden?)\b"
    r"|^[GBV]\w+(?:t|en) (?:wird|werden|wurden?)\b"
)
_SUBJUNCTIVE = re.compile(
    r"\b(würden?|würdest|könnten?|könntest|hätten?|hättest|wären?|wärest|müssten?|sollten?)\b", re.I
)


def complaints(text: str) -> Iterator[str]:
    """What is not plain in a German text, in German; nothing for a text that passes."""
    bare = _MARKUP.sub(" X ", text)
    for sentence in _SENTENCE.split(bare):
        words = re.findall(r"[\w-]+", sentence)
        if len(words) > WORDS:
            yield f"{len(words)} Wörter: {sentence.strip()}"
        if len(re.findall(r",(?!\d)", sentence)) > COMMAS and not _listing(sentence):
            yield f"mehr als ein Komma: {sentence.strip()}"
        if ";" in sentence:
            yield f"ein Strichpunkt: {sentence.strip()}"
        if _PASSIVE.search(sentence):
            yield f"Leideform: {sentence.strip()}"
    for word in re.findall(r"[^\W\d_]+", bare):
        if len(word) > LETTERS and word not in KEPT:
            yield f"langes Wort ohne Bindestrich: {word}"
    for found in _SUBJUNCTIVE.findall(bare):
        yield f"Möglichkeitsform: {found}"


def _listing(sentence: str) -> bool:
    """Words in a row are one thought."""
    return all(len(part.split()) <= 3 for part in sentence.split(",")[:-1]) or ":" in sentence
