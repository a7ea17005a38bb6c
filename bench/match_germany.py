"""Germany: 800,000 leavers and 550,000 vacancies of the seeder, and one new vacancy against all of them.

`HV_BENCH_LEAVERS` and `HV_BENCH_VACANCIES` make it smaller. The curve is the work in memory (candidates, prices,
reserve) for parts of both sides; it must not grow faster than the pairs in reach.
"""

import gc
import os
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import numpy as np
from elasticsearch import Elasticsearch

from bench import rounds, system
from bench.figure import Figure, percentile
from bench.match_county import figures
from services.console.seeding import national
from services.matching import alerts, handlers, store
from services.matching.features import Market
from services.matching.graph import leavers_at
from services.matching.kernel.tables import rows_of
from services.matching.offered import offers_of
from services.matching.recall.searching import Index
from services.matching.resident.asking import Resident
from services.matching.rounds import reading, running
from services.matching.rounds.reading import RoundMarket
from services.matching.rounds.running import Maker
from services.matching.rulebook import rulebook
from services.matching.warm import warm
from shared.contracts.documents import VacancyDocument
from shared.contracts.events import CloudEvent, IndexedVacancy, VacancyIndexed, new_event

VACANCIES, LEAVERS = 550_000, 800_000
SHARES = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1)
COMPUTED, WRITTEN = 1000, 300  # new vacancies: against the roster in memory; up to rows in the database
LIMIT_MIB = 4096


def measure() -> list[Figure]:
    """Fill the market, make a cold round, then the references, the curve and the alerts."""
    vacancies = int(os.environ.get("HV_BENCH_VACANCIES", VACANCIES))
    leavers = int(os.environ.get("HV_BENCH_LEAVERS", LEAVERS))
    with rounds.installation() as at:
        began = time.perf_counter()
        offers = national.national_vacancies(vacancies, 1, rounds.SEASON)
        rounds.fill(at, offers, national.national_leavers(leavers, 1, rounds.SEASON))
        filled = time.perf_counter() - began
        rounds.say("filled; the round")
        report = rounds.round_of(at)
        rounds.say(f"{report['all_steps']:.1f} s, {report['peak_mib']} MiB; what it is held against")
        seen = rounds.market_of(at)
        bare, asked = rounds.bare_pass(seen, rulebook()), rounds.asked_one_by_one(at, seen, rulebook())
        more = {
            "leavers": report["leavers"], "vacancies": report["vacancies"], "pairs": rounds.pairs(seen),
            "steps": report["seconds"], "process": report["process"], "peak_rss_mib": report["peak_mib"],
            "memory_met": report["peak_mib"] <= LIMIT_MIB, "filled_in": round(filled), "load": os.getloadavg()[0],
        }  # fmt: skip
        found = figures("match_germany", report["all_steps"], bare, asked, more)
        found += [_curve(at, seen), *_alerts(at, seen)]
    return found


def _curve(at: rounds.Installation, whole: RoundMarket) -> Figure:
    points = [_point(at, _part(whole, share)) for share in SHARES]
    first, last = points[0], points[-1]
    return Figure(
        "match_curve", "times the seconds of a sixteenth of the market", last["seconds"] / first["seconds"],
        "times its pairs in reach", last["pairs"] / max(first["pairs"], 1), most=1.0, more={"points": points},
    )  # fmt: skip


def _part(whole: RoundMarket, share: float) -> RoundMarket:
    """The same share of both sides, drawn by chance."""
    chance = np.random.default_rng(1)
    people = np.sort(chance.permutation(len(whole.leaver_ids))[: int(len(whole.leaver_ids) * share)])
    jobs = np.sort(chance.permutation(len(whole.vacancy_ids))[: int(len(whole.vacancy_ids) * share)])
    return replace(
        whole, leaver_ids=whole.leaver_ids[people], leavers=leavers_at(whole.leavers, people),
        vacancy_ids=whole.vacancy_ids[jobs], vacancies=rows_of(whole.vacancies, jobs), last=np.full(len(jobs), np.nan),
    )  # fmt: skip


def _point(at: rounds.Installation, market: RoundMarket) -> dict[str, Any]:
    maker = Maker(at.matching, rulebook(), rounds.THREADS, lambda *_: None)
    rounds.say(f"the curve: {len(market.leaver_ids)} leavers")
    began, used = time.perf_counter(), time.process_time()
    running.solve(maker, market, None)
    return {
        "leavers": len(market.leaver_ids), "vacancies": len(market.vacancy_ids), "pairs": rounds.pairs(market),
        "seconds": round(time.perf_counter() - began, 2), "processor_seconds": round(time.process_time() - used, 2),
    }  # fmt: skip


def _alerts(at: rounds.Installation, market: RoundMarket) -> list[Figure]:
    rounds.say("alerts")
    with at.matching.transaction() as connection:
        standing = store.whole(connection)
        roster = reading.read_roster(connection, standing, rulebook())
    drawn = np.random.default_rng(2).permutation(len(market.vacancy_ids))
    compute = [_computed(roster, market, int(row), standing.reach or 15.0) for row in drawn[:COMPUTED]]
    del roster
    events = [_new(at, rounds.id_of(market.vacancy_ids[row])) for row in drawn[:WRITTEN]]
    resident = Resident()
    resident.start({**at.settings.environment(), "DATABASE_URL": at.matching_url})
    try:
        warm(rulebook())
        system.until(lambda: _up(resident))
        gc.freeze()  # as a service does that has started
        with Elasticsearch(at.settings.elasticsearch_url, request_timeout=60) as client:
            index = Index(client, at.settings.hv_index_prefix)
            written = [_written(at, index, resident, event) for event in events][WRITTEN // 10 :]
    finally:
        resident.stop()
    return [
        _alert("match_alert_compute", "ms at p99, one vacancy against everyone in memory", compute, 5.0),
        _alert("match_alert", "ms at p99, from the event to rows in PostgreSQL", written, 50.0),
    ]


def _up(resident: Resident) -> bool:
    assert resident.runs(), "the resident process has ended"
    return resident.concerned(offers_of([]), {}) is not None


def _computed(roster: alerts.Roster, market: RoundMarket, row: int, reach: float) -> float:
    offer = Market((str(rounds.id_of(market.vacancy_ids[row])),), rows_of(market.vacancies, np.array([row])))
    began = time.perf_counter()
    alerts.reached([roster], offer, 0, int(reach * market.vacancies.places[row]) + 1, rulebook())
    return time.perf_counter() - began


def _new(at: rounds.Installation, like: Any) -> CloudEvent:
    """A new vacancy like one that there is, as search tells of it."""
    with at.matching.transaction() as connection:
        row = connection.execute("SELECT document FROM vacancies WHERE id = %s", (like,)).fetchone()
    assert row is not None
    document = VacancyDocument.received({**row["document"], "id": str(uuid4()), "employer_id": str(uuid4())})
    data = VacancyIndexed(items=(IndexedVacancy(document_version=1, document=document),))
    return new_event("search", "vacancy.indexed", str(document.id), data, time=datetime.now(UTC))


def _written(at: rounds.Installation, index: Index, resident: Resident, event: CloudEvent) -> float:
    began = time.perf_counter()
    handlers.on_vacancy(event, database=at.matching, index=index, resident=resident, book=rulebook())
    return time.perf_counter() - began


def _alert(name: str, unit: str, seconds: list[float], limit: float) -> Figure:
    p50, p99 = (1000 * percentile(seconds, share) for share in (0.5, 0.99))
    return Figure(name, unit, p99, "the median", p50, limit=limit, more={"measured": len(seconds)})
