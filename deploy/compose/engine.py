"""A container engine of our own for the test, below the run folder; the machine's own is not touched."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.native import packages, processes, waiting
from deploy.native.state import ROOT, Failure, Instance

INSTANCE = Instance("compose")
_PROCESS = "dockerd"
_PACKAGES = {"dockerd": "docker.io", "docker-compose": "docker-compose", "debootstrap": "debootstrap"}


@dataclass(frozen=True)
class Engine:
    """A running daemon and how to speak to it."""

    socket: Path
    settings: Path

    def docker(self, *words: str, quiet: bool = True) -> str:
        """Runs docker; raises `Failure` with its last words if it fails."""
        return self._run(["docker", *words], quiet)

    def compose(self, *words: str, quiet: bool = False) -> str:
        """Runs docker-compose on the project's file with the test's settings."""
        return self._run(["docker-compose", "--env-file", str(self.settings), *words], quiet)

    def has_image(self, name: str) -> bool:
        """Whether an image was made in an earlier run."""
        return bool(self.docker("images", "--quiet", name).strip())

    def _run(self, command: list[str], quiet: bool) -> str:
        """Output comes back if `quiet`, else a person sees it while it comes."""
        environment = {**os.environ, "DOCKER_HOST": f"unix://{self.socket}", "COMPOSE_HTTP_TIMEOUT": "600"}
        output = subprocess.PIPE if quiet else None
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=output, text=True, check=False)
        if done.returncode:
            said = (done.stdout or "")[-1500:]
            raise Failure(f"This failed ({done.returncode}), see above: {' '.join(command[:6])} …\n{said}")
        return done.stdout or ""


@contextmanager
def running(settings: Path) -> Iterator[Engine]:
    """Starts the daemon and ends it by its own number; images stay for the next run."""
    _install()
    socket = INSTANCE.folder / "docker.sock"
    words = {"--data-root": "docker", "--exec-root": "docker-run", "--pidfile": "docker.pid"}
    places = [f"{word}={INSTANCE.folder / name}" for word, name in words.items()]
    processes.stop(INSTANCE, _PROCESS, seconds=60)  # of a run that was killed
    (INSTANCE.folder / "docker.pid").unlink(missing_ok=True)
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    processes.start(INSTANCE, _PROCESS, ["dockerd", f"--host=unix://{socket}", *places], environment=environment)
    engine = Engine(socket, settings)
    try:
        waiting.until(INSTANCE, _PROCESS, lambda: _answers(engine), seconds=60)
        yield engine
    finally:
        processes.stop(INSTANCE, _PROCESS, seconds=60)


def _answers(engine: Engine) -> bool:
    command = ["docker", "--host", f"unix://{engine.socket}", "info"]
    return not subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode


def _install() -> None:
    if os.geteuid() != 0:
        raise Failure("Only root can start a container engine of its own. Run `sudo make test-compose`.")
    if missing := [package for program, package in _PACKAGES.items() if not shutil.which(program)]:
        packages.install([*missing, "iptables"], why="runs docker-compose.yml for the test")
