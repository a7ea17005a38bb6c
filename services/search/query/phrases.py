"""Certificates, years and places as people type them. Keys are folded (ä = ae)."""

import re

from shared.contracts.vocabulary import Certificate

# With "ohne Abi" someone says: I have a mittlerer Abschluss at most.
_CERTIFICATES: tuple[tuple[str, Certificate], ...] = (
    (r"(?:ohne|kein(?:en)?) (?:schul)?abschluss", "none"),
    (r"ohne (?:hauptschul(?:abschluss|e)|berufsreife|esa|bbr)", "none"),
    (r"ohne (?:realschul(?:abschluss|e)|mittlere(?:n|r)? (?:reife|(?:schul)?abschluss)|msa)", "hauptschule"),
    (r"ohne (?:fach)?(?:abi|abitur|hochschulreife)", "mittlerer"),
    (r"(?:mit )?fach(?:abi|abitur|hochschulreife)", "fachhochschulreife"),
    (r"(?:mit )?(?:allgemeiner )?hochschulreife|mit (?:abi|abitur)|abi(?:tur)?", "hochschulreife"),
    (r"(?:mit )?(?:erweitertem )?sek(?:undarabschluss)? (?:i|1)|(?:mit )?werkrealschul(?:abschluss|e)", "mittlerer"),
    (r"(?:mit )?(?:mittlere[rmn]? (?:reife|(?:schul|bildungs)?abschluss)|msa|fachoberschulreife)", "mittlerer"),
    (r"(?:mit )?realschul(?:abschluss|e)", "mittlerer"),
    (r"(?:mit )?(?:(?:qualifizierende[rmn]? )?(?:haupt|mittel)schul(?:abschluss|e)|quali|hsa|esa)", "hauptschule"),
    (r"(?:mit )?(?:erste[rmn]? (?:allgemeinbildende[rmn]? )?schulabschluss)", "hauptschule"),
    (r"(?:mit )?(?:berufsreife|berufsbildungsreife|bbr)", "hauptschule"),
)  # fmt: skip
CERTIFICATES = tuple((re.compile(rf"\b(?:{pattern})\b"), value) for pattern, value in _CERTIFICATES)

START = re.compile(r"\b(?:(?:ab|zum|start|beginn|ausbildungsbeginn|sommer|herbst|august|september) )*(20[2-3]\d)\b")
POSTAL_CODE = re.compile(r"\b(?:(?:in|bei|um|raum|plz) )?(\d{5})\b")

# In front of a place.
NEAR = frozenset({"in", "bei", "nahe", "naehe", "raum", "um", "region", "umgebung", "umkreis", "kreis", "landkreis"})
