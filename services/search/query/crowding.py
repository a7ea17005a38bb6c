"""Where few are expected: how many leavers wish for an occupation around here, for each place offered.

Nobody applies through us, so applicants cannot be counted. What is wished for says who will compete; it is only used
by steps of two, so that the order does not tell of anyone and stays while people read on.
"""

from collections.abc import Mapping
from dataclasses import replace
from math import log2
from typing import Any

from services.search.boosts import CROWDING
from services.search.index.questions import Ask
from services.search.occupations.reference import occupation
from services.search.query import filters, gate
from services.search.query.builder import Question, Request, compatible

Levels = tuple[tuple[str, ...], ...]
"""Ids of occupations, from the least wished for (of those that are) to the most; in no level: hardly wished for."""

MOST_OCCUPATIONS = 1000  # of an aggregation; there are about 470


def crowded(question: Question, ask: Ask) -> Question:
    """The question with what is wished for around its spot, when it is to be sorted by that."""
    if question.query.sort != "fewest_applicants":
        return question
    (wished,) = ask(_wished(question), kind="candidate")
    (offered,) = ask(_offered(question))
    wishes = {bucket["key"]: bucket["doc_count"] for bucket in wished["aggregations"]["wished"]["buckets"]}
    places = {bucket["key"]: bucket["places"]["value"] for bucket in offered["aggregations"]["offered"]["buckets"]}
    return replace(question, crowding=levels(wishes, places))


def levels(wishes: Mapping[str, int], places: Mapping[str, float]) -> Levels:
    """The offered occupations by wishes for a place, each level twice the one before."""
    found: dict[int, list[str]] = {}
    for id_, offered in places.items():
        known = occupation(id_)
        wished = wishes.get(id_, 0) + (wishes.get(known.parent, 0) if known and known.parent else 0)
        if wished:
            level = round(log2(wished / max(offered, 1)))
            found.setdefault(level, []).append(id_)
    return tuple(tuple(sorted(found[level])) for level in sorted(found))


def _wished(question: Question) -> Request:
    near = [filters.within(question.spot, question.radius_km)] if question.spot and question.radius_km else []
    terms = {"field": "wish_occupations", "size": MOST_OCCUPATIONS, "min_doc_count": int(CROWDING["fewest"])}
    return _counting({"wished": {"terms": terms}}, near)


def _offered(question: Question) -> Request:
    terms = {"field": "occupation.id", "size": MOST_OCCUPATIONS}
    covered = [*gate.gate(question.parts, question.doing), *compatible(question)]
    return _counting({"offered": {"terms": terms, "aggs": {"places": {"sum": {"field": "places"}}}}}, covered)


def _counting(aggregations: dict[str, Any], required: list[dict[str, Any]]) -> Request:
    query = {"bool": {"filter": required}}
    return {"query": query, "size": 0, "track_total_hits": False, "aggs": aggregations}
