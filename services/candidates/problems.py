"""Problems of single rows: one table code → German sentence and hint. Cell values are never repeated."""

from shared.contracts.calls import RowProblem

_LATER = "Die Schülerin oder der Schüler kann sie später selbst ergänzen."
PROBLEMS: dict[str, tuple[str, str]] = {
    "row_key_incomplete": (
        "Der Schlüssel der Zeile fehlt.",
        "Jede Zeile braucht ein Kürzel (row_key), das nur Ihre Schule einer Person zuordnen kann.",
    ),
    "row_key_invalid": (
        "Der Schülerschlüssel enthält Zeichen, die nicht erlaubt sind, oder ist zu lang.",
        "Erlaubt sind Ziffern, Buchstaben ohne Umlaute, Punkt, Binde- und Unterstrich, höchstens 64 Zeichen.",
    ),
    "field_unknown": (
        "Dieses Feld gehört nicht zum Profil und wird nicht angenommen.",
        "Bitte die Schreibweise prüfen oder das Feld weglassen.",
    ),
    "profile_invalid": ("Diese Angabe ist nicht gültig.", "Bitte mit der Beschreibung der Schnittstelle vergleichen."),
    "certificate_unknown": (
        "Diesen Schulabschluss kennen wir nicht.",
        "Erlaubt sind none, hauptschule, mittlerer, fachhochschulreife, hochschulreife.",
    ),
    "certificate_missing": (
        "Der Schulabschluss fehlt; wir rechnen so, als gäbe es noch keinen.",
        "Bitte später nachtragen.",
    ),
    "postal_code_not_5_digits": (
        "Die Postleitzahl hat nicht fünf Ziffern.",
        "Excel entfernt gern die führende Null (aus 01987 wird 1987): Spalte als Text formatieren.",
    ),
    "postal_code_unknown": ("Diese Postleitzahl gibt es nicht.", "Bitte auf Zahlendreher prüfen."),
    "postal_code_incomplete": (
        "Die Postleitzahl hat nur drei Ziffern: Vorschläge gibt es erst, wenn sie vollständig ist.",
        _LATER,
    ),
    "postal_code_missing": ("Die Postleitzahl fehlt: Vorschläge gibt es erst, wenn sie ergänzt ist.", _LATER),
    "radius_invalid": ("Der Umkreis ist keine ganze Zahl von 1 bis 200 km.", "Zum Beispiel: 25"),
    "start_year_invalid": ("Das Startjahr ist keine Jahreszahl von 2020 bis 2040.", "Zum Beispiel: 2027"),
    "start_year_before_season": (
        "Das Startjahr liegt vor dem Abgangsjahr; die Zeile wird trotzdem angenommen.",
        "Ist das Jahr richtig? Ohne Angabe gilt das Abgangsjahr.",
    ),
    "interest_out_of_range": ("Ein Interesse ist keine Zahl von 1 bis 7.", "Zum Beispiel: 4 oder 5.1"),
    "interests_incomplete": (
        "Es sind nicht alle sechs Interessen (R, I, A, S, E, C) angegeben.",
        "Alle sechs angeben oder alle weglassen.",
    ),
    "wish_invalid": (
        "Ein Wunschberuf ist nicht lesbar.",
        "Als Titel, oder als Objekt mit id, title oder kldb2010 (fünf Ziffern als Text).",
    ),
    "wish_unknown": (
        "Diesen Wunschberuf kennen wir nicht; er zählt nicht mit, die Zeile wird trotzdem angenommen.",
        "Bitte die amtliche Berufsbezeichnung angeben.",
    ),
    "too_many_wishes": ("Es sind mehr als drei Wunschberufe.", "Höchstens drei Wünsche je Person."),
    "leaver_erased": (
        "Diese Person wurde in dieser Saison gelöscht und wird nicht wieder angelegt.",
        "Die Zeile bitte aus der Datei nehmen.",
    ),
    "duplicate_of_line": (
        "Die Zeile meint dieselbe Person wie Zeile {line}; gezählt wird nur Zeile {line}.",
        "Bitte eine der beiden Zeilen löschen.",
    ),
}


def problem(code: str, column: str = "") -> RowProblem:
    """The problem of this code in this column ("" = the whole row)."""
    message, hint = PROBLEMS[code]
    return RowProblem(column=column, code=code, message=message, hint=hint)


def duplicate_of(line: int) -> RowProblem:
    """A row whose key an accepted row (in `line`) of the same push has."""
    message, hint = PROBLEMS["duplicate_of_line"]
    text = message.format(line=line)
    return RowProblem(column="", code=f"duplicate_of_line_{line}", message=text, hint=hint)
