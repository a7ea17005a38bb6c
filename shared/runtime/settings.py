"""Settings of a service process: read once at start from the environment or files; .env.example names all."""

import os
from pathlib import Path
from typing import Any, TypeVar

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.runtime.secrets import SecretUrl

T = TypeVar("T", bound="Settings")


class Settings(BaseSettings):
    """Of any process. Errors do not show the value they are about."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


def value(name: str) -> str | None:
    """The variable NAME, or what is in the file that NAME_FILE names, without its last line end.

    Raises:
        SystemExit: both are given, or the file cannot be read; says what to do.
    """
    file = os.environ.get(f"{name}_FILE")
    if not file:
        return os.environ.get(name)
    if os.environ.get(name):
        raise SystemExit(f"{name} und {name}_FILE sind beide gesetzt. Bitte nur eins davon: welches gilt, wäre Zufall.")
    try:
        return Path(file).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SystemExit(f"{name}_FILE nennt {file}, das lässt sich nicht lesen: {error}") from error


def read(kind: type[T], **options: Any) -> T:
    """The settings of this process: each may come as NAME or in a file that NAME_FILE names.

    Raises:
        SystemExit: one is missing or bad; says which and what to do, never its value.
    """
    names = [str(field.validation_alias or name) for name, field in kind.model_fields.items()]
    given: dict[str, Any] = {name: value(name.upper()) for name in names}
    try:
        return kind(**{name: one for name, one in given.items() if one is not None}, **options)
    except ValidationError as error:
        lines = [f"{str(one['loc'][0]).upper()}: {one['msg']}" for one in error.errors(include_input=False)]
        raise SystemExit("\n".join(["Kein Start: eine Einstellung fehlt oder ist falsch.", *lines])) from None


class ServiceSettings(Settings):
    """What every service needs. `database_url` is the service's own role; urls without a trailing slash."""

    database_url: SecretUrl
    amqp_url: SecretUrl
    elasticsearch_url: SecretUrl = "http://127.0.0.1:9200"
    index_prefix: str = Field("hv", validation_alias="HV_INDEX_PREFIX")
    http_host: str = Field("127.0.0.1", validation_alias="HV_HTTP_HOST")
    http_port: int = Field(8000, validation_alias="HV_HTTP_PORT")
    max_workers: int = Field(16, validation_alias="HV_MAX_WORKERS")
    log_level: str = Field("INFO", validation_alias="HV_LOG_LEVEL")
    failpoint: str = Field("", validation_alias="HV_FAILPOINT")
