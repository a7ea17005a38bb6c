"""Vacancies as lists name them, and what goes between a service and its resident process."""

import socket
from uuid import UUID

import numpy as np
import pytest

from services.matching.current import _by_number
from services.matching.ids import ids_in
from services.matching.offered import OFFER, Offers, closed, in_order, only_open
from services.matching.resident import wire
from services.matching.resident.offers import Vacancies


def offers(*rows: tuple[int, int, float, bool]) -> Offers:
    """Vacancies by id, number, price and whether open."""
    found = np.zeros(len(rows), OFFER)
    for offer, (id_, number, price, open_) in zip(found, rows, strict=True):
        offer["id"] = np.frombuffer(UUID(int=id_).bytes, dtype=np.uint8)
        offer["number"], offer["price"], offer["open"], offer["known"] = number, price, open_, True
    return found


def said(found: Offers) -> list[tuple[int, int, float, bool]]:
    """The reverse."""
    return [
        (int.from_bytes(one["id"].tobytes()), int(one["number"]), float(one["price"]), bool(one["open"]))
        for one in found
    ]


def test_each_stands_once_in_the_order_of_ids_with_the_number_it_has() -> None:
    rows = offers((7, -1, 0.5, True), (1 << 70, 4, 0.1, True), (7, 3, 0.5, True), (2, -1, 0, False), (2, -1, 0, False))
    assert said(in_order(rows)) == [(2, -1, 0, False), (7, 3, 0.5, True), (1 << 70, 4, 0.1, True)]
    apart = offers((3 << 70, 1, 0, True), (1 << 70, 2, 0, True))
    assert said(in_order(apart)) == said(apart[::-1])
    assert len(in_order(offers())) == 0
    assert said(only_open(in_order(rows))) == [(7, 3, 0.5, True), (1 << 70, 4, 0.1, True)]


def test_what_came_since_is_named_beside_the_many() -> None:
    known = Vacancies(offers((9 << 70, 0, 0.1, True), (1 << 70, 1, 0.2, True), (5 << 70, -1, 0.3, True)))
    known.take(offers((1 << 70, 1, 0.2, False), (6 << 70, -1, 0.4, True)))
    asked = ids_in(str(UUID(int=id_)) for id_ in (6 << 70, 5 << 70, 8 << 70, 6 << 70))
    found = known.named(asked, np.array([0, 1]))
    assert found is not None and known.few == 1
    assert said(in_order(found)) == [
        (1 << 70, 1, 0.2, False), (5 << 70, -1, 0.3, True), (6 << 70, -1, 0.4, True), (8 << 70, -1, 0.0, False),
        (9 << 70, 0, 0.1, True),
    ]  # fmt: skip
    assert known.named(asked, np.array([2])) is None
    nothing = known.named(asked[:0], np.zeros(0, np.int64))
    assert nothing is not None and len(nothing) == 0


def test_a_number_no_round_has_given_is_an_error() -> None:
    found = offers((1, 5, 0, True), (2, -1, 0, True), (3, 2, 0, True))
    assert _by_number(found, np.array([2, 5, 2])).tolist() == [2, 0, 2]
    assert _by_number(offers(), np.zeros(0, np.int64)).tolist() == []
    for numbers in ([3], [6], [0, 2]):
        with pytest.raises(LookupError, match="does not know"):
            _by_number(found, np.array(numbers))
    with pytest.raises(LookupError):
        _by_number(offers(), np.array([1]))


def test_arrays_survive_the_way() -> None:
    rows, numbers = offers((1, 5, 0.5, True), (2, -1, 0, False)), np.array([3, 1 << 40])
    assert said(wire.array_of(wire.text_of(rows), OFFER)) == said(rows)
    assert wire.array_of(wire.text_of(numbers), np.int64).tolist() == numbers.tolist()
    assert wire.ids_of(wire.text_of(closed(rows["id"])["id"])).tolist() == rows["id"].tolist()
    assert wire.ids_of("").shape == (0, 16)


def test_lines_come_in_whatever_pieces() -> None:
    ours, its = socket.socketpair()
    with ours:
        with its:
            its.sendall(b"one\ntwo\nthr")
            found = wire.lines(ours, 0.01)
            assert [next(found), next(found), next(found)] == [b"one", b"two", None]
            its.sendall(b"ee\n\n")
            assert [next(found), next(found)] == [b"three", b""]
        assert list(found) == []
