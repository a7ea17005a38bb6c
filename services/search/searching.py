"""Answering a search: understand, ask, relax, widen, discover, help."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog
from elasticsearch import ApiError, BadRequestError, Elasticsearch, NotFoundError, TransportError
from prometheus_client import Counter

from services.search.boosts import DISCOVER_RELATED
from services.search.errors import CursorInvalid
from services.search.index.questions import Ask, reader
from services.search.occupations.knowledge import Knowledge
from services.search.occupations.reference import related
from services.search.query import builder, discover, widening
from services.search.query.answer import Page, discoveries
from services.search.query.builder import Question
from services.search.query.crowding import crowded
from services.search.query.easing import eased
from services.search.query.order import Cursor, decode
from services.search.query.question import question, simplified
from services.search.query.understanding import FindPlace
from shared.contracts.search import SearchQuery, SearchResult
from shared.runtime.errors import is_passing

log = structlog.get_logger()
DEGRADED = Counter("hv_search_degraded_total", "Searches answered without Elasticsearch")
MOST_EASED = 3  # times, one request each
SIMPLIFIED = Counter("hv_search_simplified_total", "Searches Elasticsearch refused and answered in simpler form")


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
    ask = reader(client, prefix)
    try:
        if cursor:
            for _ in range(min(cursor.eased, MOST_EASED)):
                asked = eased(asked, knowledge=knowledge, find_place=find_place) or asked
            asked = replace(asked, radius_km=cursor.radius_km if asked.spot else None)
            return _next_page(query, asked, cursor, ask=ask, knowledge=knowledge)
        return _first_page(query, asked, ask=ask, knowledge=knowledge, find_place=find_place)
    except (ApiError, TransportError) as error:
        if not (is_passing(error) or isinstance(error, NotFoundError)):
            raise
        DEGRADED.inc()
        log.warning("search degraded", error=type(error).__name__)
        return SearchResult(total=0, degraded=True, **_understood(query, asked, knowledge))


def _understood(query: SearchQuery, asked: Question, knowledge: Knowledge) -> dict[str, Any]:
    shown = asked.parts.shown(knowledge)
    if query.where.strip() and asked.spot is None:
        shown["unknown_place"] = query.where.strip()[:80]
    corrected = [text for text in (asked.parts.corrected, asked.parts.where) if text]
    return {"understood": shown, "corrected": ", ".join(corrected) or None}


def _next_page(query: SearchQuery, asked: Question, cursor: Cursor, *, ask: Ask, knowledge: Knowledge) -> SearchResult:
    asked = crowded(asked, ask)
    try:
        (found,) = ask(builder.hits(asked, cursor.after))
    except BadRequestError as error:
        raise CursorInvalid() from error
    return _result(query, Page(asked, found), cursor.widened, knowledge)


def _first_page(
    query: SearchQuery, asked: Question, *, ask: Ask, knowledge: Knowledge, find_place: FindPlace
) -> SearchResult:
    page, beside = _ask(asked, ask)
    for _ in range(MOST_EASED):
        easier = eased(page.question, knowledge=knowledge, find_place=find_place) if page.total == 0 else None
        if easier is None:
            break
        page, beside = _ask(easier, ask)
    radius = widening.radius(page.question, page.total, ask)
    if radius:
        page, beside = _ask(replace(page.question, radius_km=radius), ask)
    kin, names = _kin(page.question), [knowledge.entries[id_].name for id_ in page.question.parts.occupations]
    return _result(query, page, radius is not None, knowledge).model_copy(
        update={
            "facets": page.facets(),
            "discover": discoveries(beside, page, names[0] if names and kin else None),
            "suggestions": _help(page, kin, ask, knowledge) if page.total == 0 else (),
        }
    )


def _kin(asked: Question) -> tuple[str, ...]:
    """Occupations related to the asked ones."""
    known = asked.parts.occupations
    return tuple(dict.fromkeys(id_ for each in known for id_ in related(each, DISCOVER_RELATED)))


def _ask(asked: Question, ask: Ask) -> tuple[Page, dict[str, Any]]:
    """Hits and what stands beside them; a text too complicated for Elasticsearch is asked again in simpler form."""
    beside = discover.request(asked, _kin(asked) or asked.doing)
    try:
        asked = crowded(asked, ask)
        hits, around = ask(builder.hits(asked, None), beside)
    except BadRequestError as error:
        SIMPLIFIED.inc()
        log.warning("search simplified", reason=error.error)
        asked = simplified(asked)
        hits, around = ask(builder.hits(asked, None), beside)
    return Page(asked, hits), around


def _result(query: SearchQuery, page: Page, widened: bool, knowledge: Knowledge) -> SearchResult:
    return SearchResult(
        total=page.total,
        hits=page.hits(),
        widened_to_km=page.question.radius_km if widened else None,
        next_cursor=page.next_cursor(query, widened=widened),
        **_understood(query, page.known, knowledge),
    )


def _help(page: Page, kin: tuple[str, ...], ask: Ask, knowledge: Knowledge) -> tuple[str, ...]:
    """Other occupations to look for: related ones, else those most offered where one looked."""
    if kin:
        return tuple(knowledge.entries[id_].name for id_ in kin[:5])
    (near,) = ask(discover.occupations_near(page.question))
    return tuple(bucket["key"] for bucket in near["aggregations"]["names"]["buckets"])
