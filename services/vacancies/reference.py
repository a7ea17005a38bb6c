"""The fact tables of shared.reference as the rules of vacancies ask them."""

from collections.abc import Sequence

from services.vacancies.facts import PostalArea
from shared.contracts.vacancy import OccupationRef, VacancyInput, Warning
from shared.reference.occupations import Occupation, OccupationAmbiguous, OccupationUnknown, resolve
from shared.reference.pay import check_pay
from shared.reference.places import postal_code


class ReferenceFacts:
    """Satisfies `Facts`; holds nothing, the tables are read once by shared.reference."""

    def occupations(self, ref: OccupationRef) -> Sequence[Occupation]:
        """One when clear, several when ambiguous, none when unknown."""
        try:
            return (resolve(id=ref.id or None, title=ref.title or None, kldb2010=ref.kldb2010),)
        except OccupationUnknown:
            return ()
        except OccupationAmbiguous as ambiguous:
            return ambiguous.candidates

    def area(self, code: str) -> PostalArea | None:
        """The area of a postal code, None when there is no such code."""
        return postal_code(code)

    def pay_warnings(self, vacancy: VacancyInput, occupation: Occupation) -> Sequence[Warning]:
        """Notes on the legal minimum pay; an EQ is paid under § 54a SGB III, not § 17 BBiG."""
        if vacancy.training_kind == "eq":
            return ()
        found = check_pay(occupation, vacancy.start_date, vacancy.pay_per_month)
        return tuple(Warning(code=one.code, field=one.field, message=one.message) for one in found)
