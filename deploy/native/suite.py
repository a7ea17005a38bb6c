"""`make test` and `make bench`: pytest's parts, or the figures, on servers of their own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from deploy.native import browser, environment, servers, tools
from deploy.native.state import ROOT, Failure, Instance, locked

_ON_SERVERS = {"integration", "relevance", "acceptance", "privacy", "browser", "security"}
_FAULTS = "faults"
"""Parts below it bring servers of their own, to kill, cut and sabotage: after all others."""
_AT_ONCE = 2
"""Parts that run side by side: one waits while the other works, even on two cores."""
_NOTHING_RAN = 5
"""pytest's exit code when it found no test; here that is a failure, because every part must have some."""


def run(parts: Sequence[str]) -> None:
    """Runs `tests/<part>` for every part, prints what became of each; raises `Failure` if one failed."""
    _end_politely()
    if any(part.startswith("browser") for part in parts):
        browser.install()
    alone = [part for part in parts if part.startswith(_FAULTS)]
    together = [part for part in parts if part not in alone]
    if alone:
        tools.install()
    on_servers = any(part.split("/")[0] in _ON_SERVERS for part in together)
    if alone or on_servers:
        environment.compile_kernel()
    (ROOT / ".run").mkdir(exist_ok=True)
    with locked(ROOT / ".run" / "suite.lock"):
        with _servers(on_servers) as variables:
            results = _results(together, variables)
        try:
            results |= _results(alone, {})
        finally:
            servers.clean(Instance(_FAULTS))
    print("\n" + "\n".join(f"{part:<18}{results[part]}" for part in parts), flush=True)
    if any(word.startswith("FAILED") for word in results.values()):
        raise Failure("Not all parts passed; the output of each is above.")


def bench(figures: Sequence[str]) -> None:
    """Measures the named figures, or all, on servers that keep their data safe; raises `Failure` if one cannot be."""
    _end_politely()
    environment.compile_kernel()
    with _servers(True, "bench") as variables, _child(["-W", "ignore", "-m", "bench", *figures], variables) as figure:
        if figure.wait():
            raise Failure("Not every figure could be measured; the output above says why.")


def _end_politely() -> None:
    """Told to stop, this program ends its servers and its children first."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


@contextmanager
def _child(
    arguments: Sequence[str], variables: Mapping[str, str], output: IO[bytes] | None = None
) -> "Iterator[subprocess.Popen[bytes]]":
    """The environment's Python; told to stop, and waited for, when the block is left before its end."""
    process = subprocess.Popen(
        [str(environment.python()), *arguments],
        cwd=ROOT,
        env={**os.environ, **variables},
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


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


def _results(parts: Sequence[str], variables: Mapping[str, str]) -> dict[str, str]:
    """What became of each part; the output of one as it comes, of several each at its end."""
    if len(parts) != 1:
        return _side_by_side(parts, variables)
    print(f"\n== {parts[0]} ==", flush=True)
    began = time.monotonic()
    with _child(_pytest(parts[0]), variables) as process:
        return {parts[0]: _word(process.wait(), began)}


def _side_by_side(parts: Sequence[str], variables: Mapping[str, str]) -> dict[str, str]:
    """What became of parts that run two at a time: a test's databases, virtual hosts and indices are its own."""
    waiting, results = list(parts), dict[str, str]()
    running = dict[str, subprocess.Popen[bytes]]()
    began = dict[str, float]()
    with ExitStack() as children:
        while waiting or running:
            while waiting and len(running) < _AT_ONCE:
                part = waiting.pop(0)
                print(f"\n{part} runs; its output comes at its end (and is in {_output(part)})", flush=True)
                output = children.enter_context(_output(part).open("wb"))
                began[part], running[part] = (
                    time.monotonic(),
                    children.enter_context(_child(_pytest(part), variables, output)),
                )
            time.sleep(0.2)
            for part in [part for part, process in running.items() if process.poll() is not None]:
                results[part] = _word(running.pop(part).returncode, began[part])
                print(f"\n== {part} ==\n{_output(part).read_text(errors='replace')}", flush=True)
    return results


def _pytest(part: str) -> list[str]:
    """A system that three faults have broken breaks in the others as well, each after a long wait."""
    enough = ["--maxfail=3"] if part.startswith(_FAULTS) else []
    return ["-m", "pytest", f"tests/{part}", "--durations=12", "--durations-min=3", *enough]


def _output(part: str) -> Path:
    return ROOT / ".run" / f"{part.replace('/', '-')}.out"


def _word(code: int, began: float) -> str:
    words = {0: "passed", _NOTHING_RAN: "FAILED (no test found)"}
    return f"{words.get(code, 'FAILED')} in {time.monotonic() - began:.0f} s"
