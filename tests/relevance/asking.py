"""The real search over the corpus: the service's own writer fills the index, its own handler answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from unittest.mock import patch
from uuid import UUID

from corpus import NOW, corpus
from elasticsearch import Elasticsearch
from judging import Judged
from measures import ndcg, reciprocal_rank

from services.search import searching
from services.search.documents import vacancy_document
from services.search.index.prepare import aliases, prepare
from services.search.index.writer import write
from services.search.occupations.reference import find_place, knowledge
from services.search.store import Projected
from shared.contracts.search import Hit, SearchQuery, SearchResult
from shared.contracts.vacancy import VacancyRecord

PART = 1000  # documents a bulk


@dataclass(frozen=True)
class Indexed:
    """The corpus in Elasticsearch, and the search over it."""

    client: Elasticsearch
    prefix: str
    vacancies: dict[UUID, VacancyRecord]

    def search(self, query: SearchQuery) -> SearchResult:
        """What the service would answer on the corpus' day."""
        return searching.search(
            query, client=self.client, prefix=self.prefix, knowledge=knowledge(), find_place=find_place,
            clock=lambda: NOW,
        )  # fmt: skip

    def every_hit(self, query: SearchQuery) -> list[Hit]:
        """The hits of all pages."""
        found: list[Hit] = []
        cursor = None
        while True:
            page = self.search(query.model_copy(update={"size": 100, "cursor": cursor}))
            found += page.hits
            cursor = page.next_cursor
            if cursor is None:
                return found


@contextmanager
def indexed(url: str, prefix: str) -> Iterator[Indexed]:
    """The corpus, searchable."""
    records = list(corpus())
    with Elasticsearch(url, request_timeout=60) as client:
        with patch("services.search.index.prepare.today", lambda: "2026.11.25"):  # part of the index's name
            prepare(client, prefix)
        for start in range(0, len(records), PART):
            documents = [Projected(r.id, 1, 1, vacancy_document(r).wire()) for r in records[start : start + PART]]
            write(client, aliases(prefix).vacancies, documents)
        yield Indexed(client, prefix, {record.id: record for record in records})


@dataclass(frozen=True)
class Asked:
    """A judged query with its answer."""

    query: Judged
    result: SearchResult
    vacancies: dict[UUID, VacancyRecord]

    @cached_property
    def grades(self) -> list[int]:
        """Of the hits, in their order."""
        return [self.query.grade(self.vacancies[hit.id]) for hit in self.result.hits]

    @cached_property
    def possible(self) -> list[int]:
        """Of the whole corpus."""
        return [self.query.grade(vacancy) for vacancy in self.vacancies.values()]

    @property
    def ndcg(self) -> float:
        """See measures."""
        return ndcg(self.grades, self.possible)

    @property
    def reciprocal_rank(self) -> float:
        """Of the first hit as good as the best the corpus has."""
        return reciprocal_rank(self.grades, max(self.possible))
