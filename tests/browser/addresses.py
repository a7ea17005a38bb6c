"""Every page there is, and the keys that open those of one kind of caller."""

from uuid import uuid4

import httpx
from fastapi.routing import iter_route_contexts

from services.gateway.areas import AREAS, area_of
from services.gateway.pages.routes import router
from shared.testing.processes import eventually
from shared.testing.stack import Stack

KEYS = {"/meine": "leaver", "/betrieb": "company", "/schule": "school", "/region": "importer"}
OF_OTHERS = ("/betrieb/firmen", "/region/protokoll", "/region/protokoll.csv")
"""No key opens them, only a mail's link; test_mandates and test_registration look at them."""
NO_PAGE = (".csv", ".json", ".js", ".pdf", ".txt", ".webmanifest", ".xml", "/vorschlag")
"""What no browser shows as a page."""


def plain() -> list[str]:
    """The address of each route a browser asks for that needs no parameter."""
    routes = [one for one in iter_route_contexts(router.routes) if "GET" in (one.methods or ())]
    return sorted({f"{one.path}" for one in routes if "{" not in f"{one.path}"})


def behind_keys() -> list[str]:
    """The pages a key opens."""
    return [one for one in plain() if area_of(one) and one not in OF_OTHERS and not one.endswith(NO_PAGE)]


def keys(market: Stack) -> dict[str, str]:
    """A fresh key for each area, by the name of its cookie."""
    named = {area.cookie: KEYS[area.path] for area in AREAS}
    return {
        cookie: market.key(kind, "Heimvorteil", *([uuid4()] * (kind == "leaver"))) for cookie, kind in named.items()
    }


def first_place(client: httpx.Client) -> str:
    """The id of a place that can be found."""
    found = eventually(lambda: client.get("/api/v1/search?q=Dachdecker&size=1").json().get("hits"), 90)
    return str(found[0]["id"])
