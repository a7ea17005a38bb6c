"""A PostgreSQL server of our own from Debian's package."""

import os
import shutil
import signal
from pathlib import Path

from deploy.native import packages, processes, waiting
from deploy.native.ports import port
from deploy.native.state import Failure, Instance, write_for

NAME = "postgres"
PORTS: tuple[str, ...] = ("POSTGRES_PORT",)
VARIABLE = "DATABASE_URL"
STOP: signal.Signals = signal.SIGINT
"""PostgreSQL's fast shutdown: ends sessions, then writes a checkpoint."""

OLDEST = 15
_DATABASE = "heimvorteil"
_QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
"""For data that nobody keeps."""
_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def install() -> None:
    """Makes sure that the server's programs are there."""
    if not _versions():
        packages.install(["postgresql"], why="the database")
    _program("postgres")


def start(instance: Instance) -> None:
    """Makes the cluster on the first start, then runs it until it takes connections."""
    cluster = instance.data(NAME, _user()) / "cluster"
    if not cluster.exists():
        _create(instance, cluster)
    (cluster / "postmaster.pid").unlink(missing_ok=True)  # left by a kill -9; our record says that it is dead
    command = [_program("postgres"), "-D", str(cluster), *_settings(instance)]
    processes.start(instance, NAME, command, user=_user(), environment=_ENVIRONMENT)
    waiting.until(instance, NAME, lambda: _ready(instance), seconds=60)
    _ensure_database(instance)


def urls(instance: Instance) -> dict[str, str]:
    """The superuser's address of the instance's database."""
    password, number = instance.secret("POSTGRES_PASSWORD"), port(instance, "POSTGRES_PORT")
    return {VARIABLE: f"postgresql://postgres:{password}@127.0.0.1:{number}/{_DATABASE}"}


def _create(instance: Instance, cluster: Path) -> None:
    """Makes the cluster beside its place and moves it there, so that a half-made one is never used."""
    fresh, password = cluster.with_name("fresh"), cluster.with_name("password")
    shutil.rmtree(fresh, ignore_errors=True)
    write_for(password, instance.secret("POSTGRES_PASSWORD"), _user())
    access = ["--username=postgres", f"--pwfile={password}", "--auth=scram-sha-256"]
    texts = ["--encoding=UTF8", "--locale=C.UTF-8"]
    command = [_program("initdb"), "--no-sync", *access, *texts, "-D", str(fresh)]
    processes.run(command, user=_user(), environment=_ENVIRONMENT)
    password.unlink()
    fresh.rename(cluster)


def _settings(instance: Instance) -> list[str]:
    number = port(instance, "POSTGRES_PORT")
    network = f"-c port={number} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
    memory = f"-c max_connections=200 -c shared_buffers={'128MB' if instance.throwaway else '1GB'}"
    return f"{network} {memory} -c default_toast_compression=lz4 {_QUICK if instance.throwaway else ''}".split()


def _ready(instance: Instance) -> bool:
    try:
        processes.run([_program("pg_isready"), "-q", *_address(instance)], environment=_ENVIRONMENT)
    except Failure:
        return False
    return True


def _ensure_database(instance: Instance) -> None:
    environment = {**_ENVIRONMENT, "PGPASSWORD": instance.secret("POSTGRES_PASSWORD")}
    psql = [_program("psql"), *_address(instance), "-U", "postgres", "-d", "postgres", "-qAt", "-c"]
    known = processes.run([*psql, "SELECT datname FROM pg_database"], environment=environment).split()
    if _DATABASE not in known:
        processes.run([*psql, f"CREATE DATABASE {_DATABASE}"], environment=environment)


def _address(instance: Instance) -> list[str]:
    return ["-h", "127.0.0.1", "-p", str(port(instance, "POSTGRES_PORT"))]


def _versions() -> list[Path]:
    """Program folders of the versions that will do, the newest last."""
    found = [folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if (folder / "initdb").exists()]
    fitting = [folder for folder in found if int(folder.parent.name) >= OLDEST]
    return sorted(fitting, key=lambda folder: int(folder.parent.name))


def _program(name: str) -> str:
    if not (versions := _versions()):
        raise Failure(f"PostgreSQL {OLDEST} or newer is needed. Install it or set DATABASE_URL, then try again.")
    return str(versions[-1] / name)


def _user() -> str | None:
    return "postgres" if os.geteuid() == 0 else None
