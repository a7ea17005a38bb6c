"""Closed vocabularies. German on screen, English in code; docs/glossary.md translates."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, StringConstraints

Certificate = Literal["none", "hauptschule", "mittlerer", "fachhochschulreife", "hochschulreife"]
TrainingKind = Literal["dual", "school_based", "health", "dual_study", "eq"]
VacancyStatus = Literal["draft", "waiting", "published", "blocked", "filled", "withdrawn", "expired"]
"""waiting: public as soon as its company is released; blocked: a coordinator has stopped it after a report."""
Known = Literal["well", "somewhat", "hardly"]
KeyKind = Literal["company", "school", "importer", "leaver"]
MatchOrder = Literal["balanced", "fit"]

PostalCode = Annotated[str, StringConstraints(pattern=r"^\d{5}$")]
PartialPostalCode = Annotated[str, StringConstraints(pattern=r"^(\d{5}|\d{3})$")]
KldbCode = Annotated[str, StringConstraints(pattern=r"^\d{5}$")]
Season = Annotated[str, StringConstraints(pattern=r"^20\d{2}$")]

# C0/C1 controls except tab and newline, zero-width and bidirectional marks: they forge what people read.
INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")

_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


def without_invisible(text: str) -> str:
    """The text without control characters, zero-width marks and right-to-left overrides, ends trimmed."""
    return INVISIBLE.sub("", text).strip()


def _single_line(text: str) -> str:
    return re.sub(r"\s+", " ", without_invisible(text))


def formula_safe(cell: str) -> str:
    """The cell as text a spreadsheet never computes (ASVS V1.2.10)."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


PlainText = Annotated[str, AfterValidator(without_invisible)]
PlainLine = Annotated[str, AfterValidator(_single_line)]
