"""Why a place is shown: at most three short reasons from facts of this match only.

Two that link the place to the leaver, one practical, and where something speaks against it that one is said.
Never a number of the formula, a rank or a verdict about the person (matching.md § 1.7).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from services.matching.words import ACTIVITIES, ENOUGH, INTERESTS, WISHED_CERTIFICATE
from shared.contracts.calls import Reason
from shared.contracts.vocabulary import Certificate

MOST = 3


@dataclass(frozen=True)
class MatchFacts:
    """What is true of one match. `related_to` is the name of the wish it is related to, distances in km.

    `interests` are letters common to leaver and occupation, `activity` a tag the leaver likes,
    `far` says that the way is a large part of the leaver's radius, `short` that the certificate is below
    the company's wish; `required` None means that nothing is known; `few` that few leavers here are shown the place.
    """

    wished: bool
    related_to: str | None
    interests: tuple[str, ...]
    activity: str | None
    lesser_known: bool
    daily: str
    distance_km: float
    far: bool
    required: Certificate | None
    short: bool
    few: bool = False


def reasons(facts: MatchFacts) -> tuple[Reason, ...]:
    """At most three reasons; the last is practical and names what speaks against the place, if anything does."""
    links = list(_links(facts))[: MOST - 1]
    practical = list(_practical(facts))[: MOST - len(links)]
    return (*links, *practical)


def _links(facts: MatchFacts) -> Iterator[Reason]:
    own = list(_own(facts))
    yield from own[:1]
    if facts.lesser_known and not facts.wished:
        yield _lesser_known(facts.daily)
    if facts.few:
        yield FEW_SHOWN
    yield from own[1:]


def _own(facts: MatchFacts) -> Iterator[Reason]:
    if facts.wished:
        yield Reason(code="wish", text_de="Das hast du dir gewünscht.", text_en="This is what you wished for.")
    elif facts.related_to:
        yield Reason(
            code="related_to_wish",
            text_de=f"Verwandt mit deinem Wunsch {facts.related_to}.",
            text_en=f"Related to your wish {facts.related_to}.",
        )
    if facts.activity:
        german, english = ACTIVITIES[facts.activity]
        yield Reason(
            code="activity",
            text_de=f"Du magst es, und hier gehört es dazu: {german}.",
            text_en=f"You like it, and it is part of this job: {english}.",
        )
    if facts.interests:
        yield _interest(facts.interests)


def _interest(letters: tuple[str, ...]) -> Reason:
    german = " und ".join(INTERESTS[letter][0] for letter in letters)
    english = " and ".join(INTERESTS[letter][1] for letter in letters)
    return Reason(
        code="interest",
        text_de=f"Du magst {german} – das ist hier täglich gefragt.",
        text_en=f"You like {english}, and that is what this job needs every day.",
    )


def _lesser_known(daily: str) -> Reason:
    return Reason(
        code="lesser_known",
        text_de=f"Kennen nur wenige: {daily}" if daily else "Diesen Beruf kennen nur wenige.",
        text_en="Few people know this occupation.",
    )


FEW_SHOWN = Reason(
    code="few_shown",
    text_de="Hier auf Heimvorteil wenigen gezeigt.",
    text_en="Shown to few people here on Heimvorteil.",
)
"""Of our own lists alone: how many apply, or hear of the place elsewhere, we do not know."""


def _practical(facts: MatchFacts) -> Iterator[Reason]:
    if facts.short and facts.required:
        german, english = WISHED_CERTIFICATE[facts.required]
        yield Reason(
            code="certificate_soft",
            text_de=f"Betrieb wünscht {german}. Fragen lohnt sich.",
            text_en=f"The company would like {english}. It is worth asking.",
        )
    yield _far(facts.distance_km) if facts.far else _distance(facts.distance_km)
    if facts.required and not facts.short:
        german, english = ENOUGH[facts.required]
        yield Reason(code="certificate_ok", text_de=german, text_en=english)


def _far(kilometres: float) -> Reason:
    return Reason(
        code="far",
        text_de=f"Der Weg ist weit: {kilometres:.0f} km Luftlinie.",
        text_en=f"It is a long way: {kilometres:.0f} km as the crow flies.",
    )


def _distance(kilometres: float) -> Reason:
    if kilometres < 1:
        return Reason(code="distance", text_de="Ganz in deiner Nähe.", text_en="Very close to you.")
    return Reason(
        code="distance",
        text_de=f"{kilometres:.0f} km von dir (Luftlinie).",
        text_en=f"{kilometres:.0f} km from you as the crow flies.",
    )


# --- why a list is empty

POSTAL_CODE_INCOMPLETE = Reason(
    code="postal_code_incomplete",
    text_de="Uns fehlt deine vollständige Postleitzahl. Ergänze sie, dann suchen wir Plätze in deiner Nähe.",
    text_en="Your full postal code is missing. Add it and we look for places near you.",
)
NOTHING_YET = Reason(
    code="nothing_yet",
    text_de="Deine Liste ist noch nicht da. Schau gleich noch einmal – und prüfe, ob deine Postleitzahl fünf "
    "Ziffern hat.",
    text_en="Your list is not ready yet. Look again shortly, and check that your postal code has five digits.",
)
NO_PLACE_AT_ALL = Reason(
    code="no_place",
    text_de="Für dein Jahr und deinen Abschluss ist noch kein Platz eingetragen. Schau bald wieder vorbei.",
    text_en="No place for your year and certificate has been entered yet. Look again soon.",
)


def no_place_in_radius(radius_km: float, occupation: str, city: str, km: float) -> Reason:
    """Nothing within the leaver's radius; the nearest alternative, in km as the crow flies."""
    return Reason(
        code="no_place_in_radius",
        text_de=f"Im Umkreis von {radius_km:.0f} km ist gerade kein passender Platz frei. Der nächste ist "
        f"{occupation} in {city}, {km:.0f} km von dir. Vergrößere den Umkreis, wenn das für dich geht.",
        text_en=f"There is no fitting place within {radius_km:.0f} km right now. The nearest is "
        f"{occupation} in {city}, {km:.0f} km from you. Widen the radius if that works for you.",
    )
