"""`python -m services.matching.load vacancy|candidate`: a great many features into matching's tables, without lists.

Reads a document a line, as `services.search.load` writes them, and writes the rows the handlers would, by the same
statements, some thousand at a time; lists come from the next round. May be repeated. Writes the number of documents
read to standard output. Leavers without a place are passed over: search tells matching nothing of them either.
"""

import sys
from collections.abc import Callable, Iterable
from functools import partial
from itertools import islice
from typing import Any, Literal

from services.matching import store
from services.matching.rulebook import Rulebook, rulebook
from services.matching.stored import leaver_features, vacancy_features
from shared.contracts.documents import CandidateDocument, VacancyDocument
from shared.runtime.database import Connection, Database
from shared.runtime.settings import ServiceSettings, read

PART = 2000
Kind = Literal["vacancy", "candidate"]
Row = dict[str, Any]


def load(lines: Iterable[str], kind: Kind, *, database: Database, book: Rulebook) -> int:
    """Take over everything; how many documents."""
    read, write = _KINDS[kind]
    stream, count = iter(lines), 0
    while part := list(islice(stream, PART)):
        rows = [row for line in part if (row := read(line, book))]
        with database.transaction() as connection:
            store.enter(connection)
            write(connection, rows, book.reference)
        count += len(part)
    return count


def _vacancy(line: str, book: Rulebook) -> Row:
    return {**vacancy_features(VacancyDocument.model_validate_json(line), book), "price": None}


def _candidate(line: str, book: Rulebook) -> Row | None:
    document = CandidateDocument.model_validate_json(line)
    if document.location is None:
        return None
    return leaver_features(str(document.id), document.revision, document.profile, book)


_KINDS: dict[Kind, tuple[Callable[[str, Rulebook], Row | None], Callable[[Connection, list[Row], int], list[str]]]] = {
    "vacancy": (_vacancy, store.upsert_vacancies),
    "candidate": (_candidate, partial(store.upsert_leavers, kept=store.NO_LIST)),
}


def main() -> None:
    """Load standard input."""
    database = Database(read(ServiceSettings).database_url, "matching", max_size=1)
    database.open()
    kind: Kind = "vacancy" if sys.argv[1] == "vacancy" else "candidate"
    sys.stdout.write(f"{load(sys.stdin, kind, database=database, book=rulebook())}\n")
    database.close()


if __name__ == "__main__":
    main()
