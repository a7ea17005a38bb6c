"""Lists of leavers: scored again, chosen again, written as differences. All in the caller's transaction."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from services.matching import store
from services.matching.allocate import candidates_of, choose, keep, threshold
from services.matching.features import Market, market_of, seeker_of
from services.matching.fit import score
from services.matching.rulebook import Rulebook
from services.matching.store import Edge, ListFacts, Standing
from shared.contracts.candidate import LeaverProfile
from shared.runtime.database import Connection

LEAVERS_AT_ONCE = 500


@dataclass(frozen=True)
class Change:
    """What changed in the list one leaver is shown: what is new, best first, and what left it."""

    leaver: str
    appeared: tuple[str, ...]
    left: tuple[str, ...]


def relist(
    connection: Connection, at: Standing, extra: Mapping[str, Collection[str]], *, book: Rulebook
) -> list[Change]:
    """Make the lists of these leavers again from what is kept for them (since the round or by it) and the extra
    vacancies given for each; from then on the list is the service's own.

    Locks leavers in the order of their ids, so that concurrent events never wait for each other in a circle.
    """
    ids = sorted(extra)
    changes: list[Change] = []
    for start in range(0, len(ids), LEAVERS_AT_ONCE):
        part = {id_: extra[id_] for id_ in ids[start : start + LEAVERS_AT_ONCE]}
        changes += _relist(connection, at, part, book)
    return changes


def _relist(connection: Connection, at: Standing, extra: Mapping[str, Collection[str]], book: Rulebook) -> list[Change]:
    rows = store.lock_leavers(connection, at, list(extra))
    before: dict[str, dict[str, Edge]] = {row["id"]: {} for row in rows}
    own = [row["id"] for row in rows if row["own"]]
    others = [row["id"] for row in rows if not row["own"]]
    for edge in store.edges(connection, at, own, others):
        before[edge.leaver][edge.vacancy] = edge
    wanted = {id_: {*before[id_], *extra[id_]} for id_ in before}
    market = market_of(store.features(connection, at, set().union(*wanted.values())), book)
    after: dict[str, dict[str, Edge]] = {}
    facts: dict[str, ListFacts] = {}
    for row in rows:
        profile = LeaverProfile.received(row["profile"])
        edges, facts[row["id"]] = make_list(row["id"], profile, market.of(wanted[row["id"]]), book)
        after[row["id"]] = {edge.vacancy: edge for edge in edges}
    store.delete_edges_of(connection, others)
    _write(connection, {**before, **{id_: {} for id_ in others}}, after, _new(before, after))
    store.describe_lists(connection, at, facts)
    return [change for id_ in before if (change := _change(id_, before[id_], after[id_]))]


def make_list(leaver: str, profile: LeaverProfile, market: Market, book: Rulebook) -> tuple[list[Edge], ListFacts]:
    """What is kept for a leaver out of a market, those shown first, and what is noted of it."""
    seeker = seeker_of(leaver, profile, book)
    scored = score(seeker, market, book)
    feasible = np.flatnonzero(scored.feasible)
    found = candidates_of(seeker, market, scored, feasible, book.rules.choice)
    shown = choose(found, book.rules.choice.size, "balanced", book.rules.choice)
    kept = keep(found, shown, book.rules.kept)
    edges = [
        Edge(
            leaver, market.ids[feasible[row]], float(np.float32(found.fit[row])), place if place <= len(shown) else None
        )
        for place, row in enumerate(kept, start=1)
    ]
    least = threshold(found, shown, book.rules.choice)
    return edges, ListFacts(len(kept), int(found.discovery[shown].sum()), int(found.care[shown].sum()), least)


def _new(before: Mapping[str, Mapping[str, Edge]], after: Mapping[str, Mapping[str, Edge]]) -> set[str]:
    return {vacancy for id_ in after for vacancy in after[id_].keys() - before[id_].keys()}


def _write(
    connection: Connection, before: Mapping[str, Mapping[str, Edge]], after: Mapping[str, Mapping[str, Edge]],
    fresh: Collection[str],
) -> None:  # fmt: skip
    gone = [edge for id_ in before for edge in before[id_].values() if edge.vacancy not in after[id_]]
    changed = [edge for id_ in after for edge in after[id_].values() if before[id_].get(edge.vacancy) != edge]
    store.write_edges(connection, gone, changed, fresh)


def _change(leaver: str, before: Mapping[str, Edge], after: Mapping[str, Edge]) -> Change | None:
    appeared = [vacancy for vacancy in _shown(after.values()) if not (vacancy in before and before[vacancy].shown)]
    left = [vacancy for vacancy in _shown(before.values()) if not (vacancy in after and after[vacancy].shown)]
    return Change(leaver, tuple(appeared), tuple(left)) if appeared or left else None


def _shown(edges: Iterable[Edge]) -> list[str]:
    return [edge.vacancy for edge in sorted((e for e in edges if e.shown), key=lambda e: e.shown or 0)]
