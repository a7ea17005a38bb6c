"""Kreise (counties and independent cities) and Länder with their school leavers of 2023 by certificate."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from shared.contracts.vocabulary import Certificate
from shared.reference.certificates import CERTIFICATES
from shared.reference.tables import number, rows

GERMANY = "DG"
REGIONS: Mapping[str, tuple[str, ...]] = {
    "demo": ("08118", "07141", "06533"),  # Landkreis Ludwigsburg, Rhein-Lahn-Kreis, Landkreis Limburg-Weilburg
}
"""Named regions: an alliance of several Kreise, by AGS."""


@dataclass(frozen=True, slots=True)
class Kreis:
    """A Kreis, a Land or Germany. Leavers of general schools 2023; None where the statistics keep it secret."""

    ags: str
    name: str
    land: str
    leavers_total: int | None
    leavers: Mapping[Certificate, int | None]


def _kreis(row: Mapping[str, str]) -> Kreis:
    leavers = {certificate: number(row[f"leavers_{certificate}"]) for certificate in CERTIFICATES}
    return Kreis(row["ags"], row["name"], row["land"], number(row["leavers_total"]), leavers)


@cache
def _level(level: str) -> Mapping[str, Kreis]:
    return {row["ags"]: _kreis(row) for row in rows("kreise") if row["level"] == level}


def kreise() -> Mapping[str, Kreis]:
    """The 400 Kreise by AGS (five digits)."""
    return _level("kreis")


def laender() -> Mapping[str, Kreis]:
    """The 16 Länder by the first two digits of the AGS."""
    return _level("land")


def germany() -> Kreis:
    """The country as a whole."""
    return _level("country")[GERMANY]


def land_name(ags: str) -> str:
    """The name of the Land in which an AGS (two digits or more) lies; raises KeyError for none."""
    return laender()[ags[:2]].name
