"""For coordinators: the audit log of their region, on a page and as a table."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from services.gateway.auth import Caller, ServicesOf, may
from services.gateway.clients import Services
from services.gateway.pages.rendering import page
from services.gateway.pages.texts import N_
from shared.contracts.calls import Acts, ListActs, NotedAct, Principal
from shared.contracts.vocabulary import formula_safe
from shared.reference.kreise import kreise

router = APIRouter(prefix="/region/protokoll", dependencies=[may("act.read")])
SHOWN, PART, LONGEST = 50, 500, 20_000
WORDS = {
    ("company.release", "released"): N_("Betrieb freigegeben"),
    ("company.release", "refused"): N_("Betrieb abgelehnt"),
    ("company.release", "waiting"): N_("Entscheidung über einen Betrieb zurückgenommen"),
    ("report.decide", "dismissed"): N_("Meldung zurückgewiesen"),
    ("report.decide", "upheld"): N_("Meldung bestätigt, Platz angehalten"),
    ("report.decide", "open"): N_("Antwort auf eine Meldung zurückgenommen"),
    ("mandate.ask", "asked"): N_("Einen Betrieb um ein Mandat gebeten"),
    ("mandate.answer", "given"): N_("Mandat gegeben"),
    ("mandate.answer", "refused"): N_("Mandat abgelehnt"),
    ("mandate.give", "given"): N_("Mandat gegeben"),
    ("mandate.end", "ended"): N_("Mandat beendet"),
    ("key.create", "added"): N_("Zugang per Mail angelegt"),
    ("key.manage", "created"): N_("Schlüssel einer Schule angelegt"),
    ("key.manage", "rotated"): N_("Schlüssel einer Schule ersetzt"),
    ("key.manage", "revoked"): N_("Schlüssel einer Schule gesperrt"),
}
"""What a person reads of a right and an action; others are shown as they are."""
_HEADER = ("Nummer", "Zeit (UTC)", "Rolle", "Konto", "Person", "Recht", "Was", "Art", "Kennung", "Kreis", "Ausgang")
Before = Annotated[int | None, Query(ge=1, le=2**62)]


@router.get("")
async def shown(request: Request, region: Caller, services: ServicesOf, vor: Before = None) -> HTMLResponse:
    """A page of acts, latest first."""
    query = ListActs(principal=region, before=vor, limit=SHOWN)
    found = await services.accounts.call("list_acts", query, Acts)
    facts: dict[str, Any] = {"acts": found, "words": WORDS, "kreise": kreise(), "first": vor is None}
    return page(request, "coordinator/acts.html", region=region, **facts)


@router.get(".csv")
async def table(region: Caller, services: ServicesOf) -> Response:
    """The last twelve months as a table for Excel; safe from formulas."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(_HEADER)
    for act in await _year(region, services):
        writer.writerow([formula_safe(cell) for cell in _cells(act)])
    headers = {"Content-Disposition": 'attachment; filename="heimvorteil-protokoll.csv"', "Cache-Control": "no-store"}
    return Response(target.getvalue().encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers)


async def _year(region: Principal, services: Services) -> list[NotedAct]:
    acts: list[NotedAct] = []
    since, before, more = datetime.now(UTC) - timedelta(days=366), None, True
    while more and len(acts) < LONGEST:
        query = ListActs(principal=region, since=since, before=before, limit=PART)
        found = await services.accounts.call("list_acts", query, Acts)
        acts += found.items
        before, more = (acts[-1].id if acts else None), found.more
    return acts


def _cells(act: NotedAct) -> list[str]:
    when = f"{act.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
    ids = (act.account, act.actor)
    what = WORDS.get((act.right, act.action), act.action)
    told = (act.id, when, act.role, *ids, act.right, what, act.kind, act.subject, act.kreis, act.outcome)
    return ["" if one is None else str(one) for one in told]
