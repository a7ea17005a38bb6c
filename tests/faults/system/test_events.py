"""Events themselves as faults: doubled and shuffled, poisoned, and those of a person who was erased."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any
from uuid import UUID

from catalogue import Fault
from elasticsearch import Elasticsearch
from events import published
from invariants import at_rest, dead_letters, violations
from kombu import Connection
from running import Runner
from world import SQL, World

from shared.contracts.calls import Erased, EraseLeaver
from shared.contracts.events import CONTENT_TYPE
from shared.messaging.letters import REASON
from shared.messaging.publisher import Outgoing, Publisher
from shared.messaging.topology import EVENTS, SUBSCRIPTIONS, Subscription, subscription
from shared.testing.processes import eventually

LATEST = 200
SEARCH = subscription("search", "vacancies")
NOWHERE = 91.5
"""A latitude that no place has: Elasticsearch refuses the document, for good."""


def test_doubled_and_shuffled_events_change_nothing(runner: Runner) -> None:
    runner.run(Fault("events doubled and shuffled", _replayed))


def test_poison_dies_with_a_reason_and_the_others_flow(runner: Runner) -> None:
    runner.run(Fault("poison", _poisoned))


def test_an_erased_leaver_stays_erased_whatever_is_said_again(runner: Runner) -> None:
    """I4: no hit anywhere, also after all captured events were said again."""
    world, rng = runner.world, Random(runner.seed)
    with runner.partners.work("erased", rng) as work:
        eventually(lambda: [a for a in list(work.history.attempts.values()) if (a.kind, a.outcome) == ("push", "ok")])
        work.progress()
    at_rest(world)
    pushed = [name for name, attempt in work.history.attempts.items() if attempt.kind == "push"]
    with world.database() as database:
        found = database.execute("SELECT id FROM candidates.leavers WHERE row_key = ANY(%s)", (pushed,)).fetchall()
        gone = [UUID(str(row["id"])) for row in found]
        said = database.execute(SQL["said"]).fetchall()
        database.execute(SQL["note_erased"], {"ids": [str(leaver) for leaver in gone]})
    with world.stack.processes["candidates"].caller() as candidates:
        for leaver in gone:
            assert candidates.call("erase_leaver", EraseLeaver(leaver_id=leaver), Erased).existed
    at_rest(world)
    _say_again(world, said, rng)
    assert _hits(world, gone) == []
    assert violations(world) == []


@contextmanager
def _replayed(world: World, rng: Random) -> Iterator[None]:
    """The latest events of all services, each twice, in any order, while new ones come."""
    with world.database() as database:
        said = database.execute(SQL["said"]).fetchall()[:LATEST]
    yield
    _say_again(world, said * 2, rng)


def _say_again(world: World, said: list[dict[str, Any]], rng: Random) -> None:
    """Publish them in any order and wait until each listener is done with each."""
    heard = {row: [event for event in said if event["name"] in row.events] for row in SUBSCRIPTIONS}
    before = {row: _done(world, row) for row in SUBSCRIPTIONS}
    messages = [
        Outgoing(str(event["id"]), EVENTS.name, event["name"], event["body"].encode(), CONTENT_TYPE, mandatory=False)
        for event in rng.sample(said, len(said))
    ]
    publisher = Publisher(world.direct.amqp_url, confirm_timeout=60)
    publisher.publish(messages)
    publisher.close()
    for row, events in heard.items():
        wanted = before[row] + Counter(str(event["id"]) for event in events)
        eventually(lambda row=row, wanted=wanted: wanted <= _done(world, row), 120)


def _done(world: World, row: Subscription) -> Counter[str]:
    """How often a listener has logged that it is done with each event."""
    text = world.stack.processes[row.consumer].log.read_text()
    lines = (json.loads(line) for line in text.splitlines() if '"event": "done"' in line)
    return Counter(line["event_id"] for line in lines if line["queue"] == row.queue)


@contextmanager
def _poisoned(world: World, _rng: Random) -> Iterator[None]:
    """Not JSON, JSON of another schema, and an event whose document no index takes."""
    refused = published(latitude=NOWHERE)
    bodies = [b"{no json", b'{"specversion": "1.0"}', refused.model_dump_json().encode()]
    publisher = Publisher(world.direct.amqp_url)
    poison = [Outgoing(f"{n}", EVENTS.name, "vacancy.published", body, CONTENT_TYPE) for n, body in enumerate(bodies)]
    assert len(publisher.publish(poison)) == len(poison)
    publisher.close()
    yield
    eventually(lambda: dead_letters(world) == {SEARCH.dead: len(bodies)}, 120)
    assert sorted(_reasons(world)) == ["DocumentsRefused", "malformed", "undecodable"]
    with world.database() as database:
        database.execute(SQL["forget_poison"], {"id": refused.subject})


def _reasons(world: World) -> Iterator[str]:
    """Why each letter died, first word; the letters are taken out."""
    with Connection(world.direct.amqp_url) as broker:
        for letter in iter(lambda: broker.default_channel.basic_get(SEARCH.dead, no_ack=True), None):
            yield letter.headers[REASON].partition(":")[0]


def _hits(world: World, leavers: list[UUID]) -> list[str]:
    """Where an erased leaver is still found: data, not the mark that it is gone."""
    ids = [str(leaver) for leaver in leavers]
    with world.database() as database:
        found = [f"{row['place']}: {row['id']}" for row in database.execute(SQL["erased_hits"], {"ids": ids})]
    with Elasticsearch(world.direct.elasticsearch_url) as client:
        indices = f"{world.stack.variables['HV_INDEX_PREFIX']}-*"
        query = {"multi_match": {"query": " ".join(ids), "fields": ["*"], "lenient": True}}
        by_id = client.search(index=indices, query={"bool": {"should": [{"ids": {"values": ids}}, query]}})
    return found + [f"index: {hit['_id']}" for hit in by_id["hits"]["hits"]]
