"""The page of results against the JSON search of the same question: what cards, facets and German formats add."""

import os
from urllib.parse import urlencode
from uuid import uuid4

from bench import system
from bench.figure import Figure, percentile
from bench.search import questions
from bench.timing import Asked, Client, one_by_one
from services.console.seeding import national
from services.console.settings import Settings
from services.gateway.pages.leaver.finding import PAGE_SIZE
from shared.testing.stack import Stack

VACANCIES = 20_000
MOST = 1.5


def measure() -> list[Figure]:
    """Fill a market, then page_results."""
    vacancies = int(os.environ.get("HV_BENCH_VACANCIES", VACANCIES))
    with system.stack() as stack:
        _fill(stack, vacancies)
        client = Client(stack.base_url)
        asked = [{"q": query.q, "where": query.where} for query in questions()]
        pages: list[Asked] = [[("GET", "/suche?" + urlencode(query), None)] for query in asked]
        plain: list[Asked] = [
            [("GET", "/api/v1/search?" + urlencode({**query, "size": PAGE_SIZE}), None)] for query in asked
        ]
        for side in (pages, plain):
            one_by_one(client, side)  # warm
        times, reference = one_by_one(client, pages), one_by_one(client, plain)
    halves = {"p50": _ms(percentile(times, 0.5)), "reference_p50": _ms(percentile(reference, 0.5))}
    return [
        Figure(
            "page_results", "ms at p95, the rendered page", _ms(percentile(times, 0.95)),
            "the JSON search of the same question", _ms(percentile(reference, 0.95)), most=MOST,
            more={**halves, "vacancies": vacancies},
        )
    ]  # fmt: skip


def _fill(stack: Stack, vacancies: int) -> None:
    settings = Settings.model_validate({name.lower(): value for name, value in stack.variables.items()})
    rows = national.national_vacancies(vacancies, 1, 2027)
    assert national.load_vacancies(settings, uuid4(), rows, lambda _: None) == vacancies


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)
