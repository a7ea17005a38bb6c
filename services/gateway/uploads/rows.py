"""Records → rows with a verdict. What a row says about a person ends here, but for the allow-list."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from services.gateway.uploads import values
from services.gateway.uploads.columns import INTERESTS
from services.gateway.uploads.keys import KeyMaker, is_own_key
from services.gateway.uploads.limits import MAX_CELL_CHARS
from services.gateway.uploads.model import Column, Record, Row
from services.gateway.uploads.problems import Problem, problem
from services.gateway.uploads.values import Found
from shared.contracts.vocabulary import without_invisible

# SchILD-NRW and SVWS: 0 new, 1 waiting list, 2 active, 3 on leave, 6 external, 8 finished, 9 left, 10 former.
_ACTIVE = {"2", "3", "6", "aktiv", "active", "beurlaubt", "extern"}
_LEFT = {"8", "9", "10", "abschluss", "abgang", "abgänger", "ehemalig", "ehemalige", "entlassen"}
_NOT_YET = {"0", "1", "neuaufnahme", "warteliste"}

T = TypeVar("T")


@dataclass(slots=True)
class _Verdict:
    """What is found wrong with one row while it is read."""

    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def take(self, found: Found[T], column: str) -> T:
        if found.error:
            self.errors.append(problem(found.error, column))
        if found.warning:
            self.warnings.append(problem(found.warning, column))
        return found.value


class RowReader:
    """Reads the records of one file. Who comes twice is for candidates to say, who know which row they accept."""

    def __init__(self, columns: Sequence[Column], keys: KeyMaker) -> None:
        self._columns = columns
        self._keys = keys
        self._places: dict[str, list[int]] = {}
        for index, column in enumerate(columns):
            if column.meaning:
                self._places.setdefault(column.meaning, []).append(index)

    def read(self, record: Record) -> Row:
        """The row of a record: ok or rejected."""
        line, cells = record
        cells = self._fitted(cells)
        refusal = self._refusal(cells)
        if refusal:
            return Row(line=line, status="rejected", errors=(refusal,))
        verdict = _Verdict()
        key = self._key(cells, verdict)
        self._status(cells, verdict)
        profile = self._profile(cells, verdict)
        return self._judged(line, key, profile, verdict)

    def excluded(self, record: Record, code: str) -> Row:
        """The rejected row of a record which the file itself rules out (OneRoster's roles)."""
        return Row(line=record[0], status="rejected", errors=(problem(code),))

    def _fitted(self, cells: tuple[str, ...]) -> tuple[str, ...]:
        """Without empty cells beyond the last column (a trailing delimiter)."""
        width = len(self._columns)
        return cells[:width] if not any(cell.strip() for cell in cells[width:]) else cells

    def _refusal(self, cells: tuple[str, ...]) -> Problem | None:
        """A problem that makes every other check of the row pointless."""
        if len(cells) != len(self._columns):
            return problem("column_count")
        for index, cell in enumerate(cells):
            if len(cell) > MAX_CELL_CHARS:
                return problem("cell_too_long", self._columns[index].column)
        if self._cell(cells, "status").casefold() in _LEFT:
            return problem("status_left", self._name("status"))
        return None

    def _key(self, cells: tuple[str, ...], verdict: _Verdict) -> str | None:
        if "row_key" in self._places:
            own = self._cell(cells, "row_key")
            if own and is_own_key(own):
                return own
            code = "row_key_invalid" if own else "row_key_incomplete"
            verdict.errors.append(problem(code, self._name("row_key")))
            return None
        parts = self._key_parts()
        found = {part: self._cell(cells, part) for part in parts}
        missing = [part for part in parts if not found[part]]
        if missing:
            verdict.errors.append(problem("row_key_incomplete", self._name(missing[0])))
            return None
        if "source_id" in found:
            return self._keys.of_source(found["source_id"])
        return self._keys.of_person(found["last_name"], found.get("first_name", ""), found["birth_date"])

    def _key_parts(self) -> list[str]:
        if "source_id" in self._places:
            return ["source_id"]
        return [part for part in ("last_name", "first_name", "birth_date") if part in self._places]

    def _status(self, cells: tuple[str, ...], verdict: _Verdict) -> None:
        status = self._cell(cells, "status").casefold().removesuffix(".0")
        if status in _NOT_YET:
            verdict.errors.append(problem("status_not_active", self._name("status")))
        elif status and status not in _ACTIVE:
            verdict.warnings.append(problem("status_unknown", self._name("status")))

    def _profile(self, cells: tuple[str, ...], verdict: _Verdict) -> dict[str, Any]:  # JSON of a profile
        def single(meaning: str, found: Found[T]) -> T:
            return verdict.take(found, self._name(meaning))

        wished = [cells[index] for index in self._places.get("wish", ())]
        scores = [self._cell(cells, meaning) for meaning in INTERESTS]
        return {
            "certificate": single("certificate", values.certificate(self._cell(cells, "certificate"))),
            "postal_code": single("postal_code", values.postal_code(self._cell(cells, "postal_code"))),
            "radius_km": single("radius_km", values.radius_km(self._cell(cells, "radius_km"))),
            "wishes": single("wish", values.wishes(wished)),
            "interests": single("interest_r", values.interests(scores)),
            "start_year": single("start_year", values.start_year(self._cell(cells, "start_year"))),
        }

    def _judged(self, line: int, key: str | None, profile: dict[str, Any], verdict: _Verdict) -> Row:
        errors, warnings = tuple(verdict.errors), tuple(verdict.warnings)
        if errors or key is None:
            return Row(line=line, row_key=key, status="rejected", errors=errors, warnings=warnings)
        return Row(line=line, row_key=key, profile=profile, warnings=warnings)

    def _cell(self, cells: tuple[str, ...], meaning: str) -> str:
        """The trimmed cell of this meaning, "" when the file has no such column."""
        places = self._places.get(meaning)
        return without_invisible(cells[places[0]]) if places else ""

    def _name(self, meaning: str) -> str:
        places = self._places.get(meaning)
        return self._columns[places[0]].column if places else ""
