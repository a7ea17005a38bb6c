"""What is in each index, field by field, as shared/contracts/documents.py has it. Nothing else gets in."""

from typing import Any

from shared.contracts.calls import DocumentKind

_KEYWORD = {"type": "keyword"}
_STORED = {"type": "keyword", "index": False, "doc_values": False}  # comes back in _source, is not searched
_STORED_NUMBER = {"type": "float", "index": False, "doc_values": False}
_NUMBER = {"type": "integer"}
_FLAG = {"type": "boolean"}
_GERMAN = {"type": "text", "analyzer": "german_index", "search_analyzer": "german_search"}
_SCORE = {"type": "half_float"}

VACANCIES: dict[str, Any] = {
    "dynamic": "strict",
    "properties": {
        "id": _KEYWORD,
        "revision": {"type": "long", "index": False},
        "external_id": _KEYWORD,
        "title": _GERMAN,
        "occupation": {
            "properties": {
                "id": _KEYWORD,
                "kldb2010": _KEYWORD,
                "name": {**_GERMAN, "fields": {"whole": _KEYWORD}},
            }
        },
        "known": _KEYWORD,
        "lesser_known": _FLAG,
        "employer": {"type": "text", "analyzer": "name"},
        "employer_id": _KEYWORD,
        "description": _GERMAN,
        "training_kind": _KEYWORD,
        "places": _NUMBER,
        "start_date": {"type": "date", "format": "strict_date"},
        "start_year": _NUMBER,
        "start_flexible": _FLAG,
        "duration_months": _NUMBER,
        "certificate_required": _KEYWORD,
        "certificate_strict": _FLAG,
        "part_time_possible": _FLAG,
        "pay_per_month": _NUMBER,
        "postal_code": _KEYWORD,
        "city": {"type": "text", "analyzer": "name"},
        "kreis_ags": _KEYWORD,
        "land": _KEYWORD,
        "location": {"type": "geo_point"},
        "apply_by": {"type": "date", "format": "strict_date"},
        "published_at": {"type": "date"},
        "synthetic": _FLAG,
    },
}

CANDIDATES: dict[str, Any] = {
    "dynamic": "strict",
    "properties": {
        "id": _KEYWORD,
        "revision": {"type": "long", "index": False},
        "location": {"type": "geo_point"},
        "wish_occupations": _KEYWORD,
        "profile": {
            "properties": {
                "certificate": _KEYWORD,
                "postal_code": _STORED,
                "latitude": _STORED_NUMBER,
                "longitude": _STORED_NUMBER,
                "land": _STORED,
                "radius_km": _NUMBER,
                "wishes": _STORED,
                "interests": {"properties": dict.fromkeys("RIASEC", _SCORE)},
                "start_year": _NUMBER,
                "activities": _KEYWORD,
                "liked_occupations": _KEYWORD,
            }
        },
    },
}

MAPPINGS: dict[DocumentKind, dict[str, Any]] = {"vacancy": VACANCIES, "candidate": CANDIDATES}
