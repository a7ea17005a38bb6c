"""Certificates, kinds of training, years and places as people type them. Keys are folded (ä = ae)."""

import re

from shared.contracts.vocabulary import Certificate, TrainingKind

_SEK = r"sek(?:undarabschluss)? (?:i|1)"
_KIND = r"(?:qualifizierende|qualifizierte|erweiterte|einfache)[rmn]?"
_FIRST = r"erste[rmn]? (?:allgemeinbildende[rmn]? )?schulabschluss|berufs(?:bildungs)?reife|e?bbr|ee?sa|hsa"

# With "ohne Abi" someone says: I have a mittlerer Abschluss at most.
_CERTIFICATES: tuple[tuple[str, Certificate], ...] = (
    (r"(?:ohne|kein(?:en)?) (?:schul)?abschluss|(?:mit )?foerderschul(?:abschluss|e)", "none"),
    (r"ohne (?:hauptschul(?:abschluss|e)|berufsreife|berufsbildungsreife|esa|bbr)", "none"),
    (r"ohne (?:realschul(?:abschluss|e)|mittlere(?:n|r)? (?:reife|(?:schul)?abschluss)|msa)", "hauptschule"),
    (r"ohne (?:fach)?(?:abi|abitur|hochschulreife)", "mittlerer"),
    (r"(?:mit )?fach(?:abi|abitur|hochschulreife)", "fachhochschulreife"),
    (r"(?:mit )?(?:(?:allgemeine|fachgebundene)[rn]? )?hochschulreife|(?:mit )?abi(?:tur)?", "hochschulreife"),
    (rf"(?:mit )?(?:{_SEK} )?(?:{_KIND} )?(?:{_FIRST}|(?:haupt|mittel)schul(?:abschluss|e)(?: (?:nach )?klasse \d+)?)",
     "hauptschule"),
    (r"(?:mit )?quali", "hauptschule"),
    (r"(?:mit )?(?:mittlere[rmn]? (?:reife|(?:schul|bildungs)?abschluss)|msa|fachoberschulreife)", "mittlerer"),
    (rf"(?:mit )?(?:{_SEK} )?(?:{_KIND} )?(?:werk)?realschul(?:abschluss|e)", "mittlerer"),
    (rf"(?:mit )?(?:{_KIND} )?{_SEK}", "mittlerer"),
)  # fmt: skip
CERTIFICATES = tuple((re.compile(rf"\b(?:{pattern})\b"), value) for pattern, value in _CERTIFICATES)

_TRAINING_KINDS: tuple[tuple[str, TrainingKind], ...] = (
    (r"dual(?:e[nrs]?)? (?:hochschul)?studi(?:um|eren?|engaenge?|enplatz)|(?:ausbildungs|praxis)integrierendes studium",
     "dual_study"),
    (r"einstiegsqualifizierung(?:en)?", "eq"),
)  # fmt: skip
TRAINING_KINDS = tuple((re.compile(rf"\b(?:{pattern})\b"), value) for pattern, value in _TRAINING_KINDS)

START = re.compile(r"\b(?:(?:ab|zum|start|beginn|ausbildungsbeginn|sommer|herbst|august|september) )*(20[2-3]\d)\b")
POSTAL_CODE = re.compile(r"\b(?:(?:in|bei|um|raum|plz) )?(\d{5})\b")

# In front of a place.
NEAR = frozenset({"in", "bei", "nahe", "naehe", "raum", "um", "region", "umgebung", "umkreis", "kreis", "landkreis"})

# Behind a company's name, and in front of one.
COMPANY_FORMS = frozenset({"gmbh", "mbh", "ag", "kg", "kgaa", "ohg", "ug", "gbr", "se", "ek"})
COMPANY = frozenset({"firma", "fa"})
