"""School leaving certificates: their order and their German names."""

from shared.contracts.vocabulary import Certificate

CERTIFICATES: tuple[Certificate, ...] = ("none", "hauptschule", "mittlerer", "fachhochschulreife", "hochschulreife")
"""Ascending."""

GERMAN: dict[Certificate, str] = {
    "none": "ohne Abschluss",
    "hauptschule": "Hauptschulabschluss",
    "mittlerer": "Mittlerer Schulabschluss",
    "fachhochschulreife": "Fachhochschulreife",
    "hochschulreife": "Abitur",
}


def level(certificate: Certificate | None) -> int:
    """0 (none, or not stated) to 4 (Hochschulreife)."""
    return CERTIFICATES.index(certificate) if certificate else 0


def steps_short(has: Certificate | None, wanted: Certificate | None) -> int:
    """How many steps a certificate lies below the wanted one; 0 when it suffices or nothing is wanted."""
    return max(0, level(wanted) - level(has))
