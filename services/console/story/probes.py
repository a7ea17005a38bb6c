"""200 single posts, each made for one leaver: how long until search and that leaver's matches show it.

The clock runs from the accepted POST. Some posts run side by side, as they would on a working day.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

SIDE_BY_SIDE = 2
POLL_SECONDS = 0.03
DEADLINE_SECONDS = 20.0


@dataclass(frozen=True)
class Probe:
    """A leaver with a token, and the vacancy that fits this leaver best."""

    leaver_id: UUID
    token: str
    company_key: str
    vacancy: dict[str, Any]
    query: dict[str, Any]


@dataclass(frozen=True)
class Measured:
    """Milliseconds until shown; None when it was not shown within the deadline."""

    vacancy_id: str
    company_key: str
    searchable_ms: float | None
    matched_ms: float | None


def measure(client: httpx.Client, probes: Sequence[Probe], done: Callable[[], None]) -> list[Measured]:
    """Post every probe's vacancy and wait for both; `done` is called after each."""

    def one(probe: Probe) -> Measured:
        result = _measure_one(client, probe)
        done()
        return result

    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        return list(pool.map(one, probes))


def _measure_one(client: httpx.Client, probe: Probe) -> Measured:
    owner = {"Authorization": f"Bearer {probe.company_key}"}
    answer = client.post("/api/v1/vacancies", json=probe.vacancy, headers=owner)
    answer.raise_for_status()
    accepted = time.perf_counter()
    vacancy_id = answer.json()["id"]
    searchable = _until(accepted, lambda: _found(client, probe, vacancy_id))
    matched = _until(accepted, lambda: _matched(client, probe, vacancy_id))
    return Measured(vacancy_id, probe.company_key, searchable, matched)


def _until(start: float, shown: Callable[[], bool]) -> float | None:
    while time.perf_counter() - start < DEADLINE_SECONDS:
        if shown():
            return (time.perf_counter() - start) * 1000
        time.sleep(POLL_SECONDS)
    return None


def _found(client: httpx.Client, probe: Probe, vacancy_id: str) -> bool:
    hits = _asked(client, "/api/v1/search", params=probe.query).get("hits", [])
    return any(hit["id"] == vacancy_id for hit in hits)


def _matched(client: httpx.Client, probe: Probe, vacancy_id: str) -> bool:
    path = f"/api/v1/candidates/{probe.leaver_id}/matches"
    matches = _asked(client, path, headers={"Authorization": f"Bearer {probe.token}"}).get("matches", [])
    return any(match["vacancy"]["id"] == vacancy_id for match in matches)


def _asked(client: httpx.Client, path: str, **more: Any) -> dict[str, Any]:
    """The answer; empty while the system is too busy to give one, which counts as not shown yet."""
    answer = client.get(path, **more)
    if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
        return {}
    found: dict[str, Any] = answer.raise_for_status().json()
    return found


def withdraw(client: httpx.Client, measured: Sequence[Measured]) -> None:
    """Take the probes' vacancies away again."""

    def one(probe: Measured) -> None:
        owner = {"Authorization": f"Bearer {probe.company_key}"}
        client.delete(f"/api/v1/vacancies/{probe.vacancy_id}", headers=owner).raise_for_status()

    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        list(pool.map(one, measured))


def percentiles(values: Sequence[float]) -> dict[str, int]:
    """p50 and p95 by the nearest rank, in whole milliseconds."""
    ordered = sorted(values)
    return {f"p{p}": round(ordered[max(0, -(-len(ordered) * p // 100) - 1)]) for p in (50, 95)} if ordered else {}
