"""Schemas, roles, migrations and the topology of queues, before anything starts."""

from services.console.migrate import migrate
from services.console.retired import retire
from services.console.settings import read_settings
from shared.messaging.topology import declare


def init() -> None:
    """Bringt Datenbank und Warteschlangen auf den Stand dieser Fassung. Beliebig oft aufrufbar."""
    settings = read_settings()
    ran = migrate(settings.database_url)
    queues = declare(settings.amqp_url)
    retired = retire(settings.amqp_url)
    print(
        f"Datenbank: {len(ran)} neue Schritte. Warteschlangen: {len(queues)} vorhanden, {len(retired)} alte entfernt."
    )
