"""German and English words for what reasons speak of."""

from shared.contracts.vocabulary import Certificate

INTERESTS: dict[str, tuple[str, str]] = {
    "R": ("Praktisches", "hands-on work"),
    "I": ("Knobeln", "working things out"),
    "A": ("Kreatives", "creative work"),
    "S": ("Umgang mit Menschen", "being with people"),
    "E": ("Organisieren", "organising"),
    "C": ("Genauigkeit", "precision"),
}
"""The six interests after Holland, as a leaver would say them after „Du magst …“."""

WISHED_CERTIFICATE: dict[Certificate, tuple[str, str]] = {
    "hauptschule": ("Hauptschule", "Hauptschule"),
    "mittlerer": ("Realschule", "Realschule"),
    "fachhochschulreife": ("Fachhochschulreife", "Fachhochschulreife"),
    "hochschulreife": ("Abitur", "Abitur"),
}
"""After „Betrieb wünscht …“."""

ENOUGH: dict[Certificate, tuple[str, str]] = {
    "none": ("Du brauchst keinen Schulabschluss.", "No school certificate is needed."),
    "hauptschule": ("Hauptschulabschluss reicht.", "The Hauptschulabschluss is enough."),
    "mittlerer": ("Realschulabschluss reicht.", "The Realschulabschluss is enough."),
    "fachhochschulreife": ("Fachhochschulreife reicht.", "The Fachhochschulreife is enough."),
    "hochschulreife": ("Du brauchst das Abitur, und du hast es.", "The Abitur is needed, and you have it."),
}

ACTIVITIES: dict[str, tuple[str, str]] = {
    "wood": ("mit Holz arbeiten", "working with wood"),
    "metal": ("mit Metall arbeiten", "working with metal"),
    "construction": ("bauen", "building"),
    "electrical": ("Strom und Elektrik", "electrical work"),
    "vehicles": ("Fahrzeuge", "vehicles"),
    "machines": ("Maschinen", "machines"),
    "computers": ("Computer", "computers"),
    "numbers": ("rechnen", "working with numbers"),
    "print": ("drucken", "printing"),
    "textiles": ("Stoffe und nähen", "textiles and sewing"),
    "design": ("gestalten", "design"),
    "media": ("Medien", "media"),
    "music_stage": ("Musik und Bühne", "music and stage"),
    "food": ("Lebensmittel herstellen", "making food"),
    "cooking_baking": ("kochen und backen", "cooking and baking"),
    "hospitality": ("Gäste bewirten", "looking after guests"),
    "plants": ("Pflanzen", "plants"),
    "animals": ("Tiere", "animals"),
    "forest_nature": ("Wald und Natur", "forest and nature"),
    "environment_water": ("Umwelt und Wasser", "environment and water"),
    "chemistry_lab": ("Chemie und Labor", "chemistry and laboratory"),
    "glass_ceramics": ("Glas und Keramik", "glass and ceramics"),
    "medicine": ("Medizin", "medicine"),
    "care": ("Menschen pflegen", "caring for people"),
    "children": ("Kinder", "children"),
    "advising": ("andere beraten", "advising others"),
    "selling": ("verkaufen", "selling"),
    "office": ("Büroarbeit", "office work"),
    "law_administration": ("Recht und Verwaltung", "law and administration"),
    "finance": ("Geld und Bank", "money and banking"),
    "safety": ("für Sicherheit sorgen", "keeping people safe"),
    "logistics": ("Waren lagern und liefern", "storing and delivering goods"),
    "travel_languages": ("Reisen und Sprachen", "travel and languages"),
    "sport": ("Sport", "sport"),
    "beauty": ("Schönheit und Pflege", "beauty"),
    "repairing": ("reparieren", "repairing things"),
    "outdoors": ("draußen arbeiten", "working outdoors"),
    "fine_craft": ("feine Handarbeit", "fine handwork"),
    "plastics": ("mit Kunststoff arbeiten", "working with plastics"),
    "energy_climate": ("Energie und Klima", "energy and climate"),
}
"""The closed list of activity tags of shared/reference, after „Das gehört hier dazu: …“."""
