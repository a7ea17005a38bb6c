"""Settings of the console: the environment first, else what `make up` wrote for the running demo."""

import os
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[2]
RUNNING = ROOT / ".run" / "demo" / "environment"


class Settings(BaseSettings):
    """Where servers and services are. `database_url` is the owner of the database."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    heimvorteil_url: str = "http://127.0.0.1:8080"
    database_url: str
    amqp_url: str
    elasticsearch_url: str
    accounts_url: str = ""
    vacancies_url: str = ""
    candidates_url: str = ""
    search_url: str = ""
    matching_url: str = ""
    hv_index_prefix: str = "hv"

    def environment(self) -> dict[str, str]:
        """The environment of a program started from here: our own, with these settings."""
        return {**os.environ, **{name.upper(): str(value) for name, value in self}}


def read_settings() -> Settings:
    """The settings of this call.

    Raises:
        SystemExit: nothing is known of any server; says what to do.
    """
    if "DATABASE_URL" not in os.environ and not RUNNING.exists():
        raise SystemExit("Es läuft noch nichts. Bitte zuerst `make up` (oder `make demo`) aufrufen.")
    return Settings(_env_file=RUNNING if RUNNING.exists() else None)
