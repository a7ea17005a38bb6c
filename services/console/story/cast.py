"""Who plays in the story: companies that post, a school that pushes, leavers whose best place is then posted."""

from dataclasses import dataclass
from secrets import token_hex
from typing import Any
from uuid import UUID

from services.console.api import Api, create_key
from services.console.seeding.leavers import LETTERS
from services.console.settings import Settings
from services.console.story.probes import Probe
from shared.reference.kreise import REGIONS
from shared.reference.occupations import Occupation, is_group, lesser_known, occupations
from shared.reference.places import PostalCode, postal_codes

COMPANIES = 10
SCHOOL = "Gesamtschule am Rain (erfunden)"
SEASON = "2027"


@dataclass(frozen=True)
class Cast:
    """The school's report and the probes made from its leavers."""

    report: dict[str, Any]
    probes: list[Probe]


def assemble(settings: Settings, count: int) -> Cast:
    """A school pushes `count` leavers as JSON; for each there will be one vacancy next door."""
    run = token_hex(3)
    pairs = list(_pairs(count))
    school = Api(settings, create_key(settings, kind="school", name=SCHOOL))
    leavers = [_leaver(run, number, occupation, place) for number, (occupation, place) in enumerate(pairs)]
    body = {"season": SEASON, "leavers": leavers}
    report = school.send("POST", "/api/v1/cohorts", params={"commit": "true"}, json=body)
    companies = [create_key(settings, kind="company", name=f"Betrieb {n + 1} (erfunden)") for n in range(COMPANIES)]
    probes = [
        _probe(settings, UUID(item["leaver_id"]), occupation, place, companies[number % COMPANIES], f"{run}-{number}")
        for number, (item, (occupation, place)) in enumerate(zip(report["items"], pairs, strict=True))
    ]
    return Cast(report, probes)


def _pairs(count: int) -> list[tuple[Occupation, PostalCode]]:
    """Different pairs of a lesser-known occupation and a place of the demo region."""
    region = set(REGIONS["demo"])
    places = sorted((c for c in postal_codes().values() if c.kreis in region), key=lambda c: c.code)
    dual = [o for o in occupations().values() if lesser_known(o) and o.training_kind == "dual" and not is_group(o)]
    return [(dual[number % len(dual)], places[(number * 7) % len(places)]) for number in range(count)]


def _leaver(run: str, number: int, occupation: Occupation, place: PostalCode) -> dict[str, Any]:
    return {
        "row_key": f"story-{run}-{number:03d}",
        "certificate": "mittlerer",
        "home": {"postal_code": place.code},
        "radius_km": 20,
        "wishes": [{"id": occupation.id}],
        "interests": dict(zip(LETTERS, occupation.riasec, strict=True)),
        "start_year": int(SEASON),
    }


def _probe(
    settings: Settings, leaver: UUID, occupation: Occupation, place: PostalCode, company: str, name: str
) -> Probe:
    token = create_key(settings, kind="leaver", name=f"story-{leaver}", subject=leaver)
    vacancy = {
        "external_id": f"story-{name}",
        "title": f"Ausbildung {occupation.name} (m/w/d)",
        "occupation": {"id": occupation.id},
        "description_html": f"<p>{occupation.daily}</p>",
        "start_date": f"{SEASON}-08-01",
        "duration_months": occupation.duration_months,
        "certificate_required": "hauptschule",
        "pay_per_month": [950, 1020, 1100],
        "location": {"postal_code": place.code},
        "synthetic": True,
    }
    query = {"q": occupation.name, "where": place.code, "radius_km": 5, "sort": "newest", "size": 20}
    return Probe(leaver, token, company, vacancy, query)
