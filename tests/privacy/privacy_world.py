"""The whole system, and everything it keeps as text: dump, indices, queues, logs, mails."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from kombu import Connection

from shared.contracts.calls import Erasures, Exported, ExportMatching, ListErasures
from shared.messaging.letters import body_of
from shared.messaging.topology import EVENTS, queues
from shared.testing.processes import eventually
from shared.testing.stack import Stack

SOON = 180.0
TAP = "privacy.everything"
OPENED: list[httpx.Client] = []
"""Closed after each test."""


def browser(stack: Stack, **more: Any) -> httpx.Client:
    """Somebody with a browser of their own."""
    headers = {"Accept": "text/html", "Origin": stack.base_url}
    return _opened(base_url=stack.base_url, headers=headers, **more)


def _opened(**more: Any) -> httpx.Client:
    OPENED.append(httpx.Client(timeout=60, trust_env=False, **more))
    return OPENED[-1]


def school_of(stack: Stack) -> httpx.Client:
    """A school's program."""
    key = stack.key("school", f"Schule {uuid4().hex[:8]}")
    return _opened(base_url=stack.base_url, headers={"Authorization": f"Bearer {key}"})


def signed_in(stack: Stack, school: httpx.Client) -> httpx.Client:
    """The same school in a browser."""
    client = browser(stack, follow_redirects=True)
    key = school.headers["Authorization"].removeprefix("Bearer ")
    assert client.post("/schule/anmelden", data={"key": key}).status_code == 200
    return client


def codes_in(letters: str) -> list[str]:
    """The claim codes on a page of letters, in its order."""
    return re.findall(r'<p class="code"[^>]*>([0-9A-Z-]+)</p>', letters)


def push(school: httpx.Client, leavers: list[dict[str, Any]], commit: bool = True) -> list[str]:
    """Hand leavers over; their ids."""
    answer = school.post("/api/v1/cohorts", params={"commit": commit}, json={"season": "2027", "leavers": leavers})
    assert answer.status_code == 200, answer.text
    return [item["leaver_id"] for item in answer.json()["items"]]


@contextmanager
def everything_said(stack: Stack) -> Iterator[None]:
    """A queue that gets a copy of every event."""
    with Connection(stack.vhost.amqp_url) as connection:
        channel = connection.channel()
        channel.queue_declare(TAP, durable=True, auto_delete=False)
        channel.queue_bind(TAP, EVENTS.name, "#")
        yield


def drained(stack: Stack, names: Iterable[str]) -> list[tuple[str, bytes, dict[str, Any]]]:
    """Routing key, body and headers of all messages in these queues, which are empty then."""
    found = []
    with Connection(stack.vhost.amqp_url) as connection:
        channel = connection.channel()
        for name in names:
            while message := channel.basic_get(name, no_ack=True):
                found.append((message.delivery_info["routing_key"], body_of(message), dict(message.headers)))
    return found


def replay(stack: Stack, said: Iterable[tuple[str, bytes, dict[str, Any]]]) -> None:
    """Publish all of it again, as it was and once more under ids nobody has handled."""
    with Connection(stack.vhost.amqp_url) as connection, connection.Producer() as producer:
        for key, body, headers in said:
            for event in (json.loads(body), {**json.loads(body), "id": str(uuid4())}):
                producer.publish(
                    json.dumps(event).encode(),
                    exchange=EVENTS.name,
                    routing_key=key,
                    headers=headers,
                    content_type="application/cloudevents+json",
                    content_encoding="utf-8",
                )


def quiet(stack: Stack) -> bool:
    """Nothing waits in a working or retry queue, and no outbox."""
    with Connection(stack.vhost.amqp_url) as connection:
        channel = connection.channel()
        waiting = [
            queue.name
            for queue in queues()
            if not queue.name.endswith(".dead") and channel.queue_declare(queue.name, passive=True).message_count
        ]
    pending = [
        name
        for name, process in stack.processes.items()
        if name != "gateway" and "hv_outbox_pending 0.0" not in httpx.get(f"{process.url}/metrics").text
    ]
    return not waiting and not pending


def dumped(stack: Stack) -> str:
    """The whole database as pg_dump writes it for a backup."""
    return _postgres("pg_dump", stack.database.url)


def backed_up(stack: Stack, file: Path) -> None:
    """A backup, once nothing is under way."""
    eventually(lambda: quiet(stack), SOON)
    _postgres("pg_dump", "--format=custom", f"--file={file}", stack.database.url)


def restored(stack: Stack, file: Path) -> None:
    """The database as it was, while everything is down; queues and indices stay as they are."""
    for process in stack.processes.values():
        process.stop()
    _postgres("pg_restore", "--clean", "--if-exists", f"--dbname={stack.database.url}", str(file))
    for process in stack.processes.values():
        process.launch()
    eventually(lambda: all(process.ready() for process in stack.processes.values()), SOON)


def _postgres(program: str, *words: str) -> str:
    found = shutil.which(program) or str(next(Path("/usr/lib/postgresql").glob(f"*/bin/{program}")))
    return subprocess.run([found, *words], capture_output=True, check=True).stdout.decode()  # noqa: S603 - ours


def indexed(stack: Stack) -> str:
    """Every document of every index of the system."""
    url, prefix = stack.variables["ELASTICSEARCH_URL"], stack.variables["HV_INDEX_PREFIX"]
    httpx.post(f"{url}/{prefix}*/_refresh", trust_env=False).raise_for_status()
    answer = httpx.post(f"{url}/{prefix}*/_search", params={"size": 5000}, trust_env=False, timeout=30)
    return answer.raise_for_status().text


def mailed(stack: Stack) -> str:
    """Every mail that arrived."""
    return httpx.get(f"{stack.mailbox.web_url}/mails.json", trust_env=False).raise_for_status().text


def logged(stack: Stack) -> dict[str, str]:
    """The log of every process."""
    return {name: process.log.read_text(errors="replace") for name, process in stack.processes.items()}


def holding(texts: dict[str, str], markers: Iterable[str]) -> dict[str, list[str]]:
    """Which markers stand where, whatever their case and escaping."""
    found = {}
    for name, text in texts.items():
        plain = re.sub(r"\\u([0-9a-fA-F]{4})", lambda hit: chr(int(hit[1], 16)), text).casefold()
        found[name] = [marker for marker in markers if marker.casefold() in plain]
    return {name: markers for name, markers in found.items() if markers}


def wait_until_listed(stack: Stack, leaver: str) -> None:
    """Wait until matching knows the leaver."""
    with stack.processes["matching"].caller() as matching:
        question = ExportMatching.model_validate({"leaver_id": leaver})
        eventually(lambda: matching.call("export_matching", question, Exported).tables["leavers"], SOON)


def erased_everywhere(stack: Stack) -> None:
    """Wait until no erasure is open, then let the command line say so: asking it again and again would take longer."""
    with stack.processes["candidates"].caller() as candidates:
        still_open = ListErasures(open_only=True)
        eventually(lambda: not candidates.call("list_erasures", still_open, Erasures).items, SOON)
    told = heimvorteil(stack, "erase", "--status")
    assert told.returncode == 0 and "Alle Löschungen sind überall fertig" in told.stdout


def heimvorteil(stack: Stack, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command line against the system."""
    return subprocess.run(  # noqa: S603 - our own
        [str(Path(sys.executable).with_name("heimvorteil")), *words],
        env={**os.environ, **stack.variables, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
