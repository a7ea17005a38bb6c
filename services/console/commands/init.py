"""Schemas, roles, migrations and the topology of queues, before anything starts."""

from services.console.migrate import migrate
from services.console.retired import retire
from services.console.settings import read_settings
from services.console.store import note
from shared.contracts.calls import Act
from shared.messaging.topology import declare


def init() -> None:
    """Bringt Datenbank und Warteschlangen auf den Stand dieser Fassung. Beliebig oft aufrufbar."""
    settings = read_settings()
    if ran := migrate(settings.database_url):
        note(settings.database_url, Act.by(None, "index.maintain", "migrated", "schemas", count=len(ran)))
    queues = declare(settings.amqp_url)
    retired = retire(settings.amqp_url)
    print(
        f"Datenbank: {len(ran)} neue Schritte. Warteschlangen: {len(queues)} vorhanden, {len(retired)} alte entfernt."
    )
