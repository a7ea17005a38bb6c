"""A PostgreSQL server of our own from Debian's package."""

import os
import signal
from pathlib import Path

from deploy.native import packages, processes, waiting
from deploy.native.ports import port
from deploy.native.state import Failure, Instance, write_for

NAME = "postgres"
PORTS = ("POSTGRES_PORT",)
VARIABLE = "DATABASE_URL"
STOP = signal.SIGINT
"""PostgreSQL's fast shutdown: ends sessions, then writes a checkpoint."""

OLDEST = 15
_DATABASE = "heimvorteil"
_QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
"""Only for the tests' instance, whose data nobody keeps."""


def install() -> None:
    """Makes sure that the server's programs are there."""
    if not _found():
        packages.install(["postgresql"], why="the database")
    _programs()


def start(instance: Instance) -> None:
    """Makes the cluster on the first start, then runs it until it takes connections."""
    data = instance.data(NAME, _user())
    if not (data / "PG_VERSION").exists():
        _create(instance, data)
    (data / "postmaster.pid").unlink(missing_ok=True)
    processes.start(
        instance, NAME, [_programs() / "postgres", "-D", data, *_settings(instance)], user=_user(), environment=_env()
    )
    waiting.until(instance, NAME, lambda: _ready(instance), seconds=60)
    _ensure_database(instance)


def urls(instance: Instance) -> dict[str, str]:
    """The superuser's address of the instance's database."""
    password, number = instance.secret("POSTGRES_PASSWORD"), port(instance, "POSTGRES_PORT")
    return {VARIABLE: f"postgresql://postgres:{password}@127.0.0.1:{number}/{_DATABASE}"}


def _create(instance: Instance, data: Path) -> None:
    passwords = data.parent / "postgres-password"
    write_for(passwords, instance.secret("POSTGRES_PASSWORD"), _user())
    access = ["--username=postgres", f"--pwfile={passwords}", "--auth=scram-sha-256"]
    texts = ["--encoding=UTF8", "--locale=C.UTF-8"]
    try:
        command = [_programs() / "initdb", "--no-sync", *access, *texts, "-D", data]
        processes.run(command, user=_user(), environment=_env())
    finally:
        passwords.unlink()


def _settings(instance: Instance) -> list[str]:
    settings = (
        f"-c port={port(instance, 'POSTGRES_PORT')} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
        " -c max_connections=200 -c shared_buffers=128MB"
    )
    return f"{settings} {_QUICK if instance.name == 'test' else ''}".split()


def _ready(instance: Instance) -> bool:
    command = [_programs() / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port(instance, "POSTGRES_PORT"))]
    try:
        processes.run(command, environment=_env())
    except Failure:
        return False
    return True


def _ensure_database(instance: Instance) -> None:
    connection = ["-h", "127.0.0.1", "-p", str(port(instance, "POSTGRES_PORT")), "-U", "postgres", "-d", "postgres"]
    environment = {**_env(), "PGPASSWORD": instance.secret("POSTGRES_PASSWORD")}
    psql = [_programs() / "psql", *connection, "-qAt", "-c"]
    known = processes.run([*psql, "SELECT datname FROM pg_database"], environment=environment).split()
    if _DATABASE not in known:
        processes.run([*psql, f"CREATE DATABASE {_DATABASE}"], environment=environment)


def _found() -> list[Path]:
    versions = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    return sorted((path for path in versions if int(path.parent.name) >= OLDEST), key=lambda path: int(path.parent.name))


def _programs() -> Path:
    """The programs of the newest version there is."""
    if not (found := _found()):
        raise Failure(f"PostgreSQL {OLDEST} or newer is needed. Install it or set DATABASE_URL, then try again.")
    return found[-1]


def _user() -> str | None:
    return "postgres" if os.geteuid() == 0 else None


def _env() -> dict[str, str]:
    return {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
