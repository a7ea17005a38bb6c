"""The compiler's work done before the first message: in the event loop it would stall every green thread."""

from services.matching.alerts import reached, roster_of_rows
from services.matching.features import Market, Seeker, market_of, seeker_of
from services.matching.fit import taste_of
from services.matching.kernel.fit import kilometres
from services.matching.lists import make_list
from services.matching.packing import pack_leaver
from services.matching.rulebook import Rulebook
from shared.contracts.candidate import Interests, LeaverProfile

_ID = "00000000-0000-0000-0000-000000000001"


def warm(book: Rulebook) -> None:
    """Compile what the service calls, or load it from disk: seconds the first time, a moment afterwards."""
    seeker, market = example(book)
    make_list(_ID, _profile(book), market, book)
    taste_of(seeker, book)
    kilometres(50.0, 10.0, 51.0, 11.0)
    row = {"id": _ID, "packed": pack_leaver(seeker, book), "worst": 0.0, "discoveries": 0, "care": 0,
           "revision": 1}  # fmt: skip
    reached([roster_of_rows([row], book)], market, 0, 1, book)


def example(book: Rulebook) -> tuple[Seeker, Market]:
    """A leaver and a market of one vacancy."""
    occupation = book.known.facts[0].id
    place = {
        "id": _ID, "occupation": occupation, "employer": _ID, "latitude": 50.0, "longitude": 10.0, "level": 0,
        "strict": False, "start_year": 2027, "flexible": False, "lesser_known": False,
    }  # fmt: skip
    return seeker_of(_ID, _profile(book), book), market_of([place], book)


def _profile(book: Rulebook) -> LeaverProfile:
    return LeaverProfile(
        latitude=50.0, longitude=10.0, start_year=2027, wishes=((book.known.facts[0].id,),),
        interests=Interests(R=1, I=2, A=3, S=4, E=5, C=6),
    )  # fmt: skip
