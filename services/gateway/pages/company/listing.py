"""Many places at once: a CSV or Excel list becomes drafts, with a verdict for each row; then all are published."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from services.gateway.acting import home
from services.gateway.api.cohorts import memory_form
from services.gateway.auth import Caller, ServicesOf, may
from services.gateway.bulk import push_in_parts
from services.gateway.clients import Services
from services.gateway.pages.company.form import input_of, wanted
from services.gateway.pages.company.owned import owned
from services.gateway.pages.company.prefill import completed
from services.gateway.pages.rendering import page
from services.gateway.uploads import UploadRefused
from services.gateway.uploads.vacancies import COLUMNS, Listed, template
from shared.contracts.calls import BulkItem, Principal, new_idempotency_key
from shared.contracts.vacancy import VacancyRecord

router = APIRouter(prefix="/liste", dependencies=[may("vacancy.write")])


@dataclass(frozen=True)
class Row:
    """A row of the list with its verdict."""

    line: int
    title: str
    item: BulkItem


@router.get("")
async def empty(request: Request, company: Caller) -> HTMLResponse:
    """Where to choose a file."""
    return _shown(request, company)


@router.get("/vorlage.csv")
async def example(company: Caller) -> Response:
    """The template, for Excel."""
    headers = {"Content-Disposition": 'attachment; filename="plaetze.csv"'}
    return Response(template(), media_type="text/csv; charset=utf-8", headers=headers)


@router.post("")
async def upload(request: Request, company: Caller, services: ServicesOf) -> HTMLResponse:
    """Read a list; its good rows become drafts, or new content of what the same list brought before."""
    form = await memory_form(request)
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return _shown(request, company, missing=True, status=422)
    try:
        listed = await request.app.state.reader.read_vacancies(await file.read(), file.filename)
    except UploadRefused as refused:
        return _shown(request, company, refused=refused, status=refused.status)
    rows = await _kept(listed, company, services)
    return _shown(request, company, rows=rows, unread=listed.unread)


@router.post("/veroeffentlichen")
async def publish(request: Request, company: Caller, services: ServicesOf) -> Response:
    """Make every draft public that came from a list."""
    drafts = [record for record in await owned(company, services) if record.status == "draft" and record.external_id]
    items = [input_of(record, status="published").model_dump(mode="json") for record in drafts]
    if items:
        await push_in_parts(items, principal=company, services=services, key=new_idempotency_key())
    return RedirectResponse(f"{home(request)}?getan=alle", 303)


async def _kept(listed: Listed, company: Principal, services: Services) -> list[Row]:
    before = {record.external_id: record for record in await owned(company, services) if record.external_id}
    items = [_item(row, before) for _, row in listed.rows]
    result = await push_in_parts(items, principal=company, services=services, key=new_idempotency_key())
    lines = [line for line, _ in listed.rows]
    return [Row(line, item["title"], verdict) for line, item, verdict in zip(lines, items, result.items, strict=True)]


def _item(row: dict[str, Any], before: dict[str, VacancyRecord]) -> dict[str, Any]:
    """A row as a vacancy under a name that stays: its number, else what cannot change without being another place."""
    item = completed(row)
    if "external_id" not in item:
        told = [item["occupation"]["title"], item["location"]["postal_code"], item.get("start_date")]
        item["external_id"] = hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]
    item["external_id"] = f"liste-{item['external_id']}"[:120]
    known = before.get(item["external_id"])
    return {**item, "status": wanted(known) if known else "draft"}


def _shown(request: Request, company: Principal, *, status: int = 200, **facts: Any) -> HTMLResponse:
    nothing: dict[str, Any] = {"rows": None, "unread": (), "refused": None, "missing": False}
    shown = {**nothing, **facts, "columns": list(COLUMNS.values())}
    return page(request, "company/list.html", status, company=company, **shown)
