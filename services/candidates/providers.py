"""What the service's methods are given beside the database."""

from functools import partial
from typing import Any

from nameko.extensions import DependencyProvider

from services.candidates.sweeping import sweep


class SweepProvider(DependencyProvider):  # type: ignore[misc]  # nameko ships no types
    """`self.sweep(erased)`: looks through the queues of everyone."""

    def get_dependency(self, worker_ctx: Any) -> Any:
        """A function that opens a connection of its own."""
        return partial(sweep, self.container.config["settings"].amqp_url)
