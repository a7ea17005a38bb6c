"""An instance: a named set of servers with its folder, its ports, its secrets and its lock."""

import fcntl
import hashlib
import os
import pwd
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Failure(Exception):
    """Something a person has to act on; the message says what."""


@dataclass(frozen=True)
class Instance:
    """A set of servers that lives beside others: `demo`, `test`, `dev` …"""

    name: str

    @property
    def folder(self) -> Path:
        """Records, logs and secrets; belongs to whoever runs make."""
        return ROOT / ".run" / self.name

    @property
    def throwaway(self) -> bool:
        """Nobody keeps the tests' data: such a server may trade safety for speed."""
        return self.name == "test"

    @property
    def short_lived(self) -> bool:
        """Lives for a test run: such a server may trade top speed for a quick start."""
        return self.name in ("test", "faults")

    @property
    def ports_file(self) -> Path:
        """The demo's ports are written where a newcomer looks for them."""
        return ROOT / ".run" / "ports" if self.name == "demo" else self.folder / "ports"

    @property
    def data_folder(self) -> Path:
        """Where the servers keep their data: beside the records if their users can get there."""
        if os.geteuid() != 0 or _open_to_all(ROOT):
            return self.folder / "data"
        checkout = hashlib.sha256(str(ROOT).encode()).hexdigest()[:10]
        return Path("/var/tmp") / f"heimvorteil-{checkout}" / self.name

    def log(self, process: str) -> Path:
        """The file that takes a process's output."""
        folder = self.folder / "logs"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{process}.log"

    def data(self, server: str, user: str | None) -> Path:
        """The folder of one server's data, made if missing and owned by that server's user."""
        own = self.data_folder / server
        own.mkdir(parents=True, exist_ok=True)
        for folder in (own, own.parent, own.parent.parent):
            if folder.stat().st_uid not in {os.geteuid(), _uid(user)}:
                raise Failure(f"{folder} belongs to somebody else. Remove it, then try again.")
        if user:
            os.chown(own, _uid(user), -1)
        own.chmod(0o700)
        return own

    def secret(self, name: str) -> str:
        """A random password, the same each time it is asked for; kept in a file only we can read."""
        path = self.folder / "secrets"
        path.parent.mkdir(parents=True, exist_ok=True)
        with locked(self.folder / "secrets.lock"):  # servers start side by side and each asks for its own
            known = read_settings(path)
            if name not in known:
                known[name] = secrets.token_urlsafe(24)
                write_settings(path, known, mode=0o600)
            return known[name]

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keeps two commands from starting or stopping the same instance at once."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with locked(self.folder / "lock"):
            yield


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Holds an advisory lock on a file; the kernel lets go of it when the process dies."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def read_settings(path: Path) -> dict[str, str]:
    """Reads NAME=value lines; a missing file has none."""
    if not path.exists():
        return {}
    return dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)


def write_settings(path: Path, settings: dict[str, str], mode: int = 0o644) -> None:
    """Writes NAME=value lines so that a reader sees the old file or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.touch(mode=mode)
    fresh.write_text("".join(f"{name}={value}\n" for name, value in sorted(settings.items())))
    fresh.replace(path)


def write_for(path: Path, text: str, user: str | None, mode: int = 0o600) -> None:
    """Writes a server's configuration and hands it to that server's user."""
    path.touch(mode=mode)
    path.write_text(text)
    if user:
        os.chown(path, _uid(user), -1)


def _uid(user: str | None) -> int:
    return pwd.getpwnam(user).pw_uid if user else os.geteuid()


def _open_to_all(folder: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in (folder, *folder.parents))
