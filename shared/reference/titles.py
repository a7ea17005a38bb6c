"""Job titles as companies write them, folded so that the same occupation gives the same key."""

import re
import unicodedata

LONGEST = 300
"""Characters of a title that are looked at; the vacancy contract allows no more."""

_TO_BECOME = re.compile(r"\b(zu[mr])\s?/\s?zu[mr]\b", re.IGNORECASE)
_STARRED = re.compile(r"(?<=\w)[:*_·•](?=(?:in|innen|r|n|frau|mann|e)\b)", re.IGNORECASE)
_INNER_I = re.compile(r"(?<=[a-zäöüß])In(?:nen)?\b")
_BRACKETED = re.compile(r"\(-?(?:in|r|n|frau|innen)\)", re.IGNORECASE)
_SECOND_FORM = re.compile(r"(?<!-)\s?/\s?(?:(?:zum|zur) )?-?[A-Za-zÄÖÜäöüß]+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})

_OFFER = {
    "ausbildung", "ausbildungsplatz", "ausbildungsstelle", "ausbildungsberuf", "berufsausbildung", "auszubildende",
    "auszubildender", "auszubildenden", "azubi", "azubis", "lehre", "lehrling", "lehrstelle",
}  # fmt: skip
_BEFORE = _OFFER | {
    "zum", "zur", "als", "im", "in", "beruf", "wir", "suchen", "suche", "duale", "betriebliche", "schulische", "freie",
    "fuer", "ab",
}  # fmt: skip
_AFTER = _OFFER | {
    "ab", "zum", "beginn", "start", "ausbildungsbeginn", "ausbildungsstart", "fuer", "in", "jahr", "sommer", "herbst",
}  # fmt: skip
_EVERYWHERE = {"m", "w", "d", "f", "x", "i", "gn", "div", "divers", "fr", "sp", "fachrichtung", "schwerpunkt"}


def _first_form(title: str) -> str:
    text = unicodedata.normalize("NFKC", title[:LONGEST]).replace("\u200b", "")
    text = text.replace("o.FR", " ").replace("o.SP", " ")
    text = _TO_BECOME.sub(r"\1", text)
    for pattern, by in ((_STARRED, "/"), (_INNER_I, ""), (_BRACKETED, ""), (_SECOND_FORM, "")):
        text = pattern.sub(by, text)
    return text


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, umlauts spelt out, without punctuation."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_UMLAUTS))
    return re.findall(r"[a-z0-9+#]+", folded.encode("ascii", "ignore").decode())


def _is_ornament(word: str, ornaments: set[str]) -> bool:
    return word in ornaments or word.isdigit()


def plain(title: str) -> str:
    """The key of a title: lower case, umlauts spelt out, one gender form, no punctuation, no ornament.

    "Ausbildung zum/zur Bäcker*in (m/w/d) 2027", "Bäcker/-in" and "BÄCKER" all give "baecker"; a purely
    feminine title ("Zimmerin") keeps its own key, the tables list it as a name of its own.
    """
    words = [word for word in words_of(_first_form(title)) if word not in _EVERYWHERE]
    first = next((n for n, word in enumerate(words) if not _is_ornament(word, _BEFORE)), len(words))
    last = next((n for n in range(len(words), first, -1) if not _is_ornament(words[n - 1], _AFTER)), first)
    return " ".join(words[first:last])
