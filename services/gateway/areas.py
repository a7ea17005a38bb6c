"""Pages for one kind of caller, below one path, and the cookie that opens them."""

from dataclasses import dataclass

from fastapi import Request

from shared.contracts.permissions import Role


def N_(text: str) -> str:
    """Marks a text for the catalogue."""
    return text


@dataclass(frozen=True)
class Area:
    """Pages for some roles, below one path."""

    path: str
    cookie: str
    roles: tuple[Role, ...]
    wrong_kind: str


LEAVER = Area("/meine", "hv_meine", ("leaver",), N_("Das ist kein Schlüssel einer Schülerin oder eines Schülers."))
COMPANY = Area(
    "/betrieb",
    "hv_betrieb",
    ("company", "clerk", "vocational_school"),
    N_("Das ist kein Schlüssel eines Betriebs."),
)
SCHOOL = Area("/schule", "hv_schule", ("school",), N_("Das ist kein Schlüssel einer Schule."))
REGION = Area(
    "/region",
    "hv_region",
    ("importer", "coordinator", "authority", "job_centre"),
    N_("Das ist kein Schlüssel einer Region."),
)
AREAS = (LEAVER, COMPANY, SCHOOL, REGION)
OFFICES = (COMPANY, SCHOOL, REGION)
"""Where people sign in who work here."""


class SignedOut(Exception):
    """A page that needs a key was asked for without a valid one."""

    def __init__(self, area: Area) -> None:
        super().__init__(area.path)
        self.area = area


def area_of(path: str) -> Area | None:
    """The area a path belongs to; None for pages of everyone."""
    return next(
        (area for area in AREAS if path == area.path or path.startswith((f"{area.path}/", f"{area.path}."))), None
    )


def area_for(role: Role) -> Area | None:
    """Where a role works."""
    return next((area for area in AREAS if role in area.roles), None)


def cookie_name(request: Request, name: str) -> str:
    """`__Host-…` over https: only this host, only its root, only https may set it. Plain http cannot have it."""
    return f"__Host-{name}" if request.url.scheme == "https" else name
