"""Settings of a service process: read once at start from the environment; .env.example names all."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class ServiceSettings(BaseSettings):
    """What every service needs. `database_url` is the service's own role; urls without a trailing slash."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    database_url: str
    amqp_url: str
    elasticsearch_url: str = "http://127.0.0.1:9200"
    index_prefix: str = Field("hv", validation_alias="HV_INDEX_PREFIX")
    http_host: str = Field("127.0.0.1", validation_alias="HV_HTTP_HOST")
    http_port: int = Field(8000, validation_alias="HV_HTTP_PORT")
    max_workers: int = Field(16, validation_alias="HV_MAX_WORKERS")
    log_level: str = Field("INFO", validation_alias="HV_LOG_LEVEL")
    failpoint: str = Field("", validation_alias="HV_FAILPOINT")
