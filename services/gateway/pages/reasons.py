"""Why a place fits, in the reader's language. Elsewhere than in German and English its code says the gist."""

from collections.abc import Mapping

from markupsafe import Markup

from services.gateway.pages.language import Language, translations_of
from services.gateway.pages.texts import N_
from shared.contracts.calls import Reason

GIST: Mapping[str, str] = {
    "wish": N_("Das hast du dir gewünscht."),
    "related_to_wish": N_("Das ist mit deinem Wunsch verwandt."),
    "activity": N_("Hier machst du, was du magst."),
    "interest": N_("Das passt zu deinen Interessen."),
    "lesser_known": N_("Diesen Beruf kennen nur wenige."),
    "few_shown": N_("Diesen Platz haben hier erst wenige gesehen."),
    "certificate_soft": N_("Der Betrieb wünscht einen anderen Abschluss. Fragen lohnt sich."),
    "certificate_ok": N_("Dein Abschluss reicht."),
    "far": N_("Der Weg ist weit."),
    "distance": N_("Das ist in deiner Nähe."),
    "postal_code_incomplete": N_("Uns fehlt deine vollständige Postleitzahl."),
    "nothing_yet": N_("Deine Liste ist noch nicht da. Schau gleich noch einmal."),
    "no_place": N_("Für dich ist noch kein Platz eingetragen. Schau bald wieder vorbei."),
    "no_place_in_radius": N_("In deinem Umkreis ist gerade nichts frei. Probier einen größeren."),
}
"""What a reason says without its particulars, by code."""


def in_words(reason: Reason, language: Language) -> Markup:
    """The reason; what is not in the page's language is marked as German or English."""
    if language.german:
        return Markup("{}").format(reason.text_de)
    if language.cldr.startswith("en"):
        return Markup("{}").format(reason.text_en)
    if reason.code in GIST:
        return Markup("{}").format(translations_of(language.code).gettext(GIST[reason.code]))
    return Markup('<span lang="en" dir="ltr">{}</span>').format(reason.text_en)
