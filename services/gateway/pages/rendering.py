"""From a template and its facts to a page: Jinja2, and the texts and formats of the language it is read in."""

from collections.abc import Callable, Iterable
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

from babel.support import NullTranslations
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from services.gateway.acting import home
from services.gateway.pages import language, pictures, texts
from services.gateway.pages.formats import Formats
from services.gateway.pages.reasons import in_words
from services.gateway.pages.said import sayer
from services.gateway.pages.styles import style_sheet

HERE = Path(__file__).parent
REMEMBERED = 2000
"""Numbers, amounts and days that are written again and again, of each format and language."""
_PRIVATE = (
    "/betrieb",
    "/schule",
    "/region",
    "/passt",
    "/interessen",
    "/gemerkt",
    "/code",
    "/meine",
    "/meldung",
    "/anmelden",
    "/beleg",
    "/nein-danke",
    "/umzug",
    "/mandat",
    "/eltern/",
)


WHOLE = {"HX-Retarget": "#inhalt", "HX-Reselect": "#inhalt", "HX-Reswap": "outerHTML"}
"""Headers of an answer that is another page than was asked for: htmx shows it whole, not the part it wanted."""


def page(request: Request, template: str, status: int = 200, **facts: Any) -> HTMLResponse:
    """A page in the reader's language. What is meant for one person only is kept by no cache."""
    path, spoken = request.url.path, language.language_of(request)
    content = (
        environment(spoken.code)
        .get_template(template)
        .render(
            path=path,
            home=home(request),
            office=language.office(path),
            origin=str(request.base_url).rstrip("/"),
            posted=request.method == "POST",
            languages=language.offered(path),
            address_in=partial(language.address_in, request),
            **facts,
        )
    )
    headers = {"Cache-Control": "no-store"} if path.startswith(_PRIVATE) else {}
    response = HTMLResponse(content.encode("utf-8", "replace"), status, headers)  # half a character is shown as "?"
    language.remember(request, response, spoken)
    return response


@lru_cache
def environment(code: str) -> Environment:
    """Templates with the texts and formats of a language."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    spoken, translations = language.LANGUAGES[code], language.translations_of(code)
    made.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]  # by the extension
    made.globals["_"] = _fixed(translations)
    formats = Formats(spoken)
    names = ("number", "euros", "km", "day", "moment", "years")
    made.filters |= {name: lru_cache(REMEMBERED)(getattr(formats, name)) for name in names}
    made.filters |= {"said": sayer(code)}
    made.globals |= {"texts": texts, "held_covers": held_covers, "stylesheet": style_sheet(spoken.direction).address}
    made.globals |= {"icon": pictures.icon, "hexagon": pictures.hexagon}
    made.globals |= {"picture": pictures.occupation_picture, "activity_picture": pictures.activity_picture}
    made.globals |= {"language": spoken, "in_words": partial(in_words, language=spoken)}
    made.globals |= {"machine_translated": language.MACHINE, "read_in_german": language.IN_GERMAN}
    made.globals |= {"easy_language": language.EASY}
    made.globals |= {"german": Markup("" if spoken.german else ' lang="de" dir="ltr"')}
    return made


def _fixed(translations: NullTranslations) -> Callable[..., Markup]:
    """The catalogue for texts of templates; those without gaps, most of a page, are looked up once."""

    @cache
    def whole(text: str) -> Markup:
        return Markup(translations.gettext(text)) % {}

    def translated(text: str, **gaps: Any) -> Markup:
        return Markup(translations.gettext(text)) % gaps if gaps else whole(text)

    return translated


def held_covers(held: str | None, wanted: str) -> bool:
    """True when a certificate is at least the wanted one."""
    ranks = list(texts.HELD)
    return held in ranks and ranks.index(held) >= ranks.index(wanted)


def invented(vacancies: Iterable[Any]) -> bool:
    """True when one of the vacancies is made up for a demonstration."""
    return any(vacancy.synthetic for vacancy in vacancies)
