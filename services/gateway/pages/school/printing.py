"""A page as PDF, without asking anyone for anything: style and pictures are in the page."""

from services.gateway.pages.styles import STATIC


class NothingElse(ValueError):
    """A printed page asked for something outside of itself."""


def pdf(html: str) -> bytes:
    """The pages of a document, styled by static/print/letters.css.

    Raises:
        NothingElse: the document refers to another one.
    """
    from weasyprint import CSS, HTML  # type: ignore[import-untyped]  # half a second and 30 MB, only for who prints

    style = CSS(string=(STATIC / "print" / "letters.css").read_text("utf-8"))
    return bytes(HTML(string=html, url_fetcher=_refuse).write_pdf(stylesheets=[style]) or b"")


def _refuse(url: str, *_: object, **__: object) -> None:
    raise NothingElse(url)
