"""The only writer of the indices: whole documents with our own version, never `_update`."""

from collections.abc import Sequence
from typing import Any, Literal

import orjson
from elasticsearch import Elasticsearch

from services.search.errors import DocumentsRefused
from services.search.store import Projected
from shared.runtime import failpoints
from shared.runtime.errors import Passing

_BUSY = (429, 502, 503, 504)
_CONFLICT = 409
_MANY = 20
"""Of so many documents a bulk refreshes the index itself: that costs one refresh and saves the push its waiting."""
_TOLD = ("items.*.status", "items.*.error.type")
_NOT_NOW = ("index_not_found_exception", "cluster_block_exception")
"""Not made yet; read-only for as long as an operator or a full disk wants."""


def write(client: Elasticsearch, alias: str, documents: Sequence[Projected], *, wait: bool = True) -> None:
    """Write or delete documents; returns once a search would see it (≤ the refresh interval), if it is to `wait`.

    A 409 is a success: with external_gte it says that a version above ours is there already.

    Raises:
        Passing: Elasticsearch is too busy for some of them; all can be written again.
        DocumentsRefused: final, some documents do not fit the mapping; the others are written.
        elastic_transport.TransportError: Elasticsearch is away.
    """
    if not documents:
        return
    failpoints.reach("index.writing", after=0.05)
    answer = client.bulk(
        operations=[line for document in documents for line in _lines(document)], index=alias, filter_path=_TOLD,
        refresh=_refresh(documents) if wait else False,
        require_alias=True,  # never let a write make an index of its own
    )  # fmt: skip
    told = answer.body.get("items") if isinstance(answer.body, dict) else None
    if told is None or len(told) != len(documents):
        raise Passing("Elasticsearch's answer was cut off; all can be written again")
    outcomes = [next(iter(item.values())) for item in told]
    failed = [outcome for outcome in outcomes if "error" in outcome and outcome["status"] != _CONFLICT]
    if any(outcome["status"] in _BUSY or _reason(outcome) in _NOT_NOW for outcome in failed):
        raise Passing("Elasticsearch is too busy for a bulk, or its index is blocked or not made yet")
    if failed:
        raise DocumentsRefused(f"{len(failed)} of {len(outcomes)}: {_reason(failed[0])}")


def _refresh(documents: Sequence[Projected]) -> Literal["wait_for", True]:
    return True if len(documents) >= _MANY else "wait_for"


def _lines(document: Projected) -> list[Any]:  # the client wants mappings, but sends bytes as they are
    target = {"_id": document.id, "version": document.version, "version_type": "external_gte"}
    if document.body is None:
        return [orjson.dumps({"delete": target})]
    return [orjson.dumps({"index": target}), orjson.dumps(document.body)]


def _reason(outcome: dict[str, Any]) -> str:
    """The kind of error without its text, which may quote the document."""
    return str(outcome["error"].get("type"))
