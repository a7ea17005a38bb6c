"""From a template and its facts to a page: Jinja2, Babel texts, German formats."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.gateway.pages import pictures, texts
from services.gateway.pages.styles import style_sheet

HERE = Path(__file__).parent
LOCALE = HERE.parent / "locale"
LANGUAGE = "de"
_PRIVATE = ("/betrieb", "/schule", "/region", "/passt", "/interessen", "/gemerkt", "/code", "/meine", "/meldung")


def page(request: Request, template: str, status: int = 200, **facts: Any) -> HTMLResponse:
    """A page. What is meant for one person only is kept by no cache."""
    shown = environment(LANGUAGE).get_template(template)
    content = shown.render(path=request.url.path, origin=str(request.base_url).rstrip("/"), **facts)
    headers = {"Cache-Control": "no-store"} if request.url.path.startswith(_PRIVATE) else {}
    return HTMLResponse(content, status, headers)


@lru_cache
def environment(language: str) -> Environment:
    """Templates with the texts of a language; German, the source, needs no catalogue."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    translations = translations_of(language)
    made.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]  # by the extension
    made.filters |= {
        "euros": euros,
        "km": km,
        "day": day,
        "number": number,
        "years": years,
        "said": translations.gettext,
    }
    made.globals |= {"texts": texts, "held_covers": held_covers, "stylesheet": style_sheet().address}
    made.globals |= {"icon": pictures.icon, "hexagon": pictures.hexagon}
    made.globals |= {"picture": pictures.occupation_picture, "activity_picture": pictures.activity_picture}
    return made


def translations_of(language: str) -> NullTranslations:
    """The catalogue of a language, or none."""
    return Translations.load(LOCALE, [language])


def number(value: float) -> str:
    """1.050 or 3,2."""
    return format_decimal(value, format="#,##0.#", locale=LANGUAGE)


def euros(value: int) -> str:
    """1.050 € with a space that does not break."""
    return f"{number(value)}\N{NO-BREAK SPACE}€"


def km(value: float) -> str:
    """3,2 km; below one kilometre the decimals would pretend to know more than the postal code's centre."""
    return "unter 1\N{NO-BREAK SPACE}km" if value < 1 else f"{number(round(value, 1))}\N{NO-BREAK SPACE}km"


def day(value: date) -> str:
    """1. August 2027."""
    return format_date(value, format="d. MMMM y", locale=LANGUAGE)


def years(months: int) -> str:
    """3 or 3½; other durations as a decimal."""
    whole, rest = divmod(months, 12)
    return f"{whole}½" if rest == 6 else number(months / 12)


def held_covers(held: str | None, wanted: str) -> bool:
    """True when a certificate is at least the wanted one."""
    ranks = list(texts.HELD)
    return held in ranks and ranks.index(held) >= ranks.index(wanted)


def invented(vacancies: Iterable[Any]) -> bool:
    """True when one of the vacancies is made up for a demonstration."""
    return any(vacancy.synthetic for vacancy in vacancies)
