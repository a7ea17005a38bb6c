"""Wording an advertisement should not have: § 11 with § 1 AGG (neither sex, age nor origin), T3.h."""

import re
from collections.abc import Iterator

from services.vacancies.findings import Findings

_MARKER = re.compile(
    r"""\b[mwfdix](?:\s*[/|*,;.+&-]\s*[mwfdix*]){1,3}\b   # m/w/d, w|m|d, d*m*w
      | \((?:gn|a|div|alle(?:\s+\w+)?|all\s+genders?)\)    # (gn), (alle), (all genders)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_BOTH_FORMS = re.compile(r"\w(?:/-?|\*|:|_|\()(?:in|innen|frau|mann|e|r|n)\b|\wIn\b|\wInnen\b")
_NEUTRAL = re.compile(
    r"fachkr(?:aft|äfte)|\w*kr(?:aft|äfte)\b|leute\b|azubis?\b|auszubildende\w*\b|person(?:al)?\b|assistenz\b|hilfe\b",
    re.IGNORECASE,
)
# For text in lower case: a pattern that ignores case tries every letter of it.
_AGE = re.compile(
    r"""\b\d{2}\s*(?:-|–|bis|und)\s*\d{2}\s*(?:jahre|j\.)
      | \b(?:höchstens|maximal|max\.|bis|unter|nicht\s+älter\s+als)\s+(?:zu\s+)?\d{2}\s*jahren?(?:\s+alt)?\b
      | \baltersgrenze\b | \bjunge[snrm]?\s+(?:team|leute|männer|frauen|mitarbeiter)
    """,
    re.VERBOSE,
)
_MOTHER_TONGUE = re.compile(r"muttersprach|native\s+speaker|akzentfrei")
_TAGS = re.compile(r"<[^>]*>")


def wording(title: str, description_html: str, found: Findings) -> None:
    """Warn of a title for one sex only, of age limits and of a demanded mother tongue."""
    if not is_neutral(title):
        message = "Der Titel spricht nur ein Geschlecht an. Ergänzen Sie (m/w/d) oder nennen Sie beide Formen."
        found.warn("title", "title_not_neutral", message)
    for field, text in (("title", title), ("description_html", _TAGS.sub(" ", description_html))):
        for code, message in _wordings(text.lower()):
            found.warn(field, code, message)


def is_neutral(title: str) -> bool:
    """True for a title with (m/w/d) in any order, with both forms, or with a neutral word."""
    return bool(_MARKER.search(title) or _BOTH_FORMS.search(title) or _NEUTRAL.search(title) or _pair(title))


def _pair(title: str) -> bool:
    """Both forms written out: Zimmerer/Zimmerin, Pflegefachmann oder Pflegefachfrau, Köchin und Koch."""
    words = [word.lower() for word in re.findall(r"\w{4,}", title)]
    roots = [_folded(word.removesuffix("in").removesuffix("frau")) for word in words if word.endswith(("in", "frau"))]
    return any(_folded(word).startswith(root) for root in roots for word in words if not word.endswith(("in", "frau")))


def _folded(word: str) -> str:
    """Without umlauts: the feminine form often has one the masculine lacks (Koch, Köchin)."""
    return word.translate(str.maketrans("äöü", "aou"))


def _wordings(text: str) -> Iterator[tuple[str, str]]:
    if _AGE.search(text):
        yield "age_limit", "Angaben zum Alter können benachteiligen (§§ 1, 11 AGG). Bitte streichen Sie sie."
    if _MOTHER_TONGUE.search(text):
        message = "„Muttersprache“ kann benachteiligen (§§ 1, 11 AGG). Schreiben Sie zum Beispiel: gutes Deutsch."
        yield "native_speaker", message
