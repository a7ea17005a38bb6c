"""What tests do at the broker directly."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from kombu import Connection

from shared.contracts.events import CONTENT_TYPE, AccountClosed, CandidateEvent, CandidateItem, CloudEvent, new_event
from shared.messaging.publisher import Outgoing
from shared.messaging.topology import EVENTS, Subscription, subscription
from shared.testing.processes import eventually

CLOSED: Subscription = subscription("vacancies", "accounts")
ERASED: Subscription = subscription("accounts", "candidates")


@dataclass
class Broker:
    """Reads and counts; a message taken is gone from its queue."""

    connection: Connection

    def take(self, queue: str) -> Any:
        """The next message, waited for."""
        return eventually(lambda: self.connection.default_channel.basic_get(queue, no_ack=True))

    def take_all(self, queue: str) -> list[Any]:
        """All that lies in a queue now."""
        return list(iter(lambda: self.connection.default_channel.basic_get(queue, no_ack=True), None))

    def refuse(self, queue: str) -> None:
        """Reject the next message, as a consumer without a reason would."""
        channel = self.connection.default_channel
        channel.basic_reject(eventually(lambda: channel.basic_get(queue)).delivery_tag, requeue=False)

    def waiting(self, queue: str) -> int:
        """Messages ready for delivery; those being handled are not counted."""
        return int(self._declared(queue).message_count)

    def consumers(self, queue: str) -> int:
        """Who listens to a queue now."""
        return int(self._declared(queue).consumer_count)

    def _declared(self, queue: str) -> Any:
        return self.connection.default_channel.queue_declare(queue, passive=True)


def closed() -> CloudEvent:
    """An event accounts may say; vacancies listens."""
    account_id = uuid4()
    return new_event("accounts", "account.closed", str(account_id), AccountClosed(account_id=account_id))


def erased(leaver_id: UUID | None = None, subject: str | None = None) -> CloudEvent:
    """An event candidates may say; accounts listens."""
    item = CandidateItem(kind="erased", leaver_id=leaver_id or uuid4(), revision=2)
    return new_event("candidates", "candidate.erased", subject or str(item.leaver_id), CandidateEvent(items=(item,)))


def batch(revisions: Sequence[int]) -> CloudEvent:
    """A push of so many erased leavers."""
    items = tuple(CandidateItem(kind="erased", leaver_id=uuid4(), revision=revision) for revision in revisions)
    return new_event("candidates", "candidate.batch", "a push", CandidateEvent(items=items))


def outgoing(event: CloudEvent, **fields: Any) -> Outgoing:
    """The event as the relay would publish it."""
    message = {
        "id": str(event.id),
        "exchange": EVENTS.name,
        "routing_key": event.name,
        "body": event.model_dump_json().encode(),
        "content_type": CONTENT_TYPE,
    }
    return Outgoing(**{**message, **fields})
