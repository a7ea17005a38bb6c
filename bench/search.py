"""Search on the national market: how fast, how many a second, against the same requests asked of Elasticsearch bare.

`HV_BENCH_VACANCIES` makes the market smaller. The questions are those of tests/relevance, a third of them at a
place; the reference is what we ask Elasticsearch for them, recorded and replayed.
"""

import csv
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from urllib.parse import urlencode
from uuid import uuid4

from bench.figure import Figure
from bench.recording import recorded
from bench.stage import Stage, stage
from bench.timing import Asked, Client, Held, at_rate, highest, one_by_one, quantile
from services.console.seeding import national
from services.console.settings import Settings
from shared.contracts.search import SearchQuery

ROOT = Path(__file__).resolve().parents[1]
VACANCIES = 550_000
PLACES = ("Ludwigsburg", "Nastätten", "Senftenberg", "München", "Dortmund", "Stralsund", "Leipzig", "Limburg")
QUESTIONS = 400
SECONDS = 8.0  # of each rate
START = 20.0  # questions a second
TYPED = ("b", "bä", "bäc", "kfz", "mech", "fachinf", "ludw", "was", "ho", "erz", "kauff", "st", "pfl", "münch")


def questions() -> list[SearchQuery]:
    """What is asked, the same in every run."""
    chance = Random("bench")  # noqa: S311  # not for secrets
    with (ROOT / "tests" / "relevance" / "queries.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    drawn = chance.sample(rows, min(QUESTIONS, len(rows)))
    return [
        SearchQuery(q=row["q"], where=row["where"] or (chance.choice(PLACES) if chance.random() < 1 / 3 else ""))
        for row in drawn
    ]


def figures(running: Stage) -> Iterator[Figure]:
    """Latency, load and suggestions, on a market that this fills."""
    vacancies = int(os.environ.get("HV_BENCH_VACANCIES", VACANCIES))
    settings = Settings(**{name.lower(): value for name, value in running.stack.variables.items()})
    rows = national.national_vacancies(vacancies, 1, 2027)
    national.load_vacancies(settings, uuid4(), rows, lambda _: None)
    running.index.indices.forcemerge(index=f"{running.prefix}-vacancies", max_num_segments=5)
    asked = questions()
    bare = recorded(running.index, running.prefix, asked, lambda: datetime.now(UTC))
    pairs = (
        (Client(running.stack.base_url), [_ours(query) for query in asked]),
        (Client(running.servers.elasticsearch_url), [[("POST", "/_msearch", body) for body in r] for r in bare]),
    )
    yield _latency(*pairs, vacancies)
    yield _load(*pairs, vacancies)
    yield _suggest(pairs[0][0])


def _ours(query: SearchQuery) -> Asked:
    return [("GET", "/api/v1/search?" + urlencode({"q": query.q, "where": query.where}), None)]


Side = tuple[Client, list[Asked]]


def _latency(ours: Side, bare: Side, vacancies: int) -> Figure:
    for side in (ours, bare):
        one_by_one(*side)  # warm
    times, reference = one_by_one(*ours), one_by_one(*bare)
    p95, bare95 = quantile(times, 0.95), quantile(reference, 0.95)
    more = {
        "p50_ms": _ms(quantile(times, 0.5)), "reference_p50_ms": _ms(quantile(reference, 0.5)),
        "vacancies": vacancies, "slower": round(p95 / bare95, 2),
    }  # fmt: skip
    return Figure(
        "search_latency", _ms(p95), "ms at p95 through the gateway", "the same requests of Elasticsearch bare",
        _ms(bare95), round(bare95 / p95, 3), "p95 at most 2.0 times the reference's", p95 <= 2.0 * bare95, more,
    )  # fmt: skip


def _load(ours: Side, bare: Side, vacancies: int) -> Figure:
    held, reference = (highest(lambda rate, s=side: at_rate(*s, rate, SECONDS), START) for side in (ours, bare))
    ratio = held.rate / reference.rate
    return Figure(
        "search_load", round(held.rate, 1), "searches/s with p95 < 500 ms, p99 < 1 s, no error",
        "the same requests of Elasticsearch bare", round(reference.rate, 1), round(ratio, 3), "at least 0.6",
        held.good and ratio >= 0.6, {"ours": _told(held), "bare": _told(reference), "vacancies": vacancies},
    )  # fmt: skip


def _suggest(client: Client) -> Figure:
    typed: list[Asked] = [[("GET", "/api/v1/suggest?" + urlencode({"q": text}), None)] for text in TYPED] * 30
    health: list[Asked] = [[("GET", "/healthz", None)]] * len(typed)
    one_by_one(client, typed)
    times, reference = one_by_one(client, typed), one_by_one(client, health)
    p95, bare95 = quantile(times, 0.95), quantile(reference, 0.95)
    return Figure(
        "suggest_latency", _ms(p95), "ms at p95 through the gateway", "an answer of the gateway without a call",
        _ms(bare95), round(bare95 / p95, 3), "at most 15 ms", p95 <= 0.015, {"p50_ms": _ms(quantile(times, 0.5))},
    )  # fmt: skip


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)


def _told(held: Held) -> dict[str, float]:
    return {"p50_ms": _ms(held.p50), "p95_ms": _ms(held.p95), "p99_ms": _ms(held.p99), "errors": held.errors}


if __name__ == "__main__":
    with stage() as running:
        for figure in figures(running):
            print(figure.line(), flush=True)
