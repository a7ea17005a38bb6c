"""What a browser calls itself, as people know it; no more of it is kept."""

from services.gateway.pages.texts import N_

_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
UNKNOWN = N_("Unbekanntes Gerät")


def device_of(user_agent: str) -> str:
    """Such as "Firefox, Windows"."""
    named = [next((name for sign, name in known if sign in user_agent), "") for known in (_BROWSERS, _SYSTEMS)]
    return ", ".join(filter(None, named)) or UNKNOWN
