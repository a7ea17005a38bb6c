"""A vacancy for search engines: schema.org JobPosting as JSON-LD (R1.1, T1.b, T1.c)."""

import json
from datetime import date, timedelta
from typing import Any

from markupsafe import Markup, escape

from shared.contracts.vacancy import VacancyRecord

EMPLOYMENT = ["FULL_TIME", "OTHER"]
"""There is no apprenticeship among the types search engines know; the title says that it is one."""
_CREDENTIALS = {
    "hauptschule": "high school",
    "mittlerer": "high school",
    "fachhochschulreife": "high school",
    "hochschulreife": "high school",
}


def json_ld(record: VacancyRecord, address: str) -> Markup:
    """The posting as the content of a script element; no text of a company can end that element."""
    text = json.dumps(posting(record, address), ensure_ascii=False)
    inert = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(inert)


def posting(record: VacancyRecord, address: str) -> dict[str, Any]:
    """The posting; what the vacancy does not say is left out."""
    found: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": record.title,
        "description": _description(record),
        "datePosted": (record.published_at or record.changed_at).date().isoformat(),
        "validThrough": valid_through(record).isoformat(),
        "hiringOrganization": {"@type": "Organization", "name": record.employer.name},
        "jobLocation": _place(record),
        "employmentType": EMPLOYMENT,
        "identifier": {"@type": "PropertyValue", "name": "Heimvorteil", "value": str(record.id)},
        "url": address,
        "directApply": False,
        "jobStartDate": record.start_date.isoformat(),
        "totalJobOpenings": record.places,
        "occupationalCategory": f"{record.occupation.kldb2010} {record.occupation.name}",
    }
    if record.pay_per_month:
        found["baseSalary"] = _pay(record.pay_per_month)
    if record.certificate_strict and record.certificate_required in _CREDENTIALS:
        category = _CREDENTIALS[record.certificate_required]
        found["educationRequirements"] = {
            "@type": "EducationalOccupationalCredential",
            "credentialCategory": category,
        }
    return found


def valid_through(record: VacancyRecord) -> date:
    """The last day on which one can apply; without one the start, as late entry is agreed with the company."""
    return record.apply_by or record.start_date


def _description(record: VacancyRecord) -> str:
    """Never empty and never the title alone."""
    return record.description_html or (
        f"<p>Ausbildung: {escape(record.occupation.name)} bei {escape(record.employer.name)}.</p>"
    )


def _place(record: VacancyRecord) -> dict[str, Any]:
    place = record.location
    address = {
        "@type": "PostalAddress",
        "postalCode": place.postal_code,
        "addressLocality": place.city,
        "addressCountry": "DE",
        **({"streetAddress": place.street} if place.street else {}),
    }
    point = {"@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude}
    return {"@type": "Place", "address": address, "geo": point}


def _pay(amounts: tuple[int, ...]) -> dict[str, Any]:
    value = {"@type": "QuantitativeValue", "minValue": min(amounts), "maxValue": max(amounts), "unitText": "MONTH"}
    return {"@type": "MonetaryAmount", "currency": "EUR", "value": value}


def day_after(day: date) -> date:
    """Where a calendar's day-long entry ends."""
    return day + timedelta(days=1)
