"""Names of companies that do not exist; every name says that it is invented."""

from random import Random

from shared.reference.occupations import Occupation

# KldB 2010 main group (two digits) to what such a company calls itself.
_KINDS = {
    "11": ("Hof", "Landgut"), "12": ("Gärtnerei", "Gartenbau"), "21": ("Steinwerk", "Glashütte"),
    "22": ("Kunststoffwerk", "Lackwerk"), "23": ("Druckerei", "Papierwerk"), "24": ("Metallbau", "Gießerei"),
    "25": ("Maschinenbau", "Fahrzeugtechnik"), "26": ("Elektrotechnik", "Mechatronik"),
    "27": ("Konstruktionsbüro", "Technik"), "28": ("Textilwerk", "Schneiderei"), "29": ("Backhaus", "Küche"),
    "31": ("Vermessungsbüro", "Planungsbüro"), "32": ("Bau", "Bedachungen"), "33": ("Ausbau", "Malerbetrieb"),
    "34": ("Haustechnik", "Stadtwerk"), "41": ("Labor", "Chemie"), "42": ("Umwelttechnik",),
    "43": ("IT-Haus", "Software"), "51": ("Spedition", "Logistik"), "52": ("Fuhrpark", "Verkehrsbetrieb"),
    "53": ("Sicherheitsdienst",), "54": ("Gebäudedienst",), "61": ("Großhandel", "Handelshaus"),
    "62": ("Kaufhaus", "Markt"), "63": ("Gasthof", "Hotel"), "71": ("Kontor", "Werk"),
    "72": ("Versicherungsbüro", "Bankhaus"), "73": ("Kanzlei", "Amt"), "81": ("Praxis", "Klinik"),
    "82": ("Pflegehaus", "Salon"), "83": ("Kindergarten", "Wohngruppe"), "84": ("Lernwerkstatt",),
    "91": ("Büro",), "92": ("Agentur", "Verlag"), "93": ("Atelier", "Werkstatt"), "94": ("Bühne", "Studio"),
}  # fmt: skip
_NAMES = (
    "Ahlbrand", "Birkenau", "Clemfels", "Dornhagen", "Eschlinger", "Fennrich", "Grabenhorst", "Haselbruch",
    "Irmtaler", "Jostmeyer", "Kaltwasser", "Lindrath", "Moosgraber", "Nussbickel", "Obstfelder", "Pfahlmann",
    "Quellinger", "Rosskamp", "Silberhorn", "Tannwald", "Ufermann", "Veilchental", "Wiesengrund", "Zollhofer",
    "Ackerknecht", "Buchwieser", "Dreieich", "Erlenkötter", "Feldhaus", "Goldacker", "Heidelauf", "Kirschneck",
)  # fmt: skip
_FORMS = ("GmbH", "KG", "e. K.", "GbR", "")


def company_name(occupation: Occupation, place: str, chance: Random) -> str:
    """A name such as „Bedachungen Tannwald KG, Nastätten (erfunden)“."""
    kind = chance.choice(_KINDS.get(occupation.kldb2010[:2], ("Betrieb",)))
    parts = (kind, chance.choice(_NAMES), chance.choice(_FORMS))
    return f"{' '.join(part for part in parts if part)}, {place} (erfunden)"
