"""An invented Kreis with real proportions, its lists as a usual job board makes them and as the engine does."""

import csv
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from services.console.seeding.leavers import LETTERS, leavers
from services.console.seeding.market import market
from services.console.seeding.vacancies import vacancies
from shared.contracts.vocabulary import Certificate
from shared.reference import occupations as reference
from shared.reference.places import distance_km, postal_code

SIZE = 10
"""Places in a list."""
WISH_BOOST = 3.0
"""A place of a wished occupation stands before every other one, as on a job board that is asked for it."""
_LEVELS = {name: level for level, name in enumerate(get_args(Certificate))}
_LEAVER = ("id", "certificate", "postal_code", "radius_km", *LETTERS, "wish1", "wish2", "wish3", "start_year")
_VACANCY = (
    "id", "kldb2010", "postal_code", "certificate_required", "certificate_strict", "places", "start_year",
    "start_flexible", "employer",
)  # fmt: skip
Row = dict[str, Any]
Lists = Mapping[str, Sequence[str]]
Progress = Callable[[str], None]


class EngineFailed(RuntimeError):
    """The engine ended with an error; it has said why on standard error."""


@dataclass(frozen=True)
class Figures:
    """Counts of a simulation. `unseen_…` are places (Ausbildungsplätze) of offers that stand in nobody's list."""

    kreis: str
    name: str
    season: int
    seed: int
    leavers: int
    offers: int
    places: int
    unseen_today: int
    unseen_with: int
    occupations_today: int
    occupations_with: int


def simulate(ags: str, *, season: int, seed: int, folder: Path, progress: Progress) -> Figures:
    """Run a Kreis; the files of the run (leavers.csv, vacancies.csv, lists.csv) stay in the folder.

    The same seed gives the same figures.

    Raises:
        KeyError: there is no such Kreis.
        EngineFailed: see there.
    """
    progress("Kreis erfinden")
    here = market(ags)
    people = [_leaver(row) for row in leavers(here, seed, season)]
    offers = [_vacancy(row) for row in vacancies(here, seed, season)]
    _write(folder / "leavers.csv", _LEAVER, people)
    _write(folder / "vacancies.csv", _VACANCY, offers)
    progress("Listen einer gewöhnlichen Stellensuche")
    today = usual_lists(people, offers)
    progress("Listen von Heimvorteil")
    engine_lists = _engine(folder, seed)
    progress("Zählen")
    return Figures(
        kreis=ags, name=here.kreis.name, season=season, seed=seed, leavers=len(people), offers=len(offers),
        places=sum(offer["places"] for offer in offers),
        unseen_today=unseen(offers, today), unseen_with=unseen(offers, engine_lists),
        occupations_today=occupations(offers, today), occupations_with=occupations(offers, engine_lists),
    )  # fmt: skip


def unseen(offers: Iterable[Row], lists: Lists) -> int:
    """Places of offers that stand in no list."""
    shown = {one for listed in lists.values() for one in listed}
    return sum(offer["places"] for offer in offers if offer["id"] not in shown)


def occupations(offers: Iterable[Row], lists: Lists) -> int:
    """How many occupations stand in somebody's list."""
    shown = {one for listed in lists.values() for one in listed}
    return len({offer["kldb2010"] for offer in offers if offer["id"] in shown})


def usual_lists(people: Sequence[Row], offers: Sequence[Row]) -> dict[str, list[str]]:
    """What a job board shows: who may apply, wished occupations first, then what is near; the first ten.

    The rule is the baseline of the engine's evaluation (docs/matching.md): boost·[wished] + pivot / (pivot + km).
    """
    table = _Offers(offers, sorted({person["postal_code"] for person in people}))
    return {person["id"]: table.first(person) for person in people}


class _Offers:
    """The offers in columns: a Kreis like Berlin has 300 million pairs of leaver and offer."""

    def __init__(self, offers: Sequence[Row], homes: Sequence[str]) -> None:
        there = sorted({offer["postal_code"] for offer in offers})
        km = {home: np.array([_km(home, code) for code in there]) for home in homes}
        at = np.array([there.index(offer["postal_code"]) for offer in offers], dtype=np.intp)
        self._ids = [offer["id"] for offer in offers]
        self._km = {home: away[at] for home, away in km.items()}
        self._codes = {code: place for place, code in enumerate({offer["kldb2010"] for offer in offers})}
        self._occupation = np.array([self._codes[offer["kldb2010"]] for offer in offers], dtype=np.int64)
        strict = [_LEVELS[offer["certificate_required"]] if offer["certificate_strict"] else 0 for offer in offers]
        self._level = np.array(strict, dtype=np.int64)
        self._year = np.array([offer["start_year"] for offer in offers], dtype=np.int64)
        self._flexible = np.array([offer["start_flexible"] for offer in offers], dtype=bool)

    def first(self, person: Row) -> list[str]:
        """Ids of the best ones, best first; of equals those that stand earlier."""
        away = self._km[person["postal_code"]]
        (open_,) = np.nonzero((away <= person["radius_km"]) & self._may(person))
        pivot = person["radius_km"] / 2
        wishes = [self._codes.get(person[wish], -1) for wish in ("wish1", "wish2", "wish3")]
        wished = np.isin(self._occupation[open_], wishes)
        score = WISH_BOOST * wished + pivot / (pivot + away[open_])
        if len(open_) > SIZE:
            best = score >= np.partition(score, -SIZE)[-SIZE]
            open_, score = open_[best], score[best]
        return [self._ids[row] for row in open_[np.argsort(-score, kind="stable")][:SIZE]]

    def _may(self, person: Row) -> NDArray[np.bool_]:
        """The law's certificate and the year; a wish for a certificate keeps nobody away."""
        years = np.abs(self._year - person["start_year"])
        joins: NDArray[np.bool_] = (years == 0) | ((years == 1) & self._flexible)
        return joins & (self._level <= _LEVELS[person["certificate"]])


def _km(one: str, other: str) -> float:
    here, there = postal_code(one), postal_code(other)
    assert here and there  # noqa: S101  # the seeder takes both from the table
    return distance_km(here.latitude, here.longitude, there.latitude, there.longitude)


def _leaver(row: Row) -> Row:
    wishes = [wish["id"] for wish in row["wishes"]] + ["", "", ""]
    return {
        "id": row["row_key"],
        "certificate": row["certificate"],
        "postal_code": row["home"]["postal_code"],
        "radius_km": row["radius_km"],
        **(row["interests"] or dict.fromkeys(LETTERS, "")),
        "wish1": wishes[0],
        "wish2": wishes[1],
        "wish3": wishes[2],
        "start_year": row["start_year"],
    }


def _vacancy(row: Row) -> Row:
    certificate = row["certificate_required"]
    strict = reference.occupations()[row["occupation"]["id"]].certificate_strict
    return {
        "id": row["external_id"],
        "kldb2010": row["occupation"]["id"],
        "postal_code": row["location"]["postal_code"],
        "certificate_required": certificate or "",
        "certificate_strict": bool(strict and certificate),
        "places": row["places"],
        "start_year": int(row["start_date"][:4]),
        "start_flexible": row["start_flexible"],
        "employer": row["employer"]["name"],
    }


def _write(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows({name: _cell(row[name]) for name in columns} for row in rows)


def _cell(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def _engine(folder: Path, seed: int) -> dict[str, list[str]]:
    files = {"--leavers": "leavers.csv", "--vacancies": "vacancies.csv", "--out": "lists.csv"}
    words = [word for name, file in files.items() for word in (name, str(folder / file))]
    command = [sys.executable, "-m", "services.matching", "match", *words, "--seed", str(seed), "--top", str(SIZE)]
    done = subprocess.run(command, check=False, stderr=subprocess.PIPE, text=True)  # noqa: S603  # our own program
    if done.returncode:
        sys.stderr.write(done.stderr)
        raise EngineFailed
    return read_lists(folder / "lists.csv")


def read_lists(path: Path) -> dict[str, list[str]]:
    """The engine's lists: ids of offers by leaver, best first."""
    found: dict[str, list[str]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["leaver_id"], []).append(row["vacancy_id"])
    return found
