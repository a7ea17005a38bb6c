"""Search, results, one vacancy: for school leavers, without an account."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError

from services.gateway.api.search import SearchParameters
from services.gateway.auth import ServicesOf, may
from services.gateway.clients import Services
from services.gateway.pages.forms import Filled
from services.gateway.pages.rendering import invented, page
from services.gateway.pages.texts import FACETS
from services.gateway.views import views_of
from shared.contracts.problems import RemoteProblem
from shared.contracts.search import FacetValue, SearchQuery, SearchResult
from shared.reference.places import PostalCode, find_place

router = APIRouter(dependencies=[may("search.use")])
PAGE_SIZE = 12
CURSOR_INVALID = "cursor_invalid"


@dataclass(frozen=True)
class Address:
    """The address of a search, for links that change one thing."""

    parameters: dict[str, str]

    def with_(self, **changes: str | None) -> str:
        """The same search with other parameters; None removes one. It begins at its first page again."""
        chosen = {**self.parameters, "cursor": None, **changes}
        return "/suche?" + urlencode({name: value for name, value in chosen.items() if value})


@dataclass(frozen=True)
class Facet:
    """A group of links that narrow a search."""

    name: str
    title: str
    values: tuple[tuple[str, FacetValue], ...]
    active: str | None


@router.get("/")
async def start(request: Request) -> HTMLResponse:
    """The search, and nothing that gets in its way."""
    return page(request, "leaver/start.html", asked=Filled())


@router.get("/suche")
async def results(request: Request, services: ServicesOf) -> HTMLResponse:
    """Results as cards. A parameter that makes no sense is left out rather than refused."""
    asked = _sensible(dict(request.query_params))
    result = await _found(asked, services)
    views_of(request).shown(request, (*result.hits, *result.discover))
    address = Address({name: str(value) for name, value in asked.model_dump(mode="json", exclude_unset=True).items()})
    return page(
        request,
        "leaver/results.html",
        asked=Filled(address.parameters),
        understood=Filled(result.understood),
        spot=_spot(asked.where, result),
        result=result,
        address=address,
        facets=list(_facets(result, address)),
        synthetic=invented((*result.hits, *result.discover)),
    )


def _spot(where: str, result: SearchResult) -> PostalCode | None:
    """The middle of the map: the place that was asked for."""
    place = result.understood.get("place") or {}
    names = (where, place.get("postal_code"), result.understood.get("where"))  # misspelt, read as, corrected
    return next((found[0] for name in names if name and (found := find_place(str(name)))), None)


async def _found(asked: SearchParameters, services: Services) -> SearchResult:
    """The answer; a list that cannot be continued begins again."""
    query = SearchQuery.received({"size": PAGE_SIZE, **asked.model_dump(exclude_unset=True)})
    try:
        return await services.search.call("search", query, SearchResult)
    except RemoteProblem as refused:
        if refused.body.code != CURSOR_INVALID:
            raise
        return await services.search.call("search", query.model_copy(update={"cursor": None}), SearchResult)


def _sensible(given: dict[str, Any]) -> SearchParameters:
    try:
        return SearchParameters.model_validate(given)
    except ValidationError as error:
        wrong = {str(item["loc"][0]) for item in error.errors() if item["loc"]}
        return SearchParameters.model_validate({name: value for name, value in given.items() if name not in wrong})


def _facets(result: SearchResult, address: Address) -> Iterator[Facet]:
    """Facets worth showing: those with a choice, or with one made."""
    for name, (title, words) in FACETS.items():
        active = address.parameters.get(name)
        values = tuple(
            (words.get(found.value, found.value), found)
            for found in result.facets.get(name, [])
            if found.value != "unknown"
        )
        if len(values) > 1 or active:
            yield Facet(name, title, values, active)
