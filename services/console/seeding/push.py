"""A region into the running system, through the public API like everyone else's data."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from services.console.api import Api, create_key
from services.console.seeding.leavers import leavers
from services.console.seeding.market import certificates_of, market
from services.console.seeding.vacancies import vacancies
from services.console.settings import Settings

PART = 2000
Progress = Callable[[str, int], None]


@dataclass
class Seeded:
    """Counts of one seeding; what was there already unchanged counts as accepted too."""

    vacancies: int = 0
    leavers: int = 0
    rejected: list[str] = field(default_factory=list)


def seed_kreis(settings: Settings, ags: str, seed: int, season: int, progress: Progress) -> Seeded:
    """Push the vacancies and leavers of one Kreis; the same seed gives the same rows, so repeating adds nothing."""
    here = market(ags)
    result = Seeded()
    importer = Api(settings, create_key(settings, kind="importer", name=f"Demoregion {here.kreis.name} (erfunden)"))
    for part in _parts(vacancies(here, seed, season)):
        answer = importer.send("POST", "/api/v1/vacancies/bulk", json={"items": part})
        _count_vacancies(result, answer["items"])
        progress("vacancies", len(part))
    school = Api(settings, create_key(settings, kind="school", name=f"Schulen {here.kreis.name} (erfunden)"))
    for part in _parts(leavers(here, seed, season)):
        body = {"season": str(season), "leavers": part}
        report = school.send("POST", "/api/v1/cohorts", params={"commit": "true"}, json=body)
        result.leavers += report["accepted"]
        result.rejected += [f"{i['row_key']}: {i['errors']}" for i in report["items"] if i["status"] == "rejected"]
        progress("leavers", len(part))
    return result


def _count_vacancies(result: Seeded, items: Sequence[dict[str, Any]]) -> None:
    result.vacancies += sum(item["status"] < 400 for item in items)
    result.rejected += [f"Nr. {item['index']}: {item['errors']}" for item in items if item["status"] >= 400]


def _parts(items: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    stream = iter(items)
    while part := list(islice(stream, PART)):
        yield part


def expected(kreise: Sequence[str]) -> tuple[int, int]:
    """How many vacancies and leavers these Kreise hold."""
    markets = [market(ags) for ags in kreise]
    return sum(m.vacancies for m in markets), sum(sum(certificates_of(m.kreis).values()) for m in markets)
