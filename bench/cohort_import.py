"""10,000 leavers through the API until a search sees them all, against a bare COPY and a bare bulk of the same rows."""

import json
from collections.abc import Sequence

import httpx
from elasticsearch import Elasticsearch

from bench import bare, market, system
from bench.figure import Figure, of_runs
from shared.testing.stack import Stack

ROWS = 10_000
PUSH = 2_000
RUNS = 5


def measure() -> list[Figure]:
    """Rows a second, the median of the runs; each run on a system of its own."""
    ours, reference, used, bare_used = [], [], {}, {}
    for run in range(RUNS):
        rows = market.some_leavers(ROWS, f"R{run}")
        bodies = [json.dumps({"season": "2027", "leavers": part}).encode() for part in market.pushes(rows, PUSH)]
        with system.stack() as stack, Elasticsearch(stack.variables["ELASTICSEARCH_URL"]) as client:
            alias = f"{stack.variables['HV_INDEX_PREFIX']}-candidates"
            before = system.processor_seconds(stack.processes)
            ours.append(ROWS / system.timed(lambda: _push(stack, bodies, alias)))  # noqa: B023  # run at once
            used = system.spent(before, system.processor_seconds(stack.processes))
            system.handled(stack, "search", "matching", "candidate.indexed")  # or the reference has half a machine
            found = bare.documents(client, alias)
            before = system.processor_seconds(stack.processes)
            reference.append(ROWS / (bare.copy(stack.database.url, rows) + bare.bulk(client, alias, found)))
            bare_used = system.spent(before, system.processor_seconds(stack.processes))
    more = {
        "ours": of_runs(ours),
        "bare": of_runs(reference),
        "processor_seconds_of_the_last_run": used,
        "of_its_reference": bare_used,
    }
    return [
        Figure(
            "cohort_import", "rows/s", of_runs(ours)["median"],
            "COPY of the same rows and bulk index of the same documents, with a refresh",
            of_runs(reference)["median"], target=0.15, more=more,
        )
    ]  # fmt: skip


def _push(stack: Stack, bodies: Sequence[bytes], alias: str) -> None:
    headers = system.sender(stack, "school", "Schule der Messung")
    with httpx.Client(base_url=stack.base_url, headers=headers, timeout=system.LONG, trust_env=False) as school:
        for body in bodies:
            answer = school.post("/api/v1/cohorts", params={"commit": True}, content=body)
            assert answer.json()["accepted"] == PUSH, answer.text[:1000]
    system.handled(stack, "candidates", "search", "candidate.%")
    assert system.searchable(stack.variables["ELASTICSEARCH_URL"], alias) == ROWS
