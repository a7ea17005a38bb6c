"""`python -m services.vacancies.load ACCOUNT NAME`: a great many vacancies into an empty schema, told to nobody.

Reads a vacancy a line, as /bulk takes it, and writes the `VacancyItem` of each accepted one a line, which
`services.search.load` reads. The rules are those of the front door; the way is a pipe instead of the broker
(docs/adr/0018).
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from uuid import UUID, uuid5

from services.vacancies import announce, store
from services.vacancies.bulk import Refused, judge
from services.vacancies.facts import Facts
from services.vacancies.lifecycle import Change, begin
from services.vacancies.reference import ReferenceFacts
from shared.contracts.calls import Principal
from shared.runtime.database import Database
from shared.runtime.settings import ServiceSettings, read

PART = 1000


def load(
    lines: Iterable[str], *, principal: Principal, database: Database, facts: Facts, clock: Callable[[], datetime]
) -> Iterator[str]:
    """Write what can be accepted, some hundred at a time; what there is to tell of each, as JSON.

    Ids follow from account and external id: the same line gives the same vacancy, and a second time nothing.
    """
    stream = iter(lines)
    while part := [json.loads(line) for line in islice(stream, PART)]:
        changes = [change for raw in part if (change := _begun(raw, principal, facts, clock()))]
        with database.transaction() as connection:
            new = store.insert(connection, principal.account_id, changes)
        told = (announce.item(change) for change in changes if change.record.id in new)
        yield from (item.model_dump_json() for item in told if item)


def _begun(raw: dict[str, object], principal: Principal, facts: Facts, now: datetime) -> Change | None:
    vacancy_id = uuid5(principal.account_id, str(raw["external_id"]))
    judged = judge(raw, principal=principal, facts=facts, vacancy_id=vacancy_id, now=now)
    if isinstance(judged, Refused):
        sys.stderr.write(f"{raw['external_id']}: {judged.errors}\n")
        return None
    return begin(judged.record)


def main() -> None:
    """Load standard input."""
    account, name = sys.argv[1:]
    principal = Principal(kind="importer", account_id=UUID(account), name=name, key_id=UUID(int=0))
    database = Database(read(ServiceSettings).database_url, "vacancies", max_size=1)
    database.open()
    facts = ReferenceFacts()
    for line in load(sys.stdin, principal=principal, database=database, facts=facts, clock=lambda: datetime.now(UTC)):
        sys.stdout.write(line + "\n")
    database.close()


if __name__ == "__main__":
    main()
