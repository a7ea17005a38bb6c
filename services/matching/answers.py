"""What matching answers: lists with reasons, or why there is none."""

from collections.abc import Sequence

import numpy as np
from elastic_transport import TransportError
from elasticsearch import ApiError

from services.matching import explain, store
from services.matching.allocate import candidates_of, choose
from services.matching.current import read_lists
from services.matching.errors import LeaverGone, SearchAway
from services.matching.explain import MatchFacts
from services.matching.exposure.store import shown_to
from services.matching.features import Market, Seeker, seeker_of
from services.matching.fit import Scored, score
from services.matching.ids import ids_in, texts_of
from services.matching.kernel.fit import kilometres
from services.matching.kernel.tables import SOFT
from services.matching.offered import market_of, only_open, open_offers
from services.matching.recall.searching import Index, IndexAway
from services.matching.recall.vacancies import vacancies_for
from services.matching.rulebook import Rulebook
from services.matching.store import Standing
from services.matching.words import ACTIVITIES
from shared.contracts.calls import Match, MatchesOf, MatchList, PreviewMatches, Reason
from shared.contracts.candidate import LeaverProfile
from shared.contracts.documents import VacancyDocument
from shared.contracts.search import hit_of
from shared.runtime.database import Connection, Database
from shared.runtime.errors import is_passing

PREVIEW = "00000000-0000-0000-0000-000000000000"
"""Key of the noise of someone we do not know: the same profile gives the same preview."""


def preview(query: PreviewMatches, *, database: Database, index: Index, book: Rulebook) -> MatchList:
    """Matches for a profile that is not stored.

    Raises:
        SearchAway: Elasticsearch does not answer.
    """
    seeker = seeker_of(PREVIEW, query.profile, book)
    if not seeker.located:
        return _empty(explain.POSTAL_CODE_INCOMPLETE, book)
    ids = _recalled(seeker, index, book)
    with database.transaction() as connection:
        at = store.whole(connection)
        market = market_of(open_offers(connection, at, ids, book))
        scored = score(seeker, market, book)
        rows = _chosen(seeker, market, scored, query, book)
        return _answer(connection, at, query.profile, seeker, market, scored, rows, book)


def _recalled(seeker: Seeker, index: Index, book: Rulebook) -> list[str]:
    try:
        return next(vacancies_for([seeker], index=index, book=book))
    except (TransportError, ApiError, IndexAway) as error:
        if is_passing(error):
            raise SearchAway() from error
        raise


def matches_of(query: MatchesOf, *, database: Database, book: Rulebook) -> MatchList:
    """The stored list of a leaver; other sizes and orders are chosen from what is kept. Needs no search.

    Raises:
        LeaverGone: the leaver was erased.
    """
    with database.transaction() as connection:
        at = store.whole(connection)
        row = store.leaver(connection, query.leaver_id)
        if row is None:
            return _empty(explain.NOTHING_YET, book)
        if row["erased"]:
            raise LeaverGone()
        profile = LeaverProfile.received(row["profile"])
        seeker = seeker_of(row["id"], profile, book)
        now = read_lists(connection, at, [row["id"]], ids_in(()), book)
        market = market_of(only_open(now.offers))
        scored = score(seeker, market, book)
        if query.order == "balanced" and query.size == book.rules.choice.size:
            rows = _shown(texts_of(now.offers["id"][now.list_of(0)]), market, scored)
        else:
            rows = _chosen(seeker, market, scored, query, book)
        return _answer(connection, at, profile, seeker, market, scored, rows, book)


def _shown(shown: Sequence[str], market: Market, scored: Scored) -> list[int]:
    """The list as it was made; what has changed and is out of reach now is left out until it is made again."""
    rows = [market.row[id_] for id_ in shown if id_ in market.row]
    return [row for row in rows if scored.feasible[row]]


def _chosen(
    seeker: Seeker, market: Market, scored: Scored, query: PreviewMatches | MatchesOf, book: Rulebook
) -> list[int]:
    feasible = np.flatnonzero(scored.feasible)
    found = candidates_of(seeker, market, scored, feasible, book.rules.choice)
    return [int(feasible[row]) for row in choose(found, query.size, query.order, book.rules.choice)]


def _answer(
    connection: Connection,
    at: Standing,
    profile: LeaverProfile,
    seeker: Seeker,
    market: Market,
    scored: Scored,
    rows: Sequence[int],
    book: Rulebook,
) -> MatchList:
    if not rows:
        return _empty(_why_empty(connection, seeker), book)
    ids = [market.ids[row] for row in rows]
    documents, shown = store.documents(connection, ids), shown_to(connection, at, ids)
    matches = [
        _match(profile, seeker, scored, row, document, _few(shown[id_], document, book), book)
        for row, id_ in zip(rows, ids, strict=True)
        if id_ in documents
        for document in (VacancyDocument.received(documents[id_]),)
    ]
    return MatchList(rules_version=book.rules.rules_version, matches=tuple(matches))


def _empty(notice: Reason, book: Rulebook) -> MatchList:
    return MatchList(rules_version=book.rules.rules_version, matches=(), notice=notice)


def _why_empty(connection: Connection, seeker: Seeker) -> Reason:
    if not seeker.located:
        return explain.POSTAL_CODE_INCOMPLETE
    asked = {"latitude": seeker.latitude, "longitude": seeker.longitude, "level": seeker.level,
             "start_year": seeker.start_year}  # fmt: skip
    found = store.nearest(connection, asked)
    if found is None:
        return explain.NO_PLACE_AT_ALL
    km = kilometres(seeker.latitude, seeker.longitude, found["latitude"], found["longitude"])
    return explain.no_place_in_radius(seeker.radius_km, found["occupation"], found["city"], km)


def _match(
    profile: LeaverProfile,
    seeker: Seeker,
    scored: Scored,
    row: int,
    document: VacancyDocument,
    few: bool,
    book: Rulebook,
) -> Match:
    number, km = book.known.number_of(document.occupation.id), float(scored.distance_km[row])
    daily = book.known.facts[number].daily if number != book.known.unknown else ""
    facts = MatchFacts(
        wished=bool(scored.wished[row]),
        related_to=_related_wish(profile, number, book),
        interests=_common_interests(profile, number, float(scored.correlation[row]), book),
        activity=_liked_activity(profile, number, book),
        lesser_known=document.lesser_known,
        daily=daily,
        distance_km=km,
        far=km >= book.rules.reasons.far * seeker.radius_km,
        required=document.certificate_required,
        short=bool(scored.bits[row] & SOFT),
        few=few,
    )
    said, fit = explain.reasons(facts), round(float(scored.fit[row]), 4)
    hit = hit_of(document, daily=daily, distance_km=km)
    return Match(vacancy=hit, fit=fit, lesser_known=document.lesser_known, reasons=said)


def _few(shown: int, document: VacancyDocument, book: Rulebook) -> bool:
    return shown <= book.rules.reasons.few * max(document.places, 1)


def _related_wish(profile: LeaverProfile, number: int, book: Rulebook) -> str | None:
    """Name of the nearest wish, when it is near enough to be named."""
    wishes = [book.known.number[id_] for group in profile.wishes for id_ in group if id_ in book.known.number]
    nearest = max(wishes, key=lambda wish: book.known.similarity[wish, number], default=None)
    if nearest is None or book.known.similarity[nearest, number] < book.rules.reasons.related:
        return None
    return book.known.facts[nearest].name


def _common_interests(profile: LeaverProfile, number: int, correlation: float, book: Rulebook) -> tuple[str, ...]:
    """At most two letters that are strong in both profiles."""
    if profile.interests is None or correlation < book.rules.reasons.interests:
        return ()
    own, mean = profile.interests.vector(), sum(profile.interests.vector()) / 6
    common = [
        (own[i] * value, letter)
        for i, (letter, value) in enumerate(zip("RIASEC", book.known.interests[number], strict=True))
        if value > 0 and own[i] >= max(book.rules.reasons.liked, mean)
    ]
    return tuple(letter for _, letter in sorted(common, reverse=True)[:2])


def _liked_activity(profile: LeaverProfile, number: int, book: Rulebook) -> str | None:
    if number == book.known.unknown:
        return None
    offered = book.known.facts[number].activities
    return next((tag for tag in profile.activities if tag in offered and tag in ACTIVITIES), None)
