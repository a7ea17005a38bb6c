"""Each right that asks a service at the edge has a limit; each limit is of a right there is and says why."""

from typing import get_args

from services.gateway.limits import read_limits
from shared.contracts.permissions import RIGHTS, Role

FREE = {"public.read"}
"""Pages without a question to a service, style sheets, probes."""
COMMAND_LINE = {"operator"}


def test_every_right_has_a_limit_with_a_reason() -> None:
    used_here = {right for right, line in RIGHTS.items() if set(line.reach) - COMMAND_LINE}
    limits = read_limits()
    assert used_here - limits.keys() == FREE
    assert [right for right, limit in limits.items() if right not in RIGHTS or len(limit.reason) < 20] == []
    assert {role for limit in limits.values() for role in limit.roles} <= set(get_args(Role))
