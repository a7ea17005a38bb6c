"""The compiler's work done before the first message: in the event loop it would stall every green thread."""

from services.matching.features import market_of, seeker_of
from services.matching.fit import taste_of
from services.matching.kernel.fit import kilometres
from services.matching.lists import make_list
from services.matching.rulebook import Rulebook
from shared.contracts.candidate import Interests, LeaverProfile

_ID = "00000000-0000-0000-0000-000000000001"


def warm(book: Rulebook) -> None:
    """Compile what the service calls, or load it from disk: seconds the first time, a moment afterwards."""
    occupation = book.known.facts[0].id
    interests = Interests(R=1, I=2, A=3, S=4, E=5, C=6)
    profile = LeaverProfile(
        latitude=50.0, longitude=10.0, start_year=2027, wishes=((occupation,),), interests=interests
    )
    place = {
        "id": _ID, "occupation": occupation, "employer": _ID, "latitude": 50.0, "longitude": 10.0, "level": 0,
        "strict": False, "start_year": 2027, "flexible": False, "lesser_known": False,
    }  # fmt: skip
    make_list(_ID, profile, market_of([place], book), book)
    taste_of(seeker_of(_ID, profile, book), book)
    kilometres(50.0, 10.0, 51.0, 11.0)
