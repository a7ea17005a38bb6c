"""An Elasticsearch server of our own; `artifact` fetches it once."""

import os
import pwd
import shutil
import signal

from deploy.native import artifact, jdk, packages, processes, waiting
from deploy.native.ports import port
from deploy.native.state import Failure, Instance, write_for

NAME = "elasticsearch"
PORTS: tuple[str, ...] = ("ELASTICSEARCH_PORT", "ELASTICSEARCH_TRANSPORT_PORT")
VARIABLE = "ELASTICSEARCH_URL"
STOP: signal.Signals = signal.SIGTERM

_ACCOUNT = "heimvorteil"
_HEAP = "-Xms512m -Xmx512m"
_QUICK = "-XX:TieredStopAtLevel=1"
"""Spares the thorough compiler: 10 of the 26 s of processor time that a start takes (measured, Java 25)."""


def install() -> None:
    """Makes sure that Java, the server and, for root, an account for it (it refuses root) are there."""
    jdk.install()
    artifact.fetch()
    if _user() and not _account_exists():
        nobody = ["--system", "--no-create-home", "--shell", "/usr/sbin/nologin"]
        packages.as_root(["useradd", *nobody, _ACCOUNT])


def start(instance: Instance) -> None:
    """Runs the server until its cluster answers."""
    data = instance.data(NAME, _user())
    settings = data / "config"
    shutil.rmtree(settings, ignore_errors=True)
    shutil.copytree(artifact.HOME / "config", settings)
    write_for(settings / "elasticsearch.yml", _configuration(instance, str(data)), _user())
    for folder in (data / "tmp", data / "log"):
        folder.mkdir(exist_ok=True)
    if user := _user():
        for path in (data / "tmp", data / "log", settings, *settings.iterdir()):
            shutil.chown(path, user)
    environment = _environment(instance, str(data))
    processes.start(instance, NAME, _command(), user=_user(), environment=environment, folder=artifact.HOME)
    health = f"{_url(instance)}/_cluster/health"
    waiting.until(instance, NAME, lambda: waiting.answers_http(health), seconds=300)


def urls(instance: Instance) -> dict[str, str]:
    """Address of the server."""
    return {VARIABLE: _url(instance)}


def _command() -> list[str]:
    classes = f"{artifact.HOME}/lib/tools/server-launcher/*"
    memory = ["-Xms4m", "-Xmx64m", "-XX:+UseSerialGC"]
    return [_java(), *memory, "-cp", classes, "org.elasticsearch.server.launcher.ServerLauncher"]


def _url(instance: Instance) -> str:
    return f"http://127.0.0.1:{port(instance, 'ELASTICSEARCH_PORT')}"


def _configuration(instance: Instance, data: str) -> str:
    """Loopback only, without accounts; compose and cluster, which others can reach, use roles."""
    return "\n".join(
        (
            f"cluster.name: heimvorteil-{instance.name}",
            f"node.name: {instance.name}",
            f"path.data: {data}/data",
            f"path.logs: {data}/log",
            "network.host: 127.0.0.1",
            f"http.port: {port(instance, 'ELASTICSEARCH_PORT')}",
            f"transport.port: {port(instance, 'ELASTICSEARCH_TRANSPORT_PORT')}",
            "discovery.type: single-node",
            "xpack.security.enabled: false",
            # A write to a name that does not exist must fail, never make an index with a guessed mapping.
            "action.auto_create_index: false",
            # One node on a laptop: a disk 90 % full must not make the indices read-only.
            "cluster.routing.allocation.disk.threshold_enabled: false",
            "",
        )
    )


def _environment(instance: Instance, data: str) -> dict[str, str]:
    return {
        "PATH": os.defpath,
        "LC_ALL": "C.UTF-8",
        "HOME": data,
        "ES_HOME": str(artifact.HOME),
        "ES_PATH_CONF": f"{data}/config",
        "ES_TMPDIR": f"{data}/tmp",
        "ES_DISTRIBUTION_TYPE": "zip",
        "JAVA_TYPE": "ES_JAVA_HOME",
        "JAVA": _java(),
        "ES_JAVA_HOME": str(jdk.find()),
        "CLI_JAVA_OPTS": "",
        "ES_JAVA_OPTS": f"{_HEAP} {_QUICK if instance.short_lived else ''}",
    }


def _java() -> str:
    if not (home := jdk.find()):
        raise Failure("No Java for Elasticsearch; `make up` installs one.")
    return str(home / "bin" / "java")


def _user() -> str | None:
    return _ACCOUNT if os.geteuid() == 0 else None


def _account_exists() -> bool:
    return any(entry.pw_name == _ACCOUNT for entry in pwd.getpwall())
