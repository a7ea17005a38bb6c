"""What is compared: sources with the projection, that with the indices and with matching, outbox with inbox."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from itertools import islice
from typing import Any

from services.console import store
from services.console.settings import Settings
from services.console.verifying.differences import Check, Difference
from shared.contracts.calls import CompareIndex, DocumentKind, IndexCompared
from shared.runtime.calls import Caller

JOINS = (
    "vacancies_projection",
    "candidates_projection",
    "projection_matching_vacancies",
    "projection_matching_leavers",
    "matches",
)
KINDS: tuple[DocumentKind, ...] = ("vacancy", "candidate")
CALL_SECONDS = 120.0
_IDS_AT_ONCE = 500


def checks(settings: Settings, compared: Callable[[int], None]) -> Mapping[str, Check]:
    """All checks by the name of their part; `compared` is told how many documents of an index were looked at."""
    return {
        **{name: partial(_join, settings, name) for name in JOINS},
        **{f"index_{kind}": partial(_index, settings, kind, compared) for kind in KINDS},
        "outbox": partial(_outbox, settings),
        "inbox": partial(_inbox, settings),
    }


def _join(settings: Settings, name: str, only: Collection[str] | None) -> Iterator[Difference]:
    with store.snapshot(settings.database_url) as connection:
        for row in store.differing(connection, name, only):
            yield Difference(name, row["id"], row["ours"], row["theirs"])


def _index(
    settings: Settings, kind: DocumentKind, compared: Callable[[int], None], only: Collection[str] | None
) -> Iterator[Difference]:
    """By search itself, which alone knows what a document should look like."""
    with Caller(settings.search_url, CALL_SECONDS) as search:
        for answer in _pages(search, kind) if only is None else _named(search, kind, only):
            compared(answer.compared)
            for one in answer.differences:
                yield Difference(f"index_{kind}", one.id, one.projection, one.index)


def _pages(search: Caller, kind: DocumentKind) -> Iterator[IndexCompared]:
    command: CompareIndex | None = CompareIndex(kind=kind)
    while command:
        answer = search.call("compare_index", command, IndexCompared)
        yield answer
        command = CompareIndex(kind=kind, after=answer.next) if answer.next else None


def _named(search: Caller, kind: DocumentKind, only: Collection[str]) -> Iterator[IndexCompared]:
    rest = iter(only)
    while ids := tuple(islice(rest, _IDS_AT_ONCE)):
        yield search.call("compare_index", CompareIndex(kind=kind, ids=ids), IndexCompared)


def _outbox(settings: Settings, only: Collection[str] | None) -> Iterator[Difference]:
    with store.snapshot(settings.database_url) as connection:
        for row in _of(store.unsent(connection), only):
            said = f"{row['service']} said {row['name']} at {row['created_at']}"
            yield Difference("outbox", row["id"], said, "not taken by the broker")


def _inbox(settings: Settings, only: Collection[str] | None) -> Iterator[Difference]:
    with store.snapshot(settings.database_url) as connection:
        for row in _of(store.unheard(connection), only):
            said = f"{row['name']} sent at {row['published_at']}"
            yield Difference("inbox", row["id"], said, f"not handled by {row['consumer']}")


def _of(rows: Iterable[dict[str, Any]], only: Collection[str] | None) -> Iterator[dict[str, Any]]:
    return (row for row in rows if only is None or row["id"] in only)
