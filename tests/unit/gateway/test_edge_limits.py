"""Each limit at the edge is of a right there is, for roles there are, and says why."""

from typing import get_args

from services.gateway.limits import read_limits
from shared.contracts.permissions import RIGHTS, Role


def test_every_limit_is_of_a_right_and_has_a_reason() -> None:
    limits = read_limits()
    assert [right for right, limit in limits.items() if right not in RIGHTS or len(limit.reason) < 20] == []
    assert {role for limit in limits.values() for role in limit.roles} <= set(get_args(Role))
