"""What the service's methods are given: the index and what search knows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import eventlet
import structlog
from elasticsearch import Elasticsearch
from elasticsearch.exceptions import ApiError, TransportError
from nameko.extensions import DependencyProvider

from services.search.asked import AskedLog
from services.search.index.prepare import prepare
from services.search.occupations.knowledge import Knowledge
from services.search.occupations.reference import completions, find_place, knowledge, place_names
from services.search.occupations.suggestions import Suggestions
from shared.runtime.web import READY_CHECKS

log = structlog.get_logger()
REQUEST_SECONDS = 60.0  # a bulk of 500 on a busy machine; a person's search is given up earlier, at the edge
RETRY_SECONDS = 1.0


class IndexProvider(DependencyProvider):  # type: ignore[misc]  # nameko ships no types
    """`self.index`: the Elasticsearch client. Makes the indices at start, as soon as Elasticsearch answers."""

    client: Elasticsearch
    prefix: str
    _prepared = False
    _stopping = False

    def setup(self) -> None:
        """Make the client; connections are opened when needed, one for each worker."""
        settings = self.container.config["settings"]
        self.prefix = settings.index_prefix
        self.client = Elasticsearch(
            settings.elasticsearch_url,
            request_timeout=REQUEST_SECONDS,
            connections_per_node=settings.max_workers,
            max_retries=0,
        )
        READY_CHECKS["search"] = self._ready

    def start(self) -> None:
        """Prepare the indices in the background: Elasticsearch may start later than we do."""
        self.container.spawn_managed_thread(self._prepare, identifier="prepare-indices")

    def stop(self) -> None:
        """Close the connections."""
        self._stopping = True
        self.client.close()

    def get_dependency(self, worker_ctx: Any) -> Elasticsearch:
        """The client; workers share its pool of connections."""
        return self.client

    def _prepare(self) -> None:
        while not self._stopping:
            try:
                made = prepare(self.client, self.prefix)
            except (ApiError, TransportError) as error:
                log.warning("indices not ready", error=type(error).__name__, seconds=RETRY_SECONDS)
                eventlet.sleep(RETRY_SECONDS)
            else:
                log.info("indices ready", made=made)
                self._prepared = True
                return

    def _ready(self) -> bool:
        try:
            return self._prepared and bool(self.client.options(request_timeout=2).ping())
        except TransportError:
            return False


class Background(DependencyProvider):  # type: ignore[misc]  # nameko ships no types
    """`self.background(work)`: runs work that outlasts a call in a green thread of the service."""

    def get_dependency(self, worker_ctx: Any) -> Callable[[Callable[[], None]], None]:
        """A function that starts work and returns at once."""
        return lambda work: self.container.spawn_managed_thread(lambda: _logged(work), identifier="background")


def _logged(work: Callable[[], None]) -> None:
    """An error ends the work; without this it would end the service."""
    try:
        work()
    except Exception as error:
        log.error("background work failed", exc_info=error)


@dataclass(frozen=True)
class Known:
    """What is kept in memory, shared by all workers: the knowledge only ever learns."""

    knowledge: Knowledge
    completions: Suggestions
    log: AskedLog


class KnownProvider(DependencyProvider):  # type: ignore[misc]  # nameko ships no types
    """`self.known`: names of occupations, activities and places, in memory."""

    known: Known

    def setup(self) -> None:
        """Read the reference tables once (about a second)."""
        place_names()  # so that nobody waits for it
        self.known = Known(knowledge(), completions(), AskedLog(find_place))

    def get_dependency(self, worker_ctx: Any) -> Known:
        """The same for all workers."""
        return self.known
