"""`make test` and `make bench`: pytest's parts, or the figures, one after another on servers of their own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from deploy.native import browser, environment, servers, tools
from deploy.native.state import ROOT, Failure, Instance, locked

_ON_SERVERS = {"integration", "acceptance", "browser"}
_KILLS_ITS_OWN = "faults"
"""The part that brings an instance of that name, because it kills its servers."""
_NOTHING_RAN = 5
"""pytest's exit code when it found no test; here that is a failure, because every part must have some."""


def run(parts: Sequence[str]) -> None:
    """Runs `tests/<part>` for every part, prints what became of each; raises `Failure` if one failed."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers are ended then, too
    if "browser" in parts:
        browser.install()
    if "faults" in parts:
        tools.install()
    (ROOT / ".run").mkdir(exist_ok=True)
    with locked(ROOT / ".run" / "suite.lock"), _servers(bool(_ON_SERVERS & set(parts))) as variables:
        results = {part: _run_part(part, variables) for part in parts}
    print("\n" + "\n".join(f"{part:<14}{word}" for part, (word, _) in results.items()), flush=True)
    if not all(good for _, good in results.values()):
        raise Failure("Not all parts passed; the output of each is above.")


def bench(figures: Sequence[str]) -> None:
    """Measures the named figures, or all, on servers that keep their data safe; raises `Failure` if one cannot be."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with _servers(True, "bench") as variables:
        command = [str(environment.python()), "-W", "ignore", "-m", "bench", *figures]
        if subprocess.run(command, cwd=ROOT, env={**os.environ, **variables}, check=False).returncode:
            raise Failure("Not every figure could be measured; the output above says why.")


@contextmanager
def _servers(needed: bool, name: str = "test") -> Iterator[dict[str, str]]:
    """An instance, fresh at the start and gone at the end."""
    if not needed:
        yield {}
        return
    instance = Instance(name)
    servers.clean(instance)
    try:
        servers.up(instance)
        yield dict(servers.environment(instance))
    finally:
        servers.clean(instance)


def _run_part(part: str, variables: dict[str, str]) -> tuple[str, bool]:
    print(f"\n== {part} ==", flush=True)
    began = time.monotonic()
    command = [str(environment.python()), "-m", "pytest", f"tests/{part}"]
    try:
        code = subprocess.run(command, cwd=ROOT, env={**os.environ, **variables}, check=False).returncode
    finally:
        if part.startswith(_KILLS_ITS_OWN):
            servers.clean(Instance(_KILLS_ITS_OWN))
    words = {0: "passed", _NOTHING_RAN: "FAILED (no test found)"}
    return f"{words.get(code, 'FAILED')} in {time.monotonic() - began:.0f} s", code == 0
