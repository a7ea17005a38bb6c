"""nameko's door to the sending of mails."""

from datetime import UTC, datetime
from typing import Any

import eventlet
from nameko.extensions import DependencyProvider

from services.accounts.mailing.sender import Sender
from services.accounts.mailing.smtp import Postbox
from services.accounts.people.handlers import make_links
from services.accounts.settings import MailSettings
from shared.runtime.database import Database
from shared.runtime.settings import read


class MailProvider(DependencyProvider):  # type: ignore[misc]  # nameko ships no types
    """`self.pages_url`: where links in mails lead. Also runs the sender of the queued mails in a green thread."""

    _database: Database
    _sender: Sender

    def setup(self) -> None:
        """Open connections of its own: the sender holds one while an SMTP server takes its time."""
        self.settings = read(MailSettings)
        url = self.container.config["settings"].database_url
        self._database = Database(url, self.container.service_name, max_size=2)
        self._database.open()
        self._sender = Sender(self._database, Postbox.of(self.settings), eventlet.sleep, self._make_links)

    def start(self) -> None:
        """Start sending."""
        self.container.spawn_managed_thread(self._sender.run, identifier="mails")

    def stop(self) -> None:
        """Let the mail in hand go, then close."""
        self._sender.stop()
        self._database.close()

    def get_dependency(self, worker_ctx: Any) -> str:
        """The address of the pages."""
        return self.settings.heimvorteil_url

    def _make_links(self) -> None:
        make_links(database=self._database, pages_url=self.settings.heimvorteil_url, now=datetime.now(UTC))
