"""Free ports, picked once and kept while they stay free."""

import random
import socket
from collections.abc import Sequence

from deploy.native.state import Failure, Instance, read_settings, write_settings

_BELOW_EPHEMERAL = range(20_000, 32_000)
"""Linux hands out outgoing ports from 32768 on, so nothing takes one of these between picking and use."""


def pick(instance: Instance, names: Sequence[str], *, preferred: dict[str, int] | None = None) -> dict[str, int]:
    """Gives every name a free port, the one it had before if possible, and writes them down."""
    known = read_settings(instance.ports_file)
    taken = {number for name, number in known.items() if name not in names}
    for name in names:
        wishes = [int(known[name])] if name in known else []
        wishes += [preferred[name]] if preferred and name in preferred else []
        known[name] = str(_free(wishes, taken))
        taken.add(known[name])
    write_settings(instance.ports_file, known)
    return {name: int(known[name]) for name in names}


def port(instance: Instance, name: str) -> int:
    """A port that was picked earlier."""
    known = read_settings(instance.ports_file)
    if name not in known:
        raise Failure(f"Instance {instance.name} was never started here: no port for {name}.")
    return int(known[name])


def answers(number: int) -> bool:
    """Whether something listens on that port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", number)) == 0


def _free(wishes: Sequence[int], taken: set[str]) -> int:
    guesses = random.sample(_BELOW_EPHEMERAL, 200)
    for number in (*wishes, *guesses):
        if str(number) not in taken and _bindable(number):
            return number
    raise Failure("No free port between 20000 and 32000 on 127.0.0.1. Close something, then try again.")


def _bindable(number: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except OSError:
            return False
        return True
