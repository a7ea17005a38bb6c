"""In whose name: a clerk of a guild or chamber writes for a company whose mandate holds (docs/adr/0048).

Pages name the company in their path, `/betrieb/fuer/{firm}/…`, so that two windows never mix two companies; programs
name it by a header. Accounts is asked each time: a mandate that ends, ends at once.
"""

import re
from uuid import UUID

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from services.gateway.clients import Services
from services.gateway.problems import NotFound, problem_json, wants_json
from shared.contracts.calls import ActFor, Principal
from shared.contracts.permissions import RIGHTS
from shared.contracts.problems import Problem

HEADER = "Heimvorteil-Company"
OWN = "/betrieb"
FOR_A_FIRM = f"{OWN}/fuer/{{firm}}"
FIRMS = f"{OWN}/firmen"
_FOR = re.compile(f"^{FOR_A_FIRM.format(firm='[^/]+')}(?=/|$)")


class CompanyUnnamed(Problem):
    """Name the company you write for: its id in the header Heimvorteil-Company."""

    code = "company_unnamed"
    german = "Für welchen Betrieb? Bitte seine Kennung in der Kopfzeile Heimvorteil-Company nennen."


def own_path(path: str) -> str:
    """A page's path as the company itself has it."""
    return _FOR.sub(OWN, path)


def home(request: Request) -> str:
    """Where the pages of the company begin that this request is about."""
    firm = request.path_params.get("firm")
    return FOR_A_FIRM.format(firm=firm) if firm else OWN


async def in_the_name_of(request: Request, principal: Principal, right: str, services: Services) -> Principal:
    """Who is meant: the caller, or the company a clerk writes for.

    Raises:
        CompanyUnnamed: a clerk names none.
        NotFound, Problem: no such company for this caller (not_found), or accounts is away.
    """
    named = request.path_params.get("firm") or request.headers.get(HEADER)
    if RIGHTS[right].reach.get(principal.kind) != "mandate":
        if named is not None and named != str(principal.account_id):
            raise NotFound()
        return principal
    if named is None:
        raise CompanyUnnamed()
    try:
        command = ActFor(principal=principal, company_id=UUID(named))
    except ValueError:
        raise NotFound() from None
    return await services.accounts.call("act_for", command, Principal)


async def unnamed(request: Request, error: CompanyUnnamed) -> Response:
    """Programs get a problem, people the list of their companies."""
    return problem_json(error.body) if wants_json(request) else RedirectResponse(FIRMS, 303)
