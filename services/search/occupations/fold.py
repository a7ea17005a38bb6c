"""Words made comparable: lower case, ä = ae, ß = ss, one gender form written as one word."""

import re
import unicodedata

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_GENDER_SIGN = re.compile(r"(?<=[a-zäöüß])\s?(?:[/:*_]-?\s?(?:innen|in|frau|mann|r|e|n)\b|\((?:in|r|n|e)\))")
_ALL_GENDERS = re.compile(r"[(\[]\s*(?:[mwdfxig]|div|gn)(?:\s*[/|,]\s*(?:[mwdfxig]|div|gn))+\s*[)\]]")
_NO_WORD = re.compile(r"[^a-z0-9+#]+")
_ENDINGS = ("innen", "ern", "em", "en", "er", "es", "e", "n", "s")


def fold(text: str) -> str:
    """The text as space-separated folded words; "Bäcker/in (m/w/d)" gives "baecker", an emoji nothing."""
    lowered = unicodedata.normalize("NFKC", text).lower()
    lowered = _GENDER_SIGN.sub(" ", _ALL_GENDERS.sub(" ", lowered)).translate(_UMLAUTS)
    plain = unicodedata.normalize("NFKD", lowered).encode("ascii", "ignore").decode()
    return _NO_WORD.sub(" ", plain).strip()


def stem(word: str) -> str:
    """A folded word without its ending and without the umlaut of a plural: "tieren" and "tier" meet."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending)
            break
    return word.replace("ae", "a").replace("oe", "o").replace("ue", "u")
