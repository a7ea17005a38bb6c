"""Settings of the console: the environment first, else what `make up` wrote for the running demo."""

import os
from pathlib import Path

from shared.runtime.secrets import SecretUrl
from shared.runtime.settings import Settings as ProcessSettings
from shared.runtime.settings import read

ROOT = Path(__file__).resolve().parents[2]
RUNNING = ROOT / ".run" / "demo" / "environment"


class Settings(ProcessSettings):
    """Where servers and services are. `database_url` is the owner of the database."""

    heimvorteil_url: str = "http://127.0.0.1:8080"
    database_url: SecretUrl
    amqp_url: SecretUrl
    elasticsearch_url: SecretUrl
    accounts_url: str = ""
    vacancies_url: str = ""
    candidates_url: str = ""
    search_url: str = ""
    matching_url: str = ""
    hv_index_prefix: str = "hv"

    def environment(self) -> dict[str, str]:
        """The environment of a program started from here: our own, with these settings."""
        own = {name.upper(): str(value) for name, value in self}
        others = {name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in own}
        return {**others, **own}


def read_settings() -> Settings:
    """The settings of this call.

    Raises:
        SystemExit: nothing is known of any server; says what to do.
    """
    if not {"DATABASE_URL", "DATABASE_URL_FILE"} & os.environ.keys() and not RUNNING.exists():
        raise SystemExit("Es läuft noch nichts. Bitte zuerst `make up` (oder `make demo`) aufrufen.")
    return read(Settings, _env_file=RUNNING if RUNNING.exists() else None)
