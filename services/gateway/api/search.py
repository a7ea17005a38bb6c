"""Search, occupations, suggestions: for everyone, without a key."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import ConfigDict, model_validator

from services.gateway.auth import ServicesOf, may
from shared.contracts.search import (
    OccupationCandidates,
    OccupationQuery,
    SearchQuery,
    SearchResult,
    Suggestions,
)

router = APIRouter(prefix="/api/v1", tags=["Search"], dependencies=[may("search.use")])
LONGEST_QUERY = 10_000


class SearchParameters(SearchQuery):
    """The parameters of a search; empty ones (as a plain form sends them) count as not given."""

    model_config = ConfigDict(extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, raw: Any) -> Any:
        return {key: value for key, value in raw.items() if value != ""} if isinstance(raw, dict) else raw


@router.get("/search", response_model=SearchResult)
async def search(query: Annotated[SearchParameters, Query()], services: ServicesOf) -> Response:
    """Find vacancies. What was understood, corrected or widened is said in the answer."""
    body = await services.search.forward("search", SearchQuery.received(query.model_dump()), SearchResult)
    return Response(body, media_type="application/json")


@router.get("/occupations")
async def occupations(
    services: ServicesOf,
    q: Annotated[str, Query(max_length=LONGEST_QUERY)] = "",
    limit: Annotated[int, Query(ge=1, le=20)] = 5,
) -> OccupationCandidates:
    """Occupations for a free text, with a confidence; empty when unsure."""
    return await services.search.call("occupations", OccupationQuery(q=q, limit=limit), OccupationCandidates)


@router.get("/suggest")
async def suggest(services: ServicesOf, q: Annotated[str, Query(max_length=LONGEST_QUERY)] = "") -> Suggestions:
    """Completions while typing: occupations, places, activities."""
    return await services.search.call("suggest", OccupationQuery(q=q, limit=8), Suggestions)
