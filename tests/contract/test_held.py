"""Whoever adds a field or a table says what it holds about people (ADR 0036). Columns: tests/privacy."""

import re
from pathlib import Path
from typing import Any, get_args

import pytest

from services.console.documents.inventory import annotation, inventory, models, record, tables
from services.console.migrate import ROOT, SERVICES
from shared.contracts.base import Contract

NOBODY = {
    "GeoPoint": "a point; whose it is says the field that has it",
    "OccupationRef": "an occupation",
    "OccupationLabel": "an occupation",
    "EmployerRef": "a company, public",
    "Employer": "a company, public",
    "Location": "a working place, public",
    "Place": "a working place, public",
    "Warning": "about a vacancy's text",
    "VacancyInput": "a vacancy, public; the person in it is Contact",
    "VacancyRecord": "a vacancy, public; the person in it is Contact",
    "VacancyDocument": "a vacancy, public, without its contact",
    "VacancyItem": "a vacancy, public",
    "IndexedVacancy": "a vacancy, public",
    "CohortImported": "counts of a push",
    "AccountClosed": "a company's account",
    "AccountReleased": "a company",
    "CloudEvent": "the envelope; subject is the id of what the data are about",
}
"""Models of which no field says anything about a person, with the reason; a new one needs annotations or a line."""


def contracts_in(kind: Any) -> bool:
    """True for a type that is made of contracts alone, each with its own annotations."""
    inner = [one for one in get_args(kind) if one is not type(None) and one is not Ellipsis]
    if inner:
        return all(contracts_in(one) for one in inner)
    return isinstance(kind, type) and issubclass(kind, Contract)


@pytest.mark.parametrize("model", list(models()), ids=lambda model: model.__name__)
def test_every_field_says_what_it_holds(model: type[Contract]) -> None:
    if model.__name__ in NOBODY:
        return
    silent = [
        name for name, info in model.model_fields.items() if not annotation(info) and not contracts_in(info.annotation)
    ]
    assert silent == [], f"{model.__name__}: annotate with held(…) or, where it is about nobody, add it to NOBODY"


def test_models_about_nobody_exist_and_hold_nothing_personal() -> None:
    known = {model.__name__: model for model in models()}
    assert set(NOBODY) <= set(known)
    assert [name for name in NOBODY if any(map(annotation, known[name].model_fields.values()))] == []


@pytest.mark.parametrize("service", SERVICES)
def test_every_table_of_the_migrations_is_in_privacy_toml(service: str) -> None:
    """Columns are compared with a migrated database in tests/privacy; this is what can be seen without one."""
    files = (ROOT / "services" / service / "migrations").glob("*.sql")
    text = "\n".join(file.read_text("utf-8") for file in files)
    made = set(re.findall(r"^CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?(\w+)", text, re.M))
    made -= set(re.findall(r"^DROP TABLE (\w+)", text, re.M))
    described = {table.name for table in tables(service)}
    assert made - described == set(), f"say what they hold in services/{service}/privacy.toml"


def test_what_is_kept_out_of_the_export_has_a_reason() -> None:
    for service in SERVICES:
        for table in tables(service):
            assert set(table.not_exported) <= set(table.personal), (service, table.name)
            assert all(table.not_exported.values())
            assert table.about != "leavers" or table.subject or table.subjects, (service, table.name)
            assert table.purpose
            assert table.retention


@pytest.mark.parametrize(("path", "made"), [("inventory", inventory), ("record", record)])
def test_the_committed_document_is_up_to_date(path: str, made: Any) -> None:
    assert Path(f"docs/privacy/{path}.md").read_text(encoding="utf-8") == made(), "make docs"
