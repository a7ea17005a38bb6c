"""docs/asyncapi.json and docs/dataflow.md are what the code says; the former describes what really travels."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from services.console.documents.asyncapi import asyncapi
from services.console.documents.dataflow import dataflow
from services.console.documents.permissions import permissions
from shared.contracts.events import EVENTS, PREFIX
from shared.messaging.topology import PUBLISHES, SUBSCRIPTIONS

DOCUMENT: dict[str, Any] = json.loads(asyncapi())
GOLDEN = sorted(Path("tests/data/events").glob("*.json"))


def references(value: Any) -> Iterator[str]:
    """Every `$ref` in a value."""
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from references(item)


def resolve(reference: str) -> Any:
    """What a local reference names.

    Raises:
        KeyError: nothing.
    """
    found: Any = DOCUMENT
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found


@pytest.mark.parametrize(
    ("path", "made"),
    [("docs/asyncapi.json", asyncapi), ("docs/dataflow.md", dataflow), ("docs/permissions.md", permissions)],
)
def test_the_committed_document_is_up_to_date(path: str, made: Any) -> None:
    assert Path(path).read_text(encoding="utf-8") == made(), "make docs"


def test_every_reference_is_local_and_resolves() -> None:
    found = set(references(DOCUMENT))
    assert found
    assert all(reference.startswith("#/") and resolve(reference) is not None for reference in found)
    assert "$defs" not in json.dumps(DOCUMENT), "AsyncAPI knows components only"


def test_asyncapi_names_every_event_and_every_listener() -> None:
    names = {kind.removeprefix(PREFIX).removesuffix(".v1") for kind in EVENTS}
    assert set(DOCUMENT["channels"]) == set(DOCUMENT["components"]["messages"]) == names
    said = sum(len(events) for events in PUBLISHES.values())
    heard = sum(len(row.events) for row in SUBSCRIPTIONS)
    actions = [operation["action"] for operation in DOCUMENT["operations"].values()]
    assert (actions.count("send"), actions.count("receive")) == (said, heard)


def test_every_schema_is_a_schema() -> None:
    for schema in DOCUMENT["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_the_payload_schema_accepts_the_golden_event(path: Path) -> None:
    errors = list(validator(path.stem.removesuffix(".v1")).iter_errors(json.loads(path.read_text(encoding="utf-8"))))
    assert errors == []


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_the_payload_schema_refuses_an_event_without_an_id(path: Path) -> None:
    event = json.loads(path.read_text(encoding="utf-8"))
    del event["id"]
    assert not validator(path.stem.removesuffix(".v1")).is_valid(event)


def validator(name: str) -> Draft202012Validator:
    """A validator of an event's payload with all shared schemas at hand."""
    payload = DOCUMENT["components"]["messages"][name]["payload"]
    return Draft202012Validator({**payload, "components": DOCUMENT["components"]})
