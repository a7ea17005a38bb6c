"""`make relevance-ablation`: what each number of services/search/boosts.toml does to the relevance.

Each is taken away (almost), halved and doubled, and the judged queries that may be looked at while tuning are asked
again; the other half stays unseen. Numbers of learning need another run of it and are not here.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from unittest.mock import patch

from bench import system
from services.search import boosts
from services.search.occupations.reference import knowledge

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "relevance"))
from asking import Asked, Indexed, indexed
from judging import Judged, judged

TABLES = {
    "boost": boosts.BOOST,
    "confidence": boosts.CONFIDENCE,
    "spelling": boosts.SPELLING,
    "places": boosts.PLACES,
}
NAMED = {
    "radius.default_km": "services.search.query.question.DEFAULT_RADIUS_KM",
    "radius.few": "services.search.query.widening.FEW_HITS",
    "discover.related": "services.search.searching.DISCOVER_RELATED",
}
"""Numbers that are no entry of a table, and where they are read."""

Change = Callable[[], AbstractContextManager[object]]
ALMOST_NOTHING = 1e-4
FACTORS = {"off": ALMOST_NOTHING, "half": 0.5, "double": 2.0}
HEAD = f"{'':<28}{'nDCG@10':>10}{'MRR':>8}{'no hit':>9}{'lesser-known':>14}{'discoveries':>13}"


@dataclass(frozen=True)
class Measured:
    """The queries that may be looked at, and what the corpus holds for each."""

    market: Indexed
    possible: dict[Judged, list[int]]

    def line(self, name: str) -> str:
        """The measures as they are now."""
        asked = [Asked(query, self.market.search(query.asked), self.market.vacancies) for query in self.possible]
        for one in asked:
            vars(one)["possible"] = self.possible[one.query]  # the same for all variants
        ndcg, mrr = mean(one.ndcg for one in asked), mean(one.reciprocal_rank for one in asked)
        zero = mean(one.result.total == 0 for one in asked)
        hits = [hit.lesser_known for one in asked for hit in one.result.hits]
        beside = mean(len(one.result.discover) for one in asked)
        return f"{name:<28}{ndcg:>10.4f}{mrr:>8.3f}{100 * zero:>8.1f}%{100 * mean(hits):>13.1f}%{beside:>13.2f}"


def run(show: Callable[[str], None]) -> None:
    """Measure as it is, then every number changed in each way."""
    with indexed(system.servers().elasticsearch_url, "ablation") as market:
        measured = Measured(market, dict(_possible(market)))
        show(HEAD)
        show(measured.line("as it is"))
        for name, change in _changes():
            with change():
                knowledge().spelling.correct.cache_clear()
                show(measured.line(name))
        knowledge().spelling.correct.cache_clear()


def _possible(market: Indexed) -> Iterator[tuple[Judged, list[int]]]:
    for query in judged():
        if query.tuned and query.kind != "unanswerable":
            yield query, [query.grade(vacancy) for vacancy in market.vacancies.values()]


def _changes() -> Iterator[tuple[str, Change]]:
    for table, values in TABLES.items():
        for number, value in list(values.items()):
            for way, factor in FACTORS.items():
                yield f"{table}.{number} {way}", _in_table(values, number, value * factor)
    for number, place in NAMED.items():
        module, _, constant = place.rpartition(".")
        value = getattr(sys.modules[module], constant)
        for way, factor in (("half", 0.5), ("double", 2.0)):
            yield f"{number} {way}", _patched(place, max(1, round(value * factor)))


def _in_table(values: dict[str, float], number: str, value: float) -> Change:
    return lambda: patch.dict(values, {number: value})


def _patched(place: str, value: int) -> Change:
    return lambda: patch(place, value)
