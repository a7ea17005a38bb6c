"""What people asked for, without a person in it (users.md 10); docs/privacy.md says what is kept and why.

A text is kept folded, short and by the day. What looks like somebody's data is dropped as a whole: the log is
for names of occupations that search does not know, and none of these has an at sign or a house number. A name
typed alone cannot be told from a company's; therefore nobody is shown what hardly anybody asked.
"""

import re
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from services.search.occupations.fold import fold
from services.search.query.understanding import FindPlace
from shared.contracts.search import SearchQuery, SearchResult
from shared.contracts.vocabulary import without_invisible

Outcome = Literal["found", "eased", "nothing", "failed"]
LONGEST, MOST_WORDS = 80, 8  # who types more tells a story
MOST_WAITING = 20_000  # different rows in memory; more are dropped, not waited for

_NUMBERS = re.compile(r"\b20[2-3]\d\b|(?<!\d[ ./-])\b\d{5}\b(?![ ./-]\d)")  # a start year, a postal code: no person's
_PERSONAL = re.compile(
    r"@|\bat\b.*\b(?:de|com|net|org)\b|www\.|https?:"  # addresses of e-mail and pages
    r"|(?:\d[\s()./+-]*){4}"  # telephone, birth date, account
    r"|(?:str\.?|stra(?:ss|ß)e|weg|gasse|allee|ring|damm|ufer|platz)\s*\d"  # street with house number
    r"|\b(?:ich (?:bin|hei(?:ss|ß)e)|mein name|name ist|geboren|wohne|telefon|tel|handy|mail|whatsapp|insta\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A row of the log. Position in degrees, to one tenth; None where nobody said one."""

    day: date
    text: str
    latitude: float | None
    longitude: float | None
    outcome: Outcome


def personal(text: str) -> bool:
    """True when a text may say who somebody is, or is a story."""
    return len(text) > LONGEST or len(text.split()) > MOST_WORDS or bool(_PERSONAL.search(_NUMBERS.sub(" ", text)))


class AskedLog:
    """Counts in memory until somebody takes them; `position` is a place's or postal code's.

    Noting never waits, fails or writes: it is done while somebody waits for the answer.
    """

    def __init__(self, find_place: FindPlace) -> None:
        self._find_place = find_place
        self._counts: Counter[Asked] = Counter()
        self._lock = threading.Lock()

    def note(self, query: SearchQuery, day: date, outcome: Outcome) -> None:
        """Count a search, unless its text says too much; only the first page of each."""
        typed = " ".join(without_invisible(query.q[: LONGEST * 4]).split())
        text = fold(typed).lstrip("+ ")  # a spreadsheet would take it for a formula
        if query.cursor or not text or personal(typed) or personal(text) or personal(query.where):
            return
        row = Asked(day, text, *self._position(query), outcome)
        with self._lock:
            if row in self._counts or len(self._counts) < MOST_WAITING:
                self._counts[row] += 1

    def _position(self, query: SearchQuery) -> tuple[float | None, float | None]:
        spot = self._find_place(query.where) if query.where.strip() else None
        at = (spot.latitude, spot.longitude) if spot else (query.lat, query.lon)
        return tuple(None if degrees is None else round(degrees, 1) for degrees in at)  # type: ignore[return-value]

    def take(self) -> Mapping[Asked, int]:
        """All counts; the log is empty afterwards."""
        with self._lock:
            taken, self._counts = self._counts, Counter()
        return taken

    def give_back(self, counts: Mapping[Asked, int]) -> None:
        """Counts that could not be written."""
        with self._lock:
            self._counts.update(counts)


def noting(
    query: SearchQuery,
    answer: Callable[[SearchQuery], SearchResult],
    *,
    log: AskedLog,
    clock: Callable[[], datetime],
) -> SearchResult:
    """Answer, and note what became of it, failures too.

    Raises:
        Exception: whatever `answer` raises.
    """
    outcome: Outcome = "failed"
    try:
        result = answer(query)
        outcome = _outcome(result)
        return result
    finally:
        log.note(query, clock().date(), outcome)


def _outcome(result: SearchResult) -> Outcome:
    if result.degraded:
        return "failed"
    if result.total == 0:
        return "nothing"
    return "eased" if result.widened_to_km or result.understood.get("ignored") else "found"
