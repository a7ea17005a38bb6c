"""Numbers, money, distances and days as a language writes them; a number never parts from its unit."""

from datetime import date, datetime

from babel.dates import format_date, format_datetime, get_timezone
from babel.numbers import format_decimal
from babel.units import format_unit

from services.gateway.pages.language import Language, translations_of
from services.gateway.pages.texts import N_

_BELOW = N_("unter %(distance)s")
_SPACE, _FIXED = " ", "\N{NO-BREAK SPACE}"


class Formats:
    """The formats of a language."""

    def __init__(self, language: Language) -> None:
        self._locale = language.locale
        self._below = translations_of(language.code).gettext(_BELOW)

    def number(self, value: float) -> str:
        """1.050 or 3,2."""
        return format_decimal(value, format="#,##0.#", locale=self._locale)

    def euros(self, value: int) -> str:
        """1.050 €, without cents."""
        pattern = self._locale.currency_formats["standard"].pattern.replace(".00", "").replace("¤", "€")
        return format_decimal(value, format=pattern, locale=self._locale)

    def km(self, value: float | str) -> str:
        """3,2 km; below one kilometre the decimals would pretend to know more than the postal code's centre."""
        value = float(value)
        shown = format_unit(round(max(value, 1), 1), "length-kilometer", "short", locale=self._locale)
        fixed = shown.replace(_SPACE, _FIXED)
        return self._below % {"distance": fixed} if value < 1 else fixed

    def day(self, value: date) -> str:
        """1. August 2027."""
        return format_date(value, format="long", locale=self._locale)

    def moment(self, value: datetime) -> str:
        """26.11.2026, 13:47:05, as clocks in Germany show it."""
        return format_datetime(value, format="medium", tzinfo=get_timezone("Europe/Berlin"), locale=self._locale)

    def years(self, months: int) -> str:
        """3 or 3½; other durations as a decimal."""
        whole, rest = divmod(months, 12)
        return f"{whole}½" if rest == 6 else self.number(months / 12)
