"""A county: 5,000 leavers and 3,000 vacancies of Ludwigsburg, from PostgreSQL into PostgreSQL.

Two figures of one run: against the best 20 of each by the same kernel without anything else, and against one question
to Elasticsearch for each leaver.
"""

from statistics import median
from typing import Any

from bench import rounds
from bench.figure import Figure
from services.console.seeding.leavers import leavers
from services.console.seeding.market import market
from services.console.seeding.vacancies import vacancies
from services.matching.rulebook import rulebook

KREIS = "08118"
VACANCIES, LEAVERS = 3_000, 5_000
RUNS = 5


def measure() -> list[Figure]:
    """Fill a county, then rounds: the first cold, the others from its prices."""
    here = market(KREIS)
    with rounds.installation() as at:
        rounds.fill(at, vacancies(here, 1, rounds.SEASON, VACANCIES), leavers(here, 1, rounds.SEASON, LEAVERS))
        rounds.round_of(at)  # compiled now
        warm = [rounds.round_of(at) for _ in range(RUNS)]
        seen = rounds.market_of(at)
        in_turn = [(_cold(at), rounds.bare_pass(seen, rulebook())) for _ in range(RUNS)]
        asked = rounds.asked_one_by_one(at, seen, rulebook())
    cold, bare = [one for one, _ in in_turn], median(taken for _, taken in in_turn)
    seconds = median(one["all_steps"] for one in cold)
    return figures("match_county", seconds, bare, asked, {
        "warm": round(median(one["all_steps"] for one in warm), 3), "process": median(one["process"] for one in cold),
        "steps": cold[-1]["seconds"], "peak_rss_mib": max(one["peak_mib"] for one in cold),
        "pairs": rounds.pairs(seen),
    })  # fmt: skip


def _cold(at: rounds.Installation) -> dict[str, Any]:
    with at.matching.transaction() as connection:
        connection.execute("DELETE FROM rounds")
    return rounds.round_of(at)


def figures(name: str, seconds: float, bare: float, asked: float, more: dict[str, Any]) -> list[Figure]:
    """A round against both references."""
    return [
        Figure(name, "s from PostgreSQL to PostgreSQL, all lists", seconds,
               "the best 20 of each leaver by the same kernel, nothing else", bare, most=10.0, more=more),
        Figure(f"{name}_asked", "s, one question to Elasticsearch for each leaver (extrapolated)", asked,
               "the round", seconds, target=30.0, more={"questions_measured": rounds.ASKED}),
    ]  # fmt: skip
