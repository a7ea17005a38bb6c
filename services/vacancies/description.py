"""Descriptions: seven tags without attributes, everything else removed by nh3."""

import re

import nh3

from services.vacancies.findings import Findings

TAGS = frozenset({"p", "ul", "ol", "li", "strong", "em", "br"})
_REMOVED_WITH_CONTENT = {"script", "style"}
_NO_ATTRIBUTES: dict[str, set[str]] = {"*": set()}  # an empty table would still let `lang` and `title` pass
_TAG = re.compile(r"<([a-zA-Z][a-zA-Z0-9]*)\b([^>]*)>")


def clean(html: str, found: Findings) -> str:
    """The description as it may be shown; a warning tells when something was taken out."""
    if "<" not in html and "&" not in html:
        return html
    if any(name.lower() not in TAGS or rest.strip(" /\n\t") for name, rest in _TAG.findall(html)):
        message = "Aus der Beschreibung haben wir entfernt, was nicht erlaubt ist (Links, Bilder, Formatierungen)."
        found.warn("description_html", "description_cleaned", message)
    return nh3.clean(html, tags=set(TAGS), attributes=_NO_ATTRIBUTES, clean_content_tags=_REMOVED_WITH_CONTENT)
