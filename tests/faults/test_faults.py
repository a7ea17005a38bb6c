"""Every fault of the catalogue, one after another, on one system that must be whole again after each."""

from collections.abc import Callable

import pytest
from accounting import Row
from catalogue import FAULTS, Fault
from clients import Partners
from running import run
from world import World


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_nothing_is_lost_and_nothing_happens_twice(
    fault: Fault, world: World, partners: Partners, seed: int, next_run: Callable[[], str], accounts: list[Row]
) -> None:
    accounts.append(run(world, partners, fault.name, [fault], seed, next_run()))
