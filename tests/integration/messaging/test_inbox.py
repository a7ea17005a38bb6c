"""An event takes effect once for each consumer, whatever the broker repeats."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from broker import erased

from shared.outbox.inbox import first_time
from shared.runtime.database import Database


def claim(database: Database, consumer: str, event: object) -> bool:
    with database.transaction() as connection:
        return first_time(connection, consumer, event)  # type: ignore[arg-type]


def test_the_second_time_is_not_the_first(accounts: Database) -> None:
    event = erased()
    assert claim(accounts, "accounts.candidates", event)
    assert not claim(accounts, "accounts.candidates", event)
    assert claim(accounts, "accounts.candidates", erased())


def test_each_consumer_has_a_first_time_of_its_own(accounts: Database) -> None:
    event = erased()
    assert claim(accounts, "accounts.candidates", event)
    assert claim(accounts, "accounts.others", event)


def test_without_the_effect_it_was_not_the_first_time(accounts: Database) -> None:
    event = erased()
    with pytest.raises(ZeroDivisionError), accounts.transaction() as connection:
        assert first_time(connection, "accounts.candidates", event)
        raise ZeroDivisionError
    assert claim(accounts, "accounts.candidates", event)


def test_of_many_at_once_one_is_the_first(accounts: Database) -> None:
    event, together = erased(), Barrier(6)

    def race(_: int) -> bool:
        together.wait()
        return claim(accounts, "accounts.candidates", event)

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(race, range(6))) == 1
