"""Asking the index: all that one step of an answer needs, in one request."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from elasticsearch import ApiError, Elasticsearch
from elasticsearch.exceptions import HTTP_EXCEPTIONS

from services.search.index.prepare import aliases
from shared.contracts.calls import DocumentKind

Request = dict[str, Any]
Ask = Callable[..., list[dict[str, Any]]]


def reader(client: Elasticsearch, prefix: str) -> Ask:
    """`ask(*requests, kind="vacancy")`: the answers in their order.

    Raises:
        elasticsearch.ApiError, elastic_transport.TransportError: refused (BadRequestError) or away.
    """
    # The same copy of the index answers all pages: scores differ a little between copies.
    names = aliases(prefix)

    def ask(*requests: Request, kind: DocumentKind = "vacancy") -> list[dict[str, Any]]:
        head = {"index": names.of(kind), "preference": "heimvorteil"}
        found = client.msearch(searches=[line for request in requests for line in (head, request)])
        for answer in found["responses"]:
            if "error" in answer:
                raise _error(answer, found.meta)
        return list(found["responses"])

    return ask


def _error(answer: dict[str, Any], meta: Any) -> ApiError:
    """What the client would have raised, had this one been asked alone."""
    kind = HTTP_EXCEPTIONS.get(answer["status"], ApiError)
    return kind(message=str(answer["error"].get("type")), meta=replace(meta, status=answer["status"]), body=answer)
