"""Postal codes and places: coordinates, Kreis and Land, distances as the crow flies."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import asin, cos, radians, sin, sqrt

from shared.reference.tables import rows
from shared.reference.titles import LONGEST, words_of

EARTH_KM = 6371.0
_AROUND = {"raum", "umkreis", "umgebung", "region", "bei", "naehe", "kreis", "landkreis", "stadt", "um", "in"}
_CODE = re.compile(r"\b(?:d?(\d{5})(?:[^\W\d_]{3,})?|(\d{2,4}))\b", re.IGNORECASE)
_RIVER = {"am", "an", "bei", "im", "in", "ob", "vor", "der", "a", "b"}


@dataclass(frozen=True, slots=True)
class PostalCode:
    """The centre of a postal code in degrees (WGS 84); `kreis` is its AGS, `land` the first two digits."""

    code: str
    places: tuple[str, ...]
    latitude: float
    longitude: float
    kreis: str

    @property
    def place(self) -> str:
        """The first place of the postal code."""
        return self.places[0]

    @property
    def land(self) -> str:
        """The Land as two digits, "08" for Baden-Württemberg."""
        return self.kreis[:2]


def _postal_code(row: Mapping[str, str]) -> PostalCode:
    places = tuple(row["places"].split("|"))
    return PostalCode(row["postal_code"], places, float(row["latitude"]), float(row["longitude"]), row["kreis"])


@cache
def postal_codes() -> Mapping[str, PostalCode]:
    """Every postal code with a place, by code, ascending."""
    return {row["postal_code"]: _postal_code(row) for row in rows("postal_codes")}


def postal_code(code: str) -> PostalCode | None:
    """The postal code of five digits, None when there is none."""
    return postal_codes().get(code)


@cache
def _by_place() -> Mapping[str, tuple[PostalCode, ...]]:
    found: dict[str, dict[str, PostalCode]] = defaultdict(dict)
    for entry in postal_codes().values():
        for place in entry.places:
            words = words_of(place)
            short = next((n for n, word in enumerate(words) if n and word in _RIVER), len(words))
            found[" ".join(words)][entry.code] = found[" ".join(words[:short])][entry.code] = entry
    return {key: tuple(entries.values()) for key, entries in found.items()}


def _largest_kreis_first(found: tuple[PostalCode, ...]) -> list[PostalCode]:
    size: dict[str, int] = defaultdict(int)
    for entry in found:
        size[entry.kreis] += 1
    return sorted(found, key=lambda entry: (-size[entry.kreis], entry.kreis, entry.code))


def find_place(text: str) -> list[PostalCode]:
    """The postal codes meant by "71634", "716", "D-71634", "Limburg" or "Raum Limburg"; [] when nothing fits.

    Among places of one name the one with most postal codes comes first.
    """
    digits = _CODE.search(text[:LONGEST])
    if digits:
        known, start = postal_codes(), digits[1] or digits[2]
        return [known[start]] if start in known else [entry for code, entry in known.items() if code.startswith(start)]
    words = words_of(text[:LONGEST])
    while words and words[0] in _AROUND:
        words.pop(0)
    return _largest_kreis_first(_by_place().get(" ".join(words), ()))


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """The great-circle distance in km between two points in degrees."""
    phi1, phi2 = radians(lat1), radians(lat2)
    half = sin((phi2 - phi1) / 2) ** 2 + cos(phi1) * cos(phi2) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))
