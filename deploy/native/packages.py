"""Debian's packages, installed without letting them start servers of their own."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from deploy.native.state import Failure

_POLICY = Path("/usr/sbin/policy-rc.d")
_POLICY_ASIDE = Path("/usr/sbin/policy-rc.d.before-heimvorteil")
_POLICY_TEXT = "#!/bin/sh\n# heimvorteil: start no server while packages are installed\nexit 101\n"
_CLUSTERS = Path("/etc/postgresql-common/createcluster.d/heimvorteil.conf")


def install(packages: Sequence[str], *, why: str) -> None:
    """Installs packages with apt as root or with sudo; raises `Failure` where that cannot be done."""
    wanted = " ".join(packages)
    if not shutil.which("apt-get"):
        raise Failure(f"{wanted} is missing ({why}) and there is no apt-get. Install it, then try again.")
    print(f"Installing {wanted} with apt: {why}", flush=True)
    _apt("update")
    with _no_server_starts():
        _apt("install", "--yes", "--no-install-recommends", *packages)


def available(package: str) -> bool:
    """Whether apt knows an installable version of the package."""
    if not shutil.which("apt-cache"):
        return False
    command = ["apt-cache", "policy", package]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    return "Candidate: " in answer.stdout and "Candidate: (none)" not in answer.stdout


def as_root(command: Sequence[str], text: str | None = None) -> None:
    """Runs a command as root, through sudo if we are somebody else; `text` goes to its input."""
    prefix = [] if os.geteuid() == 0 else ["sudo"]
    if prefix and not shutil.which("sudo"):
        raise Failure(f"Root is needed for: {' '.join(command)}\nRun make as root or install sudo.")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}
    done = subprocess.run(
        [*prefix, *command],
        input=text if text is not None else "",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
        check=False,
    )
    if done.returncode:
        raise Failure(f"This failed ({done.returncode}): {' '.join(command)}\n{done.stdout[-1500:]}")


def _apt(*words: str) -> None:
    as_root(["apt-get", "-q", "-o", "DPkg::Lock::Timeout=600", *words])


@contextmanager
def _no_server_starts() -> Iterator[None]:
    """Packages start their servers unless policy-rc.d forbids it; a policy already there comes back after."""
    if _POLICY.exists() and "heimvorteil" not in _POLICY.read_text():
        as_root(["mv", str(_POLICY), str(_POLICY_ASIDE)])
    try:
        _write(_POLICY, _POLICY_TEXT, mode="755")
        _write(_CLUSTERS, "create_main_cluster = false\n", mode="644")
        yield
    finally:
        as_root(["rm", "-f", str(_POLICY), str(_CLUSTERS)])
        if _POLICY_ASIDE.exists():
            as_root(["mv", str(_POLICY_ASIDE), str(_POLICY)])


def _write(path: Path, text: str, *, mode: str) -> None:
    as_root(["mkdir", "-p", str(path.parent)])
    as_root(["tee", str(path)], text)
    as_root(["chmod", mode, str(path)])
