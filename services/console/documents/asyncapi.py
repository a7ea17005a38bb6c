"""docs/asyncapi.json (AsyncAPI 3.0) from the event models and the topology."""

import json
from typing import Any

from shared.contracts.events import CONTENT_TYPE, EVENTS, PREFIX, REQUIRED, CloudEvent
from shared.messaging.topology import EVENTS as EXCHANGE
from shared.messaging.topology import PUBLISHES, SUBSCRIPTIONS

_REF = "#/components/schemas/{model}"


def asyncapi() -> str:
    """The document as JSON text with a newline at its end."""
    schemas: dict[str, Any] = {}
    names = sorted(kind.removeprefix(PREFIX).rsplit(".", 1)[0] for kind in EVENTS)
    messages = {name: _message(name, schemas) for name in names}
    document = {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Heimvorteil events",
            "version": "1.0.0",
            "description": "CloudEvents 1.0, structured JSON, over RabbitMQ: one topic exchange, a routing key a type.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": {name: _channel(name) for name in names},
        "operations": _operations(),
        "components": {"messages": messages, "schemas": dict(sorted(schemas.items()))},
    }
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=False) + "\n"


def _message(name: str, schemas: dict[str, Any]) -> dict[str, Any]:
    kind = f"{PREFIX}{name}.v1"
    data = EVENTS[kind].model_json_schema(ref_template=_REF, mode="serialization")
    schemas.update(data.pop("$defs", {}))
    schemas[EVENTS[kind].__name__] = data
    envelope = CloudEvent.model_json_schema(ref_template=_REF, mode="serialization")
    envelope.pop("$defs", None)
    envelope["required"] = [*REQUIRED, "data"]
    envelope["properties"] |= {"type": {"const": kind}, "data": {"$ref": _REF.format(model=EVENTS[kind].__name__)}}
    return {"name": kind, "contentType": CONTENT_TYPE, "payload": envelope}


def _channel(name: str) -> dict[str, Any]:
    return {
        "address": name,
        "messages": {name: {"$ref": f"#/components/messages/{name}"}},
        "bindings": {
            "amqp": {"is": "routingKey", "exchange": {"name": EXCHANGE.name, "type": "topic", "durable": True}}
        },
    }


def _operations() -> dict[str, Any]:
    operations = {}
    for service, names in PUBLISHES.items():
        for name in names:
            operations[f"{service}.send.{name}"] = _operation("send", name)
    for row in SUBSCRIPTIONS:
        for name in row.events:
            operations[f"{row.consumer}.{row.stream}.receive.{name}"] = _operation("receive", name)
    return operations


def _operation(action: str, name: str) -> dict[str, Any]:
    return {"action": action, "channel": {"$ref": f"#/channels/{name}"}}
