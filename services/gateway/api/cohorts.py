"""Cohorts: a school pushes its leavers as JSON or as a file, and reads the report."""

import json
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field, ValidationError, model_validator
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from services.gateway.auth import Caller, ServicesOf, may
from services.gateway.clients import Services
from services.gateway.cohorts import push, row_key_secret, rows_of_json
from services.gateway.problems import followed_by
from services.gateway.reading import CleanRequest, CleanRoute, IdempotencyKey
from services.gateway.uploads import Upload, report_csv
from shared.contracts.base import Contract
from shared.contracts.calls import CohortRow, GetImport, ImportReport, Principal, PushCount
from shared.contracts.problems import FieldError, FieldsInvalid, field_errors
from shared.contracts.vocabulary import Season

router = APIRouter(prefix="/api/v1", tags=["Cohorts"], route_class=CleanRoute, dependencies=[may("cohort.push")])
M = TypeVar("M", bound=Contract)
SEASON = Field(description="the year in which they leave school, e.g. 2027")


class CohortJson(Contract):
    """A push as JSON: leavers with a row key each, or only their number."""

    season: Annotated[Season, SEASON]
    leavers: Annotated[list[dict[str, Any]], Field(max_length=2000)] | None = None
    count: Annotated[int, Field(ge=1, le=2000)] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "CohortJson":
        if (self.leavers is None) == (self.count is None):
            raise ValueError("Bitte entweder leavers oder count angeben.")
        return self


class CohortFile(Contract):
    """The form fields beside the file. `mapping`: column name or position to meaning."""

    season: Season
    mapping: dict[str, str] | None = None


class CohortReport(ImportReport):
    """The report, for a file with what was recognised of it."""

    format: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    columns: tuple[dict[str, Any], ...] = ()


class _MemoryParser(MultiPartParser):
    """Keeps a file in memory whole: names must not reach a disk, not even a temporary one."""

    spool_max_size = 16 * 1024 * 1024


_JSON = {"schema": CohortJson.model_json_schema()}
_FILE = {
    "schema": {
        "type": "object",
        "required": ["file", "season"],
        "properties": {
            "file": {"type": "string", "format": "binary"},
            "season": {"type": "string", "pattern": r"^20\d{2}$"},
            "mapping": {"type": "string", "description": "JSON object: column name or position to meaning"},
        },
    }
}
_BODY = {"requestBody": {"required": True, "content": {"application/json": _JSON, "multipart/form-data": _FILE}}}


@router.post(
    "/cohorts", openapi_extra=_BODY, responses={200: followed_by("get_import", "get_report", import_id="/import_id")}
)
async def push_cohort(
    request: Request,
    school: Caller,
    services: ServicesOf,
    key: IdempotencyKey,
    commit: bool = False,
    profile: Literal["pseudonym", "count"] = "pseudonym",
) -> CohortReport:
    """Check (`commit=false`, nothing is written) or push a cohort; a verdict for each row."""
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await _push_file(request, school=school, services=services, commit=commit, key=key)
    body = _validated(CohortJson, await _json_of(request))
    if profile == "count" or body.count is not None:
        return await _push_count(body, school=school, services=services, commit=commit, key=key)
    rows = rows_of_json(body.leavers or [])
    report = await push(rows, school=school, season=body.season, commit=commit, services=services, key=key)
    return CohortReport(**dict(report))


async def _json_of(request: Request) -> Any:
    try:
        return await CleanRequest(request.scope, request.receive).json()
    except json.JSONDecodeError as error:
        broken = FieldError(field="", code="json_invalid", message="Das ist kein gültiges JSON.")
        raise FieldsInvalid(errors=(broken,)) from error


def _validated(model: type[M], raw: Any) -> M:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        raise FieldsInvalid(errors=field_errors(error)) from error


async def _push_count(
    body: CohortJson, *, school: Principal, services: Services, commit: bool, key: str
) -> CohortReport:
    if body.count is None:
        missing = FieldError(field="count", code="missing", message="Für profile=count fehlt die Anzahl (count).")
        raise FieldsInvalid(errors=(missing,))
    command = PushCount(principal=school, idempotency_key=key, season=body.season, count=body.count, commit=commit)
    return CohortReport(**dict(await services.candidates.call("push_count", command, ImportReport)))


async def _push_file(
    request: Request, *, school: Principal, services: Services, commit: bool, key: str
) -> CohortReport:
    content, filename, form = await read_form(request)
    secret = row_key_secret(request.app.state.settings.row_key_secret, school, form.season)
    upload: Upload = await request.app.state.reader.read(
        content, filename, key=secret, season=form.season, mapping=form.mapping
    )
    report = await push(
        upload.rows,
        school=school,
        season=form.season,
        commit=commit,
        services=services,
        key=key,
        dropped_columns=upload.dropped_columns,
    )
    return CohortReport(
        **dict(report),
        format=upload.format,
        encoding=upload.encoding,
        delimiter=upload.delimiter,
        columns=tuple({"column": c.column, "meaning": c.meaning, "dropped": c.dropped} for c in upload.columns),
    )


async def memory_form(request: Request, max_fields: int = 8) -> FormData:
    """A multipart form with at most one file, all in memory.

    Raises:
        FieldsInvalid: the form is malformed or has too many parts.
    """
    try:
        return await _MemoryParser(request.headers, request.stream(), max_files=1, max_fields=max_fields).parse()
    except (KeyError, MultiPartException) as error:
        broken = FieldError(field="", code="multipart_invalid", message="Das Formular ist nicht lesbar.")
        raise FieldsInvalid(errors=(broken,)) from error


async def read_form(request: Request) -> tuple[bytes, str, CohortFile]:
    """File, file name and fields of a multipart form, all in memory.

    Raises:
        FieldsInvalid: the file or a field is missing or malformed.
    """
    form = await memory_form(request)
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise FieldsInvalid(errors=(FieldError(field="file", code="missing", message="Die Datei fehlt."),))
    fields = {key: value for key, value in form.items() if key in ("season", "mapping") and value}
    if "mapping" in fields:
        fields["mapping"] = _mapping(str(fields["mapping"]))
    return await file.read(), file.filename or "", _validated(CohortFile, fields)


def _mapping(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        wrong = FieldError(field="mapping", code="json_invalid", message="Die Zuordnung ist kein gültiges JSON.")
        raise FieldsInvalid(errors=(wrong,)) from error


@router.get("/imports/{import_id}")
async def get_import(import_id: UUID, school: Caller, services: ServicesOf) -> ImportReport:
    """The report of a push of this school."""
    return await services.candidates.call("get_import", GetImport(principal=school, import_id=import_id), ImportReport)


@router.get("/imports/{import_id}/report.csv", response_class=Response)
async def get_report(import_id: UUID, school: Caller, services: ServicesOf) -> Response:
    """The report as a table for Excel; safe from formulas, without the file's contents."""
    report = await get_import(import_id, school, services)
    rows = [
        CohortRow(
            line=item.line,
            row_key=item.row_key,
            status="ok" if item.status == "accepted" else item.status,
            errors=item.errors,
            warnings=item.warnings,
        )
        for item in report.items
    ]
    name = f"heimvorteil-bericht-{report.season}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(report_csv(rows), media_type="text/csv; charset=utf-8", headers=headers)
