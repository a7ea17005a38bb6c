"""docs/privacy/inventory.md and record.md: what is held about people, from the annotations (ADR 0036)."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from services.console.migrate import AUDIT, ROOT, SERVICES
from shared.contracts import candidate, documents, events, vacancy
from shared.contracts.base import Contract
from shared.contracts.held import Held

MODULES = (candidate, documents, events, vacancy)
"""Models of what is kept or travels by event. Calls carry the same models and nothing is kept of them."""
COMMON = ROOT / "shared" / "outbox" / "privacy.toml"
SCHEMAS = (*SERVICES, AUDIT)
ABOUT = {
    "leavers": "Schulabgängerinnen und Schulabgänger",
    "erased": "gelöschte Personen",
    "parents": "Sorgeberechtigte",
    "organisations": "Betriebe, Schulen, Bündnisse",
    "staff": "Menschen in Betrieben, Schulen und Bündnissen",
    "nobody": "niemand",
}
_HEAD = "<!-- Erzeugt mit `make docs` aus den Vermerken an Modellen und Tabellen (ADR 0036). -->\n"


@dataclass(frozen=True)
class Table:
    """A table of a service. `columns`: what each says about a person, "" for nothing; `subject` or `subjects` (an
    array) is the column that names the person; `not_exported` why a personal column is not in the export."""

    service: str
    name: str
    about: str
    purpose: str
    retention: str
    columns: dict[str, str]
    subject: str | None = None
    subjects: str | None = None
    not_exported: dict[str, str] = field(default_factory=dict)

    @property
    def personal(self) -> dict[str, str]:
        """The columns that say something about a person."""
        return {name: text for name, text in self.columns.items() if text and self.about != "nobody"}


def tables(service: str) -> list[Table]:
    """What privacy.toml says of a service's tables, outbox and inbox among them; or of the audit log's."""
    own = ROOT / "services" / service / "privacy.toml"
    return [
        Table(service=service, name=name, **entry)
        for path in ((ROOT / "services" / "console" / AUDIT / "privacy.toml",) if service == AUDIT else (own, COMMON))
        for name, entry in tomllib.loads(path.read_text("utf-8")).items()
    ]


def models() -> Iterator[type[Contract]]:
    """The models whose fields are to be annotated."""
    for module in MODULES:
        for found in vars(module).values():
            own = isinstance(found, type) and issubclass(found, Contract) and found is not Contract
            if own and found.__module__ == module.__name__:
                yield found


def annotation(info: Any) -> Held | None:
    """What a field's annotation says."""
    return next((one for one in info.metadata if isinstance(one, Held)), None)


def fields(model: type[BaseModel]) -> dict[str, Held]:
    """The annotated fields of a model."""
    found = {name: annotation(info) for name, info in model.model_fields.items()}
    return {name: one for name, one in found.items() if one}


def inventory() -> str:
    """docs/privacy/inventory.md."""
    lines = [_HEAD, "# Verzeichnis der Felder", "", "## In den Datenbanken", ""]
    for service in SCHEMAS:
        for table in tables(service):
            if table.personal and (service == SERVICES[0] or table.name not in ("outbox", "inbox")):
                lines += _of_table(table)
    lines += ["## In Nachrichten und im Suchindex", "", "| Modell | Feld | Zweck | Frist |", "| --- " * 4 + "|"]
    for model in models():
        rows = ((name, one) for name, one in fields(model).items() if one.personal)
        lines += [f"| {model.__name__} | `{name}` | {one.purpose} | {one.retention} |" for name, one in rows]
    return "\n".join([*lines, ""])


def _of_table(table: Table) -> list[str]:
    where = "jeder Dienst" if table.name in ("outbox", "inbox") else table.service
    lines = [f"### {where}: `{table.name}`", "", f"Über: {ABOUT[table.about]}. Zweck: {table.purpose}. "]
    lines[-1] += f"Frist: {table.retention}."
    lines += ["", "| Spalte | was sie über jemanden sagt | in der Auskunft |", "| --- | --- | --- |"]
    for name, text in table.personal.items():
        shown = f"nein: {table.not_exported[name]}" if name in table.not_exported else "ja"
        lines.append(f"| `{name}` | {text} | {shown if table.about == 'leavers' else 'auf Anfrage'} |")
    return [*lines, ""]


def record() -> str:
    """docs/privacy/record.md: the record of processing activities (Art. 30 GDPR)."""
    grouped: dict[str, dict[tuple[str, str], list[str]]] = {}
    for service in SCHEMAS:
        for table in tables(service):
            if table.personal:
                places = grouped.setdefault(table.about, {}).setdefault((table.purpose, table.retention), [])
                places.append(f"{service}.{table.name}")
    lines = [_HEAD, (ROOT / "docs" / "privacy" / "record.head.md").read_text("utf-8")]
    for about, rows in grouped.items():
        lines += [f"## {ABOUT[about]}", "", "| Zweck | Frist | wo |", "| --- | --- | --- |"]
        for (purpose, retention), places in rows.items():
            names = sorted({place.split(".")[1] for place in places}) if len(places) == len(SERVICES) else places
            lines.append(f"| {purpose} | {retention} | {', '.join(f'`{name}`' for name in names)} |")
        lines.append("")
    return "\n".join(lines)
