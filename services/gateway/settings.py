"""Settings of the gateway, read once at start."""

from functools import lru_cache

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.runtime.secrets import Secret, SecretUrl
from shared.runtime.settings import Settings as ProcessSettings
from shared.runtime.settings import read


class Settings(ProcessSettings):
    """Where the services are and who runs this. Urls without a trailing slash, lines of the address parted by |."""

    model_config = SettingsConfigDict(populate_by_name=True)

    accounts_url: str
    vacancies_url: str
    candidates_url: str
    search_url: str
    matching_url: str
    http_host: str = Field("127.0.0.1", validation_alias="HV_HTTP_HOST")
    http_port: int = Field(8080, validation_alias="HV_HTTP_PORT")
    log_level: str = Field("INFO", validation_alias="HV_LOG_LEVEL")
    operator_name: str = Field("", validation_alias="HV_OPERATOR_NAME")
    operator_address: str = Field("", validation_alias="HV_OPERATOR_ADDRESS")
    operator_email: str = Field("", validation_alias="HV_OPERATOR_EMAIL")
    operator_phone: str = Field("", validation_alias="HV_OPERATOR_PHONE")
    operator_responsible: str = Field("", validation_alias="HV_OPERATOR_RESPONSIBLE")
    row_key_secret: Secret = Field(validation_alias="HV_ROW_KEY_SECRET")
    database_url: SecretUrl = ""
    """The gateway's own role; without it each process counts for itself how often somebody asks."""
    trusted_proxies: str = Field("", validation_alias="HV_TRUSTED_PROXIES")
    upload_workers: int = Field(1, validation_alias="HV_UPLOAD_WORKERS")
    views_flush_seconds: float = Field(10.0, validation_alias="HV_VIEWS_FLUSH_SECONDS")
    principal_cache_seconds: float = Field(30.0, validation_alias="HV_PRINCIPAL_CACHE_SECONDS")

    @property
    def controller(self) -> str:
        """Who is responsible (Art. 14 GDPR), with an address people can write to; printed on letters."""
        name = self.operator_name or "das Ausbildungsbündnis der Region"
        parts = (name, self.operator_address, self.operator_email)
        return ", ".join(part.strip() for whole in parts for part in whole.split("|") if part.strip())


@lru_cache
def settings() -> Settings:
    """The settings of this process."""
    return read(Settings)
