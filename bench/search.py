"""Search on the national market: how fast, how many a second, and completions.

Three figures, search_latency, search_load and suggest_latency, on one market, because filling it takes minutes;
`HV_BENCH_VACANCIES` makes it smaller. The questions are those of tests/relevance, a third of them at a
place; the reference is what we ask Elasticsearch for them, recorded and replayed.
"""

import csv
import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random
from urllib.parse import urlencode
from uuid import uuid4

from elasticsearch import Elasticsearch

from bench import system
from bench.figure import Figure, percentile
from bench.recording import Rounds, recorded
from bench.timing import Asked, Client, Held, at_rate, highest, one_by_one
from services.console.seeding import national
from services.console.settings import Settings
from shared.contracts.search import SearchQuery
from shared.testing.stack import Stack

FIGURES = ("search_latency", "search_load", "suggest_latency")
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


def measure(wanted: Sequence[str] = FIGURES) -> Iterator[Figure]:
    """Fill the market, then the wanted ones of search_latency, search_load and suggest_latency."""
    vacancies = int(os.environ.get("HV_BENCH_VACANCIES", VACANCIES))
    with system.stack() as stack, Elasticsearch(stack.variables["ELASTICSEARCH_URL"], request_timeout=600) as index:
        filling = system.timed(lambda: _fill(stack, vacancies))
        asked = questions()
        rounds = recorded(index, stack.variables["HV_INDEX_PREFIX"], asked, lambda: datetime.now(UTC))
        ours = Client(stack.base_url), [_ours(query) for query in asked]
        bare = Client(stack.variables["ELASTICSEARCH_URL"]), [_bare(one) for one in rounds]
        figures = {"search_latency": _latency, "search_load": _load, "suggest_latency": _suggest}
        for name in wanted:
            before = system.processor_seconds(stack.processes)
            figure = figures[name](ours, bare)
            used = system.spent(before, system.processor_seconds(stack.processes))
            figure.more.update(vacancies=vacancies, filled_in_seconds=round(filling), processor_seconds=used)
            yield figure


def _fill(stack: Stack, vacancies: int) -> None:
    settings = Settings.model_validate({name.lower(): value for name, value in stack.variables.items()})
    rows = national.national_vacancies(vacancies, 1, 2027)
    assert national.load_vacancies(settings, uuid4(), rows, lambda _: None) == vacancies


def _ours(query: SearchQuery) -> Asked:
    return [("GET", "/api/v1/search?" + urlencode({"q": query.q, "where": query.where}), None)]


def _bare(rounds: Rounds) -> Asked:
    return [("POST", "/_msearch", body) for body in rounds]


Side = tuple[Client, list[Asked]]


def _latency(ours: Side, bare: Side) -> Figure:
    for side in (ours, bare):
        one_by_one(*side)  # warm
    times, reference = one_by_one(*ours), one_by_one(*bare)
    more = {"p50": _ms(percentile(times, 0.5)), "reference_p50": _ms(percentile(reference, 0.5))}
    return Figure(
        "search_latency", "ms at p95 through the gateway", _ms(percentile(times, 0.95)),
        "the same requests of Elasticsearch bare", _ms(percentile(reference, 0.95)), most=2.0, more=more,
    )  # fmt: skip


def _load(ours: Side, bare: Side) -> Figure:
    held, reference = (highest(partial(at_rate, *side, seconds=SECONDS), START) for side in (ours, bare))
    return Figure(
        "search_load", "searches/s with p95 < 500 ms, p99 < 1 s and no error", held.rate if held.good else 0.0,
        "the same requests of Elasticsearch bare", reference.rate, target=0.6,
        more={"ours": _told(held), "bare": _told(reference)},
    )  # fmt: skip


def _suggest(ours: Side, _bare: Side) -> Figure:
    client, _ = ours
    typed: list[Asked] = [[("GET", "/api/v1/suggest?" + urlencode({"q": text}), None)] for text in TYPED] * 30
    health: list[Asked] = [[("GET", "/healthz", None)]] * len(typed)
    one_by_one(client, typed)
    times, reference = one_by_one(client, typed), one_by_one(client, health)
    return Figure(
        "suggest_latency", "ms at p95 through the gateway", _ms(percentile(times, 0.95)),
        "an answer of the gateway without a call", _ms(percentile(reference, 0.95)), limit=15.0,
        more={"p50": _ms(percentile(times, 0.5))},
    )  # fmt: skip


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)


def _told(held: Held) -> dict[str, float]:
    return {"p50": _ms(held.p50), "p95": _ms(held.p95), "p99": _ms(held.p99), "errors": held.errors}
