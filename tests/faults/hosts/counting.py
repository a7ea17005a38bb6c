"""Run as a process: a service in the place of vacancies that counts how often each event takes effect."""

from shared.runtime import run  # isort: skip  # must be first: it patches sockets and threads

from typing import ClassVar

from shared.contracts.events import CloudEvent
from shared.messaging.consumer import subscribe
from shared.outbox.inbox import first_time
from shared.runtime.providers import DatabaseProvider


class Service:
    """An effect is a row; nothing but the inbox keeps a second one away."""

    name: ClassVar = "vacancies"
    database = DatabaseProvider()

    @subscribe("vacancies", "accounts")
    def on_account(self, event: CloudEvent) -> None:
        """One row for each event."""
        with self.database.transaction() as connection:  # type: ignore[attr-defined]
            if first_time(connection, "vacancies.accounts", event):
                connection.execute("INSERT INTO effects (event_id) VALUES (%s)", (event.id,))


if __name__ == "__main__":
    run.service_class = lambda name: Service
    run.main("vacancies")
