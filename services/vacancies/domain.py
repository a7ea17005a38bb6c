"""From what a company sends to the canonical record: pure rules, no clock, no database."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from services.vacancies import advice, description, lint, placing
from services.vacancies.errors import KeyNotAllowed, OccupationAmbiguous
from services.vacancies.facts import Facts, Occupation
from services.vacancies.findings import Findings
from shared.contracts.calls import Principal
from shared.contracts.permissions import may
from shared.contracts.vacancy import (
    Contact,
    Employer,
    OccupationLabel,
    OccupationRef,
    Place,
    VacancyInput,
    VacancyRecord,
    Warning,
)
from shared.contracts.vocabulary import Certificate, without_invisible

_ORDER: tuple[Certificate, ...] = ("none", "hauptschule", "mittlerer", "fachhochschulreife", "hochschulreife")


@dataclass(frozen=True)
class Composed:
    """A record at its first revision, beside what its sender should look at."""

    record: VacancyRecord
    warnings: tuple[Warning, ...]


def may_write(principal: Principal) -> None:
    """Let companies and importers pass. A clerk passes as the company whose mandate holds, not as the guild.

    Raises:
        KeyNotAllowed: any other kind of key.
    """
    if principal.kind == "clerk" or not may(principal.kind, "vacancy.write"):
        raise KeyNotAllowed()


def writer(principal: Principal) -> str | None:
    """The guild or chamber that writes for a company (docs/adr/0048); None: the company itself."""
    return principal.acting.name if principal.acting else None


def compose(vacancy: VacancyInput, *, principal: Principal, facts: Facts, vacancy_id: UUID, now: datetime) -> Composed:
    """The canonical record (R1.1) of a vacancy, checked against the fact tables.

    Raises:
        FieldsInvalid: unknown occupation or postal code, wrong employer, a start long past.
        OccupationAmbiguous: several occupations fit; `extra["candidates"]` lists them.
    """
    found = Findings()
    employer = _employer(vacancy, principal, found)
    occupation = _occupation(vacancy.occupation, facts, found)
    place = placing.locate(vacancy.location, facts, found)
    advice.dates(vacancy, now.date(), found)
    _contact(vacancy.contact, found)
    found.raise_if_any()
    if occupation is None or employer is None or place is None:  # each has noted an error: never reached
        raise AssertionError("a missing part without an error")
    record = _record(vacancy, vacancy_id, employer, occupation, place, now, found)
    advice.training(vacancy, occupation, found)
    lint.wording(record.title, record.description_html, found)
    found.warnings.extend(facts.pay_warnings(vacancy, occupation))
    return Composed(record, tuple(found.warnings))


def _record(
    vacancy: VacancyInput, vacancy_id: UUID, employer: Employer, occupation: Occupation, place: Place,
    now: datetime, found: Findings,
) -> VacancyRecord:  # fmt: skip
    certificate, strict = _certificate(vacancy, occupation, found)
    return VacancyRecord(
        id=vacancy_id,
        revision=1,
        status=vacancy.status,
        external_id=vacancy.external_id,
        title=vacancy.title,
        occupation=OccupationLabel(id=occupation.id, kldb2010=occupation.kldb2010, name=occupation.name),
        employer=employer,
        description_html=description.clean(vacancy.description_html, found),
        training_kind=vacancy.training_kind,
        places=vacancy.places,
        start_date=vacancy.start_date,
        start_flexible=vacancy.start_flexible,
        duration_months=vacancy.duration_months,
        certificate_required=certificate,
        certificate_strict=strict,
        part_time_possible=vacancy.part_time_possible,
        pay_per_month=vacancy.pay_per_month,
        location=place,
        apply_by=vacancy.apply_by,
        contact=vacancy.contact,
        synthetic=vacancy.synthetic,
        published_at=now if vacancy.status == "published" else None,
        changed_at=now,
    )


def _employer(vacancy: VacancyInput, principal: Principal, found: Findings) -> Employer | None:
    """An importer speaks for many and names each; everybody else is the account. A vocational school offers its own."""
    if principal.kind == "vocational_school" and vacancy.training_kind != "school_based":
        message = "Eine Berufsschule bietet hier nur schulische Ausbildungen an (training_kind: school_based)."
        found.refuse("training_kind", "school_based_only", message)
    if principal.kind != "importer":
        if vacancy.employer is None:
            return Employer(id=principal.account_id, name=principal.name)
        message = "Der Betrieb ergibt sich aus Ihrem Schlüssel. Bitte lassen Sie employer weg."
        found.refuse("employer", "employer_not_allowed", message)
    elif vacancy.employer is not None:
        return Employer(id=uuid5(principal.account_id, vacancy.employer.name), name=vacancy.employer.name)
    else:
        found.refuse("employer.name", "employer_missing", "Der Name des Betriebs fehlt (employer.name).")
    return None


def _contact(contact: Contact | None, found: Findings) -> None:
    """Addresses with invisible characters lead elsewhere than they seem to (and PostgreSQL stores no NUL)."""
    for name in ("email", "url"):
        text = getattr(contact, name, None)
        if text is not None and without_invisible(text) != text:
            message = "Diese Angabe enthält unsichtbare Zeichen. Bitte tippen Sie sie neu ein."
            found.refuse(f"contact.{name}", "invisible_characters", message)


def _occupation(ref: OccupationRef, facts: Facts, found: Findings) -> Occupation | None:
    candidates = facts.occupations(ref)
    if len(candidates) == 1:
        return candidates[0]
    if candidates:
        names = "; ".join(f"{one.name} ({one.id})" for one in candidates)
        listed = [{"id": one.id, "kldb2010": one.kldb2010, "name": one.name} for one in candidates]
        raise OccupationAmbiguous(detail=f"{OccupationAmbiguous.german} Möglich sind: {names}.", candidates=listed)
    message = "Diesen Ausbildungsberuf kennen wir nicht. Bitte die Schreibweise prüfen oder occupation.id angeben."
    found.refuse("occupation", "occupation_unknown", message)
    return None


def _certificate(
    vacancy: VacancyInput, occupation: Occupation, found: Findings
) -> tuple[Certificate | None, bool]:  # fmt: skip
    """The certificate asked for, and whether it excludes: only the law can do that, never the company's wish."""
    wished, field = vacancy.certificate_required, "certificate_required"
    if not occupation.certificate_strict or occupation.entry_certificate is None:
        if vacancy.certificate_strict:
            message = "Für diesen Beruf schreibt kein Gesetz einen Abschluss vor. Wir zeigen ihn als Ihren Wunsch."
            found.warn("certificate_strict", "certificate_not_strict_by_law", message)
        return wished, False
    legal = occupation.entry_certificate
    if wished is None or _ORDER.index(wished) < _ORDER.index(legal):
        if wished is not None:
            message = f"Das Gesetz verlangt für diesen Beruf mehr ({occupation.law}); das gilt hier."
            found.warn(field, "certificate_raised_by_law", message)
        wished = legal
    return wished, True
