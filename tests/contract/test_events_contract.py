"""Events as they travel: written strictly, read tolerantly; every event of a released version still parses."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from shared.contracts.candidate import LeaverProfile
from shared.contracts.events import EVENTS, PREFIX, REQUIRED, CloudEvent, new_event, read_event
from shared.messaging.topology import LISTENED_TO, PUBLISHES

GOLDEN = {path.name.removesuffix(".json"): path for path in Path("tests/data/events").glob("*.json")}
TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def golden(name: str) -> dict[str, Any]:
    """The committed event of a type such as `vacancy.published.v1`; never changed once released."""
    return dict(json.loads(GOLDEN[name].read_text(encoding="utf-8")))


def lacking(expected: Any, found: Any, path: str = "") -> list[str]:
    """Paths at which `found` does not hold what `expected` says; what it has beyond that is allowed."""
    if isinstance(expected, dict):
        return [
            line
            for key, value in expected.items()
            for line in (lacking(value, found[key], f"{path}.{key}") if key in found else [f"{path}.{key}"])
        ]
    if isinstance(expected, list):
        return [
            line for i, (a, b) in enumerate(zip(expected, found, strict=True)) for line in lacking(a, b, f"{path}.{i}")
        ]
    return [] if expected == found else [path]


def objects(value: Any) -> list[dict[str, Any]]:
    """All JSON objects in a value, however deep."""
    if isinstance(value, list):
        return [found for item in value for found in objects(item)]
    return [value, *objects(list(value.values()))] if isinstance(value, dict) else []


def test_there_is_a_golden_event_of_every_type() -> None:
    assert {f"{PREFIX}{name}" for name in GOLDEN} >= set(EVENTS)


@pytest.mark.parametrize("name", sorted(GOLDEN))
def test_a_golden_event_keeps_its_meaning(name: str) -> None:
    raw = golden(name)
    event = read_event(raw)
    assert lacking(raw, event.wire()) == []


@pytest.mark.parametrize("name", sorted(GOLDEN))
def test_what_is_written_is_what_is_read(name: str) -> None:
    event = read_event(golden(name))
    over_the_wire = json.loads(json.dumps(event.wire()))
    assert read_event(over_the_wire) == event


@pytest.mark.parametrize("name", sorted(GOLDEN))
def test_reading_ignores_fields_of_a_later_version(name: str) -> None:
    raw = golden(name)
    later = deepcopy(raw)
    for place in objects(later):
        place["added_later"] = 1
    assert read_event(later) == read_event(raw)


@pytest.mark.parametrize("name", sorted(GOLDEN))
def test_writing_refuses_fields_nobody_declared(name: str) -> None:
    event = read_event(golden(name))
    with pytest.raises(ValidationError, match="extra_forbidden"):
        type(event.data)(**event.data.wire(), added=1)
    with pytest.raises(ValidationError, match="extra_forbidden"):
        CloudEvent(**dict(event), added=1)


@pytest.mark.parametrize("name", sorted(GOLDEN))
def test_the_envelope_is_cloudevents_1_0(name: str) -> None:
    wire = read_event(golden(name)).wire()
    assert all(isinstance(wire[attribute], str) and wire[attribute] for attribute in ("id", "source", "type"))
    assert wire["specversion"] == "1.0"
    assert wire["time"].endswith("Z")
    assert wire["datacontenttype"] == "application/json"
    assert all(attribute.isalnum() and attribute.islower() for attribute in wire), "CloudEvents: a-z and 0-9 only"


@pytest.mark.parametrize("attribute", [*REQUIRED, "data"])
def test_an_event_without_a_required_attribute_is_refused(attribute: str) -> None:
    raw = golden("vacancy.published.v1")
    del raw[attribute]
    with pytest.raises(KeyError, match=attribute):
        read_event(raw)


def test_an_event_of_an_unknown_type_is_refused() -> None:
    with pytest.raises(KeyError, match="gossip"):
        read_event({**golden("vacancy.published.v1"), "type": "de.heimvorteil.gossip.v1"})


def test_an_event_carries_the_data_its_type_names() -> None:
    data = read_event(golden("vacancy.published.v1")).data
    with pytest.raises(TypeError, match="AccountClosed"):
        new_event("accounts", "account.closed", "x", data)


def test_every_type_is_published_by_one_service_and_every_wish_is_published() -> None:
    published = [name for names in PUBLISHES.values() for name in names]
    assert sorted(published) == sorted(kind.removeprefix(PREFIX).removesuffix(".v1") for kind in EVENTS)
    assert set(published) >= LISTENED_TO


def test_candidate_events_have_no_room_for_a_person() -> None:
    """R3.6: closed vocabularies only. A field added to the profile must be thought about here."""
    fields = {
        name for kind in ("shared.v1", "batch.v1") for o in objects(golden(f"candidate.{kind}")["data"]) for name in o
    }
    assert fields == {
        "items", "id", "kind", "leaver_id", "revision", "candidate", "profile",
        "certificate", "postal_code", "latitude", "longitude", "land", "radius_km", "wishes", "interests",
        "start_year", "activities", "liked_occupations", *"RIASEC",
    }  # fmt: skip
    assert set(LeaverProfile.model_fields) <= fields
