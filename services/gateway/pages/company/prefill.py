"""What a company need not type: text, duration and pay of an occupation, where it is, last year's place."""

from datetime import UTC, date, datetime
from typing import Any

from services.gateway.clients import Services
from services.gateway.pages.company.form import Form, form_of, to_html
from shared.contracts.calls import new_idempotency_key
from shared.contracts.search import OccupationCandidates, OccupationQuery
from shared.contracts.vacancy import VacancyRecord
from shared.reference.activities import activities
from shared.reference.occupations import Occupation, exact_alias, occupation
from shared.reference.pay import minimum_pay

SURE = 0.85
"""Confidence from which on a guess of search may fill in a form; below it the form asks."""
_HERE = ("location.street", "location.postal_code", "location.city")
_WHOM = ("contact.name", "contact.phone", "contact.email", "contact.url")
_OLD = ("key", "revision", "apply_by")


async def meant(text: str, services: Services) -> Occupation | None:
    """The one occupation a company has typed, None when that is not sure."""
    exact = exact_alias(text[:300])
    if exact:
        return exact[0] if len(exact) == 1 else None
    found = await services.search.call("occupations", OccupationQuery(q=text[:300], limit=1), OccupationCandidates)
    return occupation(found.items[0].id) if found.items and found.items[0].confidence >= SURE else None


def suggestion(found: Occupation) -> dict[str, Any]:
    """Fields of the form for an occupation, and the minimum pay by start year to check against."""
    values = {
        "title": neutral_title(found.name),
        "training_kind": found.training_kind,
        "duration_months": str(found.duration_months),
        "description_html": description(found),
        "occupation.id": found.id,
        "occupation.of": found.name,
    }
    if found.certificate_strict and found.entry_certificate:
        values["certificate_required"] = found.entry_certificate
    minimum = minimum_by_year() if found.minimum_pay_applies else {}
    return {"name": found.name, "values": values, "minimum": minimum, "rule": found.entry_rule}


def neutral_title(name: str) -> str:
    """For everyone (§ 11 AGG)."""
    return f"Ausbildung {name} (m/w/d)"


async def titled(form: Form, services: Services) -> Form:
    """The form with a title where none was typed: of the occupation meant, else of what stands there for one."""
    typed = form.get("occupation", "")
    if form.get("title") or not typed:
        return form
    chosen = form.get("occupation.id", "") if form.get("occupation.of") == typed else ""
    found = occupation(chosen) or await meant(typed, services)
    return form | {"title": neutral_title(found.name if found else typed[:150])}


def description(found: Occupation) -> str:
    """A text to go on writing from, as plain text."""
    things = "\n".join(f"- {activities()[tag].german}" for tag in found.activities)
    return f"{found.daily}\n\nDas gehört bei uns dazu:\n\n{things}\n\nKomm vorbei oder ruf an, wir zeigen dir alles."


def minimum_by_year() -> dict[int, tuple[int, ...]]:
    """The minimum pay by start year, as far as it is published."""
    years = range(2024, datetime.now(UTC).year + 3)
    return {year: pay for year in years if (pay := minimum_pay(year))}


def empty(key: str, last: VacancyRecord | None) -> Form:
    """A new form; the idempotency key makes a second click harmless, where and whom to ask is as last time."""
    form = {"key": key, "training_kind": "dual", "places": "1", "start_date": next_start().isoformat()}
    kept = form_of(last) if last else {}
    return form | {name: kept[name] for name in (*_HERE, *_WHOM) if kept.get(name)}


def copied(record: VacancyRecord) -> Form:
    """A place offered before, for the next start; nothing of it is public yet."""
    form = {name: value for name, value in form_of(record).items() if name not in _OLD}
    start = record.start_date
    while start < datetime.now(UTC).date():
        start = _year_later(start)
    return form | {"key": new_idempotency_key(), "start_date": start.isoformat()}


def next_start() -> date:
    """Most apprenticeships begin on 1 August."""
    today = datetime.now(UTC).date()
    return date(today.year + (today.month >= 8), 8, 1)


def _year_later(day: date) -> date:
    return day.replace(year=day.year + 1, day=min(day.day, 28) if day.month == 2 else day.day)


def filled_in(form: Form, found: Occupation) -> Form:
    """The form with suggestions wherever nothing was typed."""
    values: dict[str, str] = suggestion(found)["values"]
    chosen = {name: value for name, value in values.items() if not form.get(name)}
    return form | chosen | {"occupation": found.name, "occupation.id": found.id, "occupation.of": found.name}


def completed(item: dict[str, Any]) -> dict[str, Any]:
    """A row of a list as a vacancy: its text as HTML, a title for everyone where it has none."""
    text = item.pop("description", "")
    title = item.get("title") or neutral_title(item["occupation"]["title"])
    return {**item, "title": title, "description_html": to_html(text) if text else ""}
