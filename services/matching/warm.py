"""The compiler's work done before the first message: in the event loop it would stall every green thread."""

import numpy as np

from services.matching.alerts import reached, roster_of_rows
from services.matching.features import Market, Seeker, seeker_of
from services.matching.fit import score, taste_of
from services.matching.kernel.fit import kilometres
from services.matching.making import make_lists
from services.matching.offered import market_of, offers_of
from services.matching.packing import VACANCY, leavers_of, pack_leaver
from services.matching.rulebook import Rulebook
from shared.contracts.candidate import Interests, LeaverProfile

_ID = "00000000-0000-0000-0000-000000000001"


def warm(book: Rulebook) -> None:
    """Compile what the service calls, or load it from disk: seconds the first time, a moment afterwards."""
    seeker, market = example(book)
    leavers = leavers_of([{"id": _ID, "packed": pack_leaver(seeker, book)}], book)
    make_lists(leavers, np.array([0, 1]), np.zeros(1, dtype=np.int32), market, book)
    score(seeker, market, book)
    taste_of(seeker, book)
    kilometres(50.0, 10.0, 51.0, 11.0)
    row = {"id": _ID, "packed": pack_leaver(seeker, book), "worst": 0.0, "discoveries": 0, "care": 0,
           "revision": 1}  # fmt: skip
    reached([roster_of_rows([row], book)], market, 0, 1, book)


def example(book: Rulebook) -> tuple[Seeker, Market]:
    """A leaver and a market of one vacancy."""
    place = np.zeros((), VACANCY)
    place["latitude"], place["longitude"], place["year"], place["places"] = 50.0, 10.0, 27, 1
    row = {"id": _ID, "packed": place.tobytes(), "price": 0.0, "number": None, "open": True}
    return seeker_of(_ID, _profile(book), book), market_of(offers_of([row]))


def _profile(book: Rulebook) -> LeaverProfile:
    return LeaverProfile(
        latitude=50.0, longitude=10.0, start_year=2027, wishes=((book.known.facts[0].id,),),
        interests=Interests(R=1, I=2, A=3, S=4, E=5, C=6),
    )  # fmt: skip
