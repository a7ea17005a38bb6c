"""Packed features lose nothing; one vacancy against many is the same fit; who is shown it and who is not."""

from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matching_grounds import ground
from matching_markets import small_book

from services.matching.alerts import reached, roster_of, share
from services.matching.allocate import candidates_of
from services.matching.features import Market, Seeker, seeker_of
from services.matching.fit import score
from services.matching.graph import leavers_at
from services.matching.ids import Names, Rows, hardly_twice, keys_of, once, texts_of
from services.matching.kernel.streams import walk
from services.matching.kernel.tables import CARE, DISCOVERY, rows_of
from services.matching.packing import pack_leaver, pack_vacancy, unpack_leavers, unpack_vacancies
from services.matching.rounds.starting import starting

BOOK = small_book(7, count=20)
RULES = BOOK.rules.choice


def ids_of(names: list[str]) -> np.ndarray:  # type: ignore[type-arg]
    """Ids as rows of bytes."""
    whole = bytes.fromhex("".join(name.replace("-", "") for name in names))
    return np.frombuffer(whole, dtype=np.uint8).reshape(-1, 16)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_packed_features_are_the_features(seed: int) -> None:
    market = ground(seed, 15, 20, BOOK)
    packed = [pack_leaver(seeker_of(id_, profile, BOOK), BOOK) for id_, profile in market.profiles.items()]
    at = np.cumsum([0, *map(len, packed)])[:-1]
    found = unpack_leavers(ids_of(list(market.profiles)), np.frombuffer(b"".join(packed), np.uint8), at, BOOK)
    for name in found._fields:
        assert getattr(found, name).tolist() == getattr(market.leavers, name).tolist(), name
    packed = [pack_vacancy(document, BOOK) for document in market.documents]
    at = np.cumsum([0, *map(len, packed)])[:-1]
    ids = ids_of([str(document.id) for document in market.documents])
    offers = unpack_vacancies(ids, np.frombuffer(b"".join(packed), np.uint8), at)
    for name in set(offers._fields) - {"employer"}:
        assert getattr(offers, name).tolist() == getattr(market.vacancies, name).tolist(), name
    same = market.vacancies.employer
    assert ((offers.employer[:, None] == offers.employer) == (same[:, None] == same)).all()
    assert keys_of(ids).tolist() == market.vacancies.key.tolist()


def test_rows_are_found_by_id_even_where_keys_are_the_same() -> None:
    halves = [f"{n:016x}" for n in range(40)]
    names = [str(UUID(one + other)) for one, other in zip(halves, reversed(halves), strict=True)]
    ids, absent = ids_of(names[3:]), ids_of(names[:3])
    assert len(np.unique(keys_of(ids))) < len(ids)
    rows = Rows(ids, keys_of(ids))
    assert rows.of(ids[::-1]).tolist() == list(range(37))[::-1]
    assert rows.of(absent).tolist() == [-1] * 3
    assert rows.of(ids[:0]).tolist() == []
    assert Rows(ids[:0], keys_of(ids[:0])).of(absent).tolist() == [-1] * 3
    assert texts_of(ids) == list(Names(ids)) == [Names(ids)[row] for row in range(37)] == names[3:]
    assert Names(ids)[2:5] == names[5:8]
    assert set(texts_of(hardly_twice(np.concatenate([ids, ids])))) == set(names[3:])
    assert once(np.array([3, 1, 3, 2, 1])).tolist() == [1, 2, 3]
    assert not len(once(np.zeros(0, np.int64))) and not len(hardly_twice(ids[:0]))


def test_tuples_of_a_copy_are_taken_apart() -> None:
    def tuple_(*fields: bytes | None) -> bytes:
        parts = [b"\xff\xff\xff\xff" if f is None else len(f).to_bytes(4, "big") + f for f in fields]
        return len(fields).to_bytes(2, "big") + b"".join(parts)

    rows = [(b"abc", None), (b"", b"x" * 300), (b"12", b"34")]
    buffer = np.frombuffer(b"".join(tuple_(*row) for row in rows) + b"\xff\xff", dtype=np.uint8)
    at, size = np.zeros((9, 2), np.int64), np.zeros((9, 2), np.int64)
    assert walk(buffer, at, size) == 3
    found = [
        tuple(None if n < 0 else bytes(buffer[a : a + n]) for a, n in zip(at[row], size[row], strict=True))
        for row in range(3)
    ]
    assert found == rows


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6), wanted=st.integers(0, 12))
def test_those_who_gain_most_are_reached(seed: int, wanted: int) -> None:
    market = ground(seed, 40, 1, BOOK)
    random_ = np.random.default_rng(seed)
    worst = np.where(random_.random(40) < 0.2, -np.inf, random_.normal(0.5, 0.7, 40)).astype(np.float32)
    discoveries, care = random_.integers(0, 4, 40), random_.integers(0, 2, 40)
    roster = roster_of(ids_of(list(market.profiles)), market.leavers, worst, discoveries, care, care)
    offer = Market((str(market.documents[0].id),), market.vacancies, np.array([-0.3]))
    found = set(reached([roster], offer, 0, wanted, BOOK))
    always, gains = set(), []
    for row, id_ in enumerate(market.profiles):
        seeker = Seeker(leavers_at(market.leavers, np.array([row])), True)
        scored = score(seeker, offer, BOOK)
        if not scored.feasible[0]:
            continue
        margin = candidates_of(seeker, offer, scored, np.array([0]), RULES).value[0] - worst[row]
        needed = (scored.bits[0] & DISCOVERY and discoveries[row] < RULES.discoveries) or (
            scored.bits[0] & CARE and care[row] < RULES.care
        )
        if worst[row] == -np.inf:
            always.add(id_)
        elif margin > 0 or needed:
            gains.append((-margin, id_))
    assert found == always | {id_ for _, id_ in sorted(gains)[:wanted]}


def test_a_vacancy_reaches_as_many_as_its_places_deserve() -> None:
    assert [share(places, 9.1, BOOK) for places in (1, 2, 5)] == [10, 19, 46]
    assert share(2, None, BOOK) == 2 * BOOK.rules.alert.per_place


def test_new_prices_begin_with_the_median_of_the_same_occupation_nearby() -> None:
    market = ground(3, 1, 300, BOOK)
    last = np.where(np.arange(300) < 200, np.linspace(-1, 0, 300), np.nan)
    found = starting(market.vacancies, last)
    assert found is not None
    assert found[:200].tolist() == last[:200].tolist()
    everything = rows_of(market.vacancies, np.arange(300))
    for row in range(200, 300):
        near = [
            last[other] for other in range(200)
            if everything.occupation[other] == everything.occupation[row] and km(everything, row, other) <= 25
        ]  # fmt: skip
        assert found[row] == pytest.approx(np.median(near) if near else 0.0)
    assert starting(market.vacancies, np.full(300, np.nan)) is None


def km(table, one: int, other: int) -> float:  # type: ignore[no-untyped-def]
    """Distance by another formula, exact enough for places some hundred metres apart from the bound."""
    a, b = (np.radians([table.latitude[row], table.longitude[row]]) for row in (one, other))
    inner = np.sin(a[0]) * np.sin(b[0]) + np.cos(a[0]) * np.cos(b[0]) * np.cos(a[1] - b[1])
    return float(6371.0088 * np.arccos(np.clip(inner, -1, 1)))
