"""What the benches of rounds share: a market from the seeder, a round in its own process, and the two references."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import numpy as np
from elasticsearch import Elasticsearch

from bench import system
from services.console.seeding import national
from services.console.settings import Settings
from services.matching.crew import Crew
from services.matching.graph import leavers_at
from services.matching.kernel.candidates import Rooms, find_candidates, no_heaps, no_rows
from services.matching.kernel.field import Field, desk_of, field_of
from services.matching.kernel.tables import Leavers
from services.matching.rounds import reading
from services.matching.rounds.reading import RoundMarket
from services.matching.rounds.starting import kilometres_between
from services.matching.rulebook import Rulebook, rulebook
from shared.runtime.database import Database
from shared.testing.servers import own_database, own_index_prefix, template_database

ROOT = Path(__file__).resolve().parents[1]
SEASON = 2027
TOP = 20
ASKED = 400  # leavers asked Elasticsearch for, of all
STREAMS = 2  # as many as processors
THREADS = os.cpu_count() or 1
SAID_EVERY = 50_000
_BEGAN = time.perf_counter()


@dataclass(frozen=True)
class Installation:
    """An installation without running services. `settings` are the owner's, `matching` is matching's own schema."""

    settings: Settings
    matching: Database
    matching_url: str


@contextmanager
def installation() -> Iterator[Installation]:
    """An empty one; removed after the block."""
    servers = system.servers()
    with (
        template_database(servers, system.migrated) as template,
        own_database(servers, template) as made,
        own_index_prefix(servers) as prefix,
    ):
        settings = Settings(
            database_url=made.url, amqp_url=servers.amqp_url, elasticsearch_url=servers.elasticsearch_url,
            hv_index_prefix=prefix,
        )  # fmt: skip
        url = made.url_of("matching")
        database = Database(url, "matching", max_size=4)
        database.open()
        yield Installation(settings, database, url)
        database.close()


def say(what: str) -> None:
    """How far a long bench is, for who waits for it."""
    print(f"{time.perf_counter() - _BEGAN:6.0f} s  {what}", file=sys.stderr, flush=True)


def fill(at: Installation, vacancies: Iterable[Any], leavers: Iterable[Any]) -> tuple[int, int]:
    """Through the loaders of the services, as the seeder does; how many."""
    found = national.load_vacancies(at.settings, uuid4(), vacancies, _counted("vacancies"))
    return found, national.load_leavers(at.settings, uuid4(), SEASON, leavers, _counted("leavers"))


def _counted(what: str) -> Callable[[int], None]:
    count = 0

    def advance(more: int) -> None:
        nonlocal count
        count += more
        if count % SAID_EVERY < more:
            say(f"{count} {what} on their way")

    return advance


def round_of(at: Installation) -> dict[str, Any]:
    """A round in a process of its own: its report, with the seconds of all steps and of the process."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "services.matching", "match", "--round", "--json", "--threads", str(THREADS)]
    environment = {**at.settings.environment(), "DATABASE_URL": at.matching_url}
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - ours
    report: dict[str, Any] = json.loads(done.stdout)
    return {**report, "all_steps": sum(report["seconds"].values()), "process": round(time.perf_counter() - began, 2)}


def market_of(at: Installation) -> RoundMarket:
    """The market as a round reads it."""
    return reading.read(at.matching, None, None, rulebook())


def bare_pass(market: RoundMarket, book: Rulebook) -> float:
    """Seconds to find the best 20 of each leaver with the same kernel: no prices, no reading and writing."""
    order = np.lexsort((market.leavers.key, market.leavers.longitude, market.leavers.latitude))
    people, (field, _) = leavers_at(market.leavers, order), field_of(market.vacancies)
    room = Rooms(np.array([TOP, 0, 0]), np.array([TOP, 0, 0]), TOP)
    _pass(leavers_at(people, np.arange(min(100, len(order)))), field, room, book)  # compiled now
    return system.timed(lambda: _pass(people, field, room, book))


def _pass(people: Leavers, field: Field, room: Rooms, book: Rulebook) -> None:
    rows = no_rows(len(people.key), room)

    def find(first: int, last: int) -> None:
        heaps, desk = no_heaps(room), desk_of(book.known.known, field)
        find_candidates(book.known.known, people, field, book.terms, room, first, last, desk, heaps, rows)

    Crew(THREADS).each(len(people.key), find)


def pairs(market: RoundMarket) -> int:
    """Leavers and vacancies within the leavers' radius of one another."""
    homes, home, _ = _places(market.leavers.latitude, market.leavers.longitude)
    works, _, jobs = _places(market.vacancies.latitude, market.vacancies.longitude)
    radii, radius = np.unique(market.leavers.radius_km, return_inverse=True)
    count = np.zeros((len(homes), len(radii)), dtype=np.int64)
    np.add.at(count, (home, radius.reshape(-1)), 1)
    whole = 0
    for part in np.array_split(np.arange(len(homes)), max(1, len(homes) // 500)):
        km = kilometres_between(homes[part], works)
        for n, most in enumerate(radii.tolist()):
            whole += int((count[part, n] * ((km <= most) @ jobs)).sum())
    return whole


def _places(latitude: Any, longitude: Any) -> tuple[Any, Any, Any]:
    return np.unique(np.column_stack([latitude, longitude]), axis=0, return_inverse=True, return_counts=True)


def asked_one_by_one(at: Installation, market: RoundMarket, book: Rulebook) -> float:
    """Seconds that all leavers would take if Elasticsearch were asked for each: wishes and distance, 20 hits.

    Measured for some, with as many streams as processors, and extrapolated.
    """
    rows = np.random.default_rng(1).permutation(len(market.leavers.key))[: 2 * ASKED].tolist()
    bodies = [_question(market.leavers, row, book) for row in rows]
    index = f"{at.settings.hv_index_prefix}-vacancies"
    with (
        Elasticsearch(at.settings.elasticsearch_url, request_timeout=60) as client,
        ThreadPoolExecutor(STREAMS) as pool,
    ):

        def ask(body: dict[str, Any]) -> object:
            return client.search(index=index, **body)

        list(pool.map(ask, bodies[ASKED:]))  # warm
        taken = system.timed(lambda: list(pool.map(ask, bodies[:ASKED])))
    return taken / min(ASKED, len(bodies)) * len(market.leavers.key)


def _question(people: Leavers, row: int, book: Rulebook) -> dict[str, Any]:
    here = {"lat": float(people.latitude[row]), "lon": float(people.longitude[row])}
    radius = float(people.radius_km[row])
    span = slice(people.wish_start[row], people.wish_start[row + 1])
    wishes = [
        {"constant_score": {"filter": {"term": {"occupation.id": book.known.facts[o].id}}, "boost": 3.0 * float(w)}}
        for o, w in zip(people.wish[span].tolist(), people.wish_weight[span].tolist(), strict=True)
    ]
    near = {"distance_feature": {"field": "location", "origin": here, "pivot": f"{radius / 2}km"}}
    filters = [
        {"geo_distance": {"distance": f"{radius}km", "location": here}},
        {"term": {"start_year": int(people.start_year[row])}},
    ]
    query = {"bool": {"filter": filters, "should": [*wishes, near]}}
    return {"query": query, "size": TOP, "source": False, "track_total_hits": False}


def id_of(row: Any) -> UUID:
    """An id of a market."""
    return UUID(bytes=row.tobytes())
