"""Dependencies every service has: its database, the relay of its outbox, the clock."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import eventlet
from nameko.extensions import DependencyProvider

from shared.messaging.consumer import Subscriber
from shared.messaging.publisher import Publisher
from shared.outbox.relay import Relay
from shared.runtime.database import Database
from shared.runtime.trace import resume
from shared.runtime.web import HELPFUL_CHECKS, READY_CHECKS


class DatabaseProvider(DependencyProvider):  # type: ignore[misc]  # nameko ships no types
    """`self.database`: the service's own schema. Also runs the relay of its outbox in a green thread."""

    database: Database
    _relay: Relay

    def setup(self) -> None:
        """Open the pool; the service's name is its schema."""
        settings = self.container.config["settings"]
        self.database = Database(settings.database_url, self.container.service_name)
        self.database.open()
        READY_CHECKS["database"] = self.database.answers
        self._relay = Relay(self.database, Publisher(settings.amqp_url), eventlet.sleep)

    def start(self) -> None:
        """Start relaying."""
        self.container.spawn_managed_thread(self._relay.run, identifier="relay")
        for entrypoint in self.container.entrypoints:
            if isinstance(entrypoint, Subscriber):  # all share one queue consumer
                HELPFUL_CHECKS["broker"] = entrypoint.queue_consumer.is_connected

    def stop(self) -> None:
        """Let the running batch end, then close."""
        self._relay.stop()
        self.database.close()

    def worker_setup(self, worker_ctx: Any) -> None:
        """Runs in the worker's own green thread: what it writes and logs belongs to the caller's trace."""
        resume(worker_ctx.data.get("traceparent"))

    def get_dependency(self, worker_ctx: Any) -> Database:
        """The pool itself: workers run concurrently and each takes its own connection."""
        return self.database


class SettingsProvider(DependencyProvider):  # type: ignore[misc]  # nameko ships no types
    """`self.settings`: the frozen settings of this process."""

    def get_dependency(self, worker_ctx: Any) -> Any:
        """The settings."""
        return self.container.config["settings"]


class Clock(DependencyProvider):  # type: ignore[misc]  # nameko ships no types
    """`self.clock()`: now, in UTC."""

    def get_dependency(self, worker_ctx: Any) -> Any:
        """A function without arguments."""
        return lambda: datetime.now(UTC)


class NewId(DependencyProvider):  # type: ignore[misc]  # nameko ships no types
    """`self.new_id()`: a random UUID."""

    def get_dependency(self, worker_ctx: Any) -> Any:
        """A function without arguments."""
        return uuid4
