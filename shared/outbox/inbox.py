"""Exactly one effect: an inbox row in the same transaction as the effect."""

from typing import Any

from psycopg import Connection

from shared.contracts.events import CloudEvent

_CLAIM = """
INSERT INTO inbox (consumer, event_id, subject) VALUES (%s, %s, %s)
ON CONFLICT DO NOTHING RETURNING 1
"""


def first_time(connection: Connection[Any], consumer: str, event: CloudEvent) -> bool:
    """True when this consumer has not handled the event yet; the row is kept only if the effect commits."""
    return connection.execute(_CLAIM, (consumer, event.id, event.subject)).fetchone() is not None
