"""A small vocabulary for unit tests."""

from services.search.occupations.entry import Entry
from services.search.occupations.knowledge import Knowledge, Name
from services.search.query.understood import Spot

ENTRIES = (
    Entry("baecker", "29222", "Bäcker/in", frozenset({"food", "cooking_baking"})),
    Entry("konditor", "29222", "Konditor/in", frozenset({"food", "cooking_baking"})),
    Entry("zimmerer", "33302", "Zimmerer/Zimmerin", frozenset({"wood", "construction"})),
    Entry("tischler", "22342", "Tischler/in", frozenset({"wood"})),
    Entry("tierpfleger-klinik", "11502", "Tierpfleger/in FR Tierheim", frozenset({"animals"})),
    Entry("kfz", "25212", "Kraftfahrzeugmechatroniker/in", frozenset({"vehicles", "repairing"})),
    Entry("mfa", "81102", "Medizinische/r Fachangestellte/r", frozenset({"medicine", "office"})),
    Entry("koch", "29302", "Koch/Köchin", frozenset({"cooking_baking"})),
)
NAMES = (
    *(Name(entry.name, (entry.id,), official=True) for entry in ENTRIES),
    Name("Bäcker", ("baecker",), official=True),
    Name("Bäckerin", ("baecker",), official=True),
    Name("Bäcker", ("baecker", "konditor")),
    Name("Zimmermann", ("zimmerer",)),
    Name("Tischler", ("tischler",), official=True),
    Name("Schreiner", ("tischler",)),
    Name("Kfz-Mechaniker", ("kfz",)),
    Name("MFA", ("mfa",)),
    Name("Koch", ("koch",), official=True),
    Name("Feinbäcker", ("baecker", "konditor")),
)
ACTIVITY_WORDS = {"Holz": ["wood"], "Tiere": ["animals"], "backen": ["cooking_baking"]}
PLACES = {
    "ludwigsburg": Spot("Ludwigsburg", 48.8941, 9.1855, "71638"),
    "71634": Spot("Ludwigsburg", 48.8941, 9.1855, "71634"),
    "nastaetten": Spot("Nastätten", 50.2003, 7.8593, "56355"),
    "limburg": Spot("Limburg a.d. Lahn", 50.3836, 8.0503, "65549"),
    "bad ems": Spot("Bad Ems", 50.3349, 7.7172, "56130"),
}


def known() -> Knowledge:
    """Knowledge of the small vocabulary."""
    return Knowledge(ENTRIES, NAMES, ACTIVITY_WORDS)


def find_place(text: str) -> Spot | None:
    """A place of the small table by its folded name or postal code."""
    return PLACES.get(text)
