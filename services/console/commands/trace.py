"""The path of an event: outbox, queue, inbox, index."""

from datetime import timedelta
from typing import Annotated, Any

import httpx
import psycopg
import typer
from psycopg import sql
from psycopg.rows import dict_row

from services.console.migrate import SERVICES
from services.console.settings import Settings, read_settings
from shared.messaging.topology import SUBSCRIPTIONS

_SAID = """
SELECT id, name, subject, created_at, published_at, body::json ->> 'traceparent' AS traceparent
FROM {schema}.outbox
WHERE id::text = %(id)s OR subject = %(id)s OR %(id)s = ANY(subjects) OR body LIKE '%%' || %(trace)s || '%%'
ORDER BY seq
"""
_HEARD = "SELECT consumer, event_id, handled_at FROM {schema}.inbox WHERE event_id = ANY(%(ids)s) ORDER BY handled_at"


def trace(
    id: Annotated[str, typer.Argument(help="Kennung eines Ereignisses, einer Stelle, einer Person oder trace_id")],
) -> None:
    """Zeigt den Weg eines Ereignisses: gesagt (outbox), verteilt (queue), gehört (inbox), suchbar (index)."""
    settings = read_settings()
    with psycopg.connect(settings.database_url, row_factory=dict_row) as connection:
        said = _said(connection, id)
        heard = _heard(connection, [event["id"] for event in said])
    if not said:
        print("Dazu gibt es kein Ereignis (versandte werden 14 Tage aufgehoben).")
    for event in said:
        _print_event(event, [row for row in heard if row["event_id"] == event["id"]])
    for line in _indexed(settings, id):
        print(line)
    raise typer.Exit(0 if said else 1)


def _said(connection: psycopg.Connection[Any], id: str) -> list[dict[str, Any]]:
    found = []
    for service in SERVICES:
        query = sql.SQL(_SAID).format(schema=sql.Identifier(service))
        # a trace id has 32 hex digits; anything shorter must not match every body
        values = {"id": id, "trace": id if len(id) == 32 else "\x01"}
        found += [{**row, "service": service} for row in connection.execute(query, values).fetchall()]
    return sorted(found, key=lambda row: row["created_at"])


def _heard(connection: psycopg.Connection[Any], ids: list[Any]) -> list[dict[str, Any]]:
    found = []
    for service in SERVICES:
        query = sql.SQL(_HEARD).format(schema=sql.Identifier(service))
        found += connection.execute(query, {"ids": ids}).fetchall()
    return found


def _print_event(event: dict[str, Any], heard: list[dict[str, Any]]) -> None:
    print(f"{event['created_at']:%H:%M:%S.%f}  {event['service']} sagt {event['name']}  {event['id']}")
    if event["published_at"] is None:
        print("    noch nicht verteilt (outbox)")
        return
    print(f"    +{_ms(event, event['published_at'])} ms  verteilt")
    expected = {f"{row.consumer}.{row.stream}" for row in SUBSCRIPTIONS if event["name"] in row.events}
    for row in heard:
        print(f"    +{_ms(event, row['handled_at'])} ms  {row['consumer']} hat es verarbeitet (inbox)")
    for consumer in sorted(expected - {row["consumer"] for row in heard}):
        print(f"    {consumer}: noch nicht verarbeitet, in der Warteschlange oder bei den unzustellbaren")


def _ms(event: dict[str, Any], later: Any) -> int:
    took: timedelta = later - event["created_at"]
    return round(took.total_seconds() * 1000)


def _indexed(settings: Settings, id: str) -> list[str]:
    lines = []
    for alias in ("vacancies", "candidates"):
        url = f"{settings.elasticsearch_url}/{settings.hv_index_prefix}-{alias}/_search"
        response = httpx.post(url, json={"query": {"ids": {"values": [id]}}, "version": True}, timeout=10)
        if response.is_success:
            hits = response.json()["hits"]["hits"]
            lines += [f"Index {hit['_index']}: da, Fassung {hit['_version']}" for hit in hits]
    return lines
