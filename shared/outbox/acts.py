"""An administrative act, noted within the transaction that does it (docs/adr/0044)."""

from shared.contracts.calls import Act
from shared.runtime.database import Connection


def note(connection: Connection, act: Act) -> None:
    """Append a row to the audit log; it is there if the caller's transaction commits, and cannot be changed."""
    connection.execute("SELECT audit.note(%s::jsonb)", (act.model_dump_json(),))
