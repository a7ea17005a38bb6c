"""Entrypoints of accounts."""

from eventlet import tpool

from services.accounts import handlers
from services.accounts.providers import MailProvider
from shared.contracts.calls import Authenticate, Claim, CodesIssued, CreateKey, IssueCodes, KeyCreated, Principal
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
    pages_url = MailProvider()

    @call(CreateKey, "key.create")
    def create_key(self, command: CreateKey) -> KeyCreated:
        """Make a key for an account."""
        return handlers.create_key(command, database=self.database, new_id=self.new_id)

    @call(Authenticate, "session.open")
    def authenticate(self, command: Authenticate) -> Principal:
        """Whose key it is."""
        return handlers.authenticate(command, database=self.database, clock=self.clock)

    @call(IssueCodes, "code.issue")
    def issue_codes(self, command: IssueCodes) -> CodesIssued:
        """Claim codes for a school's leavers."""
        return handlers.issue_codes(command, database=self.database, clock=self.clock, slowly=tpool.execute)

    @call(Claim, "claim.use")
    def claim(self, command: Claim) -> KeyCreated:
        """A code becomes a leaver's key."""
        return handlers.claim(
            command, database=self.database, clock=self.clock, new_id=self.new_id, slowly=tpool.execute
        )

    @subscribe("accounts", "candidates")
    def on_candidate(self, event: CloudEvent) -> None:
        """A leaver is erased: the keys that name them go."""
        handlers.forget_leavers(event, database=self.database)
