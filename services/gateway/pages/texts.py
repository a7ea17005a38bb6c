"""Words of closed vocabularies as people read them. German is the source language of every text."""

from collections.abc import Mapping


def N_(text: str) -> str:
    """Marks a text for the catalogue; it is translated where it is shown."""
    return text


CERTIFICATES: Mapping[str, str] = {
    "none": N_("kein Abschluss nötig"),
    "hauptschule": N_("Hauptschulabschluss"),
    "mittlerer": N_("Mittlerer Abschluss"),
    "fachhochschulreife": N_("Fachhochschulreife"),
    "hochschulreife": N_("Abitur"),
    "unknown": N_("keine Angabe"),
}
"""What a vacancy asks for."""

HELD: Mapping[str, str] = {
    "none": N_("(noch) keiner"),
    "hauptschule": N_("Hauptschulabschluss"),
    "mittlerer": N_("Mittlerer Abschluss"),
    "fachhochschulreife": N_("Fachhochschulreife"),
    "hochschulreife": N_("Abitur"),
}
"""What a leaver has, or will have; lowest first."""

TRAINING_KINDS: Mapping[str, str] = {
    "dual": N_("Betrieb und Berufsschule"),
    "school_based": N_("Schulische Ausbildung"),
    "health": N_("Pflege und Gesundheit"),
    "dual_study": N_("Duales Studium"),
    "eq": N_("Einstiegsqualifizierung"),
}
KNOWN: Mapping[str, str] = {
    "well": N_("kennen viele"),
    "somewhat": N_("kennen manche"),
    "hardly": N_("kennen nur wenige"),
}
FACETS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "certificate": (N_("Abschluss"), CERTIFICATES),
    "training_kind": (N_("Art der Ausbildung"), TRAINING_KINDS),
    "start_year": (N_("Beginn"), {}),
}
"""Facets that are filters too: heading and words of the values (a year speaks for itself)."""

ORDERS: Mapping[str, str] = {
    "relevance": N_("was am besten passt"),
    "distance": N_("was am nächsten ist"),
    "start": N_("was am frühesten anfängt"),
    "newest": N_("was neu ist"),
    "fewest_applicants": N_("wo wenig Andrang zu erwarten ist"),
}
"""What comes first; without a word people see the first one."""

STATUSES: Mapping[str, str] = {
    "draft": N_("Entwurf, noch nicht öffentlich"),
    "waiting": N_("wartet auf die Freigabe Ihres Betriebs"),
    "blocked": N_("von der Region angehalten"),
    "paused": N_("pausiert, gerade nicht öffentlich"),
    "published": N_("öffentlich"),
    "filled": N_("besetzt"),
    "withdrawn": N_("zurückgezogen"),
    "expired": N_("abgelaufen"),
}
REPORT_REASONS: Mapping[str, str] = {
    "gone": N_("Den Platz oder den Betrieb gibt es nicht"),
    "false": N_("Angaben stimmen nicht, zum Beispiel Lohn oder Ort"),
    "no_training": N_("Das ist gar keine Ausbildung"),
    "money": N_("Ich soll Geld bezahlen oder etwas kaufen"),
    "discriminating": N_("Hier werden Menschen benachteiligt"),
    "unsafe": N_("Das fühlt sich unsicher oder übergriffig an"),
    "illegal": N_("Das verstößt gegen ein Gesetz"),
    "other": N_("Etwas anderes"),
}
"""What can be wrong with a vacancy (notice and action, docs/adr/0035)."""

REPORT_STATES: Mapping[str, str] = {
    "open": N_("wird angesehen"),
    "dismissed": N_("angesehen, der Platz bleibt stehen"),
    "upheld": N_("angesehen, der Platz ist angehalten"),
}
INTERESTS: Mapping[str, tuple[str, str]] = {
    "R": (N_("Anpacken"), N_("bauen, reparieren, Maschinen, draußen sein")),
    "I": (N_("Tüfteln"), N_("herausfinden, wie etwas funktioniert")),
    "A": (N_("Gestalten"), N_("zeichnen, Musik, Fotos, eigene Ideen")),
    "S": (N_("Helfen"), N_("für andere da sein, erklären, pflegen")),
    "E": (N_("Überzeugen"), N_("verkaufen, organisieren, ein Team führen")),
    "C": (N_("Ordnen"), N_("genau arbeiten, planen, Zahlen im Griff haben")),
}
"""Holland's six directions in plain words."""

ANSWERS: Mapping[str, str] = {
    "1": N_("gar nicht"),
    "2.5": N_("eher nicht"),
    "4": N_("geht so"),
    "5.5": N_("gern"),
    "7": N_("sehr gern"),
}
"""Answers and their place on the scale from 1 to 7."""

MEANINGS: Mapping[str, str] = {
    "row_key": N_("Schülerschlüssel"),
    "certificate": N_("Schulabschluss"),
    "postal_code": N_("Postleitzahl"),
    "radius_km": N_("Umkreis in km"),
    "start_year": N_("Startjahr"),
    "wish": N_("Wunschberuf"),
    "interest_r": N_("Interesse R"),
    "interest_i": N_("Interesse I"),
    "interest_a": N_("Interesse A"),
    "interest_s": N_("Interesse S"),
    "interest_e": N_("Interesse E"),
    "interest_c": N_("Interesse C"),
    "last_name": N_("Nachname"),
    "first_name": N_("Vorname"),
    "birth_date": N_("Geburtsdatum"),
    "source_id": N_("Kennung der Schulsoftware"),
    "status": N_("Status"),
}
"""What a column of a school's file can mean (services/gateway/uploads/columns.py)."""

FIELDS: Mapping[str, str] = {
    "occupation": N_("Ausbildungsberuf"),
    "title": N_("Überschrift"),
    "training_kind": N_("Art der Ausbildung"),
    "places": N_("Plätze"),
    "start_date": N_("Beginn"),
    "duration_months": N_("Dauer in Monaten"),
    "pay_per_month": N_("Vergütung"),
    "pay_per_month.0": N_("Vergütung im 1. Jahr"),
    "pay_per_month.1": N_("Vergütung im 2. Jahr"),
    "pay_per_month.2": N_("Vergütung im 3. Jahr"),
    "pay_per_month.3": N_("Vergütung im 4. Jahr"),
    "certificate_required": N_("Gewünschter Schulabschluss"),
    "description_html": N_("Beschreibung"),
    "location.street": N_("Straße und Hausnummer"),
    "location.postal_code": N_("Postleitzahl"),
    "location.city": N_("Ort"),
    "name": N_("Name des Betriebs"),
    "postal_code": N_("Postleitzahl"),
    "phone": N_("Telefon"),
    "email": N_("E-Mail"),
    "chamber_number": N_("Nummer bei der Kammer"),
    "contact.name": N_("Name"),
    "contact.phone": N_("Telefon"),
    "contact.email": N_("E-Mail"),
    "contact.url": N_("Website"),
    "apply_by": N_("Bewerben bis"),
    "home.postal_code": N_("Deine Postleitzahl"),
    "radius_km": N_("Umkreis"),
    "certificate": N_("Dein Abschluss"),
    "likes": N_("Ich will …"),
    "wishes.0": N_("1. Wunschberuf"),
    "wishes.1": N_("2. Wunschberuf"),
    "wishes.2": N_("3. Wunschberuf"),
}
"""Labels of fields in a list of errors."""

CLEARER: Mapping[tuple[str, str], str] = {
    ("postal_code", "string_pattern_mismatch"): N_("Bitte fünf Ziffern, zum Beispiel 56130."),
    ("phone", "string_pattern_mismatch"): N_("Bitte nur Ziffern, Leerzeichen und + ( ) / -, zum Beispiel 02603 1234."),
    ("email", "string_pattern_mismatch"): N_("Bitte eine vollständige Adresse, zum Beispiel info@betrieb.de."),
    ("url", "string_pattern_mismatch"): N_("Bitte mit https:// am Anfang, ohne Leerzeichen."),
    ("pay_per_month", "int_parsing"): N_("Bitte nur ganze Euro, zum Beispiel 850."),
    ("pay_per_month", "greater_than_equal"): N_("Bitte einen Betrag ab 0 Euro."),
}
"""Sentences for errors of which a person at a form wants to know more than a program does."""

FORMATS: Mapping[str, str] = {
    "csv": N_("Tabelle als Text (CSV)"),
    "positional": N_("Tabelle ohne Kopfzeile"),
    "excel": N_("Excel"),
    "schild": N_("SchILD-Export"),
    "oneroster": N_("OneRoster 1.2"),
}

HELP: Mapping[int, tuple[str, str]] = {
    401: (N_("Bitte erst anmelden"), N_("Melde dich mit deinem Schlüssel an und versuche es noch einmal.")),
    403: (N_("Das geht hier nicht"), N_("Lade die Seite neu und melde dich mit dem passenden Schlüssel an.")),
    404: (
        N_("Hier ist nichts"),
        N_("Vielleicht ist im Link ein Tippfehler. Über die Suche findest du bestimmt etwas Passendes."),
    ),
    410: (
        N_("Dieser Platz ist weg"),
        N_("Der Betrieb hat ihn besetzt oder zurückgezogen. In deiner Nähe gibt es sicher noch andere."),
    ),
    412: (N_("Inzwischen geändert"), N_("Lade die Seite neu; dann siehst du den neuesten Stand.")),
    413: (N_("Das ist zu groß"), N_("Teile die Datei oder kürze den Text und schicke es noch einmal ab.")),
    415: (N_("Diese Datei lesen wir nicht"), N_("Speichere sie als CSV oder Excel und schicke sie noch einmal ab.")),
    422: (
        N_("Da stimmt etwas nicht"),
        N_("Geh einen Schritt zurück, prüfe die Angaben und schicke sie noch einmal ab."),
    ),
    503: (
        N_("Kurz nicht erreichbar"),
        N_("Warte eine halbe Minute und lade die Seite neu. Es geht nichts verloren, was schon gespeichert ist."),
    ),
    429: (
        N_("Gerade zu viel auf einmal"),
        N_("Aus eurem Netz kamen sehr viele Anfragen. Warte ein paar Minuten; es ist nichts verloren."),
    ),
    500: (N_("Das war unser Fehler"), N_("Versuche es gleich noch einmal. Wenn es bleibt, schauen wir schon danach.")),
}
"""Heading and what to do, by HTTP status."""
