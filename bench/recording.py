"""What the search asks of Elasticsearch, recorded, to be asked again without us."""

import json
from collections.abc import Sequence
from typing import Any

from elasticsearch import Elasticsearch

from services.search import searching
from services.search.occupations.reference import find_place, knowledge
from shared.contracts.search import SearchQuery

Rounds = list[bytes]
"""The bodies of one search, in their order: each is asked when the one before is answered."""


class Recorder:
    """An Elasticsearch client as far as the search needs one; keeps what is asked."""

    def __init__(self, client: Elasticsearch) -> None:
        self._client = client
        self.rounds: Rounds = []

    def msearch(self, *, searches: Sequence[dict[str, Any]]) -> Any:
        """Ask and keep."""
        self.rounds.append("".join(json.dumps(line) + "\n" for line in searches).encode())
        return self._client.msearch(searches=searches)


def recorded(client: Elasticsearch, prefix: str, queries: Sequence[SearchQuery], clock: Any) -> list[Rounds]:
    """What each query asks."""
    found = []
    for query in queries:
        recorder = Recorder(client)
        searching.search(
            query, client=recorder, prefix=prefix, knowledge=knowledge(), find_place=find_place,  # type: ignore[arg-type]
            clock=clock,
        )  # fmt: skip
        found.append(recorder.rounds)
    return found
