"""The fact tables of shared.reference as the rules of vacancies ask them."""

from collections.abc import Sequence

from shared.reference.occupations import OccupationAmbiguous, OccupationUnknown, resolve

from services.vacancies.facts import Occupation, PostalArea
from shared.contracts.vacancy import OccupationRef, VacancyInput, Warning
from shared.reference import pay, places


class ReferenceFacts:
    """Satisfies `Facts`; holds nothing, the tables are read once by shared.reference."""

    def occupations(self, ref: OccupationRef) -> Sequence[Occupation]:
        """One when clear, several when ambiguous, none when unknown."""
        try:
            return (resolve(ref),)
        except OccupationUnknown:
            return ()
        except OccupationAmbiguous as ambiguous:
            return ambiguous.candidates

    def area(self, postal_code: str) -> PostalArea | None:
        """The area of a postal code, None when there is no such code."""
        return places.place(postal_code)

    def pay_warnings(self, vacancy: VacancyInput, occupation: Occupation) -> Sequence[Warning]:
        """Notes on the legal minimum pay; an EQ is paid under § 54a SGB III, not § 17 BBiG."""
        if vacancy.training_kind == "eq":
            return ()
        return pay.check_pay(occupation, vacancy.start_date, vacancy.pay_per_month)
