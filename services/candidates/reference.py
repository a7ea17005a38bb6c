"""The fact tables of shared.reference as the rules of candidates ask them."""

from services.candidates.domain import Centre
from shared.contracts.vacancy import OccupationRef
from shared.reference.occupations import OccupationAmbiguous, OccupationUnknown, resolve
from shared.reference.places import place


class ReferenceTables:
    """Satisfies `Reference`; holds nothing, the tables are read once by shared.reference."""

    def centre(self, postal_code: str) -> Centre | None:
        """The centre of a postal code, None when there is no such code."""
        area = place(postal_code)
        return Centre(area.latitude, area.longitude, area.land) if area else None

    def occupations(self, wish: OccupationRef) -> tuple[str, ...]:
        """All occupations a wish may mean: a leaver wishes for a whole class where a company must choose one."""
        try:
            return (resolve(wish).id,)
        except OccupationAmbiguous as ambiguous:
            return tuple(occupation.id for occupation in ambiguous.candidates)
        except OccupationUnknown:
            return ()


TABLES = ReferenceTables()
