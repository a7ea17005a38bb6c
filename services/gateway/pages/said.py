"""What services said, in the reader's language: a sentence from the catalogue, also with its particulars filled in."""

import re
from collections.abc import Callable
from functools import lru_cache

from babel.support import NullTranslations
from markupsafe import Markup

from services.gateway.pages.language import LANGUAGES, translations_of

_HOLE = re.compile(r"%\((\w+)\)s")
_LEAST = 12
"""Letters beside its holes by which a sentence is known again."""
_SENTENCE = re.compile(r"[.!?…)]$")


def sayer(code: str) -> Callable[[str | None], str | None]:
    """Translates a text of the vocabulary or a service's sentence; one that is not known is marked as German."""
    translations, german = translations_of(code), LANGUAGES[code].german

    def said(text: str | None) -> str | None:
        if not text:
            return text
        found = translations.gettext(text)
        if found != text:
            return found
        for pattern, translated in _patterns(code):
            if match := pattern.fullmatch(text):
                return translated % match.groupdict()
        if german or not _SENTENCE.search(text):
            return text
        return Markup('<span lang="de" dir="ltr">{}</span>').format(text)

    return said


@lru_cache
def _patterns(code: str) -> list[tuple[re.Pattern[str], str]]:
    """The sentences with holes, those with the most words of their own first."""
    translations: NullTranslations = translations_of(code)
    catalogue: dict[object, str] = getattr(translations, "_catalog", {})
    known = [(one, said) for one, said in catalogue.items() if isinstance(one, str) and _HOLE.search(one)]
    ranked = sorted(((len(_HOLE.sub("", one)), one, said) for one, said in known), reverse=True)
    return [(_pattern(one), said) for length, one, said in ranked if length >= _LEAST and _SENTENCE.search(one)]


def _pattern(sentence: str) -> re.Pattern[str]:
    parts = _HOLE.split(sentence)  # text, name, text, name, …
    return re.compile("".join(f"(?P<{part}>.+?)" if nr % 2 else re.escape(part) for nr, part in enumerate(parts)))
