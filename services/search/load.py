"""`python -m services.search.load vacancy|candidate`: a great many documents into projection and index.

Reads the item of an event a line, as `services.vacancies.load` and `services.candidates.load` write them, and
tells nobody (docs/adr/0018). Projection first, then Elasticsearch, as for events; may be repeated. Writes each
document a line to standard output, which `services.matching.load` reads.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from elasticsearch import Elasticsearch

from services.search import documents, store
from services.search.index.prepare import aliases, prepare
from services.search.index.writer import write
from services.search.store import Kind, Source
from shared.contracts.events import CandidateItem, VacancyItem
from shared.runtime.database import Database
from shared.runtime.settings import ServiceSettings, read

PART = 1000  # documents a bulk, some 1 MiB
SECONDS = 120.0

_SOURCES: dict[Kind, Callable[[list[str]], list[Source]]] = {
    "vacancy": lambda part: documents.vacancy_sources(VacancyItem.model_validate_json(line) for line in part),
    "candidate": lambda part: documents.candidate_sources(CandidateItem.model_validate_json(line) for line in part),
}


def load(lines: Iterable[str], kind: Kind, *, database: Database, client: Elasticsearch, prefix: str) -> Iterator[str]:
    """Project and index everything; the documents as JSON. Searchable when this ends."""
    names = aliases(prefix)
    alias = names.vacancies if kind == "vacancy" else names.candidates
    stream = iter(lines)
    while part := list(islice(stream, PART)):
        with database.transaction() as connection:
            current = store.project(connection, kind, _SOURCES[kind](part))
        write(client, alias, [documents.searchable(document) for document in current], wait=False)
        yield from (json.dumps(document.body, ensure_ascii=False) for document in current if document.body)
    client.indices.refresh(index=alias)


def main() -> None:
    """Load standard input."""
    settings = read(ServiceSettings)
    database = Database(settings.database_url, "search", max_size=1)
    database.open()
    kind: Kind = "vacancy" if sys.argv[1] == "vacancy" else "candidate"
    with Elasticsearch(settings.elasticsearch_url, request_timeout=SECONDS) as client:
        prepare(client, settings.index_prefix)
        for line in load(sys.stdin, kind, database=database, client=client, prefix=settings.index_prefix):
            sys.stdout.write(line + "\n")
    database.close()


if __name__ == "__main__":
    main()
