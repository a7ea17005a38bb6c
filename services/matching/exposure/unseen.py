"""What nobody sees: for those who look after a region. Counts and vacancies, never a person."""

from services.matching.exposure import store
from services.matching.store import whole
from shared.contracts.calls import ListUnseen, OfferedOccupation, Unseen
from shared.contracts.documents import VacancyDocument
from shared.contracts.search import hit_of
from shared.runtime.database import Database


def list_unseen(query: ListUnseen, *, database: Database) -> Unseen:
    """Open vacancies in no leaver's list, and the occupations offered with how many wish for them."""
    with database.transaction() as connection:
        at = whole(connection)
        unseen = store.unseen(connection, at, query.kreis, query.limit)
        offered = store.offered_occupations(connection, at, query.kreis)
        wishes = store.wishes(connection)
    documents = [VacancyDocument.received(row["document"]) for row in unseen]
    return Unseen(
        vacancies=sum(row["vacancies"] for row in offered),
        unseen=unseen[0]["total"] if unseen else 0,
        hits=tuple(hit_of(document, daily="", distance_km=None) for document in documents),
        occupations=tuple(OfferedOccupation(**row, wishes=wishes.get(row["occupation"], 0)) for row in offered),
    )
