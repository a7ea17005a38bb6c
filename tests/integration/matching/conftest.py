"""Matching as a real process; the indices as search makes them; events put on the broker as search would."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest
from elasticsearch import Elasticsearch
from psycopg.rows import dict_row

from services.search.index.prepare import aliases, prepare
from shared.contracts.base import Contract
from shared.contracts.calls import MatchesOf, MatchList, PreviewMatches
from shared.contracts.candidate import LeaverProfile, LeaverRecord
from shared.contracts.documents import CandidateDocument, GeoPoint, VacancyDocument
from shared.contracts.events import (
    CONTENT_TYPE,
    CandidateEvent,
    CandidateIndexed,
    CandidateItem,
    IndexedCandidate,
    IndexedVacancy,
    VacancyEvent,
    VacancyIndexed,
    VacancyItem,
    new_event,
)
from shared.messaging.publisher import Outgoing, Publisher
from shared.messaging.topology import EVENTS, SUBSCRIPTIONS
from shared.testing.processes import ServiceProcess, eventually
from shared.testing.running import Running, running_service
from shared.testing.servers import NIGHTS, Servers

TABLES = (
    "vacancies", "leavers", "own_holders", "inbox", "outbox", "rounds", "round_parts", "round_nights", "offered",
    "lists", "holders",
)  # fmt: skip
NO_ROUND = """SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = 727412 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"""
Query = Callable[..., list[dict[str, Any]]]


class Town:
    """What a test does to the world: index documents, tell of them, close, erase, ask."""

    def __init__(self, client: Elasticsearch, prefix: str, publisher: Publisher, matching: ServiceProcess) -> None:
        self._client, self._names, self._publisher = client, aliases(prefix), publisher
        self.served_by(matching)

    def served_by(self, matching: ServiceProcess) -> None:
        """From now on this process runs; what it settles is counted from here."""
        self.matching, self._settled_before, self._sent = matching, _settled(matching), 0

    def open(self, *documents: VacancyDocument) -> None:
        """Vacancies become searchable, and search says so."""
        self._index(self._names.vacancies, documents)
        items = tuple(IndexedVacancy(document_version=1, document=document) for document in documents)
        self.tell("search", "vacancy.indexed", str(documents[0].id), VacancyIndexed(items=items))

    def arrive(self, leavers: dict[UUID, LeaverProfile], revision: int = 1) -> None:
        """Leavers become searchable, and search says so."""
        documents = [candidate(id_, profile, revision) for id_, profile in leavers.items()]
        self._index(self._names.candidates, documents)
        self.say_arrived(documents)

    def say_arrived(self, documents: Sequence[CandidateDocument]) -> None:
        """Search says that leavers are searchable."""
        items = tuple(IndexedCandidate(document_version=1, document=document) for document in documents)
        self.tell("search", "candidate.indexed", str(documents[0].id), CandidateIndexed(items=items))

    def close(self, kind: Any, *ids: UUID, revision: int = 2) -> None:
        """Vacancies are closed: out of the index, and vacancies says so (in a batch when several)."""
        for id_ in ids:
            self._client.options(ignore_status=404).delete(index=self._names.vacancies, id=str(id_), refresh=True)
        items = tuple(VacancyItem(kind=kind, vacancy_id=id_, revision=revision) for id_ in ids)
        name = f"vacancy.{kind}" if len(ids) == 1 else "vacancy.batch"
        self.tell("vacancies", name, str(ids[0]), VacancyEvent(items=items))

    def erase(self, leaver: UUID) -> None:
        """A leaver is erased, and candidates says so."""
        self._client.options(ignore_status=404).delete(index=self._names.candidates, id=str(leaver), refresh=True)
        data = CandidateEvent(items=(CandidateItem(kind="erased", leaver_id=leaver, revision=9),))
        self.tell("candidates", "candidate.erased", str(leaver), data)

    def move_away(self, leaver: UUID, profile: LeaverProfile, revision: int = 2) -> None:
        """A profile changes into one without a place: search drops it from the index, candidates says so."""
        self._client.options(ignore_status=404).delete(index=self._names.candidates, id=str(leaver), refresh=True)
        record = LeaverRecord(id=leaver, revision=revision, profile=profile)
        item = CandidateItem(kind="changed", leaver_id=leaver, revision=revision, candidate=record)
        self.tell("candidates", "candidate.changed", str(leaver), CandidateEvent(items=(item,)))

    def tell(self, service: str, name: str, subject: str, data: Contract) -> None:
        """Put an event on the broker, twice: a delivery may be repeated."""
        event = new_event(service, name, subject, data)
        body = event.model_dump_json().encode()
        message = Outgoing(str(event.id), EVENTS.name, name, body, CONTENT_TYPE, mandatory=False)
        self._publisher.publish([message, message])
        self._sent += sum(2 for row in SUBSCRIPTIONS if row.consumer == "matching" and name in row.events)

    def quiet(self) -> bool:
        """Whether all that was told has been settled."""
        return _settled(self.matching) - self._settled_before == self._sent

    def list_of(self, leaver: UUID, **fields: Any) -> MatchList:
        """The list of a leaver as the gateway gets it."""
        with self.matching.caller() as caller:
            return caller.call("matches_of", MatchesOf(leaver_id=leaver, **fields), MatchList)

    def preview(self, profile: LeaverProfile, **fields: Any) -> MatchList:
        """A preview as the gateway gets it."""
        with self.matching.caller() as caller:
            return caller.call("preview", PreviewMatches(profile=profile, **fields), MatchList)

    def shown(self, leaver: UUID, **fields: Any) -> list[UUID]:
        """Ids of a leaver's list."""
        return [match.vacancy.id for match in self.list_of(leaver, **fields).matches]

    def eventually_shown(self, leaver: UUID, wanted: Callable[[list[UUID]], bool]) -> list[UUID]:
        """The list once it is as wanted."""
        return eventually(lambda: [found] if wanted(found := self.shown(leaver)) else [])[0]

    def _index(self, alias: str, documents: Sequence[VacancyDocument | CandidateDocument]) -> None:
        lines: list[dict[str, Any]] = []
        for document in documents:
            lines += [{"index": {"_id": str(document.id)}}, document.wire()]
        assert not self._client.bulk(operations=lines, index=alias, refresh=True)["errors"]


def _settled(matching: ServiceProcess) -> int:
    """How many messages the process has acked or put to the dead letters."""
    text = httpx.get(f"{matching.url}/metrics", timeout=30, trust_env=False).text
    ended = re.findall(r'^hv_messages_total{outcome="(?:done|dead)",.*} ([0-9.]+)$', text, re.MULTILINE)
    return sum(int(float(number)) for number in ended)


def candidate(id_: UUID, profile: LeaverProfile, revision: int = 1) -> CandidateDocument:
    """A profile's document as search makes it."""
    assert profile.latitude is not None and profile.longitude is not None
    return CandidateDocument(
        id=id_, revision=revision, profile=profile,
        location=GeoPoint(lat=profile.latitude, lon=profile.longitude),
        wish_occupations=tuple(id_ for group in profile.wishes for id_ in group),
    )  # fmt: skip


@pytest.fixture(scope="module")
def running(servers: Servers, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One process for a module, and the indices as search makes them."""
    with running_service("matching", servers, template, tmp_path_factory.mktemp("matching")) as made:
        with Elasticsearch(servers.elasticsearch_url, request_timeout=30) as client:
            prepare(client, made.prefix)
        yield made


@pytest.fixture
def town(servers: Servers, running: Running) -> Iterator[Town]:
    """The service with nothing in its tables and indices, and nothing on its way from the test before."""
    with psycopg.connect(running.database.url, autocommit=True) as connection:
        eventually(lambda: connection.execute(NO_ROUND).fetchone(), 120)  # the service goes on with killed ones itself
        with connection.transaction():  # by night the service would claim it in between
            connection.execute(f"TRUNCATE {', '.join(f'matching.{table}' for table in TABLES)}")
            connection.execute(NIGHTS)
    with Elasticsearch(servers.elasticsearch_url, request_timeout=30) as client:
        client.delete_by_query(index=f"{running.prefix}-*", query={"match_all": {}}, refresh=True)
        publisher = Publisher(running.vhost.amqp_url)
        made = Town(client, running.prefix, publisher, running.service)
        yield made
        publisher.close()
        eventually(made.quiet)


@pytest.fixture
def query(running: Running) -> Iterator[Query]:
    """Ask the schema of matching as the databases' owner."""
    with psycopg.connect(running.database.url, autocommit=True, row_factory=dict_row) as connection:
        connection.execute("SET search_path = matching")
        yield lambda statement, *values: connection.execute(statement, values).fetchall()
