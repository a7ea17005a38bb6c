"""Named places at which a process may be told to end itself as if by kill -9: tests put a crash where it hurts most.

`HV_FAILPOINT=consumer.handled:3` ends the process the third time it passes that place. Empty: nothing happens.
"""

import os
import signal

_armed = ""
_left = 0


def arm(failpoint: str) -> None:
    """`name` or `name:times`; told once at the start."""
    global _armed, _left
    _armed, _, times = failpoint.partition(":")
    _left = int(times or 1)


def reach(name: str, *, after: float = 0.0) -> None:
    """Pass the place `name`. `after` seconds: the end comes while what follows is under way."""
    global _left
    if name != _armed:
        return
    _left -= 1
    if _left == 0 and after:
        signal.setitimer(signal.ITIMER_REAL, after)  # nobody handles SIGALRM, so the kernel ends the process
    elif _left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
