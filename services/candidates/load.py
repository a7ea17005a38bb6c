"""`python -m services.candidates.load SCHOOL SEASON`: a great many leavers into an empty schema, told to nobody.

Reads a leaver a line, as the cohort API takes it, and writes the `CandidateItem` of each accepted one a line,
which `services.search.load` reads (docs/adr/0018).
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from uuid import UUID, uuid5

from services.candidates import store
from services.candidates.domain import Judged, judge, key_digest
from services.candidates.reference import TABLES
from services.candidates.store import ImportRun
from shared.contracts.calls import CohortRow
from shared.contracts.candidate import LeaverRecord
from shared.contracts.events import CandidateItem
from shared.runtime.database import Database
from shared.runtime.settings import ServiceSettings, read

PART = 1000


def load(
    lines: Iterable[str], *, school: UUID, season: str, database: Database, clock: Callable[[], datetime]
) -> Iterator[str]:
    """Write what can be accepted, some hundred at a time; what there is to tell of each, as JSON.

    Ids follow from school, season and row key: the same line gives the same leaver, and a second time nothing.
    """
    run = ImportRun(uuid5(school, season), school, season, True, (), clock())
    stream = iter(lines)
    while part := [json.loads(line) for line in islice(stream, PART)]:
        judged = {row.key: row for raw in part if (row := _judged(raw, season)) and row.key}
        with database.transaction() as connection:
            rows = [_row(run, row) for row in judged.values()]
            written = store.upsert_leavers(connection, run, rows, run.created_at)
        for one in written:
            record = LeaverRecord.model_validate({"id": one.id, "revision": one.revision, "profile": one.profile})
            yield CandidateItem(
                kind="shared", leaver_id=one.id, revision=one.revision, candidate=record
            ).model_dump_json()


def _judged(raw: dict[str, Any], season: str) -> Judged | None:
    row = CohortRow(line=0, row_key=raw.pop("row_key"), profile=raw)
    judged = judge(row, season=season, reference=TABLES)
    if judged.status == "accepted":
        return judged
    sys.stderr.write(f"{row.row_key}: {judged.errors}\n")
    return None


def _row(run: ImportRun, row: Judged) -> dict[str, object]:
    digest = key_digest(run.school, run.season, str(row.key))
    profile = row.profile.wire() if row.profile else None
    return {"id": str(uuid5(run.school, digest)), "row_key": row.key, "key_digest": digest, "profile": profile}


def main() -> None:
    """Load standard input."""
    school, season = sys.argv[1:]
    database = Database(read(ServiceSettings).database_url, "candidates", max_size=1)
    database.open()
    for line in load(sys.stdin, school=UUID(school), season=season, database=database, clock=lambda: datetime.now(UTC)):
        sys.stdout.write(line + "\n")
    database.close()


if __name__ == "__main__":
    main()
