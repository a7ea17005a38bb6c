"""Sabotage is found: each scenario is quiet on the real source and complains about its mutant.

A scenario is the smallest that can tell the two apart: one service, real servers, one fault.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
from elasticsearch import Elasticsearch
from events import published, vacancy_of
from mutants import ACK_BEFORE_COMMIT, EXTERNAL, ID_GREATER_THAN_LAST, NO_INBOX, NO_MANDATORY, Mutant
from workbench import Bench, bench

from services.search.index.prepare import aliases, prepare
from shared.messaging.topology import declare, subscription
from shared.outbox import outbox
from shared.runtime.database import Database
from shared.testing.processes import eventually
from shared.testing.servers import ROOT, Servers

QUEUE = subscription("search", "vacancies").queue
TOLD = "SELECT id FROM search.outbox WHERE subject = %s"
SENT = "SELECT seq FROM vacancies.outbox WHERE id = %s AND published_at IS NOT NULL"
LONG = 90.0
SHORT = 10.0
"""Seconds after which what the real thing does at once is taken as never to come."""


def twice_delivered(bench: Bench) -> str:
    """The broker gives the same event twice; the world is told once."""
    declare(bench.vhost.amqp_url)
    bench.service("search").start()
    event = published()
    bench.publish(event, event)
    eventually(lambda: bench.done("search", event) == 2, LONG)
    told = len(bench.rows(TOLD, event.subject))
    return "" if told == 1 else f"searchable was said {told} times"


def said_before_anyone_listens(bench: Bench) -> str:
    """The relay publishes while the queues are not declared yet; afterwards they get it."""
    service, event = bench.service("vacancies"), published()
    service.start()
    with _outbox(bench) as database, database.transaction() as connection:
        outbox.add(connection, [event])
    eventually(lambda: "unrouted" in service.log.read_text() or bench.rows(SENT, event.id), LONG)
    declare(bench.vhost.amqp_url)
    eventually(lambda: bench.rows(SENT, event.id), LONG)
    return "" if bench.waiting(QUEUE) == 1 else "marked as sent, but nobody got it"


def committed_out_of_order(bench: Bench) -> str:
    """The row with the lower number is committed after the higher one was sent; it is sent, too."""
    declare(bench.vhost.amqp_url)
    bench.service("vacancies").start()
    late, early = published(), published()
    with _outbox(bench) as database, database.transaction() as connection:
        outbox.add(connection, [late])
        with database.transaction() as other:
            outbox.add(other, [early])
        eventually(lambda: bench.rows(SENT, early.id), LONG)
    return _never(lambda: bool(bench.rows(SENT, late.id)), "a committed event is never sent")


def killed_with_a_message_in_hand(bench: Bench) -> str:
    """The service dies before its transaction; the message comes again."""
    declare(bench.vhost.amqp_url)
    service, event = bench.service("search"), published()
    bench.publish(event)
    service.launch(HV_FAILPOINT="consumer.received")
    eventually(lambda: not service.running, LONG)
    return _never(lambda: bench.waiting(QUEUE) == 1, "the message is gone, and nothing was done")


def killed_while_the_index_writes(bench: Bench) -> str:
    """Written but not searchable when the service dies; searchable must not be said before it is."""
    declare(bench.vhost.amqp_url)
    service, event = bench.service("search"), published()
    name = aliases(bench.prefix).vacancies
    with bench.index() as client:
        prepare(client, bench.prefix)
        client.indices.put_settings(index=name, settings={"index.refresh_interval": "-1"})
        bench.publish(event)
        while not client.exists(index=name, id=event.subject):
            service.launch(HV_FAILPOINT="index.writing")
            eventually(lambda: not service.running, LONG)
        before = _waiting_for_refresh(client, name)
        service.launch()
        eventually(lambda: bench.rows(TOLD, event.subject) or _waiting_for_refresh(client, name) > before, LONG)
        if bench.rows(TOLD, event.subject) and not _searchable(client, name, vacancy_of(event)):
            return "called searchable, but no search finds it"
        client.indices.refresh(index=name)
        eventually(lambda: bench.rows(TOLD, event.subject), LONG)
        return "" if _searchable(client, name, vacancy_of(event)) else "not searchable"


SCENARIOS = {
    NO_INBOX: twice_delivered,
    NO_MANDATORY: said_before_anyone_listens,
    ID_GREATER_THAN_LAST: committed_out_of_order,
    ACK_BEFORE_COMMIT: killed_with_a_message_in_hand,
    EXTERNAL: killed_while_the_index_writes,
}


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=lambda scenario: scenario.__name__)
def test_the_real_thing_keeps_its_promise(
    scenario: Callable[[Bench], str], servers: Servers, template: str, tmp_path: Path
) -> None:
    with bench(servers, template, ROOT, tmp_path) as made:
        assert scenario(made) == ""


@pytest.mark.parametrize("mutant", SCENARIOS, ids=lambda mutant: mutant.name)
def test_no_mutant_survives(mutant: Mutant, servers: Servers, template: str, tmp_path: Path) -> None:
    with bench(servers, template, mutant.planted(tmp_path / "tree"), tmp_path) as made:
        assert SCENARIOS[mutant](made) != "", f"{mutant.name} survives"


@contextmanager
def _outbox(bench: Bench) -> Iterator[Database]:
    """The schema of vacancies, with the role of vacancies."""
    opened = Database(bench.database.url_of("vacancies"), "vacancies")
    opened.open()
    try:
        yield opened
    finally:
        opened.close()


def _waiting_for_refresh(client: Elasticsearch, name: str) -> int:
    """Writes that wait until a search would see them."""
    return int(client.indices.stats(index=name, metric="refresh")["_all"]["primaries"]["refresh"]["listeners"])


def _searchable(client: Elasticsearch, name: str, vacancy: UUID) -> bool:
    found = client.search(index=name, query={"ids": {"values": [str(vacancy)]}}, size=0)
    return bool(found["hits"]["total"]["value"])


def _never(happened: Callable[[], bool], complaint: str) -> str:
    try:
        eventually(happened, SHORT)
    except AssertionError:
        return complaint
    return ""
