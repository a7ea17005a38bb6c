"""The operator's commands: nothing differs on a system at rest, planted differences are found, dead letters move."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, LiteralString
from uuid import uuid4

import psycopg
import pytest
from elasticsearch import Elasticsearch
from kombu import Connection
from outside import SOON, client, heimvorteil, matches, profile, push, searchable, unique, vacancy
from psycopg import sql
from typer.testing import CliRunner

from services.console.main import app
from shared.messaging.topology import subscription
from shared.testing.processes import eventually
from shared.testing.servers import Servers
from shared.testing.stack import Stack, running_stack

Verify = Callable[..., dict[str, Any]]
QUEUE = subscription("search", "vacancies").queue
DEAD = subscription("search", "vacancies").dead


@pytest.fixture(scope="module")
def own(servers: Servers, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A system of this module's own: what is planted here would puzzle others."""
    with running_stack(servers, template, tmp_path_factory.mktemp("verified")) as running:
        yield running


@pytest.fixture(scope="module")
def ids(own: Stack) -> list[str]:
    """Vacancies that are searchable, one that was withdrawn, leavers with matches, one erased."""
    title = unique("Ausbildung Zimmerer")
    with client(own) as anyone, client(own, "company") as company, client(own, "school") as school:
        posted = [company.post("/api/v1/vacancies", json=vacancy(title=title)).json()["id"] for _ in range(4)]
        company.post("/api/v1/vacancies", json=vacancy(title=title, status="draft")).raise_for_status()
        searchable(anyone, posted, q=title)
        company.delete(f"/api/v1/vacancies/{posted.pop()}").raise_for_status()
        leavers = [item["leaver_id"] for item in push(school, [{"row_key": n, **profile()} for n in "AB"])["items"]]
        assert heimvorteil(own, "erase", "--subject", leavers[1]).returncode == 0
        with client(own, "leaver", subject=leavers[0]) as leaver:
            eventually(lambda: matches(leaver.get(f"/api/v1/candidates/{leavers[0]}/matches")), SOON)
    return posted


@pytest.fixture(scope="module")
def shown(own: Stack, ids: list[str]) -> str:
    """A vacancy that a leaver is shown: not each is, there are only so many places for the like in a list."""
    with psycopg.connect(own.database.url, autocommit=True) as connection:
        query = "SELECT own[1]::text FROM matching.leavers WHERE shown > 0 AND own[1] = ANY(%s::uuid[])"
        return str(eventually(lambda: connection.execute(query, (ids,)).fetchone(), SOON)[0])


@pytest.fixture
def verify(own: Stack, ids: list[str]) -> Verify:
    """Run the command, in this process, which need not start for each; its JSON object."""

    def run(*words: str, wait: float = 1) -> dict[str, Any]:
        command = ["verify", "--json", "--wait", str(wait), *words]
        done = CliRunner().invoke(app, command, env=dict(own.variables))
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        report: dict[str, Any] = json.loads(done.stdout)
        assert done.exit_code == (1 if report["differences"] else 0)
        return report

    return run


@pytest.fixture
def elastic(own: Stack) -> Iterator[Elasticsearch]:
    with Elasticsearch(own.variables["ELASTICSEARCH_URL"]) as made:
        yield made


def alias(own: Stack, kind: str = "vacancies") -> str:
    return f"{own.variables['HV_INDEX_PREFIX']}-{kind}"


def parts(report: dict[str, Any]) -> list[tuple[str, str]]:
    assert report["differences"] == len(report["found"])
    return sorted((one["part"], one["id"]) for one in report["found"])


def noted(own: Stack) -> list[tuple[str, str, str]]:
    """What the audit log says of the command line, latest first."""
    lines = heimvorteil(own, "audit", "--who", "operator", "--json").stdout.splitlines()
    acts = [json.loads(line) for line in lines]
    return [(act["action"], act["subject"], act["outcome"]) for act in acts if act["right"] == "index.maintain"]


def test_nothing_differs_at_rest(verify: Verify, own: Stack) -> None:
    report = verify(wait=SOON)
    assert (report["differences"], report["found"], report["dead"]) == (0, [], {})
    assert report["documents"] == 4
    done = heimvorteil(own, "verify")
    assert (done.returncode, done.stdout) == (0, "Kein Unterschied.\n")


def test_documents_missing_extra_and_altered_are_told(
    verify: Verify, own: Stack, ids: list[str], elastic: Elasticsearch
) -> None:
    index = alias(own)
    kept = {id_: elastic.get(index=index, id=id_) for id_ in ids}
    extra = [str(uuid4()), "nobody"]
    first, second, third = ids
    elastic.delete(index=index, id=first)
    altered = {**kept[second]["_source"], "title": "Ausbildung Hexer/in"}
    elastic.index(
        index=index, id=second, document=altered, version=kept[second]["_version"], version_type="external_gte"
    )
    elastic.index(index=index, id=third, document=kept[third]["_source"], version=9, version_type="external")
    elastic.index(index=index, id=extra[0], document=kept[third]["_source"])
    elastic.index(index=index, id=extra[1], document={"title": "ohne Kennung"}, refresh=True)
    report = verify()
    assert parts(report) == sorted(("index_vacancy", id_) for id_ in [*ids, *extra])
    said = {one["id"]: one for one in report["found"]}
    assert said[first]["theirs"] is None
    assert said[second]["ours"] != said[second]["theirs"]
    assert said[third]["theirs"].startswith("version 9, ")
    assert [said[id_]["ours"] for id_ in extra] == [None, None]
    table = heimvorteil(own, "verify", "--wait", "0")
    assert all(id_ in table.stdout for id_ in [*ids, *extra])
    refused = heimvorteil(own, "reindex", "vacancies")  # three documents instead of four
    assert (refused.returncode, "80 %" in refused.stderr) == (1, True), refused.stderr
    assert heimvorteil(own, "reindex", "vacancies", "--force").returncode == 0
    assert noted(own)[:4] == [("reindexed", "vacancy", outcome) for outcome in ("done", "begun", "failed", "begun")]
    assert verify()["differences"] == 0


@contextmanager
def changed(own: Stack, table: str, statement: str, id_: str) -> Iterator[None]:
    """A row of a table as the statement leaves it, for as long as the block runs."""
    name = sql.Identifier(*table.split("."))
    with psycopg.connect(own.database.url, autocommit=True) as connection:
        keep = sql.SQL("CREATE TEMPORARY TABLE kept AS SELECT * FROM {} WHERE id = {}").format(name, id_)
        connection.execute(keep)
        connection.execute(sql.SQL(statement).format(name, id_))
        yield
        connection.execute(sql.SQL("DELETE FROM {} WHERE id = {}").format(name, id_))
        connection.execute(sql.SQL("INSERT INTO {} SELECT * FROM kept").format(name))


def test_a_lost_row_of_the_projection_is_told(verify: Verify, own: Stack, ids: list[str]) -> None:
    with changed(own, "search.projection", "DELETE FROM {} WHERE id = {}", ids[0]):
        found = parts(verify())
    places = ("vacancies_projection", "projection_matching_vacancies", "index_vacancy")
    assert found == sorted((part, ids[0]) for part in places)
    assert verify()["differences"] == 0


@pytest.mark.parametrize(
    ("table", "statement", "part"),
    [
        (
            "search.projection",
            "UPDATE {} SET tombstone = true, body = NULL WHERE id = {}",
            "vacancies_projection",
        ),
        (
            "search.projection",
            "UPDATE {} SET source_revision = source_revision + 1 WHERE id = {}",
            "projection_matching_vacancies",
        ),
        ("matching.vacancies", "UPDATE {} SET open = NOT open WHERE id = {}", "projection_matching_vacancies"),
        ("matching.vacancies", "UPDATE {} SET open = NOT open WHERE id = {}", "matches"),
    ],
)
def test_every_row_that_differs_is_told(
    table: str, statement: LiteralString, part: str, verify: Verify, own: Stack, shown: str
) -> None:
    with changed(own, table, statement, shown):
        found = parts(verify())
    assert [id_ for where, id_ in found if where == part and shown in id_], found
    assert verify()["differences"] == 0


def test_a_lost_row_is_mended_by_a_resync(verify: Verify, own: Stack, ids: list[str]) -> None:
    with psycopg.connect(own.database.url, autocommit=True) as connection:
        connection.execute("DELETE FROM search.projection WHERE id = ANY(%s)", (ids,))
        connection.execute("DELETE FROM search.projection WHERE tombstone")
    assert verify()["differences"] > len(ids)
    for words in (["resync", "vacancies"], ["resync", "candidates"], ["resync"]):
        done = heimvorteil(own, *words)
        assert done.returncode == 0, done.stderr
    assert "Angebote: 4 noch einmal gemeldet" in done.stdout
    assert "Profile: 2 noch einmal gemeldet" in done.stdout
    assert verify(wait=SOON)["found"] == []
    assert heimvorteil(own, "resync", "everything").returncode == 2


def test_an_index_is_built_anew(verify: Verify, own: Stack, elastic: Elasticsearch) -> None:
    before = sorted(elastic.indices.get_alias(index=f"{own.variables['HV_INDEX_PREFIX']}-*"))
    done = heimvorteil(own, "reindex")
    assert done.returncode == 0, done.stderr
    assert "Angebote: " in done.stdout
    assert "Profile: " in done.stdout
    assert all(name in done.stdout for name in before)
    again = heimvorteil(own, "reindex", "vacancies", "--prune")
    assert f"gelöscht: {alias(own)}" in again.stdout, again.stderr
    assert verify()["differences"] == 0


def test_an_event_nobody_sends_is_told(verify: Verify, own: Stack) -> None:
    id_ = str(uuid4())
    own.processes["accounts"].kill()
    try:
        with psycopg.connect(own.database.url, autocommit=True) as connection:
            connection.execute(
                "INSERT INTO accounts.outbox (id, name, subject, body) VALUES (%s, 'account.closed', 'x', '{}')", (id_,)
            )
            found = parts(verify())
            connection.execute("DELETE FROM accounts.outbox WHERE id = %s", (id_,))
    finally:
        own.processes["accounts"].start()
    assert found == [("outbox", id_)]


def test_an_event_nobody_handled_is_told(verify: Verify, own: Stack, ids: list[str]) -> None:
    with psycopg.connect(own.database.url, autocommit=True) as connection:
        gone = connection.execute(
            "DELETE FROM search.inbox WHERE consumer = 'search.vacancies' AND subject = %s RETURNING event_id, subject",
            (ids[2],),
        ).fetchall()
        report = verify()
        for event_id, subject in gone:
            connection.execute(
                "INSERT INTO search.inbox (consumer, event_id, subject) VALUES ('search.vacancies', %s, %s)",
                (event_id, subject),
            )
    assert parts(report) == sorted(("inbox", str(event_id)) for event_id, _ in gone)


def test_dead_letters_are_shown_and_redriven(own: Stack) -> None:
    with Connection(own.vhost.amqp_url) as connection:
        channel = connection.default_channel
        for body in ('{"half', '{"specversion": "1.0", "id": "7e57", "type": "unheard.of\\u001b[31m"}'):
            connection.Producer().publish(
                body, routing_key=QUEUE, content_type="application/json", content_encoding="utf-8", serializer=None
            )
        eventually(lambda: channel.queue_declare(DEAD, passive=True).message_count == 2, SOON)
        listed = heimvorteil(own, "dead", "list")
        assert (listed.returncode, "2 unzustellbare Nachrichten." in listed.stdout) == (0, True), listed.stderr
        (summary,) = json.loads(heimvorteil(own, "dead", "list", "--json").stdout)
        assert (summary["queue"], summary["count"], len(summary["reasons"])) == (DEAD, 2, 2)
        shown = heimvorteil(own, "dead", "show", "search.vacancies").stdout
        assert "malformed: KeyError" in shown
        assert '{"half' in shown
        assert "\x1b" not in shown
        one = json.loads(heimvorteil(own, "dead", "show", "7e57", "--json").stdout)
        assert (one["queue"], one["id"], one["body"]["id"]) == (DEAD, "7e57", "7e57")
        assert heimvorteil(own, "dead", "show", "nothing").returncode == 1
        counted = heimvorteil(own, "dead", "redrive", "--all", "--dry-run")
        assert "2 Nachrichten würden" in counted.stdout
        assert heimvorteil(own, "dead", "redrive").returncode == 2
        redriven = heimvorteil(own, "dead", "redrive", "--event", "7e57")
        assert (redriven.returncode, redriven.stdout) == (0, "1 Nachrichten noch einmal zugestellt.\n")
        eventually(lambda: channel.queue_declare(DEAD, passive=True).message_count == 2, SOON)  # it is poison still
        assert heimvorteil(own, "dead", "redrive", "--queue", QUEUE).stdout.startswith("2 ")
        assert noted(own)[:2] == [("redriven", QUEUE, outcome) for outcome in ("done", "begun")]
        eventually(lambda: channel.queue_declare(DEAD, passive=True).message_count == 2, SOON)
        channel.queue_purge(DEAD)


def test_dead_letters_count_unless_allowed(verify: Verify, own: Stack) -> None:
    with Connection(own.vhost.amqp_url) as connection:
        connection.Producer().publish("{", routing_key=QUEUE, content_type="application/json")
        eventually(lambda: verify()["dead"] == {DEAD: 1}, SOON)
        assert parts(verify()) == [("dead", DEAD)]
        allowed = verify("--allow-dead")
        assert (allowed["differences"], allowed["dead"]) == (0, {DEAD: 1})
        connection.default_channel.queue_purge(DEAD)
    assert verify()["differences"] == 0
