"""What the fault suite needs of Debian beside the servers: hosts of its own, and clocks that can be moved."""

import shutil
from pathlib import Path

from deploy.native import packages
from deploy.native.state import Failure

_FOLDERS = Path("/usr/lib")


def install() -> None:
    """Makes sure of `ip` and of libfaketime; nobody else needs them."""
    if not shutil.which("ip"):
        packages.install(["iproute2"], why="partitions between hosts (network namespaces)")
    if not _faketime():
        packages.install(["libfaketime"], why="jumps of the clock")
    faketime()


def faketime() -> Path:
    """The library that a process is started with to believe in another time of day."""
    if not (found := _faketime()):
        raise Failure("libfaketime is missing. Install it, then try again.")
    return found[0]


def _faketime() -> list[Path]:
    return sorted(_FOLDERS.glob("*/faketime/libfaketimeMT.so.1"))
