"""Care is where the regions are shortest: social leavers with Hauptschulabschluss see it when it is in reach."""

from uuid import UUID

import pytest
from matching_markets import list_of, market_of, seeded, vacancy
from matching_markets import profile as any_profile

from services.matching.rulebook import rulebook
from shared.contracts.candidate import Interests
from shared.contracts.documents import GeoPoint, VacancyDocument
from shared.contracts.vacancy import OccupationLabel
from shared.reference.occupations import lesser_known, occupations, similarity

BOOK = rulebook()
CARE = ("pflegefachassistent", "altenpflegehelfer", "gesundheits-und-krankenpflegehelfer", "krankenpflegehelfer")
SOCIAL = {"R": 2.5, "I": 2.5, "A": 3.0, "S": 6.8, "E": 3.0, "C": 2.5}


def real_place(seed: int, occupation_id: str, km: float) -> VacancyDocument:
    """A place of a real occupation some km away, with the entry rule of the reference."""
    facts = occupations()[occupation_id]
    return vacancy(
        seeded(seed), BOOK,
        occupation=OccupationLabel(id=facts.id, kldb2010=facts.kldb2010, name=facts.name),
        employer_id=UUID(int=seed), lesser_known=lesser_known(facts, "08"), known=facts.known, start_year=2027,
        certificate_required=facts.entry_certificate, certificate_strict=facts.certificate_strict,
        location=GeoPoint(lat=48.9 + km / 111.2, lon=9.19),
    )  # fmt: skip


def shown_occupations(
    interests: dict[str, float], wishes: tuple[tuple[str, ...], ...], care: str, seed: int
) -> list[str]:
    """Occupations in the ten of a leaver, one care place 15 km away among 400 others within 25 km."""
    random_ = seeded(seed)
    ids = [id_ for id_ in occupations() if id_ not in CARE]
    places = [real_place(n + 1000 * seed, random_.choice(ids), random_.uniform(0, 25)) for n in range(400)]
    places.append(real_place(999_999 + seed, care, 15))
    leaver = any_profile(
        random_, BOOK, certificate="hauptschule", latitude=48.9, longitude=9.19, radius_km=25, wishes=wishes,
        interests=Interests(**interests), activities=(), liked_occupations=(),
    )  # fmt: skip
    made = list_of(str(UUID(int=seed)), leaver, market_of(places, BOOK), BOOK)
    by_id = {str(place.id): place.occupation.id for place in places}
    return [by_id[id_] for id_ in made.vacancies[: made.shown]]


@pytest.mark.parametrize("care", [id_ for id_ in CARE if id_ in occupations()])
@pytest.mark.parametrize("wishes", [(), (("medizinische-fachangestellte",),), (("friseur",),)])
def test_social_with_hauptschule_is_shown_care(care: str, wishes: tuple[tuple[str, ...], ...]) -> None:
    for seed in range(10):
        assert care in shown_occupations(SOCIAL, wishes, care, seed)


def test_the_similarity_is_that_of_the_reference() -> None:
    some = [BOOK.known.number[id_] for id_ in list(occupations())[::25]]
    for one in some:
        for other in some:
            mine = BOOK.known.similarity[one, other]
            theirs = similarity(occupations()[BOOK.known.facts[one].id], occupations()[BOOK.known.facts[other].id])
            assert mine == pytest.approx(theirs, abs=1e-6)
