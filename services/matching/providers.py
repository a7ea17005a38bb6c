"""What the service's methods are given: the index, and what decisions rest on."""

from typing import Any

from elasticsearch import Elasticsearch
from nameko.extensions import DependencyProvider

from services.matching.recall.searching import Index
from services.matching.resident.asking import Resident
from services.matching.rounds.night import Nights
from services.matching.rulebook import Rulebook, rulebook
from services.matching.warm import warm

REQUEST_SECONDS = 60.0  # fifty recalls of a batch on a busy machine


class IndexProvider(DependencyProvider):  # type: ignore[misc]  # nameko ships no types
    """`self.index`: the read-only view of Elasticsearch. It may be away: stored lists are served without it."""

    index: Index

    def setup(self) -> None:
        """Make the client; connections are opened when needed, one for each worker."""
        settings = self.container.config["settings"]
        client = Elasticsearch(
            settings.elasticsearch_url,
            request_timeout=REQUEST_SECONDS,
            connections_per_node=settings.max_workers,
            max_retries=0,
        )
        self.index = Index(client, settings.index_prefix)

    def stop(self) -> None:
        """Close the connections."""
        self.index.client.close()

    def get_dependency(self, worker_ctx: Any) -> Index:
        """Workers share the client's pool of connections."""
        return self.index


class RulebookProvider(DependencyProvider):  # type: ignore[misc]  # nameko ships no types
    """`self.book`: occupations and weights."""

    book: Rulebook

    def setup(self) -> None:
        """Build the arrays and have the kernel compiled before the first message comes."""
        self.book = rulebook()
        warm(self.book)

    def get_dependency(self, worker_ctx: Any) -> Rulebook:
        """The same for all workers; it is never changed."""
        return self.book


class NightsProvider(DependencyProvider):  # type: ignore[misc]  # nameko ships no types
    """`self.nights`: the process of a round this instance has started. It outlives us: a round need not be repeated."""

    def setup(self) -> None:
        """None yet."""
        self.nights = Nights()

    def get_dependency(self, worker_ctx: Any) -> Nights:
        """The same for all workers."""
        return self.nights


class ResidentProvider(DependencyProvider):  # type: ignore[misc]  # nameko ships no types
    """`self.resident`: the process that has everyone in memory, once there are many. It ends with us."""

    resident: Resident

    def setup(self) -> None:
        """None yet."""
        self.resident = Resident()

    def kill(self) -> None:
        """As stop."""
        self.resident.stop()

    def stop(self) -> None:
        """End the process."""
        self.resident.stop()

    def get_dependency(self, worker_ctx: Any) -> Resident:
        """The same for all workers; it answers one after the other."""
        return self.resident
