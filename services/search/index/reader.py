"""Reading the indices document by document, to compare them with the projection."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from elasticsearch import Elasticsearch

from services.search.index.compare import FIRST, State, digest


def page(client: Elasticsearch, index: str, *, after: UUID, limit: int) -> list[State]:
    """The next documents a search would find, in the order of the ids they claim to have."""
    return _search(client, index, {"range": {"id": {"gt": "" if after == FIRST else str(after)}}}, limit)


def nameless(client: Elasticsearch, index: str, limit: int) -> list[State]:
    """Documents that claim no id: nobody of us has written them."""
    return _search(client, index, {"bool": {"must_not": {"exists": {"field": "id"}}}}, limit)


def named(client: Elasticsearch, index: str, ids: Sequence[str]) -> list[State]:
    """Those of the documents that there are."""
    docs = client.mget(index=index, ids=list(ids))["docs"] if ids else []
    return _states(doc for doc in docs if doc.get("found"))


def _search(client: Elasticsearch, index: str, query: Mapping[str, Any], limit: int) -> list[State]:
    answer = client.search(
        index=index, query=query, sort=[{"id": {"order": "asc", "unmapped_type": "keyword"}}], size=limit,
        version=True, track_total_hits=False,
    )  # fmt: skip
    return _states(answer["hits"]["hits"])


def _states(hits: Iterable[Mapping[str, Any]]) -> list[State]:
    return [
        State(str(hit["_source"].get("id", "")), hit["_id"], hit["_version"], digest(hit["_source"])) for hit in hits
    ]
