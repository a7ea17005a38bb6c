"""Single cells → values of the profile. Each function returns the value and the codes of what is wrong."""

import re
from typing import Generic, NamedTuple, TypeVar

from services.gateway.uploads.certificates import certificate_of
from services.gateway.uploads.columns import INTERESTS
from shared.contracts.vocabulary import without_invisible

MAX_WISHES = 3
MAX_WISH_CHARS = 120
_RADIUS = re.compile(r"(\d{1,3})(?:[.,]0+)?\s*(?:km)?", re.IGNORECASE)
_YEAR = re.compile(r"(?:\d{1,2}\.\d{1,2}\.)?(20[234]\d)(?:\.0)?|(20[234]\d)-\d{2}-\d{2}")
_SCORE = re.compile(r"[1-7](?:[.,]\d{1,6})?")


T = TypeVar("T")


class Found(NamedTuple, Generic[T]):
    """A value, the code that rejects the row, the code that only warns."""

    value: T
    error: str | None = None
    warning: str | None = None


def certificate(cell: str) -> Found[str | None]:
    """None and a warning when empty or a dash; a word not known is an error."""
    if not cell.strip(" -–?./"):
        return Found(None, warning="certificate_missing")
    known = certificate_of(cell)
    return Found(known) if known else Found(None, error="certificate_unknown")


def postal_code(cell: str) -> Found[str | None]:
    """Five digits, or three with a warning. "01987.0" and "D-01987" are read as meant."""
    text = re.sub(r"^(?:D|DE)\s*-\s*|\.0$", "", without_invisible(cell), flags=re.IGNORECASE)
    if not text:
        return Found(None, warning="postal_code_missing")
    if re.fullmatch(r"[0-9]{5}", text):
        return Found(text)
    if re.fullmatch(r"[0-9]{3}", text):
        return Found(text, warning="postal_code_incomplete")
    return Found(None, error="postal_code_not_5_digits")


def radius_km(cell: str) -> Found[int | None]:
    """Whole km, 1 to 200, as the crow flies; "25 km" is read. None when empty."""
    text = without_invisible(cell)
    found = _RADIUS.fullmatch(text)
    if not text:
        return Found(None)
    if found is None or not 1 <= int(found[1]) <= 200:
        return Found(None, error="radius_invalid")
    return Found(int(found[1]))


def start_year(cell: str) -> Found[int | None]:
    """2020 to 2040, from a year or a date. None when empty."""
    text = without_invisible(cell)
    found = _YEAR.fullmatch(text)
    year = int(found[1] or found[2]) if found else 0
    if not text:
        return Found(None)
    return Found(year) if 2020 <= year <= 2040 else Found(None, error="start_year_invalid")


def wishes(cells: list[str]) -> Found[list[str]]:
    """At most three titles, without control characters and right-to-left overrides."""
    titles = [" ".join(without_invisible(cell).split()) for cell in cells]
    titles = [title for title in titles if title]
    if any(len(title) > MAX_WISH_CHARS for title in titles):
        return Found([], error="wish_too_long")
    warning = "too_many_wishes" if len(titles) > MAX_WISHES else None
    return Found(titles[:MAX_WISHES], warning=warning)


def interests(cells: list[str]) -> Found[dict[str, float] | None]:
    """RIASEC scores 1 to 7 from six cells in that order; all or none."""
    texts = [without_invisible(cell) for cell in cells]
    if not any(texts):
        return Found(None)
    if not all(texts):
        return Found(None, error="interests_incomplete")
    if not all(_SCORE.fullmatch(text) for text in texts):
        return Found(None, error="interest_out_of_range")
    scores = [float(text.replace(",", ".")) for text in texts]
    if max(scores) > 7:
        return Found(None, error="interest_out_of_range")
    return Found({name[-1].upper(): score for name, score in zip(INTERESTS, scores, strict=True)})
