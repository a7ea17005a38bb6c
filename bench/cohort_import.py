"""10,000 leavers through the API until a search sees them all, against a bare COPY and a bare bulk of the same rows."""

from typing import Any

import httpx
from elasticsearch import Elasticsearch

from bench import bare, market, system
from bench.figure import Figure, of_runs
from shared.testing.stack import Stack

ROWS = 10_000
RUNS = 5


def measure() -> list[Figure]:
    """Rows a second, the median of the runs; each run on a system of its own."""
    ours, reference, used = [], [], {}
    for run in range(RUNS):
        rows = market.some_leavers(ROWS, f"R{run}")
        with system.stack() as stack, Elasticsearch(stack.variables["ELASTICSEARCH_URL"]) as client:
            alias = f"{stack.variables['HV_INDEX_PREFIX']}-candidates"
            before = system.processor_seconds(stack.processes)
            ours.append(ROWS / system.timed(lambda: _push(stack, rows, alias)))  # noqa: B023  # run at once
            used = system.spent(before, system.processor_seconds(stack.processes))
            bulk = bare.bulk(client, alias, bare.documents(client, alias))
            reference.append(ROWS / (bulk + bare.copy(stack.database.url, rows)))
    more = {"ours": of_runs(ours), "bare": of_runs(reference), "processor_seconds_of_the_last_run": used}
    return [
        Figure(
            "cohort_import", "rows/s", of_runs(ours)["median"],
            "COPY of the same rows and bulk index of the same documents, with a refresh",
            of_runs(reference)["median"], target=0.15, more=more,
        )
    ]  # fmt: skip


def _push(stack: Stack, rows: list[dict[str, Any]], alias: str) -> None:
    headers = {"Authorization": f"Bearer {stack.key('school', 'Schule der Messung')}"}
    with httpx.Client(base_url=stack.base_url, headers=headers, timeout=system.LONG, trust_env=False) as school:
        answer = school.post("/api/v1/cohorts", params={"commit": True}, json={"season": "2027", "leavers": rows})
        assert answer.json()["accepted"] == len(rows), answer.text[:1000]
    url = stack.variables["ELASTICSEARCH_URL"]
    system.until(lambda: system.searchable(url, alias) >= len(rows))
