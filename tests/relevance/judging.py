"""What a vacancy is worth to somebody who asks: 0 (nothing) to 3 (exactly that).

queries.csv says for each query which occupations are meant (`best`, 3), which would do as well (`good`, 2) and
which are at least of the kind (`fair`, 1): ids (with their Fachrichtungen), `*` at the end as a wildcard, `@wood`
for all with that activity, `*` alone for any. `employer` means vacancies of the employer of that name (3). `near`,
`certificate` and `start` say what the person means by the words: a place 25 to 50 km away is worth one grade less,
up to 100 km two, further nothing; a place that wants a higher certificate or begins in another year is worth
nothing; what a vacancy does not say counts as fitting (users.md 4).
"""

import csv
import hashlib
from dataclasses import dataclass
from fnmatch import filter as matching
from functools import cache
from pathlib import Path
from typing import get_args

from shared.contracts.search import SearchQuery
from shared.contracts.vacancy import VacancyRecord
from shared.contracts.vocabulary import Certificate
from shared.reference.occupations import family, occupations
from shared.reference.places import distance_km, postal_codes

CERTIFICATES = get_args(Certificate)
NEAR_KM, FAR_KM, FURTHEST_KM = 25, 50, 100


@dataclass(frozen=True)
class Judged:
    """A query with what is meant by it."""

    kind: str
    q: str
    where: str
    best: frozenset[str]
    good: frozenset[str]
    fair: frozenset[str]
    near: str
    certificate: str
    start: int | None
    employer: str

    @property
    def asked(self) -> SearchQuery:
        """The search as the page would send it."""
        return SearchQuery(q=self.q, where=self.where, size=10)

    @property
    def tuned(self) -> bool:
        """Whether one may look at it while setting numbers; the other half stays unseen."""
        return hashlib.sha256(f"{self.q}|{self.where}".encode()).digest()[0] % 2 == 0

    def grade(self, vacancy: VacancyRecord) -> int:
        """0 to 3."""
        meant = self._meant(vacancy)
        if not meant or not self._fits(vacancy):
            return 0
        return max(0, meant - self._away(vacancy))

    def _fits(self, vacancy: VacancyRecord) -> bool:
        wanted, start = vacancy.certificate_required, vacancy.start_date.year
        reachable = (
            not self.certificate or wanted is None or CERTIFICATES.index(wanted) <= CERTIFICATES.index(self.certificate)
        )
        return reachable and (not self.start or start == self.start or vacancy.start_flexible)

    def _meant(self, vacancy: VacancyRecord) -> int:
        if self.employer:
            return 3 if self.employer in vacancy.employer.name else 0
        asked = (self.best, self.good, self.fair)
        return next((3 - i for i, ids in enumerate(asked) if vacancy.occupation.id in ids), 0)

    def _away(self, vacancy: VacancyRecord) -> int:
        """Grades lost by distance."""
        if not self.near:
            return 0
        here, there = postal_codes()[self.near], vacancy.location
        far = distance_km(here.latitude, here.longitude, there.latitude, there.longitude)
        return sum(far > limit for limit in (NEAR_KM, FAR_KM)) + 3 * (far > FURTHEST_KM)


def judged() -> list[Judged]:
    """All queries in the file's order."""
    with (Path(__file__).parent / "queries.csv").open(encoding="utf-8", newline="") as file:
        return [_judged({name: value or "" for name, value in row.items()}) for row in csv.DictReader(file)]


def _judged(row: dict[str, str]) -> Judged:
    start = int(row["start"]) if row["start"] else None
    asked = {name: _ids(row[name]) for name in ("best", "good", "fair")}
    texts = {name: row[name] for name in ("kind", "q", "where", "near", "certificate", "employer")}
    return Judged(**asked, **texts, start=start)


@cache
def _ids(cell: str) -> frozenset[str]:
    return frozenset(id_ for token in cell.split("|") if token for id_ in _of(token))


def _of(token: str) -> set[str]:
    known = occupations()
    if token.startswith("@"):
        return {one.id for one in known.values() if token[1:] in one.activities}
    found = matching(known, token)
    assert found, f"queries.csv names an occupation that does not exist: {token}"
    return {member.id for id_ in found for member in family(known[id_])}
