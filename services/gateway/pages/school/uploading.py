"""For schools: upload a file, see what was understood, then hand it over. Names end in this process."""

import asyncio
import hashlib
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile

from services.gateway.api.cohorts import get_report, memory_form
from services.gateway.auth import Caller, ServicesOf, may
from services.gateway.cohorts import push, row_key_secret
from services.gateway.pages.forms import Filled, by_field, plain
from services.gateway.pages.rendering import page
from services.gateway.pages.school.reading import facts_for_reading, seasons
from services.gateway.pages.texts import N_
from services.gateway.uploads import Upload, UploadRefused
from shared.contracts.calls import ImportReport, Principal, PushCount, new_idempotency_key
from shared.contracts.problems import FieldError, FieldsInvalid, Problem, field_errors

router = APIRouter(prefix="/schule", dependencies=[may("cohort.push")])
SHOWN_ROWS = 200
_FIELDS = 80  # more columns than a school's export has are mapped with the API
_MAPPING = "mapping."


@dataclass(frozen=True)
class Letters:
    """Umlauts of a text file, counted and never quoted. `broken` are signs of a wrong encoding."""

    umlauts: int
    broken: int


@router.get("")
async def empty(request: Request, school: Caller) -> HTMLResponse:
    """The upload form."""
    return _shown(request, school, {"season": seasons()[1]})


@router.post("")
async def upload(request: Request, school: Caller, services: ServicesOf) -> HTMLResponse:
    """Check a file, or hand it over (`commit`); the file is read anew each time and kept nowhere."""
    sent = await memory_form(request, max_fields=_FIELDS)
    form = plain(sent)
    try:
        read, letters, digest = await _read(request, school, sent, form)
        wanted = form.get("commit") == "true"
        report = await push(
            read.rows,
            school=school,
            season=form["season"],
            commit=wanted and form.get("checked") == digest,
            services=services,
            key=new_idempotency_key(),  # two clicks make two reports; the leavers are the same
            dropped_columns=read.dropped_columns,
        )
    except UploadRefused as refused:
        return _shown(request, school, form, refused=refused, status=refused.status)
    except Problem as problem:
        return _invalid(request, school, form, problem)
    other_file = wanted and not report.commit
    return _shown(
        request, school, form, read=read, letters=letters, report=report, checked=digest, other_file=other_file
    )


@router.post("/anzahl")
async def count(request: Request, school: Caller, services: ServicesOf) -> HTMLResponse:
    """Only how many: places for codes, without any data."""
    form = plain(await request.form())
    try:
        command = PushCount.model_validate({"principal": school, "commit": True, **_counted(form)})
        report = await services.candidates.call("push_count", command, ImportReport)
    except ValidationError as error:
        return _invalid(request, school, form, FieldsInvalid(errors=field_errors(error)))
    except Problem as problem:
        return _invalid(request, school, form, problem)
    return _shown(request, school, form, counted=report)


@router.get("/bericht/{import_id}.csv")
async def report_file(import_id: UUID, school: Caller, services: ServicesOf) -> Response:
    """The report as a table for Excel."""
    return await get_report(import_id, school, services)


async def _read(
    request: Request, school: Principal, sent: FormData, form: dict[str, str]
) -> tuple[Upload, Letters, str]:
    file = sent.get("file")
    if form.get("season") not in seasons():
        raise _wrong("season", N_("Bitte wählen Sie das Jahr des Abgangs."))
    if not isinstance(file, UploadFile) or not file.filename:
        raise _wrong("file", N_("Bitte wählen Sie die Datei aus. Ihr Browser behält sie aus Vorsicht nicht."))
    content, season = await file.read(), form["season"]
    key = row_key_secret(request.app.state.settings.row_key_secret, school, season)
    read = await request.app.state.reader.read(content, file.filename, key=key, season=season, mapping=mapping_of(form))
    return read, await asyncio.to_thread(letters_of, content, read.encoding), _digest(content, form)


def _digest(content: bytes, form: dict[str, str]) -> str:
    """Identifies what is looked at: the file with its season and mapping; only that may be handed over."""
    how = json.dumps([form["season"], mapping_of(form)], sort_keys=True).encode()
    return hashlib.sha256(how + content).hexdigest()


def _wrong(field: str, message: str) -> FieldsInvalid:
    return FieldsInvalid(errors=(FieldError(field=field, code="missing", message=message),))


def _counted(form: dict[str, str]) -> dict[str, Any]:
    return {name: form[name] for name in ("season", "count") if form.get(name)}


def mapping_of(form: dict[str, str]) -> dict[str, str] | None:
    """The chosen meanings by position; columns without one are dropped."""
    chosen = {name.removeprefix(_MAPPING): value for name, value in form.items() if name.startswith(_MAPPING) and value}
    return chosen or None


def letters_of(content: bytes, encoding: str) -> Letters:
    """Umlauts in a text file; Excel and zip files carry their own encoding and are not counted."""
    if not encoding:
        return Letters(0, 0)
    text = content.decode(encoding, errors="replace")
    broken = sum(text.count(sign) for sign in ("\N{REPLACEMENT CHARACTER}", "Ã¤", "Ã¶", "Ã¼", "ÃŸ"))
    return Letters(sum(text.count(letter) for letter in "äöüßÄÖÜ"), broken)


def _invalid(request: Request, school: Principal, form: dict[str, str], problem: Problem) -> HTMLResponse:
    if not problem.body.errors:
        raise problem
    return _shown(request, school, form, errors=by_field(problem.body.errors), status=422)


def _shown(
    request: Request, school: Principal, form: dict[str, str], *, status: int = 200, **facts: Any
) -> HTMLResponse:
    nothing: dict[str, Any] = {
        "errors": {},
        "refused": None,
        "report": None,
        "read": None,
        "letters": None,
        "counted": None,
        "other_file": False,
    }
    reading = facts_for_reading(request, school)
    shown = {**nothing, **facts, "seasons": seasons(), "shown_rows": SHOWN_ROWS, "reading": reading}
    return page(request, "school/upload.html", status, school=school, form=Filled(form), **shown)
