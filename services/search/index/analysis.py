"""How German text is cut into terms, with nothing but Elasticsearch's own analysis module."""

from typing import Any

# Heads and materials of our occupations' names. Only a word of this list is cut out of a compound, so that
# „Gärten“ never finds „Kindergärten“: „garten“ is not here on purpose.
COMPOUND_PARTS = (
    "anlagen", "assistent", "automobil", "bau", "bauer", "beton", "bäcker", "chemie", "dach", "drucker", "elektro",
    "elektroniker", "facharbeiter", "fachkraft", "fachmann", "fachfrau", "fachverkäufer", "fahrer", "fahrzeug",
    "fleischer", "fliesen", "gastronomie", "gestalter", "glas", "gärtner", "handel", "handels", "hauswirtschaft",
    "helfer", "holz", "hotel", "industrie", "informatik", "informatiker", "kauffrau", "kaufmann", "keramik", "koch",
    "konstruktions", "kraftfahrzeug", "kunststoff", "küchen", "lack", "lackierer", "lager", "landschafts", "leger",
    "logistik", "macher", "maler", "maschinen", "mechaniker", "mechatroniker", "medien", "metall", "meister", "möbel",
    "papier", "pfleger", "pflege", "produkt", "schlosser", "schneider", "schreiner", "system", "techniker",
    "technologe", "textil", "tischler", "verfahrens", "verkäufer", "versicherungs", "verwaltungs", "werker", "wirt",
    "zahn", "zimmerer",
)  # fmt: skip

# „Bäcker/in“, „Bäcker:in“, „Bäcker*in“, „BäckerInnen“, „(m/w/d)“: what is left is „Bäcker“.
_CHAR_FILTERS: dict[str, Any] = {
    "all_genders": {"type": "pattern_replace", "pattern": r"\((?i:[mwdfxg][/|, ]){1,3}[mwdfxg]\)", "replacement": " "},
    "both_forms": {
        "type": "pattern_replace",
        "pattern": r"(?<=\p{L})(?:[/:*_]-?(?:innen|in|frau|r|e|n)|Innen)(?=[^\p{L}]|$)",
        "replacement": " ",
    },
}
_FILTERS: dict[str, Any] = {
    "compounds": {
        "type": "dictionary_decompounder",
        "word_list": list(COMPOUND_PARTS),
        "min_word_size": 7,
        "min_subword_size": 3,
        "only_longest_match": True,
    },
    "light": {"type": "stemmer", "language": "light_german"},
    "filler": {"type": "stop", "stopwords": "_german_"},
}

ANALYSIS: dict[str, Any] = {
    "char_filter": _CHAR_FILTERS,
    "filter": _FILTERS,
    "analyzer": {
        "german_index": {
            "tokenizer": "standard",
            "char_filter": ["all_genders", "both_forms"],
            "filter": ["lowercase", "compounds", "filler", "german_normalization", "light", "unique"],
        },
        # Not cut when searching: „Metallbauer“ must not find every „Bauer“.
        "german_search": {
            "tokenizer": "standard",
            "char_filter": ["all_genders", "both_forms"],
            "filter": ["lowercase", "filler", "german_normalization", "light", "unique"],
        },
        "name": {"tokenizer": "standard", "filter": ["lowercase", "german_normalization"]},
    },
}
