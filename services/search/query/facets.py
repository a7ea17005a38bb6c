"""Counts by value. Each facet ignores its own filter, so that people see what another choice would give."""

from typing import Any

from shared.contracts.search import FacetValue

FACETS = {
    "certificate": "certificate_required",
    "training_kind": "training_kind",
    "start_year": "start_year",
    "known": "known",
}
UNKNOWN = "unknown"  # the vacancy does not say


def aggregations(filters: dict[str, Any]) -> dict[str, Any]:
    """One filter aggregation a facet over the unfiltered hits; `filters` by the facet they belong to."""
    return {facet: _facet(facet, field, filters) for facet, field in FACETS.items()}


def _facet(facet: str, field: str, filters: dict[str, Any]) -> dict[str, Any]:
    others = [clause for name, clause in filters.items() if name != facet]
    return {
        "filter": {"bool": {"filter": others}},
        "aggs": {"values": {"terms": {"field": field, "size": 20}}, "silent": {"missing": {"field": field}}},
    }


def counts(aggregations: dict[str, Any]) -> dict[str, list[FacetValue]]:
    """The answer's aggregations as facets, most frequent first; vacancies that say nothing last."""
    return {facet: _values(aggregations[facet]) for facet in FACETS if facet in aggregations}


def _values(facet: dict[str, Any]) -> list[FacetValue]:
    values = [FacetValue(value=str(b["key"]), count=b["doc_count"]) for b in facet["values"]["buckets"]]
    silent = facet["silent"]["doc_count"]
    return [*values, FacetValue(value=UNKNOWN, count=silent)] if silent else values
