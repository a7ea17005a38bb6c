"""What a column means, by its header or by the school's saved mapping."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from services.gateway.uploads.limits import MAX_HEADER_CHARS
from services.gateway.uploads.model import Column
from services.gateway.uploads.refused import refused
from shared.contracts.vocabulary import INVISIBLE, without_invisible

# Meanings whose cells travel on (checked, in closed form); the row key too, when the school maps one.
INTERESTS = ("interest_r", "interest_i", "interest_a", "interest_s", "interest_e", "interest_c")
PROFILE = ("row_key", "certificate", "postal_code", "radius_km", "start_year", "wish", *INTERESTS)
# Meanings used in memory for the row key or the verdict and then dropped.
MEMORY = ("last_name", "first_name", "birth_date", "source_id", "status")
DROP = "drop"
MEANINGS = (*PROFILE, *MEMORY, DROP)
"""All meanings a mapping may name; `wish` and its forms wish1..wish3 may come up to three times."""

_SYNONYMS: dict[str, str] = {
    "row_key": """schuelerschluessel schluessel row_key rowkey key schueler-id schuelerid pseudonym code
        schuelercode teilnehmercode kennung schuelerkennung schuelernummer schuelernr id candidate_id leaver_id""",
    "certificate": """abschluss abschlussziel schulabschluss abschlussart zielabschluss abschlussprognose
        prognoseabschluss angestrebterabschluss angestrebterschulabschluss voraussichtlicherabschluss
        voraussichtlicherschulabschluss erreichterabschluss erwarteterabschluss certificate schoolcertificate
        qualification""",
    "postal_code": """plz plz3 plz5 postleitzahl plzwohnort wohnortplz plzwohnung schuelerplz plzschueler
        wohnplz postleitzahlwohnort postalcode postcode zip zipcode homepostalcode""",
    "radius_km": """radius umkreis radiuskm umkreiskm radiusinkm umkreisinkm suchradius
        maxentfernung maximaleentfernung""",
    "start_year": """startjahr ausbildungsbeginn ausbildungsstart ausbildungsbeginnjahr
        startyear""",
    "last_name": """nachname name familienname zuname schuelername namevorname vornachname vornameundnachname
        vornamenachname nachnamevorname lastname familyname surname fullname""",
    "first_name": "vorname vornamen rufname allevornamen firstname givenname",
    "birth_date": """geburtsdatum geburtstag gebdatum gebdat geborenam geboren geb birthdate dateofbirth
        birthday""",
    "source_id": "sourcedid",
    "status": "status schuelerstatus schuelerstatuscode",
    DROP: """klasse klassenbezeichnung jahrgang jahrgangsstufe stufe abgangsjahr geschlecht gender sex strasse
        hausnummer strassehausnummer adresse anschrift ort wohnort ortsteil telefon telefonnummer handy mobil email
        mail emailadresse religion konfession staatsangehoerigkeit staatsangehoerigkeit1 nationalitaet
        herkunftsland muttersprache familiensprache geburtsort geburtsland erziehungsberechtigte mutter vater
        bemerkung bemerkungen notiz schule schulnummer schulname klassenlehrer klassenleitung bildungsgang
        schulform land kreis note notendurchschnitt lfdnr laufendenummer nr""",
}
_STATUS = "status"
_WISH = re.compile(r"(?:berufs|ausbildungs)?wunsch(?:beruf|berufe|ausbildung)?\d*|\d+(?:berufs)?wunsch"
                   r"(?:beruf)?|traumberuf|wish\d*")  # fmt: skip
_INTEREST = re.compile(r"(?:interesse|interessen|interest|riasec)?([riasec])")
_LOOKS_LIKE_DATA = re.compile(r"\d{1,2}\.\d{1,2}\.\d{2,4}|\d{4}-\d{2}-\d{2}|\d+(?:[.,]\d+)?")


def plain(text: str) -> str:
    """A heading without case, umlauts, blanks and punctuation."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        folded = folded.replace(umlaut, letters)
    return re.sub(r"[^a-z0-9]", "", folded.removeprefix("metadata."))


_TABLE = {plain(word): meaning for meaning, words in _SYNONYMS.items() for word in words.split()}


def rules_of_reading() -> dict[str, object]:
    """What a browser needs to know so that it drops the same columns as we do: table, patterns and what may be sent.

    The status travels: it says who has left already, and nothing about who it is.
    """
    patterns = {"wish": _WISH, "interest": _INTEREST, "data": _LOOKS_LIKE_DATA}
    return {
        "table": _TABLE,
        "sent": [*(meaning for meaning in PROFILE if meaning != "row_key"), _STATUS],
        "invisible": INVISIBLE.pattern,
        **{name: pattern.pattern for name, pattern in patterns.items()},
    }


def meaning_of(header: str) -> str | None:
    """The meaning of a header, None when no synonym fits."""
    key = plain(header)
    if key in _TABLE:
        return _TABLE[key]
    if _WISH.fullmatch(key):
        return "wish"
    interest = _INTEREST.fullmatch(key)
    return f"interest_{interest[1]}" if interest else None


def header_score(cells: Sequence[str], mapping: Mapping[str, str]) -> int:
    """How many cells of a first row are known headers; 0 when the row holds data.

    A wrong guess would print a pupil's row as column names, so a date or a number anywhere decides
    against a header, and one known word among many cells is not enough.
    """
    filled = [cell for cell in cells if cell.strip()]
    if any(_LOOKS_LIKE_DATA.fullmatch(cell.strip()) for cell in filled):
        return 0
    mapped = {plain(name) for name in mapping if not name.isdecimal()}
    known = sum(meaning_of(cell) is not None or plain(cell) in mapped for cell in filled)
    return known if known >= min(2, len(filled)) else 0


def assign(header: Sequence[str] | None, width: int, mapping: Mapping[str, str]) -> tuple[Column, ...]:
    """The columns of a file of `width` columns; without header the mapping's keys are positions from 1.

    The first column of a meaning wins, further ones are dropped (parents' postal code …). Raises
    UploadRefused (mapping_unknown_meaning, mapping_column_missing, row_key_columns_missing).
    """
    chosen = {plain(name): _canonical(value) for name, value in mapping.items()}
    names = [_name(header[i] if header else "", i) for i in range(width)]
    keys = [plain(cell) for cell in header] if header else [str(i + 1) for i in range(width)]
    if header is not None:
        positions = {str(i + 1): key for i, key in enumerate(keys)}
        chosen = {key if key in keys else positions.get(key, key): value for key, value in chosen.items()}
    if not set(chosen) <= set(keys):
        raise refused("mapping_column_missing", columns=width)
    guessed = [meaning_of(cell) for cell in header] if header else [None] * width
    meanings = [chosen.get(key, guess) for key, guess in zip(keys, guessed, strict=True)]
    return _checked(tuple(_columns(names, meanings)))


def _name(cell: str, index: int) -> str:
    return without_invisible(cell)[:MAX_HEADER_CHARS] or f"Spalte {index + 1}"


def _canonical(value: str) -> str:
    meaning = value.strip().lower()
    if re.fullmatch(r"wish[1-3]", meaning):
        return "wish"
    known = meaning if meaning in MEANINGS else meaning_of(value)
    if known is None:
        raise refused("mapping_unknown_meaning")
    return known


def _columns(names: Sequence[str], meanings: Sequence[str | None]) -> list[Column]:
    interests_complete = set(INTERESTS) <= set(meanings)
    seen: set[str] = set()
    columns = []
    for name, meaning in zip(names, meanings, strict=True):
        if meaning == DROP or (meaning in seen and meaning != "wish"):
            meaning = None
        if meaning in INTERESTS and not interests_complete:
            meaning = None
        seen.add(meaning or "")
        columns.append(Column(name, meaning, dropped=meaning not in PROFILE))
    return columns


def _checked(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    meanings = {column.meaning for column in columns}
    if not meanings & {"row_key", "source_id"} and not {"last_name", "birth_date"} <= meanings:
        raise refused("row_key_columns_missing")
    return columns
