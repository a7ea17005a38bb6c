"""Names of leavers appear nowhere: not in the database, not in an index, not on a queue, not in a log (T5.f)."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from outside import DATA, SOON, heimvorteil, push_file
from psycopg import sql

from shared.messaging.topology import EVENTS
from shared.testing.processes import eventually
from shared.testing.stack import SERVICES, Stack

SCHEMAS = (*SERVICES, "gateway")
TAP = "acceptance.everything"
# What the samples hold of people. Words that occupations or places share (Müller, Groß, Alt) stand in the canary.
SAMPLED = (
    "Zoë", "Jürgen-Åke", "von der Heide", "Aslı", "Šárka", "O'Neil", "HYPERLINK", "Hauptstraße 5", "Am Bühl",
    "Straße d. Einheit", "07.06.2010", "2010-06-07", "29.02.2008", "2008-02-29", "31.12.2009", "2009-12-31", "Jörg",
)  # fmt: skip
CANARY = ("Quastenbeck", "Philomena-Xenia", "03.04.2011", "2011-04-03", "Wispelgasse", "Frühchristlich", "Zwölfender")
HEADER = "Nachname;Vorname;Geburtsdatum;Geschlecht;Religion;Abschluss;Straße;PLZ;Bemerkung\n"
ROW = "Quastenbeck{n};Philomena-Xenia;03.04.2011;w;Frühchristlich;MSA;Wispelgasse 4;{postal_code};Zwölfender\n"


@pytest.fixture
def everything_said(stack: Stack) -> Iterator[list[dict[str, Any]]]:
    """A queue bound to every event; the list holds what it got, once the block has filled it by `_drain`."""
    path = f"{stack.vhost.management_url}/api/queues/{stack.vhost.name}/{TAP}"
    bindings = f"{stack.vhost.management_url}/api/bindings/{stack.vhost.name}/e/{EVENTS.name}/q/{TAP}"
    with httpx.Client(trust_env=False, timeout=30) as management:
        management.put(path, json={"durable": True}).raise_for_status()
        management.post(bindings, json={"routing_key": "#"}).raise_for_status()
        said: list[dict[str, Any]] = []
        yield said
        management.delete(path).raise_for_status()


def test_names_are_nowhere(
    stack: Stack, school: httpx.Client, tmp_path: Path, everything_said: list[dict[str, Any]]
) -> None:
    canary = tmp_path / "Quastenbeck.csv"
    rows = [ROW.format(n=n, postal_code=code) for n, code in enumerate(("71634", "71636", "9999", ""))]
    canary.write_text(HEADER + "".join(rows), encoding="utf-8")
    ids: set[str] = set()
    placed: set[str] = set()
    for path in (canary, *_samples()):
        for commit in (False, True):
            answer = push_file(school, path, commit=commit)
            assert answer.status_code < 500
            _assert_none(answer.text, "the answer", CANARY + SAMPLED)
            items = answer.json().get("items", [])
            ids |= {item["leaver_id"] for item in items if item.get("leaver_id")}
            if path == canary and commit:
                placed = {item["leaver_id"] for item in items[:2]}
    eventually(lambda: placed <= _indexed_ids(stack), SOON)
    eventually(lambda: ids <= _subjects(_said(stack, everything_said)), SOON)

    words = CANARY + SAMPLED
    _assert_none(_database(stack), "the database", words)
    _assert_none(_indices(stack), "the indices", words)
    _assert_none(json.dumps(everything_said, ensure_ascii=False), "the events", words)
    _assert_none(_dead(stack), "the dead letters", words)
    for name, process in stack.processes.items():
        _assert_none(process.log.read_text(errors="replace"), f"the log of {name}", words)


def test_an_erased_leaver_is_nowhere_but_on_the_list_of_erased(stack: Stack, school: httpx.Client) -> None:
    leaver = {"row_key": "Quastenschluessel", "certificate": "mittlerer", "home": {"postal_code": "71634"}}
    report = school.post("/api/v1/cohorts", params={"commit": True}, json={"season": "2027", "leavers": [leaver]})
    id_ = report.json()["items"][0]["leaver_id"]
    eventually(lambda: id_ in _indexed_ids(stack), SOON)
    assert "Quastenschluessel" in _database(stack)
    assert heimvorteil(stack, "erase", "--subject", id_).returncode == 0
    eventually(lambda: id_ not in _indexed_ids(stack), SOON)
    eventually(lambda: "Quastenschluessel" not in _database(stack), SOON)
    _assert_none(_indices(stack), "the indices", ("Quastenschluessel", id_))


def _samples() -> list[Path]:
    files = [*(DATA / "school").iterdir(), *(DATA / "oneroster").iterdir()]
    return sorted(path for path in files if path.suffix != ".json")


def _assert_none(text: str, where: str, words: tuple[str, ...]) -> None:
    plain = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text).casefold()
    assert [word for word in words if word.casefold() in plain] == [], f"in {where}"


def _database(stack: Stack) -> str:
    """Every row of every table of every service as text."""
    tables = "SELECT schemaname, tablename FROM pg_tables WHERE schemaname = ANY(%s)"
    with psycopg.connect(stack.database.url, autocommit=True) as connection:
        names = connection.execute(tables, (list(SCHEMAS),)).fetchall()
        assert len(names) > len(SCHEMAS)
        return "\n".join(row for name in names for row in _rows(connection, sql.Identifier(*name)))


def _rows(connection: psycopg.Connection[Any], table: sql.Identifier) -> list[str]:
    query = sql.SQL("SELECT whole::text FROM {} AS whole").format(table)
    return [str(row[0]) for row in connection.execute(query).fetchall()]


def _indices(stack: Stack) -> str:
    prefix = stack.variables["HV_INDEX_PREFIX"]
    with httpx.Client(base_url=stack.variables["ELASTICSEARCH_URL"], trust_env=False, timeout=60) as client:
        found = client.get(f"/{prefix}*/_search", params={"size": 10_000, "track_total_hits": "true"})
        mappings = client.get(f"/{prefix}*/_mapping").raise_for_status().text
    assert found.raise_for_status().json()["hits"]["total"]["value"] <= 10_000
    return found.text + mappings


def _indexed_ids(stack: Stack) -> set[str]:
    alias = f"{stack.variables['HV_INDEX_PREFIX']}-candidates"
    query = {"size": "10000", "_source": "false"}
    url = f"{stack.variables['ELASTICSEARCH_URL']}/{alias}/_search"
    hits = httpx.get(url, params=query, trust_env=False, timeout=60).raise_for_status().json()["hits"]["hits"]
    return {hit["_id"] for hit in hits}


def _said(stack: Stack, said: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What has been said since the tap was opened, taken from its queue."""
    url = f"{stack.vhost.management_url}/api/queues/{stack.vhost.name}/{TAP}/get"
    wanted = {"count": 500, "ackmode": "ack_requeue_false", "encoding": "auto"}
    said += httpx.post(url, json=wanted, trust_env=False, timeout=60).raise_for_status().json()
    return said


def _subjects(said: list[dict[str, Any]]) -> set[str]:
    """Ids of the leavers in these events, alone or in batches."""
    return set(re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", json.dumps(said)))


def _dead(stack: Stack) -> str:
    """Every dead letter; they stay where they are."""
    with httpx.Client(base_url=stack.vhost.management_url, trust_env=False, timeout=60) as management:
        texts = []
        for queue in stack.vhost.get("queues"):
            if str(queue["name"]).endswith(".dead") and queue.get("messages"):
                url = f"/api/queues/{stack.vhost.name}/{queue['name']}/get"
                wanted = {"count": 500, "ackmode": "ack_requeue_true", "encoding": "auto"}
                texts.append(management.post(url, json=wanted).raise_for_status().text)
    return "\n".join(texts)
