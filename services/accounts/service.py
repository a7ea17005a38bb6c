"""Entrypoints of accounts."""

from services.accounts import handlers
from shared.contracts.calls import Authenticate, CreateKey, KeyCreated, Principal
from shared.contracts.events import CloudEvent
from shared.messaging.consumer import subscribe
from shared.runtime.providers import Clock, DatabaseProvider, NewId
from shared.runtime.web import call


class Service:
    """nameko class of accounts."""

    name = "accounts"
    database = DatabaseProvider()
    clock = Clock()
    new_id = NewId()

    @call(CreateKey)
    def create_key(self, command: CreateKey) -> KeyCreated:
        """Make a key for an account."""
        return handlers.create_key(command, database=self.database, new_id=self.new_id)

    @call(Authenticate)
    def authenticate(self, command: Authenticate) -> Principal:
        """Whose key it is."""
        return handlers.authenticate(command, database=self.database, clock=self.clock)

    @subscribe("accounts", "candidates")
    def on_candidate(self, event: CloudEvent) -> None:
        """A leaver is erased: the keys that name them go."""
        handlers.forget_leavers(event, database=self.database)
