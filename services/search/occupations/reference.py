"""The reference tables as search asks them; read once."""

import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from zlib import crc32

from services.search.occupations.classes import Classes
from services.search.occupations.entry import Entry
from services.search.occupations.fold import fold
from services.search.occupations.knowledge import Knowledge, Name
from services.search.occupations.similar import Learn
from services.search.occupations.suggestions import Suggestions
from services.search.query.place_names import PlaceNames
from services.search.query.understood import Spot
from shared.reference import occupations as reference
from shared.reference import places
from shared.reference.activities import activities
from shared.reference.occupations import Occupation
from shared.reference.tables import rows

_FIVE_DIGITS = re.compile(r"\d{5}")


def occupation(id_: str) -> Occupation | None:
    """The occupation of an id."""
    return reference.occupations().get(id_)


def lesser_known(id_: str, land: str | None) -> bool:
    """Lesser-known in a Land; an occupation we do not know is."""
    found = occupation(id_)
    return found is None or reference.lesser_known(found, land)


@cache
def meant(*ids: str) -> tuple[str, ...]:
    """Occupations with their Fachrichtungen, of a retired one with its successor's; unknown ids as they are."""
    known = reference.occupations()
    found = list(ids)
    for id_ in ids:
        one = known.get(id_)
        successor = one and one.successor and known.get(one.successor)
        found += [member.id for each in (one, successor) if each for member in reference.family(each)]
    return tuple(dict.fromkeys(found))


def leading(ids: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the first one's family: the most likely ones of several that a name may mean."""
    families = {id_: one.parent or id_ for id_ in ids if (one := occupation(id_))}
    first = families.get(ids[0], ids[0])
    return tuple(id_ for id_ in ids if families.get(id_, id_) == first)


@cache
def related(id_: str, limit: int) -> tuple[str, ...]:
    """Ids of the occupations nearest to this one, with their Fachrichtungen, best first."""
    found = occupation(id_)
    near = reference.related(found, limit) if found else ()
    return tuple(member.id for one in near for member in reference.family(one))


def find_place(text: str) -> Spot | None:
    """A postal code or a place of this name, the largest of several; digits only as a whole postal code or part."""
    found = places.find_place(text)
    if not found or (re.search(r"\d", text) and not (text.strip().isdigit() or _FIVE_DIGITS.search(text))):
        return None
    best, wanted = found[0], fold(text)
    name = next((place for place in best.places if fold(place) in wanted), best.place)
    return Spot(name, best.latitude, best.longitude, best.code)


def near_place(text: str, *, said: bool = False) -> Spot | None:
    """The place whose name is misspelt; `said`: somebody has named it as a place. See `PlaceNames.meant`."""
    name = place_names().meant(text, said=said)
    return find_place(name) if name else None


@cache
def place_names() -> PlaceNames:
    """Names of places, whole and as far as they mean one: "Limburg" of "Limburg a.d. Lahn"."""
    sizes = Counter(place for code in places.postal_codes().values() for place in code.places)
    for place, size in list(sizes.items()):
        words = place.split()
        for end in range(1, len(words)):
            if find_place(begin := " ".join(words[:end])):
                sizes[begin] += size
    return PlaceNames(sizes)


def _names() -> list[Name]:
    """Official names, which mean the occupation with its Fachrichtungen, and all the other ones.

    Those set by hand count as official: their order says which successor is meant first.
    """
    names = [
        Name(text, _families(one.id), official=True)
        for one in reference.occupations().values()
        for text in (one.name, one.masculine, one.feminine, one.short)
        if text
    ]
    return names + [
        Name(row["name"], _in_class(row["occupations"], row["kldb2010"]), official=row["state"] == "hand")
        for row in rows("aliases")
    ]


def spelt() -> list[tuple[str, tuple[str, ...]]]:
    """Every name with the occupations it may mean."""
    return [(name.text, name.occupations) for name in _names()]


def _in_class(ids: str, code: str) -> tuple[str, ...]:
    """The occupations of a name with their Fachrichtungen; of these the ones in the name's class, where there are."""
    found = _families(*ids.split("|"))
    return tuple(id_ for id_ in found if reference.occupations()[id_].kldb2010 == code) or found


@cache
def _families(*ids: str) -> tuple[str, ...]:
    known = reference.occupations()
    return tuple(dict.fromkeys(member.id for id_ in ids for member in reference.family(known[id_])))


def _activity_words() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for activity in activities().values():
        for word in activity.words:
            found.setdefault(word, []).append(activity.tag)
    return found


def _trade_words() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in rows("trade_words"):
        for word in row["words"].split("|"):
            found.setdefault(word, []).append(row["kldb2010"])
    return found


def other_words() -> list[str]:
    """Words that mean no occupation one can learn, set by hand."""
    lines = (Path(__file__).parent / "other.txt").read_text(encoding="utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]


def _other() -> list[str]:
    """What means no occupation: the words, and every twelfth place, which is enough to know how places sound."""
    return [*other_words(), *(place for place in _places() if crc32(place.encode()) % 12 == 0)]


def _places() -> list[str]:
    return sorted({place for code in places.postal_codes().values() for place in code.places})


def build(learn: Learn, keep: Callable[[str], bool] = lambda name: True) -> Knowledge:
    """What search knows of occupations; `keep` leaves names out to measure with them."""
    entries = (
        Entry(one.id, one.kldb2010, one.name, frozenset(one.activities), one.parent)
        for one in reference.occupations().values()
    )
    names = [name for name in _names() if keep(name.text)]
    return Knowledge(entries, names, _activity_words(), trade_words=_trade_words(), other=_other(), learn=learn)


@cache
def knowledge() -> Knowledge:
    """Everything about occupations, built once."""
    return build(lambda names: Classes.load())


@cache
def completions() -> Suggestions:
    """What may be suggested while someone types."""
    texts = [(one.name, "occupation") for one in reference.occupations().values()]
    texts += [(activity.german, "activity") for activity in activities().values()]
    return Suggestions([*texts, *((place, "place") for place in _places())])
