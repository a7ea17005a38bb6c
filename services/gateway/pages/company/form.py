"""Between the company's form and a vacancy; fields are named as in the API (`location.postal_code`)."""

import re
from html import escape, unescape
from typing import Any, Literal

from shared.contracts.vacancy import VacancyInput, VacancyRecord

Form = dict[str, str]
PAY = ("pay_per_month.0", "pay_per_month.1", "pay_per_month.2", "pay_per_month.3")
FIELDS = (
    "occupation", "title", "training_kind", "places", "start_date", "start_flexible", "duration_months",
    "part_time_possible", *PAY, "certificate_required", "description_html", "location.street",
    "location.postal_code", "location.city", "contact.name", "contact.phone", "contact.email", "contact.url",
    "apply_by",
)  # fmt: skip
_PLAIN = (
    "title", "training_kind", "places", "start_date", "start_flexible", "duration_months", "part_time_possible",
    "certificate_required", "apply_by",
)  # fmt: skip
_BLOCK_END = re.compile(r"</(?:p|li|ul|ol|div|h[1-6])>|<br\s*/?>", re.IGNORECASE)


def vacancy_of(form: Form) -> dict[str, Any]:
    """The form as the API's JSON, not yet validated; what was left empty is left out."""
    vacancy: dict[str, Any] = {name: form[name] for name in _PLAIN if form.get(name)}
    vacancy["occupation"] = _occupation(form)
    vacancy["description_html"] = to_html(form.get("description_html", ""))
    vacancy["location"] = _group(form, "location.")
    vacancy["contact"] = _group(form, "contact.") or None
    pay = [euros(form.get(name, "")) for name in PAY]
    while pay and not pay[-1]:
        pay.pop()
    vacancy["pay_per_month"] = pay
    return vacancy


def _occupation(form: Form) -> dict[str, str]:
    """The chosen id, as long as the name it was chosen for still stands in the field."""
    title = form.get("occupation", "")
    if form.get("occupation.id") and form.get("occupation.of") == title:
        return {"id": form["occupation.id"]}
    return {"title": title} if title else {}


def _group(form: Form, prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): value for name, value in form.items() if name.startswith(prefix) and value}


def euros(text: str) -> str:
    """„1.050,00 €“ as „1050“; whatever else it is stays for the validation to name."""
    bare = re.sub(r"[€\s]|Euro", "", text)
    return re.sub(r"[.](?=\d{3}\b)", "", bare.removesuffix(",-").removesuffix(",00"))


def form_of(record: VacancyRecord) -> Form:
    """A stored vacancy as the form shows it."""
    form = {name: _text(getattr(record, name)) for name in _PLAIN}
    form |= {"occupation": record.occupation.name, "occupation.id": record.occupation.id}
    form["occupation.of"] = record.occupation.name
    form["description_html"] = to_text(record.description_html)
    form |= {f"location.{name}": _text(getattr(record.location, name)) for name in ("street", "postal_code", "city")}
    if record.contact:
        form |= {f"contact.{name}": _text(value) for name, value in record.contact.model_dump().items()}
    form |= {f"pay_per_month.{year}": str(amount) for year, amount in enumerate(record.pay_per_month)}
    return form


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else ""
    return "" if value is None else str(value)


def wanted(record: VacancyRecord) -> Literal["draft", "published"]:
    """What its company wants: what waits or was stopped is meant to be public, whatever comes of it."""
    return "published" if record.status in ("published", "waiting", "blocked") else "draft"


def input_of(record: VacancyRecord, **changes: Any) -> VacancyInput:
    """A stored vacancy as it would be sent, for a change of a few fields."""
    sent = record.model_dump(include=set(VacancyInput.model_fields) - {"employer"}) | changes
    sent["occupation"] = {"id": record.occupation.id}
    sent["location"] = record.location.model_dump(exclude={"kreis_ags", "land"})
    return VacancyInput.model_validate(sent)


def to_html(text: str) -> str:
    """Plain text as paragraphs, lines with a dash as a list."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return "".join(_block(block.split("\n")) for block in blocks if block.strip())


def _block(lines: list[str]) -> str:
    if all(re.match(r"\s*[-•*]\s+", line) for line in lines):
        items = (re.sub(r"^\s*[-•*]\s+", "", line).strip() for line in lines)
        return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>"
    return "<p>" + "<br>".join(escape(line.strip()) for line in lines) + "</p>"


def to_text(html: str) -> str:
    """A description as it is typed: blocks apart, list items with a dash."""
    marked = re.sub(r"<li[^>]*>", "- ", html)
    broken = _BLOCK_END.sub(lambda found: "\n\n" if found[0][2:3] in "pPuUoO" else "\n", marked)
    return re.sub(r"\n{3,}", "\n\n", unescape(re.sub(r"<[^>]+>", "", broken))).strip()
