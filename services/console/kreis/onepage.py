"""The figures on one page of A4: a sentence, a picture people understand, and where each figure comes from."""

import tomllib
from datetime import date
from pathlib import Path

from babel.dates import format_date
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.console.kreis.simulating import Figures

HERE = Path(__file__).parent
_WEIGHTS = HERE.parents[1] / "matching" / "weights.toml"
SQUARES = 100
"""Each stands for a hundredth of the places."""


def html(figures: Figures, today: date) -> str:
    """The page."""
    made = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters["number"] = lambda value: format_decimal(value, locale="de")
    rules = tomllib.loads(_WEIGHTS.read_text("utf-8"))["rules_version"]
    return made.get_template("page.html").render(
        f=figures,
        today=format_date(today, format="d. MMMM y", locale="de"),
        rules=rules,
        dark_today=squares(figures.unseen_today, figures.places),
        dark_with=squares(figures.unseen_with, figures.places),
        of_ten=round(10 * figures.unseen_today / max(figures.places, 1)),
        of_ten_with=round(10 * figures.unseen_with / max(figures.places, 1)),
    )


def squares(part: int, whole: int) -> int:
    """How many of a hundred squares; one for anything above nothing, so that a few are not hidden."""
    return 0 if part == 0 else max(1, round(SQUARES * part / whole))


def write(figures: Figures, out: Path, today: date) -> None:
    """The page as PDF; nothing outside of it is asked for."""
    from weasyprint import HTML  # type: ignore[import-untyped]  # half a second and 30 MB, only for who prints

    HTML(string=html(figures, today), url_fetcher=_refuse).write_pdf(out, pdf_tags=True)


def _refuse(url: str, *_: object, **__: object) -> None:
    raise ValueError(url)
