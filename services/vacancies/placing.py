"""Where the working place is: completed and checked from the table of postal codes."""

from services.vacancies.facts import Facts, PostalArea
from services.vacancies.findings import Findings
from shared.contracts.vacancy import Location, Place
from shared.reference.places import distance_km

# German postal areas are at most some 60 km wide; beyond 50 km from the centre the coordinates are another place's.
FAR_KM = 50.0


def locate(location: Location, facts: Facts, found: Findings) -> Place | None:
    """The place with city, coordinates (degrees), Kreis and Land; None with an error for an unknown code."""
    area = facts.area(location.postal_code)
    if area is None:
        message = "Diese Postleitzahl gibt es nicht. Bitte prüfen Sie die fünf Ziffern."
        found.refuse("location.postal_code", "postal_code_unknown", message)
        return None
    latitude, longitude = _coordinates(location, area, found)
    return Place(
        street=location.street,
        postal_code=location.postal_code,
        city=location.city or area.place,
        latitude=latitude,
        longitude=longitude,
        kreis_ags=area.kreis,
        land=area.land,
    )


def _coordinates(location: Location, area: PostalArea, found: Findings) -> tuple[float, float]:
    centre = (area.latitude, area.longitude)
    if location.latitude is None or location.longitude is None:
        if location.latitude is not None or location.longitude is not None:
            message = "Zu Koordinaten gehören latitude und longitude. Wir nehmen die Mitte der Postleitzahl."
            found.warn("location", "coordinates_incomplete", message)
        return centre
    given = (location.latitude, location.longitude)
    if distance_km(*given, *centre) <= FAR_KM:
        return given
    message = "Die Koordinaten liegen mehr als 50 km von der Postleitzahl entfernt. Wir nehmen deren Mitte."
    found.warn("location", "coordinates_far_from_postal_code", message)
    return centre
