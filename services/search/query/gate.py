"""What lets a vacancy into the hits: each part of the question must be covered (users.md 1)."""

from typing import Any

from services.search.boosts import BOOST
from services.search.occupations.reference import leading
from services.search.query.understood import Understood

Clause = dict[str, Any]
MAX_IDS = 400  # far below Elasticsearch's limit of clauses; there are about 470 occupations


def gate(parts: Understood, doing: tuple[str, ...]) -> list[Clause]:
    """One clause a part; all must match. `doing` are the occupations of the asked activities."""
    clauses = [word(one, exact=one in parts.exact) for one in dict.fromkeys(parts.words)]
    if parts.occupations:
        clauses.append(occupation(parts.occupations, parts.occupation_words))
    if parts.activities:
        clauses.append(activity(doing, parts.activity_words))
    if len(parts.typed) > 1 and not parts.ignored:
        return [{"dis_max": {"queries": [{"bool": {"must": clauses}}, company(parts.typed)]}}]
    return clauses


def company(words: list[str]) -> Clause:
    """All of the words are the name of a company: „Autohaus Fleischer“ is none of a butcher's."""
    return {"match": {"employer": {"query": " ".join(words), "operator": "and", "boost": BOOST["word"]}}}


def word(text: str, *, exact: bool = False) -> Clause:
    """A word of the rest: in title, label or employer. Typing errors are tolerated from eight letters on,
    behind the first two letters, and never in company names (users.md 2), nor in an `exact` word."""
    whole = {
        "multi_match": {
            "query": text,
            "zero_terms_query": "all",  # a word the analysis drops demands nothing
            "fields": ["title", "occupation.name", "employer"],
            "boost": BOOST["word"],
        }
    }
    if exact or len(text) < 8:
        return whole
    close = {
        "multi_match": {
            "query": text, "fields": ["title", "occupation.name"], "fuzziness": 1, "prefix_length": 2,
            "max_expansions": 20, "boost": 0.5,
        }
    }  # fmt: skip
    return {"dis_max": {"queries": [whole, close]}}


def occupation(ids: tuple[str, ...], words: str) -> Clause:
    """The asked occupation, another one the name may mean, or the name as a phrase in the title."""
    return {
        "dis_max": {
            "queries": [
                _of(leading(ids), BOOST["occupation"]),
                _of(ids, BOOST["other_occupation"]),
                {
                    "constant_score": {
                        "filter": {"match_phrase": {"title": {"query": words, "slop": 1}}},
                        "boost": BOOST["word"],
                    }
                },
            ],
            "tie_breaker": 0.3,
        }
    }


def activity(doing: tuple[str, ...], words: tuple[str, ...]) -> Clause:
    """An occupation in which one does this, or the words in the title or label."""
    named = {
        "multi_match": {
            "query": " ".join(words), "operator": "and", "type": "cross_fields", "fields": ["title", "occupation.name"]
        }
    }  # fmt: skip
    return {"dis_max": {"queries": [_of(doing, BOOST["activity"]), named], "tie_breaker": 0.3}}


def _of(ids: tuple[str, ...], boost: float) -> Clause:
    return {"constant_score": {"filter": {"terms": {"occupation.id": list(ids[:MAX_IDS])}}, "boost": boost}}
