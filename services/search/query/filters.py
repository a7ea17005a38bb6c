"""What people choose beside the text. What a vacancy does not say counts as compatible (users.md 4)."""

from datetime import date, timedelta
from typing import Any, get_args

from services.search.boosts import NOW_WEEKS
from services.search.query.understood import Spot
from shared.contracts.search import SearchQuery
from shared.contracts.vocabulary import Certificate

Clause = dict[str, Any]
_RANKED: tuple[Certificate, ...] = get_args(Certificate)  # from none up to hochschulreife


def certificate(held: Certificate) -> Clause:
    """Places one can get with this certificate: they want it, a lower one, or say nothing."""
    reachable = list(_RANKED[: _RANKED.index(held) + 1])
    return _any({"terms": {"certificate_required": reachable}}, _unknown("certificate_required"))


def start_year(year: int) -> Clause:
    """Places that begin in this year or whenever one likes."""
    return _any({"term": {"start_year": year}}, {"term": {"start_flexible": True}}, _unknown("start_year"))


def training_kind(kind: str) -> Clause:
    """Dual, school-based, health, dual study or Einstiegsqualifizierung."""
    return {"term": {"training_kind": kind}}


def available_now(today: date) -> Clause:
    """ "Jetzt noch frei": begun since 1 August of the running training year, or beginning within eight weeks.

    The training year runs from 1 August; late entry is usual for months, which is why places already begun
    belong here as long as the company has not filled them.
    """
    begun = date(today.year if today.month >= 8 else today.year - 1, 8, 1)
    latest = today + timedelta(weeks=NOW_WEEKS)
    return {"range": {"start_date": {"gte": begun.isoformat(), "lte": latest.isoformat()}}}


def within(spot: Spot, radius_km: int) -> Clause:
    """Working places at most so many km away, as the crow flies."""
    return {"geo_distance": {"distance": f"{radius_km}km", "location": {"lat": spot.latitude, "lon": spot.longitude}}}


def chosen(query: SearchQuery, today: date) -> dict[str, Clause]:
    """The filters by the facet they belong to; `query` already holds what the text itself asked for."""
    found: dict[str, Clause] = {}
    if query.certificate:
        found["certificate"] = certificate(query.certificate)
    if query.start_year:
        found["start_year"] = start_year(query.start_year)
    if query.training_kind:
        found["training_kind"] = training_kind(query.training_kind)
    if query.kldb2010:
        found["kldb2010"] = {"term": {"occupation.kldb2010": query.kldb2010}}
    if query.available_now:
        found["available_now"] = available_now(today)
    return found


def _any(*clauses: Clause) -> Clause:
    return {"bool": {"should": list(clauses), "minimum_should_match": 1}}


def _unknown(field: str) -> Clause:
    return {"bool": {"must_not": {"exists": {"field": field}}}}
