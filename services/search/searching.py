"""Answering a search: understand, ask, widen, discover, help."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import structlog
from elasticsearch import ApiError, BadRequestError, Elasticsearch, NotFoundError, TransportError
from prometheus_client import Counter

from services.search.boosts import DISCOVER_RELATED, FEW_HITS
from services.search.errors import CursorInvalid
from services.search.index.prepare import aliases
from services.search.occupations.knowledge import Knowledge
from services.search.occupations.reference import related
from services.search.query import builder, discover
from services.search.query.answer import Page, discoveries
from services.search.query.builder import Question, Request
from services.search.query.order import Cursor, decode
from services.search.query.question import question, wider
from services.search.query.understanding import FindPlace
from shared.contracts.search import SearchQuery, SearchResult
from shared.runtime.errors import is_passing

log = structlog.get_logger()
DEGRADED = Counter("hv_search_degraded_total", "Searches answered without Elasticsearch")
SIMPLIFIED = Counter("hv_search_simplified_total", "Searches Elasticsearch refused and answered in simpler form")
SIMPLE_WORDS = 5


def search(
    query: SearchQuery,
    *,
    client: Elasticsearch,
    prefix: str,
    knowledge: Knowledge,
    find_place: FindPlace,
    clock: Callable[[], datetime],
) -> SearchResult:
    """The vacancies for a search. While Elasticsearch is away: no hits, `degraded`, and no error.

    Raises:
        CursorInvalid: the cursor is altered or of another search.
    """
    cursor = decode(query.cursor, query) if query.cursor else None
    asked = question(query, cursor, knowledge=knowledge, find_place=find_place, today=clock().date())
    understood = asked.parts.shown(knowledge)
    if query.where.strip() and asked.spot is None:
        understood["unknown_place"] = query.where.strip()[:80]
    try:
        result = _answer(query, asked, cursor, ask=_asker(client, prefix), knowledge=knowledge)
    except (ApiError, TransportError) as error:
        if not (is_passing(error) or isinstance(error, NotFoundError)):
            raise
        DEGRADED.inc()
        log.warning("search degraded", error=type(error).__name__)
        result = SearchResult(total=0, degraded=True)
    return result.model_copy(update={"understood": understood, "corrected": asked.parts.corrected})


Ask = Callable[[Request], dict[str, object]]


def _asker(client: Elasticsearch, prefix: str) -> Ask:
    index = aliases(prefix).vacancies
    # The same copy of the index answers all pages: scores differ a little between copies.
    return lambda request: client.search(index=index, preference="heimvorteil", **request).body


def _answer(
    query: SearchQuery, asked: Question, cursor: Cursor | None, *, ask: Ask, knowledge: Knowledge
) -> SearchResult:
    if cursor:
        page, widened = _page(asked, cursor.after, ask), cursor.widened
        return _result(page, query, widened)
    first = _page(asked, None, ask)
    page = _widened(first, ask)
    widened = page is not first
    names = [knowledge.entries[id_].name for id_ in asked.parts.occupations]
    kin = tuple(dict.fromkeys(id_ for known in asked.parts.occupations for id_ in related(known, DISCOVER_RELATED)))
    beside = ask(discover.request(page.question, kin or asked.doing))
    return _result(page, query, widened).model_copy(
        update={
            "facets": page.facets(),
            "discover": discoveries(beside, page, names[0] if names and kin else None),
            "suggestions": _help(page, kin, ask, knowledge) if page.total == 0 else (),
        }
    )


def _result(page: Page, query: SearchQuery, widened: bool) -> SearchResult:
    return SearchResult(
        total=page.total,
        hits=page.hits(),
        widened_to_km=page.question.radius_km if widened else None,
        next_cursor=page.next_cursor(query, widened=widened),
    )


def _page(asked: Question, after: list[object] | None, ask: Ask) -> Page:
    """One page; a text too complicated for Elasticsearch is asked again in simpler form."""
    try:
        return Page(asked, ask(builder.hits(asked, after)))
    except BadRequestError as error:
        if after is not None:
            raise CursorInvalid() from error
        SIMPLIFIED.inc()
        log.warning("search simplified", reason=error.error)
        simple = replace(asked, parts=replace(asked.parts, words=asked.parts.words[:SIMPLE_WORDS]))
        return Page(simple, ask(builder.hits(simple, None)))


def _widened(page: Page, ask: Ask) -> Page:
    """The page within the first radius that gives enough hits, or most."""
    best = page
    for radius in wider(page.question.radius_km):
        if best.total >= FEW_HITS:
            break
        further = _page(replace(page.question, radius_km=radius), None, ask)
        best = further if further.total > best.total else best
    return best


def _help(page: Page, kin: tuple[str, ...], ask: Ask, knowledge: Knowledge) -> tuple[str, ...]:
    """Other occupations to look for: related ones, else those most offered where one looked."""
    if kin:
        return tuple(knowledge.entries[id_].name for id_ in kin[:5])
    near = ask(discover.occupations_near(page.question))
    return tuple(bucket["key"] for bucket in near["aggregations"]["names"]["buckets"])  # type: ignore[index]
