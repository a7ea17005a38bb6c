"""Settings of accounts beside those every service has; read once at start."""

from pydantic import Field, SecretStr

from shared.runtime.settings import Settings


class MailSettings(Settings):
    """How mails leave: the server's url (smtp://host:25, smtps://user:password@host, smtp://…?starttls), the sender."""

    smtp_url: SecretStr = Field(SecretStr("smtp://127.0.0.1:25"), validation_alias="HV_SMTP_URL")
    mail_from: str = Field("Heimvorteil <heimvorteil@localhost>", validation_alias="HV_MAIL_FROM")
    heimvorteil_url: str = "http://127.0.0.1:8080"
    """Where the pages are, for links in mails."""
