"""Generated documents."""

from services.console.documents.asyncapi import asyncapi
from services.console.documents.dataflow import dataflow
from services.console.documents.inventory import inventory, record
from services.console.documents.permissions import permissions
from services.console.settings import ROOT

GENERATED = {
    "docs/asyncapi.json": asyncapi,
    "docs/dataflow.md": dataflow,
    "docs/permissions.md": permissions,
    "docs/privacy/inventory.md": inventory,
    "docs/privacy/record.md": record,
}


def docs() -> None:
    """Schreibt die erzeugten Dokumente in docs/ neu."""
    for path, make in GENERATED.items():
        (ROOT / path).parent.mkdir(exist_ok=True)
        (ROOT / path).write_text(make(), encoding="utf-8")
        print(path)
