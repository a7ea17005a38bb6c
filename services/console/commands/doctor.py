"""Is everything well? One line a part, and what to do where not."""

import httpx
import psycopg
import typer
from kombu import Connection

from services.console.settings import Settings, read_settings
from shared.messaging.topology import queues


def doctor() -> None:
    """Prüft Datenbank, Warteschlangen, Suche und Dienste und sagt, was zu tun ist."""
    settings = read_settings()
    checks = {
        "PostgreSQL": _database(settings),
        "RabbitMQ": _broker(settings),
        "Elasticsearch": _search(settings),
        "Dienste": _services(settings),
    }
    for name, problem in checks.items():
        print(f"{'gut  ' if problem is None else 'FEHLT'} {name}{'' if problem is None else ': ' + problem}")
    raise typer.Exit(1 if any(checks.values()) else 0)


def _database(settings: Settings) -> str | None:
    try:
        with psycopg.connect(settings.database_url, connect_timeout=5) as connection:
            connection.execute("SELECT 1 FROM vacancies.migrations")
    except psycopg.OperationalError as error:
        return f"antwortet nicht ({error}). `make up`"
    except psycopg.Error as error:
        return f"ist nicht eingerichtet ({error}). `make migrate`"
    return None


def _broker(settings: Settings) -> str | None:
    try:
        with Connection(settings.amqp_url, connect_timeout=5) as connection:
            channel = connection.channel()
            for queue in queues():
                channel.queue_declare(queue.name, passive=True)
    except OSError as error:
        return f"antwortet nicht ({error}). `make up`"
    except connection.channel_errors as error:
        return f"eine Warteschlange fehlt ({error}). `make migrate`"
    return None


def _search(settings: Settings) -> str | None:
    try:
        for alias in ("vacancies", "candidates"):
            name = f"{settings.hv_index_prefix}-{alias}"
            if not httpx.head(f"{settings.elasticsearch_url}/_alias/{name}", timeout=5).is_success:
                return f"der Index {name} fehlt. Er entsteht beim Start von search: `make up`"
    except httpx.TransportError as error:
        return f"antwortet nicht ({error}). `make up`"
    return None


def _services(settings: Settings) -> str | None:
    try:
        state = httpx.get(f"{settings.heimvorteil_url}/readyz", timeout=10).json()
    except (httpx.TransportError, ValueError) as error:
        return f"{settings.heimvorteil_url} antwortet nicht ({error}). `make up`"
    away = [name for name, ready in state.items() if not ready]
    return f"nicht bereit: {', '.join(away)}. `make logs`" if away else None
