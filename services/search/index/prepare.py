"""Making the indices: a dated name behind an alias. Idempotent, and safe when several instances start at once."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from elasticsearch import BadRequestError, Elasticsearch

from services.search.index.analysis import ANALYSIS
from services.search.index.mappings import MAPPINGS
from shared.contracts.calls import DocumentKind

REFRESH_INTERVAL = "200ms"  # explicit, so that Elasticsearch never lets the index go idle; 1s during bulk loads


@dataclass(frozen=True)
class Aliases:
    """The names everyone uses; which dated index stands behind them is nobody else's business."""

    vacancies: str
    candidates: str

    def of(self, kind: DocumentKind) -> str:
        """The alias of a kind of documents."""
        return self.vacancies if kind == "vacancy" else self.candidates


def aliases(prefix: str) -> Aliases:
    """The aliases of an installation's prefix."""
    return Aliases(f"{prefix}-vacancies", f"{prefix}-candidates")


def today() -> str:
    """The part of a new index's name that says when it was made (UTC)."""
    return datetime.now(UTC).strftime("%Y.%m.%d")


def prepare(client: Elasticsearch, prefix: str) -> list[str]:
    """Create what is missing; the names of the indices made.

    Raises:
        elasticsearch.ApiError, elastic_transport.TransportError: Elasticsearch is away or refuses.
    """
    names = aliases(prefix)
    made = [_create(client, names.of(kind), kind) for kind in MAPPINGS]
    return [name for name in made if name]


def _create(client: Elasticsearch, alias: str, kind: DocumentKind) -> str | None:
    if client.indices.exists_alias(name=alias):
        return None
    name = f"{alias}-{today()}"
    try:
        # One write index an alias: of two creators on either side of midnight the second is refused.
        client.indices.create(
            index=name, settings=SETTINGS, mappings=MAPPINGS[kind], aliases={alias: {"is_write_index": True}}
        )
    except BadRequestError:
        if client.indices.exists_alias(name=alias):
            return None
        raise
    return name


SETTINGS: dict[str, Any] = {
    "number_of_shards": 1,
    "auto_expand_replicas": "0-1",
    "refresh_interval": REFRESH_INTERVAL,
    "gc_deletes": "1h",  # how long a deleted version still refuses older writes; longer than any request
    "analysis": ANALYSIS,
}
"""Of every index of ours."""
