"""`make test` and `make bench`: pytest's parts, or the figures, on servers of their own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from deploy.native import browser, environment, servers, tools
from deploy.native.state import ROOT, Failure, Instance, locked

_ON_SERVERS = {"integration", "relevance", "acceptance", "privacy", "browser", "security"}
_KILLS_ITS_OWN = "faults"
"""The part that brings an instance of that name, because it kills its servers."""
_AT_ONCE = 2
"""Parts on servers that run side by side: one waits while the other works, even on two cores."""
_NOTHING_RAN = 5
"""pytest's exit code when it found no test; here that is a failure, because every part must have some."""


def run(parts: Sequence[str]) -> None:
    """Runs `tests/<part>` for every part, prints what became of each; raises `Failure` if one failed."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers are ended then, too
    if any(part.startswith("browser") for part in parts):
        browser.install()
    if any(part.startswith(_KILLS_ITS_OWN) for part in parts):
        tools.install()
    if any(part in _ON_SERVERS or part.startswith(_KILLS_ITS_OWN) for part in parts):
        environment.compile_kernel()
    (ROOT / ".run").mkdir(exist_ok=True)
    with (
        locked(ROOT / ".run" / "suite.lock"),
        _servers(any(part.split("/")[0] in _ON_SERVERS for part in parts)) as variables,
    ):
        together = [part for part in parts if part in _ON_SERVERS and len(parts) > 1]
        results = {part: _run_part(part, variables) for part in parts if part not in together}
        results |= _side_by_side(together, variables)
    print("\n" + "\n".join(f"{part:<14}{results[part]}" for part in parts), flush=True)
    if any(word.startswith("FAILED") for word in results.values()):
        raise Failure("Not all parts passed; the output of each is above.")


def bench(figures: Sequence[str]) -> None:
    """Measures the named figures, or all, on servers that keep their data safe; raises `Failure` if one cannot be."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    environment.compile_kernel()
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


def _run_part(part: str, variables: dict[str, str]) -> str:
    """What became of a part; its output as it comes."""
    print(f"\n== {part} ==", flush=True)
    began = time.monotonic()
    try:
        code = subprocess.run(_command(part), cwd=ROOT, env={**os.environ, **variables}, check=False).returncode
    finally:
        if part.startswith(_KILLS_ITS_OWN):
            servers.clean(Instance(_KILLS_ITS_OWN))
    return _word(code, began)


def _side_by_side(parts: Sequence[str], variables: dict[str, str]) -> dict[str, str]:
    """What became of parts that run two at a time: a test's databases, virtual hosts and indices are its own."""
    waiting, running, results = list(parts), dict[str, subprocess.Popen[bytes]](), dict[str, str]()
    began = dict[str, float]()
    try:
        while waiting or running:
            while waiting and len(running) < _AT_ONCE:
                part = waiting.pop(0)
                began[part], running[part] = time.monotonic(), _begin(part, variables)
            time.sleep(0.2)
            for part in [part for part, process in running.items() if process.poll() is not None]:
                results[part] = _word(running.pop(part).returncode, began[part])
                print(f"\n== {part} ==\n{_output(part).read_text(errors='replace')}", flush=True)
    finally:
        for process in running.values():
            process.terminate()
            process.wait()
    return results


def _begin(part: str, variables: dict[str, str]) -> "subprocess.Popen[bytes]":
    print(f"\n{part} runs; its output comes at its end (and is in {_output(part)})", flush=True)
    with _output(part).open("wb") as output:
        return subprocess.Popen(
            _command(part), cwd=ROOT, env={**os.environ, **variables}, stdout=output, stderr=subprocess.STDOUT
        )


def _command(part: str) -> list[str]:
    """A system that three faults have broken breaks in the others as well, each after a long wait."""
    enough = ["--maxfail=3"] if part.startswith(_KILLS_ITS_OWN) else []
    return [str(environment.python()), "-m", "pytest", f"tests/{part}", *enough]


def _output(part: str) -> Path:
    return ROOT / ".run" / f"{part}.out"


def _word(code: int, began: float) -> str:
    words = {0: "passed", _NOTHING_RAN: "FAILED (no test found)"}
    return f"{words.get(code, 'FAILED')} in {time.monotonic() - began:.0f} s"
