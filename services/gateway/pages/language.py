"""Which language a page speaks: the one its address asks for, else the one chosen before, else the browser's.

German is the source. Plain German holds what had to be written anew; texts that are plain already stay as they are.
Ukrainian, Turkish and Arabic are for leavers and parents, and say that nobody who speaks them has checked them yet.
"""

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

from babel import Locale
from babel.core import negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from fastapi import Request
from fastapi.responses import Response

from services.gateway.areas import cookie_name

LOCALE = Path(__file__).parents[1] / "locale"
PARAMETER = COOKIE = "sprache"
_YEAR = 365 * 24 * 3600
_OFFICE = ("/betrieb", "/schule", "/region", "/anmelden", "/mandat")
_LEGAL = ("/impressum", "/datenschutz", "/barrierefreiheit", "/leichte-sprache")


@dataclass(frozen=True)
class Language:
    """`code` as in addresses and `lang` (BCP 47); `name` in the language itself; `cldr` for dates and numbers."""

    code: str
    name: str
    cldr: str
    machine: bool = False

    @property
    def locale(self) -> Locale:
        """How dates, numbers and units are written."""
        return Locale.parse(self.cldr)

    @property
    def direction(self) -> str:
        """ltr or rtl."""
        return self.locale.text_direction

    @property
    def german(self) -> bool:
        """True when what stands in German needs no mark."""
        return self.cldr == "de"


LANGUAGES = {
    one.code: one
    for one in (
        Language("de", "Deutsch", "de"),
        Language("de-simple", "Einfaches Deutsch", "de"),
        Language("en", "English", "en_GB"),
        Language("uk", "Українська", "uk", machine=True),
        Language("tr", "Türkçe", "tr", machine=True),
        Language("ar", "العربية", "ar", machine=True),
    )
}
GERMAN = LANGUAGES["de"]
MACHINE, IN_GERMAN, EASY = "maschinell übersetzt", "Auf Deutsch lesen", "Leichte Sprache"
"""In German whatever the page's language: for those who help."""


def office(path: str) -> bool:
    """True for pages of companies, schools and the region."""
    return path.startswith(_OFFICE)


def offered(path: str) -> list[Language]:
    """The languages a page can be read in; what binds legally is translated by people only."""
    return [one for one in LANGUAGES.values() if not (one.machine and path.startswith((*_OFFICE, *_LEGAL)))]


def language_of(request: Request) -> Language:
    """The language of the answer; what is unknown or not offered here counts as not said."""
    here = {one.code: one for one in offered(request.url.path)}
    for said in (request.query_params.get(PARAMETER), request.cookies.get(cookie_name(request, COOKIE))):
        if said in here:
            return here[said]
    return here[_preferred(request.headers.get("accept-language", ""), list(here))]


def _preferred(header: str, codes: list[str]) -> str:
    """The best of an Accept-Language header (RFC 9110, 12.5.4); German where nothing fits."""
    wanted = []
    for part in header[:500].split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            wanted.append((float(weight or 1), tag))
        except ValueError:
            continue
    ranked = [tag for weight, tag in sorted(wanted, key=lambda one: -one[0]) if weight > 0]
    return negotiate_locale(ranked, codes, sep="-") or GERMAN.code


def address_in(request: Request, code: str) -> str:
    """This page in another language: the same place, asked the same."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != PARAMETER]
    path = f"/{request.url.path.lstrip('/')}"  # "//elsewhere" would lead to another site
    return f"{path}?{urlencode([*kept, (PARAMETER, code)])}"


def remember(request: Request, response: Response, spoken: Language) -> None:
    """What was chosen by hand is kept in a cookie that holds nothing else; caches learn what the answer hangs on."""
    response.headers["Content-Language"] = spoken.code
    response.headers["Vary"] = "Cookie, Accept-Language"
    if request.query_params.get(PARAMETER) == spoken.code:
        secure = request.url.scheme == "https"
        name = cookie_name(request, COOKIE)
        response.set_cookie(name, spoken.code, max_age=_YEAR, httponly=True, samesite="lax", secure=secure)


@lru_cache
def translations_of(code: str) -> NullTranslations:
    """The catalogue of a language, read once; German, the source, has none."""
    path = LOCALE / code / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return NullTranslations()
    packed = BytesIO()
    with path.open("rb") as file:
        write_mo(packed, read_po(file, locale=LANGUAGES[code].cldr))
    packed.seek(0)
    return Translations(packed)
