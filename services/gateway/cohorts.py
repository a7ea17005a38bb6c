"""A school's push: rows judged at the edge and at candidates, with one report."""

import asyncio
import hashlib
import hmac
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from services.gateway.clients import Services
from services.gateway.uploads import Upload, UploadRefused, read_upload
from services.gateway.uploads.vacancies import Listed, read_vacancies
from shared.contracts.calls import (
    CohortRow,
    FinishImport,
    GetImport,
    ImportReport,
    ImportRows,
    ImportStarted,
    Principal,
    RowProblem,
    StartImport,
)
from shared.contracts.candidate import ProfileInput
from shared.contracts.problems import Problem, field_errors
from shared.contracts.vocabulary import Season

CHUNK_ROWS = 500
CHUNK_TIMEOUT = 60.0  # seconds
READ_TIMEOUT = 60.0  # seconds


class ReadingTooSlow(Problem):
    """Reading the file took too long; please split it or export it as CSV."""

    code = "file_reading_too_slow"
    german = "Das Lesen der Datei hat zu lange gedauert. Bitte teile sie oder exportiere sie als CSV."


class Reader:
    """Reads uploads in a process of its own, so that a large file stalls nobody's request."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None

    async def read(self, content: bytes, filename: str, **more: Any) -> Upload:
        """The file's rows with the edge's verdicts.

        Raises:
            UploadRefused: the file cannot be read at all; says why and what to do.
        """
        return await self._in_process(_read, content, filename, more)  # type: ignore[no-any-return]

    async def read_vacancies(self, content: bytes, filename: str) -> Listed:
        """A company's list of places.

        Raises:
            UploadRefused: the file cannot be read at all; says why and what to do.
        """
        return await self._in_process(_read_vacancies, content, filename)  # type: ignore[no-any-return]

    async def _in_process(self, work: Callable[..., Any], *words: Any) -> Any:
        job = asyncio.get_running_loop().run_in_executor(self._ready_pool(), work, *words)
        try:
            result = await asyncio.wait_for(job, READ_TIMEOUT)
        except (BrokenProcessPool, TimeoutError) as error:
            self.close()
            raise ReadingTooSlow() from error
        if isinstance(result, UploadRefused):
            raise result
        return result

    def close(self) -> None:
        """End the process; the next file starts a new one."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)

    def _ready_pool(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._workers, mp_context=get_context("spawn"), initializer=_end_with_parent
            )
        return self._pool


def _end_with_parent() -> None:
    """A worker whose gateway was killed ends by itself; otherwise it would wait for files for ever."""
    Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _read(content: bytes, filename: str, more: dict[str, Any]) -> Upload | UploadRefused:
    try:
        return read_upload(content, filename, **more)
    except UploadRefused as refused:  # returned, not raised: a traceback would carry the file's cells along
        return refused


def _read_vacancies(content: bytes, filename: str) -> Listed | UploadRefused:
    try:
        return read_vacancies(content, filename)
    except UploadRefused as refused:
        return refused


def row_key_secret(master: str, school: Principal, season: Season) -> bytes:
    """The key of a school's and season's row-key hash; the same name in another school gives another hash."""
    return hmac.new(master.encode(), f"{school.account_id}:{season}".encode(), hashlib.sha256).digest()


def rows_of_json(leavers: Sequence[dict[str, Any]]) -> list[CohortRow]:
    """JSON leavers as rows; unknown fields are refused here, so that nothing foreign travels on."""
    return [_row_of(line, leaver) for line, leaver in enumerate(leavers, start=1)]


def _row_of(line: int, leaver: dict[str, Any]) -> CohortRow:
    fields = dict(leaver)
    key = fields.pop("row_key", None)
    row_key = str(key)[:200] if isinstance(key, str | int) and not isinstance(key, bool) else None
    try:
        profile = ProfileInput.model_validate(fields)
    except ValidationError as error:
        problems = tuple(
            RowProblem(column=found.field, code=found.code, message=found.message) for found in field_errors(error)
        )
        return CohortRow(line=line, row_key=row_key, status="rejected", errors=problems)
    wire = profile.model_dump(mode="json", exclude={"likes"}, exclude_none=True)
    return CohortRow(line=line, row_key=row_key, profile=wire, warnings=(_LIKES,) if profile.likes else ())


_LIKES = RowProblem(
    column="likes",
    code="likes_from_leavers_only",
    message="Was jemand gern macht, sagt nur die Person selbst; das Feld wurde verworfen.",
)
"""ADR 0039: free text about a person comes from that person alone."""


def _chunks(rows: Sequence[CohortRow]) -> Iterator[tuple[CohortRow, ...]]:
    for start in range(0, len(rows), CHUNK_ROWS):
        yield tuple(rows[start : start + CHUNK_ROWS])


async def _report(import_id: UUID, school: Principal, services: Services) -> ImportReport:
    question = GetImport(principal=school, import_id=import_id)
    return await services.candidates.call("get_import", question, ImportReport)


def _digest(rows: Sequence[CohortRow]) -> str:
    digest = hashlib.sha256()
    for row in rows:
        digest.update(row.model_dump_json().encode())
    return digest.hexdigest()


async def push(
    rows: Sequence[CohortRow],
    *,
    school: Principal,
    season: Season,
    commit: bool,
    services: Services,
    key: str,
    dropped_columns: tuple[str, ...] = (),
) -> ImportReport:
    """Send rows in chunks to candidates and return the report; read = accepted + rejected + duplicate.

    The same idempotency `key` with the same rows is the same import, finished or not.
    """
    start = StartImport(
        principal=school,
        idempotency_key=key,
        season=season,
        commit=commit,
        file_hash=_digest(rows),
        dropped_columns=dropped_columns,
    )
    run = await services.candidates.call("start_import", start, ImportStarted)
    if run.finished:
        return await _report(run.import_id, school, services)
    for chunk in _chunks(rows):
        part = ImportRows(principal=school, import_id=run.import_id, rows=chunk)
        await services.candidates.call("import_rows", part, ImportReport, timeout=CHUNK_TIMEOUT)
    end = FinishImport(principal=school, import_id=run.import_id)
    return await services.candidates.call("finish_import", end, ImportReport, timeout=CHUNK_TIMEOUT)
