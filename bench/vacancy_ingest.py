"""20,000 vacancies through /bulk until a search sees them all, against a bare bulk of the same documents."""

import json
from collections.abc import Sequence

import httpx
from elasticsearch import Elasticsearch

from bench import bare, market, system
from bench.figure import Figure, of_runs
from shared.testing.stack import Stack

VACANCIES = 20_000
PUSH = 2_000
RUNS = 3


def measure() -> list[Figure]:
    """Vacancies a second, the median of the runs; each run on a system of its own."""
    ours, reference, used, bare_used = [], [], {}, {}
    for run in range(RUNS):
        items = market.some_vacancies(VACANCIES, f"R{run}")
        bodies = [json.dumps({"items": part}).encode() for part in market.pushes(items, PUSH)]
        with system.stack() as stack, Elasticsearch(stack.variables["ELASTICSEARCH_URL"]) as client:
            alias = f"{stack.variables['HV_INDEX_PREFIX']}-vacancies"
            before = system.processor_seconds(stack.processes)
            ours.append(VACANCIES / system.timed(lambda: _push(stack, bodies, alias)))  # noqa: B023  # run at once
            used = system.spent(before, system.processor_seconds(stack.processes))
            system.handled(stack, "search", "matching", "vacancy.indexed")  # or the reference has half a machine
            found = bare.documents(client, alias)
            before = system.processor_seconds(stack.processes)
            reference.append(VACANCIES / bare.bulk(client, alias, found))
            bare_used = system.spent(before, system.processor_seconds(stack.processes))
    more = {
        "ours": of_runs(ours),
        "bare": of_runs(reference),
        "processor_seconds_of_the_last_run": used,
        "of_its_reference": bare_used,
    }
    return [
        Figure(
            "vacancy_ingest", "vacancies/s", of_runs(ours)["median"],
            "bulk index of the same documents, with a refresh", of_runs(reference)["median"], target=0.15, more=more,
        )
    ]  # fmt: skip


def _push(stack: Stack, bodies: Sequence[bytes], alias: str) -> None:
    headers = system.sender(stack, "importer", "Börse der Messung")
    with httpx.Client(base_url=stack.base_url, headers=headers, timeout=system.LONG, trust_env=False) as importer:
        for body in bodies:
            answer = importer.post("/api/v1/vacancies/bulk", content=body)
            refused = [item for item in answer.json()["items"] if item["status"] != 201]
            assert not refused, refused[:3]
    system.handled(stack, "vacancies", "search", "vacancy.%")
    assert system.searchable(stack.variables["ELASTICSEARCH_URL"], alias) == VACANCIES
