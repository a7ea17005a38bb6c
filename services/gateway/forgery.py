"""Forged requests: a form or script of another site must not act in the name of who is signed in here (CSRF).

One guard for every unsafe method, in front of all routes. Programs that send a key and no cookie have nothing to lose:
no browser adds a key by itself.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from services.gateway.problems import Forbidden

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")


class ForeignForm(Forbidden):
    """This form was sent from another site."""

    code = "cross_site_form"
    german = "Dieses Formular kam von einer anderen Website und wurde nicht angenommen."


def forged(method: str, headers: Mapping[str, str]) -> bool:
    """Whether a request comes from another site: the browser says it by Sec-Fetch-Site, else by Origin or Referer.

    With a cookie and none of the three nobody knows: refused.
    """
    if method in SAFE or ("authorization" in headers and "cookie" not in headers):
        return False
    site, origin = headers.get("sec-fetch-site"), headers.get("origin") or headers.get("referer")
    if site:
        return site not in ("same-origin", "none")
    return urlsplit(origin).netloc != headers.get("host") if origin else "cookie" in headers
