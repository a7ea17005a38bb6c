"""The fact tables of shared.reference as the rules of candidates ask them."""

from services.candidates.domain import Centre
from shared.contracts.vacancy import OccupationRef
from shared.reference.occupations import Occupation, by_kldb, exact_alias, family, occupations
from shared.reference.places import postal_code


class ReferenceTables:
    """Satisfies `Reference`; holds nothing, the tables are read once by shared.reference."""

    def centre(self, code: str) -> Centre | None:
        """The centre of a postal code, None when there is no such code."""
        area = postal_code(code)
        return Centre(area.latitude, area.longitude, area.land) if area else None

    def occupations(self, wish: OccupationRef) -> tuple[str, ...]:
        """All a wish may mean: a leaver wishes for a whole class, a company must choose one of it."""
        members = [member.id for meant in _meant(wish) for member in family(meant)]
        return tuple(dict.fromkeys(members))


def _meant(wish: OccupationRef) -> tuple[Occupation, ...]:
    """The id wins, then the title, then the class."""
    if wish.id:
        found = occupations().get(wish.id)
        return (found,) if found else ()
    return exact_alias(wish.title) if wish.title else by_kldb(wish.kldb2010 or "")


TABLES = ReferenceTables()
