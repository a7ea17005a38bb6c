"""Problems of single rows: one table code → German sentence and hint. Cell values are never repeated."""

from services.gateway.uploads.certificates import UNDERSTOOD
from shared.contracts.calls import RowProblem

Problem = RowProblem

_ZERO = "Excel entfernt gern die führende Null (aus 01987 wird 1987): Spalte als Text formatieren."
PROBLEMS: dict[str, tuple[str, str]] = {
    "column_count": (
        "Die Zeile hat nicht so viele Zellen wie die Kopfzeile.",
        "Fehlt ein Trennzeichen, oder steht eines ohne Anführungszeichen im Text?",
    ),
    "cell_too_long": ("Eine Zelle ist zu lang.", "Höchstens 2000 Zeichen je Zelle."),
    "row_key_incomplete": (
        "Der Schlüssel der Zeile fehlt oder lässt sich nicht bilden.",
        "Nötig sind der Schülerschlüssel oder Name, Vorname und Geburtsdatum.",
    ),
    "row_key_invalid": (
        "Der Schülerschlüssel enthält Zeichen, die nicht erlaubt sind, oder ist zu lang.",
        "Erlaubt sind Ziffern, Buchstaben ohne Umlaute, Punkt, Binde- und Unterstrich, höchstens 64 Zeichen.",
    ),
    "postal_code_not_5_digits": ("Die Postleitzahl hat nicht fünf Ziffern.", _ZERO),
    "postal_code_incomplete": (
        "Die Postleitzahl hat nur drei Ziffern: Vorschläge gibt es erst, wenn sie vollständig ist.",
        "Die Schülerin oder der Schüler kann sie später selbst ergänzen.",
    ),
    "postal_code_missing": (
        "Die Postleitzahl fehlt: Vorschläge gibt es erst, wenn sie ergänzt ist.",
        "Die Schülerin oder der Schüler kann sie später selbst ergänzen.",
    ),
    "certificate_missing": (
        "Der Schulabschluss fehlt; wir rechnen so, als gäbe es noch keinen.",
        "Eine Spalte Abschluss ergänzen oder später nachtragen.",
    ),
    "certificate_unknown": (
        "Diesen Schulabschluss kennen wir nicht.",
        f"Verstanden werden zum Beispiel: {UNDERSTOOD}.",
    ),
    "radius_invalid": ("Der Umkreis ist keine ganze Zahl von 1 bis 200 km.", "Zum Beispiel: 25"),
    "start_year_invalid": ("Das Startjahr ist nicht lesbar.", "Vierstellig, zum Beispiel: 2027"),
    "interest_out_of_range": ("Ein Interesse ist keine Zahl von 1 bis 7.", "Zum Beispiel: 4 oder 5,1"),
    "interests_incomplete": (
        "Es sind nicht alle sechs Interessen (R, I, A, S, E, C) ausgefüllt.",
        "Alle sechs ausfüllen oder alle leer lassen.",
    ),
    "wish_too_long": ("Ein Wunschberuf ist zu lang.", "Nur die Berufsbezeichnung, höchstens 120 Zeichen."),
    "too_many_wishes": (
        "Es sind mehr als drei Wunschberufe; die ersten drei zählen.",
        "Höchstens drei Wünsche je Person.",
    ),
    "status_left": (
        "Die Person hat die Schule laut Status schon verlassen.",
        "Beim Export nur aktive Schüler:innen auswählen.",
    ),
    "status_not_active": (
        "Die Person ist laut Status noch nicht an der Schule.",
        "Beim Export nur aktive Schüler:innen auswählen.",
    ),
    "status_unknown": ("Den Status kennen wir nicht; die Zeile wird trotzdem gelesen.", "SchILD: 2 heißt aktiv."),
    "oneroster_not_student": (
        "Die Person hat laut roles.csv nicht die Rolle student.",
        "Beim Export nur Schüler:innen auswählen.",
    ),
    "oneroster_tobedeleted": (
        "Die Person ist im Export als gelöscht gekennzeichnet.",
        "Löschungen bitte einzeln vornehmen.",
    ),
}


def problem(code: str, column: str = "") -> Problem:
    """The problem of this code in this column ("" = the whole row)."""
    message, hint = PROBLEMS[code]
    return Problem(column=column, code=code, message=message, hint=hint)
