"""One request from the components."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from services.search.query import facets, filters, gate, order, score
from services.search.query.understood import Spot, Understood
from shared.contracts.search import SearchQuery

Request = dict[str, Any]
COMPANY = "company"
_HIGHLIGHT = {
    "encoder": "html",  # the texts are plain; what they quote must not become markup
    "pre_tags": ["<mark>"],
    "post_tags": ["</mark>"],
    "fields": {"title": {"number_of_fragments": 0}, "employer": {"number_of_fragments": 0}, "description": {}},
    "fragment_size": 140,
    "number_of_fragments": 1,
}


@dataclass(frozen=True)
class Question:
    """A search made complete: what was typed, chosen and understood, around which spot, within which radius."""

    query: SearchQuery
    parts: Understood
    doing: tuple[str, ...]
    spot: Spot | None
    radius_km: int | None
    day: date
    crowding: tuple[tuple[str, ...], ...] = ()


def hits(question: Question, after: list[Any] | None) -> Request:
    """The request for one page of hits, with facets on the first page."""
    faceted, other = _filters(question)
    query = question.query
    matching = {
        "bool": {
            "must": gate.gate(question.parts, question.doing),
            "should": score.wanted(question.parts, question.spot, question.radius_km),
            "filter": other,
            "minimum_should_match": 0,
        }
    }
    request: Request = {
        "query": _scored(matching, question),
        "sort": order.sort(query, question.spot),
        "size": query.size + 1,  # one more tells whether there is a next page
        "track_total_hits": True,
        "track_scores": True,
        "highlight": _HIGHLIGHT,
    }
    if faceted:
        request["post_filter"] = {"bool": {"filter": list(faceted.values())}}
    counts = _of_company(question.parts)
    if after is None:
        return {**request, "aggs": {**counts, **facets.aggregations(faceted)}}
    return {**request, "aggs": counts, "search_after": after}


def _scored(matching: dict[str, Any], question: Question) -> dict[str, Any]:
    if question.query.sort == "fewest_applicants":
        return score.uncrowded(matching, question.crowding, question.day)
    return score.shuffled(matching, question.day)


def _of_company(parts: Understood) -> dict[str, Any]:
    """How many of the hits are of a company whose name is all that was typed."""
    if not parts.words or parts.ignored:
        return {}  # "Koch" finds cooks, whoever employs them
    return {COMPANY: {"filter": gate.company(parts.typed)}}


def compatible(question: Question, *, nearby: bool = True) -> list[dict[str, Any]]:
    """All filters without the text, with or without the radius: where help and discoveries come from."""
    faceted, other = _filters(question, nearby)
    return [*faceted.values(), *other]


def _filters(question: Question, nearby: bool = True) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    chosen = filters.chosen(question.query, question.day)
    other = [clause for name, clause in chosen.items() if name not in facets.FACETS]
    if nearby and question.spot and question.radius_km:
        other.append(filters.within(question.spot, question.radius_km))
    return {name: clause for name, clause in chosen.items() if name in facets.FACETS}, other
