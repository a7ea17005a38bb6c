"""Dates, durations and kinds of training: what is refused, and what is accepted with a note."""

from datetime import date

from services.vacancies.facts import Occupation
from services.vacancies.findings import Findings
from services.vacancies.lifecycle import LATE_START_MONTHS, months_later
from shared.contracts.vacancy import VacancyInput

# An Einstiegsqualifizierung lasts 4 to 12 months: § 54a SGB III (in the version since 2024-04-01).
EQ_MONTHS = range(4, 13)
APPLY_AFTER_START_MONTHS = 3  # an application later than that is likely a typing error
OLDEST_START_MONTHS = 12  # a start more than a year ago is a typing error, not an offer

# Which kinds of a vacancy are plausible for an occupation's own kind. An EQ prepares for a dual occupation
# (§ 54a SGB III); a dual course of study contains a dual or a care occupation.
_PLAUSIBLE: dict[str, frozenset[str]] = {
    "dual": frozenset({"dual", "dual_study", "eq"}),
    "school_based": frozenset({"school_based"}),
    "health": frozenset({"health", "dual_study"}),
    "dual_study": frozenset({"dual_study"}),
}


def dates(vacancy: VacancyInput, today: date, found: Findings) -> None:
    """Check start and end of application against today and each other."""
    start, apply_by = vacancy.start_date, vacancy.apply_by
    if months_later(start, OLDEST_START_MONTHS) < today:
        message = "Der Beginn liegt mehr als ein Jahr zurück. Bitte prüfen Sie das Datum."
        found.refuse("start_date", "start_date_past", message)
    elif months_later(start, LATE_START_MONTHS) < today:
        message = "Der Beginn liegt mehr als sechs Monate zurück. Das Angebot läuft deshalb gleich ab."
        found.warn("start_date", "start_date_late", message)
    if apply_by is not None and apply_by < today:
        message = "Die Bewerbungsfrist ist schon vorbei. Das Angebot läuft deshalb gleich ab."
        found.warn("apply_by", "apply_by_past", message)
    if apply_by is not None and apply_by > months_later(start, APPLY_AFTER_START_MONTHS):
        message = "Die Bewerbungsfrist endet mehr als drei Monate nach dem Beginn. Bitte prüfen Sie beide Daten."
        found.warn("apply_by", "apply_by_late", message)


def training(vacancy: VacancyInput, occupation: Occupation, found: Findings) -> None:
    """Note a kind or a duration that does not go with the occupation."""
    if vacancy.training_kind not in _PLAUSIBLE.get(occupation.training_kind, frozenset()):
        message = f"Diese Art der Ausbildung ist für den Beruf {occupation.name} ungewöhnlich. Bitte prüfen Sie sie."
        found.warn("training_kind", "training_kind_unusual", message)
    if not _offered(occupation, vacancy.start_date):
        message = f"Die Ausbildung {occupation.name} kann zu diesem Beginn noch nicht oder nicht mehr anfangen."
        found.warn("occupation", "occupation_not_offered", message)
    months = vacancy.duration_months
    if vacancy.training_kind == "eq" and months is not None and months not in EQ_MONTHS:
        message = "Eine Einstiegsqualifizierung dauert 4 bis 12 Monate (§ 54a SGB III)."
        found.warn("duration_months", "eq_duration_unusual", message)


def _offered(occupation: Occupation, start: date) -> bool:
    """Whether training in the occupation can begin on this day (some are new, some have a successor)."""
    begun = occupation.valid_from is None or occupation.valid_from <= start
    return begun and (occupation.valid_until is None or start <= occupation.valid_until)
