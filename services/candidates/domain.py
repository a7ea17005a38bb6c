"""The rules of a leaver's row: what is a profile, what is wrong with it, who is the same person."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol
from uuid import UUID

from pydantic import ValidationError

from services.candidates.problems import duplicate_of, problem
from shared.contracts.calls import CohortRow, RowProblem
from shared.contracts.candidate import Home, LeaverProfile, ProfileInput
from shared.contracts.vacancy import OccupationRef
from shared.contracts.vocabulary import without_invisible

_OWN_KEY = re.compile(r"[A-Za-z0-9._-]{1,64}")
_MAX_COLUMN_CHARS = 120


@dataclass(frozen=True)
class Centre:
    """The centre of a postal code in degrees (WGS 84) and its Land (two-digit key)."""

    latitude: float
    longitude: float
    land: str | None


class Reference(Protocol):
    """What the rules want of the reference tables."""

    def centre(self, code: str) -> Centre | None:
        """Where a postal code of five digits is; None when it does not exist."""

    def occupations(self, wish: OccupationRef) -> tuple[str, ...]:
        """The ids a wish means: one for an id or an exact title, all of a KldB class; () when unknown."""


@dataclass(frozen=True)
class Judged:
    """A row with its verdict. `key` None when it has none of valid form; `profile` only when accepted."""

    line: int
    key: str | None
    status: Literal["accepted", "rejected", "duplicate"]
    profile: LeaverProfile | None = None
    errors: tuple[RowProblem, ...] = ()
    warnings: tuple[RowProblem, ...] = ()

    def rejected(self, error: RowProblem) -> "Judged":
        """The same row, refused after all."""
        return Judged(self.line, self.key, "rejected", errors=(error,), warnings=self.warnings)

    def duplicate(self, error: RowProblem) -> "Judged":
        """The same row, meaning a person already accepted."""
        return Judged(self.line, self.key, "duplicate", errors=(error,))


class RowInvalid(Exception):
    """A profile that cannot be accepted; carries the problems."""

    def __init__(self, errors: tuple[RowProblem, ...]) -> None:
        self.errors = errors
        super().__init__(", ".join(error.code for error in errors))


def key_digest(school: UUID, season: str, row_key: str) -> str:
    """Who a row means, without the key itself. SHA-256; equal keys of two schools differ."""
    return hashlib.sha256(f"{school}\x1f{season}\x1f{row_key}".encode()).hexdigest()


def judge(row: CohortRow, *, season: str, reference: Reference) -> Judged:
    """The verdict of one row on its own; the edge's verdict stands where it has one."""
    key = row.row_key if row.row_key and _OWN_KEY.fullmatch(row.row_key) else None
    if row.status != "ok":
        return Judged(row.line, key, row.status, errors=row.errors, warnings=row.warnings)
    if key is None:
        code = "row_key_invalid" if row.row_key else "row_key_incomplete"
        return Judged(row.line, None, "rejected", errors=(*row.errors, problem(code, "row_key")))
    try:
        given = read_profile(row.profile)
        profile, warnings = canonical(given, default_year=int(season), reference=reference)
    except RowInvalid as invalid:
        return Judged(row.line, key, "rejected", errors=(*row.errors, *invalid.errors), warnings=row.warnings)
    if profile.start_year < int(season):
        warnings = (*warnings, problem("start_year_before_season", "start_year"))
    tagged = profile.model_copy(update={"activities": row.activities, "liked_occupations": row.liked_occupations})
    return Judged(row.line, key, "accepted", tagged, warnings=_merged(row.warnings, warnings))


def _merged(edge: tuple[RowProblem, ...], own: tuple[RowProblem, ...]) -> tuple[RowProblem, ...]:
    """The edge's warnings (they name the file's own column) and those of ours it has not given yet."""
    given = {warning.code for warning in edge}
    return (*edge, *(warning for warning in own if warning.code not in given))


def read_profile(raw: dict[str, Any]) -> ProfileInput:
    """A profile from the allow-listed fields of a row: `postal_code` may stand alone, a wish may be a title.

    Raises:
        RowInvalid: a field unknown, or a value that does not fit.
    """
    fields = {name: value for name, value in raw.items() if value is not None}
    home = fields.get("home")
    if "home" not in fields and "postal_code" in fields:
        fields["home"] = {"postal_code": fields.pop("postal_code")}
    elif isinstance(home, dict) and home.get("postal_code", "") is None:
        del fields["home"]
    if isinstance(fields.get("wishes"), list | tuple):
        given = [wish for wish in fields["wishes"] if wish != ""]
        fields["wishes"] = [{"title": wish} if isinstance(wish, str) else wish for wish in given]
    try:
        return ProfileInput.model_validate(fields)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
        raise RowInvalid(tuple(_row_problem(item["type"], item["loc"]) for item in found[:20])) from error


_CODES: dict[str, str] = {
    "certificate": "certificate_unknown",
    "home": "postal_code_not_5_digits",
    "radius_km": "radius_invalid",
    "start_year": "start_year_invalid",
    "interests": "interest_out_of_range",
    "wishes": "wish_invalid",
}


def _row_problem(kind: str, location: tuple[int | str, ...]) -> RowProblem:
    """One of pydantic's findings as ours, named by the field and never by its value."""
    column = without_invisible(".".join(str(part) for part in location))[:_MAX_COLUMN_CHARS]
    if kind == "extra_forbidden":
        return problem("field_unknown", column)
    if (kind, location[0]) == ("missing", "interests"):
        return problem("interests_incomplete", column)
    if (kind, location) == ("too_long", ("wishes",)):
        return problem("too_many_wishes", column)
    return problem(_CODES.get(str(location[0]), "profile_invalid"), column)


def canonical(
    given: ProfileInput, *, default_year: int, reference: Reference
) -> tuple[LeaverProfile, tuple[RowProblem, ...]]:
    """The canonical profile and what to look at: wishes resolved, place located.

    Raises:
        RowInvalid: a postal code of five digits that does not exist.
    """
    warnings = [] if given.certificate else [problem("certificate_missing", "certificate")]
    place = _located(given.home, reference, warnings.append)
    profile = LeaverProfile(
        certificate=given.certificate,
        radius_km=given.radius_km,
        wishes=_resolved(given.wishes, reference, warnings.append),
        interests=given.interests,
        start_year=given.start_year or default_year,
        **place,
    )
    return profile, tuple(warnings)


def _located(home: Home | None, reference: Reference, warn: Callable[[RowProblem], None]) -> dict[str, Any]:
    """The fields of a profile that say where; three digits are kept, but not located."""
    if home is None:
        warn(problem("postal_code_missing", "home.postal_code"))
        return {}
    if len(home.postal_code) < 5:
        warn(problem("postal_code_incomplete", "home.postal_code"))
        return {"postal_code": home.postal_code}
    centre = reference.centre(home.postal_code)
    if centre is None:
        raise RowInvalid((problem("postal_code_unknown", "home.postal_code"),))
    return {
        "postal_code": home.postal_code,
        "latitude": centre.latitude,
        "longitude": centre.longitude,
        "land": centre.land,
    }


def _resolved(
    wishes: tuple[OccupationRef, ...], reference: Reference, warn: Callable[[RowProblem], None]
) -> tuple[tuple[str, ...], ...]:
    """A group of occupation ids a wish, in order, each once; an unknown one is dropped with a warning."""
    groups: dict[tuple[str, ...], None] = {}
    for index, wish in enumerate(wishes):
        group = reference.occupations(wish)
        if group:
            groups[group] = None
        else:
            warn(problem("wish_unknown", f"wishes.{index}"))
    return tuple(groups)


def without_duplicates(rows: list[Judged], first_lines: dict[str, int]) -> list[Judged]:
    """Rows whose key an accepted row of the push has are duplicates of it; `first_lines` (key → line) grows."""
    result = []
    for row in rows:
        if row.status == "accepted" and row.key is not None:
            earlier = first_lines.setdefault(row.key, row.line)
            row = row if earlier == row.line else row.duplicate(duplicate_of(earlier))
        result.append(row)
    return result
