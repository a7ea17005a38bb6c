"""The corpus: an invented market of some thousand vacancies, the same in every run.

Three parts: what ten Kreise offer in the proportions of their Länder, one vacancy of every occupation trained
today in each of three Kreise (so that every name has an answer near), and those of vacancies.csv, written by
hand to mislead. A tenth of the employers carries a surname that is an occupation, and descriptions mention
occupations that are not offered.
"""

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from uuid import UUID, uuid5

from services.console.seeding.companies import company_name
from services.console.seeding.market import Market, market
from shared.contracts.vacancy import Employer, OccupationLabel, Place, VacancyRecord
from shared.reference.occupations import Occupation, occupations
from shared.reference.places import PostalCode, postal_codes

TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
SPACE = UUID("6f1d9a52-3f1e-4b6e-9b0a-7d1f7c7e5a10")
DRAWN = {
    "08118": 700, "08111": 500, "07141": 350, "06533": 350, "12066": 350, "14713": 500, "09162": 500, "05913": 500,
    "02000": 500, "13073": 350,
}  # fmt: skip
COMPLETE = ("08118", "05913", "14713")
SURNAMES = (
    "Koch", "Müller", "Fleischer", "Schmied", "Becker", "Zimmermann", "Schneider", "Gärtner", "Maurer", "Schäfer",
    "Wagner", "Weber", "Jäger", "Fischer", "Böttcher", "Kaufmann", "Drucker", "Förster",
)  # fmt: skip
BUSINESSES = ("GmbH", "& Söhne", "Technik GmbH", "Handels KG", "Systeme", "Gruppe", "Service GbR")
CERTIFICATES = (None, "none", "hauptschule", "mittlerer", "fachhochschulreife", "hochschulreife")
STARTS = (date(2027, 9, 1), date(2027, 8, 1), date(2027, 8, 1), date(2026, 9, 1), date(2028, 8, 1))


def corpus() -> Iterator[VacancyRecord]:
    """All vacancies."""
    for ags, count in DRAWN.items():
        yield from _drawn(market(ags), count)
    for ags in COMPLETE:
        yield from _complete(market(ags))
    yield from _by_hand()


def _drawn(here: Market, count: int) -> Iterator[VacancyRecord]:
    chance = Random(f"drawn:{here.kreis.ags}")  # not for secrets
    for number in range(count):
        occupation = chance.choices(here.occupations, here.shares)[0]
        yield _invented(f"drawn:{here.kreis.ags}:{number}", occupation, chance.choice(here.postal_codes), chance)


def _complete(here: Market) -> Iterator[VacancyRecord]:
    chance = Random(f"complete:{here.kreis.ags}")  # not for secrets
    for occupation in here.occupations:
        yield _invented(f"{here.kreis.ags}:{occupation.id}", occupation, chance.choice(here.postal_codes), chance)


def _by_hand() -> Iterator[VacancyRecord]:
    with (Path(__file__).parent / "vacancies.csv").open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            yield record(
                f"hand:{number}", occupations()[row["occupation"]], postal_codes()[row["postal_code"]],
                title=row["title"], employer=row["employer"], description=row["description"],
                certificate=row["certificate"] or None, start=date.fromisoformat(row["start"]),
            )  # fmt: skip


def _invented(key: str, occupation: Occupation, place: PostalCode, chance: Random) -> VacancyRecord:
    surname = chance.random() < 0.1
    business = f"{chance.choice(SURNAMES)} {chance.choice(BUSINESSES)}"
    return record(
        key, occupation, place,
        title=_title(occupation, chance),
        employer=business if surname else company_name(occupation, place.place, chance),
        description=_description(occupation, chance),
        certificate=chance.choice(CERTIFICATES),
        start=chance.choice(STARTS),
        start_flexible=chance.random() < 0.05,
    )  # fmt: skip


def _title(occupation: Occupation, chance: Random) -> str:
    """The many ways in which companies write one thing."""
    return chance.choice(
        (
            f"Ausbildung {occupation.name} (m/w/d)",
            f"{occupation.masculine} (m/w/d)",
            f"Auszubildende/r {occupation.masculine} (w/m/d) {chance.choice((2027, 'ab sofort', 'zum Herbst'))}",
            f"{occupation.feminine} / {occupation.masculine}",
            f"Azubi {occupation.short or occupation.masculine}",
            f"Dein Start bei uns: Ausbildung zur {occupation.feminine}",
        )
    )


def _description(occupation: Occupation, chance: Random) -> str:
    others = chance.sample(sorted(occupations()), 2)
    names = " und ".join(occupations()[other].masculine for other in others)
    return f"<p>{occupation.daily}</p><p>Mit im Haus: {names}. Wir freuen uns auf dich!</p>"


def record(
    key: str,
    occupation: Occupation,
    place: PostalCode,
    *,
    title: str,
    employer: str,
    description: str,
    certificate: object,
    start: date,
    start_flexible: bool = False,
) -> VacancyRecord:
    """A published vacancy as the vacancies service says it; its ids follow from `key` and `employer`."""
    where = Place(
        postal_code=place.code, city=place.place, latitude=place.latitude, longitude=place.longitude,
        kreis_ags=place.kreis, land=place.land,
    )  # fmt: skip
    label = OccupationLabel(id=occupation.id, kldb2010=occupation.kldb2010, name=occupation.name)
    return VacancyRecord(
        id=uuid5(SPACE, key), revision=1, status="published", title=title[:200], occupation=label,
        employer=Employer(id=uuid5(SPACE, employer), name=employer), description_html=description,
        training_kind=occupation.training_kind, places=1, start_date=start, start_flexible=start_flexible,
        certificate_required=certificate, location=where, synthetic=True, published_at=NOW, changed_at=NOW,
    )  # fmt: skip
